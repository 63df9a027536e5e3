/* The parts of the ffn command: a block from a model's file, and the tables. */
#ifndef ACTFN_COMMAND_FFN_H
#define ACTFN_COMMAND_FFN_H

#include "cli/cli.h"
#include "cli/shared.h"
#include "network/ffn.h"

/* Layer `layer` of a safetensors model: weights in block->owned, sizes and form from the tensors. *naming tells whose names
 * they are ("GPT-2"); *activation (the caller's) is the FUNCTION that the names or the model's config.json stand for. */
bool model_read(const char *path, uint64_t layer, struct ffn *block, const char **naming, char **activation, struct message *why);
/* Rows of dim numbers from an .npy file; *x is the caller's. At most `most` rows are read. */
bool inputs_read(const char *path, size_t dim, size_t most, float **x, size_t *rows, struct message *why);

void blocks_table(struct report *r, const char *name, const struct ffn *block);
void matrices_table(struct report *r, const struct ffn *block);
void units_table(struct report *r, const struct ffn *block, const struct ffn_units *u);
void histogram_table(struct report *r, const struct function *g, size_t n, const float *pre);
void parts_table(struct report *r, const struct function *g, uint64_t seed);

#endif
