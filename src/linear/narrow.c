/* Singular values of a product that passes through a narrow layer: no matrix larger than the
 * factors is decomposed. */
#include "linear/spectrum.h"

#include <stdlib.h>

/* W_to ... W_from, brought to an ordinary size; *exponent takes the power of two. From the narrow
 * side on, so that all products are thin. */
static struct matrix thin_product(const struct stack *s, size_t from, size_t to, bool upwards,
                                  int64_t *exponent)
{
    struct matrix p = matrix_copy(&s->weights[upwards ? from : to]);
    *exponent = matrix_rescale(&p);
    for (size_t i = 1; i <= to - from; i++) {
        const struct matrix *w = &s->weights[upwards ? from + i : to - i];
        struct matrix next =
            upwards ? matrix_new(w->rows, p.columns) : matrix_new(p.rows, w->columns);
        matrix_multiply(&next, upwards ? w : &p, upwards ? &p : w);
        matrix_free(&p);
        p = next;
        *exponent += matrix_rescale(&p);
    }
    return p;
}

static struct matrix transposed(const struct matrix *a)
{
    struct matrix t = matrix_new(a->columns, a->rows);
    for (size_t i = 0; i < a->rows; i++)
        for (size_t j = 0; j < a->columns; j++)
            t.at[j * a->rows + i] = a->at[i * a->columns + j];
    return t;
}

/* The product is L R with r numbers between them. L^T = S P and R = T Q, P and Q with orthonormal
 * rows, so its singular values are those of S^T T, r x r. Rounding is some 2^-53 of the largest. */
void narrow_values(const struct stack *s, size_t depth, size_t rank, double *log10_value)
{
    size_t k = 1;
    int64_t above, below;
    while (s->sizes[k] != rank)
        k++;
    struct matrix l = thin_product(s, k, depth - 1, true, &above), lt = transposed(&l);
    struct matrix r = thin_product(s, 0, k - 1, false, &below);
    struct matrix left = matrix_new(rank, rank), right = matrix_new(rank, rank),
                  core = matrix_new(rank, rank);
    int64_t *exponents = memory_new(rank, sizeof *exponents);
    matrix_orthonormal(&lt, &left);
    matrix_orthonormal(&r, &right);
    gemm_double(true, false, rank, rank, rank, 1, left.at, rank, right.at, rank, 0, core.at, rank);
    for (size_t i = 0; i < rank; i++)
        exponents[i] = above + below;
    jacobi_values(&core, exponents, log10_value);
    matrix_free(&l);
    matrix_free(&lt);
    matrix_free(&r);
    matrix_free(&left);
    matrix_free(&right);
    matrix_free(&core);
    free(exponents);
}
