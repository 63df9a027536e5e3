/* Arc tangent and area hyperbolic sine. */
#ifndef ACTFN_KERNEL_ATAN_H
#define ACTFN_KERNEL_ATAN_H

#include "log.h"

/* atan x = x P(x^2) for |x| <= 1 and asinh x = x P(x^2) for |x| <= 1/2
 * (tools/coefficients/polynomials.sollya): relative errors 2^-57.48 and 2^-56.00, proved there. */
static const double ATAN_OVER_X[] = {
    0x1p0,
    -0x1.5555555555523p-2,
    0x1.99999999952ccp-3,
    -0x1.2492492376b7dp-3,
    0x1.c71c717e1913cp-4,
    -0x1.745d119378e4cp-4,
    0x1.3b13657b86fc6p-4,
    -0x1.110e48b2077dcp-4,
    0x1.e1bb484272f1ep-5,
    -0x1.ae5ce6a1dep-5,
    0x1.82d5d6ee364b9p-5,
    -0x1.59976e7fc0fbbp-5,
    0x1.2c15b569a47e2p-5,
    -0x1.e9ae6fa723389p-6,
    0x1.67e295cab3d59p-6,
    -0x1.c6ea4a08e10fap-7,
    0x1.d6d439df4474cp-8,
    -0x1.7952da6dce63dp-9,
    0x1.b2bb05d247e4bp-11,
    -0x1.3e260b172e3ccp-13,
    0x1.ba404a216a5d3p-17,
};

static const double ASINH_OVER_X[] = {
    0x1p0,
    -0x1.55555555553e9p-3,
    0x1.3333333309e3p-4,
    -0x1.6db6db537749dp-5,
    0x1.f1c71415bbf21p-6,
    -0x1.6e8adbdf715c3p-6,
    0x1.1c430d2523fe3p-6,
    -0x1.c8aff869ca099p-7,
    0x1.7462d2e542b9fp-7,
    -0x1.23df821d642ecp-7,
    0x1.7b90280a6c99cp-8,
    -0x1.1e12b78d96b21p-9,
};

/* atan t for t = |x|, given s = min(t, 1/t). pi/2 in two parts. */
INLINE double atan_of(double t, double s)
{
    double z = s * s, rest = horner_halves(ATAN_OVER_X, 3, 20, z);
    rest = z * (ATAN_OVER_X[1] + z * (ATAN_OVER_X[2] + z * rest));
    double y = s + s * rest;
    return t > 1 ? 0x1.921fb54442d18p+0 - (y - 0x1.1a62633145c07p-54) : y;
}

/* asinh t for t = |x|: a polynomial up to 1/2, log(t + sqrt(1 + t^2)) above, with the root in two
 * parts (log has too few digits for its error up to t = 2), log(2t) from 2^28 on. */
INLINE double asinh_of(double t)
{
    double z = t * t, s = t < 0.5 ? z : 0;
    double low = t + t * (s * horner(ASINH_OVER_X + 1, 10, s));
    bool far = t > 0x1p28;
    double c = far ? 1 : t;
    struct two r = root_two(c, 1), a = exact_sum(r.hi, c);
    a.lo += r.lo;
    double high = log_of((struct two){ far ? t : a.hi, far ? 0 : a.lo }, far ? 1 : 0);
    return t < 0.5 ? low : high;
}

#endif
