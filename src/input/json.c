/* JSON in headers and indexes. */
#include "input/json.h"

#include <stdlib.h>

/* So that too little memory is said by us, and never mistaken for a bad file. */
static void *json_memory(size_t size)
{
    return memory_new(size, 1);
}

json_t *json_take(const char *text, size_t length, const char *name, struct error *err)
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
