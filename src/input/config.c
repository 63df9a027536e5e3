/* config.json beside a model: what HuggingFace writes about it. */
#include "input/input.h"
#include "input/source.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CONFIG_MOST = 1 << 24 }; /* bytes */

/* A model that is not there may be the name of what only an index has. */
static char *path_of(const char *model, struct error *err)
{
    const char *slash = strrchr(model, '/');
    struct stat is;
    bool there = stat(model, &is) == 0;
    if (!there && errno != ENOENT)
        return error_set(err, "%s: %s", quote(model).text, strerror(errno)), NULL;
    if (there && S_ISDIR(is.st_mode))
        return text_format("%s/config.json", model);
    return slash ? text_format("%.*s/config.json", (int)(slash - model), model)
                 : text_copy("config.json");
}

/* NULL and a message: the file is there, but no JSON comes out of it. */
static json_t *read_json(const struct source *s, struct error *err)
{
    json_error_t error;
    if (s->size > CONFIG_MOST)
        return error_set(err,
                         "%s: is no config.json of a model: more than %d bytes, or no plain file",
                         s->name, CONFIG_MOST),
               NULL;
    char *bytes = memory_new((size_t)s->size, 1);
    json_t *root = NULL;
    if (source_exact(s, bytes, (size_t)s->size, err)) {
        root = json_loadb(bytes, (size_t)s->size, JSON_REJECT_DUPLICATES, &error);
        if (!root)
            error_set(err, "%s: is not JSON: %s", s->name, quote(error.text).text);
    }
    free(bytes);
    return root;
}

/* ---- looking for a key ---------------------------------------------------------------------- */

enum { DEPTH_MOST = 4 }; /* configurations within configurations */

/* What the key's value is worth: a text, nothing (null is how a key is left out), or no text where
 * one belongs. */
enum worth { WORTH_NOTHING, WORTH_TEXT, WORTH_REFUSED };

struct config_search {
    const char *const *keys;
    const char *file;
    struct config_text *found;
    struct error *err;
};

static char *key_within(const char *within, const char *key)
{
    return *within ? text_format("%s.%s", within, key) : text_copy(key);
}

static enum worth take_key(const struct config_search *s, const json_t *object, const char *within)
{
    for (const char *const *key = s->keys; *key; key++) {
        const json_t *value = json_object_get(object, *key);
        if (!value || json_is_null(value))
            continue;
        char *where = key_within(within, *key);
        if (json_is_string(value)) {
            const char *type = json_string_value(json_object_get(object, "model_type"));
            *s->found = (struct config_text){ text_copy(json_string_value(value)), where,
                                              type ? text_copy(type) : NULL };
            return WORTH_TEXT;
        }
        (void)error_set(s->err, "%s: %s is no text; --activation NAME decides", s->file,
                        quote(where).text);
        free(where);
        return WORTH_REFUSED;
    }
    return WORTH_NOTHING;
}

/* The part of a model of several parts that its feedforward layers most likely are of. */
static const char *const text_parts[] = { "text_config", "language_config", "llm_config",
                                          "thinker_config", NULL };

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static bool is_part(const char *key)
{
    return (ends_in(key, "_config") && strcmp(key, "quantization_config") != 0) ||
           strcmp(key, "encoder") == 0 || strcmp(key, "decoder") == 0;
}

static enum worth look(const struct config_search *s, const json_t *object, const char *within,
                       int depth);

/* The parts that are no text parts must agree: which of them the layer is of, nobody can tell from
 * here. */
static enum worth look_in_parts(const struct config_search *s, json_t *object, const char *within,
                                int depth)
{
    struct config_text first = { 0 };
    enum worth worth = WORTH_NOTHING;
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (!json_is_object(value) || !is_part(key) || worth == WORTH_REFUSED)
            continue;
        char *inside = key_within(within, key);
        enum worth one = look(s, value, inside, depth + 1);
        free(inside);
        if (one == WORTH_REFUSED) {
            worth = one;
        } else if (one == WORTH_TEXT && worth == WORTH_NOTHING) {
            first = *s->found;
            *s->found = (struct config_text){ 0 };
            worth = one;
        } else if (one == WORTH_TEXT && strcmp(first.text, s->found->text) != 0) {
            (void)error_set(s->err, "%s: %s and %s differ; --activation NAME decides", s->file,
                            quote(first.key).text, quote(s->found->key).text);
            worth = WORTH_REFUSED;
        }
        config_text_free(one == WORTH_TEXT ? s->found : &(struct config_text){ 0 });
    }
    if (worth == WORTH_TEXT)
        *s->found = first;
    else
        config_text_free(&first);
    return worth;
}

static enum worth look(const struct config_search *s, const json_t *object, const char *within,
                       int depth)
{
    enum worth worth = depth < DEPTH_MOST ? take_key(s, object, within) : WORTH_NOTHING;
    for (const char *const *part = text_parts;
         depth < DEPTH_MOST && *part && worth == WORTH_NOTHING; part++) {
        const json_t *value = json_object_get(object, *part);
        char *inside = key_within(within, *part);
        worth = json_is_object(value) ? look(s, value, inside, depth + 1) : WORTH_NOTHING;
        free(inside);
    }
    if (worth == WORTH_NOTHING && depth < DEPTH_MOST)
        worth = look_in_parts(s, (json_t *)(uintptr_t)object, within, depth);
    return worth;
}

/* Where no key was found: the type of the text part, or of the whole. */
static void take_type(const json_t *root, struct config_text *found)
{
    const char *type = NULL;
    for (const char *const *part = text_parts; *part && !type; part++)
        type = json_string_value(json_object_get(json_object_get(root, *part), "model_type"));
    if (!type)
        type = json_string_value(json_object_get(root, "model_type"));
    if (!found->type && type)
        found->type = text_copy(type);
}

void config_text_free(struct config_text *t)
{
    free(t->text);
    free(t->key);
    free(t->type);
    *t = (struct config_text){ 0 };
}

bool config_find(const char *model, const char *const *keys, struct config_text *found,
                 struct error *err)
{
    char *path = path_of(model, err);
    struct stat is;
    struct source source;
    json_t *root = NULL;
    *found = (struct config_text){ 0 };
    if (!path)
        return false;
    bool absent = stat(path, &is) != 0 && errno == ENOENT, ok = absent;
    if (!absent && source_open(&source, path, WANT_CONFIG, err)) {
        root = read_json(&source, err);
        const struct config_search s = { keys, source.name, found, err };
        ok = root && look(&s, root, "", 0) != WORTH_REFUSED;
        if (ok)
            take_type(root, found);
        source_close(&source);
    }
    free(path);
    json_decref(root);
    return ok;
}
