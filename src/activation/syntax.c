/* The grammar of expressions, and the program that each rule appends. Loosest first:
 *
 *   choice   or ? choice : choice
 *   or       and || and ...
 *   and      compare && compare ...
 *   compare  sum < sum             only one: 0 < x < 1 would mean (0 < x) < 1
 *   sum      term + term - term ...
 *   term     sign * sign / sign ...
 *   sign     - sign, ! sign, or power
 *   power    atom ^ sign           to the right: 2^3^2 = 2^9; -x^2 = -(x^2)
 *   atom     number, constant, name, name(arguments), (choice)
 *
 * Binary operators go by a table of binding strengths (precedence climbing), so a level of
 * parentheses costs three calls and the depth is bounded. */
#include "activation/expression.h"
#include "activation/framework.h"
#include "activation/lexer.h"
#include "activation/program.h"
#include "activation/row.h"
#include "activation/vectorwise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 200, LENGTH_MAX = 100000, NAME_SIZE = 64, GIVEN_MAX = 8, MEANINGS_MAX = 5000 };

struct parser {
    const char *text;
    struct token now;
    struct program *program;
    const struct setting *set;
    size_t nset;
    int x;        /* the node that `x` stands for */
    bool meaning; /* inside a framework's meaning: a name alone is a function of x */
    bool has_x;   /* x was read */
    int depth;
    struct error *err;
};

static int parse_choice(struct parser *p);
static int parse_sign(struct parser *p);

/* ---- errors --------------------------------------------------------------------------------- */

enum { BEFORE = 40, AFTER = 20 }; /* bytes of the text shown on either side of the caret */

/* quote() without its quotation marks. */
static char *shown(const char *start, size_t length)
{
    char *part = text_part(start, length);
    struct quoted q = quote(part);
    size_t n = strlen(q.text);
    free(part);
    return text_part(q.text + 1, n - 2);
}

