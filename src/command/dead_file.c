/* dead FILE...: the units of a user's own network, from what it left in files. */
#include "command/dead.h"

#include <math.h>
#include <string.h>

struct dead_totals dead_totals(const struct layer_counts *c, double tau)
{
    struct dead_totals t = { .layers = c->list.count };
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

static bool files_counted(const struct request *q, const struct function *functions,
                          size_t nfunctions, struct report *report, struct error *err)
{
    const struct dead_options *o = q->options;
    const struct unit_counts_wish wish = {
        .functions = functions,
        .nfunctions = nfunctions,
        .axis = option_given(q, &o->axis) ? &o->axis : NULL,
        .post = o->post,
    };
    struct layer_counts c;
    bool ok = layer_counts_read(&c, q->operands, q->noperands, &wish, err);
    if (ok)
        dead_file_report(&c, q, report);
    layer_counts_free(&c);
    return ok;
}

bool dead_files(const struct request *q, struct report *report, struct error *err)
{
    const struct dead_options *o = q->options;
    struct function *functions;
    size_t nfunctions;
    if (q->delivery->figure && strcmp(q->delivery->figure, "training") == 0)
        return error_usage(err, "--figure training: a file was not trained here; map or histogram");
    if (!runs_functions(&o->net, &functions, &nfunctions, err))
        return false;
    bool ok = files_counted(q, functions, nfunctions, report, err);
    functions_free(functions, nfunctions);
    return ok;
}
