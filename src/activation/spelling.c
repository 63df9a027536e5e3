/* Functions spelled as code spells them: numpy and math, methods of x, where and clamp, lambda,
 * partial, tables of activations by name. Text goes in and text comes out; the grammar reads it. */
#include "activation/spelling.h"
#include "activation/framework.h"
#include "activation/lexer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE = 100, ARGUMENTS_MOST = 4, DEPTH_MOST = 100 };

/* ---- names of libraries --------------------------------------------------------------------- */

static bool word_among(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += n)
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
            return true;
    return false;
}

static bool is_library(const char *name)
{
    static const char *const libraries[] = { "np", "numpy", "math", "jnp",   "cp",   "cupy",
                                             "sp", "scipy", "K",    "cmath", "self", "lax" };
    size_t length = strcspn(name, ".");
    for (size_t i = 0; name[length] && i < sizeof libraries / sizeof *libraries; i++)
        if (strlen(libraries[i]) == length && strncmp(libraries[i], name, length) == 0)
            return true;
    return name[length] && framework_known(name, length);
}

/* What libraries call what our expressions have under another name, or the same. */
static const char *word_of(const char *tail)
{
    static const struct {
        const char *theirs, *ours;
    } words[] = {
        { "maximum", "max" },      { "minimum", "min" },   { "fmax", "max" },
        { "fmin", "min" },         { "power", "pow" },     { "pow", "pow" },
        { "absolute", "abs" },     { "fabs", "abs" },      { "arctan", "atan" },
        { "arcsin", "asin" },      { "arccos", "acos" },   { "arcsinh", "asinh" },
        { "arccosh", "acosh" },    { "arctanh", "atanh" }, { "expit", "sigmoid" },
        { "logistic", "sigmoid" }, { "tanh", "tanh" },     { "abs", "abs" },
        { "sign", "sign" },        { "sqrt", "sqrt" },     { "exp", "exp" },
        { "expm1", "expm1" },      { "log", "log" },       { "log1p", "log1p" },
        { "log2", "log2" },        { "log10", "log10" },   { "sin", "sin" },
        { "cos", "cos" },          { "tan", "tan" },       { "asin", "asin" },
        { "acos", "acos" },        { "atan", "atan" },     { "sinh", "sinh" },
        { "cosh", "cosh" },        { "asinh", "asinh" },   { "acosh", "acosh" },
        { "atanh", "atanh" },      { "erf", "erf" },       { "erfc", "erfc" },
        { "floor", "floor" },      { "ceil", "ceil" },     { "hypot", "hypot" },
        { "square", "square" },    { "pi", "pi" },         { "e", "e" },
        { "inf", "inf" },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].theirs, tail) == 0)
            return words[i].ours;
    return NULL;
}

static const char *tail_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot ? dot + 1 : name;
}

/* ---- calls ---------------------------------------------------------------------------------- */

/* The arguments behind an opening parenthesis, as they stand; the end is behind the closing one.
 * False: there is none, or there are more. */
struct call_arguments {
    char *text[ARGUMENTS_MOST];
    size_t count;
    const char *end;
};

static void arguments_free(struct call_arguments *a)
{
    for (size_t i = 0; i < a->count; i++)
        free(a->text[i]);
}

static bool arguments_read(const char *at, struct call_arguments *a)
{
    int depth = 0;
    const char *start = at;
    a->count = 0;
    for (;; at++) {
        if (!*at)
            return false;
        bool ends = depth == 0 && (*at == ',' || *at == ')');
        depth += (*at == '(') - (*at == ')');
        if (!ends)
            continue;
        start += strspn(start, " ");
        if (at > start || *at == ',') {
            if (a->count == ARGUMENTS_MOST)
                return false;
            a->text[a->count++] = text_part(start, (size_t)(at - start));
        }
        if (*at == ')')
            break;
        start = at + 1;
    }
    a->end = at + 1;
    return true;
}

static void rewrite(struct buffer *out, const char *text, int depth);

static void put(struct buffer *out, const char *before, const char *text, const char *after,
                int depth)
{
    buffer_text(out, before);
    rewrite(out, text, depth + 1);
    buffer_text(out, after);
}

