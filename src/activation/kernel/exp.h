/* e^v for v <= 0, with all its digits down to the subnormals, and what follows from it. */
#ifndef ACTFN_KERNEL_EXP_H
#define ACTFN_KERNEL_EXP_H

#include "double.h"

/* ln 2 in two parts; the first has 42 bits, so that n times it is exact for every n here. */
static const double LN2_HI = 0x1.62e42fefa3800p-1, LN2_LO = 0x1.ef35793c76730p-45,
                    LOG2_E = 0x1.71547652b82fep+0;

/* h(r) = (e^r - 1 - r)/r^2 for |r| <= 0.3467 (tools/coefficients/exp.sollya).
 * Relative error of 1 + r + r^2 h: 2^-55.85, proved there. */
static const double EXP_REST[] = {
    0x1.0000000000001p-1,  0x1.555555555554dp-3,  0x1.5555555553cdcp-5,  0x1.11111111144d1p-7,
    0x1.6c16c178ab20bp-10, 0x1.a01a018c3894fp-13, 0x1.a019b8b55cc94p-16, 0x1.71de59e3071c1p-19,
    0x1.2891d894a59d6p-22, 0x1.aeabfd5741bf8p-26,
};

/* Results are kept 2^256 times too large until the last product, UNSCALE: an already subnormal e^v
 * times x would have no digits left, and this way there is a single rounding into the subnormals.
 */
#define UNSCALE 0x1p-256

/* y c 2^-256 for |y| <= 2^260 and any c: neither product overflows, and only the last one meets the
 * subnormals. */
INLINE double unscaled(double y, double c)
{
    bool small = fabs(c) < 1;
    return y * (small ? c : c * UNSCALE) * (small ? UNSCALE : 1);
}

enum {
    DECAY_END = 880
}; /* e^-880 2^256 is still normal; below it everything is exactly 0, and quick */

struct decay {
    double m, ml; /* m + ml = 2^256 e^v; m within 1.05 ulp, the sum within 0.55 ulp of m */
    double e;     /* e^v, where it is only added to something */
    double one;   /* 2^n; e^v = one (1 + q) */
    double q;
    double lost; /* what q lacks of the argument's last digits */
};

/* e^(hi + lo), hi <= 0, lo small. Below -DECAY_END exactly 0 (by select: a product that underflows
 * is slow). */
INLINE struct decay decay_within(double hi, double lo) /* hi no less than -10^9 */
{
    bool gone = hi <= -DECAY_END;
    double k = hi * LOG2_E + 0x1.8p52,
           n = k - 0x1.8p52; /* n = round(hi log2 e), in the last bits of k too */
    double r = (hi - n * LN2_HI) + (lo - n * LN2_LO);
    double q = r + r * r * horner(EXP_REST, 9, r);
    double s = from_bits((bits(k) + 1023 + 256)
                         << 52); /* 2^(n + 256): the shift drops the exponent of k */
    s = gone ? 0 : s;
    double m = s + s * q;
    return (struct decay){ .m = m,
                           .ml = (s - m) + s * q,
                           .e = m * UNSCALE,
                           .one = s * UNSCALE,
                           .q = q,
                           .lost = ((hi - n * LN2_HI) - r) + (lo - n * LN2_LO) };
}

INLINE struct decay decay(double hi, double lo)
{
    return decay_within(hi < -DECAY_END ? -DECAY_END : hi, lo);
}

/* e^(hi + lo) for any hi: 0 below -745.2, infinity above 709.8; one rounding into the subnormals.
 * 2^n is applied in two halves, since 2^1024 and 2^-1074 are no factors. */
INLINE double growth(double hi, double lo)
{
    hi = clamp_to(hi, 800);
    double k = hi * LOG2_E + 0x1.8p52, n = k - 0x1.8p52;
    double r = (hi - n * LN2_HI) + (lo - n * LN2_LO);
    double q = r + r * r * horner(EXP_REST, 9, r);
    uint64_t u = bits(k) - bits(0x1.8p52) + 2046, half = u >> 1; /* n + 2046 = half + (u - half) */
    double s = from_bits(half << 52);
    return (s + s * q) * from_bits((u - half) << 52);
}

