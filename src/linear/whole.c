/* Whole-number matrices of a user, multiplied exactly whatever the size of the numbers. Doubles are
 * exact up to 2^53 (exact.c); beyond that sums are kept in 128 bits, and rounded once, at the end. */
#include "linear/linear.h"

#include <math.h>
#include <stdlib.h>

static bool whole(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(fabs(x[i]) < 0x1p53) || x[i] != trunc(x[i]))
            return false;
    return true;
}

bool stack_is_whole(const struct stack *s)
{
    for (size_t k = 0; k < s->layers; k++) {
        const struct matrix *w = &s->weights[k];
        if (!whole(w->at, w->rows * w->columns) ||
            (s->biases[k] && !whole(s->biases[k], w->rows)))
            return false;
    }
    return true;
}

#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 wide;
enum { WORK_MOST = 1 << 30 }; /* multiplications: some seconds */

/* No partial sum of W p + b gets beyond this. */
static double reach(const struct matrix *w, double largest, const double *bias)
{
    double most = 0;
    for (size_t i = 0; i < w->rows; i++) {
        double sum = bias ? fabs(bias[i]) : 0;
        for (size_t j = 0; j < w->columns; j++)
            sum += fabs(w->at[i * w->columns + j]) * largest;
        most = fmax(most, sum);
    }
    return most * (1 + 1e-9);
}

/* p <- W p, and b to the last column. */
static wide *times(const struct matrix *w, const double *bias, const wide *p, size_t columns,
                   double *largest)
{
    wide *next = memory_new(w->rows * columns, sizeof *next);
    *largest = 0;
    for (size_t i = 0; i < w->rows; i++) {
        wide *row = next + i * columns;
        for (size_t j = 0; j < w->columns; j++) {
            wide factor = (wide)w->at[i * w->columns + j];
            for (size_t c = 0; c < columns && factor != 0; c++)
                row[c] += factor * p[j * columns + c];
        }
        row[columns - 1] += bias ? (wide)bias[i] : 0;
        for (size_t c = 0; c < columns; c++)
            *largest = fmax(*largest, fabs((double)row[c]));
    }
    return next;
}

/* (double) of a 128-bit number rounds to nearest, ties to even. */
static void rounded(const wide *p, size_t rows, size_t columns, struct one_layer *one)
{
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j + 1 < columns; j++)
            one->weights.at[i * (columns - 1) + j] = (double)p[i * columns + j];
        one->biases[i] = (double)p[i * columns + columns - 1];
    }
    one->exponent = one->bias_exponent = 0;
}

bool stack_whole_product(const struct stack *s, struct one_layer *one)
{
    size_t n = s->sizes[0], columns = n + 1;
    double largest = 1, work = 0;
    for (size_t k = 0; k < s->layers; k++)
        work += (double)s->sizes[k] * (double)s->sizes[k + 1] * (double)columns;
    if (work > WORK_MOST)
        return false;
    wide *p = memory_new(n * columns, sizeof *p);
    for (size_t i = 0; i < n; i++)
        p[i * columns + i] = 1;
    bool ok = true;
    for (size_t k = 0; k < s->layers && ok; k++) {
        ok = reach(&s->weights[k], fmax(largest, 1), s->biases[k]) < 0x1p126;
        if (!ok)
            break;
        wide *next = times(&s->weights[k], s->biases[k], p, columns, &largest);
        free(p);
        p = next;
    }
    if (ok)
        rounded(p, s->sizes[s->layers], columns, one);
    free(p);
    return ok;
}
#else
bool stack_whole_product(const struct stack *s, struct one_layer *one)
{
    (void)s;
    (void)one;
    return false;
}
#endif
