/* Singular values of a product of many matrices: from the product itself, by LAPACK, where it is
 * large and not too ill-conditioned; else from the factors (graded.c). */
#include "linear/blas.h"
#include "linear/spectrum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOG10_2 0.30102999566398119521
enum { SMALL = 128, GRADED_MOST = 512 };

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

void spectra_graded(struct spectra *spectra, struct collapsed *rows, size_t nrows)
{
    for (size_t i = 0; i < nrows; i++) {
        if (rows[i].log10_value)
            continue;
        graded_to(&spectra->graded, spectra->stack, rows[i].depth);
        values_start(&rows[i], spectra->stack);
        if (spectra->graded.u.rows <= rows[i].values)
            graded_values(&spectra->graded, rows[i].log10_value);
    }
    graded_free(&spectra->graded);
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

/* Rounding in the product is about n 2^-53 of the largest: below 10^-13 of it there is nothing but
 * noise, above 10^-8 of it five digits are good. */
static void row_fill(struct collapsed *row, const struct stack *s, const double *sigma, size_t n,
                     size_t rank, int64_t exponent)
{
    values_start(row, s);
    for (size_t i = 0; i < rank; i++)
        row->log10_value[i] = i < n && sigma[i] > 1e-12 * sigma[0]
                                  ? log10(sigma[i]) + (double)exponent * LOG10_2
                              : sigma[0] > 0 ? NAN
                                             : -INFINITY;
}

/* Where many directions are lost to rounding, a decomposition of those that are left costs a
 * fraction of the whole product's; the graded form has them apart. */
static bool top_values(struct spectra *spectra, struct collapsed *row, size_t rank)
{
    int64_t exponent;
    graded_to(&spectra->graded, spectra->stack, row->depth);
    struct matrix top = graded_top(&spectra->graded, &exponent);
    double *sigma = memory_new(top.rows + 1, sizeof *sigma);
    bool ok = top.rows && general_values(&top, sigma);
    if (ok)
        row_fill(row, spectra->stack, sigma, top.rows, rank, exponent);
    matrix_free(&top);
    free(sigma);
    return ok;
}

void spectrum_plain(struct spectra *spectra, struct collapsed *row, const struct matrix *product,
                    int64_t exponent, bool deepest)
{
    const struct stack *s = spectra->stack;
    size_t values = row_values(s, row->depth), rank = narrowest(s, row->depth), kept = 0;
    if (narrowest(s, s->layers) <= SMALL && values <= SMALL)
        return;
    if (rank <= SMALL && rank < values && through_narrow(s, row, rank))
        return;
    if (spectra->fallen && (deepest || top_values(spectra, row, rank)))
        return;
    double *sigma = memory_new(values, sizeof *sigma);
    bool done = lapack_values(product, sigma);
    bool enough = done && sigma[rank - 1] > 1e-8 * sigma[0];
    while (done && kept < values && sigma[kept] > 1e-13 * sigma[0])
        kept++;
    spectra->fallen = done && values <= GRADED_MOST && 4 * kept < 3 * values;
    if (done && (enough || values > GRADED_MOST || !deepest))
        row_fill(row, s, sigma, values, rank, exponent);
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
