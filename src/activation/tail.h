/* Inside the activation room: what a curve does far out. */
#ifndef ACTFN_TAIL_H
#define ACTFN_TAIL_H

#include "activation/curve.h"

/* The limit of f (order 0) or f' (order 1) at -inf (side -1) or +inf (side 1); NaN: none. */
double tail_limit(const struct curve *c, int order, double side);

/* The x beyond which |f| <= 2^exponent on that side, f being on its way to 0; NaN: it is not, or
 * only beyond `end`, the largest number of the format. Exponents below the normal doubles are
 * reached by extrapolation. */
double tail_underflow(const struct curve *c, double side, int exponent, double end);

#endif
