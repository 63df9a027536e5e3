/* Singular values of a product of many matrices.
 *
 * In the product itself everything below 2^-53 of the largest singular value is noise, and deep
 * products spread over tens or hundreds of orders. So the product is kept as Q D U: Q with
 * orthonormal columns, D powers of two, U with rows of ordinary size. A layer W makes W Q D U; W Q
 * = Q' R by Gram-Schmidt, and row i of R D U is sum over j >= i of R_ij D_j U_j written with a
 * power of two of its own. Rounding in W Q is an error of 2^-53 relative to W, the best that can be
 * asked; rounding in a row is relative to that row, which moves no singular value by more than a
 * few cond(U) 2^-53 of itself. The directions sort themselves by size, so D falls and U stays far
 * from dependent (Stewart 1997, graded QR; Bojanczyk et al. 1992).
 *
 * D U is finished by one-sided Jacobi rotations of its rows (jacobi.c). */
#include "linear/blas.h"
#include "linear/spectrum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOG10_2 0.30102999566398119521
enum { SMALL = 128, GRADED_MOST = 512 };

/* ---- Q D U ---------------------------------------------------------------------------------- */
struct graded {
    struct matrix q; /* Q's columns, as rows */
    struct matrix u;
    int64_t *exponents;
};

static void graded_start(struct graded *g, size_t n)
{
    *g = (struct graded){ matrix_new(n, n), matrix_new(n, n), memory_new(n, sizeof *g->exponents) };
    for (size_t i = 0; i < n; i++)
        g->q.at[i * n + i] = g->u.at[i * n + i] = 1;
}

static void graded_free(struct graded *g)
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
    graded_free(g);
    *g = (struct graded){ m, u, exponents };
}

static size_t row_values(const struct stack *s, size_t depth)
{
    return s->sizes[0] < s->sizes[depth] ? s->sizes[0] : s->sizes[depth];
}

static void values_start(struct collapsed *row, const struct stack *s)
{
    row->values = row_values(s, row->depth);
    row->log10_value = memory_new(row->values, sizeof *row->log10_value);
    for (size_t i = 0; i < row->values; i++)
        row->log10_value[i] = -INFINITY;
}

static void graded_values(const struct graded *g, struct collapsed *row, const struct stack *s)
{
    struct matrix u = matrix_copy(&g->u);
    int64_t *exponents = memory_new(u.rows, sizeof *exponents);
    memcpy(exponents, g->exponents, u.rows * sizeof *exponents);
    values_start(row, s);
    if (u.rows <= row->values)
        jacobi_values(&u, exponents, row->log10_value);
    matrix_free(&u);
    free(exponents);
}

void spectra_graded(const struct stack *s, struct collapsed *rows, size_t nrows)
{
    struct graded g;
    size_t left = 0, k = 0;
    for (size_t i = 0; i < nrows; i++)
        left += rows[i].log10_value == NULL;
    if (!left)
        return;
    graded_start(&g, s->sizes[0]);
    for (size_t i = 0; i < nrows && left; i++) {
        for (; k < rows[i].depth; k++)
            graded_layer(&g, &s->weights[k]);
        if (!rows[i].log10_value) {
            graded_values(&g, &rows[i], s);
            left--;
        }
    }
    graded_free(&g);
}

/* ---- large products, by LAPACK -------------------------------------------------------------- */
static size_t narrowest(const struct stack *s, size_t depth)
{
    size_t least = s->sizes[0];
    for (size_t k = 1; k <= depth; k++)
        least = s->sizes[k] < least ? s->sizes[k] : least;
    return least;
}

/* The upper half of our rows is the lower of LAPACK's columns: mirrored, it is read as it always
 * was. */
bool symmetric_values(struct matrix *gram, double *eigenvalues)
{
    size_t n = gram->rows;
    double most;
    int room;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            gram->at[i * n + k] = gram->at[k * n + i];
    if (lapacke.dsyevd(LAPACK_COLUMNS, 'N', 'U', (int)n, gram->at, (int)n, eigenvalues, &most, -1,
                       &room, -1) != 0)
        return false;
    double *work = memory_new((size_t)most, sizeof *work);
    int *whole = memory_new((size_t)room, sizeof *whole);
    int status = lapacke.dsyevd(LAPACK_COLUMNS, 'N', 'U', (int)n, gram->at, (int)n, eigenvalues,
                                work, (int)most, whole, room);
    free(work);
    free(whole);
    return status == 0;
}

/* In descending order. Our rows are LAPACK's columns: the transpose, with the same singular values.
 */
static bool general_values(const struct matrix *product, double *values)
{
    int m = (int)product->columns, n = (int)product->rows, nothing = 0;
    double most, unused = 0;
    if (lapacke.dgesdd(LAPACK_COLUMNS, 'N', m, n, product->at, m, values, &unused, 1, &unused, 1,
                       &most, -1, &nothing) != 0)
        return false;
    struct matrix copy = matrix_copy(product);
    double *work = memory_new((size_t)most, sizeof *work);
    int *whole = memory_new(8 * (size_t)(m < n ? m : n), sizeof *whole);
    int status = lapacke.dgesdd(LAPACK_COLUMNS, 'N', m, n, copy.at, m, values, &unused, 1, &unused,
                                1, work, (int)most, whole);
    matrix_free(&copy);
    free(work);
    free(whole);
    return status == 0;
}

