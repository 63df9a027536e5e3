/* What flow found, in tables and words. */
#include "command/flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct flow_layer {
    const char *activation, *init;
    size_t layer;
    struct flow flow;
    double saturated_percent, gain;
    struct meanfield_signal predicted;
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
        COLUMN_AS("predicted_std", struct flow_layer, predicted.forward_std),
        COLUMN_AS("predicted_backward", struct flow_layer, predicted.backward_rms),
    };
    size_t n = s->count * s->hidden;
    struct flow_layer *rows = memory_new(n, sizeof *rows);
    for (size_t i = 0; i < n; i++) {
        const struct stream *stream = &s->stream[i / s->hidden];
        size_t l = i % s->hidden;
        rows[i] = (struct flow_layer){
            .activation = stream->label,
            .init = stream->init->name,
            .layer = l + 1,
            .flow = stream->layer[l],
            .saturated_percent = 100 * stream->layer[l].saturated,
            .gain = stream->gain[l],
            .predicted = stream->predicted[l],
        };
    }
    report_rows(r, "layers", columns, COLUMNS(columns), rows, n, sizeof *rows)->no_text =
        s->count > 1;
    free(rows);
}

static void table_histogram(const struct streams *s, struct report *r)
{
    struct table *t =
        report_table(r, "histogram", s->histograms ? s->count * s->hidden * STREAM_BINS : 0);
    t->no_text = t->on_request = true;
    char **activation = table_texts(t, "activation"), **init = table_texts(t, "init");
    double *layer = table_numbers(t, "layer"), *z = table_numbers(t, "z"),
           *percent = table_numbers(t, "percent");
    for (size_t row = 0; row < t->rows; row++) {
        const struct stream *stream = &s->stream[row / STREAM_BINS / s->hidden];
        activation[row] = text_copy(stream->label);
        init[row] = text_copy(stream->init->name);
        layer[row] = (double)(row / STREAM_BINS % s->hidden + 1);
        z[row] = stream->range * (2 * ((double)(row % STREAM_BINS) + 0.5) / STREAM_BINS - 1);
        percent[row] = 100 * stream->share[row % (STREAM_BINS * s->hidden)];
    }
}

struct flow_ends {
    const char *activation, *init;
    double out, first, ratio, theory, saturated;
};

/* For people: the two ends of every net. */
static void table_ends(const struct streams *s, struct report *r)
{
    const struct column_row columns[] = {
        COLUMN(struct flow_ends, activation),
        COLUMN(struct flow_ends, init),
        COLUMN_AS("output std", struct flow_ends, out),
        COLUMN_AS("gradient at 1", struct flow_ends, first),
        COLUMN_AS("factor per layer", struct flow_ends, ratio),
        COLUMN_AS("theory", struct flow_ends, theory),
        COLUMN_AS("saturated %", struct flow_ends, saturated),
    };
    struct flow_ends *rows = memory_new(s->count, sizeof *rows);
    for (size_t k = 0; k < s->count; k++) {
        const struct flow *first = s->stream[k].layer, *last = first + s->hidden - 1;
        rows[k] = (struct flow_ends){
            .activation = s->stream[k].label,
            .init = s->stream[k].init->name,
            .out = last->forward_std,
            .first = first->backward_rms,
            .ratio = s->hidden > 1 ? pow(first->backward_rms / last->backward_rms,
                                         1 / (double)(s->hidden - 1))
                                   : NAN,
            .theory = s->hidden > 1
                          ? pow(s->stream[k].predicted[0].backward_rms, 1 / (double)(s->hidden - 1))
                          : NAN,
            .saturated = 100 * last->saturated,
        };
    }
    report_rows(r, "ends", columns, COLUMNS(columns), rows, s->count, sizeof *rows);
    free(rows);
}

static struct number_text short_number(double x)
{
    return number_text_short(x, 2);
}

