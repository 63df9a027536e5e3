/* Which units are dead, which always linear, which do something: counted over a probe. */
#include "network/network.h"

#include <math.h>
#include <stdlib.h>

static const double saturated_below =
    0.1; /* of the function's largest slope: |tanh| > 0.95 for tanh */
static const double near_dead_below = 1e-3;

/* One array for each thing that is counted, a number a unit in it: so the loops over the units are
 * vector loops. */
void census_new(struct census *c, size_t units, double steepest)
{
    double **arrays[] = {
        &c->low, &c->high, &c->largest, &c->sum, &c->saturated, &c->zero, &c->size
    };
    enum { ARRAYS = sizeof arrays / sizeof *arrays };
    *c = (struct census){ .units = units, .steepest = steepest };
    c->memory = memory_new(ARRAYS * units, sizeof *c->memory);
    for (size_t k = 0; k < ARRAYS; k++)
        *arrays[k] = c->memory + k * units;
    for (size_t u = 0; u < units; u++) {
        c->low[u] = INFINITY;
        c->high[u] = -INFINITY;
    }
}

void census_free(struct census *c)
{
    free(c->memory);
    *c = (struct census){ 0 };
}

/* A row of outputs and slopes of some units, of either number type. */
#define ADD_ROW(NAME, NUMBER)                                                                 \
    static void NAME(const struct census *c, size_t first, size_t units, const NUMBER *value, \
                     const NUMBER *slope)                                                     \
    {                                                                                         \
        double *restrict low = c->low + first, *restrict high = c->high + first,              \
                         *restrict largest = c->largest + first;                              \
        double *restrict sum = c->sum + first, *restrict saturated = c->saturated + first,    \
                         *restrict zero = c->zero + first, *restrict total = c->size + first; \
        double limit = saturated_below * c->steepest;                                         \
        for (size_t u = 0; u < units; u++) {                                                  \
            double df = (double)slope[u], size = fabs(df);                                    \
            low[u] = df < low[u] ? df : low[u];                                               \
            high[u] = df > high[u] ? df : high[u];                                            \
            largest[u] = size > largest[u] ? size : largest[u];                               \
            sum[u] += size;                                                                   \
            saturated[u] += size < limit ? 1 : 0;                                             \
            zero[u] += value[u] == 0 ? 1 : 0;                                                 \
            total[u] += fabs((double)value[u]);                                               \
        }                                                                                     \
    }
ADD_ROW(add_row, real)
ADD_ROW(add_row_double, double)

void census_add(struct census *c, size_t rows, size_t stride, const real *value, const real *slope)
{
    for (size_t i = 0; i < rows; i++)
        add_row(c, 0, c->units, value + i * stride, slope + i * stride);
    c->samples += (double)rows;
}

void census_add_part(struct census *c, size_t first, size_t rows, size_t units, const double *value,
                     const double *slope)
{
    for (size_t i = 0; i < rows; i++)
        add_row_double(c, first, units, value + i * units, slope + i * units);
}

/* Dead: f'(z) = 0 on every sample, so nothing reaches the unit's weights. Always linear: the same
 * slope on every sample, so the unit is a linear one here. Mixed where one slope is NaN (and with
 * it their sum): low and high have not seen it. */
static enum unit_kind kind_of(double low, double high, double sum)
{
    if (isnan(sum))
        return UNIT_MIXED;
    if (low == 0 && high == 0)
        return UNIT_DEAD;
    return low == high ? UNIT_ALWAYS_ON : UNIT_MIXED;
}

void census_verdict(const struct census *c, struct layer_units *layer, struct unit *unit)
{
    double all = c->samples * (double)c->units;
    *layer = (struct layer_units){ .units = c->units };
    for (size_t u = 0; u < c->units; u++) {
        enum unit_kind kind = kind_of(c->low[u], c->high[u], c->sum[u]);
        layer->dead += kind == UNIT_DEAD;
        layer->always_on += kind == UNIT_ALWAYS_ON;
        layer->mixed += kind == UNIT_MIXED;
        layer->near_dead += c->largest[u] < near_dead_below && !isnan(c->sum[u]);
        layer->zero +=
            c->zero[u]; /* whole numbers: divided once, at the end, all of them are all */
        layer->zero_of_dead += kind == UNIT_DEAD ? c->zero[u] : 0;
        layer->saturated += c->saturated[u];
        layer->mean_slope += c->sum[u];
        if (unit)
            unit[u] = (struct unit){ kind, 1 - c->saturated[u] / c->samples, c->largest[u],
                                     c->size[u] / c->samples };
    }
    layer->zero /= all;
    layer->zero_of_dead /= all;
    layer->saturated /= all;
    layer->mean_slope /= all;
}

size_t units_dormant(const struct unit *unit, size_t units, double tau)
{
    double sum = 0, counted = 0;
    size_t dormant = 0;
    for (size_t u = 0; u < units; u++) {
        bool is_number = isfinite(unit[u].size);
        sum += is_number ? unit[u].size : 0;
        counted += is_number;
    }
    for (size_t u = 0; u < units; u++)
        dormant += isfinite(unit[u].size) && unit[u].size * counted <= tau * sum; /* 0 <= 0 too */
    return dormant;
}

/* ---- the units of a net --------------------------------------------------------------------- */
struct probe {
    const struct network *net;
    struct census *census;
    const struct pass *pass;
    size_t rows;
};

static void count_layer(void *state, size_t l)
{
    struct probe *p = state;
    census_add(&p->census[l], p->rows, network_stride(p->net->layer[l].out), p->pass->value[l + 1],
               p->pass->slope[l]);
}

struct census_count {
    struct probe probe;
    struct pool *pool;
};

static void take_counts(void *state, const struct pass *p, size_t first, size_t rows)
{
    struct census_count *c = state;
    (void)first;
    c->probe.pass = p;
    c->probe.rows = rows;
    pool_run(c->pool, network_hidden(c->probe.net), count_layer, &c->probe);
    c->probe.pass = NULL;
}

void network_census(const struct network *n, const double *probe, size_t rows, double steepest,
                    struct layer_units *layer, struct unit *unit, struct pool *pool)
{
    size_t hidden = network_hidden(n);
    struct census_count c = {
        .probe = { .net = n, .census = memory_new(hidden, sizeof *c.probe.census) }, .pool = pool
    };
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
