/* Singular values of products. Inside src/linear only. */
#ifndef ACTFN_LINEAR_SPECTRUM_H
#define ACTFN_LINEAR_SPECTRUM_H

#include "linear/linear.h"

/* Large and not too ill-conditioned: from the product itself (times 2^exponent), by LAPACK. Else
 * leaves row->log10_value NULL. */
void spectrum_plain(const struct stack *s, struct collapsed *row, const struct matrix *product,
                    int64_t exponent, bool deepest);
/* All rows that have no singular values yet, from the factors. */
void spectra_graded(const struct stack *s, struct collapsed *rows, size_t nrows);
/* Ranks and condition from the singular values. */
void spectrum_facts(struct collapsed *row, const struct stack *s);
/* Eigenvalues of a symmetric matrix whose upper half is given, ascending, by LAPACK once
 * lapacke_load has found it. The matrix is used up; false: it failed. */
bool symmetric_values(struct matrix *gram, double *eigenvalues);
/* log10 of the singular values of diag(2^exponents) u, descending; u is used up. Accurate to
 * rounding relative to each value if the rows of u are far from dependent, however far apart the
 * exponents. -inf: 0. */
void jacobi_values(struct matrix *u, int64_t *exponents, double *log10_value);
/* The row brought to an ordinary size by a power of two, which goes into its exponent. A row of
 * zeros sinks out of sight. */
void row_settle(double *row, size_t n, int64_t *exponent);
/* log10 of the singular values of the product of the first `depth` layers, descending, but for
 * those that are 0 because one of the sizes between, rank, is smaller than the first and the last.
 */
void narrow_values(const struct stack *s, size_t depth, size_t rank, double *log10_value);

#endif
