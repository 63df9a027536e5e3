/* An array as a stream of tiles, from an npy file or from one tensor. */
#include "input/npy.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Values come in the order of the file: `lines` of `length` values each, rows in C order, columns
 * in Fortran order. */
struct array_state {
    struct source source; /* npy */
    struct npy npy;
    struct tensors tensors; /* or a tensor */
    const struct tensor *tensor;
    bool fortran;
    uint64_t line, length, at; /* at: values of this line that are done */
    unsigned char *raw;
    double *values;
};

static void lay_out(struct array *a, uint64_t elements)
{
    a->columns = a->ndims > 1 ? a->shape[a->ndims - 1] : 1;
    a->rows = a->columns > 0 ? elements / a->columns : 0;
    a->state->length = a->state->fortran ? a->rows : a->columns;
    a->state->values =
        memory_resize(NULL, elements < TILE_MOST ? (size_t)elements : TILE_MOST, sizeof(double));
}

static bool npy_array(struct array *a, const char *path, struct error *err)
{
    struct array_state *s = a->state;
    if (!source_open(&s->source, path, WANT_ARRAY, err) || !npy_open(&s->npy, &s->source, err)) {
        return false;
    }
    struct element e = s->npy.fields[0].element;
    if (s->npy.structured) {
        return error_set(err, "%s: has named fields; one plain array is wanted, like a['f']",
                         s->source.name);
    }
    if (e.kind == ELEMENT_NONE) {
        return error_set(err,
                         "%s: its type is neither a float of 2, 4, 8 bytes nor a whole number; "
                         "save a.astype('float32')",
                         s->source.name);
    }
    if (s->npy.ndims == 0) {
        return error_set(err, "%s: is a single number; rows of numbers are wanted", s->source.name);
    }
    a->ndims = s->npy.ndims;
    memcpy(a->shape, s->npy.shape, sizeof a->shape);
    a->dtype = element_dtype(e);
    a->fortran = s->fortran = s->npy.fortran && a->ndims > 1;
    s->raw = memory_resize(NULL, TILE_MOST, e.size);
    lay_out(a, s->npy.elements);
    return true;
}

/* ---- tensors -------------------------------------------------------------------------------- */

