/* Act 3: how much of what a stack does is out of reach of every affine map. */
#include "linear/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- means over a normal distribution ---------------------------------------------------------
 * Gauss-Legendre panels over mean +- 9 deviations, broken at the kinks, so a corner costs no
 * accuracy. Beyond 9 deviations lies 2e-19. */
enum { NODES = 10, PANELS = 512, WANTED = 256 /* panels without kinks, at most */ };
#define REACH 9.0

struct mean_rule {
    double x[NODES], w[NODES];
};

/* Roots of the Legendre polynomial by Newton's method. */
static struct mean_rule legendre(void)
{
    struct mean_rule r;
    for (int i = 0; i < NODES; i++) {
        double x = cos(M_PI * (i + 0.75) / (NODES + 0.5)), slope = 1;
        for (int step = 0; step < 8; step++) {
            double p = 1, before = 0;
            for (int n = 1; n <= NODES; n++) {
                double next = ((2 * n - 1) * x * p - (n - 1) * before) / n;
                before = p;
                p = next;
            }
            slope = NODES * (x * p - before) / (x * x - 1);
            x -= p / slope;
        }
        r.x[i] = x;
        r.w[i] = 2 / ((1 - x * x) * slope * slope);
    }
    return r;
}

/* Ends of the panels in deviations from the mean: kinks, and as many equal parts between as their
 * width asks for. */
static size_t panel_ends(const struct map *f, double mean, double deviation, double *ends)
{
    double width = fmin(0.75, 1.5 / deviation), at = -REACH;
    size_t n = 0;
    width = fmax(width, 2 * REACH / WANTED);
    ends[n++] = at;
    for (size_t q = 0; q <= f->nkinks; q++) {
        double end = q < f->nkinks ? (f->kinks[q] - mean) / deviation : REACH;
        end = fmin(end, REACH);
        if (!(end > at))
            continue;
        size_t parts = (size_t)ceil((end - at) / width);
        for (size_t p = 1; p <= parts && n < PANELS; p++)
            ends[n++] = at + (end - at) * (double)p / (double)parts;
        ends[n - 1] = at = end;
    }
    return n;
}

struct mean_room {
    double ends[PANELS], t[PANELS * NODES], w[PANELS * NODES], x[PANELS * NODES + 1],
        y[PANELS * NODES + 1];
};

static void one_mean(const struct map *f, const struct mean_rule *rule, struct mean_room *room,
                     double mean, double deviation, double *value, double *slope)
{
    double *ends = room->ends, *t = room->t, *w = room->w, *x = room->x, *y = room->y;
    size_t panels = deviation > 0 ? panel_ends(f, mean, deviation, ends) : 1, n = 0;
    for (size_t p = 1; p < panels; p++) {
        double half = (ends[p] - ends[p - 1]) / 2, middle = (ends[p] + ends[p - 1]) / 2;
        for (int i = 0; i < NODES; i++, n++) {
            t[n] = middle + half * rule->x[i];
            w[n] = half * rule->w[i] * exp(-t[n] * t[n] / 2) * 0.39894228040143267794;
            x[n] = mean + deviation * t[n];
        }
    }
    x[n] = mean;
    f->at(f->state, n + 1, x, y);
    double centre = isfinite(y[n]) ? y[n] : 0, sum = 0, moment = 0;
    for (size_t i = 0; i < n;
         i++) { /* from the middle's value: a nearly constant f keeps its slope's digits */
        sum += w[i] * (y[i] - centre);
        moment += w[i] * (y[i] - centre) * t[i];
    }
    *value = centre + sum;
    *slope = n ? moment / deviation : 0;
}

void gaussian_means(const struct map *f, size_t n, const double *mean, const double *deviation,
                    double *value, double *slope)
{
    struct mean_rule rule = legendre();
    struct mean_room *room = memory_new(1, sizeof *room);
    for (size_t i = 0; i < n; i++)
        one_mean(f, &rule, room, mean[i], deviation[i], &value[i], &slope[i]);
    free(room);
}

/* ---- the meter ------------------------------------------------------------------------------ */
struct matrix affine_basis(const struct matrix *x)
{
    struct matrix basis = matrix_new(x->rows + 1, x->columns);
    for (size_t j = 0; j < x->columns; j++)
        basis.at[j] = 1;
    memcpy(basis.at + x->columns, x->at, x->rows * x->columns * sizeof *x->at);
    matrix_orthonormal(&basis, NULL);
    return basis;
}

