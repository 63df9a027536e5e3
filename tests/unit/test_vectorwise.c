/* functions of a whole vector: values and diagonal slopes against MPFR, and what each must fulfil.
 */
#include "activation/activation.h"
#include "activation/vectorwise.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <mpfr.h>

enum { N = 7, BITS = 4000 }; /* 1 - p is e^-1000 in one of them */

static const double vectors[][N] = {
    { 1000, 1001, 1002, 999, 1000.5, 998, 1001.25 },
    { -1, 0.5, 2, -3, 0.25, 1.75, -0.125 },
    { 0, 0, 0, 0, 0, 0, 0 },
    { 40, 0, -40, 3, 2, 1, 0 },
    { -800, -801, -802, -799, -1000, -800.5, -799.5 },
    { 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7 },
};
enum { VECTORS = sizeof vectors / sizeof *vectors };

static struct function parsed(const char *text)
{
    struct function g;
    struct error err;
    if (!function_parse(&g, text, NULL, 0, &err))
        fail_msg("%s", err.text);
    return g;
}

/* The value of entry i by its definition, at x with x_i moved by h, in many bits. */
static void exact(const char *name, const double *x, size_t i, const mpfr_t h, mpfr_t y)
{
    mpfr_t e[N], sum, u;
    double scale = strcmp(name, "softmin") == 0                    ? -1
                   : strcmp(name, "softmax(temperature=0.5)") == 0 ? 2
                                                                   : 1;
    mpfr_inits2(BITS, sum, u, NULL);
    mpfr_set_ui(sum, strcmp(name, "softmax_one") == 0, MPFR_RNDN);
    for (size_t k = 0; k < N; k++) {
        mpfr_init2(e[k], BITS);
        mpfr_set_d(e[k], x[k], MPFR_RNDN);
        if (k == i)
            mpfr_add(e[k], e[k], h, MPFR_RNDN);
        mpfr_mul_d(e[k], e[k], scale, MPFR_RNDN);
        mpfr_exp(e[k], e[k], MPFR_RNDN);
        mpfr_add(sum, sum, e[k], MPFR_RNDN);
    }
    mpfr_set_d(u, x[i], MPFR_RNDN);
    mpfr_add(u, u, h, MPFR_RNDN);
    mpfr_div(y, e[i], sum, MPFR_RNDN);
    if (strcmp(name, "log_softmax") == 0)
        mpfr_log(y, y, MPFR_RNDN);
    if (strcmp(name, "logsumexp") == 0)
        mpfr_log(y, sum, MPFR_RNDN);
    if (strcmp(name, "solu") == 0)
        mpfr_mul(y, y, u, MPFR_RNDN);
    for (size_t k = 0; k < N; k++)
        mpfr_clear(e[k]);
    mpfr_clears(sum, u, NULL);
}

/* f, f', f'' by central differences whose step is 2^-80: they are right to far more bits than are
 * compared. */
static void exact_jet(const char *name, const double *x, size_t i, long double *y)
{
    mpfr_t h, a, b, c;
    mpfr_inits2(BITS, h, a, b, c, NULL);
    mpfr_set_zero(h, 1);
    exact(name, x, i, h, b);
    mpfr_set_ui_2exp(h, 1, -70, MPFR_RNDN);
    exact(name, x, i, h, c);
    mpfr_neg(h, h, MPFR_RNDN);
    exact(name, x, i, h, a);
    y[0] = mpfr_get_ld(b, MPFR_RNDN);
    mpfr_sub(h, c, a, MPFR_RNDN);
    mpfr_mul_2si(h, h, 69, MPFR_RNDN);
    y[1] = mpfr_get_ld(h, MPFR_RNDN);
    mpfr_add(h, a, c, MPFR_RNDN);
    mpfr_mul_2si(b, b, 1, MPFR_RNDN);
    mpfr_sub(h, h, b, MPFR_RNDN);
    mpfr_mul_2si(h, h, 140, MPFR_RNDN);
    y[2] = mpfr_get_ld(h, MPFR_RNDN);
    mpfr_clears(h, a, b, c, NULL);
}

static void close_to(const char *name, size_t v, size_t i, int order, double got, long double want,
                     long double size)
{
    if (!(fabsl(got - want) <= 16 * 0x1p-52L * size + 0x1p-1074L))
        fail_msg("%s, vector %zu, entry %zu, order %d: %.17g, not %.20Lg", name, v, i, order, got,
                 want);
}

