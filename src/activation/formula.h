/* Inside the activation room: functions that have a name and are a formula, in the catalogue and of
 * the user's own. */
#ifndef ACTFN_FORMULA_H
#define ACTFN_FORMULA_H

#include "activation/activation.h"

extern const struct formula_name formula_rows[]; /* formula_list.c; the last one has no name */

size_t formula_count(void);                                /* of the catalogue's */
const struct formula_name *formula_find(const char *name); /* name or alias; NULL */
/* A function of the user's own; the texts are taken over (parameters may be NULL). */
void formula_add(char *name, char *meaning, char *parameters);

#endif
