/* man: the manual, in mdoc. What the rows say comes from the rows; what wants telling, from
 * src/cli/manual.md. */
#include "cli/cli.h"
#include "cli/names.h"
#include "guide/guide.h"

#include <stdlib.h>
#include <string.h>

#define MANUAL_DATE \
    "November 20, 2026" /* of src/cli/manual.md; not of the build, so that builds stay equal */

/* ---- options -------------------------------------------------------------------------------- */

/* The flags of one option on an .It line. */
static void option_head(FILE *out, const struct option_row *row)
{
    fputs(".It ", out);
    if (row->letter)
        fprintf(out, "Fl %c , ", row->letter);
    fprintf(out, "Fl -%s", row->name);
    if (row->argument)
        fprintf(out, " Ar %s", row->argument);
    putc('\n', out);
}

static void option_text_of(FILE *out, const struct option_row *row)
{
    struct error text;
    if (row->preset)
        error_usage(&text, "%s (%s)", row->help, row->preset);
    else
        error_usage(&text, "%s", row->help);
    mdoc_text(out, text.text);
}

static void option_list(FILE *out, const struct option_row *rows)
{
    if (!rows || !rows->name)
        return;
    fputs(".Bl -tag -width Ds\n", out);
    for (const struct option_row *row = rows; row->name; row++) {
        option_head(out, row);
        option_text_of(out, row);
    }
    fputs(".El\n", out);
}

/* Which words an option is limited to, where help lists them. */
static void choices(FILE *out, const struct option_row *rows)
{
    struct error text;
    for (const struct option_row *row = rows; row && row->name; row++)
        if (row->list) {
            error_usage(&text, "Figures: %s.", row->choices);
            fputs(".Pp\n", out);
            mdoc_text(out, text.text);
        }
}

/* ---- commands ------------------------------------------------------------------------------- */

static void sentence(FILE *out, const char *clause)
{
    struct error text;
    error_usage(&text, "%s.", clause);
    if (text.text[0] >= 'a' && text.text[0] <= 'z')
        text.text[0] = (char)(text.text[0] - 'a' + 'A');
    mdoc_text(out, text.text);
}

static void literal(FILE *out, const char *lines)
{
    fputs(".Pp\n.Bd -literal -compact\n", out);
    mdoc_literal(out, lines);
    fputs(".Ed\n", out);
}

static void paragraphs(FILE *out, const char *text)
{
    while (text && *text) {
        char *code;
        size_t length = help_code(text, &code);
        text += length;
        if (*code)
            literal(out, code);
        free(code);
        if (length)
            continue;
        length = strcspn(text, "\n");
        struct error part;
        error_usage(&part, "%.*s", (int)length, text);
        fputs(".Pp\n", out);
        mdoc_text(out, part.text);
        text += length + strspn(text + length, "\n");
    }
}

static void examples(FILE *out, const struct command *c)
{
    char *text = NULL;
    size_t length = 0;
    FILE *lines = memory_stream(&text, &length);
    help_examples(c, lines);
    memory_stream_close(lines, &text);
    fputs(".Pp\n.Bd -literal -compact\n", out);
    mdoc_literal(out, text);
    fputs(".Ed\n", out);
    free(text);
}

static void one_command(FILE *out, const struct command *c)
{
    fprintf(out, ".Ss %s\n.Dl actfn %s [OPTION]...%s%s\n.Pp\n", c->name, c->name,
            *c->operands ? " " : "", c->operands);
    sentence(out, c->about);
    paragraphs(out, c->details);
    option_list(out, c->options);
    choices(out, c->options);
    examples(out, c);
}

static void insert_commands(FILE *out)
{
    for (size_t i = 0; command_row(i); i++)
        one_command(out, command_row(i));
    fputs(".Ss help\n.Dl actfn help [COMMAND]\n.Pp\nOptions and examples of a command, or the list "
          "of commands.\n",
          out);
}

static void insert_delivery(FILE *out)
{
    option_list(out, delivery_rows);
}

/* ---- what may be named ---------------------------------------------------------------------- */

static void one_function(FILE *out, const char *name, const char *aliases, const char *formula)
{
    struct error text;
    fprintf(out, ".It Ic %s\n", name);
    error_usage(&text, "%s%s%s", formula, aliases ? "; also " : "", aliases ? aliases : "");
    mdoc_text(out, text.text);
}