static void test_smooth(void **state)
{
    (void)state;
    static const char *const names[] = { "softmax",     "softmax(temperature=0.5)",
                                         "log_softmax", "softmin",
                                         "softmax_one", "logsumexp",
                                         "solu" };
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        for (size_t v = 0; v < VECTORS; v++) {
            struct function g = parsed(names[k]);
            double f[N], df[N], ddf[N];
            function_map(&g, N, vectors[v], f, df, ddf);
            for (size_t i = 0; i < N; i++) {
                long double y[3], x = fabsl((long double)vectors[v][i]), scale;
                exact_jet(names[k], vectors[v], i, y);
                scale = strcmp(names[k], "solu") == 0 || strcmp(names[k], "softmax_one") == 0
                            ? 1 + x
                            : 1;
                close_to(names[k], v, i, 0, f[i], y[0], scale * fabsl(y[0]));
                close_to(names[k], v, i, 1, df[i], y[1],
                         scale * (fabsl(y[1]) + fabsl(y[0] * y[1])));
                close_to(names[k], v, i, 2, ddf[i], y[2], scale * (fabsl(y[1]) + fabsl(y[2])));
            }
            function_free(&g);
        }
}

/* 1000, 1001, 1002: nothing overflows, and a shift changes nothing. */
static void test_stable(void **state)
{
    (void)state;
    struct function g = parsed("softmax");
    const double far[3] = { 1000, 1001, 1002 }, near[3] = { 0, 1, 2 };
    double a[3], b[3];
    function_map(&g, 3, far, a, NULL, NULL);
    function_map(&g, 3, near, b, NULL, NULL);
    for (int i = 0; i < 3; i++)
        assert_true(a[i] == b[i]);
    assert_true(fabs(a[0] + a[1] + a[2] - 1) <= 0x1p-52);
    assert_true(fabs(a[2] - 0.66524095577482178) < 1e-15);
    function_free(&g);
}

/* sparsemax and entmax15: on the simplex, ordered as x is, and optimal: the support has one
 * threshold. */
static void test_simplex(void **state)
{
    (void)state;
    static const char *const names[] = { "sparsemax", "entmax15" };
    for (size_t k = 0; k < 2; k++)
        for (size_t v = 0; v < VECTORS; v++) {
            struct function g = parsed(names[k]);
            const double *x = vectors[v];
            double f[N], df[N], ddf[N], sum = 0, tau = NAN;
            function_map(&g, N, x, f, df, ddf);
            for (size_t i = 0; i < N; i++) {
                sum += f[i];
                assert_true(f[i] >= 0);
                if (f[i] > 0) {
                    double t = k == 0 ? x[i] - f[i] : x[i] / 2 - sqrt(f[i]);
                    assert_true(isnan(tau) || fabs(t - tau) < 1e-12 * (1 + fabs(t)));
                    tau = t;
                }
            }
            for (size_t i = 0; i < N; i++)
                assert_true(f[i] > 0 ||
                            (k == 0 ? x[i] : x[i] / 2) <= tau + 1e-12 * (1 + fabs(tau)));
            assert_true(fabs(sum - 1) < 1e-14);
            /* slopes from the values: 1 - 1/(size of the support), and s - s^2/S with s = sqrt(f),
             * S the sum of them */
            double support = 0, roots = 0;
            for (size_t i = 0; i < N; i++) {
                support += f[i] > 0;
                roots += sqrt(f[i]);
            }
            for (size_t i = 0; i < N; i++)
                assert_true(fabs(df[i] - (f[i] == 0 ? 0
                                          : k == 0  ? 1 - 1 / support
                                                    : sqrt(f[i]) - f[i] / roots)) < 1e-15);
            /* entmax15's curvature another way: with t = s/(2S) the slope of its threshold, that
             * one's own slope is
             * ((1/2 - t)^2 + (support - 1) t^2)/S, and f'' = 2 s'^2 + 2 s s'' */
            for (size_t i = 0; k == 1 && i < N; i++) {
                double s = sqrt(f[i]), t = s / (2 * roots), own = 0.5 - t;
                double want =
                    f[i] == 0 ? 0
                              : 2 * own * own - 2 * s * (own * own + (support - 1) * t * t) / roots;
                assert_true(fabs(ddf[i] - want) < 1e-14);
            }
            /* slopes by differences, where the support does not change over the step */
            for (size_t i = 0; i < N; i++) {
                double h = 1e-4, moved[N], up[N], down[N];
                memcpy(moved, x, sizeof moved);
                moved[i] = x[i] + h;
                function_map(&g, N, moved, up, NULL, NULL);
                moved[i] = x[i] - h;
                function_map(&g, N, moved, down, NULL, NULL);
                bool same = true;
                for (size_t j = 0; j < N; j++)
                    same = same && (up[j] > 0) == (f[j] > 0) && (down[j] > 0) == (f[j] > 0);
                if (!same)
                    continue;
                assert_true(fabs((up[i] - down[i]) / (2 * h) - df[i]) < 1e-6);
                assert_true(fabs((up[i] - 2 * f[i] + down[i]) / (h * h) - ddf[i]) < 1e-4);
            }
            function_free(&g);
        }
}

