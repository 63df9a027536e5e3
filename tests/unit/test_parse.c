/* parse: ranges, grids, lists, shapes, settings. Grid points are checked against MPFR. */
#include "parse/parse.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <mpfr.h>

/* ---- ranges --------------------------------------------------------------------------------- */

static void test_range(void **state)
{
    (void)state;
    struct range r;
    struct error err;
    assert_true(range_parse("-5:5", &r, &err));
    assert_true(r.low == -5 && r.high == 5 && !r.has_step);
    assert_string_equal(r.typed, "-5:5");
    free(r.typed);
    assert_true(range_parse("-.5:+1e1:0x1p-3", &r, &err));
    assert_true(r.low == -0.5 && r.high == 10 && r.has_step && r.step == 0.125);
    free(r.typed);
    assert_true(range_parse("0:5e-324", &r, &err));
    free(r.typed);
}

static void test_range_refused(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *says;
    } bad[] = {
        { "5:-5", "'5:-5': LO is above HI; write the smaller end first" },
        { "5:5", "'5:5': LO and HI are equal" },
        { "5", "'5': no ':'; write LO:HI" },
        { "", "'': no ':'" },
        { ":", "':': LO is missing" },
        { "1:", "'1:': HI is missing" },
        { "1:2:", "'1:2:': STEP is missing" },
        { "1:2:3:4", "'1:2:3:4': too many ':'" },
        { "a:5", "'a:5': LO is not a number" },
        { " 1:5", "' 1:5': LO is not a number" },
        { "1:5x", "'1:5x': HI is not a number" },
        { "nan:5", "'nan:5': LO is nan; a range has finite ends" },
        { "0:inf", "'0:inf': HI is inf" },
        { "-inf:0", "'-inf:0': LO is -inf" },
        { "0:1e999", "'0:1e999': HI is too large for a double" },
        { "0:1:0", "'0:1:0': STEP is 0; it must be above 0" },
        { "0:1:-0.1", "'0:1:-0.1': STEP is -0.1; it must be above 0" },
        { "0:1:nan", "'0:1:nan': STEP is nan" },
        { "--points", "'--points': no ':'" },
        { "0:\0331", "'0:\\x1b1': HI is not a number" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct range r;
        struct error err = { 0 };
        assert_false(range_parse(bad[i].typed, &r, &err));
        if (strncmp(err.text, bad[i].says, strlen(bad[i].says)) != 0) {
            fail_msg("%s: said %s", bad[i].typed, err.text);
        }
        assert_null(strchr(err.text, '\n'));
    }
}

/* ---- grids ---------------------------------------------------------------------------------- */

static struct grid make(const char *typed, uint64_t points)
{
    struct range r;
    struct grid g = { 0 };
    struct error err;
    if (!range_parse(typed, &r, &err) || !grid_make(&r, points, &g, &err)) {
        fail_msg("%s", err.text);
    }
    free(r.typed);
    return g;
}

static void refused(const char *typed, uint64_t points, const char *says)
{
    struct range r;
    struct grid g;
    struct error err = { 0 };
    assert_true(range_parse(typed, &r, &err));
    assert_false(grid_make(&r, points, &g, &err));
    if (strstr(err.text, says) == NULL) {
        fail_msg("%s: said %s", typed, err.text);
    }
    free(r.typed);
}

static void test_grid_known(void **state)
{
    (void)state;
    struct grid g = make("-3:3:0.1", 0);
    assert_int_equal(g.points, 61);
    assert_true(grid_point(&g, 3) == -2.7 && grid_point(&g, 59) == 2.9 && grid_point(&g, 30) == 0);
    assert_false(signbit(grid_point(&g, 30)));
    g = make("-5:5", 101);
    for (int i = 0; i <= 100; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "%s%d.%d", i < 50 ? "-" : "", abs(i - 50) / 10,
                       abs(i - 50) % 10);
        assert_true(grid_point(&g, (uint64_t)i) == strtod(text, NULL));
    }
    g = make("0:1", 4);
    assert_true(grid_point(&g, 1) == 1.0 / 3 && grid_point(&g, 2) == 2.0 / 3 &&
                grid_point(&g, 3) == 1);
    g = make("2:3", 1);
    assert_true(g.points == 1 && grid_point(&g, 0) == 2);
    g = make("0:1:0.3", 0);
    assert_true(g.points == 4 && grid_point(&g, 3) == 0.9);
    g = make("0:1:5", 0);
    assert_true(g.points == 1);
    g = make("1e-20:1e-19:1e-20", 0);
    assert_true(g.points == 10 && grid_point(&g, 2) == 3e-20 && grid_point(&g, 9) == 1e-19);
    g = make("0x1p-3:0x1p-2:0x1p-5", 0);
    assert_true(g.points == 5 && grid_point(&g, 1) == 0.15625);
    g = make("0:1000000000000:1.0000000000001", 0);
    assert_int_equal(g.points, 1000000000000);
    struct range made = { .low = -0.3, .high = 0.3, .step = 0.1, .has_step = true };
    struct error err;
    assert_true(grid_make(&made, 0, &g, &err));
    assert_true(g.points == 7 && grid_point(&g, 1) == -0.2 && grid_point(&g, 3) == 0);
}

