/* Nets that differ in one thing, trained on the same data. */
#include "experiment/runs.h"
#include "parse/parse.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RECORDS = 100 }; /* of one run, at most */

/* One run for each of activations x inits x widths x seeds, seeds fastest. */
void runs_plan(struct runs *r)
{
    r->every = r->steps <= RECORDS ? 1 : (r->steps + RECORDS - 1) / RECORDS;
    r->count = r->nfunctions * r->ninits * r->nwidths * r->seeds;
    r->run = memory_new(r->count, sizeof *r->run);
    for (size_t k = 0; k < r->count; k++) {
        size_t s = k % r->seeds, w = k / r->seeds % r->nwidths,
               i = k / r->seeds / r->nwidths % r->ninits;
        r->run[k] = (struct training_run){
            .function = &r->functions[k / r->seeds / r->nwidths / r->ninits],
            .init = &r->inits[i],
            .width = r->widths[w],
            .seed = r->seed + s,
        };
    }
}

struct training_run *runs_at(const struct runs *r, size_t f, size_t i, size_t w, size_t s)
{
    return &r->run[((f * r->ninits + i) * r->nwidths + w) * r->seeds + s];
}

/* Inputs, then the hidden widths; the caller frees it. */
static size_t *shape_of(const struct runs *r, size_t width, size_t inputs)
{
    size_t *shape = memory_new(r->hidden + 1, sizeof *shape);
    shape[0] = inputs;
    for (size_t l = 0; l < r->hidden; l++)
        shape[l + 1] = r->shape ? r->shape[l] : width;
    return shape;
}

/* The hidden units of the largest net, and the bytes of training it. */
static double largest_net(const struct runs *r, size_t inputs, size_t outputs, size_t batch,
                          double *units)
{
    double largest = 0;
    *units = 0;
    for (size_t w = 0; w < r->nwidths; w++) {
        size_t *shape = shape_of(r, r->widths[w], inputs);
        double here = 0;
        for (size_t l = 1; l <= r->hidden; l++)
            here += (double)shape[l];
        *units = fmax(*units, here);
        largest = fmax(largest, network_bytes(shape, r->hidden + 1, outputs, batch));
        free(shape);
    }
    return largest;
}

/* What is kept of one run: its records, and its units at the start and at the end. */
static double kept_bytes(const struct runs *r, double units)
{
    double records = fmin((double)r->steps, RECORDS) + 2;
    double census = units * sizeof(struct unit) + (double)r->hidden * sizeof(struct layer_units);
    return sizeof(struct training_run) + records * sizeof(struct training_record) +
           (r->census ? 2 * census : 0);
}

struct runs_bytes runs_bytes(const struct runs *r, size_t inputs, size_t outputs, size_t rows)
{
    size_t batch = r->learning.batch > 0 && r->learning.batch < rows ? r->learning.batch : rows;
    double units, net = largest_net(r, inputs, outputs, 1, &units);
    double more = largest_net(r, inputs, outputs, batch, &units) - net;
    double at_once = fmin((double)r->count, (double)threads_available());
    return (struct runs_bytes){
        .nets = net * at_once,
        .samples = (more + dataset_bytes((double)rows, (double)inputs)) * at_once,
        .probe = r->census ? dataset_bytes((double)r->probe, (double)inputs) * at_once : 0,
        .kept = kept_bytes(r, units) * (double)r->count,
        .at_once = (size_t)at_once,
    };
}

/* ---- training ------------------------------------------------------------------------------- */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct training_all {
    struct runs *runs;
    struct pool *pool;    /* inside a run, when there is one run only */
    pthread_mutex_t lock; /* of the progress line */
    _Atomic size_t done;  /* steps, of all runs */
};

