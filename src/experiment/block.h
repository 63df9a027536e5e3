/* block: what a feedforward block does on inputs: times, units, the pre-activations' histogram, and
 * how much of its output no affine map reaches. */
#ifndef ACTFN_BLOCK_H
#define ACTFN_BLOCK_H

#include "experiment/bins.h"
#include "experiment/model.h"

struct block_wish {
    const struct ffn *block;
    const char *whose; /* what to put before a message: the file, or "random weights" */
    const struct model_inputs *given; /* x NULL: N(0,1), `samples` of them */
    size_t samples;
    uint64_t seed;
};

struct block_measured {
    size_t inputs; /* that everything was measured on */
    struct ffn_effect effect;
    struct ffn_units units;
    struct growing_bins pre;   /* what the activation sees */
    double dead, always_on;    /* units */
    double activation_percent; /* of the time of a forward pass */
};

/* How many rows of inputs of this width a quarter of the memory holds, with what the fit needs of
 * them; at least a few. */
size_t block_inputs_most(size_t dim);

/* All inputs through the block. False, with a message: numbers that are not finite. Free it in
 * either case. */
bool block_measure(const struct block_wish *wish, struct block_measured *m, struct error *err);
void block_measured_free(struct block_measured *m);

#endif
