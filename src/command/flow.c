/* flow: how large signals and gradients are, layer by layer, before any training. */
#include "command/flow.h"

#include <stdlib.h>
#include <string.h>

struct flow_options {
    struct delivery delivery;
    struct net_options net;
    uint64_t samples;
};

static bool is_histogram(const char *name)
{
    return name && strcmp(name, "histogram") == 0;
}

static bool streams_read(struct streams *s, const struct flow_options *o, struct error *err)
{
    const struct net_options *net = &o->net;
    *s = (struct streams){ .samples = (size_t)o->samples, .seed = o->delivery.seed };
    s->histograms = is_histogram(o->delivery.table) || is_histogram(o->delivery.figure);
    if (!runs_functions(net, &s->functions, &s->nfunctions, err))
        return false;
    if (!runs_inits(net, &s->inits, &s->ninits, err)) {
        functions_free(s->functions, s->nfunctions);
        return false;
    }
    s->hidden = net->shape.count ? net->shape.count - 1 : (size_t)net->layers;
    s->shape = memory_new(s->hidden + 1, sizeof *s->shape);
    for (size_t l = 0; l <= s->hidden; l++)
        s->shape[l] = net->shape.count ? net->shape.value[l] : net->width.value[0];
    s->count = s->nfunctions * s->ninits;
    s->stream = memory_new(s->count, sizeof *s->stream);
    for (size_t k = 0; k < s->count; k++) {
        const struct function *g = &s->functions[k / s->ninits];
        s->stream[k] = (struct stream){ .function = g,
                                        .init = &s->inits[k % s->ninits],
                                        .gain = function_gain(g),
                                        .layer = memory_new(s->hidden, sizeof(struct flow)) };
    }
    return true;
}

/* The net with its batch, and the inputs again where they are kept for the histograms. */
static bool samples_fit(const struct streams *s, const struct net_options *net, struct error *err)
{
    double one = network_bytes(s->shape, s->hidden + 1, 0, 1);
    double batch = network_bytes(s->shape, s->hidden + 1, 0, s->samples) - one;
    batch += s->histograms ? 8 * (double)s->samples * (double)s->shape[0] : 0;
    if (batch > one)
        return memory_allows("samples", "so many", one + batch, err);
    return memory_allows(net_size(net), "such a net", one + batch, err);
}

#define S struct flow_options
static const struct option_row rows[] = {
    OPT_SET(S, net.set),
    OPT_LAYERS(S, net.layers, "10"),
    OPT_WIDTH(S, net.width, "64"),
    OPT_SHAPE(S, net.shape),
    OPT_ACTIVATION(S, net.activation, "sigmoid,tanh,relu,gelu,silu"),
    OPT_INIT(S, net.init, "torch,he"),
    OPT_SAMPLES(S, samples, "1024"),
    OPT_FIGURE(S, "flow histogram"),
    { .name = NULL },
};

static bool flow_run(const struct request *q, struct report *r, struct error *err)
{
    const struct flow_options *o = q->options;
    struct streams s;
    if (q->noperands)
        return error_usage(err, "%s: flow takes no argument; see 'actfn flow --help'",
                           quote(q->operands[0]).text);
    if (!streams_read(&s, o, err))
        return false;
    if (!samples_fit(&s, &o->net, err)) {
        streams_free(&s);
        return false;
    }
    streams_measure(&s);
    flow_report(&s, r);
    report_figure(r, s.histograms && o->delivery.figure ? "flow_histogram" : "flow");
    streams_free(&s);
    return true;
}

const struct command command_flow = {
    .name = "flow",
    .order = 90,
    .operands = "",
    .about = "show how signals and gradients grow or shrink with depth",
    .group = GROUP_NETWORKS,
    .meanings = "init gain vanishing exploding backprop signal propagation initialization",
    .options = rows,
    .size = sizeof(S),
    .details = "Feeds N(0,1) inputs forward and an N(0,1) gradient backward from the last hidden "
               "layer's output. backward_rms is the "
               "gradient at a layer's output, weight_gradient_rms that of its weights, averaged "
               "over the samples. he means variance "
               "2/fan_in for every activation.",
    .examples = "actfn flow\n"
                "actfn flow --activation relu,gelu,silu --init torch --layers 30 --plot\n"
                "actfn flow --activation tanh --init xavier,orthogonal,normal:0.2 --layers 50\n"
                "actfn flow --activation tanh --init torch --figure histogram --plot",
    .run = flow_run,
};