static void show(struct training_all *t, size_t step, double loss)
{
    size_t done = atomic_fetch_add(&t->done, 1) + 1;
    if (step % 4 != 0 || pthread_mutex_trylock(&t->lock) != 0)
        return;
    if (t->runs->count == 1)
        progress_step((double)done, "step %zu, loss %.4g", step, loss);
    else
        progress_step((double)done, "%zu of %zu steps of %zu networks, loss %.4g", done,
                      t->runs->steps * t->runs->count, t->runs->count, loss);
    pthread_mutex_unlock(&t->lock);
}

/* Who works with what in one run. */
struct training_bench {
    struct training_all *training;
    struct training_run *run;
    struct data data, probe;
    const struct data *counted; /* data or probe */
    double steepest;
    struct unit *before; /* the units at the last record, and their layers */
    struct layer_units *layer_before;
    size_t units;
};

static void look(struct training_bench *b, struct layer_units *layer, struct unit *unit)
{
    network_census(&b->run->net, b->counted->x, b->counted->rows, b->steepest, layer, unit,
                   b->training->pool);
}

static void take_record(struct training_bench *b, size_t step)
{
    const struct runs *all = b->training->runs;
    struct training_run *run = b->run;
    struct training_record r = { .step = step,
                                 .score = network_score(&run->net, &b->data, b->training->pool) };
    if (step > 0 && !isfinite(r.score.loss))
        return; /* no numbers any more: nothing to count */
    if (all->census) {
        struct unit *unit = memory_new(b->units, sizeof *unit);
        struct layer_units *layer = memory_new(all->hidden, sizeof *layer);
        look(b, layer, unit);
        for (size_t u = 0; u < b->units; u++) {
            bool dead = unit[u].kind == UNIT_DEAD,
                 was = b->before && b->before[u].kind == UNIT_DEAD;
            r.dead += dead;
            r.died += b->before && dead && !was;
            r.revived += was && !dead;
        }
        r.units = b->units;
        run->died += r.died;
        run->revived += r.revived;
        free(b->layer_before);
        free(b->before);
        b->layer_before = layer;
        b->before = unit;
    }
    if (all->film && run->seed == all->seed) {
        size_t bytes = run->net.stored * sizeof(real);
        run->weights = memory_resize(run->weights, run->records + 1, sizeof *run->weights);
        run->weights[run->records] = memory_new(run->net.stored, sizeof(real));
        memcpy(run->weights[run->records], run->net.weights, bytes);
    }
    run->record = memory_resize(run->record, run->records + 1, sizeof *run->record);
    run->record[run->records++] = r;
}

/* The units as the last record found them. */
static void keep_units(struct training_bench *b, int moment)
{
    struct training_run *run = b->run;
    size_t hidden = b->training->runs->hidden;
    if (!b->training->runs->census)
        return;
    run->layer[moment] = memory_new(hidden, sizeof *run->layer[moment]);
    run->unit[moment] = memory_new(b->units, sizeof *run->unit[moment]);
    memcpy(run->layer[moment], b->layer_before, hidden * sizeof *run->layer[moment]);
    memcpy(run->unit[moment], b->before, b->units * sizeof *run->unit[moment]);
}

/* U(+-1/sqrt(fan_in)), torch's biases, beside the weights of any init. */
static void spread_biases(struct network *n, uint64_t seed)
{
    struct random r;
    random_seed(&r, seed, STREAM_BIASES);
    for (size_t l = 0; l < n->count; l++)
        for (size_t u = 0; u < n->layer[l].out && n->layer[l].activation; u++)
            network_set(n, l, n->layer[l].in, u,
                        (real)((2 * random_uniform(&r) - 1) / sqrt((double)n->layer[l].in)));
}

void runs_begin(const struct runs *r, struct training_run *run, struct data *data,
                struct data *probe)
{
    r->data(r->state, run->seed, data);
    if (r->census && r->probe > 0)
        r->probe_data(r->state, run->seed, probe);
    size_t *shape = shape_of(r, run->width, data->inputs);
    network_new(&run->net, shape, r->hidden + 1, data->classes ? data->classes : 1, run->function);
    free(shape);
    run->parameters = run->net.parameters;
    network_init(&run->net, run->init, r->has_bias, r->bias, run->seed);
    if (r->spread_biases && !r->has_bias)
        spread_biases(&run->net, run->seed);
}