/* e^v - 1 and its rounding error; 1.2 ulp. At v = -0 it is +0: callers keep their own x there. */
INLINE struct two decay_minus_1(struct decay d)
{
    double em = d.one * d.q + (d.one - 1);
    return (struct two){ em, ((d.one - 1) - em) + d.one * d.q };
}

/* ---- quotients --------------------------------------------------------------------------------
 * Most of the error of sigmoid-like functions is the sum 1 + e and the division: both are put back.
 */
struct ratio {
    double d, l, w; /* d + l is the divisor, exactly; w is about 1/d */
};

INLINE struct ratio ratio(double a, double b) /* divisor a + b, a >= b >= 0 */
{
    double d = a + b;
    return (struct ratio){ d, b - (d - a), 1 / d };
}

INLINE double over(double n, double nl, struct ratio r) /* (n + nl)/(d + l) */
{
    double q = n * r.w;
    return q + r.w * ((n - q * r.d) + (nl - q * r.l));
}

/* The same where there is no FMA: n - q d by exact products of heads (with an FMA it is exact as it
 * stands). */
INLINE double over_exactly(double n, double nl, struct ratio r)
{
    double q = n * r.w, qh = head(q), ql = q - qh, dh = head(r.d), dl = r.d - dh;
    double rest = ((n - qh * dh) - qh * dl - ql * dh) - ql * dl;
    return q + r.w * (rest + (nl - q * r.l));
}

INLINE double one_over_exactly(struct ratio r)
{
    double wh = head(r.w), wl = r.w - wh, dh = head(r.d), dl = r.d - dh;
    double rest = ((1 - wh * dh) - wh * dl - wl * dh) - wl * dl;
    return r.w + r.w * (rest - r.l * r.w);
}

INLINE double one_over(struct ratio r) /* 1/(d + l) */
{
    return r.w + r.w * ((1 - r.d * r.w) - r.l * r.w);
}

/* ---- log1p ---------------------------------------------------------------------------------- */
/* log1p(e) = e P(e - 1/2) for 0 <= e <= 1 (tools/coefficients/log1p.sollya): relative error
 * 2^-56.06, proved there. */
static const double LOG1P_OVER_E[] = {
    0x1.9f323ecbf984cp-1,  -0x1.2773a5da90bd5p-2,  0x1.0f95b3dc0a0d9p-3,  -0x1.1540afd54c9fbp-4,
    0x1.2bec9fba593dfp-5,  -0x1.50abf6ca7bf47p-6,  0x1.83c50b09fa2c4p-7,  -0x1.c72c644a6bcbp-8,
    0x1.0f119282c4b43p-8,  -0x1.469c50553b9d3p-9,  0x1.8d3f86f1cc048p-10, -0x1.e6fd38b7e4a22p-11,
    0x1.2c750f7cd50edp-11, -0x1.740d4dd6ef4dbp-12, 0x1.cf80ce4b7b594p-13, -0x1.2a0974b471a9dp-13,
    0x1.7926cb33a909ep-14, -0x1.77cb2a76d7e1bp-15, 0x1.c831623cb41p-16,   -0x1.4205cda269f22p-15,
    0x1.a8655fab336p-16,
};

INLINE struct two log1p_over_two(double e) /* log(1 + e)/e, the last sum in two parts */
{
    double u = e - 0.5;
    double y = horner_halves(LOG1P_OVER_E, 4, 20, u);
    UNROLL
    for (int i = 3; i >= 1; i--)
        y = y * u + LOG1P_OVER_E[i];
    double rest = y * u, q = LOG1P_OVER_E[0] + rest;
    return (struct two){ q, (LOG1P_OVER_E[0] - q) + rest };
}

INLINE double log1p_over(double e)
{
    return log1p_over_two(e).hi;
}

#endif