/* A cut must not fall inside a character. */
static bool inside_character(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* The message, the text around the place, a caret under it. Always -1. What stands before the place
 * was read already, and so has one byte a character. */
static int fail(struct parser *p, const char *at, const char *what)
{
    const char *start = at - p->text > BEFORE ? at - BEFORE : p->text;
    size_t rest = strnlen(at, AFTER + 1);
    bool more = rest > AFTER;
    rest = more ? AFTER : rest;
    while (more && rest && inside_character(at[rest]))
        rest--;
    char *before = shown(start, (size_t)(at - start)), *after = shown(at, rest);
    const char *dots = start > p->text ? "..." : "";
    if (p->err->text[0] == 0)
        error_usage(p->err, "%s: %s\n  %s%s%s%s\n  %*s^", quote(p->text).text, what, dots, before,
                    after, more ? "..." : "", (int)(strlen(dots) + text_columns(before)), "");
    free(before);
    free(after);
    return -1;
}

/* With names in it; a format that has only one %s leaves b out. */
static int fail_name(struct parser *p, const char *at, const char *format, const char *a,
                     const char *b) FORMAT(3, 0);
static int fail_name(struct parser *p, const char *at, const char *format, const char *a,
                     const char *b)
{
    char *what = text_format(format, a, b);
    fail(p, at, what);
    free(what);
    return -1;
}

static int checked(struct parser *p, const char *at, int node)
{
    return node < 0 && p->err->text[0] == 0
               ? fail(p, at, "too long; an expression has at most 10000 operations")
               : node;
}

static void next(struct parser *p)
{
    p->now = token_read(p->now.start + p->now.length);
}

static bool accept(struct parser *p, const char *operator)
{
    if (!token_is(&p->now, operator))
        return false;
    next(p);
    return true;
}

/* ---- names ---------------------------------------------------------------------------------- */

static const struct setting *setting_find(const struct setting *set, size_t nset, const char *name)
{
    const struct setting *found = NULL;
    for (size_t i = 0; i < nset; i++)
        if (strcmp(set[i].name, name) == 0) {
            setting_mark(&set[i]);
            found = &set[i]; /* the last one counts */
        }
    return found;
}

/* The words of the language itself, then everything that a FUNCTION may be called. */
static const char *callable_name(const void *state, size_t i)
{
    static const char *const words[] = { "min", "max", "pow", "hypot" };
    size_t n = elementary_count();
    (void)state;
    if (i < n)
        return elementary_row(i)->name;
    return i - n < 4 ? words[i - n] : function_name(i - n - 4);
}

static bool constant_find(const char *name, double *value)
{
    static const struct {
        const char *name;
        double value;
    } constants[] = {
        { "pi", 3.14159265358979323846 },
        { "e", 2.7182818284590452354 },
        { "inf", INFINITY },
    };
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (strcmp(constants[i].name, name) == 0) {
            *value = constants[i].value;
            return true;
        }
    return false;
}

/* A catalogue name with '-' in it would read as a difference: "hard-swish(x)". The longest name
 * that the catalogue knows is taken, but only where its first part means nothing by itself. */
static size_t hyphenated(const struct parser *p, const char *start, size_t length)
{
    char name[NAME_SIZE];
    size_t best = 0, n = length;
    double ignored;
    snprintf(name, sizeof name, "%.*s", (int)length, start);
    if (strcmp(name, "x") == 0 || constant_find(name, &ignored) ||
        setting_find(p->set, p->nset, name) || elementary_find(name) || activation_find(name))
        return length;
    while (start[n] == '-') {
        struct token t = token_read(start + n + 1);
        if (t.kind != TOKEN_NAME || t.start != start + n + 1)
            break;
        n += 1 + t.length;
        if (n >= NAME_SIZE)
            break;
        snprintf(name, sizeof name, "%.*s", (int)n, start);
        if (activation_find(name) || framework_find(name))
            best = n;
    }
    return best ? best : length;
}

/* ---- calls ---------------------------------------------------------------------------------- */

struct arguments {
    int positional[GIVEN_MAX];
    size_t npositional, ngiven;
    struct setting given[GIVEN_MAX];
    char names[GIVEN_MAX][NAME_SIZE];
    const char *places[GIVEN_MAX];
};

/* A value as code writes it: True, None, 'tanh'. None, and what does not change the function, is
 * left out. False: it is an expression. */
static bool spelled_value(struct parser *p, struct arguments *args)
{
    struct token value = p->now, after = token_read(value.start + value.length);
    double number;
    bool ends = token_is(&after, ",") || token_is(&after, ")");
    if (ends && value.kind == TOKEN_STRING && framework_ignores(args->names[args->ngiven])) {
        next(p); /* name="act" */
        return true;
    }
    if ((value.kind != TOKEN_STRING && value.kind != TOKEN_NAME) || !ends ||
        !framework_value(value.start, value.length, &number))
        return false;
    next(p);
    args->places[args->ngiven] = value.start;
    args->given[args->ngiven] =
        (struct setting){ .name = args->names[args->ngiven], .value = number };
    args->ngiven += isnan(number) ? 0 : 1;
    return true;
}

/* name=value; the value may not depend on x. */
static bool parse_given(struct parser *p, struct arguments *args)
{
    size_t i = args->ngiven;
    const char *start = p->now.start;
    if (i == GIVEN_MAX)
        return fail(p, start, "too many parameters"), false;
    snprintf(args->names[i], NAME_SIZE, "%.*s", (int)p->now.length,
             start); /* what is longer is no name */
    if (setting_find(args->given, i, args->names[i]))
        return fail_name(p, start, "parameter '%s' is given more than once%s", args->names[i], ""),
               false;
    next(p);
    next(p); /* the '=' */
    if (spelled_value(p, args))
        return true;
    const char *place = p->now.start;
    int node = parse_choice(p);
    if (node < 0)
        return false;
    double value;
    if (!program_number(p->program, node, &value))
        return fail(p, place, "a parameter is a number; it cannot depend on x"), false;
    args->places[i] = place;
    args->given[i] = (struct setting){ .name = args->names[i], .value = value };
    args->ngiven++;
    return true;
}

/* What stands between the parentheses; the opening one has been read. */
static bool parse_arguments(struct parser *p, struct arguments *args)
{
    *args = (struct arguments){ .npositional = 0 };
    if (accept(p, ")"))
        return true;
    do {
        struct token after = token_read(p->now.start + p->now.length);
        if (p->now.kind == TOKEN_NAME && token_is(&after, "=")) {
            if (!parse_given(p, args))
                return false;
        } else {
            if (args->npositional == GIVEN_MAX)
                return fail(p, p->now.start, "too many arguments"), false;
            if (args->ngiven)
                return fail(p, p->now.start, "arguments come before parameters"), false;
            int node = parse_choice(p);
            if (node < 0)
                return false;
            args->positional[args->npositional++] = node;
        }
    } while (accept(p, ","));
    if (!accept(p, ")"))
        return fail(p, p->now.start,
                    p->now.kind == TOKEN_END ? "')' is missing" : "expected ',' or ')'"),
               false;
    return true;
}

/* The one argument of a function of one argument; inside a meaning it may be left out. */
static int only_argument(struct parser *p, const char *at, const char *name,
                         const struct arguments *args)
{
    if (args->npositional == 1)
        return args->positional[0];
    if (args->npositional == 0 && p->meaning)
        return p->x;
    if (args->npositional == 0)
        return fail_name(p, at, "'%s' needs an argument: %s(x)", name, name);
    const struct activation *row = activation_find(name);
    if (row && activation_params(row) && !p->meaning) {
        char *call = text_format("%s(x, %s=%s)", name, row->params[0].name,
                                 number_text_short(row->params[0].value, 4).text);
        fail_name(p, at, "'%s' takes one argument, and parameters by name: %s", name, call);
        free(call);
        return -1;
    }
    return fail_name(p, at, "'%s' takes one argument%s", name, "");
}

static const char *row_parameter_name(const void *state, size_t i)
{
    const struct activation *row = state;
    return i < activation_params(row) ? row->params[i].name : NULL;
}

static int call_row(struct parser *p, const char *at, const struct activation *row,
                    const struct arguments *args)
{
    double param[PARAMETERS_MAX] = { 0 };
    int argument = only_argument(p, at, row->name, args);
    if (argument < 0)
        return -1;
    for (size_t i = 0; i < activation_params(row); i++)
        param[i] = row->params[i].value;
    for (size_t k = 0; k < args->ngiven; k++) {
        size_t i = 0;
        while (i < activation_params(row) && !name_equal(row->params[i].name, args->given[k].name))
            i++;
        if (i == activation_params(row)) {
            const char *near = name_nearest(args->given[k].name, row_parameter_name, row);
            near = near ? near : row_parameter_name(row, 0);
            return near ? fail_name(p, at, "no parameter '%s'; did you mean '%s'?",
                                    args->given[k].name, near)
                        : fail_name(p, at, "no parameter '%s'; %s has none", args->given[k].name,
                                    row->name);
        }
        char allowed[120];
        if (!parameter_allowed(&row->params[i], args->given[k].value, allowed, sizeof allowed))
            return fail_name(p, args->places[k], "%s is outside its range; allowed: %s",
                             row->params[i].name, allowed);
        param[i] = args->given[k].value;
    }
    return checked(p, at, program_call(p->program, row, param, argument));
}

/* Parses another text, with x and the names bound anew, into the same program. */
static int parse_meaning(struct parser *p, const char *at, const char *text, int x,
                         const struct setting *set, size_t n)
{
    struct error err = { .text = "" };
    struct parser inner = { .text = text,
                            .program = p->program,
                            .set = set,
                            .nset = n,
                            .x = x,
                            .meaning = true,
                            .depth = p->depth,
                            .err = &err };
    /* a few short definitions, each of the one before, can stand for more than memory holds */
    if (p->program->meanings >= MEANINGS_MAX)
        return fail(p, at, "too long; it stands for too many operations");
    p->program->meanings++;
    inner.now = token_read(text);
    int node = parse_choice(&inner);
    if (node >= 0)
        return node;
    return fail(p, at,
                p->program->meanings >= MEANINGS_MAX ? "too long; it stands for too many operations"
                                                     : "this function cannot stand here");
}

static bool has_entry(const struct framework_name *f, const char *name)
{
    struct default_value entry;
    for (const char *rest = f->parameters; (rest = framework_parameter(rest, &entry));)
        if (name_equal(entry.name, name))
            return true;
    return false;
}

/* In code parameters may follow x by their place: F.leaky_relu(x, 0.2). What does not change the
 * function (inplace=True) is left out. */
static bool positional_parameters(struct parser *p, const char *at, const struct framework_name *f,
                                  struct arguments *args)
{
    struct default_value entry;
    const char *rest = f->parameters;
    size_t kept = 0;
    for (size_t i = 0; i < args->ngiven; i++)
        if (!framework_ignores(args->given[i].name) || has_entry(f, args->given[i].name))
            args->given[kept++] = args->given[i];
    args->ngiven = kept;
    for (size_t i = 0; i < kept; i++)
        args->given[i].name = framework_keyword(f, args->given[i].name);
    for (size_t i = 1; i < args->npositional; i++) {
        const struct node *node = &p->program->nodes[args->positional[i]];
        rest = framework_parameter(rest, &entry);
        if (!rest || args->ngiven == GIVEN_MAX)
            return fail_name(p, at, "too many arguments; it takes %s%s",
                             f->parameters ? f->parameters : "x alone", ""),
                   false;
        if (node->kind != KIND_CONSTANT)
            return fail(p, at, "a parameter is a number; it cannot depend on x"), false;
        snprintf(args->names[args->ngiven], NAME_SIZE, "%s", entry.name);
        args->given[args->ngiven] =
            (struct setting){ .name = args->names[args->ngiven], .value = node->value };
        args->ngiven++;
    }
    args->npositional = args->npositional > 1 ? 1 : args->npositional;
    return true;
}

static int call_framework(struct parser *p, const char *at, const struct framework_name *f,
                          const struct arguments *args)
{
    struct default_value entries[GIVEN_MAX];
    struct setting bound[GIVEN_MAX];
    size_t n = 0, known = 0;
    struct arguments all = *args;
    if (!positional_parameters(p, at, f, &all))
        return -1;
    args = &all;
    int argument = only_argument(p, at, f->name, args);
    if (argument < 0)
        return -1;
    for (const char *rest = f->parameters;
         n < GIVEN_MAX && (rest = framework_parameter(rest, &entries[n])); n++) {
        const struct setting *said = setting_find(args->given, args->ngiven, entries[n].name);
        known += said != NULL;
        bound[n] = (struct setting){ .name = entries[n].name,
                                     .value = said ? said->value : entries[n].value };
        if (isnan(bound[n].value) && !said)
            return fail_name(p, at, "parameter '%s' has no default there; give it as %s=1",
                             entries[n].name, entries[n].name);
    }
    if (known < args->ngiven)
        return fail_name(p, at, "no such parameter; it takes %s%s",
                         f->parameters ? f->parameters : "none", "");
    if (vectorwise_find(f->meaning))
        return fail(p, at, "acts on a whole vector; it cannot be part of an expression");
    return parse_meaning(p, at, known && f->general ? f->general : f->meaning, argument, bound, n);
}

/* min, max: of one or more; pow, hypot: of two. */
static int call_word(struct parser *p, const char *at, const char *name,
                     const struct arguments *args)
{
    bool extreme = strcmp(name, "min") == 0 || strcmp(name, "max") == 0;
    enum op op = strcmp(name, "min") == 0   ? OP_MIN
                 : extreme                  ? OP_MAX
                 : strcmp(name, "pow") == 0 ? OP_POWER
                                            : OP_HYPOT;
    if (args->ngiven)
        return fail_name(p, at, "'%s' has no parameters%s", name, "");
    if (extreme ? args->npositional < 1 : args->npositional != 2)
        return fail_name(
            p, at, extreme ? "'%s' needs arguments, as in %s(x, 0)" : "'%s' needs two arguments%s",
            name, extreme ? name : "");
    int node = args->positional[0];
    for (size_t i = 1; i < args->npositional && node >= 0; i++)
        node = program_node(p->program, op, node, args->positional[i], -1);
    return checked(p, at, node);
}

static bool is_word(const char *name)
{
    return strcmp(name, "min") == 0 || strcmp(name, "max") == 0 || strcmp(name, "pow") == 0 ||
           strcmp(name, "hypot") == 0;
}

static int call(struct parser *p, const char *at, const char *name, const struct arguments *args)
{
    const struct elementary *e = elementary_find(name);
    const struct activation *row = activation_find(name);
    const struct framework_name *f = framework_find(name);
    if (is_word(name))
        return call_word(p, at, name, args);
    if (e && args->ngiven == 0) {
        int argument = only_argument(p, at, name, args);
        return argument < 0 ? -1 : checked(p, at, program_elementary(p->program, e, argument));
    }
    if (row)
        return call_row(p, at, row, args);
    if (f)
        return call_framework(p, at, f, args);
    if (e)
        return fail_name(p, at, "'%s' has no parameters%s", name, "");
    if (vectorwise_find(name))
        return fail_name(p, at, "'%s' acts on a whole vector; it cannot be part of an expression%s",
                         name, "");
    const char *near = name_nearest(name, callable_name, NULL);
    return near ? fail_name(p, at, "unknown function '%s'; did you mean '%s'?", name, near)
                : fail_name(p, at, "unknown function '%s'%s", name,
                            "; 'actfn list' shows the activations");
}

/* ---- atoms ---------------------------------------------------------------------------------- */

static int bare_name(struct parser *p, const char *at, const char *name)
{
    double value;
    const struct setting *s = setting_find(p->set, p->nset, name);
    if (strcmp(name, "x") == 0) {
        p->has_x = true;
        return p->x;
    }
    if (constant_find(name, &value))
        return checked(p, at, program_constant(p->program, value));
    if (s)
        return checked(p, at, program_constant(p->program, s->value));
    if (elementary_find(name) || is_word(name) || activation_find(name) || framework_find(name)) {
        struct arguments none = { .npositional = 0 };
        if (p->meaning)
            return call(p, at, name, &none);
        return fail_name(p, at, "'%s' needs an argument: %s(x)", name, name);
    }
    const char *near = name_nearest(name, callable_name, NULL);
    return near ? fail_name(p, at, "no value for '%s'; give one by --set, or did you mean '%s(x)'?",
                            name, near)
                : fail_name(p, at, "no value for '%s'; give one: --set %s=1", name, name);
}

static int parse_name(struct parser *p)
{
    const char *at = p->now.start;
    char name[NAME_SIZE];
    p->now.length = hyphenated(p, at, p->now.length);
    if (p->now.length >= NAME_SIZE)
        return fail(p, at, "no name is that long");
    snprintf(name, sizeof name, "%.*s", (int)p->now.length, at);
    next(p);
    if (!accept(p, "("))
        return bare_name(p, at, name);
    struct arguments args;
    if (strcmp(name, "x") == 0)
        return fail(p, p->now.start - 1, "expected an operator; write * to multiply");
    return parse_arguments(p, &args) ? call(p, at, name, &args) : -1;
}

static int parse_atom(struct parser *p)
{
    struct token t = p->now;
    if (t.kind == TOKEN_NUMBER) {
        if (isinf(t.number))
            return fail(p, t.start, "too large for a double");
        next(p);
        return checked(p, t.start, program_constant(p->program, t.number));
    }
    if (t.kind == TOKEN_NAME)
        return parse_name(p);
    if (accept(p, "(")) {
        int node = parse_choice(p);
        if (node >= 0 && !accept(p, ")"))
            return fail(p, p->now.start,
                        p->now.kind == TOKEN_END ? "')' is missing"
                                                 : "expected an operator or ')'");
        return node;
    }
    return fail(p, t.start,
                t.kind == TOKEN_END   ? "it ends too early; a number, x or a function is missing"
                : t.kind == TOKEN_BAD ? "no such character in an expression"
                                      : "a number, x or a function is missing here");
}

/* ---- operators ------------------------------------------------------------------------------ */

static int parse_power(struct parser *p)
{
    int base = parse_atom(p);
    const char *at = p->now.start;
    if (base < 0 || (!accept(p, "^") && !accept(p, "**")))
        return base;
    int exponent = parse_sign(p);
    return exponent < 0 ? -1
                        : checked(p, at, program_node(p->program, OP_POWER, base, exponent, -1));
}

static int too_deep(struct parser *p)
{
    return fail(p, p->now.start, "nested too deeply; at most 200 levels");
}

static int parse_sign(struct parser *p)
{
    const char *at = p->now.start;
    int node;
    if (p->depth >= DEPTH_MAX)
        return too_deep(p);
    p->depth++;
    if (accept(p, "-")) {
        node = parse_sign(p);
        node = node < 0
                   ? -1
                   : program_node(p->program, OP_MUL, node, program_constant(p->program, -1), -1);
    } else if (accept(p, "+")) {
        node = parse_sign(p);
    } else if (accept(p, "!")) {
        node = parse_sign(p);
        node = node < 0 ? -1 : program_node(p->program, OP_NOT, node, -1, -1);
    } else {
        node = parse_power(p);
    }
    p->depth--;
    return checked(p, at, node);
}

static const struct binary {
    const char *text;
    int strength;
    enum op op;
    bool swapped; /* a > b is b < a */
} binaries[] = {
    { "||", 1, OP_OR, false },    { "&&", 2, OP_AND, false },
    { "<", 3, OP_LESS, false },   { "<=", 3, OP_LESS_EQUAL, false },
    { ">", 3, OP_LESS, true },    { ">=", 3, OP_LESS_EQUAL, true },
    { "==", 3, OP_EQUAL, false }, { "!=", 3, OP_NOT_EQUAL, false },
    { "+", 4, OP_ADD, false },    { "-", 4, OP_SUB, false },
    { "*", 5, OP_MUL, false },    { "/", 5, OP_DIV, false },
};
enum { COMPARE = 3 };

static const struct binary *binary_find(const struct token *t)
{
    for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++)
        if (token_is(t, binaries[i].text))
            return &binaries[i];
    return NULL;
}

