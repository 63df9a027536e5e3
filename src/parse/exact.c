#include "parse/exact.h"

#include <math.h>
#include <string.h>

__extension__ typedef unsigned __int128 uint128;
static const int128 LARGEST = (int128)1 << 125;

static bool times(int128 *a, int128 by)
{
    return !__builtin_mul_overflow(*a, by, a) && *a <= LARGEST && *a >= -LARGEST;
}

static bool times_power(int128 *a, int base, long power)
{
    if (*a == 0) {
        return true;
    }
    for (; power > 0; power--) { /* stops early: 2^127 and 10^39 do not fit */
        if (!times(a, base)) {
            return false;
        }
    }
    return true;
}

static int digit_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : 99;
}

/* The exponent after e or p: at most five digits matter, since no power of more than 126 fits. */
static bool exponent_parse(const char *s, const char *end, long *power)
{
    bool down = s < end && *s == '-';
    s += s < end && (*s == '-' || *s == '+');
    if (s == end) {
        return false;
    }
    for (*power = 0; s < end; s++) {
        if (*s < '0' || *s > '9') {
            return false;
        }
        *power = *power > 99999 ? *power : 10 * *power + (*s - '0');
    }
    *power = down ? -*power : *power;
    return true;
}

/* Digits with at most one point; trailing zeros after the point cost nothing. */
static bool digits_parse(const char **at, const char *end, int base, int128 *p, long *places)
{
    const char *s = *at;
    bool point = false, any = false;
    long zeros = 0; /* seen, not yet multiplied in */
    *p = 0;
    *places = 0;
    for (; s < end; s++) {
        if (*s == '.' && !point) {
            point = true;
            continue;
        }
        int d = digit_value(*s);
        if (d >= base) {
            break;
        }
        any = true;
        *places += point;
        zeros++;
        if (d != 0) {
            if (!times_power(p, base, zeros) || __builtin_add_overflow(*p, (int128)d, p)) {
                return false;
            }
            zeros = 0;
        }
    }
    *at = s;
    *places -= zeros; /* negative: zeros before the point that are still owed */
    return any;
}

bool fraction_parse(const char *start, size_t length, struct fraction *f)
{
    const char *s = start, *end = start + length;
    bool minus = s < end && *s == '-';
    s += s < end && (*s == '-' || *s == '+');
    bool hex = end - s > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X');
    s += hex ? 2 : 0;
    long places, power = 0;
    if (!digits_parse(&s, end, hex ? 16 : 10, &f->p, &places)) {
        return false;
    }
    if (s < end) {
        bool marked = hex ? *s == 'p' || *s == 'P' : *s == 'e' || *s == 'E';
        if (!marked || !exponent_parse(s + 1, end, &power)) {
            return false;
        }
    }
    power -= hex ? 4 * places : places;
    f->p = minus ? -f->p : f->p;
    f->q = 1;
    if (f->p == 0) {
        return true;
    }
    return times_power(power >= 0 ? &f->p : &f->q, hex ? 2 : 10, power >= 0 ? power : -power);
}

int128 whole_gcd(int128 a, int128 b)
{
    a = a < 0 ? -a : a;
    b = b < 0 ? -b : b;
    while (b != 0) {
        int128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

bool fraction_common(struct fraction *f, size_t n)
{
    int128 q = 1;
    for (size_t i = 0; i < n; i++) {
        int128 shared =
            whole_gcd(f[i].p, f[i].q); /* lowest terms first: "0x1p-3" and "0.125" are the same */
        if (shared < 1) {
            return false; /* only 0/0, which nobody asks for */
        }
        f[i].p /= shared;
        f[i].q /= shared;
        if (!times(&q, f[i].q / whole_gcd(q, f[i].q))) {
            return false;
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (f[i].q < 1 || !times(&f[i].p, q / f[i].q)) {
            return false;
        }
        f[i].q = q;
    }
    return true;
}

/* Long division in base two until the quotient has 64 bits; what is left over only says "a little
 * more" (the last bit), which is all that rounding to 53 bits needs. p/q > 10^-39: nothing here is
 * subnormal. */
double fraction_double(int128 p, int128 q)
{
    uint128 top = p < 0 ? -(uint128)p : (uint128)p, bottom = (uint128)q;
    uint128 quotient = top / bottom, rest = top % bottom;
    int shift = 0;
    if (top == 0) {
        return 0;
    }
    while (quotient >> 64 != 0) {
        quotient = quotient >> 1 | (quotient & 1);
        shift++;
    }
    while (quotient >> 63 == 0) {
        rest <<= 1;
        quotient <<= 1;
        if (rest >= bottom) {
            rest -= bottom;
            quotient |= 1;
        }
        shift--;
    }
    uint64_t bits = (uint64_t)quotient | (rest != 0);
    double x = ldexp((double)bits, shift);
    return p < 0 ? -x : x;
}
