/* Real weights: a feedforward block out of a HuggingFace model. The names of its tensors tell whose model it is, the
 * shapes its sizes, and config.json beside it, where there is one, the activation. */
#include "command/ffn.h"
#include "input/input.h"

#include <stdlib.h>
#include <string.h>

/* %N is the layer. Names may have anything ending in '.' before them ("transformer.", "model.", "bert."). */
static const struct naming {
    const char *model, *up, *gate, *down, *activation;
    bool turned;                /* Conv1D: stored inputs x outputs */
} namings[] = {
    { "GPT-2", "h.%N.mlp.c_fc", NULL, "h.%N.mlp.c_proj", "gelu_tanh", true },
    { "BERT", "encoder.layer.%N.intermediate.dense", NULL, "encoder.layer.%N.output.dense", "gelu", false },
    { "Llama", "layers.%N.mlp.up_proj", "layers.%N.mlp.gate_proj", "layers.%N.mlp.down_proj", "silu", false },
    { "T5 v1.0", "encoder.block.%N.layer.1.DenseReluDense.wi", NULL, "encoder.block.%N.layer.1.DenseReluDense.wo", "relu", false },
    { "T5 v1.1", "encoder.block.%N.layer.1.DenseReluDense.wi_1", "encoder.block.%N.layer.1.DenseReluDense.wi_0",
      "encoder.block.%N.layer.1.DenseReluDense.wo", "gelu_tanh", false },
};

enum { NAMINGS = sizeof namings / sizeof *namings };

static char *pattern_fill(const char *pattern, uint64_t layer, const char *what)
{
    const char *at = strstr(pattern, "%N");
    return text_format("%.*s%llu%s.%s", (int)(at - pattern), pattern, (unsigned long long)layer, at + 2, what);
}

/* The tensor whose name is, or ends in a '.' and, this. */
static const struct tensor *tensor_named(const struct tensors *t, const char *pattern, uint64_t layer, const char *what)
{
    char *name;
    const struct tensor *found = NULL;
    if (!pattern)
        return NULL;
    name = pattern_fill(pattern, layer, what);
    for (size_t i = 0; i < t->count && !found; i++) {
        size_t whole = strlen(t->tensor[i].name), part = strlen(name);
        if (whole >= part && strcmp(t->tensor[i].name + whole - part, name) == 0 &&
            (whole == part || t->tensor[i].name[whole - part - 1] == '.'))
            found = &t->tensor[i];
    }
    free(name);
    return found;
}

/* Whose names these are, by the layer asked for; where it is not there *layers counts those that are. */
static const struct naming *naming_find(const struct tensors *t, uint64_t layer, uint64_t *layers)
{
    *layers = 0;
    for (size_t i = 0; i < NAMINGS; i++) {
        uint64_t n = 0;
        while (n <= layer && tensor_named(t, namings[i].up, n, "weight") && tensor_named(t, namings[i].down, n, "weight") &&
               (!namings[i].gate || tensor_named(t, namings[i].gate, n, "weight")))
            n++;
        *layers = n > *layers ? n : *layers;
        if (layer < n)
            return &namings[i];
    }
    return NULL;
}

struct three { const struct tensor *up, *gate, *down, *up_bias, *gate_bias, *down_bias; };

static bool has_shape(const struct tensor *t, uint64_t out, uint64_t in, bool turned, struct message *why)
{
    if (t->ndims == 2 && t->shape[0] == (turned ? in : out) && t->shape[1] == (turned ? out : in))
        return true;
    return message_set(why, "%s: its shape does not fit the other matrices of the block", quote(t->name).text);
}

static bool has_length(const struct tensor *t, uint64_t n, struct message *why)
{
    return !t || (t->ndims == 1 && t->shape[0] == n) ||
           message_set(why, "%s: a bias of %llu numbers is expected", quote(t->name).text, (unsigned long long)n);
}

static bool shapes_fit(const struct three *w, struct ffn *block, bool turned, struct message *why)
{
    uint64_t out, in;
    if (w->up->ndims != 2)     /* naming_find has seen it. NOLINT(clang-analyzer-core.NullDereference) */
        return message_set(why, "%s: not a matrix", quote(w->up->name).text);
    out = w->up->shape[turned ? 1 : 0];
    in = w->up->shape[turned ? 0 : 1];
    if (!out || !in || out > 1u << 24 || in > 1u << 24)
        return message_set(why, "%s: sizes out of reach", quote(w->up->name).text);
    block->hidden = out;
    block->dim = in;
    block->gated = w->gate != NULL;
    block->bias = w->up_bias != NULL;
    return has_shape(w->down, in, out, turned, why) && (!w->gate || has_shape(w->gate, out, in, turned, why)) &&
           has_length(w->up_bias, out, why) && has_length(w->gate_bias, out, why) && has_length(w->down_bias, in, why);
}

static bool load(const struct tensors *t, const struct tensor *from, float **at, const float **where, struct message *why)
{
    if (!from)
        return true;
    if (!from->dtype)
        return message_set(why, "%s: is of type %s; only F16, BF16, F32 and F64 can be read", quote(from->name).text, from->type);
    *where = *at;
    *at += from->elements;
    return tensor_read_float(t, from, 0, (size_t)from->elements, (float *)(uintptr_t)*where, why);
}

