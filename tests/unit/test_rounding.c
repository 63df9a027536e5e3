/* Rounding to narrower formats: the formats themselves, and f and f' of the catalogue rounded once,
 * against values made without this program (tests/data/rounding.csv) and against MPFR at every
 * value of float16 and bfloat16.
 *
 * ACTFN_SEED picks the rows that are tried whole; SLOW=1 tries all of them; ACTFN_ROW=name one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "activation/rounding.h"
#include "reference.h"

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || (a == b && signbit(a) == signbit(b));
}

/* ---- the formats ---------------------------------------------------------------------------- */

static void test_names(void **state)
{
    (void)state;
    static const char *const said[][2] = {
        { "f64", "float64" },      { "double", "float64" },   { "fp32", "float32" },
        { "single", "float32" },   { "float", "float32" },    { "half", "float16" },
        { "fp16", "float16" },     { "bf16", "bfloat16" },    { "BF16", "bfloat16" },
        { "e4m3", "float8_e4m3" }, { "e5m2", "float8_e5m2" }, { "float8-e5m2", "float8_e5m2" },
    };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        const struct dtype *d = dtype_find(said[i][0]);
        assert_non_null(d);
        assert_string_equal(d->name, said[i][1]);
    }
    assert_null(dtype_find("float31"));
    assert_null(dtype_find(""));
}

/* Every value rounds to itself, stands where its index says, and above the one before. */
static void test_values(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint64_t count;
    } formats[] = { { "float32", 4278190080 },
                    { "float16", 63488 },
                    { "bfloat16", 65280 },
                    { "float8_e4m3", 254 },
                    { "float8_e5m2", 248 } };
    for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
        const struct dtype *d = dtype_find(formats[f].name);
        uint64_t count = dtype_count(d), step = count > 100000 ? 65521 : 1;
        assert_int_equal(count, formats[f].count);
        for (uint64_t i = 0; i < count; i += step) {
            double x = dtype_value(d, i);
            assert_true(same(dtype_round(d, x), x));
            assert_int_equal(dtype_index(d, x), i);
            if (i)
                assert_true(dtype_value(d, i - 1) < x || x == 0);
        }
        assert_true(dtype_value(d, count - 1) == d->largest);
    }
}

/* The C conversion to float is IEEE's; halves of neighbours are ties, to even. */
static void test_round(void **state)
{
    (void)state;
    struct random r;
    const struct dtype *single = dtype_find("float32");
    random_seed(&r, 1, 1);
    for (int i = 0; i < 300000; i++) {
        double x = ldexp(random_uniform(&r) - 0.5, (int)random_below(&r, 310) - 170);
        if (i % 3 == 0)
            x = ldexp((double)random_below(&r, 1 << 26), -(int)random_below(&r, 175));
        assert_true(same(dtype_round(single, x), (double)(float)x));
    }
    for (size_t f = 1; dtype_row(f); f++) {
        const struct dtype *d = dtype_row(f);
        for (int i = 0; i < 2000; i++) {
            uint64_t k = random_below(&r, dtype_count(d) - 1);
            double a = dtype_value(d, k), b = dtype_value(d, k + 1), middle = (a + b) / 2;
            bool odd = (dtype_index(d, fabs(a)) - dtype_count(d) / 2) % 2;
            if (a == b) /* the two zeros */
                continue;
            assert_true(dtype_round(d, middle) == (odd ? b : a));
            assert_true(dtype_round(d, nextafter(middle, INFINITY)) == b);
            assert_true(dtype_round(d, nextafter(middle, -INFINITY)) == a);
        }
    }
}

static void test_overflow(void **state)
{
    (void)state;
    const struct dtype *half = dtype_find("half"), *e4m3 = dtype_find("e4m3");
    assert_true(dtype_round(half, 65519.99) == 65504);
    assert_true(dtype_round(half, 65520) == INFINITY);
    assert_true(dtype_round(half, -1e300) == -INFINITY);
    assert_true(dtype_round(e4m3, 464) == 448);
    assert_true(isnan(dtype_round(e4m3, 464.5)));
    assert_true(isnan(dtype_round(e4m3, INFINITY)));
    assert_true(dtype_round(dtype_find("e5m2"), 61440) == INFINITY);
    for (size_t f = 0; dtype_row(f); f++)
        assert_true(isnan(dtype_round(dtype_row(f), NAN)));
}

