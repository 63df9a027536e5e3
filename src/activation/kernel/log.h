/* The natural logarithm. */
#ifndef ACTFN_KERNEL_LOG_H
#define ACTFN_KERNEL_LOG_H

#include "exp.h"

/* log((1 + s)/(1 - s)) = 2s + s^3 P(s^2) for |s| <= 0.1716 (tools/coefficients/polynomials.sollya):
 * relative error 2^-57.62, proved there. */
static const double LOG_REST[] = {
    0x1.5555555555558p-1, 0x1.9999999995303p-2, 0x1.2492492df3035p-2, 0x1.c71c62e0b72ccp-3,
    0x1.7462b661a65ccp-3, 0x1.39fe212aec14dp-3, 0x1.2b5b8533a0b48p-3,
};

/* log(a.hi + a.lo) + extra ln 2 for normal a.hi > 0; within 1 ulp also where the result is close to
 * 0. a.lo is what a sum such as 1 + u lost. a = 2^k (1 + f), 1 + f between sqrt(1/2) and sqrt 2; s
 * = f/(2 + f); log(1 + f) = f - s (f - s^2 P(s^2)). k ln 2 is exact in its first part. */
INLINE double log_of(struct two a, double extra)
{
    uint64_t b = bits(a.hi);
    uint64_t biased = (b + (0x3ff0000000000000 - 0x3fe6a09e667f3bcd)) >> 52; /* k + 1023 */
    double m = from_bits(b - (biased << 52) + 0x3ff0000000000000);
    double k = from_bits(biased | 0x4330000000000000) - (0x1p52 + 1023) + extra;
    double part = a.lo * from_bits(biased > 2045 ? 0 : (2046 - biased) << 52);
    double f = (m - 1) + part, lost = ((m - 1) - f) + part;
    double s = f / (2 + f), z = s * s;
    double rest = lost + k * LN2_LO - s * (f - z * horner(LOG_REST, 6, z));
    double high = k * LN2_HI + f;
    double y = high + ((f - (high - k * LN2_HI)) + rest);
    return a.hi < INFINITY ? y : a.hi; /* infinity and NaN stay */
}

#endif
