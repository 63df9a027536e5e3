/* Options of nets and of training, as runs. */
#include "command/net.h"

#include <stdlib.h>
#include <string.h>

/* A function of a whole vector would mix the units of a layer; everything here looks at units one
 * by one. */
bool runs_functions(const struct net_options *net, struct function **functions, size_t *count,
                    struct error *err)
{
    if (!functions_parse(net->activation, net->set.value, net->set.count, functions, count, err))
        return error_prefix(err, "--activation ");
    for (size_t i = 0; i < *count; i++)
        if ((*functions)[i].vectorwise) {
            error_usage(err,
                        "--activation %s: mixes the units of a layer; give functions of one number",
                        quote((*functions)[i].label).text);
            functions_free(*functions, *count);
            *functions = NULL;
            *count = 0;
            return false;
        }
    return true;
}

bool runs_inits(const struct net_options *net, struct init **inits, size_t *count,
                struct error *err)
{
    char **items;
    if (!list_parse(net->init, &items, count, err))
        return error_prefix(err, "--init ");
    *inits = memory_new(*count, sizeof **inits);
    bool ok = true;
    for (size_t i = 0; i < *count && ok; i++)
        ok = init_parse(items[i], &(*inits)[i], err);
    list_free(items, *count);
    if (ok)
        return true;
    free(*inits);
    *inits = NULL;
    return error_prefix(err, "--init ");
}

/* Learning rates that suit our data sets: with one hidden layer, and with more, where the same step
 * does more. By optimizer. */
static const double usual_rate[][2] = {
    [SGD] = { 1, 0.1 }, [MOMENTUM] = { 0.1, 0.02 }, [ADAM] = { 0.01, 0.003 }
};

bool runs_read(struct runs *r, const struct net_options *net, const struct training_options *how,
               uint64_t seed, size_t inputs, struct error *err)
{
    const struct counts *shape = &net->shape;
    *r = (struct runs){ .seed = seed, .seeds = how->seeds, .steps = (size_t)how->steps };
    r->hidden = shape->count ? shape->count - 1 : (size_t)net->layers;
    r->learning = (struct learning){ .decay = how->weight_decay,
                                     .batch = (size_t)how->batch,
                                     .big_step = how->big_step };
    if (how->optimizer && !optimizer_parse(how->optimizer, &r->learning.optimizer, err))
        return false;
    r->learning.rate = usual_rate[r->learning.optimizer][r->hidden > 1];
    if (shape->count && inputs > 0 && shape->value[0] != inputs)
        return error_usage(
            err, "--shape: begins with %zu, but the data have %zu input%s; write --shape %zu,...",
            shape->value[0], inputs, inputs == 1 ? "" : "s", inputs);
    if (!runs_functions(net, &r->functions, &r->nfunctions, err))
        return false;
    if (!runs_inits(net, &r->inits, &r->ninits, err)) {
        runs_free(r);
        return false;
    }
    r->nwidths = shape->count ? 1 : net->width.count;
    r->widths = memory_new(r->nwidths, sizeof *r->widths);
    if (shape->count) {
        r->shape = memory_new(r->hidden, sizeof *r->shape);
        memcpy(r->shape, shape->value + 1, r->hidden * sizeof *r->shape);
    } else {
        memcpy(r->widths, net->width.value, r->nwidths * sizeof *r->widths);
    }
    runs_plan(r);
    return true;
}

const char *net_size(const struct net_options *net)
{
    return net->shape.count ? "shape" : net->layers > 1000 ? "layers" : "width";
}

bool runs_fit(const struct runs *r, const struct net_options *net, bool points, size_t inputs,
              size_t outputs, size_t rows, struct error *err)
{
    const struct runs_bytes b = runs_bytes(r, inputs, outputs, rows);
    const char *size = net_size(net);
    const struct {
        const char *option, *what;
        double bytes;
    } parts[] = {
        { size, b.at_once > 1 ? "such networks" : "such a network", b.nets },
        { points ? "points" : size, "all samples at once", b.samples },
        { "probe", "so many fresh samples", b.probe },
        { "seeds", "what is kept of so many networks", b.kept },
    };
    size_t most = 0;
    double all = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        all += parts[i].bytes;
        most = parts[i].bytes > parts[most].bytes ? i : most;
    }
    return memory_allows(parts[most].option, parts[most].what, all, err);
}
