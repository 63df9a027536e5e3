/* Signals forward, gradients back, before any training; and the two numbers of a function that both
 * depend on. */
#include "network/arithmetic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double function_steepest(const struct function *g)
{
    enum { POINTS = 8001 }; /* step 0.01 */
    double x[BLOCK], f[BLOCK], df[BLOCK], best = 0;
    for (size_t i = 0; i < POINTS; i += BLOCK) {
        size_t n = POINTS - i < BLOCK ? POINTS - i : BLOCK;
        for (size_t k = 0; k < n; k++)
            x[k] = -40 + 0.01 * (double)(i + k);
        function_map(g, n, x, f, df, NULL);
        for (size_t k = 0; k < n; k++)
            if (fabs(df[k]) > best)
                best = fabs(df[k]);
    }
    return best;
}

/* The trapezoidal rule on a fine grid: for smooth f times the normal density it converges faster
 * than any power of the step; a corner costs h^2/12 of the jump in slope, 1e-7 here. */
double function_gain(const struct function *g)
{
    enum { POINTS = 24001 }; /* -12 .. 12 by 0.001 */
    double x[BLOCK], f[BLOCK], sum = 0;
    for (size_t i = 0; i < POINTS; i += BLOCK) {
        size_t n = POINTS - i < BLOCK ? POINTS - i : BLOCK;
        for (size_t k = 0; k < n; k++)
            x[k] = -12 + 0.001 * (double)(i + k);
        function_map(g, n, x, f, NULL, NULL);
        for (size_t k = 0; k < n; k++)
            sum += f[k] * f[k] * exp(-0.5 * x[k] * x[k]);
    }
    return 1 / sqrt(sum * 0.001 / sqrt(2 * 3.14159265358979323846));
}

static double root_mean_square(const real *v, size_t rows, size_t columns, size_t stride)
{
    double sum = 0;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++)
            sum += (double)v[i * stride + j] * (double)v[i * stride + j];
    return sqrt(sum / ((double)rows * (double)columns));
}

static void scale(real *v, size_t count, double by)
{
    for (size_t i = 0; i < count; i++)
        v[i] = (real)((double)v[i] * by);
}

struct survey {
    struct pass *pass;
    const struct network *net;
    const struct flow_wish *wish;
    size_t rows;
    struct flow *flow;
};

/* Rows of z, in place; inverse[row]: what each was multiplied by. */
static void normalize(enum flow_norm norm, size_t rows, size_t columns, size_t stride, real *z,
                      double *inverse)
{
    for (size_t i = 0; i < rows; i++) {
        real *row = z + i * stride;
        double mean = 0, square = 0;
        for (size_t j = 0; j < columns && norm == FLOW_LAYER_NORM; j++)
            mean += (double)row[j] / (double)columns;
        for (size_t j = 0; j < columns; j++)
            square += ((double)row[j] - mean) * ((double)row[j] - mean) / (double)columns;
        double by = square > 0 ? 1 / sqrt(square) : 1;
        for (size_t j = 0; j < columns; j++)
            row[j] = (real)(((double)row[j] - mean) * by);
        if (inverse)
            inverse[i] = by;
    }
}

static void forward_layer(struct survey *w, size_t l, size_t first, size_t last)
{
    const struct layer *layer = &w->net->layer[l];
    size_t stride = network_stride(layer->out);
    real *value = w->pass->value[l + 1] + first * stride;
    pass_linear(w->pass, w->net, l, first, last);
    if (w->wish->norm != FLOW_NO_NORM)
        normalize(w->wish->norm, last - first, layer->out, stride, value, NULL);
    pass_activate(w->pass, w->net, l, first, last);
    if (!w->wish->residual)
        return;
    const real *before = w->pass->value[l] + first * stride;
    for (size_t i = 0; i < last - first; i++)
        for (size_t j = 0; j < layer->out; j++)
            value[i * stride + j] += before[i * stride + j];
}

static void forward_rows(void *state, size_t i)
{
    struct survey *w = state;
    size_t first = i * ROWS_EACH, last = first + ROWS_EACH < w->rows ? first + ROWS_EACH : w->rows;
    for (size_t l = 0; l < w->net->count; l++)
        forward_layer(w, l, first, last);
}

static void measure_forward(void *state, size_t l)
{
    struct survey *w = state;
    size_t columns = w->net->layer[l].out, stride = network_stride(columns);
    const real *a = w->pass->value[l + 1], *slope = w->pass->slope[l];
    double mean = 0, square = 0, saturated = 0, all = (double)w->rows * (double)columns;
    for (size_t i = 0; i < w->rows; i++)
        for (size_t j = 0; j < columns; j++) {
            mean += (double)a[i * stride + j];
            saturated += fabs((double)slope[i * stride + j]) < 0.1 * w->wish->steepest[l];
        }
    mean /= all;
    for (size_t i = 0; i < w->rows; i++)
        for (size_t j = 0; j < columns; j++) {
            double off = (double)a[i * stride + j] - mean;
            square += off * off;
        }
    w->flow[l].forward_mean = mean;
    w->flow[l].forward_std = sqrt(square / all);
    w->flow[l].saturated = saturated / all;
}

/* The gradient at a layer's output times f'(z), in place of f'(z). */
static void through_activation(struct survey *w, size_t l, const real *gradient)
{
    size_t columns = w->net->layer[l].out, stride = network_stride(columns);
    for (size_t i = 0; i < w->rows; i++)
        arithmetic()->times(columns, gradient + i * stride, w->pass->slope[l] + i * stride);
}

