/* The logistic sigmoid s(v) = 1/(1 + e^-v) and the gates x s(v(x)) made of it.
 *
 * With t = |v| there is one e^-t for both sides: the small one of p = s(v), q = s(-v) is E/(1+E),
 * the large one 1/(1+E), so neither is had by a subtraction and both keep their digits. */
#ifndef ACTFN_KERNEL_LOGISTIC_H
#define ACTFN_KERNEL_LOGISTIC_H

#include "exp.h"

struct logistic {
    bool neg;        /* v < 0: p is the small one, and scaled */
    double p, scale; /* s(v) = p * scale */
    double p_rest;   /* what p lacks of the digits of e^-t */
    double q;        /* s(-v), to one rounding more: where it is only added to something */
    double small;    /* 2^256 times the smaller of both */
    double large;    /* the larger */
    double lean;     /* tanh(t/2) = |p - q|, good beside another term, not alone */
    struct decay d;
    struct ratio r; /* 1 + E */
};

INLINE struct logistic logistic(double hi, double lo)
{
    struct logistic s = { .neg = hi < 0 };
    s.d = decay(-fabs(hi), s.neg ? lo : 0 - lo);
    s.r = ratio(1, s.d.e);
    s.p = over(s.neg ? s.d.m : 1, 0, s.r);
    s.p_rest = (s.neg ? s.d.ml : -s.p * s.d.ml * UNSCALE) * s.r.w * (s.neg ? s.r.w : 1);
    s.scale = s.neg ? UNSCALE : 1;
    s.small = s.d.m * s.r.w;
    s.large = s.r.w;
    s.q = s.neg ? s.large : s.small * UNSCALE;
    s.lean = 1 - 2 * s.d.e * s.r.w;
    return s;
}

/* x s(v), v = hi + lo with the constant slope beta. `v` is the clamped argument for the slopes, |v|
 * <= DECAY_END. */
struct gate {
    double f, df, ddf;
};

INLINE struct gate gate_linear(double x, double hi, double lo, double beta)
{
    struct logistic s = logistic(hi, lo);
    double v = clamp_to(hi + lo, DECAY_END);
    /* At infinity on the decaying side the limit is 0, not infinity times 0. */
    double xf = beta == 1         ? (x < -DECAY_END ? -DECAY_END : x)
                : v <= -DECAY_END ? copysign(1, x)
                                  : x;
    double pq = s.p * ((s.neg ? 1 : s.d.m) * s.r.w);
    /* Scaled p times x: x may be huge where beta is tiny, and then takes the factor first. */
    bool huge = fabs(xf) > 0x1p512;
    double before = (s.neg & huge) ? UNSCALE : 1, after = (s.neg & !huge) ? UNSCALE : 1;
    return (struct gate){
        .f = beta == 1 ? xf * s.p * s.scale : xf * before * s.p * after,
        .df = s.p * (1 + v * s.q) * s.scale,
        .ddf = unscaled(pq * (2 - fabs(v) * s.lean), beta),
    };
}

#endif
