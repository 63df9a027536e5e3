/* Doubles as bits, and the loops' shorthand.
 *
 * All kernels are written at one point, without branches that a vector unit could not take as selects, and
 * inlined by force: the three loops of map.h then vectorise for each instruction set. Two rules hold everywhere:
 * - exactness is built only on products that are exact (so that fusing or not fusing them gives one value) and on
 *   sums, since -ffp-contract=fast may fuse any product with any sum;
 * - clamps read `t > limit ? limit : t`, which keeps a NaN. */
#ifndef ACTFN_KERNEL_DOUBLE_H
#define ACTFN_KERNEL_DOUBLE_H

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* gcc's jump threading takes a clamp for a branch and computes both ways (a fifth slower). */
#if defined __GNUC__ && !defined __clang__
#pragma GCC optimize("no-thread-jumps")
#endif

#define INLINE static inline __attribute__((always_inline))

#if defined __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

INLINE uint64_t bits(double x)
{
    uint64_t b;
    memcpy(&b, &x, sizeof b);
    return b;
}

INLINE double from_bits(uint64_t b)
{
    double x;
    memcpy(&x, &b, sizeof x);
    return x;
}

/* The leading 26 bits: head(a) * head(b) is exact, and so is x - head(x). */
INLINE double head(double x)
{
    return from_bits(bits(x) & ~UINT64_C(0x7ffffff));
}

/* c[0] + c[1] x + ... + c[degree] x^degree. The degree is a constant wherever this is used. */
INLINE double horner(const double *c, int degree, double x)
{
    double y = c[degree];
    UNROLL
    for (int i = degree - 1; i >= 0; i--)
        y = y * x + c[i];
    return y;
}

/* c[first] + c[first+1] x + ... up to x^(degree-first), as two shorter chains in x^2 (less waiting, a little
 * more rounding: for the terms that hardly count). */
INLINE double horner_halves(const double *c, int first, int degree, double x)
{
    double z = x * x, a = c[degree], b = c[degree - 1];
    UNROLL
    for (int i = degree - 2; i >= first; i -= 2)
        a = a * z + c[i];
    UNROLL
    for (int i = degree - 3; i >= first; i -= 2)
        b = b * z + c[i];
    return (degree - first) % 2 == 0 ? a + x * b : b + x * a;
}

INLINE double clamp_to(double x, double limit) /* -limit..limit, NaN stays */
{
    return x > limit ? limit : x < -limit ? -limit : x;
}

/* A number as the sum of two doubles. */
struct two {
    double hi, lo;
};

/* 1/c in two parts. */
INLINE struct two reciprocal(double c)
{
    double w = 1 / c, wh = head(w), ch = head(c);
    double rest = ((1 - wh * ch) - (w - wh) * ch - wh * (c - ch)) - (w - wh) * (c - ch);
    return (struct two){w, rest * w};
}

/* c x to about 100 bits: the argument of an exp loses |c x| ulps otherwise. Past +-limit, where c x is saturated for
 * every caller and x - head(x) may be NaN, hi is the rough product and lo is 0. */
INLINE struct two product(double c, double x, double limit)
{
    double ch = head(c), cl = c - ch;
    x = c == 0 ? clamp_to(x, 1) : x; /* 0 times infinity */
    double xh = head(x), rough = c * x;
    bool far = fabs(rough) > limit;
    return (struct two){far ? rough : xh * ch, far ? 0 : xh * cl + (x - xh) * c};
}

#endif
