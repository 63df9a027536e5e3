/* Operands as functions: what curves are drawn of, and what a sweep takes many times. */
#include "command/curves.h"

#include <stdlib.h>
#include <string.h>

static void functions_drop(struct function **functions, size_t *count)
{
    functions_free(*functions, *count);
    *functions = NULL;
    *count = 0;
}

static bool functions_all(const struct request *q, const struct settings *set,
                          struct function **functions, size_t *count, struct error *err)
{
    bool (*parse)(const char *, const struct setting *, size_t, struct function **, size_t *,
                  struct error *) = q->command->points ? functions_value_parse : functions_parse;
    *functions = NULL;
    *count = 0;
    for (size_t i = 0; i < q->noperands; i++) {
        struct function *more;
        size_t n;
        if (strcmp(q->operands[i], "-") == 0)
            continue;
        if (!parse(q->operands[i], set->value, set->count, &more, &n, err)) {
            functions_drop(functions, count);
            return false;
        }
        *functions = memory_resize(*functions, *count + n, sizeof **functions);
        memcpy(*functions + *count, more, n * sizeof *more);
        *count += n;
        free(more);
    }
    if (*count == 0)
        return error_usage(err, "no function given; 'actfn list' names them: actfn %s gelu",
                           q->command->name);
    return true;
}

bool curves_functions(const struct request *q, const struct settings *set,
                      struct function **functions, size_t *count, struct error *err)
{
    if (!functions_all(q, set, functions, count, err))
        return false;
    for (size_t i = 0; i < set->count; i++)
        if (!*set->value[i].used) { /* what nothing reads is a typing mistake */
            functions_drop(functions, count);
            return error_usage(err,
                               "%s: no function here has such a parameter; 'actfn list' names them",
                               quote(set->value[i].name).text);
        }
    return true;
}
