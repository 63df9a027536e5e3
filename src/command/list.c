/* list: every activation of the catalogue, a row each. */
#include "activation/property.h"
#include "command/command.h"

#include <stdlib.h>
#include <string.h>

static char *append(char *text, const char *separator, const char *more)
{
    char *all = text_format("%s%s%s", text, *text ? separator : "", more);
    free(text);
    return all;
}

static char *parameters(const struct activation *a)
{
    char *text = text_copy("");
    for (size_t i = 0; i < activation_params(a); i++) {
        char *one = text_format("%s=%s", a->params[i].name, number_text(a->params[i].value).text);
        text = append(text, " ", one);
        free(one);
    }
    return text;
}

static char *smoothness(const struct activation *a)
{
    if (a->smoothness == SMOOTH)
        return text_copy("smooth");
    return a->smoothness < 0 ? text_copy("jump") : text_format("C%d", a->smoothness);
}

/* Computed, not typed in: see property.h. */
static char *monotone(const struct activation *a)
{
    struct function g;
    struct message unused;
    struct properties p;
    if (!function_parse(&g, a->name, NULL, 0, &unused))
        return text_copy("");
    properties_find(&g, &p);
    function_free(&g);
    return text_copy(p.monotone);
}

/* "jax.silu", "torch.silu", ... whatever stands for this row: a name of it, with parameters or without. */
static bool means(const struct framework_name *f, const struct activation *a)
{
    size_t length = strlen(a->name);
    return strncmp(f->meaning, a->name, length) == 0 && (f->meaning[length] == 0 || f->meaning[length] == '(');
}

static char *frameworks(const struct activation *a)
{
    char *text = text_copy("");
    const struct framework_name *f;
    for (size_t i = 0; (f = framework_name(i)); i++)
        if (means(f, a)) {
            char *one = text_format("%s.%s", f->framework, f->name);
            text = append(text, " ", one);
            free(one);
        }
    return text;
}

static bool has_framework(const struct activation *a, const char *name)
{
    const struct framework_name *f;
    for (size_t i = 0; (f = framework_name(i)); i++)
        if (means(f, a) && name_equal(f->framework, name))
            return true;
    return false;
}

static const char *next_family(const void *state, size_t i)
{
    (void)state;
    return i < activation_count() ? activation_row(i)->family : NULL;
}

static const char *next_framework(const void *state, size_t i)
{
    (void)state;
    return framework_name(i) ? framework_name(i)->framework : NULL;
}

static bool known(const char *option, const char *typed, const char *(*next)(const void *, size_t), struct message *why)
{
    const char *name, *near, *last = "";
    char *all = text_copy("");
    for (size_t i = 0; (name = next(NULL, i)); i++) {
        if (name_equal(name, typed)) {
            free(all);
            return true;
        }
        if (strcmp(name, last) != 0)
            all = append(all, ", ", name);
        last = name;
    }
    near = name_nearest(typed, next, NULL);
    if (near)
        message_set(why, "--%s %s: no such %s; did you mean '%s'?", option, quote(typed).text, option, near);
    else
        message_set(why, "--%s %s: no such %s; there are: %s", option, quote(typed).text, option, all);
    free(all);
    return false;
}

static bool wanted(const struct options *o, const struct activation *a)
{
    return (!o->family || name_equal(o->family, a->family)) && (!o->framework || has_framework(a, o->framework));
}

static int list_run(struct options *o, const struct destination *d, struct report *r, struct message *why)
{
    static const char *const columns[] = { "name", "family", "formula", "parameters", "smoothness", "monotone", "year", "frameworks", "aliases" };
    const char *family = "";
    char **cells[9];
    double *year;
    struct table *t;
    size_t n = 0;
    (void)d;
    if (o->noperands)
        return message_set(why, "%s: list takes no argument; see 'actfn info %s'", quote(o->operands[0]).text, "gelu"), STATUS_USAGE;
    if ((o->family && !known("family", o->family, next_family, why)) ||
        (o->framework && !known("framework", o->framework, next_framework, why)))
        return STATUS_USAGE;
    for (size_t i = 0; i < activation_count(); i++)
        n += wanted(o, activation_row(i));
    t = report_table(r, "activations", n);
    t->no_text = true;
    year = NULL;
    for (size_t k = 0; k < 9; k++)
        if (k == 6)
            year = table_numbers(t, columns[k]), cells[k] = NULL;
        else
            cells[k] = table_texts(t, columns[k]);
    for (size_t i = 0, row = 0; i < activation_count(); i++) {
        const struct activation *a = activation_row(i);
        if (!wanted(o, a))
            continue;
        cells[0][row] = text_copy(a->name);
        cells[1][row] = text_copy(a->family);
        cells[2][row] = text_copy(a->formula);
        cells[3][row] = parameters(a);
        cells[4][row] = smoothness(a);
        cells[5][row] = monotone(a);
        year[row] = a->year;
        cells[7][row] = frameworks(a);
        cells[8][row] = text_copy(a->aliases ? a->aliases : "");
        if (strcmp(family, a->family) != 0)
            report_say(r, "", "%s:", family = a->family);
        report_say(r, a->name, "%s%s%s%s", a->formula, *cells[3][row] ? "  (" : "", cells[3][row], *cells[3][row] ? ")" : "");
        row++;
    }
    report_headline(r, "%zu activation functions", n);
    report_note(r, "actfn info NAME tells all about one; --format csv has their frameworks, years and aliases.");
    return STATUS_DONE;
}

const struct command command_list = {
    .name = "list",
    .operands = "",
    .about = "every activation function it knows, family by family",
    .options = "family framework",
    .examples = "actfn list\n"
                "actfn list --framework jax\n"
                "actfn list --family gate --format csv",
    .run = list_run,
};