/* Squares of columns, summed over the rows. */
static void add_squares(const struct matrix *a, double *sums)
{
    for (size_t i = 0; i < a->rows; i++)
        for (size_t j = 0; j < a->columns; j++)
            sums[j] += a->at[i * a->columns + j] * a->at[i * a->columns + j];
}

/* y times a power of two, which keeps its squares within range, less each row's mean; squares of
 * the columns. The sum of the squares of the means comes back. */
static double centre_rows(const struct matrix *y, struct matrix *centred, double *deviation)
{
    double squares = 0, largest = matrix_largest(y);
    int exponent = largest > 0 && isfinite(largest) ? ilogb(largest) : 0;
    double first = ldexp(1, -(exponent / 2)), second = ldexp(1, -(exponent - exponent / 2));
    for (size_t i = 0; i < y->rows; i++) {
        const double *from = y->at + i * y->columns;
        double *row = centred->at + i * y->columns, sum = 0, rest = 0;
        for (size_t j = 0; j < y->columns; j++)
            sum += row[j] = from[j] * first * second;
        double mean = sum / (double)y->columns;
        for (size_t j = 0; j < y->columns; j++)
            rest += row[j] - mean;
        mean += rest / (double)y->columns;
        for (size_t j = 0; j < y->columns; j++) {
            row[j] -= mean;
            deviation[j] += row[j] * row[j];
        }
        squares += mean * mean;
    }
    return squares;
}

/* Squares of the columns of y - share basis, some columns at a time: they stay in the cache. */
static void residuals(const struct matrix *y, const struct matrix *share,
                      const struct matrix *basis, double *squares)
{
    enum { COLUMNS = 512 };
    size_t n = y->columns;
    struct matrix rest = matrix_new(y->rows, COLUMNS);
    memset(squares, 0, n * sizeof *squares);
    for (size_t first = 0; first < n; first += COLUMNS) {
        rest.columns = n - first < COLUMNS ? n - first : COLUMNS;
        for (size_t i = 0; i < y->rows; i++)
            memcpy(rest.at + i * rest.columns, y->at + i * n + first,
                   rest.columns * sizeof *rest.at);
        gemm_double(false, false, y->rows, rest.columns, basis->rows, -1, share->at, basis->rows,
                    basis->at + first, n, 1, rest.at, rest.columns);
        add_squares(&rest, squares + first);
    }
    matrix_free(&rest);
}

/* From squares of residuals and of deviations, a sample each, each sum divided by its degrees of
 * freedom. Rounding of outputs around `means` looks like a residual; where it could be more than a
 * millionth of the deviations the meter has nothing to read. */
static struct meter meter_of(const double *residual, const double *deviation, size_t samples,
                             double freedom, double freedom_all, double means)
{
    double sum = 0, all = 0, spread = 0, m = (double)samples;
    for (size_t j = 0; j < samples; j++) {
        sum += residual[j] / freedom;
        all += deviation[j] / freedom_all;
    }
    double noise = 0x1p-98 * (means + all); /* (16 rounding errors)^2 */
    if (!isfinite(all))
        return (struct meter){ NAN, INFINITY };
    if (!(all > 1e6 * noise))
        return (struct meter){ NAN, NAN };
    double share = sum / all;
    for (size_t j = 0; j < samples; j++) {
        double influence = residual[j] * (m / freedom) - share * deviation[j] * (m / freedom_all);
        spread += influence * influence;
    }
    /* One sample says nothing of its own error. */
    return (struct meter){ 100 * share,
                           samples > 1 ? 100 * sqrt(spread * m / (m - 1)) / (m * all) : NAN };
}

static double sum_of(const double *a, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i];
    return sum;
}

struct meter affine_meter(const struct matrix *basis, const struct matrix *y)
{
    size_t samples = y->columns, p = basis->rows;
    if (samples <= p)
        return (struct meter){ NAN, NAN };
    struct matrix centred = matrix_new(y->rows, samples), share = matrix_new(y->rows, p);
    double *residual = memory_new(samples, sizeof *residual),
           *deviation = memory_new(samples, sizeof *deviation);
    double means = centre_rows(y, &centred, deviation);
    gemm_double(false, true, y->rows, p, samples, 1, centred.at, samples, basis->at, samples, 0,
                share.at, p);
    residuals(&centred, &share, basis, residual);
    /* Where almost nothing is left, that is the first time's rounding: a second time takes it away.
     */
    if (sum_of(residual, samples) < 1e-20 * sum_of(deviation, samples)) {
        gemm_double(false, false, y->rows, samples, p, -1, share.at, p, basis->at, samples, 1,
                    centred.at, samples);
        gemm_double(false, true, y->rows, p, samples, 1, centred.at, samples, basis->at, samples, 0,
                    share.at, p);
        residuals(&centred, &share, basis, residual);
    }
    struct meter m =
        meter_of(residual, deviation, samples, (double)(samples - p), (double)(samples - 1), means);
    matrix_free(&centred);
    matrix_free(&share);
    free(residual);
    free(deviation);
    return m;
}

