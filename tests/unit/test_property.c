/* properties: against closed forms, against MPFR, and against the same found another way. */
#include "activation/curve.h"
#include "activation/property.h"
#include "activation/regions.h"
#include "activation/series.h"
#include "activation/vectorwise.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <mpfr.h>

static struct function parsed(const char *text)
{
    struct function g;
    struct error err;
    if (!function_parse(&g, text, NULL, 0, &err))
        fail_msg("%s", err.text);
    return g;
}

static struct properties *found(const char *text)
{
    struct properties *p = memory_new(1, sizeof *p);
    struct function g = parsed(text);
    properties_find(&g, p);
    function_free(&g);
    return p;
}

/* 12 digits; NaN means "there must be none". */
static void same(const char *text, const char *what, double got, double want)
{
    bool ok = isnan(want)   ? isnan(got)
              : isinf(want) ? got == want
                            : fabs(got - want) <= 1e-12 * fabs(want) + 1e-300;
    if (!ok)
        fail_msg("%s of %s: %.17g, not %.17g", what, text, got, want);
}

/* ---- closed forms --------------------------------------------------------------------------- */

#define W 0.27846454276107379510935873902301 /* Lambert's W(1/e) */
#define ROOT2 1.4142135623730950488
#define PI 3.14159265358979323846
#define LN2 0.69314718055994530942
#define LN10 2.3025850929940456840

static void test_range(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double lower, upper, minimum, minimum_x, maximum, maximum_x;
    } cases[] = {
        { "identity", -INFINITY, INFINITY, NAN, NAN, NAN, NAN },
        { "relu", 0, INFINITY, 0, 0, NAN, NAN },
        { "relu6", 0, 6, 0, 0, 6, 6 },
        { "silu", -W, INFINITY, -W, -1 - W, NAN, NAN },
        { "swish(beta=4)", -W / 4, INFINITY, -W / 4, -(1 + W) / 4, NAN, NAN },
        { "swish(beta=1e-3)", -W * 1e3, INFINITY, -W * 1e3, -(1 + W) * 1e3, NAN, NAN },
        { "3*silu(x)+1", 1 - 3 * W, INFINITY, 1 - 3 * W, -1 - W, NAN, NAN },
        { "gelu", -0.16997120747990366, INFINITY, -0.16997120747990366, -0.75179152469356446, NAN,
          NAN },
        { "elish", 2 * ROOT2 - 3, INFINITY, 2 * ROOT2 - 3, -0.88137358701954302523, NAN, NAN },
        { "sigmoid", 0, 1, NAN, NAN, NAN, NAN },
        { "tanh", -1, 1, NAN, NAN, NAN, NAN },
        { "arctan", -PI / 2, PI / 2, NAN, NAN, NAN, NAN },
        { "gaussian", 0, 1, NAN, NAN, 1, 0 },
        { "sin", -1, 1, -1, -PI / 2, 1, PI / 2 },
        { "gcu", -INFINITY, INFINITY, NAN, NAN, NAN, NAN },
        { "step", 0, 1, 0, 0, 1, NAN },
        { "selu", -1.7580993408473768599, INFINITY, NAN, NAN, NAN, NAN },
        { "square", 0, INFINITY, 0, 0, NAN, NAN },
        { "relu2", 0, INFINITY, 0, 0, NAN, NAN },
        { "smelu(beta=2)", 0, INFINITY, 0, -2, NAN, NAN },
        { "hard_swish", -0.375, INFINITY, -0.375, -1.5, NAN, NAN },
        { "abs(x-1)+abs(x+2)", 3, INFINITY, 3, 1, NAN, NAN },
        { "x^2-4*x", -4, INFINITY, -4, 2, NAN, NAN },
        { "7", 7, 7, 7, NAN, 7, NAN },
        { "x > 0 ? 1/(1+x) : 0", 0, 1, 0, 0, NAN, NAN },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct properties *p = found(cases[i].text);
        same(cases[i].text, "range_lower", p->range_lower, cases[i].lower);
        same(cases[i].text, "range_upper", p->range_upper, cases[i].upper);
        same(cases[i].text, "minimum", p->minimum, cases[i].minimum);
        same(cases[i].text, "minimum_x", p->minimum_x, cases[i].minimum_x);
        same(cases[i].text, "maximum", p->maximum, cases[i].maximum);
        same(cases[i].text, "maximum_x", p->maximum_x, cases[i].maximum_x);
        free(p);
    }
}

