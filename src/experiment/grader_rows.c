/* Where a value is counted: regions of x, sizes of errors, the worst, the figure, zeros, order. */
#include "experiment/grader_state.h"

#include <math.h>
#include <string.h>

/* ---- where a value belongs ------------------------------------------------------------------ */

/* Ends of the regions from 0 on, on either side. */
static const double ends[] = { 0,      0x1p-126, 0x1p-60, 0x1p-30, 0x1p-14, 0x1p-10, 0x1p-7,
                               0x1p-5, 0.125,    0.25,    0.5,     1,       1.5,     2,
                               2.5,    3,        3.5,     4,       4.5,     5,       5.5,
                               6,      6.5,      7,       8,       9,       10,      12,
                               16,     24,       32,      48,      64,      88,      104,
                               128,    256,      1024,    65536,   0x1p64,  INFINITY };
enum { ENDS = sizeof ends / sizeof *ends };

size_t grader_region(double x)
{
    size_t k = 0, top = ENDS - 2;
    double a = fabs(x);
    while (k < top) { /* the last end that is not beyond |x| */
        size_t middle = (k + top + 1) / 2;
        if (ends[middle] <= a)
            k = middle;
        else
            top = middle - 1;
    }
    return signbit(x) ? ENDS - 2 - k : ENDS - 1 + k;
}

struct graded_region grader_region_at(size_t i)
{
    bool left = i < ENDS - 1;
    size_t k = left ? ENDS - 2 - i : i - (ENDS - 1);
    double a = ends[k], b = ends[k + 1];
    return (struct graded_region){ .x_low = left ? -b : a, .x_high = left ? -a : b };
}

size_t grader_regions(void)
{
    return 2 * (ENDS - 1);
}

/* 0; to 1/2, 1, 2, 4, ...; the last: inf. */
size_t grader_bin(double ulp)
{
    int exponent;
    if (ulp == 0)
        return 0;
    if (isinf(ulp))
        return GRADED_BINS - 1;
    double m = frexp(ulp, &exponent);
    exponent = m == 0.5 ? exponent - 1 : exponent; /* ulp <= 2^exponent */
    if (exponent < -1)
        exponent = -1;
    size_t bin = (size_t)(exponent + 2);
    return bin < GRADED_BINS - 1 ? bin : GRADED_BINS - 2;
}

void grader_bin_ends(size_t i, struct graded_bin *b)
{
    b->ulp_low = i <= 1 ? 0 : ldexp(1, (int)i - 3);
    b->ulp_high = i == 0 ? 0 : ldexp(1, (int)i - 2);
    if (i == GRADED_BINS - 2)
        b->ulp_high = INFINITY;
    if (i == GRADED_BINS - 1)
        b->ulp_low = b->ulp_high = INFINITY;
}

/* ---- one row after the other ---------------------------------------------------------------- */

void grader_row(struct kernel_grading *found, const struct graded_row *row)
{
    size_t n = found->nrows, at = n;
    if (n == GRADED_ROWS && !(row->ulp > found->rows[n - 1].ulp))
        return;
    while (at > 0 && row->ulp > found->rows[at - 1].ulp)
        at--;
    if (n < GRADED_ROWS)
        found->nrows = n + 1;
    memmove(&found->rows[at + 1], &found->rows[at],
            ((n < GRADED_ROWS ? n : n - 1) - at) * sizeof *found->rows);
    found->rows[at] = *row;
}

/* Points of the figure: when there are too many, each two become one. */
void grader_point(struct grader *s, double x, double ulp)
{
    struct kernel_grading *found = s->found;
    struct graded_point *p = found->points;
    if (s->in_point == 0) {
        if (found->npoints == GRADED_POINTS) {
            for (size_t i = 0; i < GRADED_POINTS / 2; i++)
                p[i] = p[2 * i].ulp >= p[2 * i + 1].ulp ? p[2 * i] : p[2 * i + 1];
            found->npoints = GRADED_POINTS / 2;
            s->per_point *= 2;
        }
        p[found->npoints++] = (struct graded_point){ x, ulp };
    } else if (ulp > p[found->npoints - 1].ulp)
        p[found->npoints - 1] = (struct graded_point){ x, ulp };
    s->in_point = (s->in_point + 1) % s->per_point;
}

/* The zeros with which a column begins at the left. */
void grader_zeros(struct grader *s, int order, double x, double got)
{
    struct graded_column *c = order ? &s->found->df : &s->found->f;
    if (!s->zeros[order])
        return;
    if (got == 0 && x < 0)
        c->zero_end = x;
    else
        s->zeros[order] = false;
    if (got == 0 && x >= 0) /* 0 on all of the left: a rectifier, or its own zero */
        c->zero_end = NAN;
}

void grader_order(struct grader *s, double x, double got, double exact)
{
    struct kernel_grading *found = s->found;
    if (s->started && !(x >= s->last_x))
        found->sorted = false;
    double step = got - s->last_f, right = exact - s->last_exact;
    if (s->started && ((step < 0 && right > 0) || (step > 0 && right < 0)))
        found->not_monotone++;
    s->last_x = x;
    s->last_f = got;
    s->last_exact = exact;
}
