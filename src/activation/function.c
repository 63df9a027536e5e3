/* A FUNCTION as a user types it: a name, a name with parameters, a framework's name, or an
 * expression. */
#include "activation/expression.h"
#include "activation/formula.h"
#include "activation/framework.h"
#include "activation/row.h"
#include "activation/spelling.h"
#include "activation/vectorwise.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GIVEN_MAX = 8 }; /* parameters in one pair of parentheses */

/* What stands in "name(param=value, ...)". */
struct call {
    char *name;
    size_t ngiven;
    struct setting given[GIVEN_MAX]; /* names owned */
    bool parameters;                 /* there were parentheses */
};

static bool parse_text(struct function *g, const char *typed, const char *text,
                       const struct setting *set, size_t nset, struct error *err);

/* ---- reading -------------------------------------------------------------------------------- */

static char *without_blanks(const char *typed)
{
    char *text = text_copy(typed), *to = text;
    for (const char *from = typed; *from; from++)
        if (!isspace((unsigned char)*from))
            *to++ = *from;
    *to = 0;
    return text;
}

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* To be read: without the blanks that separate nothing, those at the ends, after '(', ',' and '='
 * and before '(', ')', ',' and
 * '='. "ge lu" is not gelu, nor 1 2 twelve, nor "hard - swish" a name. */
static char *tidied(const char *typed)
{
    char *text = text_copy(typed), *to = text;
    for (const char *from = typed; *from; from++) {
        if (!isspace((unsigned char)*from)) {
            *to++ = *from;
            continue;
        }
        while (isspace((unsigned char)from[1]))
            from++;
        bool kept = to > text && from[1] && !strchr("(,=", to[-1]) && !strchr("),=", from[1]) &&
                    !(from[1] == '(' && in_word(to[-1]));
        if (kept)
            *to++ = ' ';
    }
    *to = 0;
    return text;
}

/* Letters, digits, '_', '-' and '.', a letter first: "hard-swish", "keras.layers.LeakyReLU",
 * "entmax1.5". */
static size_t name_length(const char *text)
{
    size_t n = 0;
    if (isalpha((unsigned char)text[0]) || text[0] == '_')
        while (isalnum((unsigned char)text[n]) || (text[n] && strchr("_-.", text[n])))
            n++;
    return n;
}

static bool known_name(const char *name)
{
    return activation_find(name) || vectorwise_find(name) || framework_find(name);
}

static void call_free(struct call *c)
{
    for (size_t i = 0; i < c->ngiven; i++)
        free((char *)(uintptr_t)c->given[i].name);
    free(c->name);
}

/* A number, or an expression without x: "slope=1/3". */
static bool value_parse(const char *text, const struct setting *set, size_t nset, double *value,
                        struct error *err)
{
    struct error ignored;
    if (number_parse(text, value, &ignored))
        return true;
    struct expression *e = expression_parse(text, set, nset, err);
    if (!e)
        return false;
    bool constant = expression_constant(e, value);
    expression_free(e);
    return constant ||
           error_usage(err, "%s: depends on x; a parameter is a number", quote(text).text);
}

/* One "param=value". */
static bool given_parse(const char *typed, char *part, struct call *c, const struct setting *set,
                        size_t nset, struct error *err)
{
    char *equals = strchr(part, '=');
    *equals = 0;
    for (size_t i = 0; i < c->ngiven; i++)
        if (strcmp(c->given[i].name, part) == 0)
            return error_usage(err, "%s: parameter %s is given more than once", quote(typed).text,
                               quote(part).text);
    if (c->ngiven == GIVEN_MAX)
        return error_usage(err, "%s: too many parameters; no function has more than %d",
                           quote(typed).text, PARAMETERS_MAX);
    if (!equals[1 + strspn(equals + 1, " ")])
        return error_usage(err, "%s: parameter %s has no value", quote(typed).text,
                           quote(part).text);
    struct setting *s = &c->given[c->ngiven];
    const char *value = equals + 1 + strspn(equals + 1, " ");
    if (framework_find(c->name) && framework_ignores(part) && strchr("'\"", *value))
        return true; /* name="act" */
    if (framework_find(c->name) && framework_value(value, strlen(value), &s->value)) {
        if (isnan(s->value)) /* None: the default */
            return true;
    } else if (!value_parse(equals + 1, set, nset, &s->value, err))
        return false;
    const struct framework_name *f = framework_find(c->name);
    s->name = text_copy(f ? framework_keyword(f, part) : part);
    c->ngiven++;
    return true;
}