/* ---- stacks --------------------------------------------------------------------------------- */
void map_batch(const struct map *f, struct matrix *z)
{
    size_t n = z->rows, m = z->columns;
    double *in = memory_new(n > 4096 ? n : 4096, sizeof *in);
    for (size_t j = 0; f->whole && j < m; j++) {
        for (size_t i = 0; i < n; i++)
            in[i] = z->at[i * m + j];
        double *out = memory_new(n, sizeof *out);
        f->at(f->state, n, in, out);
        for (size_t i = 0; i < n; i++)
            z->at[i * m + j] = out[i];
        free(out);
    }
    for (size_t i = 0; !f->whole && i < n * m; i += 4096) {
        size_t count = n * m - i < 4096 ? n * m - i : 4096;
        memcpy(in, z->at + i, count * sizeof *in);
        f->at(f->state, count, in, z->at + i);
    }
    free(in);
}

static double row_norm(const struct matrix *w, size_t i)
{
    struct matrix view = { 1, w->columns, w->at + i * w->columns };
    return matrix_norm(&view);
}

/* One hidden layer, N(0, 1) inputs: z_i = w_i x + b_i is N(b_i, |w_i|^2), and the best affine map
 * of f(z_i) is E f + (E f') (z_i - b_i), by Stein's lemma. So is, by linearity, the best map of W2
 * f(z): what it leaves is W2 (f - E f - E f' (z - b)). Only its size is sampled; nothing is fitted,
 * so any number of samples will do. */
struct hidden {
    double *mean, *deviation, *value, *slope;
};

static struct hidden hidden_new(const struct stack *s, const struct map *f)
{
    size_t n = s->sizes[1];
    struct hidden h = { memory_new(n, sizeof(double)), memory_new(n, sizeof(double)),
                        memory_new(n, sizeof(double)), memory_new(n, sizeof(double)) };
    for (size_t i = 0; i < n; i++) {
        h.mean[i] = s->biases[0] ? s->biases[0][i] : 0;
        h.deviation[i] = row_norm(&s->weights[0], i);
    }
    gaussian_means(f, n, h.mean, h.deviation, h.value, h.slope);
    return h;
}

/* Variance of the straight part, |W2 diag(E f') W1|^2 in the Frobenius norm. */
static double straight_variance(const struct stack *s, const struct hidden *h)
{
    const struct matrix *w1 = &s->weights[0], *w2 = &s->weights[1];
    struct matrix sloped = matrix_copy(w1), map = matrix_new(w2->rows, w1->columns);
    for (size_t i = 0; i < w1->rows; i++)
        for (size_t j = 0; j < w1->columns; j++)
            sloped.at[i * w1->columns + j] *= h->slope[i];
    matrix_multiply(&map, w2, &sloped);
    double norm = matrix_norm(&map);
    matrix_free(&sloped);
    matrix_free(&map);
    return norm * norm;
}

/* One batch: squares of what is left and of the straight part, a sample each; of the latter the
 * mean, where it is known. */
static void closed_batch(const struct stack *s, const struct map *f, const struct hidden *h,
                         double known, const struct matrix *x, double *residual, double *all)
{
    size_t n = s->sizes[1], m = x->columns;
    struct matrix line = matrix_new(n, m), left, out = matrix_new(s->sizes[2], m);
    stack_layer(s, 1, x, &line);
    left = matrix_copy(&line);
    map_batch(f, &left);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i * m; j < (i + 1) * m; j++) {
            line.at[j] = h->slope[i] * (line.at[j] - h->mean[i]);
            left.at[j] -= h->value[i] + line.at[j];
        }
    matrix_multiply(&out, &s->weights[1], &left);
    add_squares(&out, residual);
    memcpy(all, residual, m * sizeof *all);
    for (size_t j = 0; j < m && known >= 0; j++)
        all[j] += known;
    if (known < 0) {
        matrix_multiply(&out, &s->weights[1], &line);
        add_squares(&out, all);
    }
    matrix_free(&line);
    matrix_free(&left);
    matrix_free(&out);
}

