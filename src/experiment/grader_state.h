/* Inside grader: what is counted so far, and the ways to count. */
#ifndef ACTFN_GRADER_STATE_H
#define ACTFN_GRADER_STATE_H

#include "activation/property.h"
#include "activation/rounding.h"
#include "experiment/grader.h"

enum { FLOAT32_DIGITS = 24 };

struct grader {
    struct kernel_grading *found;
    const struct function *g;
    bool flush, hold;
    struct rounding *rounding; /* of float32 and narrower formats; else */
    struct exact *reference;   /* the definition in long double, or NULL */
    double *want, *exact;      /* f and f' rounded, and as the kernels have them */
    size_t room;
    uint64_t wrong[GRADED_REGIONS], count[GRADED_REGIONS]; /* by region */
    uint64_t per_point, in_point;                          /* values to a point of the figure */
    double least, at_0[2];  /* the smallest normal number; f and f' at 0 */
    bool started, zeros[2]; /* some row came; f, f' have been 0 from the left end on */
    double last_x, last_f, last_exact;
};

/* One row at a time (grader_rows.c). */
size_t grader_regions(void); /* how many */
struct graded_region grader_region_at(size_t i);
void grader_bin_ends(size_t i, struct graded_bin *b);
size_t grader_region(double x);
size_t grader_bin(double ulp);
void grader_row(struct kernel_grading *found, const struct graded_row *row);
void grader_point(struct grader *s, double x, double ulp);
void grader_zeros(struct grader *s, int order, double x, double got);
void grader_order(struct grader *s, double x, double got, double exact);

/* All at once, as sums over blocks (grader_block.c); the same counts. False: not possible (x does
 * not ascend, values that the format does not have, subnormal numbers): nothing was counted. Right
 * values and exact ones are there. */
bool grader_block(struct grader *s, size_t n, const double *x, const double *f, const double *df);

#endif
