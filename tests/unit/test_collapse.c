/* collapse: its numbers against second paths: long double for products and errors, MPFR for spectra
 * that span tens of orders, bisection for linear regions, closed forms for the meter. */
#include "linear/linear.h"

#include <math.h>
#include <mpfr.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void make(struct stack *s, const size_t *sizes, size_t layers, const char *init, bool bias,
                 uint64_t seed)
{
    struct init i;
    struct error err;
    assert_true(init_parse(init, &i, &err));
    stack_new(s, sizes, layers, &i, bias, seed);
}

static void even(size_t *sizes, size_t layers, size_t width)
{
    for (size_t k = 0; k <= layers; k++)
        sizes[k] = width;
}

/* ---- act 1 ---------------------------------------------------------------------------------- */
static void test_exact(void **state)
{
    (void)state;
    static const size_t shape[] = { 16, 64, 3, 16 }, one[] = { 5, 2 };
    static size_t wide[1001];
    struct exactly e;
    even(wide, 1000, 4);
    for (uint64_t seed = 0; seed < 20; seed++) {
        collapse_exactly(wide, 10, true, 4096, seed, &e);
        assert_true(e.outputs == 16384 && e.equal == e.outputs && e.modulus == 0 &&
                    e.largest < 0x1p53 && e.largest > 9);
        collapse_exactly(shape, 3, seed % 2, 500, seed, &e);
        assert_true(e.outputs == 8000 && e.equal == e.outputs && e.modulus == 0);
        collapse_exactly(one, 1, true, 3, seed, &e);
        assert_true(e.outputs == 6 && e.equal == 6);
        /* Numbers of hundreds of digits: by remainders, and said so. */
        collapse_exactly(wide, 1000, true, 50, seed, &e);
        assert_true(e.outputs == 200 && e.equal == e.outputs && e.modulus == 2147483647 &&
                    !e.out_of_reach);
        assert_true(e.largest < 0x1p53 && e.log10_size > 100 && e.modulus_layer > 20 &&
                    e.modulus_layer < 200);
    }
}

/* ---- act 2 ---------------------------------------------------------------------------------- */

/* The stack as written, and the one layer, in long double; what the doubles did against that. */
static void check_floats(const char *init, const size_t *sizes, size_t layers, bool bias,
                         uint64_t seed)
{
    enum { INPUTS = 40 };
    struct stack s;
    struct collapsed row = { .depth = layers };
    struct one_layer one;
    make(&s, sizes, layers, init, bias, seed);
    collapse_floats(&s, INPUTS, seed, &row, 1, &one);
    assert_true(row.relative_error <= row.error_bound);
    size_t n0 = sizes[0], n = sizes[layers], columns = n0 + 1;
    long double *p = calloc(n0 * columns, sizeof *p), *q;
    for (size_t i = 0; i < n0; i++)
        p[i * columns + i] = 1;
    for (size_t k = 0; k < layers; k++) {
        q = calloc(sizes[k + 1] * columns, sizeof *q);
        for (size_t i = 0; i < sizes[k + 1]; i++)
            for (size_t j = 0; j < columns; j++) {
                for (size_t m = 0; m < sizes[k]; m++)
                    q[i * columns + j] +=
                        (long double)s.weights[k].at[i * sizes[k] + m] * p[m * columns + j];
                if (j == n0 && s.biases[k])
                    q[i * columns + j] += (long double)s.biases[k][i];
            }
        free(p);
        p = q;
    }
    long double apart = 0, size = 0, norm = 0;
    for (size_t i = 0; i < n * columns; i++) {
        size_t at = i / columns, column = i % columns;
        long double d =
            p[i] - (column < n0
                        ? ldexpl((long double)one.weights.at[at * n0 + column], (int)one.exponent)
                        : ldexpl((long double)one.biases[at], (int)one.bias_exponent));
        apart += d * d;
        size += p[i] * p[i];
        norm += i % columns < n0 ? p[i] * p[i] : 0;
    }
    assert_true(sqrtl(apart / size) < row.error_bound);
    assert_true(fabsl(norm / powl(10, 2 * (long double)row.log10_norm) - 1) < 1e-8L);
    free(p);
    stack_free(&s);
    one_layer_free(&one);
    collapsed_free(&row, 1);
}

