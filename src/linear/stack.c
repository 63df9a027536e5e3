/* Stacks of layers, and what is put into them. */
#include "linear/linear.h"

#include <stdlib.h>
#include <string.h>

enum { STREAM_WEIGHTS = 1, STREAM_BIASES = 2, STREAM_INPUTS = 3 };
#define BIAS_DEVIATION 0.1

static double *biases_new(const struct init *init, size_t fan_in, size_t fan_out,
                          struct random *rng)
{
    bool uniform;
    double own = init_bias(init, fan_in, &uniform), *b = memory_new(fan_out, sizeof *b);
    for (size_t i = 0; i < fan_out; i++)
        b[i] = uniform ? own * (2 * random_uniform(rng) - 1)
                       : (own > 0 ? own : BIAS_DEVIATION) * random_normal(rng);
    return b;
}

void stack_new(struct stack *s, const size_t *sizes, size_t layers, const struct init *init,
               bool bias, uint64_t seed)
{
    struct random weights, biases;
    random_seed(&weights, seed, STREAM_WEIGHTS);
    random_seed(&biases, seed, STREAM_BIASES);
    *s = (struct stack){ .layers = layers,
                         .bias = bias,
                         .sizes = memory_new(layers + 1, sizeof *s->sizes),
                         .weights = memory_new(layers, sizeof *s->weights),
                         .biases = memory_new(layers, sizeof *s->biases) };
    memcpy(s->sizes, sizes, (layers + 1) * sizeof *sizes);
    for (size_t k = 0; k < layers; k++) {
        s->weights[k] = matrix_new(sizes[k + 1], sizes[k]);
        struct init here = k == 0 ? init_first(init, sizes[0]) : *init;
        init_weights(&here, sizes[k + 1], sizes[k], s->weights[k].at, &weights);
        if (bias)
            s->biases[k] = biases_new(init, sizes[k], sizes[k + 1], &biases);
    }
}

void stack_of(struct stack *s, size_t layers, struct matrix *weights, double **biases)
{
    *s = (struct stack){ .layers = layers, .weights = weights, .biases = biases };
    s->sizes = memory_new(layers + 1, sizeof *s->sizes);
    s->sizes[0] = weights[0].columns;
    for (size_t k = 0; k < layers; k++) {
        s->sizes[k + 1] = weights[k].rows;
        s->bias = s->bias || biases[k];
    }
}

void stack_free(struct stack *s)
{
    for (size_t k = 0; k < s->layers; k++) {
        matrix_free(&s->weights[k]);
        free(s->biases[k]);
    }
    free(s->weights);
    free(s->biases);
    free(s->sizes);
    *s = (struct stack){ 0 };
}

double stack_parameters(const size_t *sizes, size_t layers, bool bias)
{
    double sum = 0;
    for (size_t k = 0; k < layers; k++)
        sum += (double)sizes[k + 1] * ((double)sizes[k] + bias);
    return sum;
}

double stack_own_parameters(const struct stack *s)
{
    double sum = 0;
    for (size_t k = 0; k < s->layers; k++)
        sum += (double)s->sizes[k + 1] * ((double)s->sizes[k] + (s->biases[k] != NULL));
    return sum;
}

void stack_layer(const struct stack *s, size_t k, const struct matrix *in, struct matrix *out)
{
    matrix_multiply(out, &s->weights[k - 1], in);
    for (size_t i = 0; s->biases[k - 1] && i < out->rows; i++)
        for (size_t j = 0; j < out->columns; j++)
            out->at[i * out->columns + j] += s->biases[k - 1][i];
}

void stack_inputs_start(struct random *rng, uint64_t seed)
{
    random_seed(rng, seed, STREAM_INPUTS);
}

void stack_inputs_next(struct random *rng, struct matrix *x)
{
    for (size_t j = 0; j < x->columns; j++)
        for (size_t i = 0; i < x->rows; i++)
            x->at[i * x->columns + j] = random_normal(rng);
}

struct matrix stack_inputs(size_t n, size_t samples, uint64_t seed)
{
    struct random rng;
    struct matrix x = matrix_new(n, samples);
    stack_inputs_start(&rng, seed);
    stack_inputs_next(&rng, &x);
    return x;
}

void one_layer_free(struct one_layer *one)
{
    matrix_free(&one->weights);
    free(one->biases);
    *one = (struct one_layer){ 0 };
}
