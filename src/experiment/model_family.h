/* model_family: whose feedforward blocks a model has, told by the names of its tensors. */
#ifndef ACTFN_MODEL_FAMILY_H
#define ACTFN_MODEL_FAMILY_H

#include "input/input.h"

/* Rows of outputs (nn.Linear) or of inputs (Conv1D)? */
enum storage { STORED_OUT_IN, STORED_IN_OUT };

/* In a pattern %N is the layer and %E the expert; ".weight" or ".bias" follows, and anything that
 * ends in '.' may come before. `norm` is as long as the model is wide. `other`: whose checkpoints
 * have these names and the other order of rows and columns, and what they use. */
struct model_family {
    const char *model, *up, *gate, *down, *norm, *activation;
    enum storage layout;
    bool stacked; /* its experts are parts of one tensor, along the first axis */
    struct {
        const char *model, *activation;
    } other;
};

/* A block that is there whole. Names are the tensors', without what of them is the parameter's
 * (".weight"). */
struct family_block {
    const struct model_family *family;
    char *prefix;    /* what comes before the pattern: "model.", "" */
    const char *end; /* ".weight", ".kernel", "" */
    uint64_t layer, expert;
    bool has_expert; /* of a stack: any of them */
};
struct family_blocks {
    struct family_block *block; /* by family, then in the file's order of their up matrices */
    size_t count;
};
/* All that are there. */
void family_blocks_find(struct family_blocks *b, const struct tensors *t);
void family_blocks_free(struct family_blocks *b);
/* The name of one of the block's tensors: a pattern of its family and an end; the caller's. */
char *family_name(const struct family_block *b, const char *pattern, const char *end);

#endif
