/* man: the manual page. */
#include "cli/cli.h"

static bool man_run(const struct request *q, FILE *out, struct error *err)
{
    if (q->noperands)
        return error_usage(err, "%s: takes no argument; try 'actfn help plot'",
                           quote(q->operands[0]).text);
    manual_print(out);
    return true;
}

const struct command command_man = {
    .name = "man",
    .order = 140,
    .operands = "",
    .about = "print the manual page",
    .explains = true,
    .group = GROUP_SETUP,
    .meanings = "manual manpage docs documentation",
    .examples = "actfn man | man -l -\n"
                "actfn man > actfn.1",
    .print = man_run,
};
