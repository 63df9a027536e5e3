/* What the activation buys: the share of the block's output that no affine map of its input
 * explains, and how far f(a+b) is from f(a) + f(b).
 *
 * The best affine map needs no fit. For x ~ N(0, I), Stein's lemma gives its matrix as E[df/dx],
 * and every hidden unit sees a normal pre-activation z ~ N(b, s^2), s the length of its row of
 * weights. With t = (z - b)/s:
 *
 *   ungated  h = a(z):    E h = E a
 *            slope on z:  E[a t]/s
 *   gated    h = a(g) u,  u = bu + (c/sg) t + the rest, c = cov(g, u), the rest independent of g:
 *            E h = bu E a + (c/sg) E[a t]
 *            slope on g:  bu E[a t]/sg + (c/sg^2) E[a (t^2 - 1)]
 *            slope on u:  E a
 *
 * (E a' = E[a t]/s and E[a' t] = E[a (t^2 - 1)]/s, again by Stein, so corners of a need no care.)
 * What is left over, h less its affine part, goes through the down projection; its variance over
 * that of the output is the share. */
#include "network/ffn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 1025, CHUNK = 128 };
static const double REACH = 9; /* phi(9) = 1e-18: the rest of the normal line does not count */

struct moments {
    double a, at, at2;
}; /* E a, E[a t], E[a (t^2 - 1)] */

/* Trapezoids on an even grid: beyond all powers of the step for smooth a, 1e-5 at a corner. */
static struct moments moments_of(const struct function *g, double mean, double spread,
                                 double *scratch)
{
    double *t = scratch, *x = t + NODES, *f = x + NODES, total = 0;
    struct moments m = { 0, 0, 0 };
    for (size_t i = 0; i < NODES; i++) {
        t[i] = REACH * (2 * (double)i / (NODES - 1) - 1);
        x[i] = mean + spread * t[i];
    }
    function_map(g, NODES, x, f, NULL, NULL);
    for (size_t i = 0; i < NODES; i++) {
        double w = exp(-t[i] * t[i] / 2);
        total += w;
        m.a += w * f[i];
        m.at += w * f[i] * t[i];
        m.at2 += w * f[i] * (t[i] * t[i] - 1);
    }
    return (struct moments){ m.a / total, m.at / total, m.at2 / total };
}

/* The affine part of every hidden unit: mean + on_pre (z - b) + on_up (u - bu). */
struct affine {
    double *mean, *on_pre, *on_up;
};

/* Squared lengths of the rows of two matrices (out x in, or turned) and their products, in one pass
 * over each. */
static void row_products(const struct ffn_weights *a, const struct ffn_weights *b, size_t out,
                         size_t in, double *sum)
{
    for (size_t i = 0; i < out; i++)
        sum[i] = 0;
    for (size_t i = 0; i < out; i++)
        for (size_t k = 0; !a->turned && k < in; k++)
            sum[i] += (double)a->at[i * in + k] * (double)b->at[i * in + k];
    for (size_t k = 0; a->turned && k < in; k++)
        for (size_t i = 0; i < out; i++)
            sum[i] += (double)a->at[k * out + i] * (double)b->at[k * out + i];
}

static double bias_of(const struct ffn_weights *w, size_t i)
{
    return w->bias ? (double)w->bias[i] : 0;
}

static struct affine affine_parts(const struct ffn *block)
{
    size_t n = block->hidden;
    const struct ffn_weights *pre = block->gated ? &block->gate : &block->up;
    struct affine p = { memory_new(n, sizeof(double)), memory_new(n, sizeof(double)),
                        memory_new(n, sizeof(double)) };
    double *square = memory_new(n, sizeof *square), *both = memory_new(n, sizeof *both);
    double *scratch = memory_new(3 * (size_t)NODES, sizeof *scratch);
    row_products(pre, pre, n, block->dim, square);
    if (block->gated)
        row_products(pre, &block->up, n, block->dim, both);
    for (size_t i = 0; i < n; i++) {
        double s = sqrt(square[i]), bu = bias_of(&block->up, i);
        struct moments m = moments_of(block->activation, bias_of(pre, i), s, scratch);
        double inverse = s > 0 ? 1 / s : 0;
        if (block->gated) {
            double c = both[i] * inverse;
            p.mean[i] = bu * m.a + c * m.at;
            p.on_pre[i] = (bu * m.at + c * m.at2) * inverse;
            p.on_up[i] = m.a;
        } else {
            p.mean[i] = m.a;
            p.on_pre[i] = m.at * inverse;
        }
    }
    free(square);
    free(both);
    free(scratch);
    return p;
}

static void affine_free(struct affine *p)
{
    free(p->mean);
    free(p->on_pre);
    free(p->on_up);
}