static void insert_activations(FILE *out)
{
    struct named n;
    fputs(".Bl -tag -width Ds\n", out);
    for (size_t i = 0; named_activation(i, &n); i++)
        one_function(out, n.name, n.aliases, n.text);
    fputs(".El\n", out);
}

static void insert_formulas(FILE *out)
{
    struct named n;
    fputs(".Bl -tag -width Ds\n", out);
    for (size_t i = 0; named_formula(i, &n); i++) {
        struct error text;
        error_usage(&text, "%s%s%s", n.text, n.more ? "; " : "", n.more ? n.more : "");
        one_function(out, n.name, n.aliases, text.text);
    }
    fputs(".El\n", out);
}

static void insert_vectorwise(FILE *out)
{
    struct named n;
    fputs(".Bl -tag -width Ds\n", out);
    for (size_t i = 0; named_vectorwise(i, &n); i++)
        one_function(out, n.name, n.aliases, n.text);
    fputs(".El\n", out);
}

static void insert_frameworks(FILE *out)
{
    struct named n;
    const char *framework;
    struct error text;
    fputs(".Bl -tag -width Ds -compact\n", out);
    for (size_t i = 0; named_framework(i, &n, &framework); i++) {
        fprintf(out, ".It Ic %s.%s\n", framework, n.name);
        error_usage(&text, "%s%s%s", n.text, n.more ? "; " : "", n.more ? n.more : "");
        mdoc_text(out, text.text);
    }
    fputs(".El\n", out);
}

static void insert_formats(FILE *out)
{
    fputs(".Bl -tag -width Ds -compact\n", out);
    for (size_t i = 0; format_row(i); i++) {
        fprintf(out, ".It Ic %s Pq Pa .%s\n", format_row(i)->name, format_row(i)->suffix);
        sentence(out, format_row(i)->about);
    }
    for (size_t i = 0; picture_row(i); i++) {
        fprintf(out, ".It Pa .%s\n", picture_row(i)->suffix);
        sentence(out, picture_row(i)->about);
    }
    fputs(".El\n", out);
}

static void insert_lessons(FILE *out)
{
    const struct lesson *l;
    fputs(".Bl -tag -width Ds -compact\n", out);
    for (size_t i = 0; (l = lesson_row(i)); i++) {
        fprintf(out, ".It Ic %s\n", l->name);
        mdoc_text(out, l->title);
    }
    fputs(".El\n", out);
}

static void insert_version(FILE *out)
{
    fputs("This page belongs to actfn " ACTFN_VERSION ".\n", out);
}

static void insert_see(FILE *out)
{
    fputs(".Xr gnuplot 1\n", out);
}

static const struct insertion {
    const char *name;
    void (*print)(FILE *out);
} insertions[] = {
    { "commands", insert_commands },       { "delivery", insert_delivery },
    { "activations", insert_activations }, { "formulas", insert_formulas },
    { "vectorwise", insert_vectorwise },   { "frameworks", insert_frameworks },
    { "version", insert_version },         { "see also", insert_see },
    { "formats", insert_formats },         { "lessons", insert_lessons },
};

/* <!-- names init --> lists what names.c knows of it. */
static void insert(void *state, const char *name, FILE *out)
{
    const struct names *names = strncmp(name, "names ", 6) == 0 ? names_find(name + 6) : NULL;
    (void)state;
    for (size_t i = 0; i < sizeof insertions / sizeof *insertions; i++)
        if (strcmp(insertions[i].name, name) == 0)
            insertions[i].print(out);
    for (size_t i = 0; names && names->next(i); i++)
        fprintf(out, "%s\n", names->next(i));
}

/* ---- the command ---------------------------------------------------------------------------- */

void manual_print(FILE *out)
{
    const struct live live = { .insert = insert };
    fprintf(out,
            ".\\\" Written by 'actfn man' from the program's own tables and src/cli/manual.md.\n"
            ".Dd %s\n.Dt ACTFN 1\n.Os\n"
            ".Sh NAME\n.Nm actfn\n.Nd see what activation functions do\n"
            ".Sh SYNOPSIS\n.Nm\n.Ar COMMAND\n.Op Ar OPTION ...\n.Op Ar ARGUMENT ...\n"
            ".Nm\n.Cm help\n.Op Ar COMMAND\n.Nm\n.Fl -help | Fl -version\n",
            MANUAL_DATE);
    guide_mdoc(guide_page("manual.md"), out, &live);
}
