/* Act 2: the same in floating point. The stack and its one matrix differ by rounding alone; how
 * much is measured, and bounded.
 *
 * The bound. Write u = 2^-53. A computed W h + b, with any order of summing and with or without
 * fused multiply-adds, differs from the exact one by no more than
 *
 *     g (|W| |h| + |b|) entry by entry,  g = (n + 4) u / (1 - (n + 4) u),
 *
 * n the length of the sums (Higham 2002, section 3.5). For a batch of m columns that is a matrix F
 * with
 *
 *     |F| <= delta = g (|W| |H| + sqrt(m) |b|)          (Frobenius norms; H as computed)
 *
 * The error E of the computed batch obeys E' = W E + F. Bounding |W E| by |W| |E| at every layer
 * would make the bound grow like the product of the norms, some 10^27 times too large at 50 layers
 * 64 wide, since it forgets which way the errors point. So we carry a matrix Q with E E^T <= Q (as
 * quadratic forms): where the product of the next layers shrinks, Q shrinks too. For any t > 0
 *
 *     (WE + F)(WE + F)^T  <=  (1 + 1/t) W Q W^T + (1 + t) delta^2 I
 *
 * since (a + b)(a + b)^T + (a/s - s b)(a/s - s b)^T = (1 + 1/t) a a^T + (1 + t) b b^T with s^2 = t.
 * We take the t that makes the trace least; then |E| <= sqrt(trace Q), which is a sum of norms of
 * partial products.
 *
 * The one layer P is made by the same recursion, on the unit matrix instead of the inputs X, and
 * |P X - P' X| <= |P - P'| |X|_2. Both errors are carried in one Q, as the two halves of one wide E
 * (delta^2 the sum of both squares), so their sum is at most sqrt(2 trace Q). Q's own rounding, at
 * most 4 n u |W|^2 |Q|, is added to its diagonal. */
#include "linear/spectrum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNIT 0x1p-53
enum { WIDE = 2048 }; /* wider than this, Q is kept as a multiple of I: 32 MB and more otherwise */

static double square(double x)
{
    return x * x;
}

static double gamma_of(size_t n)
{
    double nu = ((double)n + 4) * UNIT;
    return nu / (1 - nu);
}

/* ---- Q ----------------------------------------------------------------------------------------
 * q I + full, times 4^exponent. */
struct ellipsoid {
    size_t n;
    double q;
    struct matrix full;
    int64_t exponent;
};

static double ellipsoid_trace(const struct ellipsoid *e)
{
    double trace = (double)e->n * e->q;
    for (size_t i = 0; e->full.at && i < e->n; i++)
        trace += e->full.at[i * e->n + i];
    return trace;
}

/* W Q, or nothing where Q is a multiple of I. */
static struct matrix ellipsoid_half(const struct ellipsoid *e, const struct matrix *w)
{
    struct matrix half = matrix_new(w->rows, e->full.at ? e->n : 0);
    if (!e->full.at)
        return half;
    matrix_multiply(&half, w, &e->full);
    for (size_t i = 0; i < half.rows * half.columns; i++)
        half.at[i] += e->q * w->at[i];
    return half;
}

/* trace (W Q W^T), and what rounding may have taken from it. */
static double image_trace(const struct ellipsoid *e, const struct matrix *w,
                          const struct matrix *half, double *slack)
{
    double norm = matrix_norm(w), trace = e->full.at ? 0 : e->q * square(norm);
    for (size_t i = 0; i < half->rows * half->columns; i++)
        trace += half->at[i] * w->at[i];
    *slack =
        4 * UNIT * (double)e->n * square(norm) * (e->full.at ? matrix_norm(&e->full) + e->q : e->q);
    return fmax(trace, 0) + (double)w->rows * *slack;
}

static void ellipsoid_scale(struct ellipsoid *e)
{
    double trace = ellipsoid_trace(e);
    if (!(trace > 0) || (trace > 0x1p-300 && trace < 0x1p300))
        return;
    int half = ilogb(trace) / 2;
    e->q = ldexp(e->q, -2 * half);
    for (size_t i = 0; e->full.at && i < e->n * e->n; i++)
        e->full.at[i] = ldexp(e->full.at[i], -2 * half);
    e->exponent += half;
}