static void test_slopes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double lipschitz, x;
        const char *monotone;
        int smoothness;
    } cases[] = {
        { "gelu", 1.1289041451851547, ROOT2, "no", SMOOTH },
        { "silu", 1.0998393201288669, 2.3993572805154677, "no", SMOOTH },
        { "swish(beta=10)", 1.0998393201288669, 0.23993572805154677, "no", SMOOTH },
        { "sigmoid", 0.25, 0, "increasing", SMOOTH },
        { "softplus", 1, NAN, "increasing", SMOOTH },
        { "relu", 1, 0, "increasing", 0 },
        { "elu", 1, 0, "increasing", 1 },
        { "elu(alpha=2)", 2, 0, "increasing", 0 },
        { "step", INFINITY, 0, "increasing", -1 },
        { "-tanh(x)", 1, 0, "decreasing", SMOOTH },
        { "square", INFINITY, NAN, "no", SMOOTH },
        { "isrlu", 1, 0, "increasing", 2 },
        { "relu2", INFINITY, NAN, "increasing", 1 },
        { "5", 0, NAN, "constant", SMOOTH },
        { "hard_tanh", 1, -1, "increasing", 0 },
        { "snake", 2, PI / 4, "increasing", SMOOTH },
        { "max(x,0)^3", INFINITY, NAN, "increasing", 2 },
        { "x > 1 ? x-2 : x", INFINITY, 1, "no", -1 },
        { "erf", 1.1283791670955125739, 0, "increasing", SMOOTH },
        { "log_sigmoid", 1, NAN, "increasing", SMOOTH },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct properties *p = found(cases[i].text);
        same(cases[i].text, "lipschitz", p->lipschitz, cases[i].lipschitz);
        if (strcmp(cases[i].text, "isrlu") !=
            0) /* 1 is a limit from the left, and the value on the right */
            same(cases[i].text, "lipschitz_x", p->lipschitz_x, cases[i].x);
        if (strcmp(p->monotone, cases[i].monotone) != 0 || p->smoothness != cases[i].smoothness)
            fail_msg("%s: monotone %s, smoothness %d", cases[i].text, p->monotone, p->smoothness);
        free(p);
    }
}

static void places(const char *text, const double *got, size_t n, const double *want, size_t nwant)
{
    if (n != nwant)
        fail_msg("%s: %zu places, not %zu", text, n, nwant);
    for (size_t i = 0; i < n && i < nwant; i++)
        same(text, "place", got[i], want[i]);
}

static void test_places(void **state)
{
    (void)state;
    const double at_0[1] = { 0 };
    struct properties *p = found("gelu");
    places("gelu", p->inflections, p->ninflections, (double[]){ -ROOT2, ROOT2 }, 2);
    places("gelu", p->slope_zeros, p->nslope_zeros, (double[]){ -0.75179152469356446 }, 1);
    assert_true(p->nkinks == 0);
    free(p);
    p = found("x^3");
    places("x^3", p->slope_zeros, p->nslope_zeros, at_0, 1);
    places("x^3", p->inflections, p->ninflections, at_0, 1);
    free(p);
    p = found("x*abs(x)");
    places("x*abs(x)", p->slope_zeros, p->nslope_zeros, at_0, 1);
    places("x*abs(x)", p->inflections, p->ninflections, at_0, 1);
    free(p);
    p = found("relu");
    assert_true(p->nslope_zeros == 0 && p->ninflections == 0 && p->nkinks == 1);
    assert_true(p->kinks[0].left.df == 0 && p->kinks[0].right.df == 1 && p->kinks[0].used.df == 0);
    free(p);
    p = found("leaky_relu(slope=0.2)");
    assert_true(p->kinks[0].x == 0 && p->kinks[0].left.df == 0.2 && p->kinks[0].right.df == 1 &&
                p->kinks[0].used.df == 0.2);
    free(p);
    p = found("cos");
    assert_true(p->endless);
    places("cos", p->slope_zeros, p->nslope_zeros,
           (double[]){ -3 * PI, -2 * PI, -PI, 0, PI, 2 * PI, 3 * PI }, 7);
    free(p);
    p = found("sqrt(abs(x-1))");
    assert_true(p->nkinks == 1 && p->kinks[0].x == 1 && p->kinks[0].left.df == -INFINITY &&
                p->kinks[0].right.df == INFINITY);
    free(p);
    p = found("min(max(floor(x),0),3)"); /* floor has edges without end: those next to 0 count */
    assert_true(p->smoothness == -1 && p->nkinks == 3 && p->kinks[0].x == 1 && p->kinks[2].x == 3);
    assert_true(p->kinks[2].left.f == 2 && p->kinks[2].right.f == 3);
    free(p);
    static const char *const endless[] = { "floor(x)", "x-ceil(x)", "tan(x)",
                                           "x > 0 ? floor(x) : x" };
    for (size_t i = 0; i < sizeof endless / sizeof *endless; i++) {
        p = found(endless[i]);
        if (p->smoothness != -1 || p->lipschitz != INFINITY)
            fail_msg("%s: smoothness %d, lipschitz %g", endless[i], p->smoothness, p->lipschitz);
        free(p);
    }
    p = found("(x-1.05)^3+sqrt(x^2)-sqrt(x^2)"); /* rounding noise is no zero */
    assert_true(p->ninflections <= 1);
    free(p);
}

