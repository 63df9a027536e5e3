/* safetensors: eight bytes of length, a JSON header of names, types, shapes and places, then the
 * numbers. What the format demands is checked here before anything is read
 * (github.com/huggingface/safetensors, "Format"): the tensors' bytes follow each other without a
 * gap or an overlap from the header to the end of the file. */
#include "input/element.h"
#include "input/input.h"
#include "input/source.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const uint64_t HEADER_MOST = 100000000; /* the format's own limit */
enum { FILES_MOST = 1000, CHUNK = 1 << 16 };

struct file {
    struct source source;
    char *base;
    uint64_t data;
};
struct tensors_state {
    struct file *file;
    size_t files;
};

/* ---- one entry ------------------------------------------------------------------------------ */

struct type {
    const char *name;
    size_t size;
    enum element_kind kind;
}; /* kind NONE: known, not read */
static const struct type types[] = {
    { "F32", 4, ELEMENT_FLOAT }, { "F16", 2, ELEMENT_FLOAT },    { "BF16", 2, ELEMENT_BFLOAT },
    { "F64", 8, ELEMENT_FLOAT }, { "BOOL", 1, ELEMENT_NONE },    { "U8", 1, ELEMENT_NONE },
    { "I8", 1, ELEMENT_NONE },   { "F8_E5M2", 1, ELEMENT_NONE }, { "F8_E4M3", 1, ELEMENT_NONE },
    { "I16", 2, ELEMENT_NONE },  { "U16", 2, ELEMENT_NONE },     { "I32", 4, ELEMENT_NONE },
    { "U32", 4, ELEMENT_NONE },  { "I64", 8, ELEMENT_NONE },     { "U64", 8, ELEMENT_NONE },
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

static struct element tensor_element(const struct tensor *t)
{
    static const struct type bytes = {
        "", 1, ELEMENT_NONE
    }; /* none: opening refuses types that are not known */
    const struct type *known = type_find(t->type), *type = known == NULL ? &bytes : known;
    return (struct element){ .kind = type->kind, .size = type->size, .big = false };
}

static bool bad(const struct file *f, const char *name, const char *what, struct error *err)
{
    return error_set(err, "%s: tensor %s: %s", f->source.name, quote(name).text, what);
}

static bool shape_take(const struct file *f, struct tensor *t, const json_t *shape,
                       struct error *err)
{
    if (!json_is_array(shape)) {
        return bad(f, t->name, "it has no shape", err);
    }
    t->ndims = json_array_size(shape);
    if (t->ndims > DIMENSIONS_MAX) {
        return bad(f, t->name, "it has more than 32 dimensions", err);
    }
    bool over = false, empty = false;
    t->elements = 1;
    for (size_t i = 0; i < t->ndims; i++) {
        const json_t *size = json_array_get(shape, i);
        if (!json_is_integer(size) || json_integer_value(size) < 0) {
            return bad(f, t->name, "its shape is not of whole numbers", err);
        }
        t->shape[i] = (uint64_t)json_integer_value(size);
        empty = empty || t->shape[i] == 0;
        over = over || __builtin_mul_overflow(t->elements, t->shape[i], &t->elements);
    }
    t->elements = empty ? 0 : t->elements;
    return empty || !over || bad(f, t->name, "its shape claims more bytes than any file has", err);
}

/* Where it lies, begin and end counted from the first byte after the header. */
static bool place_take(const struct file *f, struct tensor *t, const json_t *offsets, uint64_t *end,
                       struct error *err)
{
    const json_t *from = json_array_get(offsets, 0), *to = json_array_get(offsets, 1);
    if (json_array_size(offsets) != 2 || !json_is_integer(from) || !json_is_integer(to)) {
        return bad(f, t->name, "it has no data_offsets", err);
    }
    json_int_t first = json_integer_value(from), last = json_integer_value(to);
    if (first >= 0 && last >= first && (uint64_t)last > f->source.size - f->data) {
        return bad(f, t->name,
                   "its data_offsets lie outside the file; is it cut off? fetch it again", err);
    }
    if (first < 0 || last < first) {
        return bad(f, t->name, "its data_offsets lie outside the file", err);
    }
    t->offset = (uint64_t)first;
    *end = (uint64_t)last;
    const struct type *type = type_find(t->type);
    uint64_t bytes;
    if (type == NULL) {
        return true; /* a type younger than this program: its place counts, its size cannot */
    }
    if (__builtin_mul_overflow(t->elements, (uint64_t)type->size, &bytes) ||
        bytes != *end - t->offset) {
        return bad(f, t->name, "its shape and its data_offsets do not agree", err);
    }
    if (type->kind != ELEMENT_NONE) {
        t->dtype = element_dtype((struct element){ .kind = type->kind, .size = type->size });
    }
    return true;
}

struct tensor_place {
    struct tensor tensor;
    uint64_t end;
};

static bool entry_take(const struct file *f, const char *name, const json_t *value,
                       struct tensor_place *p, struct error *err)
{
    const char *type = json_string_value(json_object_get(value, "dtype"));
    *p = (struct tensor_place){ .tensor = { .name = name } };
    if (type == NULL) {
        return bad(f, name, "it has no dtype", err);
    }
    p->tensor.type = type;
    return shape_take(f, &p->tensor, json_object_get(value, "shape"), err) &&
           place_take(f, &p->tensor, json_object_get(value, "data_offsets"), &p->end, err);
}

/* ---- one file ------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const struct tensor_place *x = a, *y = b;
    if (x->tensor.offset != y->tensor.offset) {
        return x->tensor.offset < y->tensor.offset ? -1 : 1;
    }
    return (x->end > y->end) - (x->end < y->end);
}

static bool no_gaps(const struct file *f, struct tensor_place *places, size_t count,
                    struct error *err)
{
    uint64_t at = 0;
    qsort(places, count, sizeof *places, by_place);
    for (size_t i = 0; i < count; i++) {
        const struct tensor *t = &places[i].tensor;
        if (t->offset < at) {
            return bad(f, t->name, "its bytes overlap another tensor's", err);
        }
        if (t->offset > at) {
            return bad(f, t->name, "bytes before it belong to no tensor", err);
        }
        at = places[i].end;
    }
    if (at != f->source.size - f->data) {
        return error_set(err, "%s: %llu bytes at its end belong to no tensor", f->source.name,
                         (unsigned long long)(f->source.size - f->data - at));
    }
    return true;
}

static bool header_read(struct file *f, char **header, uint64_t *length, struct error *err)
{
    unsigned char bytes[8];
    const char *name = f->source.name;
    if (f->source.size == SIZE_UNKNOWN) {
        return error_set(err, "%s: is a pipe, not a regular file; save it to a file first", name);
    }
    if (!source_exact_at(&f->source, 0, bytes, 8, err)) {
        return false;
    }
    *length = 0;
    for (size_t i = 0; i < 8; i++) {
        *length |= (uint64_t)bytes[i] << 8 * i;
    }
    if (*length > f->source.size - 8 || *length < 2) {
        return error_set(err, "%s: %s: its header claims %llu bytes, the file has %llu", name,
                         f->source.kind == KIND_SAFETENSORS ? "is cut off"
                                                            : "not a safetensors file, or cut off",
                         (unsigned long long)*length, (unsigned long long)f->source.size);
    }
    if (*length >= HEADER_MOST) {
        return error_set(err, "%s: its header claims %llu bytes; less than 100 MB are allowed",
                         name, (unsigned long long)*length);
    }
    *header = memory_new((size_t)*length, 1);
    f->data = 8 + *length;
    return source_exact_at(&f->source, 8, *header, (size_t)*length, err);
}

/* So that too little memory is said by us, and never mistaken for a bad file. */
static void *json_memory(size_t size)
{
    return memory_new(size, 1);
}

static json_t *json_take(const char *text, size_t length, const char *name, struct error *err)
{
    json_error_t error;
    json_set_alloc_funcs(json_memory, free);
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        char *safe = text_copy(quote(error.text).text);
        (void)(json_error_code(&error) == json_error_duplicate_key
                   ? error_set(err, "%s: a name comes twice in its header: %s", name, safe)
               : json_error_code(&error) == json_error_out_of_memory
                   ? error_set(err, "%s: not enough memory for its header", name)
                   : error_set(err, "%s: its header is not JSON: %s", name, safe));
        free(safe);
    } else if (!json_is_object(root)) {
        json_decref(root);
        (void)error_set(err, "%s: its header is not a JSON object", name);
        return NULL;
    }
    return root;
}

