/* layer_list: which arrays the operands of a command name. */
#ifndef ACTFN_LAYER_LIST_H
#define ACTFN_LAYER_LIST_H

#include "base/base.h"

struct layer_source {
    char *typed;    /* what array_open takes */
    char *name;     /* the array's, or the file's without folder and suffix */
    size_t operand; /* which one named it */
};
struct layer_list {
    struct layer_source *source;
    size_t count;
    char *remark; /* how files were read ("its first column ... is left out"); NULL: as they are */
    char *left_out; /* "'ids' (I64), 'mask' (BOOL)": what a file has besides; NULL: nothing */
};
/* One source for each operand that names one array; for a file of several arrays all of them that
 * hold floating-point numbers along two axes or more. They come in the file's order, but names that
 * differ in their numbers alone are in the order of these: layer2 before layer10. False: a file
 * that cannot be read or has no such array. Free the list in either case. */
bool layer_list_read(struct layer_list *l, char *const *operands, size_t noperands,
                     struct error *err);
void layer_list_free(struct layer_list *l);

#endif