static void test_floats(void **state)
{
    (void)state;
    static const char *const inits[] = { "lecun",      "he",       "torch",
                                         "orthogonal", "normal:1", "normal:0.01" };
    static const size_t shapes[][6] = { { 3, 3, 3, 3, 3, 3 },
                                        { 8, 2, 8, 1, 9, 4 },
                                        { 1, 30, 2, 30, 7, 1 },
                                        { 16, 16, 16, 16, 16, 16 } };
    for (size_t i = 0; i < 6; i++)
        for (size_t j = 0; j < 4; j++)
            for (uint64_t seed = 0; seed < 5; seed++)
                check_floats(inits[i], shapes[j], 1 + seed, seed % 2, seed);
    size_t sizes[101];
    even(sizes, 100, 16);
    check_floats("normal:1", sizes, 100, true, 1);
}

/* The bound holds at every depth and stays near the rounding that there is. */
static void test_bound(void **state)
{
    (void)state;
    static const struct {
        size_t layers, width;
        const char *init;
        double most;
    } cases[] = { { 10, 4, "lecun", 5e-13 },     { 10, 16, "lecun", 5e-12 },
                  { 50, 64, "lecun", 1e-9 },     { 100, 32, "normal:1", 1e-8 },
                  { 1000, 8, "normal:3", 1e-8 }, { 300, 8, "normal:1e-9", 1e-8 },
                  { 64, 20, "orthogonal", 1e-9 } };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        size_t sizes[1001], layers = cases[c].layers;
        struct collapsed *rows = calloc(layers, sizeof *rows);
        struct one_layer one;
        struct stack s;
        even(sizes, layers, cases[c].width);
        make(&s, sizes, layers, cases[c].init, c % 2, 3);
        for (size_t i = 0; i < layers; i++)
            rows[i].depth = i + 1;
        collapse_floats(&s, 64, 3, rows, layers, &one);
        for (size_t i = 0; i < layers; i++) {
            assert_true(rows[i].relative_error <= rows[i].error_bound);
            assert_true(isfinite(rows[i].log10_norm) && isfinite(rows[i].log10_condition));
            assert_true(rows[i].stable_rank >= 1 - 1e-12 && rows[i].effective_rank >= 1 - 1e-12);
            assert_true(rows[i].stable_rank <= (double)cases[c].width + 1e-9 &&
                        rows[i].effective_rank <= (double)cases[c].width + 1e-9);
        }
        assert_true(rows[layers - 1].error_bound < cases[c].most);
        assert_true(isfinite(matrix_largest(&one.weights)));
        collapsed_free(rows, layers);
        free(rows);
        one_layer_free(&one);
        stack_free(&s);
    }
}

