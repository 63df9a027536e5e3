/* --help: what the option rows and the command rows say, in 80 columns. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 80, INDENT = 28 };

static const char margin[] = "    ";

size_t help_code(const char *text, char **lines)
{
    size_t length = 0;
    struct buffer taken = { 0 };
    while (strncmp(text + length, margin, strlen(margin)) == 0) {
        const char *line = text + length + strlen(margin);
        size_t end = strcspn(line, "\n");
        buffer_print(&taken, "%.*s\n", (int)end, line);
        length += strlen(margin) + end + (line[end] == '\n');
    }
    *lines = buffer_take(&taken);
    return length;
}

/* Words after `column` columns are taken, wrapped to WIDTH, further lines indented. */
static void wrap(FILE *out, const char *text, size_t column, size_t indent)
{
    while (*text) {
        size_t length = strcspn(text, " \n");
        if (column > indent && column + 1 + length > WIDTH) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            putc(' ', out);
            column++;
        }
        fwrite(text, 1, length, out);
        column += length;
        text += length;
        if (*text == '\n') { /* a paragraph ends */
            fputs("\n\n", out);
            while (*text == '\n')
                text++;
            char *code;
            text += help_code(text, &code);
            if (*code)
                fprintf(out, "%s\n", code);
            free(code);
            fprintf(out, "%*s", (int)indent, "");
            column = indent;
        }
        text += strspn(text, " ");
    }
    putc('\n', out);
}

static void show_option(const struct option_row *row, FILE *out)
{
    char left[64], right[400];
    char letter[8] = "    ";
    if (row->letter)
        snprintf(letter, sizeof letter, "-%c, ", row->letter);
    snprintf(left, sizeof left, "  %s--%s%s%s", letter, row->name, row->argument ? " " : "",
             row->argument ? row->argument : "");
    if (row->list)
        snprintf(right, sizeof right, "%s: %s", row->help, row->choices);
    else if (row->preset)
        snprintf(right, sizeof right, "%s (%s)", row->help, row->preset);
    else
        snprintf(right, sizeof right, "%s", row->help);
    if (strlen(left) + 2 > INDENT)
        fprintf(out, "%s\n%*s", left, INDENT, "");
    else
        fprintf(out, "%-*s", INDENT, left);
    wrap(out, right, INDENT, INDENT);
}

static void show_suffixes(FILE *out)
{
    fprintf(out, "  FILE ends in ");
    for (size_t i = 0; format_row(i); i++)
        fprintf(out, ".%s ", format_row(i)->suffix);
    fprintf(out, "(a table) or\n  ");
    for (size_t i = 0; picture_row(i); i++)
        fprintf(out, ".%s ", picture_row(i)->suffix);
    fprintf(out, "(the figure); - is standard output.\n");
}

static void show_options(const struct command *c, bool delivery, FILE *out)
{
    const struct option_row *row;
    bool any = false;
    for (size_t i = 0; (row = command_option(c, i)); i++) {
        if (option_is_delivery(row) != delivery)
            continue;
        if (!any)
            fprintf(out, "\n%s:\n", delivery ? "Output" : "Options");
        any = true;
        show_option(row, out);
    }
    if (any && delivery)
        show_suffixes(out);
}

/* A long command line goes on after a backslash, as one would type it. */
static void show_example(const char *line, size_t length, FILE *out)
{
    size_t indent = 2;
    while (indent + length > WIDTH) {
        size_t cut = WIDTH - indent - 2;
        while (cut > 0 && line[cut] != ' ')
            cut--;
        if (cut == 0)
            break;
        fprintf(out, "%*s%.*s \\\n", (int)indent, "", (int)cut, line);
        line += cut + 1;
        length -= cut + 1;
        indent = 6;
    }
    fprintf(out, "%*s%.*s\n", (int)indent, "", (int)length, line);
}

void help_examples(const struct command *c, FILE *out)
{
    for (const char *line = c->examples; *line; line += strcspn(line, "\n"), line += *line == '\n')
        show_example(line, strcspn(line, "\n"), out);
}

void help_command(const struct command *c, FILE *out)
{
    fprintf(out, "usage: actfn %s [OPTION]...%s%s\n\n", c->name, *c->operands ? " " : "",
            c->operands);
    wrap(out, c->about, 0, 0);
    if (c->details) {
        putc('\n', out);
        wrap(out, c->details, 0, 0);
    }
    show_options(c, false, out);
    show_options(c, true, out);
    fprintf(out, "\nExamples:\n");
    help_examples(c, out);
}

static const char *const group_titles[GROUPS] = {
    [GROUP_EXPLORE] = "Explore functions",
    [GROUP_NETWORKS] = "Explore networks",
    [GROUP_LEARN] = "Learn",
    [GROUP_SETUP] = "Set up",
};

void help_program(FILE *out)
{
    const struct command *c;
    fprintf(out, "usage: actfn COMMAND [OPTION]... [ARGUMENT]...\n"
                 "       actfn FUNCTION [X]...   describe a function, or print its values\n\n"
                 "Commands:\n");
    for (int group = 0; group < GROUPS; group++) {
        fprintf(out, " %s\n", group_titles[group]);
        for (size_t i = 0; (c = command_row(i)); i++)
            if ((int)c->group == group)
                fprintf(out, "  %-11s  %s\n", c->name, c->about);
    }
    fprintf(out, "\nA FUNCTION is a name (gelu, leaky_relu(slope=0.2), torch.nn.GELU()) or an\n"
                 "expression in x, in quotes: 'x*sigmoid(1.702*x)'.\n\n"
                 "  actfn help COMMAND     options and examples of a command\n"
                 "  actfn --version        version, and what is installed\n");
}

void help_first(FILE *out)
{
    fprintf(out, "actfn plots and explains activation functions. Try one of these:\n"
                 "  actfn plot gelu               a function and its derivative\n"
                 "  actfn collapse --layers 10    ten linear layers are one matrix\n"
                 "  actfn lesson 1                a lesson; 'actfn --help' lists all commands\n");
}