/* Q <- (1 + 1/t) W Q W^T + (1 + t) delta^2 I. `last`: only the trace will be asked for. */
static void ellipsoid_step(struct ellipsoid *e, const struct matrix *w, double delta, bool last)
{
    struct matrix half = ellipsoid_half(e, w);
    double slack, image = image_trace(e, w, &half, &slack), ball = square(delta) * (double)w->rows;
    double t = ball > 0 && image > 0 ? sqrt(image / ball) : 1, grow = image > 0 ? 1 + 1 / t : 0,
           add = ball > 0 ? 1 + t : 0;
    if (!(image > 0) && ball > 0)
        add = 1;
    if (!(ball > 0) && image > 0)
        grow = 1;
    struct ellipsoid next = { .n = w->rows, .exponent = e->exponent };
    if (image > 0 && !last && w->rows <= WIDE) {
        next.full = matrix_new(w->rows, w->rows);
        gemm_double(false, true, w->rows, w->rows, e->n, e->full.at ? grow : grow * e->q,
                    e->full.at ? half.at : w->at, e->n, w->at, e->n, 0, next.full.at, w->rows);
        next.q = add * square(delta) + grow * slack;
    } else {
        /* The trace spread evenly is what a later layer sees; W Q W^T <= trace I. */
        next.q = (grow * image) / (last ? (double)w->rows : 1) + add * square(delta);
    }
    matrix_free(&half);
    matrix_free(&e->full);
    *e = next;
    ellipsoid_scale(e);
}

/* ---- batches that carry their scale --------------------------------------------------------- */
struct scaled {
    struct matrix a;
    int64_t exponent;
};

static double largest_of(const double *b, size_t n)
{
    struct matrix view = { 1, b ? n : 0, (double *)b };
    return matrix_largest(&view);
}

static double power(int64_t exponent)
{
    return ldexp(1, (int)fmax(-5000, fmin(5000, (double)exponent)));
}

/* a <- w a + b in every column (b NULL: none). Powers of two keep all within range; what they push
 * below it is 2^-900 of the largest. */
static void scaled_layer(struct scaled *s, const struct matrix *w, const double *bias)
{
    struct matrix next = matrix_new(w->rows, s->a.columns);
    matrix_multiply(&next, w, &s->a);
    matrix_free(&s->a);
    s->a = next;
    double size = matrix_largest(&s->a), b = largest_of(bias, w->rows);
    double top = fmax(size > 0 ? ilogb(size) + (double)s->exponent : -INFINITY,
                      b > 0 ? (double)ilogb(b) : -INFINITY);
    if (isfinite(top) && fabs(top - (double)s->exponent) > 100) {
        int64_t by = (int64_t)top - s->exponent;
        double first = power(-(by / 2)), second = power(-(by - by / 2));
        for (size_t i = 0; i < s->a.rows * s->a.columns; i++)
            s->a.at[i] = s->a.at[i] * first * second;
        s->exponent += by;
    }
    double first = power(-(s->exponent / 2)), second = power(-(s->exponent - s->exponent / 2));
    for (size_t i = 0; bias && i < w->rows; i++) {
        double add = bias[i] * first * second;
        for (size_t j = 0; j < s->a.columns; j++)
            s->a.at[i * s->a.columns + j] += add;
    }
}

/* ---- the run -------------------------------------------------------------------------------- */
struct rounding_run {
    const struct stack *stack;
    struct matrix x;          /* inputs */
    double x_norm, x_stretch; /* of the inputs with a row of ones: Frobenius norm, and a bound of
                                 the largest singular value */
    struct scaled h, p,
        c; /* the batch; the one layer's weights and biases, each with a scale of its own */
    struct ellipsoid error;
};

/* |X|_2^2 <= the largest row sum of |X X^T|. */
static double stretch_bound(const struct matrix *x)
{
    size_t n = x->rows;
    struct matrix gram = matrix_new(n, n);
    gemm_double(false, true, n, n, x->columns, 1, x->at, x->columns, x->at, x->columns, 0, gram.at,
                n);
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t j = 0; j < n; j++)
            sum += fabs(gram.at[i * n + j]);
        most = fmax(most, sum);
    }
    matrix_free(&gram);
    double norm = square(matrix_norm(x));
    return sqrt(fmin(most + 4 * (double)n * UNIT * norm * ((double)x->columns + 4), norm)) *
           (1 + 1e-9);
}

static void run_start(struct rounding_run *r, const struct stack *s, size_t inputs, uint64_t seed)
{
    size_t n = s->sizes[0];
    struct matrix x = stack_inputs(n, inputs, seed), ones = matrix_new(n + 1, inputs);
    *r = (struct rounding_run){
        .stack = s, .x = x, .h = { matrix_copy(&x), 0 }, .error = { .n = n }
    };
    memcpy(ones.at, x.at, n * inputs * sizeof *x.at);
    for (size_t j = 0; j < inputs; j++)
        ones.at[n * inputs + j] = 1;
    r->x_norm = matrix_norm(&ones);
    r->x_stretch = stretch_bound(&ones);
    matrix_free(&ones);
}

static double norm_in(const struct scaled *s, int64_t unit)
{
    return matrix_norm(&s->a) * power(s->exponent - unit);
}

