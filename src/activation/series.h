/* Inside the activation room: Taylor series, in long double, by arithmetic on series.
 *
 * This is a second way to every function, apart from the kernels: a row is taken by its defining
 * formula (definition.c), and each operation acts on the coefficients of its operands. It serves
 * the series that `info` prints, and it is the reference against which `bench` measures the
 * kernels. */
#ifndef ACTFN_SERIES_H
#define ACTFN_SERIES_H

#include "activation/activation.h"

/* The defining formula, an expression in x and the row's parameters, smooth where the row is; NULL:
 * a row that the evaluator knows itself (exp, sin, erf, ...). */
const char *definition_of(const struct activation *row);

enum { TAYLOR_MAX = 18 };
/* c[k] = k-th derivative at x0 / k!, k < n <= TAYLOR_MAX. false: no series there (a kink, or
 * outside where f lives). */
bool function_taylor(const struct function *g, double x0, int n, long double *c);
/* The coefficients at 0 as doubles; returns how many: most, or 0. */
size_t function_series(const struct function *g, double *c, size_t most);

#endif