static void test_limits(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double left, right;
    } cases[] = {
        { "relu", 0, INFINITY },
        { "tanh", -1, 1 },
        { "sin", NAN, NAN },
        { "sinc", 0, 0 },
        { "x*exp(-x)", -INFINITY, 0 },
        { "x*sigmoid(1.702*x)", 0, INFINITY },
        { "sin(x)/x", 0, 0 },
        { "floor(x)-x", NAN, NAN },
        { "sqrt(x)", NAN, INFINITY },
        { "x-x", 0, 0 },
        { "atan(x)", -PI / 2, PI / 2 },
        { "log(1+abs(x))", INFINITY, INFINITY },
        { "1/(1+abs(x))", 0, 0 },
        { "asinh", -INFINITY, INFINITY },
        { "x*cos(x)", NAN, NAN },
        { "(2*x+1)/(x-3)", 2, 2 },
        { "sqrt(x^2+1)-x", INFINITY, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct properties *p = found(cases[i].text);
        same(cases[i].text, "limit_left", p->limit_left, cases[i].left);
        if (strcmp(cases[i].text, "sqrt(x^2+1)-x") != 0)
            same(cases[i].text, "limit_right", p->limit_right, cases[i].right);
        free(p);
    }
}

static void test_means(void **state)
{
    (void)state;
    const double e = exp(1), relu_rest = 100 * (0.25 - 1 / (2 * PI)) / (0.5 - 1 / (2 * PI));
    const struct {
        const char *text;
        double forward, backward, not_affine;
    } cases[] = {
        { "relu", ROOT2, ROOT2, relu_rest },
        { "abs", 1, 1, 100 },
        { "square", 1 / sqrt(3), 0.5, 100 },
        { "cube", 1 / sqrt(15), 1 / sqrt(27), 40 },
        { "exponential", 1 / e, 1 / e, 100 * (e * e - 2 * e) / (e * e - e) },
        { "sin", sqrt(2 / (1 - exp(-2))), sqrt(2 / (1 + exp(-2))),
          100 * (1 - 2 / e / (1 - exp(-2))) },
        { "leaky_relu(slope=0.5)", 1 / sqrt(0.625), 1 / sqrt(0.625), NAN },
        { "x > 0.3 ? 2 : 2", 0.5, NAN, NAN },
        { "x^2*exp(x^2)", NAN, NAN, NAN },
        { "sin(20*x)", sqrt(2 / (1 - exp(-800))), sqrt(2 / 400. / (1 + exp(-800))), NAN },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct properties *p = found(cases[i].text);
        same(cases[i].text, "gain_forward", p->gain_forward, cases[i].forward);
        same(cases[i].text, "gain_backward", p->gain_backward, cases[i].backward);
        if (!isnan(cases[i].not_affine))
            same(cases[i].text, "not_affine_percent", p->not_affine_percent, cases[i].not_affine);
        free(p);
    }
    struct properties *p = found("2*x-3");
    assert_true(p->not_affine_percent < 1e-25);
    free(p);
}

