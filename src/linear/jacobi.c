/* Singular values by one-sided Jacobi rotations of rows (Hestenes 1958; Demmel and Veselic 1992 for
 * the relative accuracy), with the rows' powers of two kept apart. */
#include "linear/spectrum.h"

#include <math.h>
#include <stdlib.h>

#define LOG10_2 0.30102999566398119521
enum { SWEEPS = 60 };

struct sums {
    double aa, bb, ab;
};

static struct sums sums_of(const double *a, const double *b, size_t n)
{
    double aa[4] = { 0 }, bb[4] = { 0 }, ab[4] = { 0 };
    size_t k = 0;
    for (; k + 4 <= n; k += 4)
        for (size_t q = 0; q < 4; q++) {
            aa[q] += a[k + q] * a[k + q];
            bb[q] += b[k + q] * b[k + q];
            ab[q] += a[k + q] * b[k + q];
        }
    for (; k < n; k++) {
        aa[0] += a[k] * a[k];
        bb[0] += b[k] * b[k];
        ab[0] += a[k] * b[k];
    }
    return (struct sums){ (aa[0] + aa[2]) + (aa[1] + aa[3]), (bb[0] + bb[2]) + (bb[1] + bb[3]),
                          (ab[0] + ab[2]) + (ab[1] + ab[3]) };
}

void row_settle(double *row, size_t n, int64_t *exponent)
{
    struct matrix view = { 1, n, row };
    double largest = matrix_largest(&view);
    *exponent = largest > 0 ? *exponent + matrix_rescale(&view) : INT64_MIN / 4;
}

static double row_log10(const double *row, size_t n, int64_t exponent)
{
    struct matrix view = { 1, n, (double *)row };
    double norm = matrix_norm(&view);
    return norm > 0 ? log10(norm) + (double)exponent * LOG10_2 : -INFINITY;
}

/* Rows a 2^ea and b 2^eb, ea >= eb, made orthogonal: a' = c (a - t^2 q b), b' = c (q a + b), t =
 * 2^(eb - ea), tan of the angle = t q. For tiny t this is b losing its share of a, and nothing
 * overflows. */
static bool rotate(double *a, double *b, size_t n, int64_t ea, int64_t eb, double tolerance)
{
    struct sums s = sums_of(a, b, n);
    if (!(s.aa > 0) || !(s.bb > 0) || fabs(s.ab) <= tolerance * sqrt(s.aa * s.bb))
        return false;
    double t = eb - ea < -500 ? 0 : ldexp(1, (int)(eb - ea)), apart = t * t * s.bb - s.aa;
    double q = copysign(2 * s.ab, apart < 0 ? -s.ab : s.ab) /
               (fabs(apart) + sqrt(apart * apart + 4 * t * t * s.ab * s.ab));
    double c = 1 / sqrt(1 + t * t * q * q), down = c * t * t * q, up = c * q;
    for (size_t k = 0; k < n; k++) {
        double old = a[k];
        a[k] = c * old - down * b[k];
        b[k] = up * old + c * b[k];
    }
    return true;
}

void jacobi_values(struct matrix *u, int64_t *exponents, double *log10_value)
{
    size_t n = u->columns;
    bool moved = true;
    double tolerance = (4 + sqrt((double)n)) * 0x1p-53; /* rounding of the sums themselves */
    for (int sweep = 0; sweep < SWEEPS && moved; sweep++) {
        moved = false;
        for (size_t i = 0; i < u->rows; i++)
            row_settle(u->at + i * n, n, &exponents[i]);
        for (size_t i = 0; i < u->rows; i++)
            for (size_t j = i + 1; j < u->rows; j++) {
                bool first = exponents[i] >= exponents[j];
                size_t a = first ? i : j, b = first ? j : i;
                moved |=
                    rotate(u->at + a * n, u->at + b * n, n, exponents[a], exponents[b], tolerance);
            }
    }
    for (size_t i = 0; i < u->rows; i++)
        log10_value[i] = row_log10(u->at + i * n, n, exponents[i]);
    qsort(log10_value, u->rows, sizeof *log10_value, number_descending);
}
