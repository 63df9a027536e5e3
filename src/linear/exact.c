/* Act 1: a stack of linear layers and its one matrix, in whole numbers. Doubles hold every whole
 * number up to 2^53, so as long as no sum gets that far, sums and products are exact in any order,
 * with fused multiply-adds or without, and both ways must agree bit for bit.
 *
 * How far a sum gets: no partial sum of W h + b, in whatever order, exceeds (largest row sum of
 * |W|) (largest |h|) + largest |b|. The bound is taken anew at each layer from the numbers that are
 * there, so it does not run away with depth. Where it reaches 2^53 all numbers are replaced by
 * their remainders modulo the prime 2^31 - 1, of both ways alike, and again after every layer:
 * equal whole numbers have equal remainders, and unequal ones pass unseen once in 2^31. */
#include "linear/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STREAM_EXACT = 11, INPUT_MOST = 9, BIAS_MOST = 3 };
static const double limit = 0x1p53, prime = 2147483647;

/* Thirds: the whole part of 3 u / 2^64, again and again from the fraction that is left. */
static void draw_weights(struct matrix *w, struct random *rng)
{
    size_t n = w->rows * w->columns;
    for (size_t i = 0; i < n;) {
        static const size_t digits = 20; /* 64 bits hold 40; the later ones come out less even */
        uint64_t u = random_bits(rng);
        for (size_t q = 0; q < digits && i < n; q++, i++) {
            uint64_t low = (u & UINT32_MAX) * 3,
                     high = (u >> 32) * 3 + (low >> 32); /* 3 u in two halves */
            w->at[i] = (double)(high >> 32) - 1;
            u = high << 32 | (low & UINT32_MAX);
        }
    }
}

/* Small matrices of -1, 0, 1 are often singular, and a product of ten of them would be 0: equal,
 * and no proof. They are drawn again. Large ones hardly ever are. */
static void draw_regular(struct matrix *w, struct random *rng)
{
    size_t least = w->rows < w->columns ? w->rows : w->columns;
    bool ok;
    do {
        draw_weights(w, rng);
        if (least > 16)
            return;
        struct matrix copy = matrix_copy(w);
        ok = matrix_orthonormal(&copy, NULL) >= least;
        matrix_free(&copy);
    } while (!ok);
}

static double row_sum_most(const struct matrix *w)
{
    double most = 0;
    for (size_t i = 0; i < w->rows; i++) {
        double sum = 0;
        for (size_t j = 0; j < w->columns; j++)
            sum += fabs(w->at[i * w->columns + j]);
        most = fmax(most, sum);
    }
    return most;
}

/* 0 .. prime - 1. The quotient is rounded to nearest by the constant, off by one at most, which the
 * last line mends. */
static void remainders(struct matrix *a)
{
    const double inverse = 1 / prime, rounder = 0x1.8p52;
    for (size_t i = 0; i < a->rows * a->columns; i++) {
        double quotient = (a->at[i] * inverse + rounder) - rounder;
        double rest = a->at[i] - quotient * prime;
        a->at[i] = rest < 0 ? rest + prime : rest;
    }
}

static void replace(struct matrix *old, struct matrix next)
{
    matrix_free(old);
    *old = next;
}

static struct matrix times(const struct matrix *w, const struct matrix *a)
{
    struct matrix c = matrix_new(w->rows, a->columns);
    matrix_multiply(&c, w, a);
    return c;
}

/* What one layer needs: its weights and biases, the batch so far, and the one matrix so far (last
 * column: the bias). */
struct act {
    struct matrix w, h, p;
    double *b;
    struct exactly *e;
    double *probe;
    const struct stack *own; /* NULL: weights are drawn */
};

static void to_remainders(struct act *a, size_t layer)
{
    if (!a->e->modulus) {
        a->e->modulus = (uint64_t)prime;
        a->e->modulus_layer = layer;
    }
    remainders(&a->h);
    remainders(&a->p);
}

/* One sample in ordinary floating point, to say how large the true numbers are once remainders hide
 * it. */
static void probe_step(struct act *a)
{
    double *next = memory_new(a->w.rows, sizeof *next), largest = 0;
    for (size_t i = 0; i < a->w.rows; i++) {
        for (size_t j = 0; j < a->w.columns; j++)
            next[i] += a->w.at[i * a->w.columns + j] * a->probe[j];
        largest = fmax(largest, fabs(next[i]));
    }
    for (size_t i = 0; i < a->w.rows && largest > 0; i++)
        next[i] /= largest;
    a->e->log10_size += largest > 0 ? log10(largest) : 0;
    free(a->probe);
    a->probe = next;
}

static double largest_bias(const struct act *a)
{
    struct matrix view = { 1, a->w.rows, a->b };
    return matrix_largest(&view);
}

