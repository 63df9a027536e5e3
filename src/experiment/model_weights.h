/* model_weights: the numbers of one block, from a model's tensors. */
#ifndef ACTFN_MODEL_WEIGHTS_H
#define ACTFN_MODEL_WEIGHTS_H

#include "experiment/model.h"

/* Does up hold the gate too? turned: rows of inputs. */
bool weights_fused(const struct block_tensors *w, bool turned);
/* Sizes and form by the shapes. turned: rows of inputs. *fused: up holds the gate's rows and then
 * its own. */
bool weights_fit(const struct block_tensors *w, bool turned, struct ffn *block, bool *fused,
                 struct error *err);
/* Refused: numbers that are not finite, with the first of them. block->owned is the block's. */
bool weights_load(const char *path, const struct tensors *t, const struct block_tensors *w,
                  bool turned, bool fused, struct ffn *block, struct error *err);

#endif
