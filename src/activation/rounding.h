/* rounding: f and f' in a narrower number format, each the exact value rounded once: the best that
 * any implementation in that format can do. */
#ifndef ACTFN_ROUNDING_H
#define ACTFN_ROUNDING_H

#include "activation/activation.h"

struct rounding;
/* g and d must outlive it. Not for functions of a vector. One thread at a time may use it.
 *
 * A catalogue function's f and f' are correctly rounded for every x, subnormal results included:
 * the kernels' doubles decide where both ends of their error bound round alike, MPFR the rest.
 * `every`: an expression, whose doubles have no bound, is evaluated by MPFR at every point (some 20
 * microseconds each). f'' is the double rounded. */
struct rounding *rounding_new(const struct function *g, const struct dtype *d, bool every);
void rounding_free(struct rounding *r);
/* n points x, which are rounded to the format already; df and ddf may be NULL (ddf only with df).
 */
void rounding_map(struct rounding *r, size_t n, const double *x, double *f, double *df,
                  double *ddf);
/* The same, and f and f' as doubles, as the kernels have them; NULL: not wanted. */
void rounding_with(struct rounding *r, size_t n, const double *x, double *f, double *df,
                   double *ddf, double *const exact[2]);
/* How many values MPFR decided so far, and how many nothing did (they are the double, rounded):
 * without the library, or at a tie that cannot be told from its neighbourhood in 5,120 bits. */
void rounding_counts(const struct rounding *r, uint64_t *decided, uint64_t *open);

#endif
