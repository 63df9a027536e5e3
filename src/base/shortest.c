/* The shortest decimal of a double by Schubfach (Raffaello Giulietti, "The Schubfach way to render
 * doubles", 2020).
 *
 * A double x = c 2^q stands for every real nearer to it than to its neighbours. Let 10^k be the
 * largest power of ten that is no longer than this interval: then one or more multiples of 10^k lie
 * in it, and at most one of 10^(k+1). If there is one of 10^(k+1) it is the shortest; else the
 * multiple of 10^k nearest to x is. So it is enough to know x and the ends of the interval, in
 * units of 10^k, to the right of the point only as far as "a little more": */
#include "base/shortest.h"

#include <stdint.h>
#include <string.h>

__extension__ typedef unsigned __int128 uint128;

/* 10^k for k = POWER_LOW .., its 128 leading bits rounded up, made by tools/powers.c. */
struct power {
    uint64_t high, low;
};
enum { POWER_LOW = -292 };
static const struct power powers[] = {
#include "powers.h"
};

/* floor(log10(2^e)), floor(log10(3/4 2^e)) and floor(log2(10^e)) by fixed point, exact for |e| <=
 * 1500. */
static int log10_of_power2(int e)
{
    return (e * 1262611) >> 22;
}
static int log10_of_three_quarters(int e)
{
    return (e * 1262611 - 524031) >> 22;
}
static int log2_of_power10(int e)
{
    return (e * 1741647) >> 19;
}

/* Whole part of g*v / 2^128, its last bit set where a fraction was cut off. The error of g (below
 * one unit of its last place) cannot reach the bits that count: section 9 of the paper. */
static uint64_t times_odd(struct power g, uint64_t v)
{
    uint128 low = (uint128)g.low * v, high = (uint128)g.high * v + (uint64_t)(low >> 64);
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* The decimal digits * 10^power; it may end in zeros. */
struct decimal {
    uint64_t digits;
    int power;
};

static struct decimal shortest_decimal(uint64_t c, int q, int narrow_below)
{
    /* Four times as fine, so that the ends of the interval are whole: x = 4c, half a unit is 2, and
     * 1 below a power of two. An even c owns the ends of its interval, because reading rounds ties
     * to even. */
    int k = narrow_below ? log10_of_three_quarters(q) : log10_of_power2(q);
    int shift = q + log2_of_power10(-k) + 1;
    struct power g = powers[-k - POWER_LOW];
    uint64_t odd = c & 1;
    uint64_t lower = times_odd(g, (4 * c - 2 + (uint64_t)narrow_below) << shift) + odd;
    uint64_t x = times_odd(g, (4 * c) << shift);
    uint64_t upper = times_odd(g, (4 * c + 2) << shift) - odd;

    uint64_t s = x / 4;
    if (s >= 10) {
        uint64_t tens = s / 10;
        int below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;
        if (below != above) {
            return (struct decimal){ tens + (uint64_t)above, k + 1 };
        }
    }
    int below = lower <= 4 * s, above = 4 * s + 4 <= upper;
    if (below != above) {
        return (struct decimal){ s + (uint64_t)above, k };
    }
    uint64_t middle = 4 * s + 2;
    int up = x > middle || (x == middle && (s & 1) != 0);
    return (struct decimal){ s + (uint64_t)up, k };
}

/* ---- digits --------------------------------------------------------------------------------- */

/* Eight decimal digits of v < 10^8 as the eight bytes of a word, the first digit lowest: halves,
 * quarters and eighths side by side. 10486/2^20 and 103/2^10 are 1/100 and 1/10, near enough below
 * 10^4 and 10^2. */
static uint64_t eight_digits(uint32_t v)
{
    uint64_t a = v / 10000 | (uint64_t)(v % 10000) << 32;
    uint64_t hundreds = (a * 10486) >> 20 & 0x0000007f0000007fU;
    a = hundreds | (a - 100 * hundreds) << 16;
    uint64_t tens = (a * 103) >> 10 & 0x000f000f000f000fU;
    return tens | (a - 10 * tens) << 8;
}

static void store_digits(char *to, uint64_t digits)
{
    digits |= 0x3030303030303030U; /* '0' */
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(to, &digits, 8);
#else
    for (int i = 0; i < 8; i++) {
        to[i] = (char)(digits >> 8 * i);
    }
#endif
}

/* How many of eight digits are left when the zeros at the end go. */
static int significant(uint64_t digits)
{
    return digits == 0 ? 0 : (63 - __builtin_clzll(digits)) / 8 + 1;
}

static const uint64_t ten_to[] = { 1,
                                   10,
                                   100,
                                   1000,
                                   10000,
                                   100000,
                                   1000000,
                                   10000000,
                                   100000000,
                                   1000000000,
                                   10000000000,
                                   100000000000,
                                   1000000000000,
                                   10000000000000,
                                   100000000000000,
                                   1000000000000000,
                                   10000000000000000,
                                   100000000000000000 };

static int count_digits(uint64_t v)
{
    int n =
        (64 - __builtin_clzll(v)) * 1233 >> 12; /* 1233/4096 is log10(2): right, or one too few */
    return n + (v >= ten_to[n]);
}

int shortest_digits(double x, char digits[SHORTEST_ROOM], int *power)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    uint64_t fraction = bits & 0xfffffffffffffU;
    int exponent = (int)(bits >> 52 & 0x7ff);
    struct decimal d = exponent == 0 ? shortest_decimal(fraction, -1074, 0)
                                     : shortest_decimal(fraction | 1ULL << 52, exponent - 1075,
                                                        fraction == 0 && exponent > 1);
    int n = count_digits(d.digits);
    *power = d.power + n - 1;
    uint64_t v = d.digits * ten_to[17 - n]; /* 17 digits */
    uint64_t first = v / 10000000000000000U, rest = v % 10000000000000000U;
    uint64_t a = eight_digits((uint32_t)(rest / 100000000)),
             b = eight_digits((uint32_t)(rest % 100000000));
    digits[0] = (char)('0' + first);
    store_digits(digits + 1, a);
    store_digits(digits + 9, b);
    memset(digits + 17, '0', SHORTEST_ROOM - 17);
    return b != 0 ? 9 + significant(b) : 1 + significant(a);
}
