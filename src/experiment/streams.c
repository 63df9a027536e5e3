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
        x[i] = random_normal(&r);
    stream->share = memory_new(s->hidden * STREAM_BINS, sizeof *stream->share);
    network_spread(n, x, s->samples, STREAM_BINS, &stream->range, stream->share);
    free(x);
}

void streams_measure(struct streams *s)
{
    struct pool *pool = pool_new(0);
    progress_start("measuring", (double)s->count);
    for (size_t k = 0; k < s->count; k++) {
        struct stream *stream = &s->stream[k];
        struct network n;
        network_new(&n, s->shape, s->hidden + 1, 0, stream->function);
        network_init(&n, stream->init, false, 0, s->seed);
        network_flow(&n, s->samples, s->seed, function_steepest(stream->function), stream->layer,
                     pool);
        if (s->histograms)
            histograms_fill(s, &n, stream);
        network_free(&n);
        progress_step((double)(k + 1), "%s, %s", stream->function->label, stream->init->name);
    }
    progress_end();
    pool_free(pool);
}

void streams_free(struct streams *s)
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
