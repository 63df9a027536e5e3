/* Whole-number matrices of a user, multiplied exactly whatever the size of the numbers. Doubles are
 * exact up to 2^53 (exact.c); beyond that sums are kept in 128 bits, and rounded once, at the end.
 */
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
        if (!whole(w->at, w->rows * w->columns) || (s->biases[k] && !whole(s->biases[k], w->rows)))
            return false;
    }
    return true;
}

#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 wide;
enum { WORK_MOST = 1 << 30 }; /* multiplications: some seconds */
enum { STREAM_WHOLE = 11, INPUT_MOST = 9, INPUTS_MOST = 64 };

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

/* Columns (the last one ones, for the biases to add to) through all layers; NULL where 128 bits do
 * not suffice. p is used up. `top` takes the largest sum that could come. */
static wide *through(const struct stack *s, wide *p, size_t columns, double largest, double *top)
{
    for (size_t k = 0; k < s->layers; k++) {
        double most = reach(&s->weights[k], fmax(largest, 1), s->biases[k]);
        *top = fmax(*top, most);
        wide *next =
            most < 0x1p126 ? times(&s->weights[k], s->biases[k], p, columns, &largest) : NULL;
        free(p);
        p = next;
        if (!p)
            return NULL;
    }
    return p;
}

static bool too_much(const struct stack *s, size_t columns)
{
    double work = 0;
    for (size_t k = 0; k < s->layers; k++)
        work += (double)s->sizes[k] * (double)s->sizes[k + 1] * (double)columns;
    return work > WORK_MOST;
}

/* The one layer: its last column is the bias. */
static wide *product(const struct stack *s, double *top)
{
    size_t n = s->sizes[0], columns = n + 1;
    if (too_much(s, columns))
        return NULL;
    wide *p = memory_new(n * columns, sizeof *p);
    for (size_t i = 0; i < n; i++)
        p[i * columns + i] = 1;
    return through(s, p, columns, 1, top);
}

bool stack_whole_product(const struct stack *s, struct one_layer *one)
{
    double top = 0;
    wide *p = product(s, &top);
    if (p)
        rounded(p, s->sizes[s->layers], s->sizes[0] + 1, one);
    free(p);
    return p != NULL;
}

/* One input after the other through the stack, and through the one layer. */
static bool compare(const struct stack *s, const wide *p, struct random *rng, struct exactly *e)
{
    size_t n = s->sizes[0], outputs = s->sizes[s->layers];
    wide *x = memory_new(n, sizeof *x), *h = memory_new(n, sizeof *h);
    for (size_t i = 0; i < n; i++)
        x[i] = h[i] = (wide)random_below(rng, 2 * INPUT_MOST + 1) - INPUT_MOST;
    h = through(s, h, 1, INPUT_MOST, &e->largest);
    for (size_t i = 0; h && i < outputs; i++) {
        wide sum = p[i * (n + 1) + n];
        for (size_t j = 0; j < n; j++)
            sum += p[i * (n + 1) + j] * x[j];
        e->equal += sum == h[i];
        e->log10_size = fmax(e->log10_size, log10(fmax(1, fabs((double)sum))));
    }
    e->outputs += outputs;
    free(x);
    free(h);
    return h != NULL;
}

bool stack_whole_equal(const struct stack *s, size_t inputs, uint64_t seed, struct exactly *e)
{
    struct random rng;
    struct exactly found = { .inputs = inputs < INPUTS_MOST ? inputs : INPUTS_MOST };
    random_seed(&rng, seed, STREAM_WHOLE);
    wide *p = product(s, &found.largest);
    double size = (double)s->sizes[0] * INPUT_MOST; /* of the sums in compare */
    bool ok = p && found.largest * size < 0x1p126;
    for (uint64_t i = 0; ok && i < found.inputs; i++)
        ok = compare(s, p, &rng, &found);
    free(p);
    if (ok)
        *e = found;
    return ok;
}
#else
bool stack_whole_product(const struct stack *s, struct one_layer *one)
{
    (void)s;
    (void)one;
    return false;
}

bool stack_whole_equal(const struct stack *s, size_t inputs, uint64_t seed, struct exactly *e)
{
    (void)s;
    (void)inputs;
    (void)seed;
    (void)e;
    return false;
}
#endif
