/* gaussian: means of a function over normal numbers, for mean-field theory. Inside the network
 * module: meanfield.h is what others include. */
#ifndef ACTFN_GAUSSIAN_H
#define ACTFN_GAUSSIAN_H

#include "activation/activation.h"

enum { GAUSSIAN_KINKS = 64 };

/* A function and the places where it may break. Borrows the function. */
struct gaussian {
    const struct function *f;
    double kink[GAUSSIAN_KINKS], jump[GAUSSIAN_KINKS]; /* jump: f(k+) - f(k-), 0 at a corner */
    size_t nkinks, njumps;
};
void gaussian_start(struct gaussian *g, const struct function *f);

/* Over u = sqrt(q) z, z ~ N(0, 1), q >= 0. Infinite where it diverges, NaN where f is no number on
 * a set that counts. slope_square: of f' as it is computed, jumps of f apart. */
struct gaussian_moments {
    double mean, square, slope_square; /* E f, E f^2, E f'^2 */
    double square_by_q;                /* d/dq of E f^2 */
    bool unsure; /* f wavers too fast to be integrated, sin(1/x): these may be off by 1e-10 or more
                  */
};
struct gaussian_moments gaussian_moments(const struct gaussian *g, double q);

/* Over two such u of correlation c, 0 <= c < 1: half of E (f(u1) - f(u2))^2, which is E f^2 -
 * E f(u1) f(u2) and keeps its digits as c nears 1; and E f'(u1) f'(u2), jumps of f counted (their
 * slope is a delta). NaN: it would take more nodes than there is patience for. */
struct gaussian_pair {
    double apart, slopes;
};
struct gaussian_pair gaussian_pair(const struct gaussian *g, double q, double c);

#endif
