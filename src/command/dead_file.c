/* dead FILE...: the units of a user's own network, from what it left in files. */
#include "command/dead.h"

#include <stdlib.h>
#include <string.h>

/* The activation that an array's name ends in ("004.mlp.gelu", as --recipe calls them), or NULL. */
static const char *name_says(const char *name)
{
    static const char *const known[] = { "relu", "relu6",   "leaky_relu", "elu",       "selu",
                                         "celu", "gelu",    "silu",       "swish",     "mish",
                                         "tanh", "sigmoid", "hardswish",  "hard_swish" };
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof known / sizeof *known; i++)
        if (strcmp(dot + 1, known[i]) == 0)
            return known[i];
    return NULL;
}

/* What all names say, or NULL; *several: they say different things. */
static const char *names_say(const struct layer_list *l, bool *several)
{
    const char *first = l->count > 0 ? name_says(l->source[0].name) : NULL;
    *several = false;
    for (size_t i = 1; i < l->count; i++) {
        const char *other = name_says(l->source[i].name);
        *several = *several || (other && first && strcmp(other, first) != 0);
        first = other == first ? first : NULL;
    }
    return *several ? NULL : first;
}

/* The functions that were asked for; without --activation the one that the arrays' names say. */
static bool functions_chosen(const struct request *q, const struct layer_list *list,
                             struct function **functions, size_t *n, struct report *report,
                             struct error *err)
{
    const struct dead_options *o = q->options;
    struct net_options net = o->net;
    bool several = false;
    const char *named = option_given(q, &o->net.activation) ? NULL : names_say(list, &several);
    if (several)
        report_note(report,
                    "The arrays' names say several activations; all are taken for %s. "
                    "FILE:NAME and --activation count one layer for its own.",
                    net.activation);
    if (!named || strcmp(named, net.activation) == 0)
        return true;
    char *word = text_copy(named);
    functions_free(*functions, *n);
    *functions = NULL;
    *n = 0;
    net.activation = word;
    bool ok = runs_functions(&net, functions, n, err);
    free(word);
    if (ok)
        report_note(report, "%s is what the arrays' names say; --activation says otherwise.",
                    named);
    return ok;
}

static bool files_counted(const struct request *q, struct layer_list *list,
                          const struct function *functions, size_t nfunctions,
                          struct report *report, struct error *err)
{
    const struct dead_options *o = q->options;
    const struct unit_counts_wish wish = {
        .functions = functions,
        .nfunctions = nfunctions,
        .axis = option_given(q, &o->axis) ? &o->axis : NULL,
        .post = o->post,
    };
    struct layer_counts c;
    struct layer_steps steps;
    bool ok = layer_counts_read(&c, list, &wish, err) &&
              (!o->steps_of || layer_steps_of(&steps, &c, q->operands, q->noperands, err));
    if (ok && o->steps_of)
        dead_steps_report(&steps, q, report);
    else if (ok)
        dead_file_report(&c, q, report);
    layer_counts_free(&c);
    return ok;
}

bool dead_files(const struct request *q, struct report *report, struct error *err)
{
    const struct dead_options *o = q->options;
    struct function *functions;
    size_t nfunctions;
    if (q->delivery->figure && strcmp(q->delivery->figure, "training") == 0)
        return error_usage(err, "--figure training: a file was not trained here; map or histogram");
    if (!runs_functions(&o->net, &functions, &nfunctions, err))
        return false;
    struct layer_list list;
    bool ok = layer_list_read(&list, q->operands, q->noperands, err) &&
              functions_chosen(q, &list, &functions, &nfunctions, report, err) &&
              files_counted(q, &list, functions, nfunctions, report, err);
    layer_list_free(&list);
    functions_free(functions, nfunctions);
    return ok;
}
