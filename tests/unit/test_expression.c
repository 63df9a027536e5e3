/* expressions: values and slopes against MPFR, the grammar, messages, hostile text. */
#include "activation/activation.h"
#include "reference.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct function parsed(const char *text)
{
    struct function g;
    struct error err;
    if (!function_parse(&g, text, NULL, 0, &err))
        fail_msg("%s", err.text);
    return g;
}

static double value(const char *text, double x)
{
    struct function g = parsed(text);
    double y = function_at(&g, x).f;
    function_free(&g);
    return y;
}

/* ---- derivatives ---------------------------------------------------------------------------- */

/* Ours, and the same in the reference's reverse Polish notation. */
static const struct {
    const char *ours, *polish;
    double low, high;
} pairs[] = {
    { "x*sigmoid(1.702*x)", "x 1.702 x * sigmoid *", -30, 30 },
    { "exp(-x^2)", "x x * -1 * exp", -5, 5 },
    { "x/(1+exp(-x))", "x 1 x -1 * exp + /", -30, 30 },
    { "tanh(x)^3", "x tanh x tanh * x tanh *", -4, 4 },
    { "sqrt(1+x^2)", "1 x x * + sqrt", -50, 50 },
    { "sin(x)*cos(2*x)/(2+sin(x))", "x sin 2 x * cos * 2 x sin + /", -6, 6 },
    { "log(3+x^2)", "3 x x * + log", -9, 9 },
    { "sin(x)/3", "x sin 3 /", -6, 6 },
    { "log1p(exp(x))", "x exp log1p", -20, 20 },
    { "erf(x)-erfc(x/2)", "x erf x 2 / erfc -", -4, 4 },
    { "atan(sinh(x))", "x exp x -1 * exp - 2 / atan", -5, 5 },
    { "(x-1)^4*(x+2)^2", "x 1 - x 1 - * x 1 - * x 1 - * x 2 + * x 2 + *", -4, 4 },
    { "x^5", "x x * x * x * x *", -4, 4 },
    { "x^-2", "1 x x * /", 0.1, 9 },
    { "x^2.5", "x x * x sqrt *", 0.1, 9 },
    { "2^x", "x 0.69314718055994530941723212145817656807550013436026 * exp", -20, 20 },
    { "x^x", "x log x * exp", 0.1, 6 },
    { "e^(2*x)", "2 x * exp", -20, 20 },
    { "expm1(x)*asinh(x)", "x expm1 x asinh *", -5, 5 },
    { "tan(x)", "x sin x cos /", -1.4, 1.4 },
    { "cosh(x)", "x exp x -1 * exp + 2 /", -9, 9 },
    { "hypot(x, 3)", "x x * 9 + sqrt", -9, 9 },
    { "phi(x)", "x x * -2 / exp 0.39894228040143267793994605993438186847585863116493 *", -9, 9 },
    { "Phi(x)", "x -1.4142135623730950488016887242096980785696718753769 / erfc 2 /", -9, 9 },
    { "softplus(gelu(x)+x)",
      "x x -1.4142135623730950488016887242096980785696718753769 / erfc 2 / * x + softplus", -9, 9 },
    { "mish(x*x-1)", "x x * 1 - x x * 1 - softplus tanh *", -4, 4 },
    { "tanh(swish(x, beta=2))", "x 2 x * sigmoid * tanh", -5, 5 },
    { "x > 0 ? x*x : sin(x)", "x x *", 0.01, 5 },
    { "x > 0 ? x*x : sin(x)", "x sin", -5, -0.01 },
    { "max(x, x^3)+min(x, 0.5)", "x x * x * 0.5 +", 1.01, 3 },
    { "atanh(x/2)", "2 x + 2 x - / log 2 /", -1.5, 1.5 },
    { "asin(x/2)", "x 4 x x * - sqrt / atan", -1.5, 1.5 },
    { "acos(x/2)", "1.5707963267948966192313216916397514420985846996876 x 4 x x * - sqrt / atan -",
      -1.5, 1.5 },
    { "acosh(x)", "x x x * 1 - sqrt + log", 1.1, 9 },
    { "log2(x)+log10(x)",
      "x log 0.69314718055994530941723212145817656807550013436026 / x log "
      "2.3025850929940456840179914546843642076011014886288 / +",
      0.1, 9 },
};

