/* completion: a script for the shell. */
#include "cli/cli.h"
#include "cli/names.h"

static bool completion_run(const struct request *q, FILE *out, struct error *err)
{
    if (q->noperands != 1)
        return error_usage(err, "name one shell: bash, zsh or fish");
    if (!completion_print(q->operands[0], out))
        return error_usage(err, "%s: must be one of: bash zsh fish", quote(q->operands[0]).text);
    return true;
}

const struct command command_completion = {
    .name = "completion",
    .order = 130,
    .operands = "bash|zsh|fish",
    .names = &names_shells,
    .about = "print a completion script for bash, zsh or fish",
    .explains = true,
    .group = GROUP_SETUP,
    .meanings = "completions complete autocomplete",
    .details = "Completes commands, options, their values, activations by all their names, and the "
               "suffixes of files.",
    .examples = "source <(actfn completion bash)      # in ~/.bashrc\n"
                "actfn completion zsh > ~/.zsh/_actfn  # a directory of $fpath\n"
                "actfn completion fish > ~/.config/fish/completions/actfn.fish",
    .print = completion_run,
};