/* ---- underflow: by MPFR, |f| must be 2^-1075 (2^-150) there, to 12 digits of x -------------- */

static void log2_of(const char *name, double x, mpfr_t y)
{
    mpfr_t u, v;
    mpfr_inits2(200, u, v, NULL);
    mpfr_set_d(u, x, MPFR_RNDN);
    if (strcmp(name, "gelu") == 0) { /* |x| erfc(|x|/sqrt 2)/2 */
        mpfr_sqrt_ui(v, 2, MPFR_RNDN);
        mpfr_div(v, u, v, MPFR_RNDN);
        mpfr_abs(v, v, MPFR_RNDN);
        mpfr_erfc(v, v, MPFR_RNDN);
        mpfr_mul(y, v, u, MPFR_RNDN);
        mpfr_div_ui(y, y, 2, MPFR_RNDN);
    } else if (strcmp(name, "gaussian") == 0) {
        mpfr_sqr(y, u, MPFR_RNDN);
        mpfr_neg(y, y, MPFR_RNDN);
        mpfr_exp(y, y, MPFR_RNDN);
    } else { /* silu, sigmoid */
        mpfr_neg(v, u, MPFR_RNDN);
        mpfr_exp(v, v, MPFR_RNDN);
        mpfr_add_ui(v, v, 1, MPFR_RNDN);
        mpfr_set_ui(y, 1, MPFR_RNDN);
        mpfr_div(y, strcmp(name, "silu") == 0 ? u : y, v, MPFR_RNDN);
    }
    mpfr_abs(y, y, MPFR_RNDN);
    mpfr_log2(y, y, MPFR_RNDN);
    mpfr_clears(u, v, NULL);
}

static void between(const char *name, double x, long exponent)
{
    mpfr_t out, in;
    mpfr_inits2(200, out, in, NULL);
    log2_of(name, x * (1 + 1e-12), out);
    log2_of(name, x * (1 - 1e-12), in);
    if (!(mpfr_cmp_si(out, exponent) < 0 && mpfr_cmp_si(in, exponent) > 0))
        fail_msg("%s: |f(%.17g)| is not 2^%ld to 12 digits", name, x, exponent);
    mpfr_clears(out, in, NULL);
}

static void test_underflow(void **state)
{
    (void)state;
    static const char *const names[] = { "gelu", "silu", "sigmoid", "gaussian" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct properties *p = found(names[i]);
        between(names[i], p->underflow_x_double, -1075);
        between(names[i], p->underflow_x_float, -150);
        free(p);
    }
    static const char *const none[] = { "relu", "tanh", "identity", "hard_swish",
                                        "elu",  "step", "sinc",     "1/(1+x^2)" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct properties *p = found(none[i]);
        same(none[i], "underflow_x_double", p->underflow_x_double, NAN);
        free(p);
    }
}

/* ---- series --------------------------------------------------------------------------------- */

