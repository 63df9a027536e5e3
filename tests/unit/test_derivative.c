/* formula: derivatives as formulas. They are read again by the program and must agree with the
 * derivatives that automatic differentiation gives, wherever both are defined; some are known from
 * textbooks. ACTFN_FORMULAS=10000 tries as many random expressions (tests/formulas.sh). */
#include "activation/derivative.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static struct function parsed(const char *text)
{
    struct function g;
    struct error err;
    if (!function_parse(&g, text, NULL, 0, &err))
        fail_msg("%s: %s", text, err.text);
    return g;
}

static void is(const char *text, int order, enum derivative_style style, const char *want)
{
    struct function g = parsed(text);
    char *got = derivative_text(&g, order, style, "slope");
    assert_non_null(got);
    assert_string_equal(got, want);
    free(got);
    function_free(&g);
}

static void test_textbook(void **state)
{
    (void)state;
    is("x^3", 1, DERIVATIVE_TEXT, "3*x^2");
    is("exp(-x^2)", 1, DERIVATIVE_TEXT, "-2*x*exp(-x^2)");
    is("x/sqrt(1+x^2)", 1, DERIVATIVE_TEXT, "1/(1 + x^2)^(3/2)");
    is("log(1+exp(x))", 2, DERIVATIVE_TEXT, "exp(x)/(1 + exp(x))^2");
    is("x*tanh(exp(x))", 1, DERIVATIVE_TEXT, "tanh(exp(x)) + x*exp(x)*(1 - tanh(exp(x))^2)");
    is("gelu(2*x)/2", 1, DERIVATIVE_TEXT, "Phi(2*x) + 2*x*phi(2*x)");
    is("max(x, 0)^2", 1, DERIVATIVE_TEXT, "x > 0 ? 2*max(x, 0) : 0");
    is("3", 1, DERIVATIVE_TEXT, "0");
    is("sin(x)/3", 1, DERIVATIVE_TEX, "\\frac{\\cos\\left(x\\right)}{3}");
    is("x/sqrt(1+x^2)", 1, DERIVATIVE_TEX, "\\frac{1}{\\left(1 + x^{2}\\right)^{\\frac{3}{2}}}");
    is("x^3", 1, DERIVATIVE_C,
       "#include <math.h>\n\ndouble slope(double x)\n{\n    return 3*x*x;\n}\n");
}

/* ---- random expressions --------------------------------------------------------------------- */

static uint64_t seed;

static unsigned below(unsigned n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed >> 33) % n;
}

static void random_text(struct buffer *b, int depth)
{
    static const char *const functions[] = {
        "exp",  "log",   "sqrt",     "sin",       "cos",   "tan",        "tanh",   "sigmoid",
        "atan", "gelu",  "softplus", "relu",      "abs",   "erf",        "erfc",   "log1p",
        "sinh", "mish",  "silu",     "asinh",     "Phi",   "phi",        "elu",    "expm1",
        "cosh", "acosh", "atanh",    "log2",      "log10", "hard_swish", "floor",  "sign",
        "asin", "isru",  "softsign", "gelu_tanh", "selu",  "snake",      "logish", "tanhexp"
    };
    static const char *const numbers[] = { "2", "3", "0.5", "1.7", "10", "0.1", "pi", "e", "1/3" };
    static const char *const formats[] = { "(%s)+(%s)",  "(%s)-(%s)",  "(%s)*(%s)",   "(%s)/(%s)",
                                           "max(%s,%s)", "min(%s,%s)", "hypot(%s,%s)" };
    struct buffer one = { 0 }, two = { 0 };
    unsigned kind = depth == 0 ? 0 : 1 + below(12);
    if (kind == 0) {
        buffer_text(b, below(3) ? "x" : numbers[below(sizeof numbers / sizeof *numbers)]);
        return;
    }
    random_text(&one, depth - 1);
    random_text(&two, (int)below((unsigned)depth));
    if (kind <= 5) {
        buffer_print(b, "%s(%s)", functions[below(sizeof functions / sizeof *functions)],
                     one.bytes);
    } else if (kind <= 10) {
        char *text =
            text_format(formats[below(sizeof formats / sizeof *formats)], one.bytes, two.bytes);
        buffer_text(b, text);
        free(text);
    } else if (kind == 11) {
        static const char *const powers[] = { "2", "3", "0.5", "-1", "-2", "1.5", "x" };
        buffer_print(b, "(%s)^(%s)", one.bytes, powers[below(7)]);
    } else {
        buffer_print(b, "(%s)>(%s)?(%s):x", one.bytes, two.bytes, one.bytes);
    }
    free(one.bytes);
    free(two.bytes);
}

/* How far the slope moves over a few roundings of x: what a formula that cancels may be off. */
static double trembling(const struct function *g, double x)
{
    double most = 0;
    for (int k = -3; k <= 3; k++) {
        double d = fabs(function_at(g, x * (1 + k * 0x1p-51)).f - function_at(g, x).f);
        most = d > most ? d : most;
    }
    return most;
}

static void agrees(const char *text, size_t *compared, size_t *left)
{
    struct function g, h;
    struct error err;
    if (!function_parse(&g, text, NULL, 0, &err))
        return;
    char *slope = derivative_text(&g, 1, DERIVATIVE_TEXT, NULL);
    if (!slope) {
        ++*left;
        function_free(&g);
        return;
    }
    if (!function_value_parse(&h, slope, NULL, 0, &err))
        fail_msg("%s: its slope %s is not read: %s", text, slope, err.text);
    for (int i = 0; i < 12; i++) {
        double x = ((double)below(1000000) / 1000000 - 0.5) * (i % 2 ? 6 : 20) + 1e-7;
        struct jet y = function_at(&g, x);
        double d = function_at(&h, x).f;
        if (!isfinite(y.f) || !isfinite(y.df) || !isfinite(d) || fabs(y.f) > 1e15 ||
            fabs(y.df) > 1e15)
            continue;
        double size = fmax(fabs(d), fabs(y.df)), near = 1e-7 * size + 1e-9 + 50 * trembling(&h, x);
        /* beside a kink, or where sums of what is large cancel, the quotient of differences says */
        double step = 1e-5 * fmax(fabs(x), 0.1),
               by = (function_at(&g, x + step).f - function_at(&g, x - step).f) / (2 * step);
        bool clear = fabs(by - y.df) < 1e-3 * size + 1e-6;
        ++*compared;
        if (clear && fabs(d - y.df) > near && fabs(d - by) > 1e-2 * size + 1e-5)
            fail_msg("%s at %.17g: slope %.17g, by its formula %s %.17g", text, x, y.df, slope, d);
    }
    free(slope);
    function_free(&g);
    function_free(&h);
}

static void test_random(void **state)
{
    (void)state;
    const char *count = getenv("ACTFN_FORMULAS"), *given = getenv("ACTFN_SEED");
    size_t n = count ? strtoul(count, NULL, 10) : 400, compared = 0, left = 0;
    seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL) * 2654435761U | 1;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (size_t i = 0; i < n; i++) {
        struct buffer b = { 0 };
        random_text(&b, 1 + (int)below(4));
        agrees(b.bytes, &compared, &left);
        free(b.bytes);
    }
    print_message("%zu points compared, %zu of %zu without a formula\n", compared, left, n);
    assert_true(compared > 2 * n);
    assert_true(left < n / 20 + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_textbook),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
