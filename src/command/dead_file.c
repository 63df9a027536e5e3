/* dead FILE...: the units of a user's own network, from what it left in files. */
#include "command/dead.h"

#include <math.h>
#include <string.h>

static bool files_counted(const struct request *q, const struct function *functions,
                          size_t nfunctions, struct report *report, struct error *err)
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
    bool ok = layer_counts_read(&c, q->operands, q->noperands, &wish, err) &&
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
    bool ok = files_counted(q, functions, nfunctions, report, err);
    functions_free(functions, nfunctions);
    return ok;
}