struct learning runs_learning(const struct runs *r, const struct training_run *run)
{
    struct learning how = r->learning;
    how.seed = run->seed;
    return how;
}

static void prepare(struct training_bench *b)
{
    const struct runs *all = b->training->runs;
    runs_begin(all, b->run, &b->data, &b->probe);
    b->counted = b->probe.rows > 0 ? &b->probe : &b->data;
    b->steepest = function_steepest(b->run->function);
    for (size_t l = 0; l < all->hidden; l++)
        b->units += b->run->net.layer[l].out;
}

static void descend_all(struct training_bench *b)
{
    struct runs *all = b->training->runs;
    struct training_run *run = b->run;
    const struct learning how = runs_learning(all, run);
    struct trainer *t = trainer_new(&run->net, &b->data, &how, b->training->pool);
    double start = now();
    for (size_t step = 1; step <= all->steps && !run->diverged; step++) {
        double loss = trainer_step(t);
        show(b->training, step, loss);
        if (!isfinite(loss))
            run->diverged = step;
        else if (step % all->every == 0 || step == all->steps)
            take_record(b, step);
    }
    run->seconds = now() - start;
    trainer_free(t);
}

static void train_one(void *state, size_t k)
{
    struct training_all *t = state;
    struct training_bench b = { .training = t, .run = &t->runs->run[k] };
    prepare(&b);
    take_record(&b, 0);
    keep_units(&b, 0);
    descend_all(&b);
    keep_units(&b, 1);
    b.run->score = network_score(&b.run->net, &b.data, t->pool);
    if (!b.run->diverged && !isfinite(b.run->score.loss))
        b.run->diverged = t->runs->steps;
    if (b.run->seed != t->runs->seed) /* figures show the first seed's nets */
        network_free(&b.run->net);
    free(b.before);
    free(b.layer_before);
    dataset_free(&b.data);
    dataset_free(&b.probe);
}

void runs_train(struct runs *r, const char *what)
{
    struct training_all t = { .runs = r };
    struct pool *pool = pool_new(0);
    pthread_mutex_init(&t.lock, NULL);
    progress_start(what, (double)r->steps * (double)r->count);
    if (r->count == 1) {
        t.pool = pool;
        train_one(&t, 0);
    } else {
        pool_run(pool, r->count, train_one, &t);
    }
    progress_end();
    pool_free(pool);
    pthread_mutex_destroy(&t.lock);
}

void runs_free(struct runs *r)
{
    for (size_t k = 0; k < r->count && r->run; k++) {
        struct training_run *run = &r->run[k];
        network_free(&run->net);
        for (size_t i = 0; run->weights && i < run->records; i++)
            free(run->weights[i]);
        free(run->weights);
        free(run->record);
        for (int moment = 0; moment < 2; moment++) {
            free(run->layer[moment]);
            free(run->unit[moment]);
        }
    }
    free(r->run);
    functions_free(r->functions, r->nfunctions);
    free(r->inits);
    free(r->widths);
    free(r->shape);
    *r = (struct runs){ 0 };
}

struct seed_spread runs_spread(const struct runs *r, size_t f, size_t i, size_t w,
                               double (*value)(const struct training_run *run))
{
    struct seed_spread s = { 0, INFINITY, -INFINITY, 0 };
    for (size_t k = 0; k < r->seeds; k++) {
        const struct training_run *run = runs_at(r, f, i, w, k);
        s.diverged += run->diverged > 0;
        if (run->diverged)
            continue;
        double v = value(run);
        s.mean += v;
        s.low = fmin(s.low, v);
        s.high = fmax(s.high, v);
    }
    if (s.diverged == r->seeds)
        return (struct seed_spread){ NAN, NAN, NAN, s.diverged };
    s.mean /= (double)(r->seeds - s.diverged);
    return s;
}