static void tensor_add(struct tensors *t, const struct tensor *from, size_t file, uint64_t data)
{
    struct tensor *copy = &t->tensor[t->count++];
    *copy = *from;
    copy->name = text_copy(from->name);
    copy->type = text_copy(from->type);
    copy->file = file;
    copy->offset += data;
}

static bool entries_take(struct tensors *t, size_t file, json_t *root, struct error *err)
{
    struct file *f = &t->state->file[file];
    struct tensor_place *places = memory_new(json_object_size(root), sizeof *places);
    size_t count = 0;
    const char *name;
    json_t *value;
    bool ok = true;
    json_object_foreach(root, name, value)
    {
        if (strcmp(name, "__metadata__") != 0) {
            ok = ok && entry_take(f, name, value, &places[count], err);
            count++;
        }
    }
    ok = ok && no_gaps(f, places, count, err);
    if (ok) {
        t->tensor = memory_resize(t->tensor, t->count + count, sizeof *t->tensor);
        for (size_t i = 0; i < count; i++) {
            tensor_add(t, &places[i].tensor, file, f->data);
        }
    }
    free(places);
    return ok;
}

/* The source is then its file's. */
static bool file_take(struct tensors *t, const struct source *source, struct error *err)
{
    struct tensors_state *s = t->state;
    char *header = NULL;
    uint64_t length = 0;
    s->file = memory_resize(s->file, s->files + 1, sizeof *s->file);
    struct file *f = &s->file[s->files];
    *f = (struct file){ .source = *source };
    s->files++;
    json_t *root = header_read(f, &header, &length, err)
                       ? json_take(header, (size_t)length, f->source.name, err)
                       : NULL;
    free(header);
    bool ok = root != NULL && entries_take(t, s->files - 1, root, err);
    json_decref(root);
    return ok;
}

