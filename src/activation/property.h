/* property: what can be computed about a FUNCTION. Places are located to the last bits, not
 * sampled. */
#ifndef ACTFN_PROPERTY_H
#define ACTFN_PROPERTY_H

#include "activation/activation.h"

/* ---- marks: what a figure points at --------------------------------------------------------- */
enum mark_kind {
    MARK_MINIMUM,
    MARK_MAXIMUM,    /* f turns there (at a corner too) */
    MARK_FLAT,       /* f' touches 0 and goes on: x^3 at 0 */
    MARK_INFLECTION, /* f'' changes its sign */
    MARK_STEEPEST,   /* the largest |f'| of the range, where it is at an inflection */
    MARK_CORNER,     /* left, right: the slopes on either side; slope: the one used */
    MARK_JUMP        /* left, right: the values on either side */
};
struct mark {
    enum mark_kind kind;
    double x, f, df; /* the place, and what the function gives there */
    double left, right;
    bool lowest, highest; /* of all on the range */
};
/* Ascending in x; at most `most` are stored, the number found is returned. low < high, finite.
 * Functions of a whole vector have none. */
size_t function_marks(const struct function *g, double low, double high, struct mark *marks,
                      size_t most);
const char *mark_name(enum mark_kind kind); /* "minimum" */

/* ---- properties: what `info` tells ------------------------------------------------------------
 * NaN: there is none. Over all doubles x; 12 digits and more. */
struct kink {
    double x;
    int smoothness; /* -1: f jumps, 0: f' does, 1: f'' does */
    struct jet left, right, used;
};
enum { PLACES_MAX = 64, SERIES_MAX = 13 };
struct properties {
    double range_lower, range_upper; /* infimum and supremum; may be infinite */
    double minimum, minimum_x, maximum, maximum_x;
    double lipschitz, lipschitz_x; /* supremum of |f'|; infinite at a jump */
    const char *monotone;          /* "increasing", "decreasing", "constant", "no" */
    int smoothness;                /* -1 f jumps, 0 f', 1 f'', 2 f''', SMOOTH none */
    struct jet at_0;
    double limit_left, limit_right;     /* may be infinite */
    double gain_forward, gain_backward; /* 1/sqrt(E f(z)^2), 1/sqrt(E f'(z)^2), z ~ N(0,1) */
    double
        not_affine_percent; /* share of the variance of f(z) that the best line does not explain */
    double underflow_x_double, underflow_x_float; /* beyond it f, rounded correctly, is 0 */
    bool endless; /* a periodic function: only zeros near 0 are listed */
    double slope_zeros[PLACES_MAX], inflections[PLACES_MAX];
    size_t nslope_zeros, ninflections;
    struct kink kinks[PLACES_MAX];
    size_t nkinks;
    double series[SERIES_MAX]; /* Taylor coefficients at 0 of x^0, x^1, ... */
    size_t nseries;            /* 0: no series there */
};
/* Not for functions of a whole vector. */
void properties_find(const struct function *g, struct properties *p);
const char *smoothness_name(int smoothness); /* "jump", "C0", "C1", "C2", "smooth" */

/* Horizontal asymptotes other than the axis, as levels y: what f has come to rest at far out, on
 * the left, then on the right; one that both sides share is told once. Returns how many, 0 .. 2.
 * Not for functions of a whole vector. */
size_t function_asymptotes(const struct function *g, double level[2]);

/* ---- two functions on a range -----------------------------------------------------------------
 * The largest |g - f|, |g' - f'| and |g - f| / |f|, and where; one-sided limits at kinks count. rms
 * over z ~ N(0,1), whatever the range. NaN: no number there. */
struct difference {
    double max, at_x, max_slope, slope_at_x, max_relative, relative_at_x, rms;
};
void functions_compare(const struct function *f, const struct function *g, double low, double high,
                       struct difference *d);

/* f' as a formula, an expression in x and the row's parameters; NULL: none is written down. */
const char *activation_slope(const struct activation *row);
/* Frameworks that use another slope at a corner of this row: "jax: 1 at 0"; NULL after the last. */
const char *activation_corner(const struct activation *row, size_t i);

/* ---- reference: what a value should be --------------------------------------------------------
 * By the defining formula in long double, apart from the kernels: f, f', ... f^(n-1) at x. A few
 * units of 2^-64 where the formula does not cancel; false: there is none (a kink, or outside where
 * f lives). g must outlive it. */
struct exact;
struct exact *exact_new(const struct function *g);
void exact_free(struct exact *r);
bool exact_at(const struct exact *r, double x, int n, long double *y);

#endif
