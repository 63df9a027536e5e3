/* streams: how large signals and gradients are in nets before training, one net for each activation
 * and init. */
#ifndef ACTFN_STREAMS_H
#define ACTFN_STREAMS_H

#include "network/network.h"

/* One activation with one init. */
struct stream {
    const struct function *function; /* both borrowed */
    const struct init *init;
    double gain;
    struct flow *layer;
    double range, *share; /* histogram of the pre-activations: layers x STREAM_BINS */
};
enum { STREAM_BINS = 50 };

struct streams {
    struct function *functions;
    size_t nfunctions;
    struct init *inits;
    size_t ninits;
    size_t *shape;
    size_t hidden;
    size_t samples;
    uint64_t seed;
    bool histograms;
    struct stream *stream;
    size_t count;
};

/* Fills layer, and share where `histograms`, of every stream; all else is the caller's to fill. */
void streams_measure(struct streams *s);
void streams_free(struct streams *s); /* functions, inits and shape too */

#endif