static void normals(float *x, size_t n, struct random *rng)
{
    for (size_t i = 0; i < n; i++)
        x[i] = (float)random_normal(rng);
}

struct buffers {
    float *x, *pre, *up, *middle, *rest, *y;
};

static struct buffers buffers_new(const struct ffn *block)
{
    size_t wide = CHUNK * block->hidden, narrow = CHUNK * block->dim;
    struct buffers b = { memory_new(narrow, sizeof(float)),
                         memory_new(wide, sizeof(float)),
                         memory_new(block->gated ? wide : 0, sizeof(float)),
                         memory_new(wide, sizeof(float)),
                         memory_new(wide, sizeof(float)),
                         memory_new(narrow, sizeof(float)) };
    return b;
}

static void buffers_free(struct buffers *b)
{
    free(b->x);
    free(b->pre);
    free(b->up);
    free(b->middle);
    free(b->rest);
    free(b->y);
}

/* Sum of squares of each row of rows x W' (no bias). */
static void projected_energy(const struct ffn *block, size_t n, const float *rows, float *y,
                             double *energy)
{
    const struct ffn_weights *w = &block->down;
    gemm_float(false, !w->turned, n, block->dim, block->hidden, 1, rows, block->hidden, w->at,
               w->turned ? block->dim : block->hidden, 0, y, block->dim);
    for (size_t i = 0; i < n; i++) {
        energy[i] = 0;
        for (size_t k = 0; k < block->dim; k++)
            energy[i] += (double)y[i * block->dim + k] * (double)y[i * block->dim + k];
    }
}

/* From what the units gave: `middle` less its mean, and `rest` less all of the affine part. */
static void split(const struct ffn *block, const struct affine *p, size_t n, struct buffers *b)
{
    const struct ffn_weights *pre = block->gated ? &block->gate : &block->up;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < block->hidden; k++) {
            size_t at = i * block->hidden + k;
            double h = (double)b->middle[at] - p->mean[k];
            double part = p->on_pre[k] * ((double)b->pre[at] - bias_of(pre, k));
            if (block->gated)
                part += p->on_up[k] * ((double)b->up[at] - bias_of(&block->up, k));
            b->middle[at] = (float)h;
            b->rest[at] = (float)(h - part);
        }
}

static void not_affine(const struct ffn *block, size_t samples, uint64_t seed,
                       struct ffn_effect *effect)
{
    struct affine p = affine_parts(block);
    struct buffers b = buffers_new(block);
    double *all = memory_new(samples, sizeof *all), *rest = memory_new(samples, sizeof *rest);
    double sum_all = 0, sum_rest = 0, spread = 0;
    struct random rng;
    random_seed(&rng, seed, 4);
    for (size_t first = 0; first < samples; first += CHUNK) {
        size_t n = samples - first < CHUNK ? samples - first : CHUNK;
        normals(b.x, n * block->dim, &rng);
        ffn_middle(block, n, b.x, b.pre, b.up, b.middle);
        split(block, &p, n, &b);
        projected_energy(block, n, b.middle, b.y, all + first);
        projected_energy(block, n, b.rest, b.y, rest + first);
        progress_step((double)(first + n), NULL);
    }
    for (size_t i = 0; i < samples; i++) {
        sum_all += all[i];
        sum_rest += rest[i];
    }
    for (size_t i = 0; i < samples; i++) /* standard error of a ratio of sums */
        spread += pow(rest[i] - sum_rest / sum_all * all[i], 2);
    effect->constant = sum_all == 0;
    effect->not_affine_percent = 100 * sum_rest / sum_all;
    effect->sampling_error = 100 * sqrt(spread) / sum_all;
    free(all);
    free(rest);
    buffers_free(&b);
    affine_free(&p);
}

/* f(0): one row. */
static void at_zero(const struct ffn *block, struct buffers *b, float *zero)
{
    memset(b->x, 0, block->dim * sizeof *b->x);
    ffn_forward(block, 1, b->x, b->pre, b->middle, zero, NULL);
}

/* Sums of squares over n pairs, at most CHUNK: of what does not add up, and of f(a+b). */
struct effect_pairs {
    const struct ffn *block;
    struct buffers b;
    float *sum, *zero, *fa, *fb;
    double off, size;
};

static struct effect_pairs pairs_new(const struct ffn *block)
{
    size_t count = CHUNK * block->dim;
    struct effect_pairs p = { .block = block,
                              .b = buffers_new(block),
                              .sum = memory_new(count, sizeof(float)),
                              .zero = memory_new(block->dim, sizeof(float)),
                              .fa = memory_new(count, sizeof(float)),
                              .fb = memory_new(count, sizeof(float)) };
    at_zero(block, &p.b, p.zero);
    return p;
}

