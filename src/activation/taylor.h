/* Inside the activation room: Taylor coefficients that are intervals. With u[k] enclosing
 * f^(k)(x)/k! for every x of an interval, each operation encloses the coefficients of its result
 * (R. Moore; Griewank and Walther, ch. 13). n coefficients each; the result may not be an operand.
 * What is not defined becomes the entire line. */
#ifndef ACTFN_TAYLOR_H
#define ACTFN_TAYLOR_H

#include "activation/interval.h"

#include <stddef.h>

/* What a formula is made of beyond arithmetic. */
enum taylor_function {
    TAYLOR_EXP,
    TAYLOR_EXPM1,
    TAYLOR_LOG,
    TAYLOR_LOG1P,
    TAYLOR_SIN,
    TAYLOR_COS,
    TAYLOR_SIN_PI, /* of pi u */
    TAYLOR_ATAN,
    TAYLOR_ASIN,
    TAYLOR_ACOS,
    TAYLOR_SINH,
    TAYLOR_COSH,
    TAYLOR_TANH,
    TAYLOR_ASINH,
    TAYLOR_ACOSH,
    TAYLOR_ATANH,
    TAYLOR_ERF,
    TAYLOR_ERFC,
    TAYLOR_NORMAL,  /* Phi */
    TAYLOR_DENSITY, /* phi */
    TAYLOR_SIGMOID,
    TAYLOR_SOFTPLUS
};

void taylor_mul(struct interval *y, const struct interval *a, const struct interval *b, size_t n);
void taylor_square(struct interval *y, const struct interval *a, size_t n);
void taylor_div(struct interval *y, const struct interval *a, const struct interval *b, size_t n);
/* u^p, p a fraction; whole powers of anything, others of u >= 0. */
void taylor_power(struct interval *y, const struct interval *u, const struct interval *p,
                  bool is_whole, int64_t whole, size_t n);
void taylor_apply(struct interval *y, enum taylor_function f, const struct interval *u, size_t n);

void taylor_clear(struct interval *y, size_t n);

#endif
