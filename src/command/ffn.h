/* The parts of the ffn command: a block from a model's file, and the tables. */
#ifndef ACTFN_COMMAND_FFN_H
#define ACTFN_COMMAND_FFN_H

#include "experiment/bins.h"
#include "cli/cli.h"
#include "cli/shared.h"
#include "input/input.h"
#include "network/ffn.h"

/* ---- a block from a file (ffn_model.c) ------------------------------------------------------------------*/
struct model {
    const char *naming;            /* whose names the tensors have: "GPT-2" */
    char *activation;              /* a FUNCTION */
    char *activation_from;         /* "config.json (text_config.hidden_act)" */
    char *layout;                  /* how the matrices lie, and what told it */
};
/* Layer `layer` of a safetensors model: weights in block->owned, sizes and form from the
 * tensors. Without `activation` (the user's; NULL) the model's config.json or the names tell it.
 * Weights that are not finite are refused. */
bool model_read(const char *path, uint64_t layer, const char *activation, struct ffn *block, struct model *m, struct message *why);
void model_free(struct model *m);

/* The tensors of one block; gate, biases, norm and embedding may be NULL. */
struct block_tensors {
    const struct tensor *up, *gate, *down, *up_bias, *gate_bias, *down_bias, *norm, *embedding;
};
/* Rows of outputs (nn.Linear) or of inputs (Conv1D)? (ffn_layout.c) *layout comes with what the
 * names are used to; `either`: both are met under these names. *told: how they lie and what
 * decided, a sentence, the caller's. False: the evidence contradicts itself. */
enum storage { STORED_OUT_IN, STORED_IN_OUT };
bool layout_find(const struct block_tensors *w, bool either, enum storage *layout, char **told, struct message *why);

/* Rows of dim numbers from an .npy file, the first `most` of them: in->x is the caller's. What
 * is not finite is refused. */
struct inputs { float *x; size_t rows; uint64_t there; };   /* there: rows of the file */
bool inputs_read(const char *path, size_t dim, size_t most, struct inputs *in, struct message *why);

/* ---- tables ---------------------------------------------------------------------------------------------*/
void blocks_table(struct report *r, const char *name, const struct ffn *block);
void matrices_table(struct report *r, const struct ffn *block);
void units_table(struct report *r, const struct ffn *block, const struct ffn_units *u);
void histogram_table(struct report *r, const struct function *g, const struct bins *pre);
void parts_table(struct report *r, const struct function *g, uint64_t seed);

#endif
