/* input: what users bring. Numbers on standard input; tables; arrays and models. Files are
 * read as streams, in memory that does not grow with them, and nothing in them is believed before
 * it is checked: a malformed file is refused with the reason. Includes base only. */
#ifndef ACTFN_INPUT_H
#define ACTFN_INPUT_H

#include "base/base.h"

/* ---- numbers, one a line or separated by blanks, commas or semicolons -------------------------
 * 1,5 alone could be one number or two and is refused; between semicolons it is 1.5. */
struct numbers {
    FILE *file;
    const char *name;
    uint64_t line;
    bool begun, decimal, list, held;
    double next; /* private, zero at first */
};
/* Reads up to *count numbers into x; *count is how many came, fewer only at the end. */
bool numbers_read(struct numbers *in, size_t *count, double *x, struct error *err);

/* ---- files of arrays --------------------------------------------------------------------------
 * npy (versions 1 to 3), npz (stored, deflated, zip64), csv (one array; also packed by gzip),
 * PyTorch's .pt .pth .bin (zip, or pickles before 1.6; dictionaries, lists and tensors; nothing in
 * it is run),
 * safetensors, GGUF (versions 2, 3), told by their first bytes, and models in several files: PATH
 * may be a model.safetensors.index.json, a folder with a model, or the name of the whole where only
 * the index is there. Opening reads names, types and shapes alone. What a file claims is checked:
 * sizes against the file, names that come twice or lead out of a folder. */
enum { DIMENSIONS_MAX = 32, TILE_MOST = 16384 };
struct tensor {
    const char *name; /* "layers.0.weight"; of an array without a name the file's, "z1" of z1.npy */
    const char *type; /* as the file calls it: "F32", "<f4", "Q8_0" */
    const struct dtype
        *dtype;    /* NULL: whole numbers, 8-bit floats, blocks, and what is no number */
    bool readable; /* its numbers can be read */
    bool whole;    /* they are whole numbers */
    bool seen; /* false: in a file of a model that was not looked at yet; nothing but name is set */
    size_t ndims;
    uint64_t shape[DIMENSIONS_MAX];
    uint64_t elements;
    size_t file;                      /* which of the model's files */
    const struct tensor_place *place; /* private */
};
struct tensors {
    size_t count;
    struct tensor *tensor; /* in the file's order */
    const char *family;    /* what GGUF says that the model is: "llama"; else NULL */
    const char *remark; /* what a reader should be told ("the column ... is left out"); or NULL */
    struct tensors_state *state;
};
bool tensors_open(struct tensors *t, const char *path, struct error *err);
/* The same, but of a model in several files only the index is read: `seen` is false for all. */
bool tensors_open_index(struct tensors *t, const char *path, struct error *err);
/* Opens the file that the tensor is in. */
bool tensors_see(struct tensors *t, const struct tensor *one, struct error *err);
void tensors_close(struct tensors *t);
/* Adds the remark, if there is one, to *said, the caller's (NULL at first). */
void tensors_say(const struct tensors *t, char **said);
const struct tensor *tensors_find(const struct tensors *t, const char *name); /* or NULL */
/* The i-th part of a tensor that was seen, along its first axis, as a tensor with the others: the
 * caller's, one free(). i < shape[0], two axes or more. Name and type stay the whole's. */
struct tensor *tensor_part(const struct tensor *whole, uint64_t i);
/* The base name of the tensor's file in a model of several, else NULL. */
const char *tensors_file(const struct tensors *t, const struct tensor *one);

/* FILE, FILE:NAME or FILE:PATTERN; *name is NULL for FILE alone. Both the caller's. */
void tensors_operand(const char *typed, char **path, char **name);
/* The array of this name; else those that the pattern (* ? []) matches, in natural order (layer 2
 * before layer 10); else the one that ends in '.' and the name. NULL: all of at least `axes` axes,
 * in the file's order. *which: indices, the caller's. False: none; the message names the nearest.
 */