/* The rounding of an expression's parts is amplified where they cancel; these do not, much. In
 * units of 2^-52 times the size that an error of x or of a part may have. */
static void near(const char *what, double x, double got, long double want, long double size)
{
    if (!(fabsl(got - want) <= 64 * 0x1p-52L * size))
        fail_msg("%s at %.17g: %.17g, not %.20Lg", what, x, got, want);
}

static void test_derivatives(void **state)
{
    (void)state;
    enum { POINTS = 700 }; /* more than a block */
    static double x[POINTS], f[POINTS], df[POINTS], ddf[POINTS], only_f[POINTS], only_df[POINTS];
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct function g = parsed(pairs[i].ours);
        for (int k = 0; k < POINTS; k++)
            x[k] = pairs[i].low + (pairs[i].high - pairs[i].low) * (k + 0.37) / POINTS;
        function_map(&g, POINTS, x, f, df, ddf);
        function_map(&g, POINTS, x, only_f, only_df, NULL);
        for (int k = 0; k < POINTS; k++) {
            assert_true(only_f[k] == f[k]);
            near(pairs[i].ours, x[k], only_df[k], df[k],
                 fabsl(f[k]) +
                     (1 + fabsl(x[k])) * (fabsl(df[k]) + fabsl(ddf[k]))); /* joined otherwise */
        }
        function_map(&g, POINTS, x, only_f, NULL, NULL);
        for (int k = 0; k < POINTS; k++) {
            struct reference r;
            formula_at(pairs[i].polish, x[k], NULL, &r);
            long double ax = fabsl(x[k]), a = fabsl(r.y[0]), b = fabsl(r.y[1]), c = fabsl(r.y[2]),
                        d = fabsl(r.y[3]);
            near(pairs[i].ours, x[k], f[k], r.y[0], a + ax * b + 0x1p-1000L);
            near(pairs[i].ours, x[k], df[k], r.y[1], a + b + (1 + ax) * c);
            near(pairs[i].ours, x[k], ddf[k], r.y[2], a + b + c + (1 + ax) * d);
            assert_true(only_f[k] == f[k]);
        }
        function_free(&g);
    }
}

/* A row alone and as part of an expression: the same kernel, bit for bit. */
static void test_rows(void **state)
{
    (void)state;
    enum { POINTS = 600 };
    static double x[POINTS], a[3][POINTS], b[3][POINTS];
    for (int k = 0; k < POINTS; k++)
        x[k] = (k - 300) / 37.0;
    for (size_t i = 0; i < activation_count(); i++) {
        char *text = text_format("%s(x)", activation_row(i)->name),
             *twice = text_format("(%s(x))+0", activation_row(i)->name);
        struct function g = parsed(activation_row(i)->name), h = parsed(twice), same = parsed(text);
        assert_true(same.activation == activation_row(i));
        assert_non_null(h.expression);
        function_map(&g, POINTS, x, a[0], a[1], a[2]);
        function_map(&h, POINTS, x, b[0], b[1], b[2]);
        for (int k = 0; k < POINTS; k++)
            for (int order = 0; order < 3; order++)
                if (a[order][k] != b[order][k] && !(isnan(a[order][k]) && isnan(b[order][k])))
                    fail_msg("%s at %g, order %d: %.17g, alone %.17g", text, x[k], order,
                             b[order][k], a[order][k]);
        function_free(&g);
        function_free(&h);
        function_free(&same);
        free(text);
        free(twice);
    }
}

/* ---- grammar -------------------------------------------------------------------------------- */

