/* GGUF, the files of llama.cpp (ggml's docs/gguf.md, versions 2 and 3): pairs of keys and values,
 * of which two are looked at, then names, sizes, types and places of the tensors, then numbers. */
#include "input/tensors.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 65535, NEST_MOST = 4, AXES_MOST = 4 };
static const uint64_t TENSORS_MOST = 1 << 22, PAIRS_MOST = 1 << 22, TEXT_MOST = 1 << 30;

/* ggml.h's enum ggml_type; `numbers` of a block take `size` bytes. */
static const struct gguf_type {
    uint32_t id;
    const char *name;
    struct element element;
    size_t numbers, size;
} types[] = {
    { 0, "F32", { ELEMENT_FLOAT, 4, false }, 1, 4 },
    { 1, "F16", { ELEMENT_FLOAT, 2, false }, 1, 2 },
    { 2, "Q4_0", { ELEMENT_Q4_0, 18, false }, 32, 18 },
    { 3, "Q4_1", { ELEMENT_NONE, 0, false }, 32, 20 },
    { 6, "Q5_0", { ELEMENT_NONE, 0, false }, 32, 22 },
    { 7, "Q5_1", { ELEMENT_NONE, 0, false }, 32, 24 },
    { 8, "Q8_0", { ELEMENT_Q8_0, 34, false }, 32, 34 },
    { 9, "Q8_1", { ELEMENT_NONE, 0, false }, 32, 36 },
    { 10, "Q2_K", { ELEMENT_NONE, 0, false }, 256, 84 },
    { 11, "Q3_K", { ELEMENT_NONE, 0, false }, 256, 110 },
    { 12, "Q4_K", { ELEMENT_NONE, 0, false }, 256, 144 },
    { 13, "Q5_K", { ELEMENT_NONE, 0, false }, 256, 176 },
    { 14, "Q6_K", { ELEMENT_NONE, 0, false }, 256, 210 },
    { 15, "Q8_K", { ELEMENT_NONE, 0, false }, 256, 292 },
    { 16, "IQ2_XXS", { ELEMENT_NONE, 0, false }, 256, 66 },
    { 17, "IQ2_XS", { ELEMENT_NONE, 0, false }, 256, 74 },
    { 18, "IQ3_XXS", { ELEMENT_NONE, 0, false }, 256, 98 },
    { 19, "IQ1_S", { ELEMENT_NONE, 0, false }, 256, 50 },
    { 20, "IQ4_NL", { ELEMENT_NONE, 0, false }, 32, 18 },
    { 21, "IQ3_S", { ELEMENT_NONE, 0, false }, 256, 110 },
    { 22, "IQ2_S", { ELEMENT_NONE, 0, false }, 256, 82 },
    { 23, "IQ4_XS", { ELEMENT_NONE, 0, false }, 256, 136 },
    { 24, "I8", { ELEMENT_SIGNED, 1, false }, 1, 1 },
    { 25, "I16", { ELEMENT_SIGNED, 2, false }, 1, 2 },
    { 26, "I32", { ELEMENT_SIGNED, 4, false }, 1, 4 },
    { 27, "I64", { ELEMENT_SIGNED, 8, false }, 1, 8 },
    { 28, "F64", { ELEMENT_FLOAT, 8, false }, 1, 8 },
    { 29, "IQ1_M", { ELEMENT_NONE, 0, false }, 256, 56 },
    { 30, "BF16", { ELEMENT_BFLOAT, 2, false }, 1, 2 },
    { 34, "TQ1_0", { ELEMENT_NONE, 0, false }, 256, 54 },
    { 35, "TQ2_0", { ELEMENT_NONE, 0, false }, 256, 66 },
    { 39, "MXFP4", { ELEMENT_NONE, 0, false }, 32, 17 },
};

static const struct gguf_type *type_find(uint32_t id)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (types[i].id == id) {
            return &types[i];
        }
    }
    return NULL;
}

/* ---- reading in order ----------------------------------------------------------------------- */

enum { WINDOW = 1 << 16 };
struct gguf {
    const struct source *s;
    unsigned char *window; /* bytes of the file from `begin` on */
    uint64_t begin, filled;
    uint64_t at, alignment;
    uint32_t version;
    char *family;
    struct error *err;
};

static bool broken(const struct gguf *g, const char *what)
{
    return error_set(g->err, "%s: is damaged or cut off: %s", g->s->name, what);
}

static bool window_move(struct gguf *g)
{
    uint64_t left = g->s->size - g->at;
    g->begin = g->at;
    g->filled = left < WINDOW ? left : WINDOW;
    return source_exact_at(g->s, g->begin, g->window, (size_t)g->filled, g->err);
}

