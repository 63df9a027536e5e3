/* Columns of any file: of csv and npy as they come, of others their arrays, read whole. */
#include "input/file_columns.h"
#include "input/tensors.h"

#include <stdlib.h>
#include <string.h>

struct array_columns {
    double **values; /* one array a column, or one for all */
    size_t arrays, stride;
    uint64_t at;
};

/* ---- arrays as columns ---------------------------------------------------------------------- */

static bool whole_read(struct columns *c, const struct tensors *t, const struct tensor *from,
                       struct error *err)
{
    struct array_columns *own = c->arrays;
    struct array a;
    double bytes = 8 * (double)from->elements;
    if (bytes > memory_there() / 2) {
        return error_set(err, "%s: would take %.0f MB of memory, %s %.0f", quote(from->name).text,
                         bytes / 1e6, memory_whose(), memory_there() / 1e6);
    }
    double *values = own->values[own->arrays++] =
        memory_resize(NULL, (size_t)from->elements + 1, sizeof *values);
    bool ok = array_of(&a, t, from, err);
    if (ok) {
        ok = array_doubles(&a, from->elements, values, err);
        array_close(&a);
    }
    return ok;
}

static void column_set(struct columns *c, size_t k, const struct tensor *t, char *name)
{
    c->names[k] = name;
    c->dtypes[k] = t->dtype;
}

static bool two_axes(struct columns *c, const struct tensors *t, const struct tensor *from,
                     const char *path, struct error *err)
{
    if (from->shape[1] == 0 || from->shape[1] > COLUMNS_MOST) {
        return error_set(err, "%s: %s has %llu columns; 1 to %d are read", quote(path).text,
                         quote(from->name).text, (unsigned long long)from->shape[1], COLUMNS_MOST);
    }
    size_t n = (size_t)from->shape[1];
    c->arrays->values = memory_new(1, sizeof *c->arrays->values);
    c->arrays->stride = n;
    c->names = memory_new(n, sizeof *c->names);
    c->dtypes = memory_new(n, sizeof(struct dtype *));
    c->rows = from->shape[0];
    for (; c->count < n; c->count++) {
        column_set(c, c->count, from, file_column_name(c->count));
    }
    return whole_read(c, t, from, err);
}

static bool one_axis_each(struct columns *c, const struct tensors *t, const size_t *which,
                          size_t count, struct error *err)
{
    c->arrays->values = memory_new(count, sizeof *c->arrays->values);
    c->names = memory_new(count, sizeof *c->names);
    c->dtypes = memory_new(count, sizeof(struct dtype *));
    c->rows = t->tensor[which[0]].shape[0];
    c->named = true;
    for (; c->count < count; c->count++) {
        const struct tensor *from = &t->tensor[which[c->count]];
        column_set(c, c->count, from, text_copy(from->name));
        if (!whole_read(c, t, from, err)) {
            c->count++;
            return false;
        }
    }
    return true;
}

static bool suit_each_other(const struct tensors *t, const size_t *which, size_t count)
{
    const struct tensor *first = &t->tensor[which[0]];
    for (size_t i = 0; i < count; i++) {
        const struct tensor *one = &t->tensor[which[i]];
        if (one->ndims != 1 || one->shape[0] != first->shape[0]) {
            return false;
        }
    }
    return count <= COLUMNS_MOST;
}

static bool arrays_take(struct columns *c, const struct tensors *t, const char *path,
                        const char *name, struct error *err)
{
    size_t *which, count;
    if (!tensors_select(t, path, name, 1, &which, &count, err)) {
        return false;
    }
    c->arrays = memory_new(1, sizeof *c->arrays);
    const struct tensor *first = &t->tensor[which[0]];
    bool ok;
    if (count == 1 && first->ndims == 2) {
        ok = two_axes(c, t, first, path, err);
    } else if (suit_each_other(t, which, count)) {
        ok = one_axis_each(c, t, which, count, err);
    } else {
        ok = error_set(err,
                       "%s: one table of two axes is wanted, or arrays of one axis and one length; "
                       "it has %zu others, like %s; FILE:NAME names one",
                       quote(path).text, count, quote(first->name).text);
    }
    free(which);
    return ok;
}

static bool arrays_open(struct columns *c, const char *typed, struct error *err)
{
    struct tensors t;
    char *path, *name;
    tensors_operand(typed, &path, &name);
    bool ok = tensors_open(&t, path, err);
    if (ok) {
        ok = arrays_take(c, &t, path, name, err);
        tensors_close(&t);
    }
    free(path);
    free(name);
    return ok;
}

static void arrays_read(struct columns *c, size_t *count, double *const *cells)
{
    struct array_columns *own = c->arrays;
    uint64_t left = c->rows - own->at;
    *count = left < *count ? (size_t)left : *count;
    for (size_t k = 0; k < c->count; k++) {
        const double *from = own->stride > 0 ? own->values[0] + k : own->values[k];
        size_t step = own->stride > 0 ? own->stride : 1;
        for (size_t i = 0; cells[k] != NULL && i < *count; i++) {
            cells[k][i] = from[(own->at + i) * step];
        }
    }
    own->at += *count;
}

/* ---- public --------------------------------------------------------------------------------- */

/* A file of its own that is csv or npy; all else is a matter of arrays. */
bool columns_open(struct columns *c, const char *path, struct error *err)
{
    struct source source;
    char *file, *name;
    *c = (struct columns){ 0 };
    tensors_operand(path, &file, &name);
    bool ok = name == NULL && source_open(&source, path, WANT_ARRAYS, err);
    bool other = name != NULL;
    if (ok) {
        enum known_kind kind = source.kind;
        other = kind != KIND_TEXT && kind != KIND_NPY && kind != KIND_UNKNOWN;
        if (other) {
            source_close(&source);
        } else {
            ok = file_columns_take(c, &source, path, err);
        }
    }
    free(file);
    free(name);
    if (other) {
        ok = arrays_open(c, path, err);
        if (!ok) {
            columns_close(c);
        }
    }
    return ok;
}

void columns_close(struct columns *c)
{
    struct array_columns *own = c->arrays;
    for (size_t i = 0; own != NULL && i < own->arrays; i++) {
        free(own->values[i]);
    }
    if (own != NULL) {
        free(own->values);
    }
    free(own);
    file_columns_close(c);
}

bool columns_read(struct columns *c, size_t *count, double *const *cells, struct error *err)
{
    if (c->arrays == NULL) {
        return file_columns_read(c, count, cells, err);
    }
    arrays_read(c, count, cells);
    return true;
}

size_t columns_find(const struct columns *c, const char *name, size_t otherwise)
{
    for (size_t i = 0; i < c->count; i++) {
        if (strcmp(c->names[i], name) == 0) {
            return i;
        }
    }
    return otherwise;
}
