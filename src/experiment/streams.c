/* Signals forward and gradients back, net by net. */
#include "experiment/streams.h"
#include "parse/parse.h"

#include <stdlib.h>

/* Of the inputs that network_flow draws. */
static void histograms_fill(const struct streams *s, const struct network *n, struct stream *stream)
{
    struct random r;
    double *x = memory_new(s->samples * n->inputs, sizeof *x);
    random_seed(&r, s->seed, STREAM_DATA);
    for (size_t i = 0; i < s->samples * n->inputs; i++)
        x[i] = s->x ? (double)s->x[i] : random_normal(&r);
    stream->share = memory_new(s->hidden * STREAM_BINS, sizeof *stream->share);
    network_spread(n, x, s->samples, STREAM_BINS, &stream->range, stream->share);
    free(x);
}

/* The function of a stream's layer. */
static const struct function *function_of_layer(const struct streams *s,
                                                const struct stream *stream, size_t layer)
{
    return s->per_layer ? &s->functions[layer] : stream->function;
}

static void predict(const struct streams *s, struct stream *stream, double input_square)
{
    struct meanfield_layer *layers = memory_new(s->hidden, sizeof *layers);
    for (size_t l = 0; l < s->hidden; l++) {
        size_t in = s->shape[l], out = s->shape[l + 1];
        struct init here = l == 0 ? init_first(stream->init, in) : *stream->init;
        bool uniform;
        double bias = init_bias(&here, in, &uniform);
        layers[l] = (struct meanfield_layer){
            .function = function_of_layer(s, stream, l),
            .in = in,
            .out = out,
            .weight_variance = init_variance(&here, out, in),
            .bias_variance = bias * bias / (uniform ? 3 : 1),
            .residual = s->residual,
            .norm = s->norm != FLOW_NO_NORM,
        };
    }
    meanfield_flow(layers, s->hidden, input_square, stream->predicted);
    free(layers);
}

static void measure(const struct streams *s, struct stream *stream, struct pool *pool)
{
    struct network n;
    double *steepest = memory_new(s->hidden, sizeof *steepest), input_square;
    network_new(&n, s->shape, s->hidden + 1, 0, stream->function);
    for (size_t l = 0; l < s->hidden; l++) {
        const struct function *f = function_of_layer(s, stream, l);
        bool again = l > 0 && !s->per_layer;
        n.layer[l].activation = f;
        stream->gain[l] = again ? stream->gain[0] : function_gain(f);
        steepest[l] = again ? steepest[0] : function_steepest(f);
    }
    network_init(&n, stream->init, false, 0, s->seed);
    const struct flow_wish wish = { .samples = s->samples,
                                    .seed = s->seed,
                                    .x = s->x,
                                    .steepest = steepest,
                                    .norm = s->norm,
                                    .residual = s->residual };
    network_flow(&n, &wish, stream->layer, &input_square, pool);
    predict(s, stream, input_square);
    if (s->histograms)
        histograms_fill(s, &n, stream);
    network_free(&n);
    free(steepest);
}

void streams_measure(struct streams *s)
{
    struct pool *pool = pool_new(0);
    progress_start("measuring", (double)s->count);
    for (size_t k = 0; k < s->count; k++) {
        struct stream *stream = &s->stream[k];
        stream->layer = memory_new(s->hidden, sizeof *stream->layer);
        stream->predicted = memory_new(s->hidden, sizeof *stream->predicted);
        stream->gain = memory_new(s->hidden, sizeof *stream->gain);
        measure(s, stream, pool);
        progress_step((double)(k + 1), "%s, %s", stream->label, stream->init->name);
    }
    progress_end();
    pool_free(pool);
}

void streams_free(struct streams *s)
{
    for (size_t k = 0; k < s->count; k++) {
        free(s->stream[k].layer);
        free(s->stream[k].share);
        free(s->stream[k].predicted);
        free(s->stream[k].gain);
    }
    free(s->stream);
    functions_free(s->functions, s->nfunctions);
    free(s->label);
    free(s->inits);
    free(s->shape);
}