/* delta of one layer, in units of 2^unit: rounding of the product (of norm h before it) and of the
 * bias, and what scaling lost. */
static double layer_delta(const struct matrix *w, double h, double b, double columns, int64_t unit)
{
    double w_norm = matrix_norm(w),
           lost = 0x1p-800 * (1 + w_norm) * sqrt(columns * (double)w->columns + 1);
    return gamma_of(w->columns) * (w_norm * h + sqrt(columns) * b * power(-unit)) + lost * h;
}

static void run_layer(struct rounding_run *r, size_t k, bool last)
{
    const struct matrix *w = &r->stack->weights[k - 1];
    const double *b = r->stack->biases[k - 1];
    struct matrix b_view = { 1, b ? w->rows : 0, (double *)b };
    double b_norm = matrix_norm(&b_view);
    int64_t unit = r->error.exponent;
    double batch = layer_delta(w, norm_in(&r->h, unit), b_norm, (double)r->h.a.columns, unit);
    double one =
        k == 1 ? 0
               : r->x_stretch * layer_delta(w, hypot(norm_in(&r->p, unit), norm_in(&r->c, unit)),
                                            b_norm, 1, unit);
    ellipsoid_step(&r->error, w, hypot(batch, one), last);
    scaled_layer(&r->h, w, b);
    if (k == 1) {
        r->p = (struct scaled){ matrix_copy(w), 0 };
        r->c = (struct scaled){ matrix_new(w->rows, 1), 0 };
        if (b)
            memcpy(r->c.a.at, b, w->rows * sizeof *b);
    } else {
        scaled_layer(&r->p, w, NULL);
        scaled_layer(&r->c, w, b);
    }
}

static double log10_of(double x, int64_t exponent)
{
    return x > 0 ? log10(x) + (double)exponent * 0.30102999566398119521 : -INFINITY;
}

/* One layer at work on the inputs, against the stack's outputs. */
static void run_compare(const struct rounding_run *r, struct collapsed *row)
{
    struct matrix y = matrix_new(r->h.a.rows, r->h.a.columns);
    matrix_multiply(&y, &r->p.a, &r->x);
    double shift = power(r->p.exponent - r->h.exponent),
           bias_shift = power(r->c.exponent - r->h.exponent), norm = matrix_norm(&r->h.a);
    for (size_t i = 0; i < y.rows; i++)
        for (size_t j = 0; j < y.columns; j++) {
            double *at = &y.at[i * y.columns + j];
            *at = *at * shift + r->c.a.at[i] * bias_shift - r->h.a.at[i * y.columns + j];
        }
    double apart = matrix_norm(&y),
           layer = hypot(norm_in(&r->p, r->h.exponent), norm_in(&r->c, r->h.exponent));
    double way = sqrt(2 * ellipsoid_trace(&r->error)) * power(r->error.exponent - r->h.exponent);
    double end = (gamma_of(r->x.rows + 1) + 0x1p-900) * layer * r->x_norm + 2 * UNIT * apart;
    row->relative_error = norm > 0 ? apart / norm : apart > 0 ? INFINITY : 0;
    row->error_bound = norm > 0 ? (way + end) / norm * (1 + 1e-6) : apart > 0 ? INFINITY : 0;
    row->log10_norm = log10_of(matrix_norm(&r->p.a), r->p.exponent);
    matrix_free(&y);
}

void collapse_floats(const struct stack *s, size_t inputs, uint64_t seed, struct collapsed *rows,
                     size_t nrows, struct one_layer *product)
{
    struct rounding_run r;
    struct spectra spectra = { .stack = s };
    size_t next = 0, deepest = nrows ? rows[nrows - 1].depth : 0;
    run_start(&r, s, inputs, seed);
    for (size_t k = 1; k <= deepest; k++) {
        run_layer(&r, k, k == deepest);
        if (next < nrows && rows[next].depth == k) {
            run_compare(&r, &rows[next]);
            spectrum_plain(&spectra, &rows[next], &r.p.a, r.p.exponent, k == deepest);
            next++;
        }
    }
    spectra_graded(&spectra, rows, nrows);
    for (size_t i = 0; i < nrows; i++)
        spectrum_facts(&rows[i], s);
    *product = (struct one_layer){ r.p.a, r.p.exponent, r.c.a.at, r.c.exponent };
    matrix_free(&r.x);
    matrix_free(&r.h.a);
    matrix_free(&r.error.full);
}

void collapsed_free(struct collapsed *rows, size_t nrows)
{
    for (size_t i = 0; i < nrows; i++) {
        free(rows[i].log10_value);
        rows[i].log10_value = NULL; /* the row can serve again: NULL is "not known yet" */
    }
}