/* Does the text start with "word=" (and not "word==")? */
static bool is_given(const char *part)
{
    size_t n = name_length(part);
    return n && part[n] == '=' && part[n + 1] != '=';
}

/* Where the argument that starts here ends: at a comma or the closing parenthesis of its own level.
 */
static const char *argument_end(const char *text)
{
    int depth = 0;
    for (; *text; text++) {
        depth += (*text == '(') - (*text == ')');
        if (depth < 0 || (depth == 0 && *text == ','))
            break;
    }
    return text;
}

/* Is the text a known name, alone or with nothing but parameters in parentheses? (Else an
 * expression.) */
static bool is_call(const char *text)
{
    size_t n = name_length(text);
    char *name = text_part(text, n);
    bool known = n && known_name(name), class = framework_class(name);
    free(name);
    if (!known || !text[n])
        return known;
    if (text[n] != '(')
        return false;
    const char *part = text + n;
    do {
        if (part[1] == ')' && part == text + n)
            return part[2] == 0; /* gelu() */
        const char *start = part + 1;
        part = argument_end(start);
        if (!is_given(start) && (!class || (part == start + 1 && *start == 'x')))
            return false;
    } while (*part == ',');
    return *part == ')' && part[1] == 0;
}

/* nn.LeakyReLU(0.2): the first parameter of a class, by its place. What follows the parameters
 * (inplace) does not change the function: NULL. Takes `argument`. */
static char *named_argument(const struct call *c, size_t place, char *argument)
{
    struct default_value entry;
    const struct framework_name *f = framework_find(c->name);
    const char *rest = f ? f->parameters : NULL;
    if (is_given(argument))
        return argument;
    for (size_t i = 0; i <= place; i++)
        rest = framework_parameter(rest, &entry);
    char *text = rest ? text_format("%s=%s", entry.name, argument) : NULL;
    free(argument);
    return text;
}

static bool call_parse(const char *typed, const char *text, struct call *c,
                       const struct setting *set, size_t nset, struct error *err)
{
    size_t n = name_length(text);
    *c = (struct call){ .name = text_part(text, n), .parameters = text[n] == '(' };
    const char *part = text + n;
    size_t place = 0;
    while (c->parameters && *part != ')' && part[1] != ')') {
        const char *end = argument_end(part + 1);
        char *copy = named_argument(c, place++, text_part(part + 1, (size_t)(end - part - 1)));
        bool ok = !copy || given_parse(typed, copy, c, set, nset, err);
        free(copy);
        if (!ok) {
            call_free(c);
            return false;
        }
        part = end;
    }
    return true;
}

/* ---- parameters ----------------------------------------------------------------------------- */

static const char *parameter_name(const void *state, size_t i)
{
    const struct parameter *params = state;
    return i < PARAMETERS_MAX ? params[i].name : NULL;
}

static bool parameter_set(const struct parameter *params, double *values, const struct setting *s,
                          const char *typed, struct error *err)
{
    size_t i = 0;
    while (i < PARAMETERS_MAX && params[i].name && !name_equal(params[i].name, s->name))
        i++;
    if (i == PARAMETERS_MAX || !params[i].name) {
        const char *near = name_nearest(s->name, parameter_name, params);
        if (!params[0].name)
            return error_usage(err, "%s: no parameter %s; it has none", quote(typed).text,
                               quote(s->name).text);
        return error_usage(err, "%s: no parameter %s; did you mean '%s'?", quote(typed).text,
                           quote(s->name).text, near ? near : params[0].name);
    }
    char allowed[120];
    if (!parameter_allowed(&params[i], s->value, allowed, sizeof allowed))
        return error_usage(err, "%s: %s = %s is outside its range; allowed: %s", quote(typed).text,
                           params[i].name, number_text(s->value).text, allowed);
    values[i] = s->value;
    return true;
}

static bool has_parameter(const struct parameter *params, const char *name)
{
    for (size_t i = 0; i < PARAMETERS_MAX && params[i].name; i++)
        if (name_equal(params[i].name, name))
            return true;
    return false;
}

