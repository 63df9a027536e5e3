/* input: what users bring. Numbers on standard input; csv, npy and safetensors files. Files are
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

/* ---- an array: FILE.npy, or one tensor FILE.safetensors:TENSOR --------------------------------
 * npy: versions 1 to 3, floats of 2, 4, 8 bytes and whole numbers in either byte order, C or
 * Fortran order. safetensors: F16 BF16 F32 F64. The last dimension counts the columns (units), all
 * others together the rows (samples); one dimension is so many rows of one column. */
enum { DIMENSIONS_MAX = 32, TILE_MOST = 16384 };
struct array {
    size_t ndims;
    uint64_t shape[DIMENSIONS_MAX];
    uint64_t rows, columns;
    bool fortran; /* the file's order: the first dimension is the fastest, in `rows` too */
    const struct dtype *dtype; /* of the file; NULL for whole numbers */
    struct array_state *state; /* private */
};
bool array_open(struct array *a, const char *typed, struct error *err);
void array_close(struct array *a);

/* The next piece, in the order of the file; each value comes once. values[r*columns + c] is row
 * `row` + r, column `column` + c; at most TILE_MOST values, good until the next call. rows 0: that
 * was all. */
struct tile {
    uint64_t row, column;
    size_t rows, columns;
    const double *values;
};
bool array_next(struct array *a, struct tile *t, struct error *err);

/* ---- columns: csv, tsv, or npy (structured, or of two dimensions) -----------------------------
 * csv: separated by commas, tabs, semicolons or blanks, whichever the first row has; where it is
 * not the comma, 1,5 is 1.5; a header row if its first cell is no number; lines that begin with #
 * are skipped. The last column of a csv file may be words (classes), which count as 0, 1, 2 ... in
 * the order in which they first come. */
struct columns {
    size_t count;
    uint64_t rows; /* npy; UINT64_MAX for csv, whose rows are not known before its end */
    char **names;  /* of the header or fields; else "column1", "column2" ... */
    bool named;    /* the file names its columns */
    const struct dtype **dtypes; /* of the file; NULL entries for whole numbers, float64 for csv */
    char **classes;
    size_t nclasses;
    struct columns_state *state; /* private */
};
bool columns_open(struct columns *c, const char *path, struct error *err);
void columns_close(struct columns *c);
/* The next *count rows, fewer only at the end; cells[k] has room for column k, or is NULL. */
bool columns_read(struct columns *c, size_t *count, double *const *cells, struct error *err);
/* Index of the column with this name, or `otherwise` where there is none. */
size_t columns_find(const struct columns *c, const char *name, size_t otherwise);

/* ---- tensors: a safetensors file, or a model in several ---------------------------------------
 * PATH is FILE.safetensors, a model.safetensors.index.json, a folder with either, or the name of
 * the whole where only the index is there. Opening reads the headers alone. Refused: headers of 100
 * MB and more, sizes that do not fit their shapes, overlapping or missing bytes, a name that comes
 * twice. */
struct tensor {
    const char *name;
    const char *type;          /* as in the file: "F32" */
    const struct dtype *dtype; /* NULL: not one of F16 BF16 F32 F64, cannot be read */
    size_t ndims;
    uint64_t shape[DIMENSIONS_MAX];
    uint64_t elements;
    size_t file;
    uint64_t offset; /* private */
};
struct tensors {
    size_t count;
    struct tensor *tensor;
    struct tensors_state *state;
}; /* sorted by name */
bool tensors_open(struct tensors *t, const char *path, struct error *err);
void tensors_close(struct tensors *t);
const struct tensor *tensors_find(const struct tensors *t, const char *name); /* or NULL */
/* Elements first .. first + count - 1, in C order. Threads may call these at once. */
bool tensor_read(const struct tensors *t, const struct tensor *from, uint64_t first, size_t count,
                 double *to, struct error *err);
bool tensor_read_float(const struct tensors *t, const struct tensor *from, uint64_t first,
                       size_t count, float *to, struct error *err);

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
