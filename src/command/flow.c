/* flow: how large signals and gradients are, layer by layer, before any training. */
#include "command/flow.h"
#include "experiment/model.h"
#include "input/input.h"

#include <stdlib.h>
#include <string.h>

struct flow_options {
    struct delivery delivery;
    struct net_options net;
    uint64_t samples;
    char *per_layer, *norm, *inputs;
    bool residual;
};

static bool is_histogram(const char *name)
{
    return name && strcmp(name, "histogram") == 0;
}

static bool functions_read(struct streams *s, const struct request *q, struct error *err)
{
    const struct flow_options *o = q->options;
    struct net_options net = o->net;
    if (!o->per_layer)
        return runs_functions(&o->net, &s->functions, &s->nfunctions, err);
    if (option_given(q, &o->net.activation))
        return error_usage(err, "--per-layer: goes without --activation");
    net.activation = o->per_layer;
    if (!runs_functions(&net, &s->functions, &s->nfunctions, err))
        return error_prefix(err, "--per-layer, as ");
    s->per_layer = true;
    s->label = text_copy(o->per_layer);
    return true;
}

static void streams_plan(struct streams *s)
{
    s->count = s->per_layer ? s->ninits : s->nfunctions * s->ninits;
    s->stream = memory_new(s->count, sizeof *s->stream);
    for (size_t k = 0; k < s->count; k++) {
        const struct function *g = &s->functions[k / s->ninits];
        s->stream[k] = (struct stream){ .label = s->per_layer ? s->label : g->label,
                                        .function = g,
                                        .init = &s->inits[k % s->ninits] };
    }
}

static bool streams_check(const struct streams *s, const struct flow_options *o, struct error *err)
{
    if (s->per_layer && s->nfunctions != s->hidden)
        return error_usage(err, "--per-layer %s: %zu function%s for %zu hidden layers",
                           quote(o->per_layer).text, s->nfunctions, s->nfunctions == 1 ? "" : "s",
                           s->hidden);
    for (size_t l = 0; l < s->hidden && s->residual; l++)
        if (s->shape[l] != s->shape[l + 1])
            return error_usage(err,
                               "--residual: needs layers as wide as the inputs; %zu and %zu "
                               "are not equal",
                               s->shape[l], s->shape[l + 1]);
    return true;
}

static bool streams_read(struct streams *s, const struct request *q, size_t inputs,
                         struct error *err)
{
    const struct flow_options *o = q->options;
    const struct net_options *net = &o->net;
    *s = (struct streams){ .samples = (size_t)o->samples,
                           .seed = o->delivery.seed,
                           .residual = o->residual };
    if (o->norm)
        s->norm = strcmp(o->norm, "layer") == 0 ? FLOW_LAYER_NORM : FLOW_RMS_NORM;
    s->histograms = is_histogram(o->delivery.table) || is_histogram(o->delivery.figure);
    if (s->histograms && (o->residual || o->norm || o->per_layer))
        return error_usage(err, "--figure histogram: of plain layers of one function only");
    if (!functions_read(s, q, err) || !runs_inits(net, &s->inits, &s->ninits, err)) {
        streams_free(s);
        return false;
    }
    s->hidden = net->shape.count ? net->shape.count - 1 : (size_t)net->layers;
    if (s->per_layer && !net->shape.count && !option_given(q, &net->layers))
        s->hidden = s->nfunctions;
    s->shape = memory_new(s->hidden + 1, sizeof *s->shape);
    for (size_t l = 0; l <= s->hidden; l++)
        s->shape[l] = net->shape.count ? net->shape.value[l] : net->width.value[0];
    if (inputs && !net->shape.count)
        s->shape[0] = inputs;
    streams_plan(s);
    if (streams_check(s, o, err))
        return true;
    streams_free(s);
    return false;
}

/* How many numbers a row of --inputs has. */
static bool inputs_wide(const struct flow_options *o, size_t *columns, struct error *err)
{
    struct array a;
    if (!array_open(&a, o->inputs, err))
        return error_prefix(err, "--inputs ");
    *columns = (size_t)a.columns;
    array_close(&a);
    return true;
}

static bool inputs_read(const struct flow_options *o, struct streams *s, struct model_inputs *in,
                        struct error *err)
{
    if (!model_inputs_read(o->inputs, s->shape[0], (size_t)o->samples, in, err))
        return false;
    s->x = in->x;
    s->samples = in->rows;
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
    return memory_allows(net_size(net), "such a network", one + batch, err);
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
    OPT_TEXT("per-layer", S, per_layer, "F,F,...", "a function for each hidden layer"),
    { .name = "norm",
      .argument = "NAME",
      .kind = &option_text,
      .place = offsetof(S, norm),
      .choices = "layer rms",
      .help = "normalize what each activation gets: layer or rms, without gain" },
    OPT_FLAG("residual", S, residual, "add each layer's input to its output"),
    { .name = "inputs",
      .argument = "FILE",
      .kind = &option_text,
      .place = offsetof(S, inputs),
      .path = PATH_INPUT,
      .help = "inputs of your own (.npy, a row a sample) instead of N(0,1)" },
    OPT_FIGURE(S, "flow histogram"),
    { .name = NULL },
};

static bool flow_run(const struct request *q, struct report *r, struct error *err)
{
    const struct flow_options *o = q->options;
    struct streams s;
    struct model_inputs in = { .x = NULL };
    size_t columns = 0;
    if (q->noperands)
        return error_usage(err, "%s: flow takes no argument; see 'actfn flow --help'",
                           quote(q->operands[0]).text);
    if (o->inputs && !inputs_wide(o, &columns, err))
        return false;
    if (!streams_read(&s, q, columns, err))
        return false;
    bool ok = samples_fit(&s, &o->net, err) && (!o->inputs || inputs_read(o, &s, &in, err));
    if (ok) {
        streams_measure(&s);
        flow_report(&s, r);
        if (in.remark)
            report_note(r, "%s", in.remark);
        report_figure(r, s.histograms && o->delivery.figure ? "flow_histogram" : "flow");
    }
    streams_free(&s);
    free(in.x);
    free(in.remark);
    return ok;
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
               "2/fan_in for every activation. predicted_std and predicted_backward are what "
               "mean-field theory says of wide layers with these inits; a net of width n "
               "differs from them by about 1/sqrt(n), and more with depth.",
    .examples = "actfn flow\n"
                "actfn flow --activation relu,gelu,silu --init torch --layers 30 --plot\n"
                "actfn flow --activation tanh --init xavier,orthogonal,normal:0.2 --layers 50\n"
                "actfn flow --activation tanh --init torch --figure histogram --plot\n"
                "actfn flow --activation relu --init torch,he --norm layer\n"
                "actfn flow --activation tanh --residual --layers 30 --width 64\n"
                "actfn flow --per-layer relu,tanh,gelu --init he",
    .run = flow_run,
};
