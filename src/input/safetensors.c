/* safetensors: eight bytes of length, a JSON header of names, types, shapes and places, then the
 * numbers. What the format demands is checked here before anything is read
 * (github.com/huggingface/safetensors, "Format"): the tensors' bytes follow each other without a
 * gap or an overlap from the header to the end of the file. */
#include "input/tensors.h"

#include "input/json.h"

#include <stdlib.h>
#include <string.h>

static const uint64_t HEADER_MOST = 100000000; /* the format's own limit */

/* ---- one entry ------------------------------------------------------------------------------ */

struct type {
    const char *name;
    struct element element;
};
static const struct type types[] = {
    { "F64", { ELEMENT_FLOAT, 8, false } },     { "F32", { ELEMENT_FLOAT, 4, false } },
    { "F16", { ELEMENT_FLOAT, 2, false } },     { "BF16", { ELEMENT_BFLOAT, 2, false } },
    { "F8_E5M2", { ELEMENT_E5M2, 1, false } },  { "F8_E4M3", { ELEMENT_E4M3, 1, false } },
    { "BOOL", { ELEMENT_UNSIGNED, 1, false } }, { "U8", { ELEMENT_UNSIGNED, 1, false } },
    { "I8", { ELEMENT_SIGNED, 1, false } },     { "U16", { ELEMENT_UNSIGNED, 2, false } },
    { "I16", { ELEMENT_SIGNED, 2, false } },    { "U32", { ELEMENT_UNSIGNED, 4, false } },
    { "I32", { ELEMENT_SIGNED, 4, false } },    { "U64", { ELEMENT_UNSIGNED, 8, false } },
    { "I64", { ELEMENT_SIGNED, 8, false } },    { "C64", { ELEMENT_NONE, 8, false } },
};

static const struct type *type_find(const char *name)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(types[i].name, name) == 0) {
            return &types[i];
        }
    }
    return NULL;
}

/* What the header says of one tensor; begin and end counted from the first byte after it. */
struct entry {
    const char *name, *type;
    size_t ndims;
    uint64_t shape[DIMENSIONS_MAX], begin, end;
};

/* A file whose header is read: its first byte after it. */
struct header {
    const struct source *source;
    uint64_t data;
};

static bool bad(const struct header *h, const char *name, const char *what, struct error *err)
{
    return error_set(err, "%s: tensor %s: %s", h->source->name, quote(name).text, what);
}

static bool shape_take(const struct header *h, struct entry *t, const json_t *shape,
                       struct error *err)
{
    uint64_t elements;
    if (!json_is_array(shape)) {
        return bad(h, t->name, "it has no shape", err);
    }
    t->ndims = json_array_size(shape);
    if (t->ndims > DIMENSIONS_MAX) {
        return bad(h, t->name, "it has more than 32 dimensions", err);
    }
    for (size_t i = 0; i < t->ndims; i++) {
        const json_t *size = json_array_get(shape, i);
        if (!json_is_integer(size) || json_integer_value(size) < 0) {
            return bad(h, t->name, "its shape is not of whole numbers", err);
        }
        t->shape[i] = (uint64_t)json_integer_value(size);
    }
    return shape_count(t->ndims, t->shape, &elements) ||
           bad(h, t->name, "its shape claims more bytes than any file has", err);
}

static bool place_take(const struct header *h, struct entry *t, const json_t *offsets,
                       struct error *err)
{
    const json_t *from = json_array_get(offsets, 0), *to = json_array_get(offsets, 1);
    if (json_array_size(offsets) != 2 || !json_is_integer(from) || !json_is_integer(to)) {
        return bad(h, t->name, "it has no data_offsets", err);
    }
    json_int_t first = json_integer_value(from), last = json_integer_value(to);
    if (first >= 0 && last >= first && (uint64_t)last > h->source->size - h->data) {
        return bad(h, t->name,
                   "its data_offsets lie outside the file; is it cut off? fetch it again", err);
    }
    if (first < 0 || last < first) {
        return bad(h, t->name, "its data_offsets lie outside the file", err);
    }
    t->begin = (uint64_t)first;
    t->end = (uint64_t)last;
    const struct type *type = type_find(t->type);
    uint64_t elements = 0;
    (void)shape_count(t->ndims, t->shape, &elements);
    /* of a type younger than this program its place counts, its size cannot */
    return type == NULL || elements * type->element.size == t->end - t->begin ||
           bad(h, t->name, "its shape and its data_offsets do not agree", err);
}

