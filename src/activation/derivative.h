/* A FUNCTION's derivatives as formulas, simplified. */
#ifndef ACTFN_DERIVATIVE_H
#define ACTFN_DERIVATIVE_H

#include "activation/activation.h"

enum derivative_style {
    DERIVATIVE_TEXT, /* an expression that the program itself reads */
    DERIVATIVE_TEX,
    DERIVATIVE_C /* a function of that name, after those that it needs */
};

/* Of order 0 (f itself), 1 or 2. NULL: it has none (a function of a vector), or one that nobody
 * would read. The caller frees it. `name` is C's. */
char *derivative_text(const struct function *g, int order, enum derivative_style style,
                      const char *name);

#endif
