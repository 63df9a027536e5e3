/* The effective rank of a matrix of numbers that somebody measured. */
#include "linear/blas.h"
#include "linear/spectrum.h"

#include <math.h>
#include <stdlib.h>

enum { SMALL = 128 }; /* up to here our own rotations are as fast as loading LAPACK */

/* exp of the entropy of n values that are not negative. */
static double entropy_rank(const double *value, size_t n)
{
    double sum = 0, entropy = 0;
    for (size_t i = 0; i < n; i++)
        sum += value[i];
    for (size_t i = 0; i < n && sum > 0; i++) {
        double share = value[i] / sum;
        entropy -= share > 0 ? share * log(share) : 0;
    }
    return sum > 0 ? exp(entropy) : 0;
}

/* A A^T, or A^T A where that is the smaller one. */
static struct matrix gram_of(const struct matrix *a)
{
    bool wide = a->rows <= a->columns;
    size_t n = wide ? a->rows : a->columns, length = wide ? a->columns : a->rows;
    struct matrix gram = matrix_new(n, n);
    gemm_double(!wide, wide, n, n, length, 1, a->at, a->columns, a->at, a->columns, 0, gram.at, n);
    return gram;
}

/* The eigenvalues of a symmetric matrix without negative ones are its singular values, which
 * Jacobi's rotations find. */
static void jacobi_eigenvalues(struct matrix *gram, double *values)
{
    int64_t *exponents = memory_new(gram->rows, sizeof *exponents);
    jacobi_values(gram, exponents, values);
    for (size_t i = 0; i < gram->rows; i++)
        values[i] = pow(10, values[i]);
    free(exponents);
}

/* Singular values are the roots of the eigenvalues of A A^T. Rounding leaves n 2^-52 of the largest
 * eigenvalue where there is none, which counts as 0: what is lost so is below n 10^-7 of the sum.
 */
static void singular_values(const struct matrix *a, double *values)
{
    struct error unused;
    struct matrix gram = gram_of(a);
    size_t n = gram.rows;
    double largest = 0;
    bool large = n > SMALL && lapacke_load(&unused);
    if (large) {
        struct matrix copy = matrix_copy(&gram);
        large = symmetric_values(&copy, values);
        matrix_free(&copy);
    }
    if (!large)
        jacobi_eigenvalues(&gram, values);
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, values[i]);
    for (size_t i = 0; i < n; i++)
        values[i] = values[i] > (double)n * 0x1p-52 * largest ? sqrt(values[i]) : 0;
    matrix_free(&gram);
}

double matrix_effective_rank(struct matrix *a)
{
    size_t n = a->rows < a->columns ? a->rows : a->columns;
    double largest = matrix_largest(a), rank;
    if (!isfinite(largest))
        return NAN;
    if (largest == 0 || n == 0)
        return 0;
    (void)matrix_rescale(a);
    double *values = memory_new(n, sizeof *values);
    singular_values(a, values);
    rank = entropy_rank(values, n);
    free(values);
    return rank;
}