/* "min=0" is 0 where the keyword is min; NULL: another keyword. */
static const char *keyword_value(const char *argument, const char *keyword)
{
    size_t n = strlen(keyword);
    if (strncmp(argument, keyword, n) == 0 && argument[n + strspn(argument + n, " ")] == '=')
        return argument + n + strspn(argument + n, " =");
    return NULL;
}

static const char *limit_of(const struct call_arguments *a, size_t place, const char *keyword,
                            const char *other)
{
    for (size_t i = 1; i < a->count; i++) {
        const char *value = keyword_value(a->text[i], keyword);
        value = value ? value : keyword_value(a->text[i], other);
        if (value)
            return value;
    }
    bool plain = place < a->count && !strchr(a->text[place], '=');
    return plain && strcmp(a->text[place], "None") != 0 ? a->text[place] : NULL;
}

/* torch.clamp(x, min=0, max=6), np.clip(x, -1, 1) */
static void put_clamp(struct buffer *out, const struct call_arguments *a, int depth)
{
    const char *low = limit_of(a, 1, "min", "a_min"), *high = limit_of(a, 2, "max", "a_max");
    buffer_text(out, high ? "min(" : "");
    buffer_text(out, low ? "max(" : "");
    put(out, "(", a->text[0], ")", depth);
    if (low)
        put(out, ", ", low, ")", depth);
    if (high)
        put(out, ", ", high, ")", depth);
}

static void put_where(struct buffer *out, const struct call_arguments *a, int depth)
{
    put(out, "((", a->text[0], ") ? (", depth);
    put(out, "", a->text[1], ") : (", depth);
    put(out, "", a->text[2], "))", depth);
}

/* A library's where or clamp, with its arguments. What it took of the text, or 0. */
static size_t put_call(struct buffer *out, const char *tail, const char *open, int depth)
{
    struct call_arguments a;
    bool where = strcmp(tail, "where") == 0, clamp = strcmp(tail, "clamp") == 0 ||
                                                     strcmp(tail, "clip") == 0 ||
                                                     strcmp(tail, "clip_by_value") == 0;
    bool ok = (where || clamp) && *open == '(' && arguments_read(open + 1, &a);
    if (!ok)
        return 0;
    ok = where ? a.count == 3 : a.count >= 2;
    if (ok && where)
        put_where(out, &a, depth);
    else if (ok)
        put_clamp(out, &a, depth);
    arguments_free(&a);
    return ok ? (size_t)(a.end - open) : 0;
}

/* x.relu(), x.clamp(min=0): a method of x is torch's function. What it took of the text behind the
 * name, or 0. */
static size_t put_method(struct buffer *out, const char *method, const char *open, int depth)
{
    char *name = text_format("torch.%s", method);
    const char *word = framework_find(name) ? name : word_of(method),
               *comma = open[1 + strspn(open + 1, " ")] == ')' ? "" : ", ";
    char *with_x = text_format("(x%s%s", comma, open + 1);
    struct call_arguments a;
    size_t taken = 0;
    if (word) {
        buffer_print(out, "%s(x%s", word, comma);
        taken = 1;
    } else if (put_call(out, method, with_x, depth) && arguments_read(open + 1, &a)) {
        taken = (size_t)(a.end - open);
        arguments_free(&a);
    }
    free(with_x);
    free(name);
    return taken;
}

/* One name of the text, what follows it at `open`. What it took behind the name. */
static size_t put_name(struct buffer *out, const char *name, const char *open, int depth)
{
    const char *tail = tail_of(name);
    size_t taken;
    if (strncmp(name, "x.", 2) == 0 && *open == '(' &&
        (taken = put_method(out, name + 2, open, depth)))
        return taken;
    if (tail != name && is_library(name) && !framework_find(name)) {
        const char *word = word_of(tail);
        if ((taken = put_call(out, tail, open, depth)))
            return taken;
        if (word) {
            buffer_text(out, word);
            return 0;
        }
    }
    buffer_text(out, name);
    return 0;
}

