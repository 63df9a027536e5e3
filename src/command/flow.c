/* flow: how large signals and gradients are, layer by layer, before any training. */
#include "command/net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One activation with one init. */
struct stream {
    const struct function *function; const struct init *init;
    double gain;
    struct flow *layer;
    double range, *share;                  /* histogram of the pre-activations: layers x BINS */
};
enum { BINS = 50 };

struct streams {
    struct function *functions; size_t nfunctions;
    struct init *inits; size_t ninits;
    size_t *shape; size_t hidden;
    size_t samples; uint64_t seed;
    bool histograms;
    struct stream *stream; size_t count;
};

static void streams_free(struct streams *s)
{
    for (size_t k = 0; k < s->count; k++) {
        free(s->stream[k].layer);
        free(s->stream[k].share);
    }
    free(s->stream);
    functions_free(s->functions, s->nfunctions);
    free(s->inits);
    free(s->shape);
}

struct flow_options { struct delivery delivery; struct net_options net; uint64_t samples; };

static bool is_histogram(const char *name)
{
    return name && strcmp(name, "histogram") == 0;
}

static bool streams_read(struct streams *s, const struct flow_options *o, struct message *why)
{
    const struct net_options *net = &o->net;
    *s = (struct streams){ .samples = (size_t)o->samples, .seed = o->delivery.seed };
    s->histograms = is_histogram(o->delivery.table) || is_histogram(o->delivery.figure);
    if (!runs_functions(net, &s->functions, &s->nfunctions, why))
        return false;
    if (!runs_inits(net, &s->inits, &s->ninits, why)) {
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
        s->stream[k] = (struct stream){ .function = g, .init = &s->inits[k % s->ninits], .gain = function_gain(g),
                                        .layer = memory_new(s->hidden, sizeof(struct flow)) };
    }
    return true;
}

/* Of the inputs that network_flow draws. */
static void spread(const struct streams *s, const struct network *n, struct stream *stream)
{
    struct random r;
    double *x = memory_new(s->samples * n->inputs, sizeof *x);
    random_seed(&r, s->seed, STREAM_DATA);
    for (size_t i = 0; i < s->samples * n->inputs; i++) x[i] = random_normal(&r);
    stream->share = memory_new(s->hidden * BINS, sizeof *stream->share);
    network_spread(n, x, s->samples, BINS, &stream->range, stream->share);
    free(x);
}

/* The net with its batch, and the inputs again where they are kept for the histograms. */
static bool samples_fit(const struct streams *s, const struct net_options *net, struct message *why)
{
    double one = network_bytes(s->shape, s->hidden + 1, 0, 1);
    double batch = network_bytes(s->shape, s->hidden + 1, 0, s->samples) - one;
    batch += s->histograms ? 8 * (double)s->samples * (double)s->shape[0] : 0;
    if (batch > one)
        return memory_allows("samples", "so many", one + batch, why);
    return memory_allows(net_size(net), "such a net", one + batch, why);
}

static void measure(struct streams *s)
{
    struct pool *pool = pool_new(0);
    progress_start("measuring", (double)s->count);
    for (size_t k = 0; k < s->count; k++) {
        struct stream *stream = &s->stream[k];
        struct network n;
        network_new(&n, s->shape, s->hidden + 1, 0, stream->function);
        network_init(&n, stream->init, false, 0, s->seed);
        network_flow(&n, s->samples, s->seed, function_steepest(stream->function), stream->layer, pool);
        if (s->histograms) spread(s, &n, stream);
        network_free(&n);
        progress_step((double)(k + 1), "%s, %s", stream->function->label, stream->init->name);
    }
    progress_end();
    pool_free(pool);
}

struct flow_layer {
    const char *activation, *init;
    size_t layer;
    struct flow flow;
    double saturated_percent, gain;
};

