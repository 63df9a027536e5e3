/* Singular values of products. Inside src/linear only. */
#ifndef ACTFN_LINEAR_SPECTRUM_H
#define ACTFN_LINEAR_SPECTRUM_H

#include "linear/linear.h"

/* The product of the first `depth` layers as Q D U (graded.c): Q with orthonormal columns, D powers
 * of two, U with rows of ordinary size. All zeros: not begun. */
struct graded {
    struct matrix q; /* Q's columns, as rows */
    struct matrix u;
    int64_t *exponents;
    size_t depth;
};
void graded_to(struct graded *g, const struct stack *s, size_t depth); /* on to a larger depth */
/* log10 of its singular values, as many as u has rows, descending, each relative to itself. */
void graded_values(const struct graded *g, double *log10_value);
/* D U without the rows that are 2^-64 of the largest; times 2^exponent. */
struct matrix graded_top(const struct graded *g, int64_t *exponent);
void graded_free(struct graded *g);

/* The singular values of one stack, depth after depth. */
struct spectra {
    const struct stack *stack;
    struct graded graded;
    bool fallen; /* a quarter of them is below rounding: the graded form is the cheaper one */
};
/* Large and not too ill-conditioned: from the product itself (times 2^exponent), by LAPACK. Else
 * leaves row->log10_value NULL. Rows in the order of their depths. */
void spectrum_plain(struct spectra *spectra, struct collapsed *row, const struct matrix *product,
                    int64_t exponent, bool deepest);
/* All rows that have no singular values yet, from the factors. Frees what was kept. */
void spectra_graded(struct spectra *spectra, struct collapsed *rows, size_t nrows);
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
