/* Inside input: what the readers of formats tell about a file's arrays. */
#ifndef ACTFN_TENSORS_H
#define ACTFN_TENSORS_H

#include "input/element.h"
#include "input/input.h"
#include "input/source.h"
#include "input/zip.h"

/* Where an array's numbers are: in the file or in a member of a zip, `offset` bytes from its start,
 * stride[k] elements from one to the next along axis k. */
struct tensor_place {
    struct element element;
    const struct zip_member *member; /* or NULL */
    uint64_t offset;
    uint64_t stride[]; /* one an axis */
};

struct tensors_file {
    struct source source;
    char *base; /* its name within a model of several files; or NULL */
    bool open;
    struct zip zip;
    struct text_table *table; /* csv */
};
struct tensors_state {
    struct tensors_file *file;
    size_t files;
    char *path;
    size_t *sorted; /* indices, by name */
};

/* A reader lists the arrays of a file that is open, in its order, by tensors_add. */
typedef bool tensors_lister(struct tensors *t, size_t file, struct error *err);
tensors_lister list_text, list_npy, list_npz, list_torch, list_torch_old, list_safetensors,
    list_gguf;

/* One more, in C order; its strides may then be set. name and type are copied; NULL: the name of
 * the file without folder and suffix. shape has been checked: no overflow. */
struct tensor_place *tensors_add(struct tensors *t, size_t file, const char *name, const char *type,
                                 struct element e, size_t ndims, const uint64_t *shape);
/* False: more than any file has. *elements is 0 where an axis is. */
bool shape_count(size_t ndims, const uint64_t *shape, uint64_t *elements);

/* By the table of formats (array_format.c): the arrays of file `file`, whose source is open. */
bool tensors_list(struct tensors *t, size_t file, const char *path, struct error *err);
/* For tensors_find; false: a name that comes twice. */
bool tensors_sort(struct tensors *t, const char *path, struct error *err);

/* ---- csv as an array (text_table.c) --------------------------------------------------------- */

/* The numbers from the first on, in C order; at most TILE_MOST. */
struct text_stream;
struct text_stream *text_table_start(const struct tensors_file *f);
bool text_table_next(struct text_stream *s, size_t count, double *to, struct error *err);
void text_table_end(struct text_stream *s);
void text_table_free(struct text_table *t);

#endif
