/* Inside the activation room: looking for places on a curve. A curve is anything that gives values
 * and two slopes: a FUNCTION, or the difference of two. It is sampled at points chosen to meet what
 * activations do (a fine grid near 0, powers of two out to the ends of the doubles, close around
 * every kink), and what a sign change betrays is then located to the last bit by bisection. */
#ifndef ACTFN_CURVE_H
#define ACTFN_CURVE_H

#include "activation/activation.h"

enum { CURVE_KINKS = 64 };

struct curve {
    void (*map)(const void *state, size_t n, const double *x, double *f, double *df, double *ddf);
    const void *state;
    double low, high;
    double kinks[CURVE_KINKS]; /* within low .. high, ascending */
    size_t nkinks;
    size_t n; /* samples, ascending, kinks and the doubles beside them included */
    double *x, *f, *df, *ddf;
};

/* Points for looking at low .. high (either may be infinite), ascending, no two equal; the caller
 * frees them. */
size_t scan_points(double low, double high, const double *kinks, size_t nkinks, double **x);

/* A point between a < b to go on with: half way, or half the exponents where the ends lie orders of
 * magnitude apart; a when there is no double between. */
double point_between(double a, double b);

void curve_of(struct curve *c, const struct function *g, double low, double high); /* borrows g */
void curve_without_samples(struct curve *c, const struct function *g, double low,
                           double high); /* nothing to free */
void curve_sample(struct curve *c);      /* map, state, low, high, kinks set; takes the samples */
void curve_free(struct curve *c);
struct jet curve_at(const struct curve *c, double x);

/* The limits at a kink from either side. */
struct jet curve_left(const struct curve *c, double kink);
struct jet curve_right(const struct curve *c, double kink);
bool curve_vertical(const struct curve *c, double kink,
                    double side); /* side -1, 1: is the slope infinite there? */
/* -1: f jumps; 0: f' jumps (a corner); 1: f'' jumps; 2: f''' does; 3: none of them. */
int curve_smoothness(const struct curve *c, double kink);

/* Which of a jet's numbers: 0 f, 1 f', 2 f''. */
double jet_order(struct jet y, int order);

/* Isolated zeros of f, f' or f'' inside the smooth pieces, ascending; a flat stretch is none.
 * `crossing` says whether the sign changes there. Returns how many there are; the first `most` are
 * stored. */
struct zero {
    double x;
    bool crossing;
};
size_t curve_zeros(const struct curve *c, int order, struct zero *zeros, size_t most);

/* The largest |f|, |f'| or |f''| on the range, one-sided limits at kinks included; and where. NaN:
 * no number there. `order` 0 or 1. */
double curve_largest(const struct curve *c, int order, double *at);

/* Mean over z ~ N(0,1) of a number made from z and the jet there: adaptive Gauss-Legendre, split at
 * the kinks. NaN: it grows too fast to have one. */
double curve_mean(const struct curve *c, double (*of)(double z, struct jet y, const double *extra),
                  const double *extra);

#endif