static void test_grid_doubles(void **state)
{
    (void)state;
    struct grid g = make("-1.5e308:1.5e308", 3); /* HI - LO is more than a double holds */
    assert_true(grid_point(&g, 0) == -1.5e308 && grid_point(&g, 1) == 0 &&
                grid_point(&g, 2) == 1.5e308);
    g = make("1e-300:2e-300:1e-301", 0);
    assert_int_equal(g.points, 11);
    assert_true(fabs(grid_point(&g, 10) / 2e-300 - 1) < 1e-15);
    g = make("-1e308:1e308:1e308", 0);
    assert_int_equal(g.points, 3);
    g = make("-1.5e308:1.5e308", 1);
    assert_true(grid_point(&g, 0) == -1.5e308);
    g = make("0:1e37", 1000001); /* HI fits 127 bits, a million times HI does not */
    assert_true(g.way == GRID_DOUBLES && grid_point(&g, 1000000) == 1e37);
    g = make("-4e37:4e37", 5); /* four times either end fits, their difference does not */
    assert_true(g.way == GRID_DOUBLES && grid_point(&g, 2) == 0 && grid_point(&g, 4) == 4e37);
}

/* Not one number more than was asked for, also where eight are made at a time. */
static void test_grid_count(void **state)
{
    (void)state;
    struct grid g = make("0:100", 101);
    for (size_t count = 0; count < 20; count++) {
        double x[21];
        for (size_t i = 0; i < 21; i++) {
            x[i] = -1;
        }
        grid_points(&g, 3, count, x);
        for (size_t i = 0; i < 21; i++) {
            assert_true(x[i] == (i < count ? 3 + (double)i : -1));
        }
    }
}

static void test_grid_refused(void **state)
{
    (void)state;
    refused("0:1:1e-13", 0, "'0:1:1e-13': more than 10^12 points; take a larger STEP");
    refused("0:1:1e-12", 0, "more than 10^12 points"); /* by one */
    refused("0:1:1e-300", 0, "more than 10^12 points");
    refused("-1e308:1e308:1e-308", 0, "more than 10^12 points");
    refused("0:1", 1000000000001U, "more than 10^12 points; take fewer");
    refused("0:1", UINT64_MAX, "more than 10^12 points");
    refused("0:1:0.1", 5, "has a STEP, and a number of points is given too");
    refused("0:1", 0, "'0:1': no STEP");
    struct range made = { .low = 0, .high = 1 },
                 tiny = { .low = 0, .high = 1, .step = 1e-300, .has_step = true };
    struct grid none;
    struct error err;
    assert_false(grid_make(&made, 0, &none, &err));
    assert_non_null(strstr(err.text, "'range': no STEP"));
    made.has_step = true;
    made.step = 0.1;
    assert_false(grid_make(&made, 5, &none, &err));
    assert_non_null(strstr(err.text, "'range': has a STEP"));
    assert_false(grid_make(&tiny, 0, &none, &err));
    assert_non_null(strstr(err.text, "'range': more than 10^12 points"));
    tiny.step = 0;
    assert_false(grid_make(&tiny, 0, &none, &err));
    refused("0:1e-288:1e-300", 0, "more than 10^12 points"); /* by one, in doubles */
    struct grid g = make("0:1:1.000000000001e-12", 0);
    assert_int_equal(g.points, 1000000000000); /* as many as allowed */
    g = make("0:1", 1000000000000U);
    assert_true(grid_point(&g, 999999999999U) == 1);
}

/* "-0.0123" from -123 and 4. */
static void decimal(char *to, size_t size, int64_t n, int places)
{
    (void)snprintf(to, size, "%" PRId64 "e-%d", n, places);
}

/* The double nearest to p/q by MPFR: p and q are exact in 200 bits, and the division rounds once.
 */
static double nearest(mpfr_t p, mpfr_t q)
{
    mpfr_t x;
    mpfr_init2(x, 53);
    (void)mpfr_div(x, p, q, MPFR_RNDN);
    double d = mpfr_get_d(x, MPFR_RNDN);
    mpfr_clear(x);
    return d;
}

static int64_t pick(struct random *r, int most_digits)
{
    int64_t most = 1;
    for (uint64_t n = 1 + random_below(r, (uint64_t)most_digits); n > 0; n--) {
        most *= 10;
    }
    return (int64_t)random_below(r, 2 * (uint64_t)most) - most;
}