/* ---- several files: model.safetensors.index.json -------------------------------------------- */

static char *beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    return text_format("%.*s%s", slash != NULL ? (int)(slash - path + 1) : 0, path, name);
}

/* The shard's number; opened where it is new. */
static bool shard_open(struct tensors *t, const char *index, const char *name, size_t *number,
                       struct error *err)
{
    struct tensors_state *s = t->state;
    for (*number = 0; *number < s->files; ++*number) {
        if (strcmp(s->file[*number].base, name) == 0) {
            return true;
        }
    }
    if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL || s->files == FILES_MOST) {
        return error_set(
            err,
            "%s: its weight_map names %s; plain names of files beside it are allowed, at most %d",
            quote(index).text, quote(name).text, FILES_MOST);
    }
    char *path = beside(index, name);
    struct source source;
    bool ok = source_open(&source, path, KIND_SAFETENSORS, err) && file_take(t, &source, err);
    free(path);
    if (ok) {
        s->file[*number].base = text_copy(name);
    }
    return ok;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct tensor *)a)->name, ((const struct tensor *)b)->name);
}

/* Sorted, and no name twice. */
static bool settle(struct tensors *t, const char *path, struct error *err)
{
    if (t->count > 0) {
        qsort(t->tensor, t->count, sizeof *t->tensor, by_name);
    }
    for (size_t i = 1; i < t->count; i++) {
        if (by_name(&t->tensor[i - 1], &t->tensor[i]) == 0) {
            return error_set(err, "%s: tensor %s comes twice", quote(path).text,
                             quote(t->tensor[i].name).text);
        }
    }
    return true;
}

static bool map_holds(const struct tensors *t, const char *path, const json_t *map,
                      struct error *err)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)map, name, value)
    {
        const struct tensor *found = tensors_find(t, name);
        if (found == NULL ||
            strcmp(t->state->file[found->file].base, json_string_value(value)) != 0) {
            return error_set(err, "%s: tensor %s is not in %s", quote(path).text, quote(name).text,
                             quote(json_string_value(value)).text);
        }
    }
    return true;
}

static bool shards_open(struct tensors *t, const char *path, const json_t *map, struct error *err)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)map, name, value)
    {
        size_t number;
        if (!json_is_string(value)) {
            return error_set(err, "%s: its weight_map names no file for %s", quote(path).text,
                             quote(name).text);
        }
        if (!shard_open(t, path, json_string_value(value), &number, err)) {
            return false;
        }
    }
    return settle(t, path, err) && map_holds(t, path, map, err);
}

static bool index_take(struct tensors *t, const char *path, const struct source *source,
                       struct error *err)
{
    json_t *root = NULL;
    if (source->size >= HEADER_MOST) {
        (void)error_set(err, "%s: 100 MB and more, or no regular file; an index is smaller",
                        source->name);
    } else {
        char *text = memory_new((size_t)source->size, 1);
        if (source_exact(source, text, (size_t)source->size, err)) {
            root = json_take(text, (size_t)source->size, source->name, err);
        }
        free(text);
    }
    const json_t *map = json_object_get(root, "weight_map");
    bool ok =
        root != NULL &&
        (json_is_object(map) ||
         error_set(err, "%s: is JSON and has no weight_map: no index of a model", source->name)) &&
        shards_open(t, path, map, err);
    json_decref(root);
    return ok;
}

