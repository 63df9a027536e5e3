/* Gradient descent. A step is two rounds of tasks: rows of the batch forward and back; then rows of
 * the weight matrices, whose gradients, changes and transposes no two tasks share. */
#include "network/arithmetic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows of a weight matrix in one task, and the multiply-adds of a step below which threads cost
 * more than they bring. */
enum { WEIGHTS_EACH = 64, WORTH_SHARING = 2000000 };

struct share {
    size_t layer, first, last;
}; /* rows of one weight matrix */

struct trainer {
    struct network *net;
    const struct data *data;
    struct learning how;
    struct pool *pool; /* NULL: alone */
    struct pass pass;
    size_t rows; /* of a batch */
    size_t outputs;
    real *gradient, *m, *v;
    void *memory;
    struct descent descent;
    bool descends; /* false: only the gradient */
    double steps;
    uint32_t *order; /* a permutation of the samples */
    size_t next;
    struct random rng;
    double *loss; /* of each row of the batch */
    struct share *share;
    size_t shares;
};

static const char *const optimizers[] = { "sgd", "momentum", "adam" };
enum { OPTIMIZERS = sizeof optimizers / sizeof *optimizers };

const char *optimizer_name(size_t i)
{
    return i < OPTIMIZERS ? optimizers[i] : NULL;
}

bool optimizer_parse(const char *typed, enum optimizer *o, struct error *err)
{
    for (size_t i = 0; i < OPTIMIZERS; i++)
        if (name_equal(typed, optimizers[i])) {
            *o = (enum optimizer)i;
            return true;
        }
    return error_usage(err, "%s: unknown optimizer; there are sgd, momentum and adam",
                       quote(typed).text);
}

static size_t shares_of(const struct layer *l)
{
    return (l->in + 1 + WEIGHTS_EACH - 1) / WEIGHTS_EACH;
}

static void cut_weights(struct trainer *t)
{
    const struct network *n = t->net;
    for (size_t l = 0; l < n->count; l++)
        t->shares += shares_of(&n->layer[l]);
    t->share = memory_new(t->shares, sizeof *t->share);
    size_t k = 0;
    for (size_t l = 0; l < n->count; l++)
        for (size_t i = 0; i < n->layer[l].in + 1; i += WEIGHTS_EACH, k++) {
            size_t end =
                i + WEIGHTS_EACH < n->layer[l].in + 1 ? i + WEIGHTS_EACH : n->layer[l].in + 1;
            t->share[k] = (struct share){ l, i, end };
        }
}

struct trainer *trainer_new(struct network *n, const struct data *d, const struct learning *how,
                            struct pool *pool)
{
    struct trainer *t = memory_new(1, sizeof *t);
    size_t stride = n->stored;
    *t =
        (struct trainer){ .net = n, .data = d, .how = *how, .outputs = n->layer[n->count - 1].out };
    t->rows = how->batch > 0 && how->batch < d->rows ? how->batch : d->rows;
    t->pool = 3.0 * (double)t->rows * (double)n->parameters >= WORTH_SHARING ? pool : NULL;
    pass_new(&t->pass, n, t->rows);
    pass_load(&t->pass, n, d->x, t->rows); /* for good, where the batch is all there is */
    t->gradient = numbers_new(stride * (how->optimizer == ADAM       ? 3
                                        : how->optimizer == MOMENTUM ? 2
                                                                     : 1),
                              &t->memory);
    t->m = how->optimizer == SGD ? t->gradient : t->gradient + stride; /* not touched by sgd */
    t->v = how->optimizer == ADAM ? t->gradient + 2 * stride : t->m;
    t->order = memory_new(d->rows, sizeof *t->order);
    t->loss = memory_new(t->rows, sizeof *t->loss);
    for (size_t i = 0; i < d->rows; i++)
        t->order[i] = (uint32_t)i;
    t->next = d->rows;
    random_seed(&t->rng, how->seed, STREAM_ORDER);
    cut_weights(t);
    return t;
}

void trainer_free(struct trainer *t)
{
    if (!t)
        return;
    pass_free(&t->pass);
    free(t->memory);
    free(t->order);
    free(t->loss);
    free(t->share);
    free(t);
}

/* The next samples of a random order; a new order when fewer than a batch are left. */
static void draw_batch(struct trainer *t)
{
    const struct data *d = t->data;
    if (t->rows == d->rows)
        return;
    if (t->next + t->rows > d->rows) {
        for (size_t i = d->rows - 1; i > 0; i--) { /* Fisher and Yates */
            size_t j = (size_t)random_below(&t->rng, i + 1);
            uint32_t other = t->order[j];
            t->order[j] = t->order[i];
            t->order[i] = other;
        }
        t->next = 0;
    }
    size_t stride = network_stride(d->inputs);
    for (size_t i = 0; i < t->rows; i++)
        for (size_t j = 0; j < d->inputs; j++)
            t->pass.value[0][i * stride + j] = (real)d->x[t->order[t->next + i] * d->inputs + j];
}

static size_t sample(const struct trainer *t, size_t i)
{
    return t->rows == t->data->rows ? i : t->order[t->next + i];
}

/* Losses of some rows and dL/dz of the head, L the mean over the batch. */
static void judge(struct trainer *t, size_t first, size_t last)
{
    size_t stride = network_stride(t->outputs), head = t->net->count;
    for (size_t i = first; i < last; i++)
        t->loss[i] =
            sample_loss(t->data, sample(t, i), t->outputs, t->pass.value[head] + i * stride,
                        1 / (double)t->rows, t->pass.slope[head - 1] + i * stride);
}

