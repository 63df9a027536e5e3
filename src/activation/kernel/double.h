/* Doubles as bits, and the loops' shorthand.
 *
 * All kernels are written at one point, without branches that a vector unit could not take as
 * selects, and inlined by force: the three loops of map.h then vectorise for each instruction set.
 * Two rules hold everywhere:
 * - exactness is built only on products that are exact (so that fusing or not fusing them gives one
 * value) and on sums, since -ffp-contract=fast may fuse any product with any sum;
 * - clamps read `t > limit ? limit : t`, which keeps a NaN. */
#ifndef ACTFN_KERNEL_DOUBLE_H
#define ACTFN_KERNEL_DOUBLE_H

#include "activation/target.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

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

/* The nearest 26 bits: the rest has 26 too, so that its products are exact as well. */
INLINE double near_head(double x)
{
    return from_bits((bits(x) + 0x4000000) & ~UINT64_C(0x7ffffff));
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

/* c[first] + c[first+1] x + ... up to x^(degree-first), as two shorter chains in x^2 (less waiting,
 * a little more rounding: for the terms that hardly count). */
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

/* 0, or NaN where x is one: for the pieces that do not look at x. */
INLINE double nan_of(double x)
{
    return 0 * clamp_to(x, 1);
}

/* x, or 1 in its place where it is to be multiplied by c = 0: infinity must not make NaN of it. */
INLINE double beside(double c, double x)
{
    return c == 0 ? clamp_to(x, 1) : x;
}

/* A number as the sum of two doubles. */
struct two {
    double hi, lo;
};

/* a + b exactly, whichever is larger. */
INLINE struct two exact_sum(double a, double b)
{
    double s = a + b, t = s - a;
    return (struct two){ s, (a - (s - t)) + (b - t) };
}

/* a b to twice the digits, with or without FMA: from products of heads, which are exact, and sums.
 * (a * b itself for the first part would not do: a later sum might be fused with it, and would then
 * contain the rounding error twice.) */
INLINE struct two exact_times(double a, double b)
{
    double ah = near_head(a), bh = near_head(b), al = a - ah, bl = b - bh, rough = a * b;
    struct two cross = exact_sum(ah * bl, al * bh);
    double p = ah * bh + cross.hi;
    bool far = !(fabs(rough) < 1e300);
    return (struct two){ far ? rough : p,
                         far ? 0 : ((ah * bh - p) + cross.hi) + (cross.lo + al * bl) };
}

/* a b to about 79 bits. The first product is exact and the second term a sum, so nothing depends on
 * what is fused. */
INLINE struct two two_times(struct two a, struct two b)
{
    double ah = head(a.hi), bh = head(b.hi), first = ah * bh;
    double rest = ah * (b.hi - bh) + ((a.hi - ah) * b.hi + (a.hi * b.lo + a.lo * b.hi));
    double p = first + rest;
    return (struct two){ p, (first - p) + rest };
}

/* sqrt(x^2 + b) in two parts; 0x1p-400 < |x| < 0x1p400 or so, and b too. */
INLINE struct two root_two(double x, double b)
{
    struct two square = two_times((struct two){ x, 0 }, (struct two){ x, 0 }),
               z = exact_sum(square.hi, b);
    double r = sqrt(z.hi), h = head(r), rest = (z.hi - h * h) - (r - h) * (r + h);
    return (struct two){ r, (rest + (z.lo + square.lo)) / (2 * r) };
}

INLINE struct two normal_form(struct two a) /* the rest as small as it can be; |a.hi| >= |a.lo| */
{
    double s = a.hi + a.lo;
    return (struct two){ s, (a.hi - s) + a.lo };
}

/* a/c in two parts. */
INLINE struct two quotient(struct two a, double c)
{
    double q = a.hi / c;
    struct two back = two_times((struct two){ q, 0 }, (struct two){ c, 0 });
    return (struct two){ q, (((a.hi - back.hi) - back.lo) + a.lo) / c };
}

INLINE struct two reciprocal(double c)
{
    return quotient((struct two){ 1, 0 }, c);
}

/* w x + b in two parts: keeps its digits at the zero. Where it is huge or infinite, the rest is 0.
 */
INLINE struct two line(double w, double x, double b)
{
    x = beside(w, x);
    struct two p = exact_times(w, x), s = exact_sum(p.hi, b);
    bool far = (fabs(p.hi) > 1e300) | (fabs(b) > 1e300);
    return (struct two){ far ? p.hi + b : s.hi, far ? 0 : s.lo + p.lo };
}

/* c x to about 75 bits: the argument of an exp loses |c x| ulps otherwise. Past +-limit, where c x
 * is saturated for every caller and x - head(x) may be NaN, hi is the rough product and lo is 0. */
INLINE struct two product(struct two factor, double x, double limit)
{
    double c = factor.hi, ch = head(c), cl = (c - ch) + factor.lo;
    double xh = head(x), rough = c * x;
    bool far = fabs(rough) > limit;
    return (struct two){ far ? rough : xh * ch, far ? 0 : xh * cl + (x - xh) * c };
}

#endif
