/* Singular values of a product of many matrices.
 *
 * In the product itself everything below 2^-53 of the largest singular value is noise, and deep
 * products spread over tens or hundreds of orders. So the product is kept as Q D U: Q with
 * orthonormal columns, D powers of two, U with rows of ordinary size. A layer W makes W Q D U, by
 * Gram-Schmidt W Q = Q' R, and row i of R D U is
 *
 *     sum over j >= i of R_ij D_j U_j,
 *
 * written with a power of two of its own. Rounding in W Q is an error of 2^-53 relative to W, the
 * best that can be asked; rounding in a row is relative to that row, which moves no singular value
 * by more than a few cond(U) 2^-53 of itself. The directions sort themselves by size, so D falls
 * and U stays far from dependent (Stewart 1997, graded QR; Bojanczyk et al. 1992).
 *
 * D U is finished by one-sided Jacobi rotations of its rows (jacobi.c). */
#include "linear/spectrum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void graded_start(struct graded *g, size_t n)
{
    *g = (struct graded){ matrix_new(n, n), matrix_new(n, n), memory_new(n, sizeof *g->exponents),
                          0 };
    for (size_t i = 0; i < n; i++)
        g->q.at[i * n + i] = g->u.at[i * n + i] = 1;
}

void graded_free(struct graded *g)
{
    matrix_free(&g->q);
    matrix_free(&g->u);
    free(g->exponents);
}

/* Row i of R D: its largest term sets the row's exponent. lower = R^T. */
static void graded_row(const struct matrix *lower, size_t i, const int64_t *d, double *row,
                       int64_t *exponent)
{
    int64_t top = INT64_MIN / 2;
    for (size_t j = i; j < lower->rows; j++) {
        double r = lower->at[j * lower->columns + i];
        if (r != 0 && d[j] + ilogb(r) > top)
            top = d[j] + ilogb(r);
    }
    *exponent = top;
    for (size_t j = i; j < lower->rows; j++) {
        double r = lower->at[j * lower->columns + i];
        row[j] = r == 0 || d[j] - top < -3000 ? 0 : ldexp(r, (int)(d[j] - top));
    }
}

static void graded_layer(struct graded *g, const struct matrix *w)
{
    size_t r = g->q.rows, kept = 0, n0 = g->u.columns;
    struct matrix m = matrix_new(r, w->rows), lower = matrix_new(r, r), rd = matrix_new(r, r);
    int64_t *exponents = memory_new(r, sizeof *exponents);
    gemm_double(false, true, r, w->rows, w->columns, 1, g->q.at, g->q.columns, w->at, w->columns, 0,
                m.at, w->rows);
    matrix_orthonormal(&m, &lower);
    for (size_t i = 0; i < r; i++) {
        if (lower.at[i * r + i] == 0) /* no new direction: the rank falls */
            continue;
        graded_row(&lower, i, g->exponents, rd.at + kept * r, &exponents[kept]);
        memmove(m.at + kept * m.columns, m.at + i * m.columns, m.columns * sizeof(double));
        kept++;
    }
    m.rows = rd.rows = kept;
    struct matrix u = matrix_new(kept, n0);
    matrix_multiply(&u, &rd, &g->u);
    for (size_t i = 0; i < kept; i++)
        row_settle(u.at + i * n0, n0, &exponents[i]);
    matrix_free(&lower);
    matrix_free(&rd);
    size_t depth = g->depth;
    graded_free(g);
    *g = (struct graded){ m, u, exponents, depth };
}

void graded_to(struct graded *g, const struct stack *s, size_t depth)
{
    if (!g->exponents)
        graded_start(g, s->sizes[0]);
    for (; g->depth < depth; g->depth++)
        graded_layer(g, &s->weights[g->depth]);
}

void graded_values(const struct graded *g, double *log10_value)
{
    struct matrix u = matrix_copy(&g->u);
    int64_t *exponents = memory_new(u.rows, sizeof *exponents);
    memcpy(exponents, g->exponents, u.rows * sizeof *exponents);
    jacobi_values(&u, exponents, log10_value);
    matrix_free(&u);
    free(exponents);
}

struct matrix graded_top(const struct graded *g, int64_t *exponent)
{
    enum { DIGITS = 64 }; /* what is smaller adds nothing to a double */
    size_t n = g->u.columns, kept = 0;
    int64_t top = INT64_MIN / 2;
    for (size_t i = 0; i < g->u.rows; i++)
        top = g->exponents[i] > top ? g->exponents[i] : top;
    struct matrix m = matrix_new(g->u.rows, n);
    for (size_t i = 0; i < g->u.rows; i++) {
        if (g->exponents[i] < top - DIGITS)
            continue;
        double scale = ldexp(1, (int)(g->exponents[i] - top));
        for (size_t j = 0; j < n; j++)
            m.at[kept * n + j] = g->u.at[i * n + j] * scale;
        kept++;
    }
    m.rows = kept;
    *exponent = top;
    return m;
}
