/* emulation: what arithmetic in a number format really gives. An expression: every operation
 * rounded, in the order written. A catalogue function: its textbook formula so. A framework's name:
 * the operations that this framework performs, where they are known. */
#ifndef ACTFN_EMULATION_H
#define ACTFN_EMULATION_H

#include "activation/activation.h"

struct emulation;
/* NULL, with a message: a function of a vector, or one of a framework's whose operations are not
 * known in this format; it says what is known. g and d must outlive it. One thread at a time may
 * use it. */
struct emulation *emulation_new(const struct function *g, const struct dtype *d, struct error *err);
void emulation_free(struct emulation *e); /* NULL is fine */
/* n points x, which are rounded to the format already; df may be NULL. */
void emulation_map(struct emulation *e, size_t n, const double *x, double *f, double *df);
/* The operations, and how they are known: for a note. */
const char *emulation_sequence(const struct emulation *e);

#endif