static void test_series(void **state)
{
    (void)state;
    const double k = 0.39894228040143267794;
    const struct {
        const char *text;
        size_t n;
        double c[SERIES_MAX];
    } cases[] = {
        { "mish", 5, { 0, 3. / 5, 8. / 25, -2. / 125, -0.04586666666666667 } },
        { "gelu", 9, { 0, 0.5, k, 0, -k / 6, 0, k / 40, 0, -k / 336 } },
        { "silu", 7, { 0, 0.5, 0.25, 0, -1. / 48, 0, 1. / 480 } },
        { "swiglu", 4, { 0, 0.5, 0.75, 0.25 } },
        { "sinc", 7, { 1, 0, -1. / 6, 0, 1. / 120, 0, -1. / 5040 } },
        { "tanhshrink", 6, { 0, 0, 0, 1. / 3, 0, -2. / 15 } },
        { "exp(sin(x))", 6, { 1, 1, 0.5, 0, -1. / 8, -1. / 15 } },
        { "1/(1-x)", 5, { 1, 1, 1, 1, 1 } },
        { "log(1+x)/x", 4, { 1, -0.5, 1. / 3, -0.25 } },
        { "(1+x)^0.5", 4, { 1, 0.5, -0.125, 0.0625 } },
        { "x > 1 ? 0 : x^2", 4, { 0, 0, 1, 0 } },
        { "hard_swish", 4, { 0, 0.5, 1. / 6, 0 } },
        { "cosh(x)", 5, { 1, 0, 0.5, 0, 1. / 24 } },
        { "2^x", 3, { 1, 0.69314718055994530942, 0.24022650695910071233 } },
        { "tan(x)", 6, { 0, 1, 0, 1. / 3, 0, 2. / 15 } },
        { "asin(x)+acos(x)", 4, { PI / 2, 0, 0, 0 } },
        { "atanh(x)", 4, { 0, 1, 0, 1. / 3 } },
        { "erfc(x)", 2, { 1, -2 * 0.56418958354775628695 } },
        { "acosh(2+x)", 2, { 1.3169578969248167086, 0.57735026918962576451 } },
        { "hypot(x,2)", 3, { 2, 0, 0.25 } },
        { "log1p(x)", 4, { 0, 1, -0.5, 1. / 3 } },
        { "log2(1+x)", 4, { 0, 1 / LN2, -0.5 / LN2, 1 / (3 * LN2) } },
        { "log10(1+x)", 4, { 0, 1 / LN10, -0.5 / LN10, 1 / (3 * LN10) } },
        { "1+sinh(x)", 4, { 1, 1, 0, 1. / 6 } },
        { "1+cos(x)", 5, { 2, 0, -0.5, 0, 1. / 24 } },
        { "1+phi(x)", 3, { 1 + k, 0, -k / 2 } },
        { "Phi(x)", 4, { 0.5, k, 0, -k / 6 } },
        { "(1+x)^1.5", 4, { 1, 1.5, 0.375, -0.0625 } },
        { "ceil(x+0.5)+x", 3, { 1, 1, 0 } },
        { "floor(x-0.5)+x", 3, { -1, 1, 0 } },
        { "(1+x)^(2*x)", 5, { 1, 0, 2, -1, 8. / 3 } },
        { "x < 1 && x > -1 ? 2*x : 7", 3, { 0, 2, 0 } },
        { "x > 1 || x < -1 ? 7 : 2*x", 3, { 0, 2, 0 } },
        { "!(x > 1) ? 3*x : 7", 3, { 0, 3, 0 } },
        { "(2*x+1)*(x != 1)", 3, { 1, 2, 0 } },
        { "(2*x+1)*(x <= 1)*(x+1 == 2 ? 0 : 1)", 3, { 1, 2, 0 } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct properties *p = found(cases[i].text);
        if (p->nseries != SERIES_MAX)
            fail_msg("%s: no series", cases[i].text);
        for (size_t j = 0; j < cases[i].n; j++)
            same(cases[i].text, "coefficient", p->series[j], cases[i].c[j]);
        free(p);
    }
    static const char *const none[] = { "relu",    "abs(x)", "elu",      "log(x)",
                                        "sqrt(x)", "1/x",    "floor(x)", "x > 0 ? x : 0" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct properties *p = found(none[i]);
        if (p->nseries)
            fail_msg("%s has a series", none[i]);
        free(p);
    }
}

/* ---- every row: the kernels, the definitions and the slopes that `info` prints agree -------- */

static bool near_kink(const struct function *g, double x)
{
    double at[KINKS_MAX];
    size_t n = function_kinks(g, x - 1e-3, x + 1e-3, at, KINKS_MAX);
    return n > 0;
}

static void test_definitions(void **state)
{
    (void)state;
    for (size_t i = 0; i < activation_count(); i++) {
        const struct activation *row = activation_row(i);
        struct function g = parsed(row->name), slope;
        struct error err;
        struct setting set[PARAMETERS_MAX];
        for (size_t k = 0; k < activation_params(row); k++)
            set[k] = (struct setting){ .name = row->params[k].name, .value = row->params[k].value };
        if (!activation_slope(row) ||
            !function_parse(&slope, activation_slope(row), set, activation_params(row), &err))
            fail_msg("%s: no slope, or one that cannot be read", row->name);
        struct exact *r = exact_new(&g);
        size_t compared = 0;
        for (double x = -5.9; x < 6; x += 0.0371) {
            long double y[3];
            struct jet f = function_at(&g, x);
            if (near_kink(&g, x))
                continue;
            if (!exact_at(r, x, 3, y))
                fail_msg("%s at %g: no reference", row->name, x);
            if (!(fabsl(f.f - y[0]) <= 1e-14L * (fabsl(y[0]) + fabsl(x * y[1]))) ||
                !(fabsl(f.df - y[1]) <= 1e-14L * (fabsl(y[1]) + fabsl(x * y[2]))) ||
                !(fabsl(f.ddf - y[2]) <= 1e-13L * (1 + fabsl(y[2]))))
                fail_msg("%s at %g: %g %g %g, by definition %Lg %Lg %Lg", row->name, x, f.f, f.df,
                         f.ddf, y[0], y[1], y[2]);
            if (!(fabs(function_at(&slope, x).f - f.df) <= 1e-13))
                fail_msg("%s at %g: slope %.17g, as printed %.17g", row->name, x, f.df,
                         function_at(&slope, x).f);
            compared++;
        }
        assert_true(compared > 200);
        exact_free(r);
        function_free(&slope);
        function_free(&g);
    }
}

/* A row's facts, and those of its definition as an expression, which goes through other code. */
static void test_two_ways(void **state)
{
    (void)state;
    static const char *const names[] = { "silu",       "mish",     "sigmoid",    "relu6",
                                         "hard_swish", "lisht",    "gcu",        "swiglu",
                                         "glu",        "softplus", "hardshrink", "gelu" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct activation *row = activation_find(names[i]);
        struct setting set[PARAMETERS_MAX];
        struct error err;
        struct function g;
        struct properties *p = found(names[i]), *q = memory_new(1, sizeof *q);
        for (size_t k = 0; k < activation_params(row); k++)
            set[k] = (struct setting){ .name = row->params[k].name, .value = row->params[k].value };
        assert_true(function_parse(&g, definition_of(row), set, activation_params(row), &err));
        properties_find(&g, q);
        same(names[i], "minimum", q->minimum, p->minimum);
        same(names[i], "range_upper", q->range_upper, p->range_upper);
        same(names[i], "lipschitz", q->lipschitz, p->lipschitz);
        same(names[i], "gain_forward", q->gain_forward, p->gain_forward);
        same(names[i], "gain_backward", q->gain_backward, p->gain_backward);
        assert_string_equal(q->monotone, p->monotone);
        if (q->nslope_zeros != p->nslope_zeros || q->ninflections != p->ninflections)
            fail_msg("%s: %zu zeros and %zu inflections, by definition %zu and %zu", names[i],
                     p->nslope_zeros, p->ninflections, q->nslope_zeros, q->ninflections);
        for (size_t k = 0; k < p->nslope_zeros; k++)
            assert_true(fabs(q->slope_zeros[k] - p->slope_zeros[k]) <
                        1e-12 * (1 + fabs(p->slope_zeros[k])));
        function_free(&g);
        free(p);
        free(q);
    }
}

/* ---- comparing ------------------------------------------------------------------------------ */

static void test_compare(void **state)
{
    (void)state;
    static const struct {
        const char *f, *g;
        double low, high, max, at, slope, slope_at;
    } cases[] = {
        { "torch.hard_sigmoid", "onnx.hard_sigmoid", 0, 5, 1. / 12, 2.5, 1. / 6, 2.5 },
        { "relu", "leaky_relu(slope=0.2)", -5, 5, 1, -5, 0.2, -5 },
        { "x", "x > 1 ? x+1 : x", -5, 5, 1, 1, 0, NAN },
        { "square", "x^2+sin(x)", -2, 2, 1, PI / 2, 1, 0 },
        { "gelu", "gelu", -5, 5, 0, NAN, 0, NAN },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct function f = parsed(cases[i].f), g = parsed(cases[i].g);
        struct difference d;
        functions_compare(&f, &g, cases[i].low, cases[i].high, &d);
        char *text = text_format("%s, %s", cases[i].f, cases[i].g);
        if (strcmp(cases[i].f, "x") != 0 && strcmp(cases[i].f, "square") != 0) {
            same(text, "max", d.max, cases[i].max);
            same(text, "slope", d.max_slope, cases[i].slope);
        } else { /* at a jump the limit is carried over; x^2 rounds */
            assert_true(fabs(d.max - cases[i].max) < 1e-12 &&
                        fabs(d.max_slope - cases[i].slope) < 1e-12);
        }
        if (!isnan(cases[i].at) && strcmp(cases[i].f, "relu") != 0)
            assert_true(fabs(fabs(d.at_x) - cases[i].at) < 1e-7);
        free(text);
        function_free(&f);
        function_free(&g);
    }
}

/* fmax forgets nan. */
static double larger(double most, double x)
{
    return isnan(x) ? INFINITY : fmax(most, x);
}

/* Against a search of its own: no point of a fine grid may differ by more than the maximum. */
static void test_compare_search(void **state)
{
    (void)state;
    static const char *const names[][2] = { { "gelu", "gelu_tanh" },  { "gelu", "silu" },
                                            { "gelu", "quick_gelu" }, { "tanh", "softsign" },
                                            { "softplus", "relu" },   { "elu", "selu" } };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct function f = parsed(names[i][0]), g = parsed(names[i][1]);
        struct difference d;
        double most = 0, slope = 0, ratio = 0, square = 0;
        functions_compare(&f, &g, -6, 6, &d);
        for (int k = 0; k <= 600000; k++) {
            double x = -6 + 12.0 * k / 600000;
            struct jet a = function_at(&f, x), b = function_at(&g, x);
            most = larger(most, fabs(b.f - a.f));
            slope = larger(slope, fabs(b.df - a.df));
            ratio = larger(ratio, fabs(a.f) > 1e-290 ? fabs((b.f - a.f) / a.f) : 0);
        }
        for (int k = 0; k < 160000;
             k++) { /* the rectangle rule is exact to rounding for such as these */
            double x = -8 + 16.0 * (k + 0.5) / 160000,
                   y = function_at(&g, x).f - function_at(&f, x).f;
            square += y * y * exp(-x * x / 2) * (16.0 / 160000) / sqrt(2 * PI);
        }
        if (!(d.max >= most && d.max < most * (1 + 1e-9)) ||
            !(d.max_slope >= slope && d.max_slope < slope * (1 + 1e-4)) ||
            !(d.max_relative >= ratio * (1 - 1e-12) && d.max_relative <= ratio * (1 + 1e-4)) ||
            !(fabs(d.rms - sqrt(square)) <= 1e-8 * d.rms))
            fail_msg("%s, %s: %.15g %.15g %.15g %.15g; searched %.15g %.15g %.15g %.15g",
                     names[i][0], names[i][1], d.max, d.max_slope, d.max_relative, d.rms, most,
                     slope, ratio, sqrt(square));
        function_free(&f);
        function_free(&g);
    }
}

