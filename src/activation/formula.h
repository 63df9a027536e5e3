/* A FUNCTION's derivatives as formulas, simplified. */
#ifndef ACTFN_FORMULA_H
#define ACTFN_FORMULA_H

#include "activation/activation.h"

enum formula_style {
    FORMULA_TEXT, /* an expression that the program itself reads */
    FORMULA_TEX,
    FORMULA_C /* a function of that name, after those that it needs */
};

/* Of order 0 (f itself), 1 or 2. NULL: it has none (a function of a vector), or one that nobody
 * would read. The caller frees it. `name` is C's. */
char *formula_text(const struct function *g, int order, enum formula_style style, const char *name);

#endif