static void draw_layer(struct act *a, bool bias, struct random *rng)
{
    draw_regular(&a->w, rng);
    for (size_t i = 0; i < a->w.rows; i++)
        a->b[i] = bias ? (double)random_below(rng, 2 * BIAS_MOST + 1) - BIAS_MOST : 0;
}

static void own_layer(struct act *a, size_t k)
{
    const struct matrix *w = &a->own->weights[k - 1];
    memcpy(a->w.at, w->at, w->rows * w->columns * sizeof *w->at);
    if (a->own->biases[k - 1])
        memcpy(a->b, a->own->biases[k - 1], w->rows * sizeof *a->b);
}

static void layer(struct act *a, size_t k)
{
    double offset = largest_bias(a);
    double most = row_sum_most(&a->w),
           sum = most * fmax(matrix_largest(&a->h), matrix_largest(&a->p)) + offset;
    if (sum >= limit) {
        to_remainders(a, k);
        sum = most * prime + offset;
    }
    a->e->out_of_reach |= sum >= limit;
    a->e->largest = fmax(a->e->largest, sum);
    probe_step(a);
    replace(&a->h, times(&a->w, &a->h));
    if (k == 1) { /* W times the unit matrix */
        for (size_t i = 0; i < a->w.rows; i++)
            memcpy(a->p.at + i * a->p.columns, a->w.at + i * a->w.columns,
                   a->w.columns * sizeof(double));
    } else {
        replace(&a->p, times(&a->w, &a->p));
    }
    for (size_t i = 0; i < a->w.rows; i++) {
        a->p.at[i * a->p.columns + a->p.columns - 1] += a->b[i];
        for (size_t j = 0; j < a->h.columns; j++)
            a->h.at[i * a->h.columns + j] += a->b[i];
    }
    if (a->e->modulus)
        to_remainders(a, k);
}

/* The one matrix at work on the inputs (with a row of ones below them), against what came out of
 * the stack. */
static void compare(struct act *a, const struct matrix *x)
{
    double sum = row_sum_most(&a->p) * INPUT_MOST;
    if (sum >= limit) {
        to_remainders(a, 0);
        sum = (double)a->p.columns * prime * INPUT_MOST;
    }
    a->e->out_of_reach |= sum >= limit;
    a->e->largest = fmax(a->e->largest, sum);
    struct matrix y = times(&a->p, x);
    if (a->e->modulus)
        remainders(&y);
    a->e->outputs = (uint64_t)y.rows * y.columns;
    for (size_t i = 0; i < y.rows * y.columns; i++)
        a->e->equal += y.at[i] == a->h.at[i];
    if (!a->e->modulus)
        a->e->log10_size = log10(fmax(1, matrix_largest(&y)));
    matrix_free(&y);
}

/* own NULL: drawn weights, with biases where asked. */
static void run(const struct stack *own, const size_t *sizes, size_t layers, bool bias,
                size_t inputs, uint64_t seed, struct exactly *e)
{
    struct random rng;
    size_t n = sizes[0];
    *e = (struct exactly){ .inputs = inputs };
    random_seed(&rng, seed, STREAM_EXACT);
    struct matrix x = matrix_new(n + 1, inputs);
    for (size_t i = 0; i < n * inputs; i++)
        x.at[i] = (double)random_below(&rng, 2 * INPUT_MOST + 1) - INPUT_MOST;
    for (size_t j = 0; j < inputs; j++)
        x.at[n * inputs + j] = 1;
    struct act a = {
        .h = matrix_new(n, inputs), .e = e, .probe = memory_new(n, sizeof(double)), .own = own
    };
    memcpy(a.h.at, x.at, n * inputs * sizeof *x.at);
    for (size_t i = 0; i < n; i++)
        a.probe[i] = x.at[i * inputs];
    for (size_t k = 1; k <= layers; k++) {
        a.w = matrix_new(sizes[k], sizes[k - 1]);
        a.b = memory_new(sizes[k], sizeof *a.b);
        if (k == 1)
            a.p = matrix_new(sizes[1], n + 1);
        if (own)
            own_layer(&a, k);
        else
            draw_layer(&a, bias, &rng);
        layer(&a, k);
        matrix_free(&a.w);
        free(a.b);
    }
    compare(&a, &x);
    matrix_free(&a.h);
    matrix_free(&a.p);
    matrix_free(&x);
    free(a.probe);
}

void collapse_exactly(const size_t *sizes, size_t layers, bool bias, size_t inputs, uint64_t seed,
                      struct exactly *e)
{
    run(NULL, sizes, layers, bias, inputs, seed, e);
}

void collapse_exactly_own(const struct stack *s, size_t inputs, uint64_t seed, struct exactly *e)
{
    run(s, s->sizes, s->layers, s->bias, inputs, seed, e);
    if (e->modulus)
        (void)stack_whole_equal(s, inputs, seed, e);
}
