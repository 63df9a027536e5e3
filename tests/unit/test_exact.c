/* exact: typed numbers as fractions, to the last digit that is allowed, and not one character
 * beyond their end. */
#include "parse/exact.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* 10^37 and 2^125 are the largest powers that fit. */
static const struct {
    const char *text;
    int64_t p;
    int power_p;
    int64_t q;
    int power_q, base;
} ok[] = {
    { "5", 5, 0, 1, 0, 10 },
    { "-5", -5, 0, 1, 0, 10 },
    { "+5", 5, 0, 1, 0, 10 },
    { "5.", 5, 0, 1, 0, 10 },
    { ".5", 5, 0, 10, 0, 10 },
    { "-.25", -25, 0, 100, 0, 10 },
    { "100", 100, 0, 1, 0, 10 },
    { "1.50", 15, 0, 10, 0, 10 },
    { "0", 0, 0, 1, 0, 10 },
    { "-0.000", 0, 0, 1, 0, 10 },
    { "0e999999999999999999999", 0, 0, 1, 0, 10 },
    { "0123456789", 123456789, 0, 1, 0, 10 },
    { "1e5", 1, 5, 1, 0, 10 },
    { "1E+5", 1, 5, 1, 0, 10 },
    { "12e-5", 12, 0, 1, 5, 10 },
    { "1e0", 1, 0, 1, 0, 10 },
    { "1e37", 1, 37, 1, 0, 10 },
    { "1e-37", 1, 0, 1, 37, 10 },
    { "10000000000000000000000000000000000000", 1, 37, 1, 0, 10 },
    { "-1e37", -1, 37, 1, 0, 10 },
    { "1.5000000000000000000000000000000000000000000000", 15, 0, 10, 0, 10 },
    { "0x1f", 31, 0, 1, 0, 2 },
    { "0X1F", 31, 0, 1, 0, 2 },
    { "0xaf09AF", 0xaf09af, 0, 1, 0, 2 },
    { "0x.8", 8, 0, 16, 0, 2 },
    { "0x1e5", 0x1e5, 0, 1, 0, 2 },
    { "0x1p3", 1, 3, 1, 0, 2 },
    { "0x1P-3", 1, 0, 1, 3, 2 },
    { "0x1.8p1", 24, 0, 1, 3, 2 },
    { "0x1p125", 1, 125, 1, 0, 2 },
    { "-0x1p125", -1, 125, 1, 0, 2 },
    { "0x1p-125", 1, 0, 1, 125, 2 },
};

static int128 times_power(int64_t a, int base, int power)
{
    int128 product = a;
    while (power-- > 0)
        product *= base;
    return product;
}

static void test_fractions(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ok / sizeof *ok; i++) {
        struct fraction f;
        if (!fraction_parse(ok[i].text, strlen(ok[i].text), &f))
            fail_msg("%s is refused", ok[i].text);
        int128 p = times_power(ok[i].p, ok[i].base, ok[i].power_p),
               q = times_power(ok[i].q, ok[i].base, ok[i].power_q);
        if (f.p != p || f.q != q)
            fail_msg("%s: %g / %g", ok[i].text, (double)f.p, (double)f.q);
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "-",
        "+",
        ".",
        "-.",
        "--5",
        "+-5",
        "x",
        "1a",
        "1f",
        "a",
        "1.2.3",
        "1..",
        "1 ",
        " 1",
        "1/",
        "1:",
        "0x",
        "0x.",
        "0xg",
        "0x1g",
        "0x1`",
        "0x1@",
        "0x1G",
        "0x1/",
        "0x1:",
        "1x1",
        "0y1",
        "1e",
        "1e+",
        "1e-",
        "1e5x",
        "1e5.",
        "1e/",
        "1e:",
        "1e--5",
        "1p5",
        "0x1p",
        "1e38",
        "1e-38",
        "1e99999",
        "1e100000",
        "1e999999999999999999999",
        "0x1p126",
        "0x1p-126",
        "-0x1p126",
        "0x3p125",
        "100000000000000000000000000000000000001",
        "43000000000000000000000000000000000001",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct fraction f;
        if (fraction_parse(bad[i], strlen(bad[i]), &f))
            fail_msg("'%s' is taken, as %g / %g", bad[i], (double)f.p, (double)f.q);
    }
}

/* A number ends where it is said to end, whatever stands behind. */
static void test_end(void **state)
{
    (void)state;
    struct fraction f;
    assert_false(fraction_parse("-5", 0, &f));
    assert_false(fraction_parse("-5", 1, &f));
    assert_false(fraction_parse("1e-5", 2, &f));
    assert_false(fraction_parse("1e-5", 3, &f));
    assert_false(fraction_parse("0x1", 2, &f));
    assert_true(fraction_parse("15", 1, &f) && f.p == 1 && f.q == 1);
    assert_true(fraction_parse("1e55", 3, &f) && f.p == 100000);
    assert_true(fraction_parse("1e5", 1, &f) && f.p == 1);
    assert_true(fraction_parse("0x1", 1, &f) && f.p == 0);
}

static void test_common(void **state)
{
    (void)state;
    struct fraction f[3] = { { 1, 4 }, { -10, 60 }, { 7, 1 } };
    assert_true(fraction_common(f, 3));
    assert_true(f[0].p == 3 && f[1].p == -2 && f[2].p == 84 && f[0].q == 12 && f[1].q == 12 &&
                f[2].q == 12);
    struct fraction nothing[1] = { { 0, 0 } };
    assert_false(fraction_common(nothing, 1));
    struct fraction big[2] = { { 1, times_power(1, 2, 125) },
                               { 1, 3 } }; /* the denominator does not fit */
    assert_false(fraction_common(big, 2));
    struct fraction wide[2] = { { times_power(1, 2, 125), 1 },
                                { 1, 3 } }; /* nor does the numerator here */
    assert_false(fraction_common(wide, 2));
    struct fraction full[2] = { { times_power(1, 2, 124), 1 }, { -times_power(1, 2, 124), 2 } };
    assert_true(fraction_common(full, 2) && full[0].p == times_power(1, 2, 124));
    assert_true(whole_gcd(-12, 18) == 6 && whole_gcd(12, -18) == 6 && whole_gcd(0, 5) == 5 &&
                whole_gcd(5, 0) == 5);
}

/* Halves go to even, and the least bit more than a half goes up. */
static void test_double(void **state)
{
    (void)state;
    int128 one = 1;
    assert_true(fraction_double(0, 7) == 0 && fraction_double(-1, 3) == -1.0 / 3 &&
                fraction_double(10, 1) == 10);
    assert_true(fraction_double(((one << 53) + 1) << 40, one << 40) == 0x1p53);
    assert_true(fraction_double(((one << 53) + 3) << 40, one << 40) == 0x1p53 + 4);
    assert_true(fraction_double((((one << 53) + 1) << 40) + 1, one << 40) == 0x1p53 + 2);
    assert_true(fraction_double((one << 120) + (one << 67), 1) == 0x1p120);
    assert_true(fraction_double((one << 120) + (one << 67) + 1, 1) == 0x1.0000000000001p120);
    assert_true(fraction_double(-(one << 120) - (one << 67) - 1, 1) == -0x1.0000000000001p120);
    assert_true(fraction_double((one << 64) + 1, 3) == 0x1.5555555555555p62);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fractions), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_end),       cmocka_unit_test(test_common),
        cmocka_unit_test(test_double),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
