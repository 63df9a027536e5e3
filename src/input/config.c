/* config.json beside a model: what HuggingFace writes about it. */
#include "input/input.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

char *config_text(const char *model, const char *const *keys)
{
    const char *slash = strrchr(model, '/');
    struct stat is;
    char *path = stat(model, &is) == 0 && S_ISDIR(is.st_mode) ? text_format("%s/config.json", model)
                 : slash ? text_format("%.*s/config.json", (int)(slash - model), model) : text_copy("config.json");
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    char *found = NULL;
    for (; root && *keys && !found; keys++) {
        const char *text = json_string_value(json_object_get(root, *keys));
        found = text ? text_copy(text) : NULL;
    }
    json_decref(root);
    free(path);
    return found;
}