/* Singular values of the product by Jacobi rotations in 3000 bits. */
static void mpfr_values(const struct stack *s, double *log10_value)
{
    enum { BITS = 3000, MOST = 8 };
    size_t n = s->sizes[0];
    mpfr_t p[MOST][MOST], q[MOST][MOST], a, b, g, t, c, x, y;
    assert_true(n <= MOST);
    mpfr_set_default_prec(BITS);
    mpfr_inits(a, b, g, t, c, x, y, (mpfr_ptr)0);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            mpfr_init_set_si(p[i][j], i == j, MPFR_RNDN);
            mpfr_init(q[i][j]);
        }
    for (size_t k = 0; k < s->layers; k++) {
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                mpfr_set_zero(q[i][j], 1);
                for (size_t m = 0; m < n; m++) {
                    mpfr_mul_d(x, p[m][j], s->weights[k].at[i * n + m], MPFR_RNDN);
                    mpfr_add(q[i][j], q[i][j], x, MPFR_RNDN);
                }
            }
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                mpfr_swap(p[i][j], q[i][j]);
    }
    for (int sweep = 0; sweep < 60; sweep++)
        for (size_t i = 0; i < n; i++)
            for (size_t j = i + 1; j < n; j++) {
                mpfr_set_zero(a, 1), mpfr_set_zero(b, 1), mpfr_set_zero(g, 1);
                for (size_t m = 0; m < n; m++) {
                    mpfr_fma(a, p[i][m], p[i][m], a, MPFR_RNDN);
                    mpfr_fma(b, p[j][m], p[j][m], b, MPFR_RNDN);
                    mpfr_fma(g, p[i][m], p[j][m], g, MPFR_RNDN);
                }
                if (mpfr_zero_p(g))
                    continue;
                mpfr_sub(
                    t, b, a,
                    MPFR_RNDN); /* zeta = (b - a) / 2g; t = sign / (|zeta| + sqrt(1 + zeta^2)) */
                mpfr_div(t, t, g, MPFR_RNDN);
                mpfr_div_2ui(t, t, 1, MPFR_RNDN);
                int sign = mpfr_sgn(t) < 0 ? -1 : 1;
                mpfr_sqr(x, t, MPFR_RNDN);
                mpfr_add_ui(x, x, 1, MPFR_RNDN);
                mpfr_sqrt(x, x, MPFR_RNDN);
                mpfr_abs(t, t, MPFR_RNDN);
                mpfr_add(t, t, x, MPFR_RNDN);
                mpfr_si_div(t, sign, t, MPFR_RNDN);
                mpfr_sqr(c, t, MPFR_RNDN);
                mpfr_add_ui(c, c, 1, MPFR_RNDN);
                mpfr_rec_sqrt(c, c, MPFR_RNDN);
                for (size_t m = 0; m < n; m++) {
                    mpfr_mul(x, t, p[j][m], MPFR_RNDN);
                    mpfr_sub(x, p[i][m], x, MPFR_RNDN);
                    mpfr_mul(y, t, p[i][m], MPFR_RNDN);
                    mpfr_add(y, p[j][m], y, MPFR_RNDN);
                    mpfr_mul(p[i][m], x, c, MPFR_RNDN);
                    mpfr_mul(p[j][m], y, c, MPFR_RNDN);
                }
            }
    for (size_t i = 0; i < n; i++) {
        mpfr_set_zero(a, 1);
        for (size_t m = 0; m < n; m++)
            mpfr_fma(a, p[i][m], p[i][m], a, MPFR_RNDN);
        mpfr_log10(a, a, MPFR_RNDN);
        log10_value[i] = mpfr_get_d(a, MPFR_RNDN) / 2;
    }
    for (size_t i = 0; i < n; i++) /* descending */
        for (size_t j = i + 1; j < n; j++)
            if (log10_value[j] > log10_value[i]) {
                double swap = log10_value[i];
                log10_value[i] = log10_value[j];
                log10_value[j] = swap;
            }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            mpfr_clears(p[i][j], q[i][j], (mpfr_ptr)0);
    mpfr_clears(a, b, g, t, c, x, y, (mpfr_ptr)0);
}

static void test_spectra(void **state)
{
    (void)state;
    static const struct {
        size_t layers, width;
        const char *init;
    } cases[] = { { 1, 4, "lecun" },       { 10, 4, "lecun" },     { 10, 8, "he" },
                  { 100, 5, "normal:1" },  { 400, 4, "normal:1" }, { 200, 3, "normal:1e-9" },
                  { 30, 8, "orthogonal" }, { 60, 8, "torch" },     { 5, 1, "lecun" } };
    mpfr_set_emin(mpfr_get_emin_min());
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        for (uint64_t seed = 0; seed < 4; seed++) {
            size_t sizes[401], n = cases[c].width;
            double want[8];
            struct stack s;
            struct collapsed row = { .depth = cases[c].layers };
            struct one_layer one;
            even(sizes, cases[c].layers, n);
            make(&s, sizes, cases[c].layers, cases[c].init, true, seed);
            collapse_floats(&s, 4, seed, &row, 1, &one);
            mpfr_values(&s, want);
            assert_int_equal(row.values, n);
            for (size_t i = 0; i < n; i++)
                if (!(fabs(row.log10_value[i] - want[i]) <= 1e-10))
                    fail_msg(
                        "%zu layers, %zu wide, %s, seed %d: value %zu is 10^%.17g, want 10^%.17g",
                        cases[c].layers, n, cases[c].init, (int)seed, i, row.log10_value[i],
                        want[i]);
            collapsed_free(&row, 1);
            one_layer_free(&one);
            stack_free(&s);
        }
}

