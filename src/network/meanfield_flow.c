/* Signals and gradients of a net of given widths, by mean-field theory. */
#include "network/meanfield.h"

#include <math.h>
#include <stdlib.h>

struct layer_state {
    double mean, square; /* of the layer's outputs */
    double q;            /* mean square of its pre-activations */
    double slopes;       /* what the way back through f and norm multiplies squares by */
};

/* A layer whose numbers are those of the layer before, to rounding, has the same means. */
static bool same_layer(const struct meanfield_layer *a, const struct meanfield_layer *b)
{
    return a->function == b->function && a->norm == b->norm;
}

/* z = W x + b has mean square q; f acts on u, which is z, or z / sqrt(q) after a norm. */
static void layer_pass(const struct meanfield_layer *layer, const struct gaussian *g,
                       struct layer_state *s, struct gaussian_moments *m, double *moments_q)
{
    s->q = (double)layer->in * layer->weight_variance * s->square + layer->bias_variance;
    double q = layer->norm ? 1 : s->q;
    if (!(fabs(q - *moments_q) <= 1e-13 * q)) {
        *m = gaussian_moments(g, q);
        *moments_q = q;
    }
    s->slopes = m->slope_square / (layer->norm ? s->q : 1);
    /* W is new, so x and f(z) are independent, whose means alone meet. */
    s->square = layer->residual ? s->square + 2 * s->mean * m->mean + m->square : m->square;
    s->mean = layer->residual ? s->mean + m->mean : m->mean;
}

void meanfield_flow(const struct meanfield_layer *layer, size_t count, double input_square,
                    struct meanfield_signal *signal)
{
    struct layer_state s = { .square = input_square };
    struct gaussian g;
    struct gaussian_moments m = { 0 };
    double *slopes = memory_new(count, sizeof *slopes), moments_q = NAN;
    for (size_t l = 0; l < count; l++) {
        if (l == 0 || !same_layer(&layer[l], &layer[l - 1])) {
            if (l == 0 || layer[l].function != layer[l - 1].function)
                gaussian_start(&g, layer[l].function);
            moments_q = NAN;
        }
        layer_pass(&layer[l], &g, &s, &m, &moments_q);
        double variance = s.square - s.mean * s.mean;
        signal[l].forward_std = variance < 0 ? 0 : sqrt(variance);
        slopes[l] = s.slopes;
    }
    signal[count - 1].backward_rms = 1;
    for (size_t l = count - 1; l > 0; l--) {
        double by = (double)layer[l].out * layer[l].weight_variance * slopes[l];
        signal[l - 1].backward_rms = signal[l].backward_rms * sqrt(layer[l].residual + by);
    }
    free(slopes);
}