/* The gradient that is left at layer 1 of what was 1 at the last. */
static double left_of(const struct stream *stream)
{
    return stream->layer[0].backward_rms;
}
static double minus(double x)
{
    return -x;
}
static double plus(double x)
{
    return x;
}
static double off_one(double x)
{
    return fabs(log(x));
}

/* The net that `badness` of what is left makes the least of; NULL: none is finite. */
static const struct stream *least(const struct streams *s, double (*badness)(double left))
{
    const struct stream *best = NULL;
    for (size_t k = 0; k < s->count; k++)
        if (isfinite(left_of(&s->stream[k])) &&
            (!best || badness(left_of(&s->stream[k])) < badness(left_of(best))))
            best = &s->stream[k];
    return best;
}

static void headline(const struct streams *s, struct report *r, const struct stream *low,
                     const struct stream *high)
{
    if (s->hidden == 1)
        report_headline(r, "One hidden layer: a gradient has no layer to go back through");
    else if (!low)
        report_headline(r, "No gradient stays within float's range over %zu layers", s->hidden);
    else if (strcmp(short_number(left_of(low)).text, short_number(left_of(high)).text) == 0)
        report_headline(r, "From layer %zu to 1 a gradient of 1 becomes %s", s->hidden,
                        short_number(left_of(low)).text);
    else
        report_headline(r, "From layer %zu to 1 a gradient of 1 becomes %s to %s", s->hidden,
                        short_number(left_of(low)).text, short_number(left_of(high)).text);
}

static void say_gradient(struct report *r, const char *term, const struct stream *stream)
{
    double left = left_of(stream);
    report_say(r, term, "%s with %s init: %s at layer 1%s.", stream->label, stream->init->name,
               short_number(left).text,
               left < 1e-3  ? "; plain gradient descent hardly moves the first layers"
               : left > 1e3 ? "; the first layers' steps are far too large"
                            : "");
}

static void describe(const struct streams *s, struct report *r)
{
    const struct stream *low = least(s, plus), *high = least(s, minus), *steady = least(s, off_one);
    headline(s, r, low, high);
    report_subtitle(r,
                    "%s, %zu of them; a gradient of size 1 at the last layer's output, "
                    "followed back to the first.%s%s",
                    s->x ? "Inputs of your own" : "N(0,1) inputs", s->samples,
                    s->norm == FLOW_NO_NORM      ? ""
                    : s->norm == FLOW_LAYER_NORM ? " Layer norm before each activation."
                                                 : " RMS norm before each activation.",
                    s->residual ? " Each layer's input is added to its output." : "");
    if (s->hidden > 1 && low) {
        say_gradient(r, s->count > 1 ? "Smallest" : "Gradient", low);
        if (high != low && high != steady)
            say_gradient(r, "Largest", high);
        if (steady != low)
            say_gradient(r, "Nearest to 1", steady);
    }
    for (size_t k = 0; k < s->count; k++)
        for (size_t l = 0; l < s->hidden; l++)
            if (!isfinite(s->stream[k].layer[l].forward_std)) {
                report_say(r, "Overflow", "%s with %s init leaves float's range at layer %zu.",
                           s->stream[k].label, s->stream[k].init->name, l + 1);
                break;
            }
    report_note(r, "Plot: actfn flow --plot    Learn more: actfn lesson saturation");
    report_note(r,
                "gain (--table layers): 1/sqrt(E f(z)^2), z ~ N(0,1), the factor on 1/sqrt(fan_in) "
                "that keeps a signal's size.");
    if (s->count > 1 && s->hidden > 2)
        report_note(r,
                    "factor per layer: what one layer back multiplies the gradient by, on average: "
                    "(gradient at 1 / gradient at %zu)^(1/%zu); theory: that of wide layers.",
                    s->hidden, s->hidden - 1);
}

void flow_report(const struct streams *s, struct report *r)
{
    describe(s, r);
    report_fact(r, "samples", (double)s->samples);
    report_fact(r, "layers", (double)s->hidden);
    report_fact(r, "seed", (double)s->seed);
    table_layers(s, r);
    if (s->count > 1)
        table_ends(s, r);
    table_histogram(s, r);
}
