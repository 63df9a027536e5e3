/* streams: how large signals and gradients are in nets before training, one net for each activation
 * and init. */
#ifndef ACTFN_STREAMS_H
#define ACTFN_STREAMS_H

#include "network/meanfield.h"
#include "network/network.h"

/* One activation (or one list of them, a layer each) with one init. */
struct stream {
    const char *label;
    const struct function *function; /* of the first layer; all borrowed */
    const struct init *init;
    double *gain; /* [hidden] */
    struct flow *layer;
    struct meanfield_signal *predicted; /* NaN where theory has nothing to say */
    double range, *share;               /* histogram of the pre-activations: layers x STREAM_BINS */
};
enum { STREAM_BINS = 50 };

struct streams {
    struct function *functions;
    size_t nfunctions;
    bool per_layer; /* a function a layer: nfunctions = hidden, one net an init */
    char *label;    /* the list, as typed */
    struct init *inits;
    size_t ninits;
    size_t *shape;
    size_t hidden;
    size_t samples;
    uint64_t seed;
    const float *x; /* borrowed: samples x shape[0]; NULL: N(0, 1) */
    enum flow_norm norm;
    bool residual;
    bool histograms;
    struct stream *stream;
    size_t count;
};

/* Fills layer, predicted, gain, and share where `histograms`, of every stream; all else is the
 * caller's to fill. */
void streams_measure(struct streams *s);
void streams_free(struct streams *s); /* functions, label, inits and shape too */

#endif
