/* Numbers in and out. Never depends on the locale, because nobody here calls setlocale. */
#include "base/base.h"
#include "base/shortest.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- out ------------------------------------------------------------------------------------ */

/* Digits d1 d2 d3 ... and the power of ten of the first stand for d1.d2d3... x 10^power. The digits
 * have SHORTEST_ROOM bytes and the target NUMBER_SIZE, so that copies may be of a fixed size, which
 * is quicker than of the right one. */
static size_t write_plain(char *to, const char *digits, int n, int power)
{
    if (power < 0) {
        memcpy(to, "0.000000", 8); /* PLAIN_FROM is -4: at most three zeros */
        memcpy(to + 1 - power, digits, 17);
        size_t length = 1 + (size_t)-power + (size_t)n;
        to[length] = '\0';
        return length;
    }
    memcpy(to, digits, 17); /* whole numbers end in the zeros that follow the digits */
    if (n <= power + 1) {
        to[power + 1] = '\0';
        return (size_t)power + 1;
    }
    to[power + 1] = '.';
    memcpy(to + power + 2, digits + power + 1, 16); /* power < 16 */
    to[n + 1] = '\0';
    return (size_t)n + 1;
}

static size_t write_exponent(char *to, const char *digits, int n, int power)
{
    char *start = to;
    *to++ = digits[0];
    if (n > 1) {
        *to = '.';
        memcpy(to + 1, digits + 1, 16);
        to += n;
    }
    *to++ = 'e';
    if (power < 0) {
        *to++ = '-';
        power = -power;
    }
    if (power >= 100) {
        *to++ = (char)('0' + power / 100);
    }
    if (power >= 10) {
        *to++ = (char)('0' + power / 10 % 10);
    }
    *to++ = (char)('0' + power % 10);
    *to = '\0';
    return (size_t)(to - start);
}

/* nan, infinities and zeros; 0 for anything else. */
static size_t write_special(char *buffer, double x)
{
    const char *text = isnan(x)   ? "nan"
                       : isinf(x) ? (x > 0 ? "inf" : "-inf")
                       : x == 0   ? (signbit(x) ? "-0" : "0")
                                  : NULL;
    if (text == NULL) {
        return 0;
    }
    size_t length = strlen(text);
    memcpy(buffer, text, length + 1);
    return length;
}

enum { PLAIN_FROM = -4, PLAIN_BELOW = 16 }; /* powers of ten that need no exponent */

size_t number_print(char *buffer, double x)
{
    size_t length = write_special(buffer, x);
    if (length > 0) {
        return length;
    }
    char digits[SHORTEST_ROOM];
    int power, n = shortest_digits(fabs(x), digits, &power);
    size_t sign = x < 0;
    buffer[0] = '-';
    bool plain = power >= PLAIN_FROM && power < PLAIN_BELOW;
    return sign + (plain ? write_plain : write_exponent)(buffer + sign, digits, n, power);
}

/* Rounds n digits to fewer, in place; false where they end in exactly a half, which says nothing
 * about the number that they stand for. The power of ten goes up where 9.99 becomes 10. */
static bool round_digits(char *digits, int *n, int fewer, int *power)
{
    bool half = digits[fewer] == '5' && *n == fewer + 1;
    bool up = digits[fewer] >= '5';
    int last = fewer - 1;
    while (up && last >= 0 && digits[last] == '9') {
        last--;
    }
    if (half) {
        return false;
    }
    if (last < 0) {
        digits[0] = '1';
        ++*power;
        last = 0;
    } else if (up) {
        digits[last]++;
    }
    *n = last + 1;
    return true;
}

/* By the C library: correctly rounded, at ten times the cost. */
static int printed_digits(double x, int digits, char kept[SHORTEST_ROOM], int *power)
{
    char text[40];
    (void)snprintf(text, sizeof text, "%.*e", digits - 1, x);
    kept[0] = text[0];
    if (digits > 1) {
        memcpy(kept + 1, text + 2, (size_t)digits - 1);
    }
    *power = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    return digits;
}

/* Up to 14 digits of a normal double may be rounded from its shortest decimal: were a rounding
 * boundary, a number of at most 15 digits, between the two, it would itself have been the shortest.
 */
