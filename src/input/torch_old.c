/* PyTorch's files before 1.6 (torch/serialization.py, _legacy_save): pickles one behind the other,
 * of a magic number, a version, the machine, the tree and the keys of its storages; then each
 * storage: how many numbers (8 bytes), and these, least significant byte first. */
#include "input/torch.h"

#include <stdlib.h>
#include <string.h>

enum { MAGIC, VERSION, MACHINE, TREE, KEYS, PICKLES };
enum { WINDOW_FIRST = 1 << 20, WINDOW_MOST = 1 << 28 };

struct old_file {
    struct pickle pickle[PICKLES];
    uint64_t end; /* of the last pickle */
    bool cut;
};

static void pickles_free(struct old_file *o)
{
    for (size_t i = 0; i < PICKLES; i++)
        pickle_free(&o->pickle[i]);
}

/* All five from the first `length` bytes of the file. */
static bool pickles_parse(struct old_file *o, const struct source *s, const unsigned char *bytes,
                          size_t length, struct error *err)
{
    *o = (struct old_file){ .end = 0 };
    for (size_t i = 0; i < PICKLES; i++) {
        size_t at = (size_t)o->end;
        struct pickle *p = &o->pickle[i];
        if (!pickle_read(p, bytes + at, length - at, s->name, torch_allowed, err)) {
            o->cut = p->cut;
            return false;
        }
        o->end += p->used;
    }
    return true;
}

/* How long they are is not known before: more is read until they fit. */
static bool pickles_take(struct old_file *o, const struct source *s, struct error *err)
{
    uint64_t size = WINDOW_FIRST;
    for (;; size *= 4) {
        bool all = size >= s->size;
        size_t length = (size_t)(all ? s->size : size);
        unsigned char *bytes = memory_new(length, 1);
        bool read = source_exact_at(s, 0, bytes, length, err);
        bool ok = read && pickles_parse(o, s, bytes, length, err);
        free(bytes);
        if (ok)
            return true;
        if (read)
            pickles_free(o);
        if (!read || !o->cut)
            return false;
        if (all)
            return error_set(err,
                             "%s: is a PyTorch file of the old kind that is cut off: its pickle "
                             "ends too early; fetch it again",
                             s->name);
        if (size >= WINDOW_MOST)
            return error_set(err, "%s: its pickle is too large", s->name);
    }
}

/* What tensors ask for, by key: that is where the type of a storage stands. */
static int by_key(const void *a, const void *b)
{
    return strcmp((*(struct pickle_value *const *)a)->item[2]->text,
                  (*(struct pickle_value *const *)b)->item[2]->text);
}

static int key_of(const void *key, const void *stored)
{
    return strcmp(key, (*(struct pickle_value *const *)stored)->item[2]->text);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct torch_storage *)a)->key, ((const struct torch_storage *)b)->key);
}

static struct pickle_value **asked_for(const struct pickle *tree, size_t *count)
{
    struct pickle_value **all = memory_new(tree->count, sizeof(*all));
    *count = 0;
    for (size_t i = 0; i < tree->count; i++) {
        struct pickle_value *v = tree->all[i];
        if (v->kind == PICKLE_STORED && v->count >= 3 && v->item[1]->kind == PICKLE_NAME &&
            v->item[2]->kind == PICKLE_TEXT)
            all[(*count)++] = v;
    }
    qsort(all, *count, sizeof(*all), by_key);
    return all;
}

/* The storage whose count is at *at, and what is behind it. */
static bool storage_add(struct torch_file *f, const char *key, const struct torch_name *type,
                        uint64_t *at)
{
    const struct source *s = torch_source(f);
    unsigned char count[8];
    uint64_t numbers = 0, size;
    if (!type || type->role != STORAGE)
        return error_set(f->err, "%s: is damaged: no tensor has storage %s", s->name,
                         quote(key).text);
    bool there = *at <= s->size && s->size - *at >= sizeof count;
    if (there && !source_exact_at(s, *at, count, sizeof count, f->err))
        return false;
    for (size_t k = sizeof count; there && k-- > 0;)
        numbers = numbers << 8 | count[k];
    *at += sizeof count;
    if (!there || __builtin_mul_overflow(numbers, type->element.size, &size) ||
        size > s->size - *at)
        return error_set(f->err,
                         "%s: is a PyTorch file of the old kind that is cut off: storage %s ends "
                         "too early; fetch it again",
                         s->name, quote(key).text);
    f->storage[f->storages++] = (struct torch_storage){ .key = key, .offset = *at, .size = size };
    *at += size;
    return true;
}

static bool storages_find(struct torch_file *f, const struct old_file *o)
{
    const struct pickle_value *keys = o->pickle[KEYS].root;
    uint64_t at = o->end;
    size_t count;
    bool ok = true;
    if (keys->kind != PICKLE_LIST)
        return error_set(f->err, "%s: is damaged: its storages have no list",
                         torch_source(f)->name);
    struct pickle_value **stored = asked_for(&o->pickle[TREE], &count);
    f->storage = memory_new(keys->count, sizeof *f->storage);
    for (size_t i = 0; i < keys->count && ok; i++) {
        const char *key = keys->item[i]->kind == PICKLE_TEXT ? keys->item[i]->text : "";
        struct pickle_value **one = bsearch(key, stored, count, sizeof(*stored), key_of);
        ok = storage_add(f, key, one ? torch_name_find((*one)->item[1]->text) : NULL, &at);
    }
    free(stored);
    qsort(f->storage, f->storages, sizeof *f->storage, by_name);
    return ok;
}

bool list_torch_old(struct tensors *t, size_t file, struct error *err)
{
    struct torch_file f = { .t = t, .file = file, .err = err };
    const struct source *s = torch_source(&f);
    struct old_file o;
    if (!source_seekable(s))
        return error_set(err, "%s: is a pipe that brings a PyTorch file; save it to a file first",
                         s->name);
    if (!pickles_take(&o, s, err))
        return false;
    bool ok = storages_find(&f, &o) && torch_tree_list(&f, o.pickle[TREE].root);
    free(f.storage);
    pickles_free(&o);
    return ok;
}