/* swiglu(alpha=1.702, limit=7): a formula whose name goes on where this one ends has the parameter,
 * and is what was meant. Always false. */
static bool relative_named(const char *typed, const struct call *c, size_t i, struct error *err)
{
    const struct formula_name *f;
    size_t n = strlen(c->name);
    for (size_t k = 0; (f = formula_row(k)); k++) {
        const char *at = f->call.parameters;
        struct default_value entry;
        bool relative = strlen(f->name) > n && f->name[n] == '_';
        char *start = text_part(f->name, relative ? n : 0);
        relative = relative && name_equal(start, c->name);
        free(start);
        while (relative && (at = framework_parameter(at, &entry)))
            if (name_equal(entry.name, c->given[i].name))
                return error_usage(err, "%s: no parameter %s; did you mean '%s(%s)'?",
                                   quote(typed).text, quote(c->given[i].name).text, f->name,
                                   f->call.parameters);
    }
    return false;
}

/* Defaults, then --set, then what stands in the parentheses. */
static bool parameters_fill(const struct parameter *params, double *values, const char *typed,
                            const struct call *c, const struct setting *set, size_t nset,
                            struct error *err)
{
    for (size_t i = 0; i < PARAMETERS_MAX; i++)
        values[i] = params[i].name ? params[i].value : 0;
    for (size_t i = 0; i < nset; i++) {
        if (!has_parameter(params, set[i].name))
            continue;
        setting_mark(&set[i]);
        if (!parameter_set(params, values, &set[i], typed, err))
            return false;
    }
    for (size_t i = 0; i < c->ngiven; i++)
        if (!parameter_set(params, values, &c->given[i], typed, err))
            return relative_named(typed, c, i, err);
    return true;
}

/* ---- frameworks ----------------------------------------------------------------------------- */

static const struct setting *setting_find(const struct setting *set, size_t nset, const char *name)
{
    const struct setting *found = NULL;
    for (size_t i = 0; i < nset; i++)
        if (name_equal(set[i].name, name)) {
            setting_mark(&set[i]);
            found = &set[i]; /* the last one counts */
        }
    return found;
}

/* The framework's own parameters take their defaults, --set, or what stands in the parentheses;
 * what is given in our words (slope instead of negative_slope) goes to the row that the meaning
 * names. */
static bool framework_parse(struct function *g, const char *typed, const struct framework_name *f,
                            const struct call *c, const struct setting *set, size_t nset,
                            struct error *err)
{
    struct default_value entries[GIVEN_MAX];
    struct setting bound[GIVEN_MAX];
    struct call rest = { .name = NULL };
    size_t n = 0;
    bool changed = false;
    for (const char *at = f->parameters;
         n < GIVEN_MAX && (at = framework_parameter(at, &entries[n])); n++) {
        const struct setting *said = setting_find(c->given, c->ngiven, entries[n].name);
        if (!said)
            said = setting_find(set, nset, entries[n].name);
        bound[n] = (struct setting){ .name = entries[n].name,
                                     .value = said ? said->value : entries[n].value };
        changed = changed || said;
        if (!said && isnan(entries[n].value))
            return error_usage(err, "%s: %s has no default there; say it: %s.%s(%s=1)",
                               quote(typed).text, entries[n].name, f->framework, f->name,
                               entries[n].name);
    }
    for (size_t i = 0; i < c->ngiven; i++)
        if (!setting_find(bound, n, c->given[i].name) && !framework_ignores(c->given[i].name))
            rest.given[rest.ngiven++] = c->given[i];
    if (!parse_text(g, typed, changed && f->general ? f->general : f->meaning, bound, n, err))
        return false;
    const struct parameter none[PARAMETERS_MAX] = { { .name = NULL } };
    const struct parameter *params = g->activation   ? g->activation->params
                                     : g->vectorwise ? g->vectorwise->params
                                                     : none;
    for (size_t i = 0; i < rest.ngiven; i++)
        if (!parameter_set(n && !has_parameter(params, rest.given[i].name) ? none : params,
                           g->param, &rest.given[i], typed, err)) {
            if (n && f->parameters)
                error_usage(err, "%s: no parameter %s; it takes %s", quote(typed).text,
                            quote(rest.given[i].name).text, f->parameters);
            function_free(g);
            return false;
        }
    g->formula = *f->framework ? NULL : formula_find(f->name);
    g->framework = g->formula ? NULL : f;
    g->given = changed || rest.ngiven > 0;
    return true;
}