static int short_digits(double x, int digits, char kept[SHORTEST_ROOM], int *power)
{
    int n = digits;
    if (digits <= 14 && x >= DBL_MIN) {
        n = shortest_digits(x, kept, power);
        if (n > digits && !round_digits(kept, &n, digits, power)) {
            n = printed_digits(x, digits, kept, power);
        }
    } else {
        n = printed_digits(x, digits, kept, power);
    }
    while (n > 1 && kept[n - 1] == '0') {
        n--;
    }
    memset(kept + n, '0', SHORTEST_ROOM - (size_t)n);
    return n;
}

size_t number_print_short(char *buffer, double x, int digits)
{
    size_t length =
        write_special(buffer, x == 0 ? 0 : x); /* a reader of tables has no use for -0 */
    if (length > 0) {
        return length;
    }
    char kept[SHORTEST_ROOM];
    digits = digits < 1 ? 1 : digits > 17 ? 17 : digits;
    int power = 0, n = short_digits(fabs(x), digits, kept, &power);
    size_t sign = x < 0;
    buffer[0] = '-';
    bool plain = power >= PLAIN_FROM && power < digits;
    return sign + (plain ? write_plain : write_exponent)(buffer + sign, kept, n, power);
}

struct number_text number_text(double x)
{
    struct number_text t = { "" };
    (void)number_print(t.text, x);
    return t;
}

struct number_text number_text_short(double x, int digits)
{
    struct number_text t = { "" };
    (void)number_print_short(t.text, x, digits);
    return t;
}

/* ---- in ------------------------------------------------------------------------------------- */

bool number_parse(const char *typed, double *x, struct error *err)
{
    /* strtod would also take leading blanks and nan(...). */
    static const char wanted[] = "+-.0123456789abcdefinptyxABCDEFINPTYX";
    if (*typed == '\0') {
        return error_usage(err, "'': empty; expected a number, like 0.5, -3 or 1e-3");
    }
    char *end;
    errno = 0;
    double value = strspn(typed, wanted) == strlen(typed) ? strtod(typed, &end) : (end = NULL, 0);
    if (end == NULL || *end != '\0' || end == typed) {
        return error_usage(err, "%s: not a number; write it like 0.5, -3 or 1e-3",
                           quote(typed).text);
    }
    if (errno == ERANGE && isinf(value)) {
        return error_usage(err, "%s: too large; the largest double is 1.7976931348623157e308",
                           quote(typed).text);
    }
    *x = value;
    return true;
}

/* Digits only, all of 64 bits: a double would lose the last ones of a large seed. */
static bool whole_parse(const char *typed, uint64_t *n)
{
    uint64_t value = 0;
    if (*typed == '\0') {
        return false;
    }
    for (; *typed != '\0'; typed++) {
        if (*typed < '0' || *typed > '9') {
            return false;
        }
        uint64_t digit = (uint64_t)(*typed - '0');
        if (value > (UINT64_MAX - digit) / 10) {
            return false;
        }
        value = 10 * value + digit;
    }
    *n = value;
    return true;
}

bool count_parse(const char *typed, uint64_t low, uint64_t high, uint64_t *n, struct error *err)
{
    uint64_t value = 0;
    double x = 0;
    if (!whole_parse(typed, &value)) {
        if (*typed == '\0') {
            return error_usage(err, "'': empty; expected a whole number");
        }
        if (!number_parse(typed, &x, NULL) || x != floor(x)) { /* nan is not equal to anything */
            return error_usage(err, "%s: not a whole number", quote(typed).text);
        }
        if (x < 0) {
            return error_usage(err, "%s: too small; at least %llu", quote(typed).text,
                               (unsigned long long)low);
        }
        if (x >= 0x1p64) {
            return error_usage(err, "%s: too large; at most %llu", quote(typed).text,
                               (unsigned long long)high);
        }
        value = (uint64_t)x;
    }
    if (value < low) {
        return error_usage(err, "%s: too small; at least %llu", quote(typed).text,
                           (unsigned long long)low);
    }
    if (value > high) {
        return error_usage(err, "%s: too large; at most %llu", quote(typed).text,
                           (unsigned long long)high);
    }
    *n = value;
    return true;
}

int number_ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int number_descending(const void *a, const void *b)
{
    return number_ascending(b, a);
}