/* tf.nn.silu(features=x): the argument itself, by its keyword. */
static bool names_argument(const char *name, const char *rest)
{
    struct token next = token_read(rest);
    return token_is(&next, "=") && word_among("features input inputs logits x", name);
}

static void rewrite(struct buffer *out, const char *text, int depth)
{
    bool argument = false; /* does one begin here? */
    while (*text) {
        struct token t = token_read(text);
        if (t.kind == TOKEN_END || depth > DEPTH_MOST)
            break;
        buffer_add(out, text, (size_t)(t.start - text)); /* blanks */
        text = t.start + t.length;
        bool first = argument;
        argument = token_is(&t, "(") || token_is(&t, ",");
        if (t.kind != TOKEN_NAME || t.length >= NAME_SIZE) {
            buffer_add(out, t.start, t.length);
            continue;
        }
        char name[NAME_SIZE];
        memcpy(name, t.start, t.length);
        name[t.length] = 0;
        if (first && names_argument(name, text)) {
            text = strchr(text, '=') + 1;
            continue;
        }
        text += put_name(out, name, text, depth);
    }
    buffer_text(out, text);
}

/* ---- the whole text ------------------------------------------------------------------------- */

/* "lambda x: x*tanh(x)" */
static const char *without_lambda(const char *text)
{
    if (strncmp(text, "lambda ", 7) != 0)
        return text;
    const char *at = text + 7 + strspn(text + 7, " ");
    if (*at != 'x')
        return text;
    at += 1 + strspn(at + 1, " ");
    return *at == ':' ? at + 1 + strspn(at + 1, " ") : text;
}

/* burn::tensor::activation::gelu */
static char *with_dots(const char *text)
{
    char *copy = text_copy(text), *to = copy;
    for (const char *from = text; *from; from++) {
        bool path =
            from > text && from[0] == ':' && from[1] == ':' && isalpha((unsigned char)from[2]);
        *to++ = path ? '.' : *from;
        from += path;
    }
    *to = 0;
    return copy;
}

/* partial(F.leaky_relu, negative_slope=0.2) is F.leaky_relu(negative_slope=0.2). NULL: no partial.
 */
static char *partial_call(const char *text)
{
    static const char *const starts[] = { "partial(", "functools.partial(" };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t n = strlen(starts[i]);
        if (strncmp(text, starts[i], n) != 0)
            continue;
        size_t name = strcspn(text + n, ",)");
        const char *rest = text + n + name + (text[n + name] == ',');
        return text_format("%.*s(%s", (int)name, text + n, rest + strspn(rest, " "));
    }
    return NULL;
}

/* ACT2FN["silu"], keras.layers.Activation("relu"), tf.keras.activations.get('gelu'): a framework's
 * function by its name in quotation marks. NULL: nothing of the kind. */
static char *name_in_quotes(const char *text)
{
    size_t name = strcspn(text, "[(");
    char open = text[name], mark = open ? text[name + 1] : 0;
    if (!mark || !strchr("'\"", mark))
        return NULL;
    const char *start = text + name + 2, *end = strchr(start, mark);
    if (!end || end[1] != (open == '[' ? ']' : ')') || end[2])
        return NULL;
    char *table = text_part(text, name);
    const char *tail = tail_of(table);
    bool hf = strcmp(tail, "ACT2FN") == 0 || strcmp(tail, "get_activation") == 0,
         keras = strcmp(tail, "Activation") == 0 || strcmp(tail, "get") == 0;
    free(table);
    if (!hf && !keras)
        return NULL;
    return text_format("%s.%.*s", hf ? "hf" : "keras", (int)(end - start), start);
}

char *spelling_plain(const char *typed)
{
    struct buffer out = { 0 };
    const char *text = without_lambda(typed + strspn(typed, " \t\n"));
    char *quoted = name_in_quotes(text), *partial = quoted ? NULL : partial_call(text);
    char *made = quoted ? quoted : partial, *dots = with_dots(made ? made : text);
    rewrite(&out, dots, 0);
    free(quoted);
    free(partial);
    free(dots);
    return buffer_take(&out);
}
