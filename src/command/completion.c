/* completion: scripts for shells, written from the rows. Names are looked up when the script is written, so that
 * pressing Tab starts no program. */
#include "command/names.h"

#include <string.h>

/* ---- what the three have in common ------------------------------------------------------------------*/

static void words(FILE *out, const char *(*next)(size_t))
{
    const char *word;
    for (size_t i = 0; (word = next(i)); i++)
        fprintf(out, "%s%s", i ? " " : "", word);
}

static void command_words(FILE *out)
{
    for (size_t i = 0; command_row(i); i++)
        fprintf(out, "%s ", command_row(i)->name);
    fputs("help", out);
}

/* Text within '...': the three shells differ in how a quote itself is written. */
static void quoted_text(FILE *out, const char *text, const char *quote, const char *special)
{
    for (; *text; text++)
        if (*text == '\'')
            fputs(quote, out);
        else {
            if (strchr(special, *text))
                putc('\\', out);
            putc(*text, out);
        }
}

/* ---- bash --------------------------------------------------------------------------------------*/

static void bash_options(FILE *out)
{
    const struct command *c;
    const struct option_row *row;
    fputs("_actfn_options() {\n    case $1 in\n", out);
    for (size_t i = 0; (c = command_row(i)); i++) {
        fprintf(out, "    %s) REPLY='", c->name);
        for (size_t k = 0; (row = option_row(k)); k++)
            if (command_takes(c, row))
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

static void bash_value(FILE *out, const struct option_row *row)
{
    const struct names *names = names_of_option(row);
    bash_pattern(out, "*", row);
    if (strcmp(row->name, "output") == 0) {
        fputs("_actfn_files '", out);
        words(out, suffix_row);
        fputs("'", out);
    } else if (row->choices)
        fprintf(out, "_actfn_words '%s'", row->choices);
    else if (names && names->next == function_name)
        fputs("_actfn_list \"$_actfn_functions\"", out);
    else if (names) {
        fprintf(out, "%s '", names->list ? "_actfn_list" : "_actfn_words");
        words(out, names->next);
        fputs("'", out);
        if (takes_file(row->argument))
            fputs("; _actfn_files ''", out);
    } else if (takes_file(row->argument))
        fputs("_actfn_files ''", out);
    else if (strcmp(row->argument, "DIR") == 0)
        fputs("_actfn_directories", out);
    else
        fputs(":", out);
    fputs("; return ;;\n", out);
}

static void bash_values(FILE *out)
{
    const struct command *c;
    const struct option_row *row;
    fputs("_actfn_value() {\n    case $1 in\n", out);
    for (size_t k = 0; (row = option_row(k)); k++) {
        for (size_t i = 0; (c = command_row(i)); i++)
            if (strcmp(row->name, "figure") == 0 && c->figures) {
                bash_pattern(out, c->name, row);
                fprintf(out, "_actfn_words '%s'; return ;;\n", c->figures);
            }
        if (row->argument)
            bash_value(out, row);
    }
    fputs("    esac\n    return 1\n}\n", out);
}

static void bash_operands(FILE *out)
{
    const struct command *c;
    fputs("_actfn_operand() {\n    case $1 in\n", out);
    for (size_t i = 0; (c = command_row(i)); i++) {
        const struct names *names = names_of_operands(c);
        if (!names && !takes_file(c->operands))
            continue;
        fprintf(out, "    %s) ", c->name);
        if (names && names->next == function_name)
            fputs("_actfn_list \"$_actfn_functions\"", out);
        else if (names) {
            fputs("_actfn_words '", out);
            words(out, names->next);
            fputs("'", out);
        }
        fprintf(out, "%s%s ;;\n", names && takes_file(c->operands) ? "; " : "", takes_file(c->operands) ? "_actfn_files ''" : "");
    }
    fputs("    help) _actfn_words \"$_actfn_commands\" ;;\n    esac\n}\n", out);
}

static void print_bash(FILE *out)
{
    fputs("# bash completion for actfn; written by 'actfn completion bash'\n_actfn_commands='", out);
    command_words(out);
    fputs("'\n_actfn_functions='", out);
    words(out, function_name);
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
          "    for word in $1; do [[ $before$word == \"$cur\"* ]] && COMPREPLY+=(\"$before$word\"); done\n"
          "    return 0\n"
          "}\n"
          "_actfn_directories() {\n"
          "    local file\n"
          "    while IFS= read -r file; do COMPREPLY+=(\"$file/\"); done < <(compgen -d -- \"$cur\")\n"
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
          "}\n", out);
    bash_options(out);
    bash_values(out);
    bash_operands(out);
    fputs("_actfn() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} REPLY\n"
          "    COMPREPLY=()\n"
          "    # --option=value comes as three words.\n"
          "    if [[ $cur == = ]]; then cur=\n"
          "    elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}\n"
          "    fi\n"
          "    if [[ $COMP_CWORD -eq 1 ]]; then _actfn_words \"$_actfn_commands --help --version\"; return; fi\n"
          "    _actfn_value \"$command:$before\" && return\n"
          "    if [[ $cur == -* ]]; then _actfn_options \"$command\"; _actfn_words \"$REPLY\"\n"
          "    else _actfn_operand \"$command\"\n"
          "    fi\n"
          "}\n"
          "complete -F _actfn actfn\n", out);
}

/* ---- zsh ---------------------------------------------------------------------------------------*/

static void zsh_words(FILE *out, const char *(*next)(size_t))
{
    putc('(', out);
    words(out, next);
    putc(')', out);
}

/* What follows the last colon of an _arguments row: how its value is completed. */
static void zsh_action(FILE *out, const struct command *c, const struct option_row *row)
{
    const struct names *names = names_of_option(row);
    if (strcmp(row->name, "output") == 0) {
        fputs("_files -g \"*.(", out);
        for (size_t i = 0; suffix_row(i); i++)
            fprintf(out, "%s%s", i ? "|" : "", suffix_row(i));
        fputs(")\"", out);
    } else if (strcmp(row->name, "figure") == 0 && c->figures)
        fprintf(out, "(%s)", c->figures);
    else if (row->choices)
        fprintf(out, "(%s)", row->choices);
    else if (names && names->next == function_name)
        fputs("_actfn_functions", out);
    else if (names && takes_file(row->argument)) {
        fputs("{ compadd ", out);
        words(out, names->next);
        fputs("; _files }", out);
    } else if (names && names->list) {
        fputs("_actfn_list ", out);
        words(out, names->next);
    } else if (names)
        zsh_words(out, names->next);
    else if (takes_file(row->argument))
        fputs("_files", out);
    else if (strcmp(row->argument, "DIR") == 0)
        fputs("_files -/", out);
}

static void zsh_option(FILE *out, const struct command *c, const struct option_row *row)
{
    fputs("            ", out);
    if (row->letter)
        fprintf(out, "'(-%c --%s)'{-%c%s,--%s%s}'", row->letter, row->name, row->letter, row->argument ? "+" : "", row->name,
                row->argument ? "=" : "");
    else
        fprintf(out, "'%s--%s%s", strcmp(row->name, "set") == 0 ? "*" : "", row->name, row->argument ? "=" : "");
    putc('[', out);
    quoted_text(out, row->help, "'\\''", "[]\\:");
    putc(']', out);
    if (row->argument) {
        putc(':', out);
        quoted_text(out, row->argument, "'\\''", "[]\\:");
        putc(':', out);
        zsh_action(out, c, row);
    }
    fputs("' \\\n", out);
}

static void zsh_operand(FILE *out, const struct command *c)
{
    const struct names *names = names_of_operands(c);
    if (names && names->next == function_name)
        fprintf(out, "            '*:FUNCTION:%s'", takes_file(c->operands) ? "{ _actfn_functions; _files }" : "_actfn_functions");
    else if (names) {
        fputs("            '1:", out);
        quoted_text(out, names->of, "'\\''", "[]\\:");
        fputs(":{ compadd ", out);
        words(out, names->next);
        fputs(takes_file(c->operands) ? "; _files }'" : " }'", out);
    } else if (takes_file(c->operands))
        fputs("            '1:FILE:_files'", out);
    else
        fputs("            '(-)--help[options and examples]'", out);
    putc('\n', out);
}

static void zsh_command(FILE *out, const struct command *c)
{
    const struct option_row *row;
    fprintf(out, "    %s)\n        _arguments -s -S \\\n            '(-)--help[options and examples]' \\\n", c->name);
    for (size_t k = 0; (row = option_row(k)); k++)
        if (command_takes(c, row))
            zsh_option(out, c, row);
    zsh_operand(out, c);
    fputs("        ;;\n", out);
}

static void print_zsh(FILE *out)
{
    const struct command *c;
    fputs("#compdef actfn\n# zsh completion for actfn; written by 'actfn completion zsh'\n"
          "# The last of several, with commas between.\n"
          "_actfn_list() {\n    compset -P '*,'\n    compadd -S '' -- \"$@\"\n}\n"
          "_actfn_functions() {\n    _actfn_list ", out);
    words(out, function_name);
    fputs("\n}\n_actfn() {\n    local -a commands\n    commands=(\n", out);
    for (size_t i = 0; (c = command_row(i)); i++) {
        fprintf(out, "        '%s:", c->name);
        quoted_text(out, c->about, "'\\''", "\\:");
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
          "    case $command in\n", out);
    for (size_t i = 0; (c = command_row(i)); i++)
        zsh_command(out, c);
    fputs("    help) _describe -t commands command commands ;;\n    esac\n}\n"
          "if [[ $funcstack[1] == _actfn ]]; then _actfn \"$@\"; else compdef _actfn actfn; fi\n", out);
}

/* ---- fish --------------------------------------------------------------------------------------*/

static void fish_values(FILE *out, const struct command *c, const struct option_row *row)
{
    const struct names *names = names_of_option(row);
    if (strcmp(row->name, "output") == 0) {
        fputs(" -r -F -a '(__actfn_suffixes ", out);
        words(out, suffix_row);
        fputs(")'", out);
        return;
    }
    if (takes_file(row->argument) || strcmp(row->argument, "DIR") == 0)
        fputs(" -r -F", out);
    else
        fputs(" -x", out);
    if (strcmp(row->name, "figure") == 0 && c->figures)
        fprintf(out, " -a '%s'", c->figures);
    else if (row->choices)
        fprintf(out, " -a '%s'", row->choices);
    else if (names && names->next == function_name)
        fputs(" -a '(__actfn_list $__actfn_functions)'", out);
    else if (names) {
        fputs(names->list ? " -a '(__actfn_list " : " -a '", out);
        words(out, names->next);
        fputs(names->list ? ")'" : "'", out);
    }
}

static void fish_option(FILE *out, const struct command *c, const struct option_row *row)
{
    fprintf(out, "complete -c actfn -n '__fish_seen_subcommand_from %s' -l %s", c->name, row->name);
    if (row->letter)
        fprintf(out, " -s %c", row->letter);
    if (row->argument)
        fish_values(out, c, row);
    fputs(" -d '", out);
    quoted_text(out, row->help, "\\'", "\\");
    fputs("'\n", out);
}

static void fish_command(FILE *out, const struct command *c)
{
    const struct names *names = names_of_operands(c);
    const struct option_row *row;
    fprintf(out, "complete -c actfn -n __actfn_no_command -a %s -d '", c->name);
    quoted_text(out, c->about, "\\'", "\\");
    fputs("'\n", out);
    for (size_t k = 0; (row = option_row(k)); k++)
        if (command_takes(c, row))
            fish_option(out, c, row);
    if (names || takes_file(c->operands)) {
        fprintf(out, "complete -c actfn -n '__fish_seen_subcommand_from %s'%s", c->name, takes_file(c->operands) ? " -F" : "");
        if (names && names->next == function_name)
            fputs(" -a '(__actfn_list $__actfn_functions)'", out);
        else if (names) {
            fputs(" -a '", out);
            words(out, names->next);
            putc('\'', out);
        }
        putc('\n', out);
    }
}

static void print_fish(FILE *out)
{
    fputs("# fish completion for actfn; written by 'actfn completion fish'\nset -g __actfn_functions ", out);
    words(out, function_name);
    fputs("\nset -g __actfn_commands ", out);
    command_words(out);
    fputs("\n# The last of several, with commas between.\n"
          "function __actfn_list\n"
          "    set -l before (string match -r '^.*,' -- (commandline -ct)); or set before ''\n"
          "    printf '%s\\n' $before$argv\n"
          "end\n"
          "# What may follow a name that ends in a dot.\n"
          "function __actfn_suffixes\n"
          "    set -l before (string match -r '^.*\\.' -- (commandline -ct)); and printf '%s\\n' $before$argv\n"
          "end\n"
          "function __actfn_no_command\n"
          "    not __fish_seen_subcommand_from $__actfn_commands\n"
          "end\n"
          "complete -c actfn -f\n"
          "complete -c actfn -l help -s h -d 'options and examples'\n"
          "complete -c actfn -n __actfn_no_command -l version -d 'version and what it runs on'\n"
          "complete -c actfn -n __actfn_no_command -a help -d 'options and examples of a command'\n"
          "complete -c actfn -n '__fish_seen_subcommand_from help' -a \"$__actfn_commands\"\n", out);
    for (size_t i = 0; command_row(i); i++)
        fish_command(out, command_row(i));
}

/* ---- the command -------------------------------------------------------------------------------*/

static const struct shell { const char *name; void (*print)(FILE *out); } shells[] = {
    { "bash", print_bash },
    { "zsh", print_zsh },
    { "fish", print_fish },
};

static int completion_print(struct options *o, FILE *out, struct message *why)
{
    if (o->noperands != 1)
        return message_set(why, "name one shell: bash, zsh or fish"), STATUS_USAGE;
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
        if (strcmp(shells[i].name, o->operands[0]) == 0) {
            shells[i].print(out);
            return STATUS_DONE;
        }
    return message_set(why, "%s: must be one of: bash zsh fish", quote(o->operands[0]).text), STATUS_USAGE;
}

const struct command command_completion = {
    .name = "completion",
    .operands = "bash|zsh|fish",
    .about = "a script that lets the shell complete actfn's words",
    .options = "",
    .details = "Completes commands, options, their values, activations by all their names, and the suffixes of files.",
    .examples = "source <(actfn completion bash)      # in ~/.bashrc\n"
                "actfn completion zsh > ~/.zsh/_actfn  # a directory of $fpath\n"
                "actfn completion fish > ~/.config/fish/completions/actfn.fish",
    .prints = true,
    .print = completion_print,
};
