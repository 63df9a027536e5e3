/* Which units are dead, which always on, which do something: counted over a probe. */
#include "network/network.h"

#include <math.h>
#include <stdlib.h>

/* What one unit did on the samples so far. */
struct tally {
    double low, high;                      /* smallest and largest f'(z), with sign: equal means constant */
    double largest, sum;                   /* of |f'(z)| */
    double saturated, zero;                /* counts */
};

static const double saturated_below = 0.1;   /* of the function's largest slope: |tanh| > 0.95 for tanh */
static const double near_dead_below = 1e-3;

void census_new(struct census *c, size_t units, double steepest)
{
    *c = (struct census){ .units = units, .steepest = steepest };
    c->tally = memory_new(units, sizeof *c->tally);
    for (size_t u = 0; u < units; u++)
        c->tally[u] = (struct tally){ .low = INFINITY, .high = -INFINITY };
}

void census_free(struct census *c)
{
    free(c->tally);
    *c = (struct census){ 0 };
}

static inline void tally_add(struct tally *t, double value, double df, double limit)
{
    double size = fabs(df);
    t->low = df < t->low ? df : t->low;
    t->high = df > t->high ? df : t->high;
    t->largest = size > t->largest ? size : t->largest;
    t->sum += size;
    t->saturated += size < limit;
    t->zero += value == 0;
}

void census_add(struct census *c, size_t rows, size_t stride, const real *value, const real *slope)
{
    double limit = saturated_below * c->steepest;
    for (size_t i = 0; i < rows; i++)
        for (size_t u = 0; u < c->units; u++)
            tally_add(&c->tally[u], (double)value[i * stride + u], (double)slope[i * stride + u], limit);
    c->samples += (double)rows;
}

void census_add_part(struct census *c, size_t first, size_t rows, size_t units, const double *value, const double *slope)
{
    double limit = saturated_below * c->steepest;
    for (size_t i = 0; i < rows; i++)
        for (size_t u = 0; u < units; u++)
            tally_add(&c->tally[first + u], value[i * units + u], slope[i * units + u], limit);
}

/* Dead: f'(z) = 0 on every sample, so nothing reaches the unit's weights. Always on: the same slope on every
 * sample, so the unit is a linear one here. NaN compares false and ends up mixed. */
static enum unit_kind kind_of(const struct tally *t)
{
    if (t->low == 0 && t->high == 0) return UNIT_DEAD;
    return t->low == t->high ? UNIT_ALWAYS_ON : UNIT_MIXED;
}

void census_verdict(const struct census *c, struct layer_units *layer, struct unit *unit)
{
    double all = c->samples * (double)c->units;
    *layer = (struct layer_units){ .units = c->units };
    for (size_t u = 0; u < c->units; u++) {
        const struct tally *t = &c->tally[u];
        enum unit_kind kind = kind_of(t);
        layer->dead += kind == UNIT_DEAD;
        layer->always_on += kind == UNIT_ALWAYS_ON;
        layer->mixed += kind == UNIT_MIXED;
        layer->near_dead += t->largest < near_dead_below;
        layer->zero += t->zero / all;
        layer->saturated += t->saturated / all;
        layer->mean_slope += t->sum / all;
        if (unit)
            unit[u] = (struct unit){ kind, 1 - t->saturated / c->samples, t->largest };
    }
}

/* ---- the units of a net ----------------------------------------------------------------------------*/
struct probe { const struct network *net; struct census *census; const struct pass *pass; size_t rows; };

static void count_layer(void *state, size_t l)
{
    struct probe *p = state;
    census_add(&p->census[l], p->rows, network_stride(p->net->layer[l].out), p->pass->value[l + 1], p->pass->slope[l]);
}

struct counting { struct probe probe; struct pool *pool; };

static void take_counts(void *state, const struct pass *p, size_t first, size_t rows)
{
    struct counting *c = state;
    (void)first;
    c->probe.pass = p;
    c->probe.rows = rows;
    pool_run(c->pool, network_hidden(c->probe.net), count_layer, &c->probe);
}

void network_census(const struct network *n, const double *probe, size_t rows, double steepest,
                    struct layer_units *layer, struct unit *unit, struct pool *pool)
{
    size_t hidden = network_hidden(n);
    struct counting c = { .probe = { .net = n, .census = memory_new(hidden, sizeof *c.probe.census) }, .pool = pool };
    for (size_t l = 0; l < hidden; l++)
        census_new(&c.probe.census[l], n->layer[l].out, steepest);
    network_read(n, probe, rows, pool, take_counts, &c);
    for (size_t l = 0; l < hidden; l++) {
        census_verdict(&c.probe.census[l], &layer[l], unit);
        unit = unit ? unit + n->layer[l].out : NULL;
        census_free(&c.probe.census[l]);
    }
    free(c.probe.census);
}
