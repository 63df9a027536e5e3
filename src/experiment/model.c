/* Real weights: a feedforward block out of a HuggingFace model. */
#include "experiment/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* %N is the layer. Names may have anything ending in '.' before them ("transformer.", "model.",
 * "bert."). `norm` is as long as the model is wide. `other`: whose checkpoints have these names and
 * the other order of rows and columns, and what they use. */
static const struct naming {
    const char *model, *up, *gate, *down, *norm, *activation;
    enum storage layout;
    struct {
        const char *model, *activation;
    } other;
} namings[] = {
    { "GPT-2",
      "h.%N.mlp.c_fc",
      NULL,
      "h.%N.mlp.c_proj",
      "h.%N.ln_2",
      "gelu_tanh",
      STORED_IN_OUT,
      { "nanoGPT", "gelu" } },
    { "BERT",
      "encoder.layer.%N.intermediate.dense",
      NULL,
      "encoder.layer.%N.output.dense",
      "encoder.layer.%N.output.LayerNorm",
      "gelu",
      STORED_OUT_IN,
      { NULL, NULL } },
    { "Llama",
      "layers.%N.mlp.up_proj",
      "layers.%N.mlp.gate_proj",
      "layers.%N.mlp.down_proj",
      "layers.%N.post_attention_layernorm",
      "silu",
      STORED_OUT_IN,
      { NULL, NULL } },
    { "T5 v1.0",
      "encoder.block.%N.layer.1.DenseReluDense.wi",
      NULL,
      "encoder.block.%N.layer.1.DenseReluDense.wo",
      "encoder.block.%N.layer.1.layer_norm",
      "relu",
      STORED_OUT_IN,
      { NULL, NULL } },
    { "T5 v1.1",
      "encoder.block.%N.layer.1.DenseReluDense.wi_1",
      "encoder.block.%N.layer.1.DenseReluDense.wi_0",
      "encoder.block.%N.layer.1.DenseReluDense.wo",
      "encoder.block.%N.layer.1.layer_norm",
      "gelu_tanh",
      STORED_OUT_IN,
      { NULL, NULL } },
};

enum { NAMINGS = sizeof namings / sizeof *namings };

static char *pattern_fill(const char *pattern, uint64_t layer, const char *what)
{
    const char *at = strstr(pattern, "%N");
    return text_format("%.*s%llu%s.%s", (int)(at - pattern), pattern, (unsigned long long)layer,
                       at + 2, what);
}

/* The tensor whose name is, or ends in a '.' and, this. */
static const struct tensor *tensor_ending(const struct tensors *t, const char *name)
{
    size_t part = strlen(name);
    for (size_t i = 0; i < t->count; i++) {
        size_t whole = strlen(t->tensor[i].name);
        if (whole >= part && strcmp(t->tensor[i].name + whole - part, name) == 0 &&
            (whole == part || t->tensor[i].name[whole - part - 1] == '.'))
            return &t->tensor[i];
    }
    return NULL;
}

static const struct tensor *tensor_named(const struct tensors *t, const char *pattern,
                                         uint64_t layer, const char *what)
{
    char *name;
    const struct tensor *found;
    if (!pattern)
        return NULL;
    name = pattern_fill(pattern, layer, what);
    found = tensor_ending(t, name);
    free(name);
    return found;
}

/* The embedding of words: its rows are as long as the model is wide. */
static const struct tensor *embedding(const struct tensors *t)
{
    static const char *const names[] = { "wte.weight", "embed_tokens.weight",
                                         "word_embeddings.weight", "shared.weight" };
    const struct tensor *found = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !found; i++)
        found = tensor_ending(t, names[i]);
    return found;
}

/* Whose names these are, by the layer asked for; where it is not there *layers counts those that
 * are. */
static const struct naming *naming_find(const struct tensors *t, uint64_t layer, uint64_t *layers)
{
    *layers = 0;
    for (size_t i = 0; i < NAMINGS; i++) {
        uint64_t n = 0;
        while (n <= layer && tensor_named(t, namings[i].up, n, "weight") &&
               tensor_named(t, namings[i].down, n, "weight") &&
               (!namings[i].gate || tensor_named(t, namings[i].gate, n, "weight")))
            n++;
        *layers = n > *layers ? n : *layers;
        if (layer < n)
            return &namings[i];
    }
    return NULL;
}