/* ---- public --------------------------------------------------------------------------------- */

static bool exists(const char *path, bool *folder)
{
    struct stat about;
    bool there = stat(path, &about) == 0;
    *folder = there && S_ISDIR(about.st_mode);
    return there;
}

/* The file that the path stands for: itself; the model in a folder, be it of a kind that is refused
 * with a word of what would help; the index of a whole that is in parts. */
static char *resolve(const char *path)
{
    static const char *const inside[] = { "/model.safetensors.index.json", "/model.safetensors",
                                          "/pytorch_model.bin", "/tf_model.h5" };
    bool folder, ignored;
    bool there = exists(path, &folder);
    if (there && !folder) {
        return text_copy(path);
    }
    for (size_t i = 0; i < (folder ? sizeof inside / sizeof inside[0] : 1); i++) {
        char *other =
            folder ? text_format("%s%s", path, inside[i]) : text_format("%s.index.json", path);
        if (exists(other, &ignored)) {
            return other;
        }
        free(other);
    }
    return text_copy(path);
}

static bool is_index(const struct source *s, const char *path)
{
    size_t length = strlen(path);
    return s->kind == KIND_JSON || (length >= 5 && strcmp(path + length - 5, ".json") == 0);
}

bool tensors_open(struct tensors *t, const char *path, struct error *err)
{
    *t = (struct tensors){ .state = memory_new(1, sizeof *t->state) };
    char *real = resolve(path);
    struct source source;
    bool ok = source_open(&source, real, WANT_MODEL, err);
    if (ok && is_index(&source, real)) {
        ok = index_take(t, real, &source, err);
        source_close(&source);
    } else {
        ok = ok && file_take(t, &source, err) && settle(t, real, err);
    }
    free(real);
    if (!ok) {
        tensors_close(t);
    }
    return ok;
}

void tensors_close(struct tensors *t)
{
    for (size_t i = 0; i < t->count; i++) {
        free((char *)(uintptr_t)t->tensor[i].name);
        free((char *)(uintptr_t)t->tensor[i].type);
    }
    free(t->tensor);
    for (size_t i = 0; t->state != NULL && i < t->state->files; i++) {
        source_close(&t->state->file[i].source);
        free(t->state->file[i].base);
    }
    if (t->state != NULL) {
        free(t->state->file);
    }
    free(t->state);
    *t = (struct tensors){ 0 };
}

const struct tensor *tensors_find(const struct tensors *t, const char *name)
{
    struct tensor key = { .name = name };
    return t->count == 0 ? NULL : bsearch(&key, t->tensor, t->count, sizeof key, by_name);
}

/* Chunk by chunk into whichever of the two is wanted. */
static bool elements_read(const struct tensors *t, const struct tensor *from, uint64_t first,
                          size_t count, double *doubles, float *floats, struct error *err)
{
    const struct file *f = &t->state->file[from->file];
    if (from->dtype == NULL) {
        return bad(f, from->name, "its type cannot be read; F16, BF16, F32 and F64 can", err);
    }
    if (first > from->elements || count > from->elements - first) {
        return bad(f, from->name, "numbers beyond its end were asked for", err);
    }
    struct element e = tensor_element(from);
    unsigned char *raw = memory_resize(NULL, CHUNK, 1);
    bool ok = true;
    for (size_t done = 0; done < count && ok;) {
        size_t n = count - done < CHUNK / e.size ? count - done : CHUNK / e.size;
        ok = source_exact_at(&f->source, from->offset + (first + done) * e.size, raw, n * e.size,
                             err);
        if (ok && doubles != NULL) {
            element_doubles(e, raw, e.size, n, doubles + done);
        } else if (ok) {
            element_floats(e, raw, e.size, n, floats + done);
        }
        done += n;
    }
    free(raw);
    return ok;
}

bool tensor_read(const struct tensors *t, const struct tensor *from, uint64_t first, size_t count,
                 double *to, struct error *err)
{
    return elements_read(t, from, first, count, to, NULL, err);
}

bool tensor_read_float(const struct tensors *t, const struct tensor *from, uint64_t first,
                       size_t count, float *to, struct error *err)
{
    return elements_read(t, from, first, count, NULL, to, err);
}
