/* Numbers in and out. The shortest decimal is checked against printf and strtod: it reads back,
 * nothing shorter does, and nothing as short is nearer. ACTFN_LONG=1: 10^8 random doubles instead
 * of 10^6. */
#include "base/base.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static double from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static void test_known(void **state)
{
    (void)state;
    static const struct {
        double x;
        const char *text;
    } known[] = {
        { 0, "0" },
        { -0.0, "-0" },
        { 1, "1" },
        { -1, "-1" },
        { 0.1, "0.1" },
        { 100, "100" },
        { 12345678, "12345678" },
        { 0.5, "0.5" },
        { -2.5, "-2.5" },
        { 0.001, "0.001" },
        { 0.0001, "0.0001" },
        { 1e-5, "1e-5" },
        { 1.5e-5, "1.5e-5" },
        { 1e15, "1000000000000000" },
        { 123456789012345.6, "123456789012345.6" },
        { 9007199254740992.0, "9007199254740992" },
        { 9999999999999998, "9999999999999998" },
        { 1e16, "1e16" },
        { 1.2345e16, "1.2345e16" },
        { 1e22, "1e22" },
        { 1e23, "1e23" },
        { 9.5e-3, "0.0095" },
        { 0.30000000000000004, "0.30000000000000004" },
        { 1.0 / 3, "0.3333333333333333" },
        { DBL_MAX, "1.7976931348623157e308" },
        { DBL_MIN, "2.2250738585072014e-308" },
        { 4.9e-324, "5e-324" },
        { -4.9e-324, "-5e-324" },
        { 1e-323, "1e-323" },
        { 2.2250738585072011e-308, "2.225073858507201e-308" },
        { 5e-320, "5e-320" },
        { 2e100, "2e100" },
        { -1.2345678901234567e-104, "-1.2345678901234567e-104" },
        { -0.00012345678901234567, "-0.00012345678901234567" },
        { 9007199254740992e3, "9.007199254740992e18" },
        { INFINITY, "inf" },
        { -INFINITY, "-inf" },
        { NAN, "nan" },
        { -NAN, "nan" },
        { 5e-5, "5e-5" },
        { 299792458, "299792458" },
        { 6.02214076e23, "6.02214076e23" },
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        char text[NUMBER_SIZE];
        assert_int_equal(number_print(text, known[i].x), strlen(known[i].text));
        assert_string_equal(text, known[i].text);
        assert_string_equal(number_text(known[i].x).text, known[i].text);
    }
}

/* "-0.00123" to its digits "123" and the power of ten of the first. */
static int digits_of(const char *text, char *digits, int *power)
{
    const char *e = strchr(text, 'e');
    size_t length = e != NULL ? (size_t)(e - text) : strlen(text);
    int n = 0, places = -1;
    bool point = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.') {
            point = true;
        } else if (text[i] != '-') {
            if (n > 0 || text[i] != '0') {
                digits[n++] = text[i];
                places += !point;
            } else {
                places -= point;
            }
        }
    }
    *power = places + (e != NULL ? atoi(e + 1) : 0);
    while (n > 1 && digits[n - 1] == '0') {
        n--;
    }
    digits[n] = '\0';
    return n;
}

/* Do the n digits of printf nearest to x, or their neighbours on the grid of n digits, read back to
 * x? Neighbours count where the interval of x is lopsided: at powers of two. */
static bool reads_back(double x, int n, int neighbour)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%.*e", n - 1, x);
    if (neighbour != 0) {
        char digits[32];
        int power, count = digits_of(text, digits, &power);
        long long whole = atoll(digits);
        for (; count < n; count++) {
            whole *= 10;
        }
        (void)snprintf(text, sizeof text, "%llde%d", whole + neighbour, power - (n - 1));
    }
    return strtod(text, NULL) == x;
}