static bool has_shape(const struct tensor *t, uint64_t out, uint64_t in, bool turned,
                      struct error *err)
{
    if (t->ndims == 2 && t->shape[0] == (turned ? in : out) && t->shape[1] == (turned ? out : in))
        return true;
    return error_set(err, "%s: its shape does not fit the other matrices of the block",
                     quote(t->name).text);
}

static bool has_length(const struct tensor *t, uint64_t n, struct error *err)
{
    return !t || (t->ndims == 1 && t->shape[0] == n) ||
           error_set(err, "%s: a bias of %llu numbers is expected", quote(t->name).text,
                     (unsigned long long)n);
}

static bool shapes_fit(const struct block_tensors *w, struct ffn *block, bool turned,
                       struct error *err)
{
    uint64_t out, in;
    out = w->up->shape[turned ? 1 : 0];
    in = w->up->shape[turned ? 0 : 1];
    if (!out || !in || out > 1u << 24 || in > 1u << 24)
        return error_set(err, "%s: sizes out of reach", quote(w->up->name).text);
    block->hidden = out;
    block->dim = in;
    block->gated = w->gate != NULL;
    block->bias = w->up_bias != NULL;
    return has_shape(w->down, in, out, turned, err) &&
           (!w->gate || has_shape(w->gate, out, in, turned, err)) &&
           has_length(w->up_bias, out, err) && has_length(w->gate_bias, out, err) &&
           has_length(w->down_bias, in, err);
}

/* "[3, 5]": where the i-th number of a tensor is. */
static char *place_of(const struct tensor *t, uint64_t i)
{
    uint64_t index[DIMENSIONS_MAX];
    struct buffer text = { 0 };
    for (size_t k = t->ndims; k-- > 0;) {
        uint64_t size = t->shape[k] ? t->shape[k] : 1;
        index[k] = i % size;
        i /= size;
    }
    for (size_t k = 0; k < t->ndims; k++)
        buffer_item(&text, ", ", "%llu", (unsigned long long)index[k]);
    char *places = buffer_take(&text), *place = text_format("[%s]", places);
    free(places);
    return place;
}

/* Why a number that was read is not finite: NaN, infinite, or (of a tensor in doubles) beyond what
 * a float holds. */
static const char *fault_of(const struct tensors *t, const struct tensor *from, uint64_t i, float x)
{
    struct error unused;
    struct array a;
    if (isnan(x))
        return "hold NaN";
    double *wide = memory_new((size_t)i + 1, sizeof *wide);
    bool beyond = false;
    if (from->dtype == dtype_find("float64") && array_of(&a, t, from, &unused)) {
        beyond = array_doubles(&a, i + 1, wide, &unused) && isfinite(wide[i]);
        array_close(&a);
    }
    free(wide);
    return beyond ? "overflow float" : "hold infinity";
}

/* One number that is not finite makes every output NaN: better no report than one of them. */
static bool all_finite(const char *path, const struct tensors *t, const struct tensor *from,
                       const float *x, struct error *err)
{
    uint64_t first = from->elements, count = 0;
    for (uint64_t i = 0; i < from->elements; i++)
        if (!isfinite(x[i])) {
            first = count++ ? first : i;
        }
    if (count == 0)
        return true;
    char *place = place_of(from, first);
    (void)error_set(
        err,
        "%s: the weights %s: %llu of the %llu numbers of tensor %s are not finite, the first at %s",
        quote(path).text, fault_of(t, from, first, x[first]), (unsigned long long)count,
        (unsigned long long)from->elements, quote(from->name).text, place);
    free(place);
    return false;
}

static bool load(const char *path, const struct tensors *t, const struct tensor *from, float **at,
                 const float **where, struct error *err)
{
    float *to = *at;
    struct array a;
    if (!from)
        return true;
    if (!array_of(&a, t, from, err))
        return false;
    *where = to;
    *at += from->elements;
    bool ok = array_floats(&a, from->elements, to, err) && all_finite(path, t, from, to, err);
    array_close(&a);
    return ok;
}

