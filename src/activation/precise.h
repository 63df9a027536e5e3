/* Inside the activation room: f and f' in as many bits as it takes to round them, for the few
 * points at which a double leaves open which of two neighbours of a narrower format is nearest. */
#ifndef ACTFN_PRECISE_H
#define ACTFN_PRECISE_H

#include "activation/activation.h"

struct precise;
/* NULL: a function of a vector, or the MPFR library is not there. g must outlive it. One thread at
 * a time may use it. */
struct precise *precise_new(const struct function *g);
void precise_free(struct precise *p); /* NULL is fine */

/* f (order 0) or f' (order 1) at x, rounded once to the format. `near` is what the kernels say: a
 * value further from it than `tolerance` is another branch at a kink, or a formula without digits,
 * and is not believed: false, as where all bits do not decide. */
bool precise_round(struct precise *p, int order, double x, double near, double tolerance,
                   const struct dtype *d, double *y);
/* Did the last one turn on what is smaller than 2^-600 beside the value? */
bool precise_far_tail(const struct precise *p);

#endif