static void expect(const char *name, const double *x, size_t n, const double *f, const double *df)
{
    struct function g = parsed(name);
    double got[8], slope[8];
    function_map(&g, n, x, got, slope, NULL);
    for (size_t i = 0; i < n; i++)
        if (got[i] != f[i] || slope[i] != df[i])
            fail_msg("%s, entry %zu: %g, slope %g; not %g, %g", name, i, got[i], slope[i], f[i],
                     df[i]);
    function_free(&g);
}

static void test_known(void **state)
{
    (void)state;
    const double x[4] = { -1, 3, 3, 0 };
    expect("hardmax", x, 4, (double[]){ 0, 1, 0, 0 }, (double[]){ 0, 0, 0, 0 });
    expect("maxout", x, 4, (double[]){ 3, 3, 3, 3 }, (double[]){ 0, 1, 0, 0 });
    expect("crelu", x, 4, (double[]){ 0, 3, 3, 0 }, (double[]){ 0, 1, 1, 0 });
    expect("crelu(half=2)", x, 4, (double[]){ 1, 0, 0, 0 }, (double[]){ -1, 0, 0, 0 });
    expect("sparsemax", x, 4, (double[]){ 0, 0.5, 0.5, 0 }, (double[]){ 0, 0.5, 0.5, 0 });
    expect("sparsemax", (double[]){ 5 }, 1, (double[]){ 1 }, (double[]){ 0 });
    expect("softmax", (double[]){ 5 }, 1, (double[]){ 1 }, (double[]){ 0 });
    expect("tf.softmax", (double[]){ 7, 7 }, 2, (double[]){ 0.5, 0.5 }, (double[]){ 0.25, 0.25 });
}

static void test_special(void **state)
{
    (void)state;
    static const char *const names[] = { "softmax",   "log_softmax", "softmin",     "hardmax",
                                         "sparsemax", "entmax15",    "softmax_one", "logsumexp",
                                         "maxout",    "solu" };
    const double x[3] = { 1, NAN, 2 };
    double f[3], df[3], ddf[3];
    struct error err;
    struct function g;
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        g = parsed(names[k]);
        function_map(&g, 3, x, f, df, ddf);
        for (int i = 0; i < 3; i++)
            assert_true(isnan(f[i]) && isnan(df[i]) && isnan(ddf[i]));
        function_map(&g, 0, x, f, df, ddf); /* no entry, no fault */
        function_free(&g);
    }
    g = parsed("softmax");
    function_map(&g, 3, (double[]){ -INFINITY, 0, 0 }, f, df, ddf);
    assert_true(f[0] == 0 && f[1] == 0.5 && df[0] == 0);
    function_free(&g);
    assert_false(function_parse(&g, "softmax(temperature=0)", NULL, 0, &err));
    assert_non_null(strstr(err.text, "temperature > 0"));
}

/* Who wants fewer numbers gets the same ones. */
static void test_fewer(void **state)
{
    (void)state;
    for (size_t r = 0; vectorwise_row(r); r++)
        for (size_t v = 0; v < VECTORS + 2; v++) {
            double x[N], f[4][N], df[3][N], ddf[N];
            struct function g = parsed(vectorwise_row(r)->name);
            memcpy(x, vectors[v % VECTORS], sizeof x);
            if (v >= VECTORS)
                x[3] = v == VECTORS ? NAN : INFINITY;
            g.vectorwise->map(N, x, g.param, f[0], NULL, NULL);
            g.vectorwise->map(N, x, g.param, f[1], df[1], NULL);
            g.vectorwise->map(N, x, g.param, f[2], df[2], ddf);
            function_map(&g, N, x, f[3], NULL, NULL);
            for (size_t i = 0; i < N; i++) {
                bool ok = true;
                for (int k = 1; k < 4; k++)
                    ok = ok && (f[k][i] == f[0][i] || (isnan(f[k][i]) && isnan(f[0][i])));
                if (!ok || !(df[1][i] == df[2][i] || (isnan(df[1][i]) && isnan(df[2][i]))))
                    fail_msg("%s, vector %zu, entry %zu: %g %g %g, slopes %g %g",
                             g.vectorwise->name, v, i, f[0][i], f[1][i], f[2][i], df[1][i],
                             df[2][i]);
                if (v == VECTORS && i == 3 && !isnan(f[0][i]))
                    fail_msg("%s of nan: %g", g.vectorwise->name, f[0][i]);
            }
            function_free(&g);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fewer),  cmocka_unit_test(test_smooth),
        cmocka_unit_test(test_stable), cmocka_unit_test(test_simplex),
        cmocka_unit_test(test_known),  cmocka_unit_test(test_special),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
