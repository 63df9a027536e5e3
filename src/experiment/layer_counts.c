/* One array after the other. */
#include "experiment/layer_counts.h"

#include <math.h>
#include <stdlib.h>

static bool count_one(struct counted_layer *l, const char *typed,
                      const struct unit_counts_wish *wish, struct error *err)
{
    bool ok = false;
    if (!array_open(&l->array, typed, err))
        return false;
    if (l->array.rows == 0 || l->array.columns == 0)
        (void)error_set(err, "%s: holds no values", quote(typed).text);
    else
        ok = unit_counts_start(&l->counts, wish, &l->array, typed, err) &&
             unit_counts_read(&l->counts, &l->array, err);
    array_close(&l->array);
    return ok;
}

bool layer_counts_read(struct layer_counts *c, struct layer_list *list,
                       const struct unit_counts_wish *wish, struct error *err)
{
    *c = (struct layer_counts){ .list = *list };
    *list = (struct layer_list){ 0 };
    c->layer = memory_new(c->list.count, sizeof *c->layer);
    bool ok = true;
    for (size_t i = 0; i < c->list.count && ok; i++)
        ok = count_one(&c->layer[i], c->list.source[i].typed, wish, err);
    return ok;
}

void layer_counts_free(struct layer_counts *c)
{
    for (size_t i = 0; c->layer && i < c->list.count; i++)
        unit_counts_free(&c->layer[i].counts);
    free(c->layer);
    layer_list_free(&c->list);
    *c = (struct layer_counts){ 0 };
}

struct layer_totals layer_totals(const struct layer_counts *c, double tau)
{
    struct layer_totals t = { .layers = c->list.count };
    double outputs = 0;
    for (size_t i = 0; i < c->list.count; i++) {
        const struct unit_counts *one = &c->layer[i].counts;
        const struct layer_units *u = &one->counted[0].layer;
        double values = one->samples * (double)one->units;
        t.samples = i == 0 || t.samples == one->samples ? one->samples : NAN;
        t.units += u->units;
        t.dead += u->dead;
        t.always_on += u->always_on;
        t.mixed += u->mixed;
        t.near_dead += u->near_dead;
        t.dormant += units_dormant(one->counted[0].unit, one->units, tau);
        t.zero += u->zero * values;
        t.zero_of_dead += u->zero_of_dead * values;
        t.saturated += u->saturated * values;
        t.mean_slope += u->mean_slope * values;
        t.not_finite += one->not_finite;
        outputs += values;
    }
    t.zero /= outputs;
    t.zero_of_dead /= outputs;
    t.saturated /= outputs;
    t.mean_slope /= outputs;
    return t;
}
