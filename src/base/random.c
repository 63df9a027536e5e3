/* Chance that can be repeated: xoshiro256++ 1.0 (Blackman and Vigna, "Scrambled linear pseudorandom
 * number generators", ACM TOMS 47, 2021), its state filled by splitmix64 (Steele, Lea and Flood,
 * OOPSLA 2014), as its authors advise. */
#include "base/base.h"

#include <math.h>

static uint64_t scramble(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

/* Stream 0 is plain seeding; scramble(0) is 0. Other streams start splitmix64 somewhere far away.
 */
void random_seed(struct random *r, uint64_t seed, uint64_t stream)
{
    uint64_t at = seed ^ scramble(stream);
    for (int i = 0; i < 4; i++) {
        at += 0x9e3779b97f4a7c15U;
        r->state[i] = scramble(at);
    }
    r->spare = 0;
    r->has_spare = false;
}

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

uint64_t random_bits(struct random *r)
{
    uint64_t *s = r->state;
    uint64_t result = rotate(s[0] + s[3], 23) + s[0];
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

double random_uniform(struct random *r)
{
    return (double)(random_bits(r) >> 11) * 0x1p-53;
}

/* Lemire, "Fast random integer generation in an interval", 2019: the high half of a product, and
 * the few low halves that would make some results likelier than others are drawn again. */
uint64_t random_below(struct random *r, uint64_t n)
{
    if (n == 0) {
        return 0;
    }
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)random_bits(r) * n;
    if ((uint64_t)product < n) {
        uint64_t least = -n % n; /* 2^64 mod n */
        while ((uint64_t)product < least) {
            product = (wide)random_bits(r) * n;
        }
    }
    return (uint64_t)(product >> 64);
}

/* Marsaglia's polar method: a point in the unit disc gives two independent normal numbers. */
double random_normal(struct random *r)
{
    if (r->has_spare) {
        r->has_spare = false;
        return r->spare;
    }
    double u, v, s;
    do {
        u = 2 * random_uniform(r) - 1;
        v = 2 * random_uniform(r) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    double scale = sqrt(-2 * log(s) / s);
    r->spare = v * scale;
    r->has_spare = true;
    return u * scale;
}
