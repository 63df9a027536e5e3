/* A net's layers and their weights. */
#include "network/arithmetic.h"

#include <stdlib.h>

/* Whole cache lines, room for the column of ones, and an odd number of lines: rows a power of two
 * apart would all fall into the same sets of the cache. */
size_t network_stride(size_t columns)
{
    size_t n = lines(columns + 1) / LINE;
    return (n % 2 ? n : n + 1) * LINE;
}

static size_t layer_size(size_t in, size_t out)
{
    return (in + 1) * network_stride(out);
}

void network_new(struct network *n, const size_t *shape, size_t nshape, size_t outputs,
                 const struct function *activation)
{
    size_t turned = 0;
    *n = (struct network){ .inputs = shape[0], .count = nshape - 1 + (outputs > 0) };
    n->layer = memory_new(n->count, sizeof *n->layer);
    for (size_t l = 0; l < n->count; l++) {
        bool head = l == nshape - 1;
        struct layer *layer = &n->layer[l];
        *layer = (struct layer){ .in = shape[l],
                                 .out = head ? outputs : shape[l + 1],
                                 .activation = head ? NULL : activation };
        n->parameters += (layer->in + 1) * layer->out;
        n->stored += layer_size(layer->in, layer->out);
        turned += layer->out * network_stride(layer->in);
    }
    n->weights = numbers_new(n->stored + turned, &n->memory);
    real *weight = n->weights, *transposed = n->weights + n->stored;
    for (size_t l = 0; l < n->count; l++) {
        struct layer *layer = &n->layer[l];
        layer->weight = weight;
        layer->transposed = transposed;
        weight += layer_size(layer->in, layer->out);
        transposed += layer->out * network_stride(layer->in);
    }
}

/* Weights twice, gradient and two memories of the optimizer; three arrays of a pass. */
double network_bytes(const size_t *shape, size_t nshape, size_t outputs, size_t rows)
{
    double total = 0;
    for (size_t l = 0; l < nshape; l++) {
        double in = (double)shape[l], out = (double)(l + 1 < nshape ? shape[l + 1] : outputs);
        total += 5 * (in + 1) * (out + LINE) + 3 * (double)rows * (in + 2 * LINE);
    }
    return total * sizeof(real);
}

void network_free(struct network *n)
{
    free(n->memory);
    free(n->layer);
    *n = (struct network){ 0 };
}

size_t network_hidden(const struct network *n)
{
    size_t hidden = n->count;
    while (hidden > 0 && !n->layer[hidden - 1].activation)
        hidden--;
    return hidden;
}

real network_weight(const struct network *n, size_t layer, size_t row, size_t column)
{
    return n->layer[layer].weight[row * network_stride(n->layer[layer].out) + column];
}

void network_set(struct network *n, size_t layer, size_t row, size_t column, real value)
{
    struct layer *l = &n->layer[layer];
    l->weight[row * network_stride(l->out) + column] = value;
    if (row < l->in)
        l->transposed[column * network_stride(l->in) + row] = value;
}

static void init_biases(struct network *n, size_t l, const struct init *init, struct random *r)
{
    bool uniform;
    double size = init_bias(init, n->layer[l].in, &uniform);
    for (size_t o = 0; o < n->layer[l].out; o++) {
        double b = size == 0 ? 0
                   : uniform ? size * (2 * random_uniform(r) - 1)
                             : size * random_normal(r);
        network_set(n, l, n->layer[l].in, o, (real)b);
    }
}

/* One unit's weights and bias go together. */
static void layer_asymmetric(struct network *n, size_t l, double *weight, struct random *r)
{
    struct layer *layer = &n->layer[l];
    double *biases = memory_new(layer->out, sizeof *biases);
    init_asymmetric(layer->out, layer->in, weight, biases, r);
    for (size_t o = 0; o < layer->out; o++)
        network_set(n, l, layer->in, o, (real)biases[o]);
    free(biases);
}

void network_init(struct network *n, const struct init *init, bool has_bias, double bias,
                  uint64_t seed)
{
    struct random r;
    random_seed(&r, seed, STREAM_WEIGHTS);
    for (size_t l = 0; l < n->count; l++) {
        struct layer *layer = &n->layer[l];
        struct init here = l == 0 ? init_first(init, layer->in) : *init;
        double *weight = memory_new(layer->in * layer->out, sizeof *weight);
        if (here.kind == INIT_ASYMMETRIC) {
            layer_asymmetric(n, l, weight, &r);
        } else {
            init_weights(&here, layer->out, layer->in, weight, &r);
            init_biases(n, l, &here, &r);
        }
        for (size_t o = 0; o < layer->out; o++)
            for (size_t i = 0; i < layer->in; i++)
                network_set(n, l, i, o, (real)weight[o * layer->in + i]);
        for (size_t o = 0; o < layer->out && has_bias && layer->activation; o++)
            network_set(n, l, layer->in, o, (real)bias);
        free(weight);
    }
}