static bool bytes_take(struct gguf *g, unsigned char *to, size_t count)
{
    if (count > g->s->size - g->at) {
        return broken(g, "its header ends too early");
    }
    while (count > 0) {
        if (g->at < g->begin || g->at >= g->begin + g->filled) {
            if (!window_move(g)) {
                return false;
            }
        }
        uint64_t left = g->begin + g->filled - g->at;
        size_t n = left < count ? (size_t)left : count;
        memcpy(to, g->window + (g->at - g->begin), n);
        to += n;
        count -= n;
        g->at += n;
    }
    return true;
}

static bool number_take(struct gguf *g, size_t size, uint64_t *x)
{
    unsigned char bytes[8];
    if (!bytes_take(g, bytes, size)) {
        return false;
    }
    *x = 0;
    for (size_t i = size; i-- > 0;) {
        *x = *x << 8 | bytes[i];
    }
    return true;
}

static bool skip(struct gguf *g, uint64_t count)
{
    if (count > g->s->size - g->at) {
        return broken(g, "its header ends too early");
    }
    g->at += count;
    return true;
}

/* A text of at most `most` bytes, the caller's. */
static bool text_take(struct gguf *g, uint64_t most, char **text)
{
    uint64_t length;
    *text = NULL;
    if (!number_take(g, 8, &length)) {
        return false;
    }
    if (length > most || length > g->s->size - g->at) {
        return broken(g, "a text in its header is longer than it can be");
    }
    char *bytes = memory_new((size_t)length + 1, 1);
    if (!bytes_take(g, (unsigned char *)bytes, (size_t)length)) {
        free(bytes);
        return false;
    }
    if (strlen(bytes) != length) {
        free(bytes);
        return broken(g, "a name in its header holds a zero byte");
    }
    *text = bytes;
    return true;
}

/* ---- keys and values ------------------------------------------------------------------------ */

enum { TYPE_UINT32 = 4, TYPE_STRING = 8, TYPE_ARRAY = 9, TYPES = 13 };
static const unsigned char value_size[TYPES] = { 1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8 };

static bool text_skip(struct gguf *g)
{
    uint64_t length;
    if (!number_take(g, 8, &length)) {
        return false;
    }
    return length <= TEXT_MOST ? skip(g, length) : broken(g, "a text in its header is too long");
}

/* Arrays of arrays are allowed; nobody writes them. */
static bool value_skip(struct gguf *g, uint64_t type, int depth)
{
    uint64_t of, count;
    if (type == TYPE_STRING) {
        return text_skip(g);
    }
    if (type != TYPE_ARRAY) {
        return type < TYPES ? skip(g, value_size[type]) : broken(g, "a value is of no known type");
    }
    if (depth == NEST_MOST || !number_take(g, 4, &of) || !number_take(g, 8, &count)) {
        return depth < NEST_MOST ? false : broken(g, "its arrays are nested too deeply");
    }
    if (of < TYPES && value_size[of] > 0) {
        return count <= g->s->size ? skip(g, count * value_size[of])
                                   : broken(g, "an array in its header is too long");
    }
    for (uint64_t i = 0; i < count; i++) {
        if (!value_skip(g, of, depth + 1)) {
            return false;
        }
    }
    return true;
}

static bool pair_take(struct gguf *g)
{
    char *key;
    uint64_t type;
    if (!text_take(g, NAME_MOST, &key)) {
        return false;
    }
    bool ok = number_take(g, 4, &type);
    if (ok && strcmp(key, "general.alignment") == 0 && type == TYPE_UINT32) {
        ok = number_take(g, 4, &g->alignment);
        bool power = g->alignment != 0 && (g->alignment & (g->alignment - 1)) == 0;
        ok = ok && (power || broken(g, "its alignment is no power of two"));
    } else if (ok && strcmp(key, "general.architecture") == 0 && type == TYPE_STRING &&
               g->family == NULL) {
        ok = text_take(g, NAME_MOST, &g->family);
    } else if (ok) {
        ok = value_skip(g, type, 0);
    }
    free(key);
    return ok;
}

/* ---- tensors -------------------------------------------------------------------------------- */

struct gguf_tensor {
    char *name;
    uint64_t ndims, shape[AXES_MOST], type, offset;
};