static void check(double x)
{
    char text[NUMBER_SIZE], nearest[64], ours[32], theirs[32];
    size_t length = number_print(text, x);
    x = fabs(x);
    char *end;
    if (length != strlen(text) || length > 24 || fabs(strtod(text, &end)) != x || *end != '\0') {
        fail_msg("%a: %s does not read back", x, text);
    }
    int power, theirs_power, n = digits_of(text, ours, &power);
    if (n > 1 && (reads_back(x, n - 1, 0) || reads_back(x, n - 1, 1) || reads_back(x, n - 1, -1))) {
        fail_msg("%a: %s is not the shortest", x, text);
    }
    (void)snprintf(nearest, sizeof nearest, "%.*e", n - 1, x);
    if (strtod(nearest, NULL) == x) {
        (void)digits_of(nearest, theirs, &theirs_power);
        if (strcmp(ours, theirs) != 0 || power != theirs_power) {
            fail_msg("%a: %s, but %s is nearer", x, text, nearest);
        }
    }
    bool exponent = strchr(text, 'e') != NULL;
    if (exponent != (power < -4 || power >= 16)) {
        fail_msg("%a: %s is in the wrong form", x, text);
    }
}

static void test_edges(void **state)
{
    (void)state;
    for (int e = -1074; e <= 1023; e++) { /* powers of two and their neighbours */
        double x = ldexp(1, e);
        check(x);
        check(nextafter(x, INFINITY));
        if (e > -1074) {
            check(nextafter(x, 0));
        }
    }
    for (int e = -323; e <= 308; e++) { /* powers of ten and theirs */
        char text[16];
        (void)snprintf(text, sizeof text, "1e%d", e);
        double x = strtod(text, NULL);
        check(x);
        check(nextafter(x, INFINITY));
        check(nextafter(x, 0) > 0 ? nextafter(x, 0) : x);
        for (int d = 2; d < 10; d++) {
            if (x < DBL_MAX / d) {
                check(x * d);
            }
        }
    }
    for (uint64_t i = 1; i < 20000; i++) { /* the smallest subnormals; whole numbers; thousandths */
        check(from_bits(i));
        check((double)i);
        check((double)i / 1000);
        check(9007199254740992.0 - (double)i);
        check(9007199254740992.0 + 2 * (double)i);
    }
}

static void test_random(void **state)
{
    (void)state;
    const char *wanted = getenv("ACTFN_LONG");
    long count = wanted != NULL && strcmp(wanted, "0") != 0 ? 100000000 : 1000000;
    struct random r;
    random_seed(&r, 20261120, 0);
    print_message("%ld doubles, seed 20261120\n", count);
    for (long i = 0; i < count; i++) {
        double x = from_bits(random_bits(&r));
        double y = i % 4 == 0   ? random_normal(&r)
                   : i % 4 == 1 ? floor(1e6 * random_uniform(&r)) / 1e4
                                : x;
        if (isfinite(y) && y != 0) {
            check(y);
        }
    }
}

static void test_short(void **state)
{
    (void)state;
    static const struct {
        double x;
        int digits;
        const char *text;
    } known[] = {
        { 1.0 / 3, 6, "0.333333" },
        { 2.0 / 3, 3, "0.667" },
        { 0.5, 6, "0.5" },
        { -1.43326e-6, 6, "-1.43326e-6" },
        { 123456, 6, "123456" },
        { 1234567, 6, "1.23457e6" },
        { 99999.97, 6, "100000" },
        { 999999.5, 6, "1e6" },
        { 0, 6, "0" },
        { -0.0, 6, "0" },
        { NAN, 6, "nan" },
        { -INFINITY, 1, "-inf" },
        { 0.0001, 6, "0.0001" },
        { 0.00001, 6, "1e-5" },
        { 9.99, 1, "1e1" },
        { 1e300, 16, "1e300" },
        { 0.1, 17, "0.10000000000000001" },
        { 5e-324, 3, "4.94e-324" },
        { 0.1, 99, "0.10000000000000001" },
        { 0.26, 0, "0.3" },
        { -0.000123456789, 4, "-0.0001235" },
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        char text[NUMBER_SIZE];
        size_t length = number_print_short(text, known[i].x, known[i].digits);
        assert_int_equal(length, strlen(text));
        assert_string_equal(text, known[i].text);
        assert_string_equal(number_text_short(known[i].x, known[i].digits).text, known[i].text);
    }
    struct random r;
    random_seed(&r, 3, 0);
    for (int i = 0; i < 400000; i++) { /* the same digits as %g */
        double x = from_bits(random_bits(&r));
        x = i % 4 == 1    ? random_normal(&r) * 1000
            : i % 4 == 3  ? (double)random_below(&r, 100000000) / 128
            : isfinite(x) ? x
                          : 1;
        int digits = 1 + (int)random_below(&r, 17);
        char ours[NUMBER_SIZE], theirs[64], a[32], b[32];
        int pa, pb;
        (void)number_print_short(ours, x, digits);
        (void)snprintf(theirs, sizeof theirs, "%.*g", digits, x);
        (void)digits_of(ours, a, &pa);
        (void)digits_of(theirs, b, &pb);
        assert_string_equal(a, b);
        assert_int_equal(pa, pb);
        assert_int_equal(strchr(ours, 'e') != NULL, strchr(theirs, 'e') != NULL);
    }
}

