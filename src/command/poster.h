/* poster: the curves of the functions in a list. */
#ifndef ACTFN_POSTER_H
#define ACTFN_POSTER_H

#include "report/report.h"

/* Table `values` (x from -4 to 4, then a column for each of the `n` names that is a function of one
 * number) and the figure `poster`; a sentence says what is left out. */
bool poster_report(struct report *r, char *const *names, size_t n, struct error *err);

#endif