static void rows_task(void *state, size_t i)
{
    struct trainer *t = state;
    size_t first = i * ROWS_EACH, last = first + ROWS_EACH < t->rows ? first + ROWS_EACH : t->rows;
    pass_forward(&t->pass, t->net, first, last);
    judge(t, first, last);
    pass_backward(&t->pass, t->net, first, last);
}

/* Rows first .. last-1 of W into columns of its transpose, a square at a time. */
static void transpose(const struct layer *l, size_t first, size_t last)
{
    size_t in = network_stride(l->in), out = network_stride(l->out);
    if (last > l->in)
        last = l->in;
    for (size_t o = 0; o < l->out; o += LINE)
        for (size_t i = first; i < last; i += LINE) {
            size_t wide = l->out - o < LINE ? l->out - o : LINE,
                   high = last - i < LINE ? last - i : LINE;
            for (size_t c = 0; c < wide; c++)
                for (size_t r = 0; r < high; r++)
                    l->transposed[(o + c) * in + i + r] = l->weight[(i + r) * out + o + c];
        }
}

static void weights_task(void *state, size_t k)
{
    struct trainer *t = state;
    const struct share *s = &t->share[k];
    const struct layer *l = &t->net->layer[s->layer];
    size_t stride = network_stride(l->out), offset = (size_t)(l->weight - t->net->weights);
    pass_gradient(&t->pass, t->net, s->layer, t->rows, s->first, s->last, t->gradient + offset);
    if (!t->descends)
        return;
    descend *step = arithmetic()->descend[t->how.optimizer];
    struct descent plain = t->descent;
    plain.decay = 0; /* biases are not pulled to zero */
    size_t weights = (s->last > l->in ? l->in : s->last), at = offset + s->first * stride;
    step((weights - s->first) * stride, &t->descent, t->gradient + at, t->net->weights + at,
         t->m + at, t->v + at);
    if (s->last > l->in) {
        at = offset + l->in * stride;
        step(stride, &plain, t->gradient + at, t->net->weights + at, t->m + at, t->v + at);
    }
    if (s->layer > 0)
        transpose(l, s->first, weights);
}

static double run(struct trainer *t)
{
    double total = 0;
    pool_run(t->pool, (t->rows + ROWS_EACH - 1) / ROWS_EACH, rows_task, t);
    pool_run(t->pool, t->shares, weights_task, t);
    for (size_t i = 0; i < t->rows; i++)
        total += t->loss[i];
    return total / (double)t->rows;
}

static struct descent next_descent(struct trainer *t)
{
    double rate = t->steps == 0 && t->how.big_step > 0 ? t->how.big_step : t->how.rate;
    struct descent d = { .decay = (real)t->how.decay, .beta1 = (real)0.9, .beta2 = (real)0.999 };
    t->steps++;
    if (t->how.optimizer == ADAM) {
        double second = sqrt(1 - pow(0.999, t->steps));
        rate *= second / (1 - pow(0.9, t->steps));
        d.epsilon = (real)(1e-8 * second);
    }
    d.rate = (real)rate;
    return d;
}

double trainer_step(struct trainer *t)
{
    draw_batch(t);
    t->descent = next_descent(t);
    t->descends = true;
    double loss = run(t);
    if (t->rows < t->data->rows)
        t->next += t->rows;
    return loss;
}

double trainer_gradient(struct trainer *t, real *gradient)
{
    t->descends = false;
    double loss = run(t);
    memcpy(gradient, t->gradient, t->net->stored * sizeof *gradient);
    return loss;
}

/* ---- a trainer's state ---------------------------------------------------------------------- */

/* What a step leaves behind for the next, beside the weights. */
struct trainer_state {
    double steps;
    size_t next;
    struct random rng;
};

/* Numbers in the optimizer's memory: m, and v of adam. */
static size_t moments(const struct trainer *t)
{
    static const size_t arrays[] = { [SGD] = 0, [MOMENTUM] = 1, [ADAM] = 2 };
    return arrays[t->how.optimizer] * t->net->stored;
}

static size_t order_bytes(const struct trainer *t)
{
    return t->rows < t->data->rows ? t->data->rows * sizeof *t->order : 0;
}

size_t trainer_bytes(const struct trainer *t)
{
    return sizeof(struct trainer_state) + (t->net->stored + moments(t)) * sizeof(real) +
           order_bytes(t);
}

void trainer_save(const struct trainer *t, void *bytes)
{
    const struct trainer_state state = { t->steps, t->next, t->rng };
    size_t weights = t->net->stored * sizeof(real), memories = moments(t) * sizeof(real);
    char *to = bytes;
    memcpy(to, &state, sizeof state);
    memcpy(to += sizeof state, t->net->weights, weights);
    memcpy(to += weights, t->m, memories); /* v follows m */
    memcpy(to + memories, t->order, order_bytes(t));
}

void trainer_restore(struct trainer *t, const void *bytes)
{
    struct trainer_state state;
    size_t weights = t->net->stored * sizeof(real), memories = moments(t) * sizeof(real);
    const char *from = bytes;
    memcpy(&state, from, sizeof state);
    memcpy(t->net->weights, from += sizeof state, weights);
    memcpy(t->m, from += weights, memories);
    memcpy(t->order, from + memories, order_bytes(t));
    t->steps = state.steps;
    t->next = state.next;
    t->rng = state.rng;
    for (size_t l = 1; l < t->net->count; l++)
        transpose(&t->net->layer[l], 0, t->net->layer[l].in);
}

void trainer_rate(struct trainer *t, double rate)
{
    t->how.rate = rate;
}
