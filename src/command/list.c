/* list: every activation of the catalogue, a row each. */
#include "activation/property.h"
#include "command/poster.h"
#include "activation/vectorwise.h"
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A row of the list: an activation of the catalogue, a formula with a name, or a function of a
 * whole vector. */
struct list_entry {
    const char *name, *family, *formula, *aliases;
    const struct parameter *params; /* NULL: they are text */
    const char *parameters;
    int year;
    bool vectorwise;
};

/* The i-th of all, kind by kind. */
static bool entry_any(size_t i, struct list_entry *e)
{
    size_t n = activation_count(), rows = 0;
    while (formula_row(rows))
        rows++;
    const struct activation *a = i < n ? activation_row(i) : NULL;
    const struct formula_name *f = a ? NULL : formula_row(i - n);
    const struct vectorwise *v = a || f ? NULL : vectorwise_row(i - n - rows);
    if (a)
        *e = (struct list_entry){ a->name,   a->family, a->formula, a->aliases,
                                  a->params, NULL,      a->year,    false };
    else if (f)
        *e = (struct list_entry){ f->name, f->family,          f->call.meaning, f->aliases,
                                  NULL,    f->call.parameters, f->year,         false };
    else if (v)
        *e = (struct list_entry){ v->name,   "vector-wise", v->formula, v->aliases,
                                  v->params, NULL,          v->year,    true };
    return a || f || v;
}

/* The i-th of the list: family by family. */
static bool entry_get(size_t i, struct list_entry *e)
{
    const char *family;
    for (size_t k = 0; (family = names_families.next(k)); k++)
        for (size_t j = 0; entry_any(j, e); j++)
            if (strcmp(e->family, family) == 0 && i-- == 0)
                return true;
    return false;
}

/* digits 0: all of them. */
static char *parameters(const struct list_entry *e, int digits)
{
    struct buffer text = { 0 };
    for (const char *c = e->parameters; c && *c; c++) /* "a=1, b=2" */
        if (*c != ',')
            buffer_add(&text, c, 1);
    for (size_t i = 0; e->params && i < PARAMETERS_MAX && e->params[i].name; i++) {
        double value = e->params[i].value;
        struct number_text number = digits ? number_text_short(value, digits) : number_text(value);
        buffer_item(&text, " ", "%s=%s", e->params[i].name, number.text);
    }
    return buffer_take(&text);
}

/* Computed at the default parameters, not typed in: see property.h. */
static void shape_find(const struct list_entry *e, char **smoothness, char **monotone)
{
    struct function g;
    struct error unused;
    struct properties p;
    if (e->vectorwise || !function_parse(&g, e->name, NULL, 0, &unused)) {
        *smoothness = text_copy("");
        *monotone = text_copy("");
        return;
    }
    properties_find(&g, &p);
    function_free(&g);
    *smoothness = text_copy(smoothness_name(p.smoothness));
    *monotone = text_copy(p.monotone);
}

/* "jax.silu", "torch.silu", ... whatever stands for this row: a name of it, with parameters or
 * without. */
static bool means(const struct framework_name *f, const struct list_entry *a)
{
    size_t length = strlen(a->name);
    return strncmp(f->meaning, a->name, length) == 0 &&
           (f->meaning[length] == 0 || f->meaning[length] == '(');
}

static char *frameworks(const struct list_entry *a)
{
    struct buffer text = { 0 };
    const struct framework_name *f;
    for (size_t i = 0; (f = framework_name(i)); i++)
        if (means(f, a))
            buffer_item(&text, " ", "%s.%s", f->framework, f->name);
    return buffer_take(&text);
}

static bool has_framework(const struct list_entry *a, const char *typed)
{
    const struct framework_name *f;
    const char *name = framework_canonical(typed);
    for (size_t i = 0; (f = framework_name(i)); i++)
        if (means(f, a) && strcmp(f->framework, name) == 0)
            return true;
    return false;
}

struct list_options {
    struct delivery delivery;
    char *family, *framework;
};
#define S struct list_options
static const struct option_row rows[] = {
    { .name = "family",
      .argument = "NAME",
      .kind = &option_text,
      .place = offsetof(S, family),
      .names = &names_families,
      .help = "only this family" },
    { .name = "framework",
      .argument = "NAME",
      .kind = &option_text,
      .place = offsetof(S, framework),
      .names = &names_frameworks,
      .help = "only what this framework has" },
    { .name = NULL },
};

static bool known(const struct names *names, const char *typed, struct error *err)
{
    if (!typed || names_has(names, typed, err))
        return true;
    return error_prefix(err, "--%s ", names->of);
}

/* Does the word stand in the name, an alias, the family or a framework's name of it? Case, '-' and
 * '_' do not matter. */