static void table_layers(const struct streams *s, struct report *r)
{
    static const struct column_row columns[] = {
        COLUMN(struct flow_layer, activation),
        COLUMN(struct flow_layer, init),
        COLUMN(struct flow_layer, layer),
        COLUMN_AS("forward_mean", struct flow_layer, flow.forward_mean),
        COLUMN_AS("forward_std", struct flow_layer, flow.forward_std),
        COLUMN_AS("backward_rms", struct flow_layer, flow.backward_rms),
        COLUMN_AS("weight_gradient_rms", struct flow_layer, flow.weight_gradient_rms),
        COLUMN(struct flow_layer, saturated_percent),
        COLUMN(struct flow_layer, gain),
    };
    size_t n = s->count * s->hidden;
    struct flow_layer *rows = memory_new(n, sizeof *rows);
    for (size_t i = 0; i < n; i++) {
        const struct stream *stream = &s->stream[i / s->hidden];
        size_t l = i % s->hidden;
        rows[i] = (struct flow_layer){
            .activation = stream->function->label,
            .init = stream->init->name,
            .layer = l + 1,
            .flow = stream->layer[l],
            .saturated_percent = 100 * stream->layer[l].saturated,
            .gain = stream->gain,
        };
    }
    report_rows(r, "layers", columns, COLUMNS(columns), rows, n, sizeof *rows)->no_text = s->count > 1;
    free(rows);
}

static void table_histogram(const struct streams *s, struct report *r)
{
    struct table *t = report_table(r, "histogram", s->histograms ? s->count * s->hidden * BINS : 0);
    t->no_text = t->on_request = true;
    char **activation = table_texts(t, "activation"), **init = table_texts(t, "init");
    double *layer = table_numbers(t, "layer"), *z = table_numbers(t, "z"), *percent = table_numbers(t, "percent");
    for (size_t row = 0; row < t->rows; row++) {
        const struct stream *stream = &s->stream[row / BINS / s->hidden];
        activation[row] = text_copy(stream->function->label);
        init[row] = text_copy(stream->init->name);
        layer[row] = (double)(row / BINS % s->hidden + 1);
        z[row] = stream->range * (2 * ((double)(row % BINS) + 0.5) / BINS - 1);
        percent[row] = 100 * stream->share[row % (BINS * s->hidden)];
    }
}

struct flow_ends { const char *activation, *init; double out, first, ratio, saturated, gain; };

/* For people: the two ends of every net. */
static void table_ends(const struct streams *s, struct report *r)
{
    static const struct column_row columns[] = {
        COLUMN(struct flow_ends, activation),
        COLUMN(struct flow_ends, init),
        COLUMN_AS("signal at last", struct flow_ends, out),
        COLUMN_AS("gradient at 1", struct flow_ends, first),
        COLUMN_AS("a layer", struct flow_ends, ratio),
        COLUMN_AS("saturated %", struct flow_ends, saturated),
        COLUMN_AS("gain", struct flow_ends, gain),
    };
    struct flow_ends *rows = memory_new(s->count, sizeof *rows);
    for (size_t k = 0; k < s->count; k++) {
        const struct flow *first = s->stream[k].layer, *last = first + s->hidden - 1;
        rows[k] = (struct flow_ends){
            .activation = s->stream[k].function->label,
            .init = s->stream[k].init->name,
            .out = last->forward_std,
            .first = first->backward_rms,
            .ratio = s->hidden > 1 ? pow(first->backward_rms / last->backward_rms, 1 / (double)(s->hidden - 1)) : NAN,
            .saturated = 100 * last->saturated,
            .gain = s->stream[k].gain,
        };
    }
    report_rows(r, "ends", columns, COLUMNS(columns), rows, s->count, sizeof *rows);
    free(rows);
}

static struct number_text short_number(double x) { return number_text_short(x, 2); }

/* The gradient that is left at layer 1 of what was 1 at the last. */
static double left_of(const struct stream *stream) { return stream->layer[0].backward_rms; }
static double minus(double x) { return -x; }
static double plus(double x) { return x; }
static double off_one(double x) { return fabs(log(x)); }

/* The net that `badness` of what is left makes the least of; NULL: none is finite. */
static const struct stream *least(const struct streams *s, double (*badness)(double left))
{
    const struct stream *best = NULL;
    for (size_t k = 0; k < s->count; k++)
        if (isfinite(left_of(&s->stream[k])) && (!best || badness(left_of(&s->stream[k])) < badness(left_of(best))))
            best = &s->stream[k];
    return best;
}

