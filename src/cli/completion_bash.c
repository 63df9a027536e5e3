/* What bash reads. */
#include "cli/completion.h"
#include "cli/names.h"

#include <string.h>

static void bash_options(FILE *out)
{
    const struct command *c;
    const struct option_row *row;
    fputs("_actfn_options() {\n    case $1 in\n", out);
    for (size_t i = 0; (c = command_row(i)); i++) {
        fprintf(out, "    %s) REPLY='", c->name);
        for (size_t k = 0; (row = command_option(c, k)); k++)
            fprintf(out, "--%s ", row->name);
        fputs("--help' ;;\n", out);
    }
    fputs("    *) REPLY='--help' ;;\n    esac\n}\n", out);
}

static void bash_pattern(FILE *out, const char *command, const struct option_row *row)
{
    fprintf(out, "    %s:--%s", command, row->name);
    if (row->letter)
        fprintf(out, "|%s:-%c", command, row->letter);
    fputs(") ", out);
}

static void bash_value(FILE *out, const char *command, const struct option_row *row)
{
    const struct names *names = row->names;
    bash_pattern(out, command, row);
    if (row->path == PATH_OUTPUT) {
        fputs("_actfn_files '", out);
        completion_words(out, names);
        fputs("'", out);
    } else if (row->choices)
        fprintf(out, "_actfn_words '%s'", row->choices);
    else if (names == &names_functions)
        fputs("_actfn_list \"$_actfn_functions\"", out);
    else if (names) {
        fprintf(out, "%s '", names->list ? "_actfn_list" : "_actfn_words");
        completion_words(out, names);
        fputs("'", out);
        if (row->path == PATH_INPUT)
            fputs("; _actfn_files ''", out);
    } else if (row->path == PATH_INPUT)
        fputs("_actfn_files ''", out);
    else if (row->path == PATH_DIRECTORY)
        fputs("_actfn_directories", out);
    else
        fputs(":", out);
    fputs("; return ;;\n", out);
}

/* Does an earlier command, or an earlier row of this one, have an option of this name? */
static bool seen(const struct command *until, size_t row, const char *name)
{
    const struct option_row *earlier;
    const struct command *c;
    for (size_t i = 0; (c = command_row(i)); i++)
        for (size_t k = 0; (earlier = command_option(c, k)); k++) {
            if (c == until && k == row)
                return false;
            if (strcmp(earlier->name, name) == 0)
                return true;
        }
    return false;
}

/* An option means the same in every command, but for choices that the command has of its own. */
static void bash_values(FILE *out)
{
    const struct command *c;
    const struct option_row *row;
    fputs("_actfn_value() {\n    case $1 in\n", out);
    for (size_t i = 0; (c = command_row(i)); i++)
        for (size_t k = 0; (row = command_option(c, k)); k++)
            if (row->argument && row->list)
                bash_value(out, c->name, row);
            else if (row->argument && !seen(c, k, row->name))
                bash_value(out, "*", row);
    fputs("    esac\n    return 1\n}\n", out);
}

static void bash_operands(FILE *out)
{
    const struct command *c;
    fputs("_actfn_operand() {\n    case $1 in\n", out);
    for (size_t i = 0; (c = command_row(i)); i++) {
        const struct names *names = c->names;
        if (!names && !c->files)
            continue;
        fprintf(out, "    %s) ", c->name);
        if (names == &names_functions)
            fputs("_actfn_list \"$_actfn_functions\"", out);
        else if (names) {
            fputs("_actfn_words '", out);
            completion_words(out, names);
            fputs("'", out);
        }
        fprintf(out, "%s%s ;;\n", names && c->files ? "; " : "", c->files ? "_actfn_files ''" : "");
    }
    fputs("    help) _actfn_words \"$_actfn_commands\" ;;\n    esac\n}\n", out);
}

void completion_bash(FILE *out)
{
    fputs("# bash completion for actfn; written by 'actfn completion bash'\n_actfn_commands='",
          out);
    completion_commands(out);
    fputs("'\n_actfn_functions='", out);
    completion_words(out, &names_functions);
    fputs("'\n"
          "# Each adds to COMPREPLY what fits to $cur.\n"
          "_actfn_words() {\n"
          "    local word\n"
          "    for word in $1; do [[ $word == \"$cur\"* ]] && COMPREPLY+=(\"$word\"); done\n"
          "    return 0\n"
          "}\n"
          "# The last of several, with commas between.\n"
          "_actfn_list() {\n"
          "    local word before=\n"
          "    [[ $cur == *,* ]] && before=${cur%,*},\n"
          "    for word in $1; do [[ $before$word == \"$cur\"* ]] && "
          "COMPREPLY+=(\"$before$word\"); done\n"
          "    return 0\n"
          "}\n"
          "_actfn_directories() {\n"
          "    local file\n"
          "    while IFS= read -r file; do COMPREPLY+=(\"$file/\"); done < <(compgen -d -- "
          "\"$cur\")\n"
          "    compopt -o nospace -o filenames 2>/dev/null\n"
          "}\n"
          "# Files; of those suffixes only, where some are named.\n"
          "_actfn_files() {\n"
          "    local file suffix\n"
          "    while IFS= read -r file; do\n"
          "        if [[ -d $file || -z $1 ]]; then COMPREPLY+=(\"$file\"); continue; fi\n"
          "        for suffix in $1; do [[ $file == *.$suffix ]] && COMPREPLY+=(\"$file\"); done\n"
          "    done < <(compgen -f -- \"$cur\")\n"
          "    # A name that ends in a dot asks what may follow.\n"
          "    if [[ $cur == *[!./]. ]]; then\n"
          "        for suffix in $1; do COMPREPLY+=(\"$cur$suffix\"); done\n"
          "    fi\n"
          "    compopt -o filenames 2>/dev/null\n"
          "    return 0\n"
          "}\n",
          out);
    bash_options(out);
    bash_values(out);
    bash_operands(out);
    fputs("_actfn() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} "
          "command=${COMP_WORDS[1]} REPLY\n"
          "    COMPREPLY=()\n"
          "    # --option=value comes as three words.\n"
          "    if [[ $cur == = ]]; then cur=\n"
          "    elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}\n"
          "    fi\n"
          "    if [[ $COMP_CWORD -eq 1 ]]; then _actfn_words \"$_actfn_commands --help "
          "--version\"; return; fi\n"
          "    _actfn_value \"$command:$before\" && return\n"
          "    if [[ $cur == -* ]]; then _actfn_options \"$command\"; _actfn_words \"$REPLY\"\n"
          "    else _actfn_operand \"$command\"\n"
          "    fi\n"
          "}\n"
          "complete -F _actfn actfn\n",
          out);
}