static void test_grammar(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double x, y;
    } cases[] = {
        { "1+2*3", 0, 7 },
        { "(1+2)*3", 0, 9 },
        { "2^3^2", 0, 512 },
        { "2**3", 0, 8 },
        { "-x^2", 3, -9 },
        { "(-x)^2", 3, 9 },
        { "2^-1", 0, 0.5 },
        { "1-2-3", 0, -4 },
        { "8/4/2", 0, 1 },
        { "--x", 5, 5 },
        { "+x", 5, 5 },
        { "x>0?1:x<0?-1:0", -3, -1 },
        { "x>0?1:x<0?-1:0", 3, 1 },
        { "x>0?1:x<0?-1:0", 0, 0 },
        { "1<2", 0, 1 },
        { "2<=2", 0, 1 },
        { "x!=1", 1, 0 },
        { "x==1", 1, 1 },
        { "x>=1 && x<2", 1.5, 1 },
        { "x<0 || x>2", 1, 0 },
        { "!x", 0, 1 },
        { "!(x>1)", 2, 0 },
        { "1 > 2 == 0", 0, NAN },
        { "pi", 0, 3.14159265358979323846 },
        { "e", 0, 2.7182818284590452354 },
        { "inf", 0, INFINITY },
        { "0x1p-3+1e2", 0, 100.125 },
        { ".5", 0, 0.5 },
        { "5.", 0, 5 },
        { "2e0", 0, 2 },
        { "2*e", 0, 5.4365636569180904707 },
        { "max(1,x,3)", 7, 7 },
        { "min(1,x,3)", 7, 1 },
        { "max(x)", 7, 7 },
        { "pow(x,2)", 3, 9 },
        { "hypot(3,x)", 4, 5 },
        { "floor(x)", -1.5, -2 },
        { "ceil(x)", -1.5, -1 },
        { "abs(-x)", 2, 2 },
        { "sign(x)", -2, -1 },
        { " x\t*\n2 ", 4, 8 },
        { "log2(x)", 8, 3 },
        { "log10(x)", 1000, 3 },
        { "cosh(0)", 0, 1 },
        { "leaky_relu(x, slope=0.5)", -2, -1 },
        { "LeakyReLU(x)*1", -2, -0.02 },
        { "torch.elu(x, alpha=2)", 3, 3 },
        { "jax.gelu(x)-gelu_tanh(x)", 1.5, 0 },
        { "keras.leaky_relu(x)", -1, -0.2 },
        { "hard-swish(x)-x", 4, 0 },
        { "x-x", 4, 0 },
        { "e-e", 4, 0 },
        { "keras.relu(x, max_value=2)", 5, 2 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct function g;
        struct error err;
        bool ok = function_parse(&g, cases[i].text, NULL, 0, &err);
        if (isnan(cases[i].y)) { /* must be refused */
            assert_false(ok);
            continue;
        }
        if (!ok)
            fail_msg("%s", err.text);
        double y = function_at(&g, cases[i].x).f;
        if (y != cases[i].y)
            fail_msg("%s at %g: %.17g, not %.17g", cases[i].text, cases[i].x, y, cases[i].y);
        function_free(&g);
    }
}

static void test_settings(void **state)
{
    (void)state;
    const struct setting set[] = { { .name = "a", .value = 3 },
                                   { .name = "beta", .value = 2 },
                                   { .name = "a", .value = 4 } };
    struct function g;
    struct error err;
    assert_true(function_parse(&g, "a*x+beta", set, 3, &err));
    assert_true(function_at(&g, 10).f == 42); /* the last a counts */
    function_free(&g);
    assert_true(function_parse(&g, "swish(x^2, beta=a)", set, 3, &err));
    function_free(&g);
    assert_true(function_parse(&g, "a", set, 3, &err));
    assert_true(function_at(&g, 1).f == 4 && function_at(&g, 1).df == 0);
    function_free(&g);
    assert_false(function_parse(&g, "b*x", set, 3, &err));
    assert_non_null(strstr(err.text, "--set b=1"));
}