static bool load_all(const char *path, const struct tensors *t, const struct block_tensors *w,
                     struct ffn *block, bool turned, struct error *err)
{
    const struct {
        const struct tensor *from;
        const float **where;
    } all[] = {
        { w->up, &block->up.at },
        { w->gate, &block->gate.at },
        { w->down, &block->down.at },
        { w->up_bias, &block->up.bias },
        { w->gate_bias, &block->gate.bias },
        { w->down_bias, &block->down.bias },
    };
    size_t count = 0;
    float *at;
    bool ok = true;
    for (size_t i = 0; i < 6; i++)
        count += all[i].from ? (size_t)all[i].from->elements : 0;
    at = block->owned = memory_new(count, sizeof *at);
    block->up.turned = block->gate.turned = block->down.turned = turned;
    for (size_t i = 0; i < 6 && ok; i++)
        ok = load(path, t, all[i].from, &at, all[i].where, err);
    return ok;
}

/* ---- the activation ------------------------------------------------------------------------- */

/* Families whose config.json does not say what they compute: Gemma's says gelu, or nothing, and
 * means the tanh form (transformers, modeling_gemma.py). */
static const struct {
    const char *family, *said, *means;
} corrections[] = {
    { "gemma", "gelu", "gelu_tanh" },
    { "gemma", NULL, "gelu_tanh" },
    { "", "gated-gelu", "gelu_tanh" }, /* T5 v1.1's feed_forward_proj (configuration_t5.py) */
};

static const char *corrected(const char *type, const char *said)
{
    for (size_t i = 0; i < sizeof corrections / sizeof *corrections; i++) {
        const char *wrong = corrections[i].said;
        if (strncmp(type, corrections[i].family, strlen(corrections[i].family)) == 0 &&
            (said && wrong ? strcmp(said, wrong) == 0 : said == wrong))
            return corrections[i].means;
    }
    return NULL;
}

/* A name as transformers knows it, else as the catalogue does ("relu_squared"); NULL: nobody. Names
 * only: what a file says is never read as an expression. */