static bool tensor_take(struct gguf *g, struct gguf_tensor *t)
{
    *t = (struct gguf_tensor){ .name = NULL };
    if (!text_take(g, NAME_MOST, &t->name) || !number_take(g, 4, &t->ndims)) {
        return false;
    }
    if (t->ndims > AXES_MOST) {
        return broken(g, "a tensor has more than 4 axes");
    }
    for (size_t k = 0; k < t->ndims; k++) { /* the fastest axis comes first */
        if (!number_take(g, 8, &t->shape[t->ndims - 1 - k])) {
            return false;
        }
    }
    return number_take(g, 4, &t->type) && number_take(g, 8, &t->offset);
}

static bool misfit(const struct gguf *g, const struct gguf_tensor *t, const char *what)
{
    return error_set(g->err, "%s: tensor %s: %s", g->s->name, quote(t->name).text, what);
}

static bool tensor_add(struct gguf *g, struct tensors *to, size_t file, const struct gguf_tensor *t,
                       uint64_t data)
{
    const struct gguf_type *type = type_find((uint32_t)t->type);
    uint64_t elements, fastest = t->ndims > 0 ? t->shape[t->ndims - 1] : 1;
    if (!shape_count((size_t)t->ndims, t->shape, &elements)) {
        return misfit(g, t, "its shape claims more bytes than any file has");
    }
    if (type == NULL) { /* younger than this program */
        char name[32];
        (void)snprintf(name, sizeof name, "type %u", (unsigned)t->type);
        (void)tensors_add(to, file, t->name, name, (struct element){ .size = 1 }, (size_t)t->ndims,
                          t->shape);
        return true;
    }
    if (fastest % type->numbers != 0) {
        return misfit(g, t, "its rows are not of whole blocks");
    }
    uint64_t bytes = elements / type->numbers * type->size;
    if (t->offset % g->alignment != 0 || t->offset > g->s->size - data ||
        bytes > g->s->size - data - t->offset) {
        return misfit(g, t, "its numbers lie outside the file; is it cut off? fetch it again");
    }
    tensors_add(to, file, t->name, type->name, type->element, (size_t)t->ndims, t->shape)->offset =
        data + t->offset;
    return true;
}

static bool tensors_take(struct gguf *g, struct tensors *to, size_t file, uint64_t count)
{
    struct gguf_tensor *all = memory_new((size_t)count, sizeof *all);
    size_t n = 0;
    bool ok = true;
    while (n < count && ok) {
        ok = tensor_take(g, &all[n++]);
    }
    uint64_t data = (g->at + g->alignment - 1) / g->alignment * g->alignment;
    if (ok && data > g->s->size) {
        ok = count == 0 || broken(g, "the numbers are missing");
    }
    for (size_t i = 0; i < n && ok; i++) {
        ok = tensor_add(g, to, file, &all[i], data);
    }
    for (size_t i = 0; i < n; i++) {
        free(all[i].name);
    }
    free(all);
    return ok;
}

static bool version_suits(const struct gguf *g, uint64_t version)
{
    if ((version & 0xffff) == 0 && version != 0) {
        return error_set(g->err,
                         "%s: is GGUF of big-endian byte order; convert it: "
                         "gguf-py/gguf/scripts/gguf_convert_endian.py",
                         g->s->name);
    }
    return version == 2 || version == 3 ||
           error_set(g->err, "%s: is GGUF version %llu; versions 2 and 3 can be read", g->s->name,
                     (unsigned long long)version);
}

static bool header_take(struct gguf *g, struct tensors *t, size_t file)
{
    uint64_t magic, version, count, pairs;
    if (!number_take(g, 4, &magic) || !number_take(g, 4, &version) || !version_suits(g, version) ||
        !number_take(g, 8, &count) || !number_take(g, 8, &pairs)) {
        return false;
    }
    enum { SMALLEST = 24 }; /* bytes that a tensor takes in the header, at least */
    if (count > TENSORS_MOST || pairs > PAIRS_MOST || count > g->s->size / SMALLEST) {
        return broken(g, "its header counts more than the file can hold");
    }
    for (uint64_t i = 0; i < pairs; i++) {
        if (!pair_take(g)) {
            return false;
        }
    }
    return tensors_take(g, t, file, count);
}

bool list_gguf(struct tensors *t, size_t file, struct error *err)
{
    struct gguf g = { .s = &t->state->file[file].source, .alignment = 32, .err = err };
    if (g.s->size == SIZE_UNKNOWN) {
        return error_set(err, "%s: is a pipe; save it to a file first", g.s->name);
    }
    g.window = memory_new(WINDOW, 1);
    bool ok = header_take(&g, t, file);
    free(g.window);
    if (ok) {
        t->family = g.family;
    } else {
        free(g.family);
    }
    return ok;
}