static bool is_there(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

/* The colon behind the first part that is a file, where the whole is none: FILE:TENSOR whatever
 * FILE's suffix. */
static const char *colon_after_file(const char *typed)
{
    for (const char *colon = strchr(typed, ':'); colon != NULL; colon = strchr(colon + 1, ':')) {
        char *path = text_part(typed, (size_t)(colon - typed));
        bool there = is_there(path);
        free(path);
        if (there) {
            return colon;
        }
    }
    return NULL;
}

/* The colon between file and tensor. Tensor names may have colons too: the file is what is there,
 * or what ends in a known suffix. */
static const char *tensor_colon(const char *typed)
{
    static const char *const ends[] = { ".safetensors:", ".index.json:" };
    const char *colon = is_there(typed) ? NULL : colon_after_file(typed);
    for (size_t i = 0; i < 2 && colon == NULL && !is_there(typed); i++) {
        const char *found = strstr(typed, ends[i]);
        if (found != NULL) {
            return found + strlen(ends[i]) - 1;
        }
    }
    return colon;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static const char *next_tensor(const void *state, size_t i)
{
    const struct tensors *t = state;
    return i < t->count ? t->tensor[i].name : NULL;
}

static bool no_tensor(const struct tensors *t, const char *path, const char *name,
                      struct error *err)
{
    const char *near = name_nearest(name, next_tensor, t);
    struct quoted file = quote(path);
    if (near != NULL) {
        return error_set(err, "%s: no tensor %s; did you mean %s?", file.text, quote(name).text,
                         quote(near).text);
    }
    return t->count > 0
               ? error_set(err, "%s: no tensor %s; it has %zu, the first is %s", file.text,
                           quote(name).text, t->count, quote(t->tensor[0].name).text)
               : error_set(err, "%s: no tensor %s; it has none", file.text, quote(name).text);
}

static bool tensor_array(struct array *a, const char *path, const char *name, struct error *err)
{
    struct array_state *s = a->state;
    if (!tensors_open(&s->tensors, path, err)) {
        return false;
    }
    s->tensor = tensors_find(&s->tensors, name);
    if (s->tensor == NULL) {
        return no_tensor(&s->tensors, path, name, err);
    }
    if (s->tensor->dtype == NULL) {
        return error_set(err, "%s: %s is of type %s; F16, BF16, F32 and F64 can be read",
                         quote(path).text, quote(name).text, quote(s->tensor->type).text);
    }
    if (s->tensor->ndims == 0) {
        return error_set(err, "%s: %s is a single number; rows of numbers are wanted",
                         quote(path).text, quote(name).text);
    }
    a->ndims = s->tensor->ndims;
    memcpy(a->shape, s->tensor->shape, sizeof a->shape);
    a->dtype = s->tensor->dtype;
    lay_out(a, s->tensor->elements);
    return true;
}

bool array_open(struct array *a, const char *typed, struct error *err)
{
    const char *colon = tensor_colon(typed);
    *a = (struct array){ .state = memory_new(1, sizeof *a->state) };
    bool ok;
    if (colon != NULL) {
        char *path = text_part(typed, (size_t)(colon - typed));
        ok = tensor_array(a, path, colon + 1, err);
        free(path);
    } else if (ends_with(typed, ".safetensors") || ends_with(typed, ".index.json")) {
        ok = error_set(err, "%s: which tensor? write FILE:TENSOR", quote(typed).text);
    } else {
        ok = npy_array(a, typed, err);
    }
    if (!ok) {
        array_close(a);
    }
    return ok;
}

void array_close(struct array *a)
{
    if (a->state != NULL) {
        tensors_close(&a->state->tensors);
        npy_close(&a->state->npy);
        source_close(&a->state->source);
        free(a->state->raw);
        free(a->state->values);
        free(a->state);
        a->state = NULL;
    }
}

/* ---- tiles ---------------------------------------------------------------------------------- */

static bool fetch(struct array_state *s, uint64_t first, size_t count, struct error *err)
{
    if (s->tensor != NULL) {
        return tensor_read(&s->tensors, s->tensor, first, count, s->values, err);
    }
    struct element e = s->npy.fields[0].element;
    if (!source_exact(&s->source, s->raw, count * e.size, err)) {
        return false;
    }
    element_doubles(e, s->raw, e.size, count, s->values);
    return true;
}

/* A pipe's size is known at its end only. */
static bool nothing_left(const struct array_state *s, struct error *err)
{
    size_t got = 0;
    unsigned char byte;
    if (s->tensor != NULL || s->source.size != SIZE_UNKNOWN) {
        return true;
    }
    return source_read(&s->source, &byte, 1, &got, err) &&
           (got == 0 ||
            error_set(err, "%s: more numbers follow than its header says", s->source.name));
}

bool array_next(struct array *a, struct tile *t, struct error *err)
{
    struct array_state *s = a->state;
    uint64_t lines = s->length == 0 ? 0 : s->fortran ? a->columns : a->rows;
    *t = (struct tile){ .values = s->values };
    if (s->line == lines) {
        return nothing_left(s, err);
    }
    size_t take = 1, length; /* whole lines where they are short, else a piece of one */
    if (s->at == 0 && s->length > 0 && s->length <= TILE_MOST && !s->fortran) {
        uint64_t fit = TILE_MOST / s->length, left = lines - s->line;
        take = (size_t)(left < fit ? left : fit);
    }
    length = (size_t)(s->length - s->at < TILE_MOST ? s->length - s->at : TILE_MOST);
    if (!fetch(s, s->line * s->length + s->at, take * length, err)) {
        return false;
    }
    t->row = s->fortran ? s->at : s->line;
    t->column = s->fortran ? s->line : s->at;
    t->rows = s->fortran ? length : take;
    t->columns = s->fortran ? 1 : length;
    s->at += length;
    if (s->at == s->length) {
        s->at = 0;
        s->line += take;
    }
    return true;
}