/* From dL/dz of layer l to dL/da of layer l - 1, in the pass's scratch. */
static void through_weights(struct survey *w, size_t l)
{
    const struct layer *layer = &w->net->layer[l];
    size_t in = network_stride(layer->in), out = network_stride(layer->out);
    struct product p = { .m = w->rows,
                         .n = lines(layer->in),
                         .k = layer->out,
                         .a = w->pass->slope[l],
                         .a_row = out,
                         .a_column = 1,
                         .b = layer->transposed,
                         .b_row = in,
                         .c = w->pass->scratch,
                         .c_row = in };
    arithmetic()->product(&p);
}

/* From the gradient at what the norm gave to that at z, in place: for z' = (z - mean) / s it is
 * (g - mean g - z' mean(g z')) / s (Ba et al. 2016), without the means of g for rms. The z' are
 * made again in the place of the layer's outputs, which nobody needs any more. */
static void through_norm(struct survey *w, size_t l)
{
    const struct layer *layer = &w->net->layer[l];
    size_t columns = layer->out, stride = network_stride(columns);
    double *inverse = memory_new(w->rows, sizeof *inverse), count = (double)columns;
    real *z = w->pass->value[l + 1];
    pass_linear(w->pass, w->net, l, 0, w->rows);
    normalize(w->wish->norm, w->rows, columns, stride, z, inverse);
    for (size_t i = 0; i < w->rows; i++) {
        real *g = w->pass->slope[l] + i * stride;
        const real *u = z + i * stride;
        double mean = 0, along = 0;
        for (size_t j = 0; j < columns; j++) {
            mean += w->wish->norm == FLOW_LAYER_NORM ? (double)g[j] / count : 0;
            along += (double)g[j] * (double)u[j] / count;
        }
        for (size_t j = 0; j < columns; j++)
            g[j] = (real)(inverse[i] * ((double)g[j] - mean - along * (double)u[j]));
    }
    free(inverse);
}

static double weight_gradient(struct survey *w, size_t l, real *gradient)
{
    const struct layer *layer = &w->net->layer[l];
    pass_gradient(w->pass, w->net, l, w->rows, 0, layer->in, gradient);
    return root_mean_square(gradient, layer->in, layer->out, network_stride(layer->out)) /
           (double)w->rows;
}

/* What goes past the layer is added to what came back through it. */
static void add_past(real *back, const real *past, size_t count)
{
    for (size_t i = 0; i < count; i++)
        back[i] += past[i];
}

/* The way back is linear, so the gradient is brought to size 1 after every layer and its size
 * carried in double: a hundred sigmoid layers take it to 1e-90, which float could not hold. */
static void measure_backward(struct survey *w)
{
    const struct network *n = w->net;
    double size = 1;
    void *memory, *past_memory = NULL;
    real *weights = numbers_new(n->stored, &memory), *past = NULL;
    struct random r;
    random_seed(&r, w->wish->seed, STREAM_GRADIENT);
    const struct layer *last = &n->layer[n->count - 1];
    size_t all = w->rows * network_stride(last->out);
    if (w->wish->residual)
        past = numbers_new(all, &past_memory);
    for (size_t i = 0; i < w->rows; i++)
        for (size_t j = 0; j < last->out; j++)
            w->pass->scratch[i * network_stride(last->out) + j] = (real)random_normal(&r);
    for (size_t l = n->count; l-- > 0;) {
        size_t columns = n->layer[l].out, stride = network_stride(columns);
        double rms = root_mean_square(w->pass->scratch, w->rows, columns, stride);
        w->flow[l].backward_rms = size * rms;
        if (rms > 0 && isfinite(rms)) {
            scale(w->pass->scratch, w->rows * stride, 1 / rms);
            size *= rms;
        }
        if (past)
            memcpy(past, w->pass->scratch, all * sizeof *past);
        through_activation(w, l, w->pass->scratch);
        if (w->wish->norm != FLOW_NO_NORM)
            through_norm(w, l);
        w->flow[l].weight_gradient_rms = size * weight_gradient(w, l, weights);
        if (l > 0)
            through_weights(w, l);
        if (past && l > 0)
            add_past(w->pass->scratch, past, all);
    }
    free(past_memory);
    free(memory);
}

/* The inputs, and the mean of their squares. */
static double load_inputs(struct survey *w)
{
    size_t inputs = w->net->inputs, stride = network_stride(inputs);
    double square = 0;
    struct random r;
    random_seed(&r, w->wish->seed, STREAM_DATA);
    for (size_t i = 0; i < w->rows; i++) {
        real *row = w->pass->value[0] + i * stride;
        for (size_t j = 0; j < inputs; j++) {
            row[j] = w->wish->x ? (real)w->wish->x[i * inputs + j] : (real)random_normal(&r);
            square += (double)row[j] * (double)row[j];
        }
        row[inputs] = 1;
    }
    return square / ((double)w->rows * (double)inputs);
}

void network_flow(const struct network *n, const struct flow_wish *wish, struct flow *flow,
                  double *input_square, struct pool *pool)
{
    struct pass pass;
    struct survey w = {
        .pass = &pass, .net = n, .wish = wish, .rows = wish->samples, .flow = flow
    };
    pass_new(&pass, n, wish->samples);
    double square = load_inputs(&w);
    if (input_square)
        *input_square = square;
    pool_run(pool, (w.rows + ROWS_EACH - 1) / ROWS_EACH, forward_rows, &w);
    pool_run(pool, n->count, measure_forward, &w);
    measure_backward(&w);
    pass_free(&pass);
}
