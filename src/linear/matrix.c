/* Matrices and the few operations on them that collapse and the fits are made of. */
#include "linear/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct matrix matrix_new(size_t rows, size_t columns)
{
    if (columns && rows > SIZE_MAX / columns)
        rows = SIZE_MAX / sizeof(double),
        columns = 1; /* memory_new says that there is no such memory */
    return (struct matrix){ rows, columns, memory_new(rows * columns, sizeof(double)) };
}

struct matrix matrix_copy(const struct matrix *a)
{
    struct matrix b = matrix_new(a->rows, a->columns);
    memcpy(b.at, a->at, a->rows * a->columns * sizeof *b.at);
    return b;
}

void matrix_free(struct matrix *a)
{
    free(a->at);
    *a = (struct matrix){ 0 };
}

void matrix_multiply(struct matrix *c, const struct matrix *a, const struct matrix *b)
{
    gemm_double(false, false, c->rows, c->columns, a->columns, 1, a->at, a->columns, b->at,
                b->columns, 0, c->at, c->columns);
}

double matrix_largest(const struct matrix *a)
{
    enum { SIDE = 8 }; /* side by side, for the vectors */
    double largest[SIDE] = { 0 }, sum[SIDE] = { 0 };
    size_t n = a->rows * a->columns, i = 0;
    for (; i + SIDE <= n; i += SIDE)
        for (size_t q = 0; q < SIDE; q++) {
            double size = fabs(a->at[i + q]);
            largest[q] = size > largest[q] ? size : largest[q];
            sum[q] += size - size; /* NaN if any entry is inf or NaN */
        }
    for (; i < n; i++) {
        largest[0] = fabs(a->at[i]) > largest[0] ? fabs(a->at[i]) : largest[0];
        sum[0] += a->at[i] - a->at[i];
    }
    for (size_t q = 1; q < SIDE; q++) {
        largest[0] = largest[q] > largest[0] ? largest[q] : largest[0];
        sum[0] += sum[q];
    }
    return isnan(sum[0]) && !isinf(largest[0]) ? NAN : largest[0];
}

/* Eight sums side by side, which the compiler turns into vectors; one sum in order it must not. */
static double dot(const double *a, const double *b, size_t n)
{
    double sum[8] = { 0 };
    size_t k = 0;
    for (; k + 8 <= n; k += 8)
        for (size_t q = 0; q < 8; q++)
            sum[q] += a[k + q] * b[k + q];
    for (; k < n; k++)
        sum[0] += a[k] * b[k];
    return ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
}

double matrix_norm(const struct matrix *a)
{
    double squares = dot(a->at, a->at, a->rows * a->columns), largest, scale;
    if (squares > 1e-200 && squares < 1e300)
        return sqrt(squares);
    largest = matrix_largest(a);
    if (!(largest > 0) || isinf(largest))
        return largest;
    int exponent = ilogb(largest);
    scale = ldexp(1, exponent > 1000 ? -1000 : exponent < -1000 ? 1000 : -exponent);
    squares = 0;
    for (size_t i = 0; i < a->rows * a->columns; i++)
        squares += a->at[i] * scale * (a->at[i] * scale);
    return sqrt(squares) / scale;
}

int64_t matrix_rescale(struct matrix *a)
{
    double largest = matrix_largest(a);
    if (!(largest > 0) || isinf(largest))
        return 0;
    int exponent = ilogb(largest);
    if (exponent == 0)
        return 0;
    double first = ldexp(1, -(exponent / 2)),
           second = ldexp(1, -(exponent - exponent / 2)); /* 2^1074 is no double */
    for (size_t i = 0; i < a->rows * a->columns; i++)
        a->at[i] = a->at[i] * first * second;
    return exponent;
}

/* ---- orthonormal rows -------------------------------------------------------------------------
 * Gram and Schmidt's way, with every row taken through it twice: "twice is enough" (Giraud, Langou,
 * Rozloznik and van den Eshof 2005) to be orthogonal to working precision unless the rows are
 * dependent to that precision. Block by block, so that most of the work is products of matrices:
 * twice against the rows above the block, then twice within it. A row that the block left with less
 * than half of its length is no longer orthogonal to those above to the last digit: it goes through
 * all of them once more. */
enum { BLOCK = 32 };

/* rows[first .. first+count) lose what lies along the `before` rows above them; coefficients are
 * added to the triangle. */
static void lose(const struct matrix *a, size_t before, size_t first, size_t count, double *share,
                 struct matrix *triangle)
{
    size_t n = a->columns;
    if (!before || !count)
        return;
    gemm_double(false, true, count, before, n, 1, a->at + first * n, n, a->at, n, 0, share, before);
    gemm_double(false, false, count, n, before, -1, share, before, a->at, n, 1, a->at + first * n,
                n);
    for (size_t i = 0; triangle && i < count; i++)
        for (size_t j = 0; j < before; j++)
            triangle->at[(first + i) * triangle->columns + j] += share[i * before + j];
}

static double row_norm(const double *row, size_t n)
{
    struct matrix view = { 1, n, (double *)row };
    return matrix_norm(&view);
}

static void row_lose(double *row, const double *unit, size_t n, double *coefficient)
{
    double share = dot(row, unit, n);
    for (size_t k = 0; k < n; k++)
        row[k] -= share * unit[k];
    *coefficient += share;
}

size_t matrix_orthonormal(struct matrix *a, struct matrix *triangle)
{
    size_t n = a->columns, kept = 0;
    double *share = memory_new(BLOCK * (a->rows + 1), sizeof *share), unused = 0;
    if (triangle)
        memset(triangle->at, 0, triangle->rows * triangle->columns * sizeof *triangle->at);
    for (size_t first = 0; first < a->rows; first += BLOCK) {
        size_t count = a->rows - first < BLOCK ? a->rows - first : BLOCK;
        double before[BLOCK] = { 0 };
        for (size_t i = 0; i < count; i++)
            before[i] = row_norm(a->at + (first + i) * n, n);
        lose(a, first, first, count, share, triangle);
        lose(a, first, first, count, share, triangle);
        for (size_t i = first; i < first + count; i++) {
            double *row = a->at + i * n, whole = row_norm(row, n), left = whole;
            for (int twice = 0; twice < 2; twice++) {
                for (size_t j = left < whole / 2 ? 0 : first; j < i; j++)
                    row_lose(row, a->at + j * n, n,
                             triangle ? &triangle->at[i * triangle->columns + j] : &unused);
                left = row_norm(row, n);
            }
            /* What is left of a dependent row is rounding: no direction of its own. */
            bool own = left > 8 * (double)n * 0x1p-53 * before[i - first] && left > 0;
            for (size_t k = 0; k < n; k++)
                row[k] = own ? row[k] / left : 0;
            if (triangle)
                triangle->at[i * triangle->columns + i] = own ? left : 0;
            kept += own;
        }
    }
    free(share);
    return kept;
}
