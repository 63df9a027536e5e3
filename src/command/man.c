/* man: the manual page. */
#include "cli/cli.h"

static int man_run(const struct request *q, FILE *out, struct error *err)
{
    if (q->noperands)
        return error_set(err, "%s: takes no argument; try 'actfn help plot'",
                         quote(q->operands[0]).text),
               STATUS_USAGE;
    manual_print(out);
    return STATUS_DONE;
}

const struct command command_man = {
    .name = "man",
    .order = 140,
    .operands = "",
    .about = "the manual page, in mdoc",
    .examples = "actfn man | man -l -\n"
                "actfn man > actfn.1",
    .print = man_run,
};