static void pairs_add(struct effect_pairs *p, size_t n, const float *a, const float *b)
{
    size_t dim = p->block->dim;
    for (size_t i = 0; i < n * dim; i++)
        p->sum[i] = a[i] + b[i];
    ffn_forward(p->block, n, a, p->b.pre, p->b.middle, p->fa, NULL);
    ffn_forward(p->block, n, b, p->b.pre, p->b.middle, p->fb, NULL);
    ffn_forward(p->block, n, p->sum, p->b.pre, p->b.middle, p->b.y, NULL);
    for (size_t i = 0; i < n * dim; i++) {
        double y = (double)p->b.y[i],
               d = y - (double)p->fa[i] - (double)p->fb[i] + (double)p->zero[i % dim];
        p->off += d * d;
        p->size += y * y;
    }
}

static double pairs_end(struct effect_pairs *p)
{
    double error = sqrt(p->off / p->size);
    buffers_free(&p->b);
    free(p->sum);
    free(p->zero);
    free(p->fa);
    free(p->fb);
    return error;
}

static double superposition(const struct ffn *block, size_t n, uint64_t seed)
{
    struct effect_pairs p = pairs_new(block);
    size_t count = n * block->dim;
    float *a = memory_new(count, sizeof *a), *b = memory_new(count, sizeof *b);
    struct random rng;
    random_seed(&rng, seed, 5);
    normals(a, count, &rng);
    normals(b, count, &rng);
    pairs_add(&p, n, a, b);
    free(a);
    free(b);
    return pairs_end(&p);
}

void ffn_effect(const struct ffn *block, size_t samples, uint64_t seed, struct ffn_effect *effect)
{
    *effect = (struct ffn_effect){ .pairs = samples < CHUNK ? samples : CHUNK };
    not_affine(block, samples, seed, effect);
    effect->superposition_error = superposition(block, effect->pairs, seed);
}

/* ---- on inputs of the user's ---------------------------------------------------------------- */

static struct matrix columns_of(size_t n, size_t dim, const float *rows)
{
    struct matrix m = matrix_new(dim, n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < dim; k++)
            m.at[k * n + i] = (double)rows[i * dim + k];
    return m;
}

/* Rows that depended on earlier ones are zero by now: they are no coefficients. */
static void drop_zero_rows(struct matrix *a)
{
    size_t kept = 0;
    for (size_t i = 0; i < a->rows; i++) {
        struct matrix row = { 1, a->columns, a->at + i * a->columns };
        if (matrix_largest(&row) > 0)
            memmove(a->at + kept++ * a->columns, row.at, a->columns * sizeof *a->at);
    }
    a->rows = kept;
}

/* Does what varies stand out from the rounding of floats? `y` is dim x n. */
static bool varies(const struct matrix *y)
{
    double size = 0, spread = 0;
    for (size_t k = 0; k < y->rows; k++) {
        const double *row = y->at + k * y->columns;
        double mean = 0;
        for (size_t i = 0; i < y->columns; i++)
            mean += row[i] / (double)y->columns;
        for (size_t i = 0; i < y->columns; i++) {
            size += row[i] * row[i];
            spread += (row[i] - mean) * (row[i] - mean);
        }
    }
    return spread > 0x1p-42 * size; /* (8 rounding errors of a float)^2 */
}

static void fit(size_t n, size_t dim, const float *x, const float *y, struct ffn_effect *effect)
{
    struct matrix in = columns_of(n, dim, x), out = columns_of(n, dim, y);
    effect->constant = !varies(&out);
    if (!effect->constant && !effect->too_few) {
        struct matrix basis = affine_basis(&in);
        drop_zero_rows(&basis);
        struct meter meter = affine_meter(&basis, &out);
        effect->not_affine_percent = meter.percent;
        effect->sampling_error = meter.error;
        matrix_free(&basis);
    }
    matrix_free(&in);
    matrix_free(&out);
}

void ffn_effect_given(const struct ffn *block, size_t n, const float *x, const float *y,
                      struct ffn_effect *effect)
{
    size_t dim = block->dim, apart = n / 2;
    struct effect_pairs p = pairs_new(block);
    float *b = memory_new(CHUNK * dim, sizeof *b);
    *effect = (struct ffn_effect){
        .not_affine_percent = NAN, .sampling_error = NAN, .pairs = n, .too_few = n < dim + 2
    };
    fit(n, dim, x, y, effect);
    for (size_t first = 0; first < n; first += CHUNK) {
        size_t m = n - first < CHUNK ? n - first : CHUNK;
        for (size_t i = 0; i < m; i++)
            memcpy(b + i * dim, x + (first + i + apart) % n * dim, dim * sizeof *b);
        pairs_add(&p, m, x + first * dim, b);
    }
    free(b);
    effect->superposition_error = pairs_end(&p);
}