/* ---- messages ------------------------------------------------------------------------------- */

static void test_messages(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
        int column;
    } cases[] = {
        { "x*sigmod(x)", "did you mean 'sigmoid'?", 2 },
        { "2x", "write * to multiply", 1 },
        { "((x)", "')' is missing", 4 },
        { "x)", "nothing opens", 1 },
        { "x +", "ends too early", 3 },
        { "x + * 2", "is missing here", 4 },
        { "0<x<1", "do not chain", 3 },
        { "x ? 1", "':' is missing", 5 },
        { "x = 2", "to compare write ==", 2 },
        { "1,2", "comma", 1 },
        { "x $ 2", "no such character", 2 },
        { "softmax(2*x)", "whole vector", 0 },
        { "sqrt()", "needs an argument", 0 },
        { "sin(x,x)", "one argument", 0 },
        { "swish(x, bta=1)", "did you mean 'beta'?", 0 },
        { "swish(x, beta=x)", "cannot depend on x", 14 },
        { "min()", "needs arguments", 0 },
        { "x*gelu", "needs an argument", 2 },
        { "elu(x, alpha=2, alpha=3)", "given more than once", 16 },
        { "pow(x)", "two arguments", 0 },
        { "x(2)", "write * to multiply", 1 },
        { "1e999", "too large", 0 },
        { "swish(beta=1, x)", "before parameters", 14 },
        { "gelu(x, 2)", "one argument", 0 },
        { "elu(x,a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1)", "too many parameters", 38 },
        { "max(1,2,3,4,5,6,7,8,x)", "too many arguments", 20 },
        { "softplus(x, beta=-1)*2", "outside its range; allowed: beta > 0", 17 },
        { "1+torch.softmax(x)", "whole vector", 2 },
        { "softshrink(x, lambda=-1)*2", "allowed: lambda >= 0", 21 },
        { "1+crelu(x)", "whole vector", 2 },
        { "torch.threshold(x)*2", "'threshold' has no default there; give it as threshold=1", 0 },
        { "1+nothing.gelu(x)", "unknown function", 2 },
        { "1+torch.elu(x, a=1)", "no such parameter; it takes alpha=1", 2 },
        { "1+torch.relu(x, a=1)", "it takes none", 2 },
        { "min(x, a=1)", "'min' has no parameters", 0 },
        { "sqrt(x, a=1)", "'sqrt' has no parameters", 0 },
        { "sin(x, a=1)", "no parameter 'a'; sin has none", 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct function g;
        struct error err = { 0 };
        if (function_parse(&g, cases[i].text, NULL, 0, &err))
            fail_msg("'%s' was taken", cases[i].text);
        if (!strstr(err.text, cases[i].says))
            fail_msg("'%s' says: %s; not: %s", cases[i].text, err.text, cases[i].says);
        const char *caret = strrchr(err.text, '\n');
        assert_non_null(caret);
        if ((int)strlen(caret + 1) != cases[i].column + 3)
            fail_msg("'%s': the caret is in the wrong place\n%s", cases[i].text, err.text);
    }
}

/* Typed text is shown escaped, and the caret stands under the character that it means. */
static void test_escapes(void **state)
{
    (void)state;
    struct function g;
    struct error err = { 0 };
    assert_false(function_parse(&g, "x\033[31m + 1", NULL, 0, &err));
    assert_null(strchr(err.text, '\033'));
    assert_non_null(strstr(err.text, "\n   ^"));
    assert_false(function_parse(&g, "1 + \xc3\xa4", NULL, 0, &err));
    assert_non_null(strstr(err.text, "\n      ^"));
    assert_false(function_parse(
        &g, "1$\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4",
        NULL, 0, &err));
    assert_non_null(strstr(err.text, "$\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3"
                                     "\xa4\xc3\xa4...\n   ^")); /* cut between characters */
    char *text = text_format("%0300d + sgmoid(x) + %0300d", 0, 0);
    assert_false(function_parse(&g, text, NULL, 0, &err));
    assert_non_null(strstr(err.text, "did you mean 'sigmoid'?"));
    assert_true(strlen(err.text) < 400);
    free(text);
}

