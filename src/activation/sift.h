/* sift: blocks of numbers in a narrower format, in loops without branches: rounding, where the
 * double decides it, and errors. */
#ifndef ACTFN_SIFT_H
#define ACTFN_SIFT_H

#include "activation/activation.h"

/* What is known of y besides its bits: it is within 8 (|y| + min(|x|, most) |slope|) 2^-52 +
 * 2^-1070 of the true value; a result of 0 on the left, where f (nonzero; else NULL) has sunk to
 * -0, is -0. */
struct sifting {
    const struct dtype *d;
    double condition_most;
    const double *fallen;
};
/* to: y rounded, once. open: 1 where the two ends of its error round to different numbers, so that
 * y does not decide (of finite x alone), else 0. Returns whether there is such a one. */
bool sift(const struct sifting *s, size_t n, const double *x, const double *y, const double *slope,
          double *to, uint64_t *open);

/* ---- errors --------------------------------------------------------------------------------- */

enum { ERROR_HALVES = 4 }; /* errors of exactly 0, to 1/2, to 1, to 2 */
struct block_errors {
    uint64_t wrong, broken;        /* got is not what is wanted; of them one alone is a number */
    uint64_t sign_errors;          /* both are numbers, and one is negative */
    uint64_t within[ERROR_HALVES]; /* how many errors are at most so large */
    double sum, max;               /* of those that are not inf; of all */
    bool tiny;   /* some 0 is got for a subnormal number, or some x is subnormal: was it flushed? */
    bool unheld; /* some that is got is no value of the format */
};
/* ulp: how far each `got` is from the exact value, in the last place of the right one, `want`; inf
 * where one alone is a number or only got is infinite. */
void sift_errors(const struct dtype *d, size_t n, const double *x, const double *got,
                 const double *want, const double *exact, double *ulp, struct block_errors *e);
/* Does x ascend, without NaN? *turns: neighbors of got that go the other way than those of exact.
 */
bool sift_order(size_t n, const double *x, const double *got, const double *exact, uint64_t *turns);
/* Are all of them 0? */
bool sift_zeros(size_t n, const double *y);

#endif
