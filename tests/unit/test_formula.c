/* Functions that are formulas with a name. Reference values come from tests/data/formulas.csv: the
 * papers' own forms, evaluated by mpmath with 60 digits, slopes by a difference quotient of order
 * four with a step of 1e-18. */
#include "activation/activation.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct function parsed(const char *typed)
{
    struct function g;
    struct error err;
    if (!function_parse(&g, typed, NULL, 0, &err))
        fail_msg("%s: %s", typed, err.text);
    return g;
}

/* Within a few rounding errors of the terms that an expression adds. */
static void assert_near(const char *line, double got, double want, double scale)
{
    double tolerance = 4e-15 * (fabs(want) + scale) + 1e-300;
    if (!(fabs(got - want) <= tolerance))
        fail_msg("%s: got %.17g", line, got);
}

static void test_reference(void **state)
{
    (void)state;
    char line[300];
    size_t lines = 0;
    FILE *file = fopen("tests/data/formulas.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    for (; fgets(line, sizeof line, file); lines++) {
        char *end = strrchr(line, '"');
        assert_non_null(end);
        char *name = text_part(line + 1, (size_t)(end - line - 1)), *at = end + 2;
        double x = strtod(at, &at), f = strtod(at + 1, &at), slope = strtod(at + 1, &at);
        struct function g = parsed(name);
        struct jet y = function_at(&g, x);
        double scale = 1 + fabs(x * slope);
        assert_near(line, y.f, f, scale);
        assert_near(line, y.df, slope, 1 + 50 * fabs(x));
        function_free(&g);
        free(name);
    }
    fclose(file);
    assert_true(lines > 100);
}

/* Every formula of the catalogue has reference values, a family that others have, and a name that
 * nothing else has. */
static void test_rows(void **state)
{
    (void)state;
    const struct formula_name *f;
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen("tests/data/formulas.csv", "r");
    assert_non_null(file);
    assert_true(getdelim(&text, &size, 0, file) > 0);
    fclose(file);
    for (size_t i = 0; (f = formula_row(i)); i++) {
        char *start = text_format("\n\"%s\",", f->name);
        bool family = false;
        if (!strstr(text, start))
            fail_msg("%s has no reference", f->name);
        for (size_t k = 0; k < activation_count(); k++)
            family = family || strcmp(activation_row(k)->family, f->family) == 0;
        assert_true(family);
        assert_null(activation_find(f->name));
        assert_true(f->about && f->paper && !f->own);
        free(start);
    }
    free(text);
}

static void refuse(const char *definition, const char *why)
{
    struct error err = { .text = "" };
    assert_false(formula_define(definition, &err));
    if (!strstr(err.text, why))
        fail_msg("%s: %s", definition, err.text);
    assert_int_equal(err.status, ERROR_USAGE);
}

static double value(const char *typed, double x)
{
    struct function g = parsed(typed);
    double y = function_at(&g, x).f;
    function_free(&g);
    return y;
}

static void test_definitions(void **state)
{
    (void)state;
    struct error err;
    assert_true(formula_define(" bump = exp(-x^2) ", &err));
    assert_true(formula_define("bump=exp(-x^2)", &err)); /* the same again */
    assert_true(formula_define("lean(x, a=0.5, b = 2)=a*bump(b*x)", &err));
    assert_true(formula_define("plain(a=3)=leaky_relu(x, slope=a)", &err));
    assert_true(formula_define("mine=torch.gelu", &err));
    assert_true(value("bump", 1) == exp(-1));
    assert_true(value("BUMP(2*x)", 1) == exp(-4));
    assert_true(value("lean", 1) == 0.5 * exp(-4));
    assert_true(value("lean(b=1)", 1) == 0.5 * exp(-1));
    assert_true(value("1 + lean(x, a=1, b=3)", 1) == 1 + exp(-9));
    assert_true(value("plain", -1) == -3);
    assert_true(value("mine(x) - gelu(x)", -1) == 0);
    refuse("bump=x", "defined already");
    refuse("gelu=x", "taken");
    refuse("golu=x", "taken");
    refuse("telu=x", "taken");
    refuse("sqrt=x", "taken");
    refuse("x=2", "taken");
    refuse("softmax=x", "taken");
    refuse("loop=loop(x)", "unknown function");
    refuse("half=x*", "ends too early");
    refuse("free=a*x", "no value for 'a'");
    refuse("", "expected NAME=EXPRESSION");
    refuse("noequals", "expected NAME=EXPRESSION");
    refuse("empty=", "expected NAME=EXPRESSION");
    refuse("equal==x", "expected NAME=EXPRESSION");
    refuse("3=x", "expected NAME=EXPRESSION");
    refuse("p(a)=x", "expected NAME=EXPRESSION");
    refuse("p(a=)=x", "p(a=)=x");
    refuse("p(a=z)=x", "'z'");
    refuse("p(a=1=x", "expected NAME=EXPRESSION");
    refuse("p(a=1,x=2)=x", "expected NAME=EXPRESSION");
}

/* Forty definitions, each twice the one before: 2^40 operations if they were read out. */
static void test_chains(void **state)
{
    (void)state;
    bool refused = false;
    struct error err = { .text = "" };
    assert_true(formula_define("chain0=x+1", &err));
    for (int i = 1; i <= 40 && !refused; i++) {
        char *text = text_format("chain%d=chain%d(x)*chain%d(x+%d)", i, i - 1, i - 1, i);
        refused = !formula_define(text, &err);
        free(text);
    }
    assert_true(refused);
    assert_non_null(strstr(err.text, "too"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows), /* before there are any of the user's */
        cmocka_unit_test(test_reference),
        cmocka_unit_test(test_definitions),
        cmocka_unit_test(test_chains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
