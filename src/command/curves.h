/* curves: functions over a range of x, as a table of values made on demand. Shared by eval, plot and compare. */
#ifndef ACTFN_CURVES_H
#define ACTFN_CURVES_H

#include "command/command.h"
#include "input/input.h"

struct curves {
    struct function *functions; size_t nfunctions;
    unsigned order;                     /* derivatives shown: 0, 1, 2 */
    const struct dtype *dtype;          /* NULL: float64 */
    enum { FROM_GRID, FROM_LIST, FROM_INPUT } source;
    struct grid grid;
    double *list; size_t nlist;
    struct numbers input;
};

/* Operands and range options; `points` where the user gave neither a count nor a step. The curves are the
 * caller's until curves_table takes them. On failure nothing is left to free. */
bool curves_read(const struct options *o, uint64_t points, struct curves **curves, struct message *why);
void curves_free(void *curves);

/* All operands, each a list, as functions. */
bool curves_functions(const struct options *o, struct function **functions, size_t *count, struct message *why);

/* Adds table `values`: x, then LABEL, LABEL', LABEL'' of each function. The table owns the curves from here on. */
bool curves_table(struct curves *c, struct report *r, struct message *why);

void curves_describe(const struct curves *c, struct report *r);   /* headline and subtitle */

double curves_low(const struct curves *c);
double curves_high(const struct curves *c);

#endif
