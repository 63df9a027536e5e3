/* What zsh reads. */
#include "cli/completion.h"
#include "cli/names.h"

#include <string.h>

static void zsh_words(FILE *out, const struct names *names)
{
    putc('(', out);
    completion_words(out, names);
    putc(')', out);
}

/* What follows the last colon of an _arguments row: how its value is completed. */
static void zsh_action(FILE *out, const struct option_row *row)
{
    const struct names *names = row->names;
    if (row->path == PATH_OUTPUT) {
        fputs("_files -g \"*.(", out);
        for (size_t i = 0; names->next(i); i++)
            fprintf(out, "%s%s", i ? "|" : "", names->next(i));
        fputs(")\"", out);
    } else if (row->choices)
        fprintf(out, "(%s)", row->choices);
    else if (names == &names_functions)
        fputs("_actfn_functions", out);
    else if (names && row->path == PATH_INPUT) {
        fputs("{ compadd ", out);
        completion_words(out, names);
        fputs("; _files }", out);
    } else if (names && names->list) {
        fputs("_actfn_list ", out);
        completion_words(out, names);
    } else if (names)
        zsh_words(out, names);
    else if (row->path == PATH_INPUT)
        fputs("_files", out);
    else if (row->path == PATH_DIRECTORY)
        fputs("_files -/", out);
}

static void zsh_option(FILE *out, const struct option_row *row)
{
    fputs("            ", out);
    if (row->letter)
        fprintf(out, "'(-%c --%s)'{-%c%s,--%s%s}'", row->letter, row->name, row->letter,
                row->argument ? "+" : "", row->name, row->argument ? "=" : "");
    else
        fprintf(out, "'%s--%s%s", row->kind->repeats ? "*" : "", row->name,
                row->argument ? "=" : "");
    putc('[', out);
    completion_text(out, row->help, "'\\''", "[]\\:");
    putc(']', out);
    if (row->argument) {
        putc(':', out);
        completion_text(out, row->argument, "'\\''", "[]\\:");
        putc(':', out);
        zsh_action(out, row);
    }
    fputs("' \\\n", out);
}

static void zsh_operand(FILE *out, const struct command *c)
{
    const struct names *names = c->names;
    if (names == &names_functions)
        fprintf(out, "            '*:FUNCTION:%s'",
                c->files ? "{ _actfn_functions; _files }" : "_actfn_functions");
    else if (names) {
        fputs("            '1:", out);
        completion_text(out, c->operands, "'\\''", "[]\\:");
        fputs(":{ compadd ", out);
        completion_words(out, names);
        fputs(c->files ? "; _files }'" : " }'", out);
    } else if (c->files)
        fputs("            '1:FILE:_files'", out);
    else
        fputs("            '(-)--help[options and examples]'", out);
    putc('\n', out);
}

static void zsh_command(FILE *out, const struct command *c)
{
    const struct option_row *row;
    fprintf(
        out,
        "    %s)\n        _arguments -s -S \\\n            '(-)--help[options and examples]' \\\n",
        c->name);
    for (size_t k = 0; (row = command_option(c, k)); k++)
        zsh_option(out, row);
    zsh_operand(out, c);
    fputs("        ;;\n", out);
}

void completion_zsh(FILE *out)
{
    const struct command *c;
    fputs("#compdef actfn\n# zsh completion for actfn; written by 'actfn completion zsh'\n"
          "# The last of several, with commas between.\n"
          "_actfn_list() {\n    compset -P '*,'\n    compadd -S '' -- \"$@\"\n}\n"
          "_actfn_functions() {\n    _actfn_list ",
          out);
    completion_words(out, &names_functions);
    fputs("\n}\n_actfn() {\n    local -a commands\n    commands=(\n", out);
    for (size_t i = 0; (c = command_row(i)); i++) {
        fprintf(out, "        '%s:", c->name);
        completion_text(out, c->about, "'\\''", "\\:");
        fputs("'\n", out);
    }
    fputs("        'help:options and examples of a command'\n    )\n"
          "    if (( CURRENT == 2 )); then\n"
          "        _describe -t commands command commands\n"
          "        compadd -- --help --version\n"
          "        return\n    fi\n"
          "    local command=$words[2]\n"
          "    shift words\n"
          "    (( CURRENT-- ))\n"
          "    case $command in\n",
          out);
    for (size_t i = 0; (c = command_row(i)); i++)
        zsh_command(out, c);
    fputs("    help) _describe -t commands command commands ;;\n    esac\n}\n"
          "if [[ $funcstack[1] == _actfn ]]; then _actfn \"$@\"; else compdef _actfn actfn; fi\n",
          out);
}