/* ---- FUNCTION ------------------------------------------------------------------------------- */

static const char *any_name(const void *state, size_t i)
{
    (void)state;
    return function_name(i);
}

static bool unknown_framework(const char *typed, struct error *err)
{
    char *all = framework_list();
    (void)error_usage(err, "%s: unknown framework; known are %s", quote(typed).text, all);
    free(all);
    return false;
}

static bool unknown_name(const char *typed, struct error *err)
{
    const char *near = name_nearest(typed, any_name, NULL), *dot = strchr(typed, '.');
    if (names_file(typed))
        return error_usage(
            err, "%s: expected a function, got a file; files go to compare, fit, dead and ffn",
            quote(typed).text);
    if (near)
        return error_usage(err, "%s: unknown activation; did you mean '%s'?", quote(typed).text,
                           near);
    if (dot && !framework_known(typed, (size_t)(dot - typed)))
        return unknown_framework(typed, err);
    return error_usage(err, "%s: unknown activation; 'actfn list' shows them all",
                       quote(typed).text);
}

static bool named_parse(struct function *g, const char *typed, const struct call *c,
                        const struct setting *set, size_t nset, struct error *err)
{
    const struct framework_name *f = framework_find(c->name);
    if (f)
        return framework_parse(g, typed, f, c, set, nset, err);
    g->activation = activation_find(c->name);
    if (g->activation)
        return parameters_fill(g->activation->params, g->param, typed, c, set, nset, err);
    g->vectorwise = vectorwise_find(c->name);
    return parameters_fill(g->vectorwise->params, g->param, typed, c, set, nset, err);
}

/* A name that stands alone and means nothing: better a suggestion than a lecture on free names. */
static bool is_unknown_name(const char *text, const struct setting *set, size_t nset)
{
    size_t n = name_length(text);
    return n && !text[n] && strcmp(text, "x") != 0 && strcmp(text, "pi") != 0 &&
           strcmp(text, "e") != 0 && strcmp(text, "inf") != 0 && !setting_find(set, nset, text) &&
           (strcspn(text, "-") == n || name_nearest(text, any_name, NULL));
}

/* "ge lu", "swi sh(beta=2)": a known name that is broken by blanks. */
static bool is_broken_name(const char *plain, const char *squeezed)
{
    const char *gap = strchr(plain, ' ');
    return gap && (size_t)(gap - plain) < name_length(squeezed) && is_call(squeezed);
}

static bool broken_name(const char *typed, const char *squeezed, struct error *err)
{
    char *name = text_part(squeezed, name_length(squeezed));
    (void)error_usage(err, "%s: unknown activation; names have no blanks, did you mean '%s'?",
                      quote(typed).text, name);
    free(name);
    return false;
}

/* softmax(x), F.softmax(x, dim=-1): what takes a whole vector may be written with it. */
static void drop_vector(char *text)
{
    size_t n = name_length(text);
    char *name = text_part(text, n);
    const struct framework_name *f = framework_find(name);
    bool whole = vectorwise_find(f ? f->meaning : name);
    free(name);
    if (!whole || strncmp(text + n, "(x", 2) != 0 || !text[n + 2] || !strchr(",)", text[n + 2]))
        return;
    char *rest = text + n + 2 + (text[n + 2] == ',');
    memmove(text + n + 1, rest, strlen(rest) + 1);
}

/* `text` is what to read, `typed` what to show in messages: they differ inside a framework's
 * meaning. */
static bool parse_text(struct function *g, const char *typed, const char *text,
                       const struct setting *set, size_t nset, struct error *err)
{
    memset(g, 0, sizeof *g);
    char *plain = tidied(text), *squeezed = without_blanks(text);
    bool ok;
    size_t length = strlen(plain);
    if (length > 4 && strcmp(plain + length - 4, ")(x)") == 0)
        plain[length - 3] = 0; /* nn.GELU()(x) */
    drop_vector(plain);
    if (is_call(plain)) {
        struct call c;
        ok = call_parse(typed, plain, &c, set, nset, err);
        if (ok) {
            ok = named_parse(g, typed, &c, set, nset, err);
            call_free(&c);
        }
    } else if (is_unknown_name(plain, set, nset) || names_file(plain)) {
        ok = unknown_name(typed, err);
    } else if (is_broken_name(plain, squeezed)) {
        ok = broken_name(typed, squeezed, err);
    } else {
        g->expression = expression_parse(text, set, nset, err);
        ok = g->expression;
        g->activation = ok ? expression_row(g->expression, g->param) : NULL;
        if (g->activation) {
            expression_free(g->expression);
            g->expression = NULL;
        }
    }
    free(plain);
    free(squeezed);
    return ok;
}

