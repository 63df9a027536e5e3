/* curves: functions over a range of x, as a table of values made on demand. Shared by eval, plot
 * and compare. */
#ifndef ACTFN_CURVES_H
#define ACTFN_CURVES_H

#include "cli/cli.h"
#include "cli/shared.h"
#include "input/input.h"

/* --sweep: the values of one parameter; count 0: no sweep. */
struct sweep {
    char *name;
    double *value;
    uint64_t count;
};
bool sweep_parse(const char *typed, struct sweep *s, struct error *err);
void sweep_free(struct sweep *s);

struct curves {
    struct function *functions;
    size_t nfunctions;
    unsigned order;                /* derivatives shown: 0, 1, 2 */
    const struct dtype *dtype;     /* NULL: float64 */
    struct emulation **emulations; /* one a function, with --compute-dtype; of the others NULL */
    const struct dtype *compute_dtype;
    struct rounding **roundings; /* one a function, once it has rounded; with a dtype */
    enum { FROM_GRID, FROM_LIST, FROM_INPUT, FROM_DTYPE } source;
    uint64_t first_value, nvalues; /* FROM_DTYPE: which values of the format */
    struct grid grid;
    bool whole, range_given; /* all values of float32, which are no table; a range was typed */
    double *list;
    size_t nlist;
    struct numbers input;
    struct sweep sweep;
    double *scratch; /* CURVES_SCRATCH blocks for who fills a table: too much for a small stack */
};
enum { CURVES_SCRATCH = 4 };

/* Added to `points` by who can do without a table: --points all may then be of float32 (`whole`),
 * and the table is that of the range. */
#define POINTS_WHOLE (UINT64_C(1) << 63)

/* Operands and range options; sweep: NAME=LO:HI[:COUNT] or NULL; `points` where the user gave
 * neither a count nor a step. The curves are the caller's until curves_table takes them. On failure
 * nothing is left to free. */
bool curves_read(const struct request *q, const struct range_options *o, const char *sweep,
                 uint64_t points, struct curves **curves, struct error *err);
void curves_free(void *curves);

/* All operands, each a list, as functions (functions.c). A setting that none of them reads is
 * refused. */
bool curves_functions(const struct request *q, const struct settings *set,
                      struct function **functions, size_t *count, struct error *err);

bool sweep_functions(const struct request *q, const struct settings *set, const struct sweep *s,
                     struct function **functions, size_t *count, struct error *err);
void sweep_report(const struct curves *c,
                  struct report *r); /* table `sweep`: column, value; fact `sweep`: name */

/* Adds table `values`: x, then LABEL, LABEL', LABEL'' of each function. The table owns the curves
 * from here on, and they live as long as the report. */
bool curves_table(struct curves *c, struct report *r, struct error *err);

/* Function i at n points, rounded once where a format is asked for, or as arithmetic in it gives
 * them; y as function_map takes them. */
void curves_values(struct curves *c, size_t i, size_t n, const double *x, double *const y[3]);
/* Notes of what stands behind the numbers of --compute-dtype. */
void curves_note(const struct curves *c, struct report *r);

void curves_describe(const struct curves *c, struct report *r); /* headline and subtitle */

/* Which figure shows them: "curves", "points" of a list, "vector" of functions of a whole vector.
 */
const char *curves_figure(const struct curves *c);

double curves_low(const struct curves *c);
double curves_high(const struct curves *c);

#endif