static void check_points(const struct grid *g, struct random *r, int64_t low, int64_t by,
                         int64_t parts, int places)
{
    mpfr_t p, q;
    mpfr_init2(p, 300);
    mpfr_init2(q, 300);
    double block[27];
    for (int k = 0; k < 8; k++) {
        uint64_t i = k == 0 ? 0 : k == 1 ? g->points - 1 : random_below(r, g->points);
        size_t count = g->points - i < 27 ? (size_t)(g->points - i) : 27;
        grid_points(g, i, count, block);
        for (size_t j = 0; j < count; j++) {
            /* (low * parts + i * by) / (10^places * parts) */
            (void)mpfr_set_sj(p, (intmax_t)(i + j), MPFR_RNDN);
            (void)mpfr_mul_si(p, p, by, MPFR_RNDN);
            (void)mpfr_set_si(q, low, MPFR_RNDN);
            (void)mpfr_mul_si(q, q, parts, MPFR_RNDN);
            (void)mpfr_add(p, p, q, MPFR_RNDN);
            (void)mpfr_ui_pow_ui(q, 10, (unsigned long)places, MPFR_RNDN);
            (void)mpfr_mul_si(q, q, parts, MPFR_RNDN);
            double want = nearest(p, q);
            assert_true(block[j] == want);
            assert_true(grid_point(g, i + j) == want);
        }
    }
    mpfr_clear(p);
    mpfr_clear(q);
}

static void test_grid_random(void **state)
{
    (void)state;
    struct random r;
    size_t ways[3] = { 0 };
    random_seed(&r, 20260101, 0);
    print_message("seed 20260101\n");
    for (int k = 0; k < 20000; k++) {
        int places = (int)random_below(&r, k % 2 ? 6 : 19);
        int64_t low = pick(&r, k % 2 ? 6 : 18), high = pick(&r, k % 2 ? 6 : 18),
                step = llabs(pick(&r, 6)) + 1;
        char text[3][40], typed[140];
        if (low >= high) {
            continue;
        }
        decimal(text[0], sizeof text[0], low, places);
        decimal(text[1], sizeof text[1], high, places);
        decimal(text[2], sizeof text[2], step, places);
        if (strtod(text[0], NULL) >= strtod(text[1], NULL)) {
            continue;
        }
        (void)snprintf(typed, sizeof typed, "%s:%s", text[0], text[1]);
        uint64_t points = 2 + random_below(&r, k % 3 ? 2000 : 1000000000);
        struct grid g = make(typed, points);
        check_points(&g, &r, low, high - low, (int64_t)points - 1, places);
        ways[g.way]++;
        if ((high - low) / step >= 1000000000000) {
            continue;
        }
        (void)snprintf(typed, sizeof typed, "%s:%s:%s", text[0], text[1], text[2]);
        g = make(typed, 0);
        assert_true(g.points == (uint64_t)((high - low) / step) + 1);
        check_points(&g, &r, low, step, 1, places);
        ways[g.way]++;
    }
    assert_true(ways[GRID_QUOTIENT] > 1000 && ways[GRID_WHOLE] > 1000 && ways[GRID_DOUBLES] == 0);
}

/* ---- lists ---------------------------------------------------------------------------------- */

static void test_list(void **state)
{
    (void)state;
    char **items;
    size_t n;
    struct error err;
    assert_true(list_parse("gelu, swiglu(w=1,b=(0,1)) ,x+1", &items, &n, &err));
    assert_int_equal(n, 3);
    assert_string_equal(items[0], "gelu");
    assert_string_equal(items[1], "swiglu(w=1,b=(0,1))");
    assert_string_equal(items[2], "x+1");
    list_free(items, n);
    assert_true(list_parse("a),b", &items, &n, &err));
    assert_int_equal(n, 2);
    list_free(items, n);
    assert_true(list_parse("a)(b,c)", &items, &n, &err));
    assert_int_equal(n, 1);
    list_free(items, n);
    assert_true(list_parse("f(a,b", &items, &n, &err));
    assert_int_equal(n, 1);
    list_free(items, n);
    assert_false(list_parse("", &items, &n, &err));
    assert_string_equal(err.text, "'': empty");
    assert_false(list_parse("a,,b", &items, &n, &err));
    assert_string_equal(err.text, "'a,,b': item 2 of the list is empty; write A,B,C");
    assert_false(list_parse("a, ", &items, &n, &err));
    assert_string_equal(err.text, "'a, ': item 2 of the list is empty; write A,B,C");
    assert_false(list_parse(",a", &items, &n, &err));
    assert_string_equal(err.text, "',a': item 1 of the list is empty; write A,B,C");
    list_free(NULL, 0);
}

