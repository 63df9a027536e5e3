/* Inside the activation room: the formula that a textbook or a first implementation writes. */
#ifndef ACTFN_TEXTBOOK_H
#define ACTFN_TEXTBOOK_H

#include "activation/activation.h"

/* An expression in x and the row's parameters; NULL: one elementary function (tanh, erf, exp, ...),
 * which arithmetic takes from its library. */
const char *textbook_of(const struct activation *row);

#endif
