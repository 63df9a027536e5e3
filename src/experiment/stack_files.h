/* stack_files: a user's own matrices and biases, from files to a stack of linear layers. */
#ifndef ACTFN_STACK_FILES_H
#define ACTFN_STACK_FILES_H

#include "linear/linear.h"

struct stack_wish {
    bool transpose; /* matrices are stored in x out, like TensorFlow's kernels */
    bool no_bias;   /* biases are left where they are */
};
struct stack_files {
    struct stack stack;
    char **names;                 /* [layers], "model.pt:layers.0.weight" */
    size_t layers;                /* of names */
    size_t biases;                /* layers that have one */
    char *remark;                 /* how files were read; NULL: as they are */
    const struct dtype *coarsest; /* the format with the fewest digits; NULL: whole numbers alone */
};
/* The arrays of the operands, first layer first: those of two axes are matrices, out x in, those of
 * one axis the bias of the matrix before; a matrix called weight or kernel brings the bias beside
 * it along. Refused, with both shapes: a matrix that does not take what the one before gives; what
 * is not finite, with its place; more than fits in memory. Free the files in either case. */
bool stack_files_read(struct stack_files *f, char *const *operands, size_t noperands,
                      const struct stack_wish *wish, struct error *err);
void stack_files_free(struct stack_files *f);

#endif
