/* model: the feedforward block of a user's model, out of its safetensors file. The names of its
 * tensors tell whose model it is, the shapes its sizes, and config.json beside it, where there is
 * one, the activation. */
#ifndef ACTFN_MODEL_H
#define ACTFN_MODEL_H

#include "input/input.h"
#include "network/ffn.h"

struct model {
    const char *naming;    /* whose names the tensors have: "GPT-2" */
    char *activation;      /* a FUNCTION */
    char *activation_from; /* "config.json (text_config.hidden_act)" */
    char *layout;          /* how the matrices lie, and what told it */
};
/* Layer `layer` of a safetensors model: weights in block->owned, sizes and form from the tensors.
 * Without `activation` (the user's; NULL) the model's config.json or the names tell it. Weights
 * that are not finite are refused; then nothing is left to free. */
bool model_read(const char *path, uint64_t layer, const char *activation, struct ffn *block,
                struct model *m, struct error *err);
void model_free(struct model *m);

/* Rows of dim numbers from an .npy file, the first `most` of them: in->x is the caller's to free.
 * What is not finite is refused. */
struct model_inputs {
    float *x;
    size_t rows;
    uint64_t there;
}; /* there: rows of the file */
bool model_inputs_read(const char *path, size_t dim, size_t most, struct model_inputs *in,
                       struct error *err);

/* ---- how matrices lie (model_layout.c) ------------------------------------------------------ */

/* The tensors of one block; gate, biases, norm and embedding may be NULL. */
struct block_tensors {
    const struct tensor *up, *gate, *down, *up_bias, *gate_bias, *down_bias, *norm, *embedding;
};
/* Rows of outputs (nn.Linear) or of inputs (Conv1D)? *layout comes with what the names are used to;
 * `either`: both are met under these names. *told: how they lie and what decided, a sentence, the
 * caller's. False: the evidence contradicts itself. */
enum storage { STORED_OUT_IN, STORED_IN_OUT };
bool layout_find(const struct block_tensors *w, bool either, enum storage *layout, char **told,
                 struct error *err);

#endif
