/* A network's training, to walk along forwards and back. */
#include "experiment/timeline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Steps between two snapshots at first; it doubles, and every other snapshot goes, whenever they
 * take more than BYTES_MOST: a step back costs at most so many steps forward. */
enum { EVERY_FIRST = 16, BYTES_MOST = 64 << 20 };

/* The learning rate from a step on. */
struct rate_change {
    size_t step;
    double rate;
};

struct timeline {
    const struct runs *runs;
    struct training_run *run;
    struct pool *pool;
    struct data data, probe;
    const struct data *counted;
    struct trainer *trainer, *gradient_trainer; /* the second only looks: all samples at once */
    size_t step, diverged;
    char **snapshot; /* of the steps 0, every, 2 every, ... */
    size_t nsnapshots, every;
    struct rate_change *rates;
    size_t nrates;
    double *loss;
    size_t losses, losses_room;
    double steepest;
    real *weight_gradient;
    double *gradient;
    struct layer_units *layer;
    struct timeline_view view;
};

struct timeline *timeline_new(const struct runs *r, struct training_run *run, struct pool *pool)
{
    struct timeline *t = memory_new(1, sizeof *t);
    *t = (struct timeline){ .runs = r, .run = run, .pool = pool, .every = EVERY_FIRST };
    runs_begin(r, run, &t->data, &t->probe);
    t->counted = t->probe.rows > 0 ? &t->probe : &t->data;
    t->steepest = function_steepest(run->function);
    struct learning how = runs_learning(r, run);
    t->trainer = trainer_new(&run->net, &t->data, &how, pool);
    t->rates = memory_new(1, sizeof *t->rates);
    t->rates[t->nrates++] = (struct rate_change){ 0, how.rate };
    how.batch = 0;
    t->gradient_trainer = trainer_new(&run->net, &t->data, &how, pool);
    t->weight_gradient = memory_new(run->net.stored, sizeof *t->weight_gradient);
    t->gradient = memory_new(run->net.count, sizeof *t->gradient);
    t->layer = memory_new(r->hidden, sizeof *t->layer);
    return t;
}

void timeline_free(struct timeline *t)
{
    if (!t)
        return;
    trainer_free(t->trainer);
    trainer_free(t->gradient_trainer);
    dataset_free(&t->data);
    dataset_free(&t->probe);
    for (size_t i = 0; i < t->nsnapshots; i++)
        free(t->snapshot[i]);
    free(t->snapshot);
    free(t->rates);
    free(t->loss);
    free(t->weight_gradient);
    free(t->gradient);
    free(t->layer);
    free(t);
}

size_t timeline_step(const struct timeline *t)
{
    return t->step;
}

size_t timeline_diverged(const struct timeline *t)
{
    return t->diverged;
}

const struct data *timeline_data(const struct timeline *t)
{
    return &t->data;
}

const double *timeline_losses(const struct timeline *t, size_t *count)
{
    *count = t->losses;
    return t->loss;
}

/* ---- snapshots ------------------------------------------------------------------------------ */

static void thin_out(struct timeline *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->nsnapshots; i++)
        if (i % 2)
            free(t->snapshot[i]);
        else
            t->snapshot[kept++] = t->snapshot[i];
    t->nsnapshots = kept;
    t->every *= 2;
}

/* The present step's, if it is one that has a snapshot and has none yet. */
static void keep_snapshot(struct timeline *t)
{
    size_t bytes = trainer_bytes(t->trainer);
    if (t->step % t->every != 0 || t->step / t->every != t->nsnapshots)
        return;
    t->snapshot = memory_resize(t->snapshot, t->nsnapshots + 1, sizeof *t->snapshot);
    t->snapshot[t->nsnapshots] = memory_new(bytes, 1);
    trainer_save(t->trainer, t->snapshot[t->nsnapshots++]);
    if (t->nsnapshots > 2 && t->nsnapshots * bytes > BYTES_MOST)
        thin_out(t);
}

static void go_back(struct timeline *t, size_t step)
{
    size_t nearest = step / t->every;
    if (nearest >= t->nsnapshots)
        nearest = t->nsnapshots - 1;
    trainer_restore(t->trainer, t->snapshot[nearest]);
    t->step = nearest * t->every;
}

/* ---- the learning rate ---------------------------------------------------------------------- */

double timeline_rate(const struct timeline *t)
{
    double rate = t->rates[0].rate;
    for (size_t i = 1; i < t->nrates && t->rates[i].step <= t->step; i++)
        rate = t->rates[i].rate;
    return rate;
}

void timeline_set_rate(struct timeline *t, double rate)
{
    while (t->nrates > 0 && t->rates[t->nrates - 1].step >= t->step)
        t->nrates--;
    t->rates = memory_resize(t->rates, t->nrates + 1, sizeof *t->rates);
    t->rates[t->nrates++] = (struct rate_change){ t->step, rate };
    /* What lies ahead was learned at another rate. */
    while (t->nsnapshots > 0 && (t->nsnapshots - 1) * t->every > t->step)
        free(t->snapshot[--t->nsnapshots]);
    if (t->losses > t->step)
        t->losses = t->step;
    if (t->diverged > t->step)
        t->diverged = 0;
}

/* ---- steps ---------------------------------------------------------------------------------- */

static void step_once(struct timeline *t)
{
    keep_snapshot(t);
    trainer_rate(t->trainer, timeline_rate(t));
    double loss = trainer_step(t->trainer);
    if (t->losses == t->step) {
        if (t->losses == t->losses_room)
            t->loss = memory_resize(t->loss, t->losses_room = 2 * t->losses + 64, sizeof *t->loss);
        t->loss[t->losses++] = loss;
    }
    t->step++;
    if (!isfinite(loss))
        t->diverged = t->step;
}

bool timeline_go(struct timeline *t, size_t step)
{
    if (step < t->step)
        go_back(t, step);
    while (t->step < step && (!t->diverged || t->step < t->diverged))
        step_once(t);
    return t->step == step;
}

/* ---- looking -------------------------------------------------------------------------------- */

static void look_at_gradient(struct timeline *t)
{
    const struct network *n = &t->run->net;
    (void)trainer_gradient(t->gradient_trainer, t->weight_gradient);
    for (size_t l = 0; l < n->count; l++) {
        const struct layer *layer = &n->layer[l];
        const real *g = t->weight_gradient + (layer->weight - n->weights);
        double sum = 0;
        for (size_t i = 0; i < layer->in; i++)
            for (size_t o = 0; o < layer->out; o++) {
                double one = (double)g[i * network_stride(layer->out) + o];
                sum += one * one;
            }
        t->gradient[l] = sqrt(sum / (double)(layer->in * layer->out));
    }
}

const struct timeline_view *timeline_look(struct timeline *t)
{
    const struct network *n = &t->run->net;
    struct timeline_view v = { .layer = t->layer,
                               .gradient = t->gradient,
                               .hidden = t->runs->hidden };
    v.score = network_score(n, &t->data, t->pool);
    network_census(n, t->counted->x, t->counted->rows, t->steepest, t->layer, NULL, t->pool);
    for (size_t l = 0; l < v.hidden; l++) {
        v.units += t->layer[l].units;
        v.dead += t->layer[l].dead;
    }
    look_at_gradient(t);
    t->view = v;
    return &t->view;
}
