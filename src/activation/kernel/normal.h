/* The normal distribution's tail Phi(-t) and density, t >= 0, down to the subnormals. */
#ifndef ACTFN_KERNEL_NORMAL_H
#define ACTFN_KERNEL_NORMAL_H

#include "exp.h"

/* Phi(-t) e^(t^2/2) = 1/(2 + k t - t A(t)/B(t)), k = sqrt(2 pi)
 * (tools/coefficients/normal_tail.py). Why this form: it is 1/2 exactly at 0 and errors of A/B
 * count in proportion to t there; in the tail t A/B goes to 2 beside k t, so they fade; and 2 + k t
 * can be had in two parts. All coefficients are positive: nothing cancels. Relative error 2^-55.97
 * over [0, 42], measured at 4000 points with 400 bits. */
static const double TAIL_A[] = {
    0x1.d25c218302f68p-1,  0x1.47a2d9b839895p+0,  0x1.c8354e0316ac8p-1, 0x1.95700a532c2cbp-2,
    0x1.f6665bd9b40a0p-4,  0x1.c0656cf918787p-6,  0x1.203aaa84a9c17p-8, 0x1.023cf03542bbfp-11,
    0x1.26ee1bf5a2f0fp-15, 0x1.4c403659ef5b7p-20,
};
static const double TAIL_B[] = {
    0x1.0000000000000p+0,  0x1.b47eb7c03af7cp+0,  0x1.6fe42aea2eb57p+0,  0x1.8d101a0b8dd07p-1,
    0x1.2d58b16f62a79p-2,  0x1.4ec9cc67e5583p-4,  0x1.137f6fdfe0ceap-6,  0x1.4c42f44d2a65fp-9,
    0x1.1a5c20f9b878ep-12, 0x1.33f16d2fb2916p-16, 0x1.4c403659ef5b7p-21,
};
static const double SQRT_2PI_HI = 0x1.40d9318000000p+1,
                    SQRT_2PI_LO = 0x1.fd89c16595f29p-25; /* first part: 26 bits */
static const double ONE_OVER_SQRT_2PI = 0x1.9884533d43651p-2;
enum { NORMAL_END = 42 }; /* e^(-42^2/2) is below the DECAY_END */

struct normal {
    double small;   /* 2^256 Phi(-t) */
    struct decay d; /* e^(-t^2/2) */
};

/* t = a + b, a the head; 0 <= t <= NORMAL_END. The square is split so that its first part is exact:
 * exp(-(t*t)/2) alone is off by t^2/2 ulps. */
INLINE struct normal normal_tail(double a, double b)
{
    double t = a + b;
    struct decay d = decay_within(-0.5 * (a * a), -0.5 * (b * (2 * a + b)));
    /* 2 + k t: u on a grid of 2^-30 makes c exact, v is what is left. */
    double u = (a * SQRT_2PI_HI + 0x1.8p22) - 0x1.8p22, c = 2 + u;
    double v = ((a * SQRT_2PI_HI - u) + (a * SQRT_2PI_LO + b * (SQRT_2PI_HI + SQRT_2PI_LO))) -
               t * (horner(TAIL_A, 9, t) / horner(TAIL_B, 10, t));
    double e = c + v;
    struct ratio r = { e, v - (e - c), 1 / e };
    return (struct normal){ over(d.m, d.ml, r), d };
}

#endif