static void test_numbers(void **state)
{
    (void)state;
    double *x;
    size_t n;
    struct error err;
    assert_true(numbers_parse("-1,0x10, nan,inf", &x, &n, &err));
    assert_int_equal(n, 4);
    assert_true(x[0] == -1 && x[1] == 16 && isnan(x[2]) && isinf(x[3]));
    free(x);
    assert_false(numbers_parse("1,two", &x, &n, &err));
    assert_non_null(strstr(err.text, "'two': not a number"));
    assert_false(numbers_parse("", &x, &n, &err));
}

static void test_shape(void **state)
{
    (void)state;
    size_t *s, n;
    struct error err;
    assert_true(shape_parse("1600,6400,1600", 2, &s, &n, &err));
    assert_true(n == 3 && s[0] == 1600 && s[1] == 6400);
    free(s);
    assert_false(shape_parse("4", 2, &s, &n, &err));
    assert_non_null(strstr(err.text, "'4': 1 given; at least 2"));
    assert_false(shape_parse("4,0", 2, &s, &n, &err));
    assert_non_null(strstr(err.text, "'0': too small; at least 1"));
    assert_false(shape_parse("4,-1", 2, &s, &n, &err));
    assert_false(shape_parse("4,1.5", 2, &s, &n, &err));
    assert_non_null(strstr(err.text, "'1.5': not a whole number"));
    assert_false(shape_parse("4,1e10", 2, &s, &n, &err));
    assert_false(shape_parse("4,,4", 2, &s, &n, &err));
}

static void test_setting(void **state)
{
    (void)state;
    struct setting s;
    struct error err;
    assert_true(setting_parse("beta_2=-1.5e1", &s, &err));
    assert_string_equal(s.name, "beta_2");
    assert_true(s.value == -15);
    setting_free(&s);
    assert_false(setting_parse("beta", &s, &err));
    assert_string_equal(err.text, "'beta': no '='; write NAME=VALUE, like beta=1.5");
    assert_false(setting_parse("=1", &s, &err));
    assert_false(setting_parse("2b=1", &s, &err));
    assert_false(setting_parse("b=", &s, &err));
    assert_false(setting_parse("b=x", &s, &err));
    assert_false(setting_parse("", &s, &err));
    assert_true(setting_parse("zZaA_09=1", &s, &err));
    setting_free(&s);
    assert_true(setting_parse("AzaZ=1", &s, &err));
    setting_free(&s);
    for (const char *c = "`{@[/: \xc3"; *c != '\0';
         c++) { /* neighbours of the letters and digits */
        char first[] = { *c, 'b', '=', '1', '\0' }, later[] = { 'b', *c, '=', '1', '\0' };
        assert_false(setting_parse(first, &s, &err));
        assert_false(setting_parse(later, &s, &err));
    }
    assert_false(setting_parse("0b=1", &s, &err));
    assert_false(setting_parse("9b=1", &s, &err));
}

/* A range that nobody typed, too large for exact fractions: doubles will do. */
static void test_range_of_numbers(void **state)
{
    (void)state;
    struct range r = { .low = -1e300, .high = 1e300 };
    struct grid g;
    struct error err;
    assert_true(grid_make(&r, 11, &g, &err));
    assert_true(grid_point(&g, 0) == -1e300 && grid_point(&g, 10) == 1e300 &&
                grid_point(&g, 5) == 0);
    r = (struct range){ .low = -1e300, .high = 1e300, .step = 1e299, .has_step = true };
    assert_true(grid_make(&r, 0, &g, &err));
    assert_int_equal(g.points, 21);
    r.step = 1e200;
    assert_false(grid_make(&r, 0, &g, &err));
    assert_non_null(strstr(err.text, "take a larger STEP"));
}

static void test_functions(void **state)
{
    (void)state;
    struct function *list = NULL;
    size_t n = 0;
    struct error err;
    assert_true(functions_parse("gelu, swish(x, beta=2), b*x",
                                &(struct setting){ .name = "b", .value = 3 }, 1, &list, &n, &err));
    assert_true(n == 3 && function_at(&list[2], 2).f == 6);
    functions_free(list, n);
    assert_false(functions_parse("gelu,gelo,relu", NULL, 0, &list, &n, &err));
    assert_non_null(strstr(err.text, "'gelo'"));
    assert_false(functions_parse("gelo", NULL, 0, &list, &n, &err));
    assert_false(functions_parse("gelu,,relu", NULL, 0, &list, &n, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_range_of_numbers),
        cmocka_unit_test(test_range),
        cmocka_unit_test(test_range_refused),
        cmocka_unit_test(test_grid_known),
        cmocka_unit_test(test_grid_doubles),
        cmocka_unit_test(test_grid_refused),
        cmocka_unit_test(test_grid_random),
        cmocka_unit_test(test_grid_count),
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_shape),
        cmocka_unit_test(test_setting),
        cmocka_unit_test(test_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
