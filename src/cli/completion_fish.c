/* What fish reads. */
#include "cli/completion.h"
#include "cli/names.h"

#include <string.h>

static void fish_values(FILE *out, const struct option_row *row)
{
    const struct names *names = row->names;
    if (row->path == PATH_OUTPUT) {
        fputs(" -r -F -a '(__actfn_suffixes ", out);
        completion_words(out, names);
        fputs(")'", out);
        return;
    }
    if (row->path == PATH_INPUT || row->path == PATH_DIRECTORY)
        fputs(" -r -F", out);
    else
        fputs(" -x", out);
    if (row->choices)
        fprintf(out, " -a '%s'", row->choices);
    else if (names == &names_functions)
        fputs(" -a '(__actfn_list $__actfn_functions)'", out);
    else if (names) {
        fputs(names->list ? " -a '(__actfn_list " : " -a '", out);
        completion_words(out, names);
        fputs(names->list ? ")'" : "'", out);
    }
}

static void fish_option(FILE *out, const struct command *c, const struct option_row *row)
{
    fprintf(out, "complete -c actfn -n '__fish_seen_subcommand_from %s' -l %s", c->name, row->name);
    if (row->letter)
        fprintf(out, " -s %c", row->letter);
    if (row->argument)
        fish_values(out, row);
    fputs(" -d '", out);
    completion_text(out, row->help, "\\'", "\\");
    fputs("'\n", out);
}

static void fish_command(FILE *out, const struct command *c)
{
    const struct names *names = c->names;
    const struct option_row *row;
    fprintf(out, "complete -c actfn -n __actfn_no_command -a %s -d '", c->name);
    completion_text(out, c->about, "\\'", "\\");
    fputs("'\n", out);
    for (size_t k = 0; (row = command_option(c, k)); k++)
        fish_option(out, c, row);
    if (names || c->files) {
        fprintf(out, "complete -c actfn -n '__fish_seen_subcommand_from %s'%s", c->name,
                c->files ? " -F" : "");
        if (names == &names_functions)
            fputs(" -a '(__actfn_list $__actfn_functions)'", out);
        else if (names) {
            fputs(" -a '", out);
            completion_words(out, names);
            putc('\'', out);
        }
        putc('\n', out);
    }
}

void completion_fish(FILE *out)
{
    fputs("# fish completion for actfn; written by 'actfn completion fish'\nset -g "
          "__actfn_functions ",
          out);
    completion_words(out, &names_functions);
    fputs("\nset -g __actfn_commands ", out);
    completion_commands(out);
    fputs("\n# The last of several, with commas between.\n"
          "function __actfn_list\n"
          "    set -l before (string match -r '^.*,' -- (commandline -ct)); or set before ''\n"
          "    printf '%s\\n' $before$argv\n"
          "end\n"
          "# What may follow a name that ends in a dot.\n"
          "function __actfn_suffixes\n"
          "    set -l before (string match -r '^.*\\.' -- (commandline -ct)); and printf '%s\\n' "
          "$before$argv\n"
          "end\n"
          "function __actfn_no_command\n"
          "    not __fish_seen_subcommand_from $__actfn_commands\n"
          "end\n"
          "complete -c actfn -f\n"
          "complete -c actfn -l help -s h -d 'options and examples'\n"
          "complete -c actfn -n __actfn_no_command -l version -d 'version and what it runs on'\n"
          "complete -c actfn -n __actfn_no_command -a help -d 'options and examples of a command'\n"
          "complete -c actfn -n '__fish_seen_subcommand_from help' -a \"$__actfn_commands\"\n",
          out);
    for (size_t i = 0; command_row(i); i++)
        fish_command(out, command_row(i));
}
