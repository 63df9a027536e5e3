/* A framework's name as it stands in code: torch.nn.GELU, F.gelu, tf.keras.layers.LeakyReLU. */
#include "activation/formula.h"
#include "activation/framework.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool part_is(const char *part, size_t length, const char *word)
{
    return strlen(word) == length && strncasecmp(part, word, length) == 0;
}

/* ---- frameworks ----------------------------------------------------------------------------- */

/* What else a framework is called, in code (import torch.nn as nn) and among people. */
static const struct {
    const char *typed, *framework;
} synonyms[] = {
    { "nn", "torch" },         { "F", "torch" },          { "pytorch", "torch" },
    { "aten", "torch" },       { "tensorflow", "tf" },    { "huggingface", "hf" },
    { "transformers", "hf" },  { "linen", "flax" },       { "nnx", "flax" },
    { "flux", "nnlib" },       { "llamacpp", "ggml" },    { "dnnl", "onednn" },
    { "mkldnn", "onednn" },    { "onnxruntime", "onnx" }, { "paddlepaddle", "paddle" },
    { "candle_nn", "candle" }, { "burn_nn", "burn" },     { "gluon", "mxnet" },
    { "jnp", "jax" },
};

static const char *framework_named(const char *typed, size_t length)
{
    const struct framework_name *row;
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        if (part_is(typed, length, synonyms[i].typed))
            return synonyms[i].framework;
    for (size_t i = 0; (row = framework_name(i)); i++)
        if (part_is(typed, length, row->framework))
            return row->framework;
    return NULL;
}

bool framework_known(const char *framework, size_t length)
{
    return framework_named(framework, length);
}

const char *framework_canonical(const char *typed)
{
    return framework_named(typed, strlen(typed));
}

char *framework_list(void)
{
    struct buffer all = { 0 };
    const struct framework_name *row;
    const char *last = "";
    for (size_t i = 0; (row = framework_name(i)); i++)
        if (strcmp(row->framework, last) != 0)
            buffer_item(&all, ", ", "%s", last = row->framework);
    return buffer_take(&all);
}

/* "ggml_gelu" and "GGML_UNARY_OP_GELU", as C spells them: what follows the prefix; NULL: no such.
 */
static const char *ggml_name(const char *name)
{
    static const char *const prefixes[] = { "ggml_unary_op_", "ggml_glu_op_", "ggml_" };
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncasecmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            return name + strlen(prefixes[i]);
    return NULL;
}

/* ---- names ---------------------------------------------------------------------------------- */

/* Modules that may stand between: torch.nn.functional.gelu is torch.gelu. */
static const char *without_modules(const char *name)
{
    static const char *const modules[] = {
        "nn",        "functional", "activations", "activation", "linen", "nnx",
        "math",      "core",       "gluon",       "npx",        "nd",    "tensor",
        "functions", "special",    "aten",        "modules",    "numpy", "lax",
    };
    size_t length = strcspn(name, ".");
    for (size_t i = 0; name[length] && i < sizeof modules / sizeof *modules; i++)
        if (part_is(name, length, modules[i]))
            return without_modules(name + length + 1);
    return name;
}

/* Modules some of whose functions differ from those of the same name elsewhere (keras.ops.gelu,
 * keras.layers.LeakyReLU): they are left away only where they have no row of their own. */
static const char *without_module(const char *name)
{
    static const char *const modules[] = { "layers", "ops" };
    size_t length = strcspn(name, ".");
    for (size_t i = 0; name[length] && i < sizeof modules / sizeof *modules; i++)
        if (part_is(name, length, modules[i]))
            return name + length + 1;
    return name;
}

static const struct framework_name *row_find(const char *framework, const char *name)
{
    const struct framework_name *row;
    for (size_t i = 0; (row = framework_name(i)); i++)
        if (strcmp(row->framework, framework) == 0 && name_equal(row->name, name))
            return row;
    return NULL;
}

const struct framework_name *framework_find(const char *name)
{
    static const char class[] = "Activation"; /* transformers' classes: SiLUActivation */
    size_t length = strcspn(name, ".");
    const struct formula_name *formula = name[length] ? NULL : formula_find(name);
    const char *framework = name[length] ? framework_named(name, length) : NULL;
    if (formula)
        return &formula->call;
    if (!name[length] && ggml_name(name))
        return row_find("ggml", ggml_name(name));
    if (!name[length] && length > sizeof class - 1 &&
        part_is(name + length - (sizeof class - 1), sizeof class - 1, class))
        return row_find("hf", name);
    if (!framework)
        return NULL;
    const char *rest = name + length + 1;
    /* tf.keras.activations.gelu: one framework inside another */
    size_t inner = strcspn(rest, ".");
    const char *other = rest[inner] ? framework_named(rest, inner) : NULL;
    if (other && !part_is(rest, inner, "nn")) {
        framework = other;
        rest += inner + 1;
    }
    rest = without_modules(rest);
    const struct framework_name *row = row_find(framework, rest);
    return row ? row : row_find(framework, without_modules(without_module(rest)));
}

bool framework_class(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && isupper((unsigned char)dot[1]);
}

/* ---- what stands in the parentheses --------------------------------------------------------- */

const char *framework_parameter(const char *text, struct default_value *entry)
{
    if (!text || !*text)
        return NULL;
    size_t length = strcspn(text, "=");
    snprintf(entry->name, sizeof entry->name, "%.*s", (int)length, text);
    text += length + 1;
    char *end;
    entry->value = *text == '?' ? NAN : strtod(text, &end);
    text += strcspn(text, ",");
    return text + strspn(text, ", ");
}

static bool has_entry(const struct framework_name *f, const char *name)
{
    struct default_value entry;
    for (const char *rest = f->parameters; (rest = framework_parameter(rest, &entry));)
        if (name_equal(entry.name, name))
            return true;
    return false;
}

const char *framework_keyword(const struct framework_name *f, const char *typed)
{
    static const char slope[] = "negative_slope";
    bool older = strcmp(f->framework, "keras") == 0 && strcmp(typed, "alpha") == 0 &&
                 !has_entry(f, typed) && has_entry(f, slope);
    return older ? slope : typed;
}

bool framework_value(const char *text, size_t length, double *value)
{
    static const struct {
        const char *word;
        bool quoted;
        double value;
    } words[] = {
        { "True", false, 1 },  { "False", false, 0 },  { "true", false, 1 },
        { "false", false, 0 }, { "None", false, NAN }, { "tanh", true, 1 },
        { "none", true, 0 },   { "precise", true, 1 }, { "fast", true, 2 },
    };
    bool quoted = length >= 2 && (*text == '\'' || *text == '"') && text[length - 1] == *text;
    size_t n = quoted ? length - 2 : length;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == n && strncmp(text + quoted, words[i].word, n) == 0 &&
            quoted == words[i].quoted) {
            *value = words[i].value;
            return true;
        }
    return false;
}

bool framework_ignores(const char *keyword)
{
    static const char *const keywords[] = { "inplace", "dim",   "axis",           "name",
                                            "device",  "dtype", "num_parameters", "training" };
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strcmp(keywords[i], keyword) == 0)
            return true;
    return false;
}