static bool found_in(const char *text, const char *word)
{
    for (; text && *text; text++) {
        size_t length = strlen(word);
        char *part = text_part(text, strnlen(text, length));
        bool same = name_equal(part, word);
        free(part);
        if (same)
            return true;
    }
    return false;
}

static bool has_word(const struct list_entry *a, const char *word)
{
    if (found_in(a->name, word) || found_in(a->aliases, word) || found_in(a->family, word))
        return true;
    char *all = frameworks(a);
    bool found = found_in(all, word);
    free(all);
    return found;
}

static bool wanted(const struct request *q, const struct list_options *o,
                   const struct list_entry *a)
{
    for (size_t i = 0; i < q->noperands; i++)
        if (!has_word(a, q->operands[i]))
            return false;
    return (!o->family || name_equal(o->family, a->family)) &&
           (!o->framework || has_framework(a, o->framework));
}

/* For a screen: a family a line, its names in a row; or, of a part of them, a function a line. */
static void say_family(const char *family, struct buffer *names, struct report *r)
{
    if (names->length)
        report_say(r, family, "%s", names->bytes);
    free(buffer_take(names));
}

static void say_entry(const struct list_entry *e, struct report *r)
{
    char *brief = parameters(e, 6);
    report_say(r, e->name, "%s%s%s%s", e->formula, *brief ? "  (" : "", brief, *brief ? ")" : "");
    free(brief);
}

static void list_rows(const struct request *q, const struct list_options *o, struct table *t,
                      struct report *r)
{
    char **name = table_texts(t, "name"), **family = table_texts(t, "family"),
         **formula = table_texts(t, "formula");
    char **params = table_texts(t, "parameters"), **smoothness = table_texts(t, "smoothness"),
         **monotone = table_texts(t, "monotone");
    double *year = table_numbers(t, "year");
    char **framework = table_texts(t, "frameworks"), **aliases = table_texts(t, "aliases");
    const char *last = "";
    struct list_entry e;
    struct buffer names = { 0 };
    bool whole = !q->noperands && !o->family && !o->framework;
    for (size_t i = 0, row = 0; entry_get(i, &e); i++) {
        if (!wanted(q, o, &e))
            continue;
        name[row] = text_copy(e.name);
        family[row] = text_copy(e.family);
        formula[row] = text_copy(e.formula);
        params[row] = parameters(&e, 0);
        shape_find(&e, &smoothness[row], &monotone[row]);
        year[row] = e.year ? (double)e.year : (double)NAN; /* classical: nobody's */
        framework[row] = frameworks(&e);
        aliases[row] = text_copy(e.aliases ? e.aliases : "");
        if (strcmp(last, e.family) != 0)
            say_family(last, &names, r);
        last = e.family;
        if (whole)
            buffer_item(&names, " ", "%s", e.name);
        else
            say_entry(&e, r);
        row++;
    }
    say_family(last, &names, r);
}

static bool list_run(const struct request *q, struct report *r, struct error *err)
{
    const struct list_options *o = q->options;
    struct list_entry e;
    struct table *t;
    size_t n = 0;
    if (!known(&names_families, o->family, err) ||
        (o->framework && !framework_canonical(o->framework) &&
         !known(&names_frameworks, o->framework, err)))
        return false;
    for (size_t i = 0; entry_get(i, &e); i++)
        n += wanted(q, o, &e);
    if (n == 0 && q->noperands)
        return error_usage(err, "%s: found in no name; 'actfn list' shows all functions",
                           quote(q->operands[0]).text);
    t = report_table(r, "activations", n);
    t->no_text = true;
    list_rows(q, o, t, r);
    if (q->destination.picture && !poster_report(r, t->columns[0].texts, n, err))
        return false;
    report_headline(r, n == 1 ? "One activation function" : "%zu activation functions", n);
    report_note(r, "One function: actfn info gelu. Search: actfn list gel. Formulas of a family: "
                   "actfn list --family gate.");
    return true;
}

const struct command command_list = {
    .name = "list",
    .order = 10,
    .operands = "[WORD...]",
    .about = "list activation functions by family, framework or word",
    .group = GROUP_EXPLORE,
    .meanings = "functions activations names search find catalogue catalog ls",
    .options = rows,
    .size = sizeof(S),
    .details =
        "With a WORD, the functions in whose name, aliases, family or frameworks' names it "
        "stands. The table has every function's formula, parameters, frameworks, aliases and "
        "year: --format csv.",
    .examples = "actfn list\n"
                "actfn list gel\n"
                "actfn list --framework jax\n"
                "actfn list --family gate --format csv",
    .run = list_run,
};
