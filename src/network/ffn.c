/* The feedforward block: sizes, weights, the forward pass. */
#include "network/ffn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct ffn_row rows[] = {
    { "gpt2", "GPT-2 XL", 1600, 6400, "gelu_tanh", false, true, "between the two matrices" },
    { "bert", "BERT base", 768, 3072, "gelu", false, true, "between the two matrices" },
    { "llama", "Llama 2 7B", 4096, 11008, "silu", true, false,
      "on the gate branch, not on the up branch" },
    { "t5", "T5 v1.0 base", 768, 3072, "relu", false, false, "between the two matrices" },
    { "gemma", "Gemma 2B", 2048, 16384, "gelu_tanh", true, false,
      "on the gate branch, not on the up branch" },
};

const struct ffn_row *ffn_row(size_t i)
{
    return i < sizeof rows / sizeof *rows ? &rows[i] : NULL;
}

const struct ffn_row *ffn_find(const char *name)
{
    for (size_t i = 0; ffn_row(i); i++)
        if (name_equal(rows[i].name, name))
            return &rows[i];
    return NULL;
}

uint64_t ffn_matrices(const struct ffn *block)
{
    return block->gated ? 3 : 2;
}

uint64_t ffn_parameters(const struct ffn *block)
{
    uint64_t weights = ffn_matrices(block) * block->dim * block->hidden;
    uint64_t biases = (ffn_matrices(block) - 1) * block->hidden + block->dim;
    return weights + (block->bias ? biases : 0);
}

uint64_t ffn_flops(const struct ffn *block)
{
    return 2 * ffn_matrices(block) * block->dim * block->hidden;
}

uint64_t ffn_collapsed(const struct ffn *block)
{
    return block->gated ? 0 : block->dim * block->dim + (block->bias ? block->dim : 0);
}

/* ---- random weights ------------------------------------------------------------------------- */

static float *matrix_fill(float *at, size_t out, size_t in, const struct init *init,
                          struct random *rng)
{
    double *wide = memory_new(out * in, sizeof *wide);
    init_weights(init, out, in, wide, rng);
    for (size_t i = 0; i < out * in; i++)
        at[i] = (float)wide[i];
    free(wide);
    return at + out * in;
}

static float *bias_fill(float *at, size_t out, size_t in, const struct init *init,
                        struct random *rng)
{
    bool uniform;
    double size = init_bias(init, in, &uniform);
    for (size_t i = 0; i < out; i++)
        at[i] = (float)(uniform ? size * (2 * random_uniform(rng) - 1)
                                : (size > 0 ? size : 0.1) * random_normal(rng));
    return at + out;
}

static float *weights_fill(struct ffn_weights *w, float *at, size_t out, size_t in, bool bias,
                           const struct init *init, uint64_t seed, uint64_t stream)
{
    struct random rng;
    random_seed(&rng, seed, stream);
    w->at = at;
    w->turned = false;
    at = matrix_fill(at, out, in, init, &rng);
    w->bias = bias ? at : NULL;
    return bias ? bias_fill(at, out, in, init, &rng) : at;
}

void ffn_random(struct ffn *block, const struct init *init, uint64_t seed)
{
    float *at = block->owned = memory_new(ffn_parameters(block), sizeof *at);
    at = weights_fill(&block->up, at, block->hidden, block->dim, block->bias, init, seed, 1);
    if (block->gated)
        at = weights_fill(&block->gate, at, block->hidden, block->dim, block->bias, init, seed, 2);
    weights_fill(&block->down, at, block->dim, block->hidden, block->bias, init, seed, 3);
}

void ffn_free(struct ffn *block)
{
    free(block->owned);
    block->owned = NULL;
}

/* ---- forward -------------------------------------------------------------------------------- */

/* y = x W' + b for n rows: the bias is laid down first, the product added to it. */
static void linear(const struct ffn_weights *w, size_t n, size_t in, size_t out, const float *x,
                   float *y)
{
    for (size_t i = 0; w->bias && i < n; i++)
        memcpy(y + i * out, w->bias, out * sizeof *y);
    gemm_float(false, !w->turned, n, out, in, 1, x, in, w->at, w->turned ? out : in,
               w->bias ? 1 : 0, y, out);
}

/* middle = activation(pre), through the double kernels a block at a time. */
static void activate(const struct function *g, size_t n, const float *pre, float *middle)
{
    double x[BLOCK], f[BLOCK];
    for (size_t i = 0; i < n; i += BLOCK) {
        size_t m = n - i < BLOCK ? n - i : BLOCK;
        for (size_t k = 0; k < m; k++)
            x[k] = (double)pre[i + k];
        function_map(g, m, x, f, NULL, NULL);
        for (size_t k = 0; k < m; k++)
            middle[i + k] = (float)f[k];
    }
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double ffn_middle(const struct ffn *block, size_t n, const float *x, float *pre, float *up,
                  float *middle)
{
    size_t count = n * block->hidden;
    double start;
    linear(block->gated ? &block->gate : &block->up, n, block->dim, block->hidden, x, pre);
    if (block->gated)
        linear(&block->up, n, block->dim, block->hidden, x, up);
    start = now();
    activate(block->activation, count, pre, middle);
    start = now() - start;
    for (size_t i = 0; block->gated && i < count; i++)
        middle[i] *= up[i];
    return start;
}

double ffn_forward(const struct ffn *block, size_t n, const float *x, float *pre, float *middle,
                   float *y, double *activation)
{
    float *up = memory_new(block->gated ? n * block->hidden : 0, sizeof *up);
    double start = now(), activating = ffn_middle(block, n, x, pre, up, middle);
    free(up);
    linear(&block->down, n, block->hidden, block->dim, middle, y);
    if (activation)
        *activation = activating;
    return now() - start;
}
