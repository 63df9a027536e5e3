/* model: the feedforward block of a user's model, out of its file. The names of its
 * tensors tell whose model it is, the shapes its sizes, and config.json beside it, where there is
 * one, the activation. */
#ifndef ACTFN_MODEL_H
#define ACTFN_MODEL_H

#include "experiment/model_family.h"
#include "network/ffn.h"

struct model_wish {
    const char *path;
    uint64_t layer, expert;
    bool expert_given;
    const char *up, *gate, *down; /* names of tensors instead of a family's; gate may be NULL */
    const char *activation;       /* a FUNCTION; NULL: as config.json or the names tell */
};
struct model {
    char *naming;          /* whose names the tensors have: "GPT-2" */
    char *activation;      /* a FUNCTION */
    char *activation_from; /* "config.json (text_config.hidden_act)" */
    char *layout;          /* how the matrices lie, and what told it */
    char *choice;          /* which of several blocks was taken; or NULL */
};
/* One block of a model: weights in block->owned, sizes and form from the tensors. Of a model in
 * several files those that the block is in are opened. Weights that are not finite are refused;
 * then nothing is left to free. */
bool model_read(const struct model_wish *w, struct ffn *block, struct model *m, struct error *err);
void model_free(struct model *m);

/* What the model's activation is (model_activation.c). usual: of models of these names, NULL: they
 * do not tell. */
bool model_activation(const struct model_wish *w, const struct tensors *t, const char *usual,
                      struct model *m, struct error *err);

/* Rows of dim numbers from an array, the first `most` of them. What is not finite is refused; then
 * nothing is left to free. */
struct model_inputs {
    float *x;
    size_t rows;
    uint64_t there; /* rows of the file */
    char *remark;   /* how it was read; NULL: as it is */
};                  /* x and remark are the caller's to free */
bool model_inputs_read(const char *path, size_t dim, size_t most, struct model_inputs *in,
                       struct error *err);

/* ---- how matrices lie (model_layout.c) ------------------------------------------------------ */

/* The tensors of one block; gate, biases, norm and embedding may be NULL. */
struct block_tensors {
    const struct tensor *up, *gate, *down, *up_bias, *gate_bias, *down_bias, *norm, *embedding;
};
/* *layout comes with what the names are used to; `either`: both are met under these names. *told:
 * how they lie and what decided, a sentence, the caller's. False: the evidence contradicts itself.
 */
bool layout_find(const struct block_tensors *w, bool either, enum storage *layout, char **told,
                 struct error *err);

#endif