/* ---- hostile -------------------------------------------------------------------------------- */

static char *repeated(const char *part, size_t times, const char *end)
{
    size_t n = strlen(part);
    char *text = memory_new(times * n + strlen(end) + 1, 1);
    for (size_t i = 0; i < times * n; i++)
        text[i] = part[i % n];
    strcpy(text + times * n, end);
    return text;
}

static void refused(char *text, const char *says)
{
    struct function g;
    struct error err = { 0 };
    assert_false(function_parse(&g, text, NULL, 0, &err));
    if (!strstr(err.text, says))
        fail_msg("%.60s... says: %s", text, err.text);
    free(text);
}

static void test_hostile(void **state)
{
    (void)state;
    static const char *const parts[] = { "(",    "-",  "!",      "sin(", "x?",
                                         "x?x:", "2^", "min(x,", "x*(",  "((((x)))+(" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char *text = repeated(parts[i], 1000000 / strlen(parts[i]), "x");
        struct function g;
        struct error err = { 0 };
        assert_false(function_parse(&g, text, NULL, 0, &err));
        assert_true(strlen(err.text) > 10);
        free(text);
    }
    refused(repeated("(", 1000000, ""), "nested too deeply");
    refused(repeated("x+", 49999, "sin(x)+sin(x+1)*x"), "too long");
    refused(repeated("a", 1000000, ""), "");
    refused(repeated("1", 100000, ""), "");
    refused(repeated("-", 300, "x"), "nested too deeply");
    refused(repeated("1+", 5,
                     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa(x)"),
            "no name is that long");
}

static void test_deep(void **state)
{
    (void)state;
    char *open = repeated("(", 64, "x"), *close = repeated(")", 64, ""),
         *text = text_format("%s%s", open, close);
    assert_true(value(text, 3) == 3);
    free(text);
    free(open);
    text = repeated("sin(", 64, "x");
    open = text_format("%s%s", text, close);
    double y = 1;
    for (int i = 0; i < 64; i++)
        y = sin(y);
    assert_true(fabs(value(open, 1) - y) < 1e-14);
    free(text);
    free(open);
    free(close);
    text = repeated("x+", 3000, "x");
    assert_true(value(text, 1) == 3001);
    free(text);
}

/* ---- special points ------------------------------------------------------------------------- */

/* NaN in, NaN out, in all three numbers, whatever the expression does with its argument. */
static void test_nan(void **state)
{
    (void)state;
    static const char *const texts[] = { "x > 0 ? x : 0", "max(x, 0)", "min(1, x)",
                                         "x && 1",        "!x",        "x != x ? 1 : 2",
                                         "sign(x)",       "0*x",       "hypot(x, inf)",
                                         "x^2",           "floor(x)",  "abs(x)",
                                         "relu(x)+1" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct function g = parsed(texts[i]);
        struct jet y = function_at(&g, NAN);
        if (!isnan(y.f) || !isnan(y.df) || !isnan(y.ddf))
            fail_msg("%s at nan: %g %g %g", texts[i], y.f, y.df, y.ddf);
        function_free(&g);
    }
}

static void test_corners(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double x, df;
    } cases[] = {
        { "max(x,0)", 0, 0 },
        { "min(max(x,0),6)", 6, 0 },
        { "min(max(x,0),6)", 0, 0 },
        { "max(x,0.1*x)", 0, 0.1 },
        { "max(x,-x)", 0, 0 },
        { "abs(x)", 0, 0 },
        { "x > 0 ? x : 0.1*x", 0, 0.1 },
        { "x >= 0 ? x : 0.1*x", 0, 1 },
        { "hypot(x,0)", 0, 0 },
        { "sqrt(x)", 0, INFINITY },
        { "x^3", 0, 0 },
        { "x^1.5", 0, 0 },
        { "x^2", 0, 0 },
        { "sqrt(x^2)", 0, 0 },
        { "x*sigmoid(x)", INFINITY, 1 },
        { "x*sigmoid(x)", -800, 0 },
        { "1/(1+exp(x))", 800, 0 },
        { "exp(-x^2)", 1e200, 0 },
        { "sigmoid(exp(x))", 1000, 0 },
        { "x > 0 ? x*log(x) : 0", 0, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct function g = parsed(cases[i].text);
        double df = function_at(&g, cases[i].x).df;
        if (df != cases[i].df)
            fail_msg("slope of %s at %g: %g, not %g", cases[i].text, cases[i].x, df, cases[i].df);
        function_free(&g);
    }
}

/* ---- kinks ---------------------------------------------------------------------------------- */

static void test_kinks(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n;
        double at[4];
    } cases[] = {
        { "x > 0 ? x : 0.1*x", 1, { 0 } },
        { "min(max(x,0),6)", 2, { 0, 6 } },
        { "abs(x-1.1)", 1, { 1.1 } },
        { "abs(abs(x)-1)", 3, { -1, 0, 1 } },
        { "relu(2*x-1)", 1, { 0.5 } },
        { "sqrt(x^2)", 1, { 0 } },
        { "abs(x^2-2)", 2, { -1.4142135623730951, 1.4142135623730951 } },
        { "gelu(x)+silu(x)", 0, { 0 } },
        { "relu(relu(x-0.3))", 1, { 0.3 } },
        { "x < 1e-3 ? 0 : 1", 1, { 1e-3 } },
        { "x > 1e5 ? 1 : 0", 1, { 1e5 } },
        { "torch.softplus(x)", 1, { 20 } },
        { "max(exp(x), 2)", 1, { 0.69314718055994531 } },
        { "cos(x) > 2 ? 1 : 0", 0, { 0 } },
        { "leaky_relu(3-x)", 1, { 3 } },
        { "hardshrink(x, lambda=0)+1", 1, { 0 } },
        { "softshrink(lambda=2)", 2, { -2, 2 } },
        { "floor(min(max(x,0.5),3))", 4, { 0.5, 1, 2, 3 } },
        { "hypot(x,0)", 1, { 0 } },
        { "x || 0", 1, { 0 } },
        { "!(x-1)", 1, { 1 } },
        { "(x > 1 && x < 2) || x > 5", 3, { 1, 2, 5 } },
        { "1/(x-1)", 1, { 1 } },
        { "abs(x-3)^0.5", 1, { 3 } },
        { "(x-2)^-1", 1, { 2 } },
        { "tan(min(max(x,-4),4))", 4, { -4, -1.5707963267948966, 1.5707963267948966, 4 } },
        { "sqrt(x-1)", 1, { 1 } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct function g = parsed(cases[i].text);
        double at[16];
        size_t n = function_kinks(&g, -INFINITY, INFINITY, at, 16);
        if (n != cases[i].n)
            fail_msg("%s: %zu kinks, not %zu (first %.17g)", cases[i].text, n, cases[i].n,
                     n ? at[0] : NAN);
        for (size_t k = 0; k < n; k++)
            if (!(fabs(at[k] - cases[i].at[k]) <= 1e-14 * fabs(at[k])))
                fail_msg("%s: kink at %.17g, not %.17g", cases[i].text, at[k], cases[i].at[k]);
        function_free(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_derivatives), cmocka_unit_test(test_rows),
        cmocka_unit_test(test_grammar),     cmocka_unit_test(test_settings),
        cmocka_unit_test(test_messages),    cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_hostile),     cmocka_unit_test(test_deep),
        cmocka_unit_test(test_nan),         cmocka_unit_test(test_corners),
        cmocka_unit_test(test_kinks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
