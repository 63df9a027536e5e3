/* sin and cos for |x| <= TRIG_END; beyond, the C library's (repaired after the loop, see MAP_FAR).
 */
#ifndef ACTFN_KERNEL_TRIG_H
#define ACTFN_KERNEL_TRIG_H

#include "double.h"

enum { TRIG_END = 1000000 };

/* sin x = x + x^3 S(x^2), cos x = 1 - x^2/2 + x^4 C(x^2), |x| <= pi/4
 * (tools/coefficients/polynomials.sollya): relative errors 2^-60.89 and 2^-60.44, proved there. */
static const double SIN_REST[] = {
    -0x1.5555555555555p-3,  0x1.111111111101fp-7,  -0x1.a01a019fe8e59p-13, 0x1.71de3a10eeb37p-19,
    -0x1.ae63f932559bfp-26, 0x1.60e6b4a7393f9p-33, -0x1.8dd4b0f39bfcbp-41,
};

static const double COS_REST[] = {
    0x1.5555555555555p-5,   -0x1.6c16c16c168c8p-10, 0x1.a01a019f37a28p-16,
    -0x1.27e4fa020edd5p-22, 0x1.1eeb56ea63871p-29,  -0x1.9072d88c9652dp-37,
};

/* pi/2 in 33 + 33 + 33 + 53 bits: n times the first three is exact for n < 2^20. */
static const double HALF_PI_1 = 0x1.921fb54400000p+0, HALF_PI_2 = 0x1.0b4611a600000p-34,
                    HALF_PI_3 = 0x1.3198a2e000000p-69, HALF_PI_4 = 0x1.b839a252049c1p-104;

struct trig {
    double sin, cos, sin_rest; /* sin + sin_rest has a few digits more */
};

/* Of hi + lo. x - n pi/2 keeps all digits even where it is next to a multiple of pi/2: what each
 * subtraction loses goes into `rest`. */
INLINE struct trig trig(double hi, double lo)
{
    double k = hi * 0x1.45f306dc9c883p-1 + 0x1.8p52, n = k - 0x1.8p52;
    struct two a = exact_sum(hi - n * HALF_PI_1, -n * HALF_PI_2);
    struct two b = exact_sum(a.hi, -n * HALF_PI_3);
    double rest = ((a.lo + b.lo) - n * HALF_PI_4) + lo;
    double r = rest == 0 ? b.hi : b.hi + rest; /* -0 stays */
    rest = (b.hi - r) + rest;
    double z = r * r, half = 0.5 * z, w = 1 - half;
    /* One product in each sum, so that it is fused with that one whatever else is asked for. */
    double s = r * z * horner(SIN_REST, 6, z) + (rest - half * rest);
    double c = ((1 - w) - half) + r * (r * z * horner(COS_REST, 5, z) - rest);
    double sine = fabs(r) < 0x1p-27 ? r : r + s, cosine = w + c;
    bool odd = (bits(k) & 1) != 0;
    uint64_t turn = bits(k) << 62 & 0x8000000000000000,
             next = (bits(k) + 1) << 62 & 0x8000000000000000;
    double sine_rest = odd ? (w - cosine) + c : (r - sine) + s;
    return (struct trig){
        .sin_rest = from_bits(bits(sine_rest) ^ turn),
        .sin = from_bits(bits(odd ? cosine : sine) ^ turn),
        .cos = from_bits(bits(odd ? sine : cosine) ^ next),
    };
}

#endif
