/* Errors in units in the last place, counted: by size, by region of x, the worst kept. */
#include "experiment/grader_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- errors --------------------------------------------------------------------------------- */

/* How far got is from the exact value, in the last place of the right one. */
static double error_of(const struct dtype *d, double got, double want, long double exact)
{
    if (isnan(got) && isnan(want))
        return 0;
    if (got == want)
        return isfinite(want) ? (double)(fabsl(got - exact) / dtype_ulp(d, want)) : 0;
    if (isnan(got) || isnan(want) || isinf(got))
        return INFINITY;
    return (double)(fabsl(got - exact) / dtype_ulp(d, isinf(want) ? got : want));
}

/* A flushed result or input: 0 where the right value is subnormal, or what f gives at 0 where x is.
 */
static bool is_flushed(const struct grader *s, double x, double got, double want, double at_0)
{
    bool result = got == 0 && want != 0 && fabs(want) < s->least;
    bool input = x != 0 && fabs(x) < s->least && got == at_0 && got != want;
    return result || input;
}

static double column_take(const struct grader *s, struct graded_column *c, double x, double got,
                          double want, long double exact, double at_0)
{
    double ulp = error_of(s->found->dtype, got, want, exact);
    bool flushed = is_flushed(s, x, got, want, at_0);
    c->count++;
    c->flushed += flushed;
    if (flushed && s->flush)
        ulp = 0;
    else
        c->wrong += !(got == want || (isnan(got) && isnan(want)));
    c->sign_errors += (got < 0 && want > 0) || (got > 0 && want < 0);
    if (isinf(ulp))
        c->broken++;
    else
        c->sum += ulp;
    if (!(ulp <= c->max)) {
        c->max = ulp;
        c->max_x = x;
    }
    return ulp;
}

/* ---- rows ----------------------------------------------------------------------------------- */

/* The kernel's double is within 2 ulp. Where the definition in long double agrees with it, it is
 * the better one. */
static long double better(const struct grader *s, double x, double f)
{
    long double y;
    const struct dtype *float64 = s->found->dtype;
    if (!s->reference || !isfinite(f) || !exact_at(s->reference, x, 1, &y) ||
        !(fabsl(y - f) <= 3 * (long double)dtype_ulp(float64, f)))
        return f;
    return y;
}

static void hold(struct grader *s, size_t n, double *x)
{
    const struct dtype *d = s->found->dtype;
    for (size_t i = 0; i < n; i++) {
        double rounded = dtype_round(d, x[i]);
        s->found->unheld += rounded != x[i] && !isnan(x[i]);
        x[i] = rounded;
    }
}

static void room_make(struct grader *s, size_t n)
{
    if (n <= s->room)
        return;
    s->room = n;
    s->want = memory_resize(s->want, 2 * n, sizeof *s->want);
    s->exact = memory_resize(s->exact, 2 * n, sizeof *s->exact);
}

static void wants_find(struct grader *s, size_t n, const double *x, bool slopes)
{
    double *f = s->want, *df = slopes ? s->want + s->room : NULL;
    double *const exact[2] = { s->exact, slopes ? s->exact + s->room : NULL };
    if (s->rounding) {
        rounding_with(s->rounding, n, x, f, df, NULL, exact);
        return;
    }
    function_map(s->g, n, x, exact[0], exact[1], NULL);
    memcpy(f, s->exact, n * sizeof *f);
    dtype_round_all(s->found->dtype, n, f);
    if (df) {
        memcpy(df, s->exact + s->room, n * sizeof *df);
        dtype_round_all(s->found->dtype, n, df);
    }
}