/* Ranks are at most the narrowest width; large products go through LAPACK and agree with the small
 * ones' way. */
static void test_ranks(void **state)
{
    (void)state;
    static const size_t bottleneck[] = { 8, 20, 2, 30, 9 }, large[] = { 200, 300, 200 },
                        large_bottleneck[] = { 200, 3, 150 };
    struct stack s;
    struct collapsed row = { .depth = 4 }, big = { .depth = 2 };
    struct one_layer one;
    make(&s, bottleneck, 4, "lecun", true, 1);
    collapse_floats(&s, 4, 1, &row, 1, &one);
    assert_true(row.values == 8 && row.rank == 2 && row.log10_value[2] == -INFINITY &&
                row.log10_condition == INFINITY);
    collapsed_free(&row, 1);
    one_layer_free(&one);
    stack_free(&s);
    make(&s, large_bottleneck, 2, "lecun", true, 1);
    collapse_floats(&s, 4, 1, &big, 1, &one);
    assert_true(big.values == 150 && big.rank == 3);
    collapsed_free(&big, 1);
    one_layer_free(&one);
    stack_free(&s);
    make(&s, large, 2, "lecun", true, 1);
    collapse_floats(&s, 4, 1, &big, 1, &one);
    double squares = 0, product = 0;
    for (size_t i = 0; i < big.values; i++)
        squares += pow(10, 2 * big.log10_value[i]);
    for (size_t i = 0; i < one.weights.rows * one.weights.columns; i++)
        product += pow(ldexp(one.weights.at[i], (int)one.exponent), 2);
    assert_true(fabs(squares / product - 1) < 1e-12 && big.rank == 200);
    collapsed_free(&big, 1);
    one_layer_free(&one);
    stack_free(&s);
}

/* ---- act 3 ---------------------------------------------------------------------------------- */
static void relu_at(const void *state, size_t n, const double *x, double *f)
{
    (void)state;
    for (size_t i = 0; i < n; i++)
        f[i] = x[i] > 0 ? x[i] : 0 * x[i];
}

static void hard_at(const void *state, size_t n, const double *x, double *f)
{
    (void)state;
    for (size_t i = 0; i < n; i++)
        f[i] = fmin(fmax(x[i] / 2, -1), 1) + 0.1 * x[i];
}

static void same_at(const void *state, size_t n, const double *x, double *f)
{
    (void)state;
    memcpy(f, x, n * sizeof *x);
}

static void tanh_at(const void *state, size_t n, const double *x, double *f)
{
    (void)state;
    for (size_t i = 0; i < n; i++)
        f[i] = tanh(x[i]);
}

static const double zero[] = { 0 }, relu_slopes[] = { 0, 1 }, ends[] = { -2, 2 },
                    hard_slopes[] = { 0.1, 0.6, 0.1 }, one_slope[] = { 1 };
static const struct map relu = { .at = relu_at, .kinks = zero, .nkinks = 1, .slopes = relu_slopes },
                        hard = { .at = hard_at, .kinks = ends, .nkinks = 2, .slopes = hard_slopes },
                        same = { .at = same_at, .slopes = one_slope }, smooth = { .at = tanh_at };

