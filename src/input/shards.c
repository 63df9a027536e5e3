/* Opening: one file, or a model in several by its index (model.safetensors.index.json). */
#include "input/json.h"
#include "input/tensors.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILES_MOST = 1000 };
static const uint64_t INDEX_MOST = 100000000; /* bytes */

/* ---- which file is meant -------------------------------------------------------------------- */

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
    static const char *const inside[] = {
        "/model.safetensors.index.json",
        "/model.safetensors",
        "/pytorch_model.bin.index.json",
        "/pytorch_model.bin",
        "/consolidated.safetensors",
        "/consolidated.00.pth",
        "/model.pt",
        "/tf_model.h5",
        "/model.onnx",
        "/model.json",
    };
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

static char *beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    return text_format("%.*s%s", slash != NULL ? (int)(slash - path + 1) : 0, path, name);
}

/* ---- one file ------------------------------------------------------------------------------- */

static bool file_list(struct tensors *t, size_t file, const struct source *source, const char *path,
                      struct error *err)
{
    t->state->file[file].source = *source;
    t->state->file[file].open = true;
    return tensors_list(t, file, path, err);
}

static bool single_open(struct tensors *t, const struct source *source, const char *path,
                        struct error *err)
{
    t->state->file = memory_new(1, sizeof *t->state->file);
    t->state->files = 1;
    return file_list(t, 0, source, path, err) && tensors_sort(t, path, err);
}

/* ---- an index ------------------------------------------------------------------------------- */

static bool shard_named(struct tensors *t, const char *name, size_t *number, struct error *err)
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
            quote(s->path).text, quote(name).text, FILES_MOST);
    }
    s->file = memory_resize(s->file, s->files + 1, sizeof *s->file);
    s->file[s->files++] = (struct tensors_file){ .base = text_copy(name) };
    return true;
}

static bool names_take(struct tensors *t, json_t *map, struct error *err)
{
    const char *name;
    json_t *value;
    t->tensor = memory_new(json_object_size(map), sizeof *t->tensor);
    json_object_foreach(map, name, value)
    {
        size_t number;
        if (!json_is_string(value)) {
            return error_set(err, "%s: its weight_map names no file for %s",
                             quote(t->state->path).text, quote(name).text);
        }
        if (!shard_named(t, json_string_value(value), &number, err)) {
            return false;
        }
        t->tensor[t->count++] = (struct tensor){ .name = text_copy(name), .file = number };
    }
    return tensors_sort(t, t->state->path, err);
}

static bool index_take(struct tensors *t, const struct source *source, struct error *err)
{
    json_t *root = NULL;
    if (source->size >= INDEX_MOST) {
        (void)error_set(err, "%s: 100 MB and more, or no regular file; an index is smaller",
                        source->name);
    } else {
        char *text = memory_new((size_t)source->size, 1);
        if (source_exact(source, text, (size_t)source->size, err)) {
            root = json_take(text, (size_t)source->size, source->name, err);
        }
        free(text);
    }
    json_t *map = json_object_get(root, "weight_map");
    bool ok =
        root != NULL &&
        (json_is_object(map) ||
         error_set(err, "%s: is JSON and has no weight_map: no index of a model", source->name)) &&
        names_take(t, map, err);
    json_decref(root);
    return ok;
}

/* What a shard lists goes to the names that the index has for it; what it has besides is nobody's.
 */
static bool shard_take(struct tensors *t, size_t file, struct tensors *listed, struct error *err)
{
    for (size_t i = 0; i < t->count; i++) {
        struct tensor *one = &t->tensor[i];
        if (one->file != file) {
            continue;
        }
        const struct tensor *found = tensors_find(listed, one->name);
        if (found == NULL) {
            return error_set(err, "%s: tensor %s is not in %s", quote(t->state->path).text,
                             quote(one->name).text, quote(t->state->file[file].base).text);
        }
        const char *name = one->name;
        *one = *found;
        one->name = name;
        one->file = file;
        *(struct tensor *)(uintptr_t)found = (struct tensor){ .name = found->name };
    }
    return true;
}

bool tensors_see(struct tensors *t, const struct tensor *one, struct error *err)
{
    struct tensors listed;
    struct tensors_file *f = &t->state->file[one->file];
    size_t file = one->file;
    struct source source;
    if (one->seen) {
        return true;
    }
    char *path = beside(t->state->path, f->base);
    bool ok = source_open(&source, path, WANT_ARRAYS, err);
    if (ok) {
        listed = (struct tensors){ .state = memory_new(1, sizeof *listed.state) };
        listed.state->path = text_copy(path);
        ok = single_open(&listed, &source, path, err);
        char *base = f->base;
        *f = listed.state->file[0];
        f->base = base;
        listed.state->files = 0;
        ok = ok && shard_take(t, file, &listed, err);
        tensors_close(&listed);
    }
    free(path);
    return ok;
}

/* ---- public --------------------------------------------------------------------------------- */

static bool is_index(const struct source *s, const char *path)
{
    size_t length = strlen(path);
    return s->kind == KIND_JSON || (length >= 5 && strcmp(path + length - 5, ".json") == 0);
}

bool tensors_open_index(struct tensors *t, const char *path, struct error *err)
{
    *t = (struct tensors){ .state = memory_new(1, sizeof *t->state) };
    char *real = t->state->path = resolve(path);
    struct source source;
    bool ok = source_open(&source, real, WANT_MODEL, err);
    if (ok && is_index(&source, real)) {
        ok = index_take(t, &source, err);
        source_close(&source);
    } else {
        ok = ok && single_open(t, &source, real, err);
    }
    if (!ok) {
        tensors_close(t);
    }
    return ok;
}

bool tensors_open(struct tensors *t, const char *path, struct error *err)
{
    bool ok = tensors_open_index(t, path, err);
    for (size_t i = 0; ok && i < t->count; i++) {
        if (!tensors_see(t, &t->tensor[i], err)) {
            tensors_close(t);
            ok = false;
        }
    }
    return ok;
}

void tensors_close(struct tensors *t)
{
    struct tensors_state *s = t->state;
    for (size_t i = 0; i < t->count; i++) {
        free((char *)(uintptr_t)t->tensor[i].name);
        free((char *)(uintptr_t)t->tensor[i].type);
        free((void *)(uintptr_t)t->tensor[i].place);
    }
    free(t->tensor);
    free((char *)(uintptr_t)t->family);
    free((char *)(uintptr_t)t->remark);
    for (size_t i = 0; s != NULL && i < s->files; i++) {
        zip_close(&s->file[i].zip);
        text_table_free(s->file[i].table);
        source_close(&s->file[i].source);
        free(s->file[i].base);
    }
    if (s != NULL) {
        free(s->file);
        free(s->sorted);
        free(s->path);
    }
    free(s);
    *t = (struct tensors){ 0 };
}
