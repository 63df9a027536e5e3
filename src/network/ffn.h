/* ffn: the transformer's feedforward block, down(activation(up x)), or gated, down(activation(gate
 * x) * up x). x has `dim` entries, the middle `hidden`. Weights are float, as in the models; sums
 * of statistics are double. Sizes: GPT-2 XL (Radford et al. 2019, released config), BERT base
 * (Devlin et al. 2018), Llama 2 7B (Touvron et al. 2023), T5 v1.0 base (Raffel et al. 2019), Gemma
 * 2B (Gemma Team 2024, released config). */
#ifndef ACTFN_FFN_H
#define ACTFN_FFN_H

#include "activation/activation.h"
#include "linear/linear.h"

/* ---- blocks by name ------------------------------------------------------------------------- */
struct ffn_row {
    const char *name, *model;
    size_t dim, hidden;
    const char *activation; /* a FUNCTION */
    bool gated, bias;
    const char *where; /* where the activation sits */
};
const struct ffn_row *ffn_row(size_t i); /* NULL after the last */
const struct ffn_row *ffn_find(const char *name);

/* ---- one block ------------------------------------------------------------------------------ */
/* Weights out x in, or in x out where turned (GPT-2's Conv1D). Borrowed. */
struct ffn_weights {
    const float *at;
    const float *bias;
    bool turned;
};

struct ffn {
    size_t dim, hidden;
    bool gated, bias;
    struct ffn_weights up, gate, down; /* gate.at NULL: ungated */
    const struct function *activation; /* borrowed */
    float *owned;                      /* what ffn_free releases, or NULL */
};

/* Random weights; biases of standard deviation 0.1, unless the init has its own. */
void ffn_random(struct ffn *block, const struct init *init, uint64_t seed);
void ffn_free(struct ffn *block);

uint64_t ffn_matrices(const struct ffn *block); /* 2 or 3 */
uint64_t ffn_parameters(const struct ffn *block);
uint64_t ffn_flops(const struct ffn *block); /* a token; 2 a multiply-add, matrices only */
/* Without its activation: one dim x dim matrix (and bias). A gated block does not collapse, gate x
 * * up x is quadratic: 0. */
uint64_t ffn_collapsed(const struct ffn *block);

/* y (n x dim) for x (n x dim). `pre` (n x hidden) receives what the activation sees, `middle` (n x
 * hidden) what the down projection gets; *activation, where wanted, is how many seconds the
 * activation alone took. Returns the seconds of all. */
double ffn_forward(const struct ffn *block, size_t n, const float *x, float *pre, float *middle,
                   float *y, double *activation);

/* The same without the down projection; `up` (n x hidden) for gated blocks. Returns the
 * activation's seconds. */
double ffn_middle(const struct ffn *block, size_t n, const float *x, float *pre, float *up,
                  float *middle);

/* ---- what the activation buys (ffn_effect.c) ------------------------------------------------ */
struct ffn_effect {
    double not_affine_percent; /* residual variance of the best affine map / output variance, summed
                                  over the outputs */
    double sampling_error;     /* its standard error, in percent too */
    double superposition_error; /* rms |f(a+b) - f(a) - f(b) + f(0)| / rms |f(a+b)| */
    size_t pairs;               /* a, b that superposition_error was measured on */
    bool constant; /* the output is the same for every input, but for rounding: not_affine_percent
                      is NaN */
    bool too_few;  /* fewer than dim + 2 inputs: an affine map fits them exactly; NaN too */
};
/* x, a and b ~ N(0,1): the map in closed form (Stein's lemma), the variances over the samples; at
 * most 128 pairs. */
void ffn_effect(const struct ffn *block, size_t samples, uint64_t seed, struct ffn_effect *effect);
/* n rows of the user's, x, and the block's outputs of them, y: the map by least squares, unbiased
 * for its number of coefficients; a and b are rows of x, each with the one half of them further on.
 */
void ffn_effect_given(const struct ffn *block, size_t n, const float *x, const float *y,
                      struct ffn_effect *effect);

/* ---- units ---------------------------------------------------------------------------------- */
/* Per unit over the inputs: mean and standard deviation of the pre-activation, percent of inputs
 * where the slope is not 0, and the least and greatest slope: a unit with both 0 is dead, with both
 * equal and not 0 always linear (linear on these inputs). Arrays of `hidden`, the caller's to free
 * by ffn_units_free. */
struct ffn_units {
    double *mean, *spread, *active_percent, *slope_low, *slope_high;
    double negative_percent;  /* of all pre-activations */
    double saturated_percent; /* |f'| below a tenth of the steepest */
    double steepest;          /* of the function */
    size_t inputs;            /* seen so far */
};
/* Start; add pre-activations of n inputs (n x hidden) as often as there are more; finish, before
 * which nothing is to be read. */
void ffn_units_start(const struct ffn *block, struct ffn_units *units);
void ffn_units_add(const struct ffn *block, size_t n, const float *pre, struct ffn_units *units);
void ffn_units_finish(const struct ffn *block, struct ffn_units *units);
void ffn_units_free(struct ffn_units *units);

/* ---- is it linear? (ffn_parts.c) ------------------------------------------------------------ */
/* A part of a transformer as a map of vectors. superposition_error: rms |f(a+b) - f(a) - f(b) +
 * f(0)| / rms |f(a+b) - f(0)|. degree: f(s x) = s^degree f(x) for every s > 0 where the part is
 * homogeneous, else NaN. */
struct part_check {
    const char *part, *formula;
    double superposition_error, degree, homogeneity_error;
    const char *verdict;
};
size_t part_count(void);
void part_check(size_t i, const struct function *g, uint64_t seed, struct part_check *result);

#endif