static char *function_named(const char *said)
{
    struct function g;
    struct error unused;
    if (!*said ||
        said[strspn(said, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")])
        return NULL;
    char *name = text_format("hf.%s", said);
    if (function_parse(&g, name, NULL, 0, &unused)) {
        function_free(&g);
        return name;
    }
    free(name);
    return activation_find(said) ? text_copy(said) : NULL;
}

/* What config.json says, as a FUNCTION we know; else, where it says nothing, what models of these
 * names use. */
static bool activation_of(const char *path, const char *usual, struct model *m, struct error *err)
{
    static const char *const keys[] = { "hidden_activation",   "hidden_act",
                                        "activation_function", "dense_act_fn",
                                        "mlp_hidden_act",      "feed_forward_proj",
                                        "activation",          NULL };
    static const char gated[] = "gated-";
    struct config_text c;
    if (!config_find(path, keys, &c, err))
        return false;
    const char *right = corrected(c.type ? c.type : "", c.text);
    if (right || !c.text)
        m->activation = text_copy(right ? right : usual);
    else
        m->activation = function_named(
            strncmp(c.text, gated, strlen(gated)) == 0 ? c.text + strlen(gated) : c.text);
    if (!m->activation)
        (void)error_set(err,
                        "%s: its config.json says %s: %s, an activation that is not known here; "
                        "--activation NAME decides",
                        quote(path).text, quote(c.key).text, quote(c.text).text);
    else if (c.text || right)
        m->activation_from =
            text_format("config.json (%s)", c.text ? quote(c.key).text : "model_type");
    else
        m->activation_from = text_copy("the tensors' names");
    config_text_free(&c);
    return m->activation != NULL;
}

static bool no_layer(const char *path, uint64_t layer, uint64_t layers, struct error *err)
{
    if (!layers)
        return error_set(
            err, "%s: no feedforward block with the names of GPT-2, BERT, Llama, Gemma or T5",
            quote(path).text);
    return error_set(err, "--layer %llu: %s has layers 0 to %llu", (unsigned long long)layer,
                     quote(path).text, (unsigned long long)layers - 1);
}

void model_free(struct model *m)
{
    free(m->activation);
    free(m->activation_from);
    free(m->layout);
    *m = (struct model){ 0 };
}

/* The tensors of one layer by their names; how they lie, what they hold, what stands between them.
 */
static bool layer_read(const struct tensors *t, const struct naming *n, const char *path,
                       uint64_t layer, const char *activation, struct ffn *block, struct model *m,
                       struct error *err)
{
    const struct block_tensors w = {
        tensor_named(t, n->up, layer, "weight"),   tensor_named(t, n->gate, layer, "weight"),
        tensor_named(t, n->down, layer, "weight"), tensor_named(t, n->up, layer, "bias"),
        tensor_named(t, n->gate, layer, "bias"),   tensor_named(t, n->down, layer, "bias"),
        tensor_named(t, n->norm, layer, "weight"), embedding(t),
    };
    enum storage layout = n->layout;
    if (w.up->ndims != 2) /* naming_find has seen it. NOLINT(clang-analyzer-core.NullDereference) */
        return error_set(err, "%s: not a matrix", quote(w.up->name).text);
    if (!layout_find(&w, n->other.model != NULL, &layout, &m->layout, err))
        return false;
    bool other = layout != n->layout, turned = layout == STORED_IN_OUT;
    const char *usual = other && n->other.activation ? n->other.activation : n->activation;
    m->naming = other && n->other.model ? n->other.model : n->model;
    if (!shapes_fit(&w, block, turned, err) || !load_all(path, t, &w, block, turned, err))
        return false;
    if (!activation)
        return activation_of(path, usual, m, err);
    m->activation = text_copy(activation);
    m->activation_from = text_copy("--activation");
    return true;
}

bool model_read(const char *path, uint64_t layer, const char *activation, struct ffn *block,
                struct model *m, struct error *err)
{
    struct tensors t;
    uint64_t layers;
    bool ok;
    *m = (struct model){ 0 };
    *block = (struct ffn){ 0 };
    if (!tensors_open(&t, path, err))
        return false;
    const struct naming *n = naming_find(&t, layer, &layers);
    ok = n ? layer_read(&t, n, path, layer, activation, block, m, err)
           : no_layer(path, layer, layers, err);
    if (!ok) {
        ffn_free(block);
        model_free(m);
    }
    tensors_close(&t);
    return ok;
}

/* ---- inputs --------------------------------------------------------------------------------- */

static bool inputs_fit(const char *path, const struct array *a, size_t dim, struct error *err)
{
    if (a->columns != dim)
        return error_set(err, "--inputs %s: rows of %llu numbers; this block takes %zu",
                         quote(path).text, (unsigned long long)a->columns, dim);
    return a->rows > 0 || error_set(err, "--inputs %s: has no rows", quote(path).text);
}

static bool inputs_finite(const char *path, const struct model_inputs *in, size_t dim,
                          struct error *err)
{
    for (size_t i = 0; i < in->rows * dim; i++)
        if (!isfinite(in->x[i]))
            return error_set(err, "--inputs %s: row %zu, column %zu (from 0) is %s",
                             quote(path).text, i / dim, i % dim,
                             isnan(in->x[i]) ? "nan" : "infinite, or beyond what a float holds");
    return true;
}

bool model_inputs_read(const char *path, size_t dim, size_t most, struct model_inputs *in,
                       struct error *err)
{
    struct array a;
    bool ok;
    *in = (struct model_inputs){ 0 };
    if (!array_open(&a, path, err))
        return false;
    ok = inputs_fit(path, &a, dim, err);
    if (ok) {
        in->there = a.rows;
        in->rows = a.rows < most ? (size_t)a.rows : most;
        in->x = memory_new(in->rows * dim, sizeof *in->x);
        ok = array_floats(&a, in->rows * dim, in->x, err) && inputs_finite(path, in, dim, err);
    }
    array_close(&a);
    if (!ok) {
        free(in->x);
        in->x = NULL;
    }
    return ok;
}