static int parse_binary(struct parser *p, int weakest)
{
    const struct binary *b;
    int left = parse_sign(p);
    bool compared = false;
    while (left >= 0 && (b = binary_find(&p->now)) && b->strength >= weakest) {
        const char *at = p->now.start;
        if (b->strength == COMPARE && compared)
            return fail(p, at, "comparisons do not chain; write 0 < x && x < 1");
        compared = compared || b->strength == COMPARE;
        next(p);
        int right = parse_binary(p, b->strength + 1);
        if (right < 0)
            return -1;
        left = checked(p, at,
                       program_node(p->program, b->op, b->swapped ? right : left,
                                    b->swapped ? left : right, -1));
    }
    return left;
}

static int parse_choice(struct parser *p)
{
    if (p->depth >= DEPTH_MAX)
        return too_deep(p);
    p->depth++;
    int node = parse_binary(p, 1);
    const char *at = p->now.start;
    if (node >= 0 && accept(p, "?")) {
        int yes = parse_choice(p);
        if (yes >= 0 && !accept(p, ":"))
            yes = fail(p, p->now.start,
                       "':' is missing; a choice is condition ? value : other value");
        int no = yes < 0 ? -1 : parse_choice(p);
        node = no < 0 ? -1 : checked(p, at, program_node(p->program, OP_SELECT, node, yes, no));
    }
    p->depth--;
    return node;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static int left_over(struct parser *p)
{
    const char *at = p->now.start;
    if (token_is(&p->now, ")"))
        return fail(p, at, "nothing opens this ')'");
    if (token_is(&p->now, "="))
        return fail(p, at, "'=' sets a parameter inside parentheses; to compare write ==");
    if (token_is(&p->now, ","))
        return fail(p, at, "a comma separates arguments; there is no function around it");
    if (p->now.kind == TOKEN_BAD)
        return fail(p, at, "no such character in an expression");
    return fail(p, at, "expected an operator; write * to multiply");
}

static void remember(struct expression *e, const char *text, const struct setting *set, size_t nset)
{
    e->text = text_copy(text);
    e->set = memory_new(nset, sizeof *e->set);
    e->nset = nset;
    for (size_t i = 0; i < nset; i++)
        e->set[i] = (struct setting){ .name = text_copy(set[i].name), .value = set[i].value };
}

static struct expression *parse(const char *text, const struct setting *set, size_t nset,
                                bool exact, struct error *err)
{
    err->text[0] = 0;
    if (strnlen(text, LENGTH_MAX + 1) > LENGTH_MAX && strspn(text, "( \t\n") < DEPTH_MAX) {
        error_usage(err, "%s: too long; an expression has at most %d characters", quote(text).text,
                    LENGTH_MAX);
        return NULL;
    }
    struct expression *e = memory_new(1, sizeof *e);
    e->program.exact = exact;
    struct parser p = {
        .text = text, .program = &e->program, .set = set, .nset = nset, .err = err
    };
    p.x = program_node(p.program, OP_X, -1, -1, -1);
    p.now = token_read(text);
    int node = parse_choice(&p);
    if (node >= 0 && p.now.kind != TOKEN_END)
        node = left_over(&p);
    if (node < 0) {
        expression_free(e);
        return NULL;
    }
    program_finish(&e->program, node);
    remember(e, text, set, nset);
    e->has_x = p.has_x;
    return e;
}

struct expression *expression_parse(const char *text, const struct setting *set, size_t nset,
                                    struct error *err)
{
    return parse(text, set, nset, false, err);
}

struct expression *expression_parse_exact(const char *text, const struct setting *set, size_t nset,
                                          struct error *err)
{
    return parse(text, set, nset, true, err);
}

struct expression *expression_exact(const struct expression *e)
{
    struct error ignored;
    return expression_parse_exact(e->text, e->set, e->nset, &ignored);
}
