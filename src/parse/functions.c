/* A list of FUNCTIONs. */
#include "parse/parse.h"

#include <stdlib.h>

void functions_free(struct function *functions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        function_free(&functions[i]);
    }
    free(functions);
}

typedef bool parse_one(struct function *g, const char *typed, const struct setting *set,
                       size_t nset, struct error *err);

static bool parse_all(parse_one *parse, const char *typed, const struct setting *set, size_t nset,
                      struct function **functions, size_t *count, struct error *err)
{
    char **items = NULL;
    size_t n = 0, done = 0;
    if (!list_parse(typed, &items, &n, err)) {
        return false;
    }
    struct function *list = memory_new(n, sizeof *list);
    while (done < n && parse(&list[done], items[done], set, nset, err)) {
        done++;
    }
    list_free(items, n);
    if (done < n) {
        functions_free(list, done);
        return false;
    }
    *functions = list;
    *count = n;
    return true;
}

bool functions_parse(const char *typed, const struct setting *set, size_t nset,
                     struct function **functions, size_t *count, struct error *err)
{
    return parse_all(function_parse, typed, set, nset, functions, count, err);
}

bool functions_value_parse(const char *typed, const struct setting *set, size_t nset,
                           struct function **functions, size_t *count, struct error *err)
{
    return parse_all(function_value_parse, typed, set, nset, functions, count, err);
}