static void test_parse(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        double x;
    } ok[] = {
        { "0", 0 },
        { "-3", -3 },
        { "+3", 3 },
        { ".5", 0.5 },
        { "5.", 5 },
        { "1e-3", 0.001 },
        { "1E3", 1000 },
        { "0x1p-3", 0.125 },
        { "0X.8P1", 1 },
        { "inf", INFINITY },
        { "-INF", -INFINITY },
        { "Infinity", INFINITY },
        { "4.9e-324", 4.9e-324 },
        { "1e-999", 0 },
        { "1.7976931348623157e308", DBL_MAX },
    };
    struct error err;
    double x;
    for (size_t i = 0; i < sizeof ok / sizeof ok[0]; i++) {
        assert_true(number_parse(ok[i].typed, &x, &err));
        assert_true(x == ok[i].x);
    }
    assert_true(number_parse("nan", &x, &err) && isnan(x));
    static const struct {
        const char *typed, *says;
    } bad[] = {
        { "", "'': empty" },
        { " 1", "' 1': not a number" },
        { "1 ", "'1 ': not a number" },
        { "1x", "'1x': not a number" },
        { "1,5", "'1,5': not a number" },
        { "1e", "'1e': not a number" },
        { "0x", "'0x': not a number" },
        { "-", "'-': not" },
        { "1_000", "'1_000': not" },
        { "nan(1)", "'nan(1)': not" },
        { "1e999", "'1e999': too large" },
        { "-1e999", "'-1e999': too" },
        { "infinit", "'infinit': not" },
        { "--3", "'--3': not" },
        { "\t", "'\\x09': not" },
        { "1.2.3", "'1.2.3': not" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        x = 77;
        assert_false(number_parse(bad[i].typed, &x, &err));
        if (strncmp(err.text, bad[i].says, strlen(bad[i].says)) != 0) {
            fail_msg("%s: said %s", bad[i].typed, err.text);
        }
        assert_true(x == 77);
    }
}

static void test_count(void **state)
{
    (void)state;
    struct error err;
    uint64_t n;
    assert_true(count_parse("10", 1, 100, &n, &err) && n == 10);
    assert_true(count_parse("1e6", 1, 1000000, &n, &err) && n == 1000000);
    assert_true(count_parse("1.5e1", 1, 100, &n, &err) && n == 15);
    assert_true(count_parse("0x10", 1, 100, &n, &err) && n == 16);
    assert_true(count_parse("+5", 1, 100, &n, &err) && n == 5);
    assert_true(count_parse("-0", 0, 100, &n, &err) && n == 0);
    assert_true(count_parse("18446744073709551615", 0, UINT64_MAX, &n, &err) && n == UINT64_MAX);
    assert_true(count_parse("9007199254740993", 0, UINT64_MAX, &n, &err) && n == 9007199254740993U);
    static const struct {
        const char *typed, *says;
    } bad[] = {
        { "", "'': empty" },
        { "0", "'0': too small; at least 1" },
        { "-1", "'-1': too small; at least 1" },
        { "101", "'101': too large; at most 100" },
        { "1e30", "'1e30': too large; at most 100" },
        { "1.5", "'1.5': not a whole" },
        { "ten", "'ten': not a whole" },
        { "nan", "'nan': not a whole" },
        { "inf", "'inf': too large" },
        { "-inf", "'-inf': too small" },
        { "18446744073709551616", "'18446744073709551616': too large" },
        { " 1", "' 1': not a whole" },
        { "1e999", "'1e999': " },
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(count_parse(bad[i].typed, 1, 100, &n, &err));
        if (strncmp(err.text, bad[i].says, strlen(bad[i].says)) != 0) {
            fail_msg("%s: said %s", bad[i].typed, err.text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known), cmocka_unit_test(test_edges), cmocka_unit_test(test_random),
        cmocka_unit_test(test_short), cmocka_unit_test(test_parse), cmocka_unit_test(test_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
