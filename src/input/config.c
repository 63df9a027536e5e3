/* config.json beside a model: what HuggingFace writes about it. */
#include "input/input.h"
#include "input/source.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CONFIG_MOST = 1 << 24 };    /* bytes */

/* A model that is not there may be the name of what only an index has. */
static char *path_of(const char *model, struct message *why)
{
    const char *slash = strrchr(model, '/');
    struct stat is;
    bool there = stat(model, &is) == 0;
    if (!there && errno != ENOENT)
        return message_set(why, "%s: %s", quote(model).text, strerror(errno)), NULL;
    if (there && S_ISDIR(is.st_mode))
        return text_format("%s/config.json", model);
    return slash ? text_format("%.*s/config.json", (int)(slash - model), model) : text_copy("config.json");
}

/* NULL and a message: the file is there, but no JSON comes out of it. */
static json_t *read_json(const struct source *s, struct message *why)
{
    json_error_t error;
    if (s->size > CONFIG_MOST)
        return message_set(why, "%s: is no config.json of a model: more than %d bytes, or no plain file", s->name, CONFIG_MOST), NULL;
    char *bytes = memory_new((size_t)s->size, 1);
    json_t *root = NULL;
    if (source_exact(s, bytes, (size_t)s->size, why)) {
        root = json_loadb(bytes, (size_t)s->size, JSON_REJECT_DUPLICATES, &error);
        if (!root)
            message_set(why, "%s: is not JSON: %s", s->name, quote(error.text).text);
    }
    free(bytes);
    return root;
}

bool config_text(const char *model, const char *const *keys, char **text, struct message *why)
{
    char *path = path_of(model, why);
    struct stat is;
    struct source source;
    json_t *root = NULL;
    *text = NULL;
    if (!path)
        return false;
    bool absent = stat(path, &is) != 0 && errno == ENOENT;
    if (!absent && source_open(&source, path, WANT_CONFIG, why)) {
        root = read_json(&source, why);
        source_close(&source);
    }
    free(path);
    for (; root && *keys && !*text; keys++) {
        const char *found = json_string_value(json_object_get(root, *keys));
        *text = found ? text_copy(found) : NULL;
    }
    json_decref(root);
    return absent || root;
}
