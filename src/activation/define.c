/* A user's definition: "bump=exp(-x^2)", "lean(x, a=0.5)=a*x". */
#include "activation/formula.h"
#include "activation/program.h"
#include "activation/vectorwise.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 40, PARAMETER_NAME_MOST = 30, PARAMETERS_MOST = 8 };

static size_t word_length(const char *text)
{
    size_t n = 0;
    if (isalpha((unsigned char)text[0]) || text[0] == '_')
        while (isalnum((unsigned char)text[n]) || text[n] == '_')
            n++;
    return n;
}

/* A word of the language of expressions, or a function that is there already. */
static bool is_taken(const char *name)
{
    static const char *const words[] = {
        "x", "pi", "e", "inf", "nan", "min", "max", "pow", "hypot"
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (name_equal(words[i], name))
            return true;
    return activation_find(name) || vectorwise_find(name) || elementary_find(name);
}

static char *trimmed(const char *text, size_t length)
{
    while (length && isspace((unsigned char)*text))
        text++, length--;
    while (length && isspace((unsigned char)text[length - 1]))
        length--;
    return text_part(text, length);
}

/* A definition while it is read. */
struct definition_draft {
    const char *typed;
    char *name, *meaning;
    struct buffer parameters; /* "a=0.5, b=2" */
    struct setting set[PARAMETERS_MOST];
    size_t nset;
};

static void draft_free(struct definition_draft *d)
{
    free(d->name);
    free(d->meaning);
    free(d->parameters.bytes);
    for (size_t i = 0; i < d->nset; i++)
        free((char *)(uintptr_t)d->set[i].name);
}

static bool not_understood(const struct definition_draft *d, struct error *err)
{
    return error_usage(err, "%s: expected NAME=EXPRESSION or NAME(x, a=0.5)=EXPRESSION",
                       quote(d->typed).text);
}

/* "a=0.5" */
static bool parameter_read(struct definition_draft *d, const char *part, struct error *err)
{
    size_t n = word_length(part);
    const char *value = part + n + strspn(part + n, " \t");
    double number;
    if (!n || n > PARAMETER_NAME_MOST || *value != '=' || d->nset == PARAMETERS_MOST)
        return not_understood(d, err);
    value += 1 + strspn(value + 1, " \t");
    if (!number_parse(value, &number, err))
        return error_prefix(err, "%s: ", quote(d->typed).text);
    char *name = text_part(part, n);
    if (strcmp(name, "x") == 0) {
        free(name);
        return not_understood(d, err);
    }
    buffer_item(&d->parameters, ", ", "%s=%s", name, number_text(number).text);
    d->set[d->nset++] = (struct setting){ .name = name, .value = number };
    return true;
}

/* "x, a=0.5, b = 2", without the parentheses; x may be named, first. */
static bool parameters_read(struct definition_draft *d, const char *text, struct error *err)
{
    bool ok = true;
    for (bool first = true; ok && *text; first = false) {
        size_t length = strcspn(text, ",");
        char *part = trimmed(text, length);
        if (!first || strcmp(part, "x") != 0)
            ok = parameter_read(d, part, err);
        free(part);
        text += length;
        text += *text == ',';
    }
    return ok;
}

static bool draft_read(struct definition_draft *d, struct error *err)
{
    const char *at = d->typed + strspn(d->typed, " \t");
    size_t n = word_length(at);
    if (!n || n > NAME_MOST)
        return not_understood(d, err);
    d->name = text_part(at, n);
    at += n + strspn(at + n, " \t");
    if (*at == '(') {
        size_t inside = strcspn(at, ")");
        char *text = text_part(at + 1, inside - 1);
        bool ok = at[inside] ? parameters_read(d, text, err) : not_understood(d, err);
        free(text);
        if (!ok)
            return false;
        at += inside + 1;
        at += strspn(at, " \t");
    }
    if (*at != '=' || at[1] == '=')
        return not_understood(d, err);
    d->meaning = trimmed(at + 1, strlen(at + 1));
    return *d->meaning || not_understood(d, err);
}

/* Is it a function, and is the name free? */
static bool draft_check(const struct definition_draft *d, struct error *err)
{
    const struct formula_name *old = formula_find(d->name);
    struct function g;
    if (is_taken(d->name) || (old && !old->own))
        return error_usage(err, "%s: '%s' is taken already; choose another name",
                           quote(d->typed).text, d->name);
    if (!function_value_parse(&g, d->meaning, d->set, d->nset, err))
        return false;
    function_free(&g);
    return true;
}

/* The same definition again is no fault: a lesson's commands come with the lesson's options. */
static bool same_again(const struct definition_draft *d, const struct formula_name *old)
{
    const char *now = d->parameters.bytes ? d->parameters.bytes : "",
               *before = old->call.parameters ? old->call.parameters : "";
    return strcmp(old->call.meaning, d->meaning) == 0 && strcmp(before, now) == 0;
}

bool formula_define(const char *typed, struct error *err)
{
    struct definition_draft d = { .typed = typed };
    bool ok = draft_read(&d, err);
    const struct formula_name *old = ok ? formula_find(d.name) : NULL;
    if (ok && old && old->own) {
        ok = same_again(&d, old);
        if (!ok)
            error_usage(err, "%s: '%s' is defined already, as %s", quote(typed).text, d.name,
                        quote(old->call.meaning).text);
    } else if (ok) {
        ok = draft_check(&d, err);
        if (ok) {
            formula_add(d.name, d.meaning, d.parameters.bytes);
            d.name = d.meaning = NULL;
            d.parameters = (struct buffer){ 0 };
        }
    }
    draft_free(&d);
    return ok;
}