/* Squared size of the mean output. */
static double closed_mean(const struct stack *s, const struct hidden *h)
{
    size_t n = s->sizes[1];
    double squares = 0;
    for (size_t i = 0; i < s->sizes[2]; i++) {
        double mean = s->biases[1] ? s->biases[1][i] : 0;
        for (size_t j = 0; j < n; j++)
            mean += s->weights[1].at[i * n + j] * h->value[j];
        squares += mean * mean;
    }
    return squares;
}

enum {
    BATCH = 512
}; /* samples at a time: wide hidden layers need no more memory for more samples */
static struct meter closed_meter(const struct stack *s, const struct map *f, size_t samples,
                                 uint64_t seed)
{
    struct hidden h = hidden_new(s, f);
    struct random rng;
    double *residual = memory_new(samples, sizeof *residual),
           *all = memory_new(samples, sizeof *all);
    /* Exact where that is no more work than sampling it. */
    double known = samples >= s->sizes[0] ? straight_variance(s, &h) : -1;
    stack_inputs_start(&rng, seed);
    for (size_t first = 0; first < samples; first += BATCH) {
        struct matrix x =
            matrix_new(s->sizes[0], samples - first < BATCH ? samples - first : BATCH);
        stack_inputs_next(&rng, &x);
        closed_batch(s, f, &h, known, &x, residual + first, all + first);
        matrix_free(&x);
    }
    struct meter meter =
        meter_of(residual, all, samples, (double)samples, (double)samples, closed_mean(s, &h));
    free(h.mean);
    free(h.deviation);
    free(h.value);
    free(h.slope);
    free(residual);
    free(all);
    return meter;
}

static bool in_range(const struct matrix *z)
{
    double largest = matrix_largest(z);
    return isfinite(largest) && (largest == 0 || largest > 1e-290);
}

struct meter_reading {
    const struct stack *stack;
    const struct map *f;
    size_t samples;
    uint64_t seed;
    struct matrix basis;
};

/* What is exact, and what one hidden layer gives by its closed form. */
static bool read_shallow(const struct meter_reading *r, size_t depth, struct meter *m)
{
    if (depth > 2 || (depth == 2 && r->f->whole))
        return false;
    *m = depth == 1 ? (struct meter){ 0, 0 } : closed_meter(r->stack, r->f, r->samples, r->seed);
    return !isinf(m->error); /* squares beyond double's range: a fit rescales */
}

static struct meter read_fit(const struct meter_reading *r, const struct matrix *z,
                             struct metered *m)
{
    m->too_few |= r->basis.at == NULL;
    return r->basis.at ? affine_meter(&r->basis, z) : (struct meter){ NAN, NAN };
}

/* Depths first .. on, by fits. */
static void read_deep(struct meter_reading *r, const size_t *depths, size_t first, size_t ndepths,
                      struct metered *m)
{
    const struct stack *s = r->stack;
    size_t deepest = depths[ndepths - 1], next = first;
    struct matrix h = stack_inputs(s->sizes[0], r->samples, r->seed);
    if (r->samples / 4 > s->sizes[0] + 1)
        r->basis = affine_basis(&h);
    for (size_t k = 1; k <= deepest && !m->out_of_range && !m->constant; k++) {
        struct matrix z = matrix_new(s->sizes[k], r->samples);
        stack_layer(s, k, &h, &z);
        matrix_free(&h);
        h = z;
        if (!in_range(&z))
            m->out_of_range = k;
        else if (depths[next] == k) {
            m->meters[next] = read_fit(r, &z, m);
            /* What varies deeper down is rounding. */
            m->constant = isnan(m->meters[next++].percent) && r->basis.at ? k : 0;
        }
        if (k < deepest)
            map_batch(r->f, &h);
    }
    matrix_free(&h);
    matrix_free(&r->basis);
}

void stack_meter(const struct stack *s, const struct map *f, size_t samples, uint64_t seed,
                 const size_t *depths, size_t ndepths, struct metered *m)
{
    struct meter_reading r = { .stack = s, .f = f, .samples = samples, .seed = seed };
    size_t done = 0;
    *m = (struct metered){ .meters = memory_new(ndepths, sizeof *m->meters) };
    for (size_t i = 0; i < ndepths; i++)
        m->meters[i] = (struct meter){ NAN, NAN };
    while (done < ndepths && read_shallow(&r, depths[done], &m->meters[done]))
        done++;
    if (done && isnan(m->meters[done - 1].percent))
        m->constant = depths[done - 1];
    if (done < ndepths && isinf(m->meters[done].error))
        m->meters[done].error = NAN;
    if (done < ndepths && !m->constant)
        read_deep(&r, depths, done, ndepths, m);
}