/* Square roots of the eigenvalues of W W^T (or W^T W, the smaller): five times as fast as the
 * singular values themselves. Squaring costs digits: the i-th is good to about 2^-53 (first /
 * i-th)^2, so this serves only where all are within three orders, which random matrices that are
 * not square are. */
static bool gram_values(const struct matrix *product, double *values)
{
    size_t rows = product->rows, columns = product->columns,
           least = rows < columns ? rows : columns;
    struct matrix gram = matrix_new(least, least);
    double *eigenvalues = memory_new(least, sizeof *eigenvalues);
    blas.dsyrk(CBLAS_ROWS, CBLAS_UPPER, rows <= columns ? CBLAS_PLAIN : CBLAS_TRANSPOSED,
               (int)least, (int)(rows + columns - least), 1, product->at, (int)product->columns, 0,
               gram.at, (int)least);
    bool ok =
        symmetric_values(&gram, eigenvalues) && eigenvalues[0] > 1e-6 * eigenvalues[least - 1];
    for (size_t i = 0; ok && i < least; i++)
        values[i] = sqrt(eigenvalues[least - 1 - i]);
    matrix_free(&gram);
    free(eigenvalues);
    return ok;
}

static bool lapack_values(const struct matrix *product, double *values)
{
    struct error unused;
    size_t rows = product->rows, columns = product->columns;
    if (!lapacke_load(&unused))
        return false;
    blas_threads(false); /* it waits for all of them several times a column */
    if ((rows > 2 * columns || columns > 2 * rows) && gram_values(product, values))
        return true;
    return general_values(product, values);
}

/* Through a narrow layer, like that between LoRA's two matrices. */
static bool through_narrow(const struct stack *s, struct collapsed *row, size_t rank)
{
    double *log10_value = memory_new(rank, sizeof *log10_value);
    narrow_values(s, row->depth, rank, log10_value);
    bool ok = row_values(s, row->depth) > GRADED_MOST ||
              log10_value[rank - 1] > log10_value[0] - 8; /* else the factors tell them better */
    if (ok) {
        values_start(row, s);
        memcpy(row->log10_value, log10_value, rank * sizeof *log10_value);
    }
    free(log10_value);
    return ok;
}

void spectrum_plain(const struct stack *s, struct collapsed *row, const struct matrix *product,
                    int64_t exponent, bool deepest)
{
    size_t values = row_values(s, row->depth), rank = narrowest(s, row->depth);
    if (narrowest(s, s->layers) <= SMALL && values <= SMALL)
        return;
    if (rank <= SMALL && rank < values && through_narrow(s, row, rank))
        return;
    double *sigma = memory_new(values, sizeof *sigma);
    bool done = lapack_values(product, sigma);
    /* Rounding in the product is about n 2^-53 of the largest: below 10^-13 of it there is nothing
     * but noise, above 10^-8 of it five digits are good. */
    bool enough = done && sigma[rank - 1] > 1e-8 * sigma[0];
    if (done && (enough || values > GRADED_MOST || !deepest)) {
        values_start(row, s);
        for (size_t i = 0; i < rank; i++)
            row->log10_value[i] = sigma[i] > 1e-12 * sigma[0]
                                      ? log10(sigma[i]) + (double)exponent * LOG10_2
                                  : sigma[0] > 0 ? NAN
                                                 : -INFINITY;
    }
    free(sigma);
}

void spectrum_facts(struct collapsed *row, const struct stack *s)
{
    double sum = 0, squares = 0, entropy = 0, top = row->values ? row->log10_value[0] : -INFINITY;
    size_t n = row->values,
           most = s->sizes[0] > s->sizes[row->depth] ? s->sizes[0] : s->sizes[row->depth];
    row->rank_tolerance = (double)most * 0x1p-52;
    row->rank = 0;
    for (size_t i = 0; i < n && top > -INFINITY; i++) {
        double share = pow(10, row->log10_value[i] - top);
        if (isnan(share))
            continue;
        sum += share;
        squares += share * share;
        row->rank += share > row->rank_tolerance;
    }
    for (size_t i = 0; i < n && sum > 0; i++) {
        double share = pow(10, row->log10_value[i] - top) / sum;
        entropy -= share > 0 ? share * log(share) : 0;
    }
    row->stable_rank = squares;                       /* |W|_F^2 / |W|_2^2 */
    row->effective_rank = sum > 0 ? exp(entropy) : 0; /* Roy and Vetterli 2007 */
    row->log10_condition = top > -INFINITY ? top - row->log10_value[n - 1] : INFINITY;
}