static bool load_all(const struct tensors *t, const struct three *w, struct ffn *block, bool turned, struct message *why)
{
    const struct tensor *all[] = { w->up, w->gate, w->down, w->up_bias, w->gate_bias, w->down_bias };
    size_t count = 0;
    float *at;
    for (size_t i = 0; i < 6; i++)
        count += all[i] ? (size_t)all[i]->elements : 0;
    at = block->owned = memory_new(count, sizeof *at);
    block->up.turned = block->gate.turned = block->down.turned = turned;
    return load(t, w->up, &at, &block->up.at, why) && load(t, w->gate, &at, &block->gate.at, why) &&
           load(t, w->down, &at, &block->down.at, why) && load(t, w->up_bias, &at, &block->up.bias, why) &&
           load(t, w->gate_bias, &at, &block->gate.bias, why) && load(t, w->down_bias, &at, &block->down.bias, why);
}

/* Families whose config.json does not say what they compute: Gemma's says gelu, or nothing, and means the tanh form
 * (transformers, modeling_gemma.py). */
static const struct { const char *family, *said, *means; } corrections[] = {
    { "gemma", "gelu", "gelu_tanh" },
    { "gemma", NULL, "gelu_tanh" },
};

static const char *corrected(const char *type, const char *said)
{
    for (size_t i = 0; type && i < sizeof corrections / sizeof *corrections; i++) {
        const char *wrong = corrections[i].said;
        if (strncmp(type, corrections[i].family, strlen(corrections[i].family)) == 0 && (said && wrong ? strcmp(said, wrong) == 0 : said == wrong))
            return corrections[i].means;
    }
    return NULL;
}

/* What config.json says, as a FUNCTION we know; else what models of these names use. */
static bool activation_of(const char *path, const struct naming *n, char **activation, struct message *why)
{
    static const char *const keys[] = { "hidden_activation", "hidden_act", "activation_function", "dense_act_fn", NULL };
    static const char *const type_key[] = { "model_type", NULL };
    char *type = NULL, *said = NULL, *meant;
    const char *right;
    struct function g;
    struct message unused;
    if (!config_text(path, type_key, &type, why) || !config_text(path, keys, &said, why)) {
        free(type);
        return false;
    }
    right = corrected(type, said);
    meant = right ? text_copy(right) : said ? text_format("hf.%s", said) : text_copy(n->activation);
    if (function_parse(&g, meant, NULL, 0, &unused)) {
        function_free(&g);
        *activation = meant;
    } else {
        free(meant);
        *activation = text_copy(n->activation);
    }
    free(type);
    free(said);
    return true;
}

static bool no_layer(const char *path, uint64_t layer, uint64_t layers, struct message *why)
{
    if (!layers)
        return message_set(why, "%s: no feedforward block with the names of GPT-2, BERT, Llama, Gemma or T5", quote(path).text);
    return message_set(why, "--layer %llu: %s has layers 0 to %llu", (unsigned long long)layer, quote(path).text,
                       (unsigned long long)layers - 1);
}

bool model_read(const char *path, uint64_t layer, struct ffn *block, const char **naming, char **activation, struct message *why)
{
    struct tensors t;
    uint64_t layers;
    bool good;
    if (!tensors_open(&t, path, why))
        return false;
    const struct naming *n = naming_find(&t, layer, &layers);
    *block = (struct ffn){ 0 };
    if (!n)
        good = no_layer(path, layer, layers, why);
    else {
        struct three w = {
            tensor_named(&t, n->up, layer, "weight"), tensor_named(&t, n->gate, layer, "weight"),
            tensor_named(&t, n->down, layer, "weight"), tensor_named(&t, n->up, layer, "bias"),
            tensor_named(&t, n->gate, layer, "bias"), tensor_named(&t, n->down, layer, "bias"),
        };
        *naming = n->model;
        good = shapes_fit(&w, block, n->turned, why) && load_all(&t, &w, block, n->turned, why) &&
               activation_of(path, n, activation, why);
        if (!good)
            ffn_free(block);
    }
    tensors_close(&t);
    return good;
}

bool inputs_read(const char *path, size_t dim, size_t most, float **x, size_t *rows, struct message *why)
{
    struct array a;
    struct tile tile;
    bool good;
    if (!array_open(&a, path, why))
        return false;
    if (a.columns != dim) {
        array_close(&a);
        return message_set(why, "--inputs %s: rows of %llu numbers; this block takes %zu", quote(path).text,
                           (unsigned long long)a.columns, dim);
    }
    *rows = a.rows < most ? (size_t)a.rows : most;
    *x = memory_new(*rows * dim, sizeof **x);
    while ((good = array_next(&a, &tile, why)) && tile.rows)
        for (size_t i = 0; i < tile.rows; i++)
            for (size_t k = 0; k < tile.columns && tile.row + i < *rows; k++)
                (*x)[(tile.row + i) * dim + tile.column + k] = (float)tile.values[i * tile.columns + k];
    array_close(&a);
    if (good && *rows == 0)
        good = message_set(why, "--inputs %s: has no rows", quote(path).text);
    if (!good)
        free(*x);
    return good;
}