bool tensors_select(const struct tensors *t, const char *path, const char *name, size_t axes,
                    size_t **which, size_t *count, struct error *err);

/* ---- one array, as a stream -------------------------------------------------------------------
 * The last axis counts the columns (units), all others together the rows (samples); one axis is so
 * many rows of one column. Values come in the order in which the file holds them, each once, and of
 * views as often as they show it: the value at position p has, along axis k, the index
 * p / stride[k] % shape[k]. (C order: stride[last] is 1. Fortran order: stride[0] is 1.) */
struct array {
    char *name; /* the tensor's */
    size_t ndims;
    uint64_t shape[DIMENSIONS_MAX], stride[DIMENSIONS_MAX];
    uint64_t elements, rows, columns;
    const struct dtype *dtype; /* of the file; NULL: whole numbers, 8-bit floats, blocks */
    struct array_state *state; /* private */
};
/* t must stay open. Different arrays may be read at once. Refused: a single number, what is no
 * number. */
bool array_of(struct array *a, const struct tensors *t, const struct tensor *from,
              struct error *err);
/* FILE with one array, or FILE:NAME. */
bool array_open(struct array *a, const char *typed, struct error *err);
void array_close(struct array *a);                  /* the shape stays */
void array_say(const struct array *a, char **said); /* of one that array_open opened; as above */

/* The next values, from position `first` on: whole lines along the axis that runs fastest
 * (`length` values each), or a piece of one; at most TILE_MOST values, good until the next call.
 * lines 0: that was all. */
struct tile {
    uint64_t first;
    size_t lines, length;
    const double *values;
};
bool array_next(struct array *a, struct tile *t, struct error *err);
/* Of an array not read yet the first `count` numbers in C order, whatever the file's. */
bool array_doubles(struct array *a, uint64_t count, double *to, struct error *err);
bool array_floats(struct array *a, uint64_t count, float *to, struct error *err);

/* ---- columns: of a table, or arrays of one axis each ------------------------------------------
 * csv: separated by commas, tabs, semicolons or blanks, whichever the first row has; where it is
 * not the comma, 1,5 is 1.5; a header row if its first cell is no number; lines that begin with #
 * are skipped. The last column of a csv file may be words (classes), which count as 0, 1, 2 ... in
 * the order in which they first come. npy: structured, or of two dimensions. Any other file of
 * arrays (FILE or FILE:NAME): one array of two axes, or all of one axis and one length, whose names
 * are the columns'; it is read whole. */
struct columns {
    size_t count;
    uint64_t rows; /* npy; UINT64_MAX for csv, whose rows are not known before its end */
    char **names;  /* of the header or fields; else "column1", "column2" ... */
    bool named;    /* the file names its columns */
    const struct dtype **dtypes; /* of the file; NULL entries for whole numbers, float64 for csv */
    char **classes;
    size_t nclasses;
    struct columns_state *state;  /* private */
    struct array_columns *arrays; /* private */
};
bool columns_open(struct columns *c, const char *path, struct error *err);
void columns_close(struct columns *c);
/* The next *count rows, fewer only at the end; cells[k] has room for column k, or is NULL. */
bool columns_read(struct columns *c, size_t *count, double *const *cells, struct error *err);
/* Index of the column with this name, or `otherwise` where there is none. */
size_t columns_find(const struct columns *c, const char *name, size_t otherwise);

/* ---- config.json ---------------------------------------------------------------------------- */

/* What config.json beside a model (a PATH as above) says under the first of these keys that it has
 * (a NULL-terminated list): at its top, else in its text_config and the like, else in its other
 * parts, if they agree. */
struct config_text {
    char *text; /* NULL: no such file or key */
    char *key;  /* "text_config.hidden_act" */
    char *type; /* model_type of that part, of the whole where there is no key; or NULL */
};
/* False: there is one that cannot be read, a key that holds no text, or parts that differ. */
bool config_find(const char *model, const char *const *keys, struct config_text *found,
                 struct error *err);
void config_text_free(struct config_text *t);

#endif