/* ---- marks ---------------------------------------------------------------------------------- */

static void test_marks(void **state)
{
    (void)state;
    struct mark m[16];
    struct function g = parsed("gelu");
    size_t n = function_marks(&g, -5, 5, m, 16);
    assert_true(n == 3 && m[0].kind == MARK_INFLECTION && m[1].kind == MARK_MINIMUM &&
                m[2].kind == MARK_STEEPEST);
    assert_true(m[1].lowest && fabs(m[1].x + 0.75179152469356446) < 1e-12);
    assert_true(function_marks(&g, -5, 5, m, 1) == 3); /* counts on when there is no room */
    assert_true(function_marks(&g, 1, 1.2, m, 16) == 0);
    function_free(&g);
    g = parsed("abs");
    n = function_marks(&g, -5, 5, m, 16);
    assert_true(n == 2 && m[0].kind == MARK_MINIMUM && m[1].kind == MARK_CORNER &&
                m[1].left == -1 && m[1].right == 1);
    function_free(&g);
    g = parsed("softmax");
    assert_true(function_marks(&g, -5, 5, m, 16) == 0);
    function_free(&g);
}

/* Between two numbers as far apart as doubles are: by halves, by powers, never outside. */
static void test_between(void **state)
{
    (void)state;
    static const double cases[][3] = {
        { 1, 2, 1.5 },  { -1, 3, 0 },     { 1, 1e10, 1e5 }, { -1e10, -1, -1e5 },
        { 0, 1, 1e-8 }, { -1, 0, -1e-8 }, { -2, -1, -1.5 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same("between", "point", point_between(cases[i][0], cases[i][1]), cases[i][2]);
    assert_true(point_between(1, nextafter(1, 2)) == 1);
    assert_true(point_between(0, 0x1p-1074) == 0);
}

/* ---- linear regions, asymptotes ------------------------------------------------------------- */

/* Kinks and slopes in order; slopes NaN at first: not piecewise linear. */
static void test_regions(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t nkinks;
        double kinks[3], slopes[4];
    } cases[] = {
        { "identity", 0, { 0 }, { 1 } },
        { "relu", 1, { 0 }, { 0, 1 } },
        { "leaky_relu(slope=-3)", 1, { 0 }, { -3, 1 } },
        { "hard_tanh", 2, { -1, 1 }, { 0, 1, 0 } },
        { "abs(abs(x)-1)", 3, { -1, 0, 1 }, { -1, 1, -1, 1 } },
        { "gelu", 0, { 0 }, { NAN } },              /* curved */
        { "max(x,x^3)", 3, { -1, 0, 1 }, { NAN } }, /* curved in some regions only */
        { "step", 1, { 0 }, { NAN } },              /* straight, not joined */
        { "x<0?x:x+1e-9", 1, { 0 }, { NAN } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct function g = parsed(cases[i].text);
        struct regions r;
        bool straight = !isnan(cases[i].slopes[0]);
        regions_find(&g, &r);
        if (r.nkinks != cases[i].nkinks || (r.slopes != NULL) != straight)
            fail_msg("%s: %zu kinks, not %zu; %s", g.label, r.nkinks, cases[i].nkinks,
                     r.slopes ? "slopes" : "no slopes");
        for (size_t k = 0; k < r.nkinks; k++)
            same(g.label, "kink", r.kinks[k], cases[i].kinks[k]);
        for (size_t k = 0; straight && k <= r.nkinks; k++)
            same(g.label, "slope", r.slopes[k], cases[i].slopes[k]);
        regions_free(&r);
        function_free(&g);
    }
}

/* More kinks than anybody follows, and a function of a vector. */
static void test_no_regions(void **state)
{
    (void)state;
    static const char *const texts[] = { "abs(sin(x))", "softmax" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct function g = parsed(texts[i]);
        struct regions r;
        regions_find(&g, &r);
        if (r.slopes)
            fail_msg("%s has slopes", texts[i]);
        regions_free(&r);
        function_free(&g);
    }
}

static void test_asymptotes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n;
        double level[2];
    } cases[] = {
        { "tanh", 2, { -1, 1 } },    { "sigmoid", 1, { 1 } },  { "relu", 0, { 0 } },
        { "sin", 0, { 0 } },         { "identity", 0, { 0 } }, { "elu(alpha=2)", 1, { -2 } },
        { "3+exp(-x^2)", 1, { 3 } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct function g = parsed(cases[i].text);
        double level[2];
        size_t n = function_asymptotes(&g, level);
        if (n != cases[i].n)
            fail_msg("%s: %zu asymptotes, not %zu", g.label, n, cases[i].n);
        for (size_t k = 0; k < n; k++)
            same(g.label, "asymptote", level[k], cases[i].level[k]);
        function_free(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_range),       cmocka_unit_test(test_slopes),
        cmocka_unit_test(test_places),      cmocka_unit_test(test_limits),
        cmocka_unit_test(test_means),       cmocka_unit_test(test_underflow),
        cmocka_unit_test(test_between),     cmocka_unit_test(test_series),
        cmocka_unit_test(test_definitions), cmocka_unit_test(test_two_ways),
        cmocka_unit_test(test_compare),     cmocka_unit_test(test_compare_search),
        cmocka_unit_test(test_marks),       cmocka_unit_test(test_regions),
        cmocka_unit_test(test_no_regions),  cmocka_unit_test(test_asymptotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