/* ---- values made elsewhere ------------------------------------------------------------------ */

static void function_read(struct function *g, const char *name)
{
    struct error err;
    if (strcmp(name, "swish_1.702") == 0)
        name = "swish(beta=1.702)";
    if (!function_parse(g, name, NULL, 0, &err))
        fail_msg("%s", err.text);
}

static void test_recorded(void **state)
{
    (void)state;
    FILE *file = fopen("tests/data/rounding.csv", "r");
    char line[200], name[40], format[20], at[40], value[40];
    int order;
    size_t tried = 0;
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "%39[^,],%19[^,],%d,%39[^,],%39s", name, format, &order, at, value) != 5)
            continue;
        struct function g;
        double x = strtod(at, NULL), want = strtod(value, NULL), y[2];
        function_read(&g, name);
        struct rounding *r = rounding_new(&g, dtype_find(format), false);
        rounding_map(r, 1, &x, &y[0], &y[1], NULL);
        if (!same(y[order], want))
            fail_msg("%s of %s, order %d, at %s: %a, not %s", name, format, order, at, y[order],
                     value);
        rounding_free(r);
        function_free(&g);
        tried++;
    }
    fclose(file);
    assert_true(tried > 1000);
}

/* ---- every value of a format, against MPFR -------------------------------------------------- */

static void row_against_mpfr(const struct activation *row, const struct dtype *d)
{
    enum { AT_ONCE = 1024 };
    const struct reference_row *reference = reference_row(row->name);
    struct function g;
    double x[AT_ONCE], f[AT_ONCE], df[AT_ONCE], want[2];
    assert_non_null(reference);
    function_read(&g, row->name);
    struct rounding *r = rounding_new(&g, d, false);
    for (uint64_t start = 0; start < dtype_count(d); start += AT_ONCE) {
        size_t n = 0;
        while (n < AT_ONCE && start + n < dtype_count(d)) {
            x[n] = dtype_value(d, start + n);
            n++;
        }
        rounding_map(r, n, x, f, df, NULL);
        for (size_t i = 0; i < n; i++) {
            double kink;
            formula_rounded(reference->formula(x[i], g.param), x[i], g.param, d->digits, d->low,
                            d->high, want);
            if (isfinite(want[0]) && f[i] != want[0])
                fail_msg("%s, %s: f(%a) = %a, not %a", row->name, d->name, x[i], f[i], want[0]);
            if (isfinite(want[1]) && df[i] != want[1] && !function_kinks(&g, x[i], x[i], &kink, 1))
                fail_msg("%s, %s: f'(%a) = %a, not %a", row->name, d->name, x[i], df[i], want[1]);
        }
    }
    rounding_free(r);
    function_free(&g);
}

static void test_whole_formats(void **state)
{
    (void)state;
    const char *seed = getenv("ACTFN_SEED"), *only = getenv("ACTFN_ROW");
    const struct dtype *formats[] = { dtype_find("float16"), dtype_find("bfloat16") };
    struct random r;
    uint64_t chosen = seed ? strtoull(seed, NULL, 10) : 1; /* a check must not hang on luck */
    random_seed(&r, chosen, 2);
    for (int k = 0; k < 2; k++) {
        size_t pick = random_below(&r, activation_count());
        for (size_t i = 0; i < activation_count(); i++) {
            const struct activation *row = activation_row(i);
            bool wanted = only ? strcmp(row->name, only) == 0 : getenv("SLOW") || i == pick;
            if (wanted)
                print_message("%s, all of %s (ACTFN_SEED=%llu)\n", row->name, formats[k]->name,
                              (unsigned long long)chosen);
            if (wanted)
                row_against_mpfr(row, formats[k]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),    cmocka_unit_test(test_values),
        cmocka_unit_test(test_round),    cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_recorded), cmocka_unit_test(test_whole_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