/* A call of a known name with a number where x belongs, "swish(2)", is a number. Is the typed text
 * nothing else? Then what may have been meant: "swish(beta=2)", or "gelu" where there is no
 * parameter. The caller's; NULL: it is none. */
static char *function_meant(const char *typed)
{
    char *plain = tidied(typed), *meant = NULL;
    size_t n = name_length(plain);
    char *name = text_part(plain, n);
    const char *end = plain[n] == '(' ? argument_end(plain + n + 1) : plain;
    if (known_name(name) && *end == ')' && !end[1]) {
        const struct framework_name *f = framework_find(name);
        const struct activation *row = f ? NULL : activation_find(name);
        struct default_value entry;
        struct error unused;
        struct function g;
        const char *parameter = row ? row->params[0].name : NULL;
        if (f && !f->general && framework_parameter(f->parameters, &entry))
            parameter = entry.name;
        meant = text_format("%s(%s=%.*s", name, parameter ? parameter : "",
                            (int)(end + 1 - plain - (ptrdiff_t)n - 1), plain + n + 1);
        if (parameter && function_parse(&g, meant, NULL, 0, &unused)) {
            function_free(&g);
        } else {
            free(meant);
            meant = text_copy(name);
        }
    }
    free(plain);
    free(name);
    return meant;
}

bool function_value_parse(struct function *g, const char *typed, const struct setting *set,
                          size_t nset, struct error *err)
{
    struct function made;
    memset(g, 0, sizeof *g);
    if (!typed[strspn(typed, " \t\n")])
        return error_usage(err, "%s: empty; name an activation or write an expression in x",
                           quote(typed).text);
    char *text = spelling_plain(typed);
    bool ok = parse_text(&made, typed, text, set, nset, err);
    free(text);
    if (!ok)
        return false;
    made.label = without_blanks(typed);
    *g = made;
    return true;
}

bool function_parse(struct function *g, const char *typed, const struct setting *set, size_t nset,
                    struct error *err)
{
    if (!function_value_parse(g, typed, set, nset, err))
        return false;
    char *meant = function_is_number(g) ? function_meant(typed) : NULL;
    if (meant) {
        (void)error_usage(err, "%s: is the number %s, not a function of x; write %s",
                          quote(typed).text, number_text_short(function_at(g, 0).f, 6).text, meant);
        function_free(g);
        free(meant);
        return false;
    }
    return true;
}

bool function_is_number(const struct function *g)
{
    return g->expression && !expression_has_x(g->expression);
}

void function_free(struct function *g)
{
    free(g->label);
    if (g->expression)
        expression_free(g->expression);
    memset(g, 0, sizeof *g);
}

void function_map(const struct function *g, size_t n, const double *x, double *f, double *df,
                  double *ddf)
{
    int derivatives = ddf ? 2 : df ? 1 : 0;
    if (g->activation)
        g->activation->loops[activation_set()].map[derivatives](n, x, g->param, f, df, ddf);
    else if (g->vectorwise)
        g->vectorwise->map(n, x, g->param, f, df, ddf);
    else
        expression_map(g->expression, n, x, f, df, ddf);
}

struct jet function_at(const struct function *g, double x)
{
    struct jet y;
    function_map(g, 1, &x, &y.f, &y.df, &y.ddf);
    return y;
}

size_t function_kinks(const struct function *g, double low, double high, double *at, size_t most)
{
    if (g->expression)
        return expression_kinks(g->expression, low, high, at, most);
    double all[KINKS_MAX];
    size_t n = g->activation && g->activation->kinks ? g->activation->kinks(g->param, all) : 0,
           kept = 0;
    for (size_t i = 0; i < n && kept < most; i++)
        if (all[i] >= low && all[i] <= high)
            at[kept++] = all[i] + 0.0; /* a -0 would be printed so */
    return kept;
}
