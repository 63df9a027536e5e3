/* Inside the activation room: intervals [lo, hi] whose ends are rounded outwards, so that whatever
 * is computed from them encloses the truth (R. Moore, Interval Analysis, 1966). An end may be
 * infinite; exponents do not overflow. A zeroed interval is 0 and owns nothing. The result may be
 * an operand. Only after arb_load. */
#ifndef ACTFN_INTERVAL_H
#define ACTFN_INTERVAL_H

#include "activation/arblib.h"

struct interval {
    struct arf lo, hi;
};

/* Bits that ends are rounded to, a thread's own; at first 128. */
extern _Thread_local int64_t interval_bits;

void interval_clear(struct interval *a);
void interval_set(struct interval *y, const struct interval *a);
void interval_set_double(struct interval *y, double x);
void interval_set_point(struct interval *y, const struct arf *x);
void interval_set_ends(struct interval *y, const struct arf *lo, const struct arf *hi);
void interval_set_fraction(struct interval *y, const struct fmpq *x);
void interval_entire(struct interval *y); /* what is said of a thing that is not defined */
void interval_hull(struct interval *y, const struct interval *a, const struct interval *b);

void interval_neg(struct interval *y, const struct interval *a);
void interval_add(struct interval *y, const struct interval *a, const struct interval *b);
void interval_sub(struct interval *y, const struct interval *a, const struct interval *b);
void interval_mul(struct interval *y, const struct interval *a, const struct interval *b);
void interval_div(struct interval *y, const struct interval *a, const struct interval *b);
void interval_mul_int(struct interval *y, const struct interval *a, int64_t k);
void interval_div_int(struct interval *y, const struct interval *a, int64_t k);
void interval_square(struct interval *y, const struct interval *a);
void interval_power(struct interval *y, const struct interval *a, uint64_t n);
void interval_abs(struct interval *y, const struct interval *a);

/* 1, -1: all of it is positive, negative; 0: neither. */
int interval_sign(const struct interval *a);
bool interval_is_zero(const struct interval *a);
bool interval_has_zero(const struct interval *a);
bool interval_is_finite(const struct interval *a);
bool interval_is_point(const struct interval *a);
double interval_low(const struct interval *a);  /* rounded down */
double interval_high(const struct interval *a); /* rounded up */
double interval_middle(const struct interval *a);
/* Is it narrower than 2^-bits, or than that part of its size? */
bool interval_is_narrow(const struct interval *a, int bits);
bool interval_is_tiny(const struct interval *a, int bits); /* within +-2^-bits */
bool interval_overlaps(const struct interval *a, const struct interval *b);

void interval_pi(struct interval *y);
void interval_e(struct interval *y);
void interval_sin_cos(struct interval *s, struct interval *c, const struct interval *a);
void interval_sin_cos_pi(struct interval *s, struct interval *c, const struct interval *a);

/* Functions that rise or fall all the way; outside their domain they are what they are within it.
 */
enum interval_function {
    INTERVAL_EXP,
    INTERVAL_EXPM1,
    INTERVAL_LOG,
    INTERVAL_LOG1P,
    INTERVAL_SQRT,
    INTERVAL_ATAN,
    INTERVAL_ASIN,
    INTERVAL_ACOS,
    INTERVAL_SINH,
    INTERVAL_TANH,
    INTERVAL_ASINH,
    INTERVAL_ACOSH,
    INTERVAL_ATANH,
    INTERVAL_ERF,
    INTERVAL_ERFC,
    INTERVAL_NORMAL, /* Phi */
    INTERVAL_SIGMOID,
    INTERVAL_SOFTPLUS,
    INTERVAL_COSH, /* of |u| */
    INTERVAL_SECH  /* of |u| */
};
void interval_map(struct interval *y, enum interval_function f, const struct interval *a);

#endif
