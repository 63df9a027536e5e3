/* A block of rows in ascending order, counted as a whole: some nanoseconds a value. */
#include "activation/sift.h"
#include "experiment/grader_state.h"

#include <math.h>

/* The largest error of the block, and the first x that has it. */
struct worst {
    double ulp, x;
};

static struct worst worst_of(size_t n, const double *x, const double *ulp, double max)
{
    size_t i = 0;
    while (i + 1 < n && ulp[i] != max)
        i++;
    return (struct worst){ max, x[i] };
}

static void column_add(struct graded_column *c, size_t n, const double *x, const double *ulp,
                       const struct block_errors *e)
{
    c->count += n;
    c->wrong += e->wrong;
    c->sign_errors += e->sign_errors;
    c->broken += e->broken;
    c->sum += e->sum;
    if (!(e->max <= c->max)) {
        c->max = e->max;
        c->max_x = worst_of(n, x, ulp, e->max).x;
    }
}

static void zeros_add(struct grader *s, int order, size_t n, const double *x, const double *got)
{
    if (!s->zeros[order])
        return;
    if (x[n - 1] < 0 && sift_zeros(n, got)) {
        struct graded_column *c = order ? &s->found->df : &s->found->f;
        c->zero_end = x[n - 1];
        return;
    }
    for (size_t i = 0; i < n && s->zeros[order]; i++)
        grader_zeros(s, order, x[i], got[i]);
}

static void bins_add(struct grader *s, size_t n, const double *ulp, const struct block_errors *e)
{
    uint64_t before = 0;
    if (e->max > 2) {
        for (size_t i = 0; i < n; i++)
            s->found->bins[grader_bin(ulp[i])].count++;
        return;
    }
    for (size_t k = 0; k < ERROR_HALVES; k++) {
        s->found->bins[k].count += (double)(e->within[k] - before);
        before = e->within[k];
    }
}

static void regions_add(struct grader *s, size_t n, const double *x, const double *f,
                        const double *ulp, const struct block_errors *e)
{
    size_t first = grader_region(x[0]), last = grader_region(x[n - 1]);
    struct graded_region *regions = s->found->regions;
    if (first == last) {
        s->count[first] += n;
        s->wrong[first] += e->wrong;
        regions[first].max_ulp = fmax(regions[first].max_ulp, e->max);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        size_t k = grader_region(x[i]);
        s->count[k]++;
        s->wrong[k] += !(f[i] == s->want[i] || (isnan(f[i]) && isnan(s->want[i])));
        regions[k].max_ulp = fmax(regions[k].max_ulp, ulp[i]);
    }
}

/* A point of the figure that takes in the whole block, or row by row. */
static void points_add(struct grader *s, size_t n, const double *x, const double *ulp, double max)
{
    struct kernel_grading *found = s->found;
    if (s->per_point - s->in_point < n || (s->in_point == 0 && s->per_point < n)) {
        for (size_t i = 0; i < n; i++)
            grader_point(s, x[i], ulp[i]);
        return;
    }
    if (s->in_point == 0 || max > found->points[found->npoints - 1].ulp) {
        struct worst w = worst_of(n, x, ulp, max);
        grader_point(s, w.x, w.ulp);
    } else
        s->in_point++;
    s->in_point = (s->in_point + n - 1) % s->per_point;
}

static void rows_add(struct grader *s, size_t n, const double *x, const double *f,
                     const double *ulp, double max)
{
    struct kernel_grading *found = s->found;
    if (found->nrows == GRADED_ROWS && !(max > found->rows[GRADED_ROWS - 1].ulp))
        return;
    for (size_t i = 0; i < n; i++) {
        const struct graded_row row = { x[i], f[i], s->want[i], ulp[i] };
        if (found->nrows < GRADED_ROWS || ulp[i] > found->rows[GRADED_ROWS - 1].ulp)
            grader_row(found, &row);
    }
}

bool grader_block(struct grader *s, size_t n, const double *x, const double *f, const double *df)
{
    struct kernel_grading *found = s->found;
    const struct dtype *d = found->dtype;
    struct block_errors of_f, of_df = { 0 };
    double ulp[2][GRADER_BLOCK];
    uint64_t turns;
    if (d->digits > FLOAT32_DIGITS || s->g->vectorwise || n == 0 || n > GRADER_BLOCK ||
        !sift_order(n, x, f, s->exact, &turns) || (s->started && !(x[0] >= s->last_x)))
        return false;
    sift_errors(d, n, x, f, s->want, s->exact, ulp[0], &of_f);
    if (df)
        sift_errors(d, n, x, df, s->want + s->room, s->exact + s->room, ulp[1], &of_df);
    if (of_f.tiny || of_f.unheld || of_df.tiny)
        return false;
    grader_order(s, x[0], f[0], s->exact[0]);
    found->not_monotone += turns;
    s->started = true;
    s->last_x = x[n - 1];
    s->last_f = f[n - 1];
    s->last_exact = s->exact[n - 1];
    zeros_add(s, 0, n, x, f);
    column_add(&found->f, n, x, ulp[0], &of_f);
    regions_add(s, n, x, f, ulp[0], &of_f);
    bins_add(s, n, ulp[0], &of_f);
    rows_add(s, n, x, f, ulp[0], of_f.max);
    points_add(s, n, x, ulp[0], of_f.max);
    if (df) {
        zeros_add(s, 1, n, x, df);
        column_add(&found->df, n, x, ulp[1], &of_df);
    }
    return true;
}
