/* Inside the activation room: is a formula 0 for every x, by algebra? Everything is written with
 * exponentials, logarithms and roots as quotients of sums, as sigmoid(u) = 1/(1 + e^-u) or
 * e^(2 log(1 + e^x)) = (1 + e^x)^2, and multiplied out. */
#ifndef ACTFN_NORMAL_H
#define ACTFN_NORMAL_H

#include "activation/smooth.h"

/* true: it is proved. false: it may be or not. */
bool normal_is_zero(const struct smooth *s, int node);

#endif