static void test_meter(void **state)
{
    (void)state;
    size_t sizes[13], depths[] = { 1, 2, 3, 12 };
    struct stack s;
    struct metered m;
    even(sizes, 12, 6);
    make(&s, sizes, 12, "he", true, 2);
    stack_meter(&s, &same, 1000, 2, depths, 4, &m);
    assert_true(m.meters[0].percent == 0 && m.meters[1].percent < 1e-24 &&
                m.meters[2].percent < 1e-24 && m.meters[3].percent < 1e-24);
    free(m.meters);
    stack_meter(&s, &relu, 20000, 2, depths, 4, &m);
    assert_true(m.meters[1].percent > 5 && m.meters[3].percent > 5 && m.meters[3].percent < 100 &&
                m.meters[3].error < 2);
    double closed = m.meters[1].percent, error = m.meters[1].error;
    free(m.meters);
    /* The closed-form map against a fit of the same outputs. */
    size_t samples = 20000;
    struct matrix x = stack_inputs(6, samples, 2), z = matrix_new(6, samples),
                  y = matrix_new(6, samples), basis = affine_basis(&x);
    stack_layer(&s, 1, &x, &z);
    relu_at(NULL, 6 * samples, z.at, z.at);
    stack_layer(&s, 2, &z, &y);
    struct meter fitted = affine_meter(&basis, &y);
    assert_true(fabs(fitted.percent - closed) < 4 * (fitted.error + error) && fitted.error < 0.5 &&
                error < 0.5);
    matrix_free(&x);
    matrix_free(&y);
    matrix_free(&z);
    matrix_free(&basis);
    stack_meter(&s, &relu, 20, 2, depths, 4,
                &m); /* too few to fit: said, not guessed; one hidden layer needs no fit */
    assert_true(m.too_few && isnan(m.meters[3].percent) && isfinite(m.meters[1].percent));
    free(m.meters);
    stack_free(&s);
    /* One unit without bias: var relu(z) = 1/2 - 1/(2 pi), of which a line explains 1/4. */
    static const size_t narrow[] = { 1, 1, 1 };
    double pi = acos(-1), want = 100 * (1 - 0.25 / (0.5 - 0.5 / pi));
    make(&s, narrow, 2, "lecun", false, 3);
    stack_meter(&s, &relu, 1000000, 3, depths, 2, &m);
    assert_true(fabs(m.meters[1].percent - want) < 5 * m.meters[1].error &&
                m.meters[1].error < 0.1);
    free(m.meters);
    stack_free(&s);
}

static void test_meter_range(void **state)
{
    (void)state;
    size_t sizes[1001], depths[] = { 10, 1000 };
    struct stack s;
    struct metered m;
    even(sizes, 1000, 16);
    make(&s, sizes, 1000, "normal:2", true, 2);
    stack_meter(&s, &relu, 200, 2, depths, 2, &m); /* overflows */
    assert_true(m.out_of_range > 100 && m.out_of_range < 1000 && isnan(m.meters[1].percent) &&
                isfinite(m.meters[0].percent));
    free(m.meters);
    stack_free(&s);
    /* Squares overflow long before the numbers do. */
    size_t few[] = { 1, 2, 3, 5 };
    double regions[4];
    make(&s, sizes, 5, "normal:1e100", true, 2);
    stack_meter(&s, &relu, 200, 2, few, 4, &m);
    assert_true(m.out_of_range == 4 && m.meters[1].percent > 1 && m.meters[2].percent > 1 &&
                isnan(m.meters[3].percent));
    free(m.meters);
    stack_regions(&s, &relu, 2, few, 4, regions);
    assert_true(regions[1] == 17 && regions[2] > 17 && isnan(regions[3]));
    stack_free(&s);
    make(&s, sizes, 1000, "normal:0.01", true, 2);
    stack_meter(&s, &smooth, 200, 2, depths, 2, &m); /* the biases are all that is left */
    assert_true(m.out_of_range == 0 && m.constant == 10 && isnan(m.meters[1].percent));
    free(m.meters);
    stack_free(&s);
}

/* ---- regions: units' states along the line do not come back once left and re-entered (a pattern's
 * region is convex), so two points with equal patterns have no break between them and bisection
 * finds all. -----------------------------------------------------*/
struct walk {
    const struct stack *s;
    const struct map *f;
    const double *a, *d;
    size_t layers, found;
};

static size_t part_of(const struct map *f, long double z)
{
    size_t part = 0;
    while (part < f->nkinks && z > (long double)f->kinks[part])
        part++;
    return part;
}