static bool entry_take(const struct header *h, const char *name, const json_t *value,
                       struct entry *t, struct error *err)
{
    const char *type = json_string_value(json_object_get(value, "dtype"));
    *t = (struct entry){ .name = name, .type = type };
    if (type == NULL) {
        return bad(h, name, "it has no dtype", err);
    }
    return shape_take(h, t, json_object_get(value, "shape"), err) &&
           place_take(h, t, json_object_get(value, "data_offsets"), err);
}

/* ---- the whole ------------------------------------------------------------------------------ */

static int by_place(const void *a, const void *b)
{
    const struct entry *x = *(const struct entry *const *)a, *y = *(const struct entry *const *)b;
    if (x->begin != y->begin) {
        return x->begin < y->begin ? -1 : 1;
    }
    return (x->end > y->end) - (x->end < y->end);
}

static bool in_a_row(const struct header *h, const struct entry *const *in_order, size_t count,
                     struct error *err)
{
    uint64_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (in_order[i]->begin < at) {
            return bad(h, in_order[i]->name, "its bytes overlap another tensor's", err);
        }
        if (in_order[i]->begin > at) {
            return bad(h, in_order[i]->name, "bytes before it belong to no tensor", err);
        }
        at = in_order[i]->end;
    }
    if (at != h->source->size - h->data) {
        return error_set(err, "%s: %llu bytes at its end belong to no tensor", h->source->name,
                         (unsigned long long)(h->source->size - h->data - at));
    }
    return true;
}

static bool no_gaps(const struct header *h, const struct entry *entries, size_t count,
                    struct error *err)
{
    const struct entry **in_order = memory_new(count, sizeof *in_order);
    for (size_t i = 0; i < count; i++) {
        in_order[i] = &entries[i];
    }
    if (count > 0) {
        qsort(in_order, count, sizeof *in_order, by_place);
    }
    bool ok = in_a_row(h, in_order, count, err);
    free(in_order);
    return ok;
}

static bool header_read(struct header *h, char **header, uint64_t *length, struct error *err)
{
    unsigned char bytes[8];
    const struct source *s = h->source;
    if (s->size == SIZE_UNKNOWN) {
        return error_set(err, "%s: is a pipe, not a regular file; save it to a file first",
                         s->name);
    }
    if (!source_exact_at(s, 0, bytes, 8, err)) {
        return false;
    }
    *length = 0;
    for (size_t i = 0; i < 8; i++) {
        *length |= (uint64_t)bytes[i] << 8 * i;
    }
    if (*length > s->size - 8 || *length < 2) {
        return error_set(err, "%s: %s: its header claims %llu bytes, the file has %llu", s->name,
                         s->kind == KIND_SAFETENSORS ? "is cut off"
                                                     : "not a safetensors file, or cut off",
                         (unsigned long long)*length, (unsigned long long)s->size);
    }
    if (*length >= HEADER_MOST) {
        return error_set(err, "%s: its header claims %llu bytes; less than 100 MB are allowed",
                         s->name, (unsigned long long)*length);
    }
    *header = memory_new((size_t)*length, 1);
    h->data = 8 + *length;
    return source_exact_at(s, 8, *header, (size_t)*length, err);
}

static void entry_add(struct tensors *t, size_t file, const struct header *h, const struct entry *e)
{
    const struct type *type = type_find(e->type);
    struct element element = type != NULL ? type->element : (struct element){ .size = 1 };
    tensors_add(t, file, e->name, e->type, element, e->ndims, e->shape)->offset =
        h->data + e->begin;
}

static bool entries_take(struct tensors *t, size_t file, const struct header *h, json_t *root,
                         struct error *err)
{
    struct entry *entries = memory_new(json_object_size(root), sizeof *entries);
    size_t count = 0;
    const char *name;
    json_t *value;
    bool ok = true;
    json_object_foreach(root, name, value)
    {
        if (strcmp(name, "__metadata__") != 0) {
            ok = ok && entry_take(h, name, value, &entries[count], err);
            count++;
        }
    }
    ok = ok && no_gaps(h, entries, count, err);
    for (size_t i = 0; i < count && ok; i++) {
        entry_add(t, file, h, &entries[i]);
    }
    free(entries);
    return ok;
}

bool list_safetensors(struct tensors *t, size_t file, struct error *err)
{
    struct header h = { .source = &t->state->file[file].source };
    char *text = NULL;
    uint64_t length = 0;
    json_t *root = header_read(&h, &text, &length, err)
                       ? json_take(text, (size_t)length, h.source->name, err)
                       : NULL;
    free(text);
    bool ok = root != NULL && entries_take(t, file, &h, root, err);
    json_decref(root);
    return ok;
}