static void headline(const struct streams *s, struct report *r, const struct stream *low, const struct stream *high)
{
    if (s->hidden == 1)
        report_headline(r, "One hidden layer: a gradient has no layer to go back through");
    else if (!low)
        report_headline(r, "No gradient stays within float's range over %zu layers", s->hidden);
    else if (strcmp(short_number(left_of(low)).text, short_number(left_of(high)).text) == 0)
        report_headline(r, "From layer %zu to 1 a gradient of 1 becomes %s", s->hidden, short_number(left_of(low)).text);
    else
        report_headline(r, "From layer %zu to 1 a gradient of 1 becomes %s to %s", s->hidden, short_number(left_of(low)).text,
                        short_number(left_of(high)).text);
}

static void say_gradient(struct report *r, const char *term, const struct stream *stream)
{
    double left = left_of(stream);
    report_say(r, term, "%s with %s init: %s at layer 1%s.", stream->function->label, stream->init->name, short_number(left).text,
               left < 1e-3 ? "; plain gradient descent hardly moves the first layers" : left > 1e3 ? "; the first layers' steps are far too large" : "");
}

static void describe(const struct streams *s, struct report *r)
{
    const struct stream *low = least(s, plus), *high = least(s, minus), *steady = least(s, off_one);
    headline(s, r, low, high);
    report_subtitle(r, "N(0,1) inputs, %zu of them; a gradient of size 1 at the last layer's output, followed back to the first.", s->samples);
    if (s->hidden > 1 && low) {
        say_gradient(r, s->count > 1 ? "Smallest" : "Gradient", low);
        if (high != low && high != steady) say_gradient(r, "Largest", high);
        if (steady != low) say_gradient(r, "Nearest to 1", steady);
    }
    for (size_t k = 0; k < s->count; k++)
        for (size_t l = 0; l < s->hidden; l++)
            if (!isfinite(s->stream[k].layer[l].forward_std)) {
                report_say(r, "Overflow", "%s with %s init leaves float's range at layer %zu.", s->stream[k].function->label,
                           s->stream[k].init->name, l + 1);
                break;
            }
    report_note(r, "See it: actfn flow --plot    Why: actfn lesson saturation");
    report_note(r, "gain: 1/sqrt(E f(z)^2), z ~ N(0,1), the factor on 1/sqrt(fan_in) that keeps a signal's size.");
    if (s->count > 1 && s->hidden > 2)
        report_note(r, "a layer: what one layer back multiplies the gradient by, on average: (gradient at 1 / gradient at %zu)^(1/%zu).",
                    s->hidden, s->hidden - 1);
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

static int flow_run(const struct request *q, struct report *r, struct message *why)
{
    const struct flow_options *o = q->options;
    struct streams s;
    if (q->noperands)
        return message_set(why, "%s: flow takes no argument; see 'actfn flow --help'", quote(q->operands[0]).text), STATUS_USAGE;
    if (!streams_read(&s, o, why))
        return STATUS_USAGE;
    if (!samples_fit(&s, &o->net, why)) {
        streams_free(&s);
        return STATUS_USAGE;
    }
    measure(&s);
    describe(&s, r);
    report_fact(r, "samples", (double)s.samples);
    report_fact(r, "layers", (double)s.hidden);
    report_fact(r, "seed", (double)s.seed);
    table_layers(&s, r);
    if (s.count > 1)
        table_ends(&s, r);
    table_histogram(&s, r);
    report_figure(r, s.histograms && o->delivery.figure ? "flow_histogram" : "flow");
    streams_free(&s);
    return STATUS_DONE;
}

const struct command command_flow = {
    .name = "flow",
    .order = 90,
    .operands = "",
    .about = "how signals and gradients grow or vanish with depth, before training",
    .options = rows,
    .size = sizeof(S),
    .details = "Feeds N(0,1) inputs forward and an N(0,1) gradient backward from the last hidden layer's output. backward_rms is the "
               "gradient at a layer's output, weight_gradient_rms that of its weights, averaged over the samples. he means variance "
               "2/fan_in for every activation.",
    .examples = "actfn flow\n"
                "actfn flow --activation relu,gelu,silu --init torch --layers 30 --plot\n"
                "actfn flow --activation tanh --init xavier,orthogonal,normal:0.2 --layers 50\n"
                "actfn flow --activation tanh --init torch --figure histogram --plot",
    .run = flow_run,
};
