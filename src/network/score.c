/* What a trained net says, and how good it is. */
#include "network/arithmetic.h"

#include <math.h>
#include <stdlib.h>

static size_t largest(size_t n, const real *z)
{
    size_t best = 0;
    for (size_t c = 1; c < n; c++)
        if (z[c] > z[best])
            best = c;
    return best;
}

/* -log softmax(z)[class], shifted by the largest z so that no exp overflows. */
static double cross_entropy(size_t classes, const real *z, size_t class, double share, real *dz)
{
    double top = (double)z[largest(classes, z)], sum = 0;
    for (size_t c = 0; c < classes; c++)
        sum += exp((double)z[c] - top);
    for (size_t c = 0; c < classes && dz; c++)
        dz[c] = (real)(share * (exp((double)z[c] - top) / sum - (c == class)));
    return log(sum) - ((double)z[class] - top);
}

double sample_loss(const struct data *d, size_t sample, size_t outputs, const real *z, double share,
                   real *dz)
{
    if (d->classes)
        return cross_entropy(outputs, z, d->class[sample], share, dz);
    double error = (double)z[0] - d->target[sample];
    if (dz)
        dz[0] = (real)(share * 2 * error);
    return error * error;
}

/* ---- reading: rows through the net, a stretch at a time ------------------------------------- */
enum { READ_ROWS = 512 };

struct score_reading {
    struct pass pass;
    const struct network *net;
    size_t rows;
};

static void forward_task(void *state, size_t i)
{
    struct score_reading *r = state;
    size_t first = i * ROWS_EACH, last = first + ROWS_EACH < r->rows ? first + ROWS_EACH : r->rows;
    pass_forward(&r->pass, r->net, first, last);
}

void network_read(const struct network *n, const double *x, size_t rows, struct pool *pool,
                  void (*take)(void *state, const struct pass *p, size_t first, size_t rows),
                  void *state)
{
    struct score_reading r = { .net = n };
    pass_new(&r.pass, n, rows < READ_ROWS ? rows : READ_ROWS);
    for (size_t i = 0; i < rows; i += READ_ROWS) {
        r.rows = rows - i < READ_ROWS ? rows - i : READ_ROWS;
        pass_load(&r.pass, n, x + i * n->inputs, r.rows);
        pool_run(pool, (r.rows + ROWS_EACH - 1) / ROWS_EACH, forward_task, &r);
        take(state, &r.pass, i, r.rows);
    }
    /* No thread of the pool keeps its state. NOLINTNEXTLINE(clang-analyzer-core.StackAddressEscape)
     */
    pass_free(&r.pass);
}

struct answers {
    const struct network *net;
    double *outputs;
};

static void take_answers(void *state, const struct pass *p, size_t first, size_t rows)
{
    const struct answers *a = state;
    size_t count = a->net->layer[a->net->count - 1].out, stride = network_stride(count);
    for (size_t i = 0; i < rows; i++)
        arithmetic()->widen(count, p->value[a->net->count] + i * stride,
                            a->outputs + (first + i) * count);
}

void network_predict(const struct network *n, const double *x, size_t rows, double *outputs,
                     struct pool *pool)
{
    struct answers a = { n, outputs };
    network_read(n, x, rows, pool, take_answers, &a);
}

struct grading {
    const struct network *net;
    const struct data *data;
    double loss;
    size_t right;
};

static void take_grades(void *state, const struct pass *p, size_t first, size_t rows)
{
    struct grading *g = state;
    size_t count = g->net->layer[g->net->count - 1].out, stride = network_stride(count);
    for (size_t i = 0; i < rows; i++) {
        const real *z = p->value[g->net->count] + i * stride;
        g->loss += sample_loss(g->data, first + i, count, z, 0, NULL);
        g->right += g->data->classes && largest(count, z) == g->data->class[first + i];
    }
}

static double variance(size_t n, const double *x)
{
    double mean = 0, sum = 0;
    for (size_t i = 0; i < n; i++)
        mean += x[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        sum += (x[i] - mean) * (x[i] - mean);
    return sum / (double)n;
}

struct score network_score(const struct network *n, const struct data *d, struct pool *pool)
{
    struct grading g = { .net = n, .data = d };
    network_read(n, d->x, d->rows, pool, take_grades, &g);
    double loss = g.loss / (double)d->rows;
    if (d->classes)
        return (struct score){ loss, isfinite(loss) ? (double)g.right / (double)d->rows : NAN,
                               NAN };
    return (struct score){ loss, NAN, 1 - loss / variance(d->rows, d->target) };
}