/* The pattern at t as a hash, and the slope of the outputs there. */
static uint64_t pattern(const struct walk *w, long double t, long double *slope)
{
    const struct stack *s = w->s;
    size_t n = s->sizes[0];
    long double value[64], rise[64], next[64], next_rise[64];
    uint64_t hash = 1469598103934665603u;
    for (size_t i = 0; i < n; i++) {
        value[i] = (long double)w->a[i] + t * (long double)w->d[i];
        rise[i] = (long double)w->d[i];
    }
    for (size_t k = 0; k < w->layers; k++) {
        for (size_t i = 0; i < s->sizes[k + 1]; i++) {
            next[i] = s->biases[k] ? (long double)s->biases[k][i] : 0;
            next_rise[i] = 0;
            for (size_t j = 0; j < s->sizes[k]; j++) {
                next[i] += (long double)s->weights[k].at[i * s->sizes[k] + j] * value[j];
                next_rise[i] += (long double)s->weights[k].at[i * s->sizes[k] + j] * rise[j];
            }
        }
        for (size_t i = 0; i < s->sizes[k + 1]; i++) {
            size_t part = k + 1 < w->layers ? part_of(w->f, next[i]) : 0;
            value[i] = next[i];
            rise[i] = next_rise[i];
            if (k + 1 < w->layers) {
                double in = (double)next[i], out;
                w->f->at(NULL, 1, &in, &out);
                value[i] = (long double)out;
                rise[i] *= (long double)w->f->slopes[part];
                hash = (hash ^ part) * 1099511628211u;
            }
        }
    }
    memcpy(slope, rise, s->sizes[w->layers] * sizeof *rise);
    return hash;
}

static void bisect(struct walk *w, long double low, uint64_t at_low, long double high,
                   uint64_t at_high)
{
    long double before[64], after[64], middle = (low + high) / 2, gap = 0, size = 0;
    if (at_low == at_high)
        return;
    if (high - low > 1e-9L * (1 + fabsl(low))) {
        uint64_t at_middle = pattern(w, middle, before);
        bisect(w, low, at_low, middle, at_middle);
        bisect(w, middle, at_middle, high, at_high);
        return;
    }
    pattern(w, low, before);
    pattern(w, high, after);
    for (size_t i = 0; i < w->s->sizes[w->layers]; i++) {
        gap += fabsl(before[i] - after[i]);
        size += fabsl(before[i]) + fabsl(after[i]);
    }
    w->found += gap > 1e-14L * size;
}

static void check_regions(const size_t *sizes, size_t layers, const struct map *f, const char *init,
                          bool bias, uint64_t seed)
{
    struct stack s;
    size_t depths[16];
    double got[16], a[64], d[64];
    make(&s, sizes, layers, init, bias, seed);
    for (size_t k = 0; k < layers; k++)
        depths[k] = k + 1;
    stack_regions(&s, f, seed, depths, layers, got);
    stack_line(sizes[0], seed, a, d);
    for (size_t k = 0; k < layers; k++) {
        struct walk w = { &s, f, a, d, k + 1, 1 };
        long double unused[64];
        bisect(&w, -1e9L, pattern(&w, -1e9L, unused), 0.1L, pattern(&w, 0.1L, unused));
        bisect(&w, 0.1L, pattern(&w, 0.1L, unused), 1e9L, pattern(&w, 1e9L, unused));
        if ((double)w.found != got[k])
            fail_msg("%zu layers, seed %d: %g regions, bisection finds %zu", k + 1, (int)seed,
                     got[k], w.found);
    }
    stack_free(&s);
}

static void test_regions(void **state)
{
    (void)state;
    size_t sizes[9], depths[] = { 1, 2 };
    double regions[2];
    struct stack s;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        even(sizes, 8, 4);
        check_regions(sizes, 6, &relu, "he", true, seed);
        check_regions(sizes, 5, &hard, "normal:1", true, seed);
        check_regions(sizes, 8, &same, "he", true, seed);
        sizes[0] = 2, sizes[2] = 16, sizes[4] = 1;
        check_regions(sizes, 5, &relu, "normal:1", seed % 2, seed);
    }
    even(sizes, 2, 40); /* every unit of one hidden layer passes its kink once */
    make(&s, sizes, 2, "he", true, 1);
    stack_regions(&s, &relu, 1, depths, 2, regions);
    assert_true(regions[0] == 1 && regions[1] == 41);
    stack_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact),       cmocka_unit_test(test_floats),
        cmocka_unit_test(test_bound),       cmocka_unit_test(test_spectra),
        cmocka_unit_test(test_ranks),       cmocka_unit_test(test_meter),
        cmocka_unit_test(test_meter_range), cmocka_unit_test(test_regions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