static void row_take(struct grader *s, size_t i, double x, double got, const double *df)
{
    struct kernel_grading *found = s->found;
    long double exact = s->exact[i];
    double want = s->want[i];
    if (found->dtype->digits > FLOAT32_DIGITS) {
        exact = better(s, x, s->exact[i]);
        want = (double)exact;
    }
    uint64_t wrong = found->f.wrong;
    double ulp = column_take(s, &found->f, x, got, want, exact, s->at_0[0]);
    struct graded_row row = { x, got, want, ulp };
    size_t region = grader_region(x);
    if (!isnan(x)) {
        s->count[region]++;
        s->wrong[region] += found->f.wrong - wrong;
        if (!(ulp <= found->regions[region].max_ulp))
            found->regions[region].max_ulp = ulp;
    }
    found->bins[grader_bin(ulp)].count++;
    grader_row(found, &row);
    grader_point(s, x, ulp);
    if (df)
        column_take(s, &found->df, x, *df, s->want[s->room + i], s->exact[s->room + i], s->at_0[1]);
}

void grader_take(struct grader *s, size_t n, double *x, double *f, double *df)
{
    room_make(s, n);
    if (s->hold)
        hold(s, n, x);
    if (s->hold)
        hold(s, n, f);
    if (df && s->hold)
        hold(s, n, df);
    wants_find(s, n, x, df != NULL);
    if (grader_block(s, n, x, f, df))
        return;
    if (!s->hold && s->found->dtype->digits <= FLOAT32_DIGITS)
        hold(s, n, f);
    for (size_t i = 0; i < n; i++) {
        if (!isnan(x[i])) {
            grader_order(s, x[i], f[i], s->exact[i]);
            grader_zeros(s, 0, x[i], f[i]);
            if (df)
                grader_zeros(s, 1, x[i], df[i]);
            s->started = true;
        }
        row_take(s, i, x[i], f[i], df ? &df[i] : NULL);
    }
}

struct grader *grader_new(struct kernel_grading *found, const struct function *g, bool flush,
                          bool holds)
{
    struct grader *s = memory_new(1, sizeof *s);
    bool narrow = found->dtype->digits <= FLOAT32_DIGITS;
    s->found = found;
    s->g = g;
    s->flush = flush;
    s->hold = holds;
    s->per_point = 1;
    s->least = ldexp(1, found->dtype->low);
    s->zeros[0] = s->zeros[1] = true;
    if (narrow && !g->vectorwise)
        s->rounding = rounding_new(g, found->dtype, false);
    else if (!g->vectorwise)
        s->reference = exact_new(g);
    s->at_0[0] = s->at_0[1] = NAN;
    if (!g->vectorwise) {
        struct jet y = function_at(g, 0);
        s->at_0[0] = dtype_round(found->dtype, y.f);
        s->at_0[1] = dtype_round(found->dtype, y.df);
    }
    found->sorted = true;
    found->f.max = found->df.max = -1;
    found->f.zero_end = found->df.zero_end = NAN;
    for (size_t i = 0; i < GRADED_REGIONS; i++)
        found->regions[i].max_ulp = -1;
    return s;
}

static void bins_end(struct kernel_grading *found)
{
    for (size_t i = 0; i < GRADED_BINS; i++) {
        struct graded_bin bin = found->bins[i];
        grader_bin_ends(i, &bin);
        if (bin.count > 0)
            found->bins[found->nbins++] = bin;
    }
}

static void regions_end(const struct grader *s)
{
    struct kernel_grading *found = s->found;
    for (size_t i = 0; i < grader_regions(); i++) {
        struct graded_region region = grader_region_at(i);
        region.max_ulp = found->regions[i].max_ulp;
        region.wrong_percent = 100 * (double)s->wrong[i] / (double)s->count[i];
        if (s->count[i])
            found->regions[found->nregions++] = region;
    }
}

void grader_end(struct grader *s)
{
    uint64_t decided = 0;
    bins_end(s->found);
    regions_end(s);
    if (s->rounding)
        rounding_counts(s->rounding, &decided, &s->found->open);
    rounding_free(s->rounding);
    if (s->reference)
        exact_free(s->reference);
    free(s->want);
    free(s->exact);
    free(s);
}
