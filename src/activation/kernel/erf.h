/* The error function. */
#ifndef ACTFN_KERNEL_ERF_H
#define ACTFN_KERNEL_ERF_H

#include "exp.h"

/* erf x = x P(x^2) for |x| <= 1 (tools/coefficients/polynomials.sollya): relative error 2^-56.02,
 * proved there. */
static const double ERF_OVER_X[] = {
    0x1.20dd750429b6dp0,   -0x1.812746b0379cap-2,  0x1.ce2f21a041df3p-4,  -0x1.b82ce3125647ap-6,
    0x1.565bcd07fa605p-8,  -0x1.c02db2f9c2b97p-11, 0x1.f9a30b576b8ccp-14, -0x1.f4d05fc887746p-17,
    0x1.b9cd799776869p-20, -0x1.5e94fcc839229p-23, 0x1.f253bae72ebf9p-27, -0x1.290ef2aba0cb2p-30,
    0x1.bcc7673e30d7dp-35,
};

/* 1 - erf x = e^(-x^2) N(x)/D(x) for 0.95 <= x <= 6.05 (tools/coefficients/erf_tail.py): relative
 * error 2^-53.6 at 2001 points; it is 0.16 of the result or less. */
static const double ERF_TAIL_N[] = {
    0x1.ffffffd8fcb4ep-1, 0x1.d56c378d0a2f8p+0, 0x1.a8c49c1ecbea5p+0, 0x1.dbdc016f5692dp-1,
    0x1.60e677ea0313ep-2, 0x1.5a77d303fc80ap-4, 0x1.a4bb08a0fd4e6p-7, 0x1.f48cab531d8b7p-11,
};
static const double ERF_TAIL_D[] = {
    0x1.0000000000000p+0, 0x1.7b24d5da2c8e3p+1, 0x1.0019de8bfc9ecp+2,
    0x1.9e113f8292924p+1, 0x1.b8b211536605fp+0, 0x1.3e934af950fb1p-1,
    0x1.34c83f3a1f1b4p-3, 0x1.74dcde3bec342p-6, 0x1.bb99b673575f3p-10,
};
static const double TWO_OVER_SQRT_PI = 0x1.20dd750429b6dp+0;

/* erf(t)/t for 0 <= t <= 1, the last sum in two parts. */
INLINE struct two erf_over(double t)
{
    double z = t * t, rest = horner(ERF_OVER_X + 1, 11, z) * z, q = ERF_OVER_X[0] + rest;
    return (struct two){ q, (ERF_OVER_X[0] - q) + rest };
}

/* erf(t) for t >= 1; `e` = e^(-t^2), to a few ulps. */
INLINE double erf_far(double t, double e)
{
    t = t > 6.05 ? 6.05 : t;
    return 1 - e * (horner(ERF_TAIL_N, 7, t) / horner(ERF_TAIL_D, 8, t));
}

#endif
