/* Inside input: PyTorch's files, both kinds: a pickle that says what there is, and storages. */
#ifndef ACTFN_TORCH_FILE_H
#define ACTFN_TORCH_FILE_H

#include "input/pickle.h"
#include "input/tensors.h"

/* ---- what a pickle may ask for (torch_names.c) ---------------------------------------------- */

/* OPAQUE: is allowed to be there, and is nothing that is looked into. VALUE: stands for its first
 * argument. REBUILT: the first argument is what makes a tensor of the third's. */
enum torch_role { OPAQUE, STORAGE, DICT, VALUE, REBUILT, TENSOR, TENSOR_OF_DTYPE, DTYPE };
struct torch_name {
    const char *name;
    enum torch_role role;
    struct element element; /* of a storage or a dtype */
    const char *type;
};
const struct torch_name *torch_name_find(const char *name); /* or NULL */
bool torch_allowed(const char *name);

/* ---- the tree of values (torch_tree.c) ------------------------------------------------------ */

/* Where a storage's bytes are: in a member of a zip, or in the file from `offset` on. */
struct torch_storage {
    const char *key;
    const struct zip_member *member;
    uint64_t offset, size;
};
struct torch_file {
    struct tensors *t;
    size_t file;
    char *folder;                  /* of the zip: "archive/"; NULL: no zip, but */
    struct torch_storage *storage; /* these, by key */
    size_t storages;
    bool big;
    size_t visits;
    struct error *err;
};
static inline const struct source *torch_source(const struct torch_file *f)
{
    return &f->t->state->file[f->file].source;
}
/* Adds all tensors that stand in the tree, named by the keys on the way to them. False: one of them
 * does not fit its storage. */
bool torch_tree_list(struct torch_file *f, const struct pickle_value *root);

#endif
