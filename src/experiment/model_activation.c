/* What stands between a model's matrices: as the user says, else as config.json, else as models of
 * these names, or of this architecture where the file is GGUF. */
#include "experiment/model.h"

#include <stdlib.h>
#include <string.h>

/* Families whose config.json does not say what they compute: Gemma's says gelu, or nothing, and
 * means the tanh form (transformers, modeling_gemma.py). */
static const struct {
    const char *family, *said, *means;
} corrections[] = {
    { "gemma", "gelu", "gelu_tanh" },  { "gemma", NULL, "gelu_tanh" },
    { "", "gated-gelu", "gelu_tanh" }, /* T5 v1.1's feed_forward_proj (configuration_t5.py) */
    { "falcon", NULL, "gelu" },        /* BLOOM's names, with the exact form (modeling_falcon.py) */
    { "RefinedWeb", NULL, "gelu" },
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
    bool known = function_parse(&g, name, NULL, 0, &unused), named = known && g.framework;
    if (known)
        function_free(&g);
    if (named)
        return name;
    free(name);
    return activation_find(said) ? text_copy(said) : NULL;
}

/* llama.cpp's architectures (gguf-py's constants.py) whose activation the names of the tensors do
 * not tell; what begins so. */
static const struct {
    const char *architecture, *means;
} architectures[] = {
    { "gemma", "gelu_tanh" }, { "gpt2", "gelu_tanh" },      { "gptneox", "gelu" },
    { "falcon", "gelu" },     { "bloom", "gelu_tanh" },     { "starcoder2", "gelu_tanh" },
    { "mpt", "gelu" },        { "starcoder", "gelu_tanh" }, { "phi2", "gelu_tanh" },
    { "bert", "gelu" },       { "nomic-bert", "silu" },     { "nemotron", "relu2" },
    { "t5", "gelu_tanh" },    { "llama", "silu" },          { "qwen", "silu" },
};

static const char *by_architecture(const char *said)
{
    for (size_t i = 0; said && i < sizeof architectures / sizeof *architectures; i++) {
        const char *known = architectures[i].architecture;
        if (strncmp(said, known, strlen(known)) == 0)
            return architectures[i].means;
    }
    return NULL;
}

/* As a FUNCTION we know. */
static bool take_said(const char *path, const struct config_text *c, struct model *m,
                      struct error *err)
{
    static const char gated[] = "gated-";
    bool prefix = strncmp(c->text, gated, strlen(gated)) == 0;
    m->activation = function_named(prefix ? c->text + strlen(gated) : c->text);
    return m->activation != NULL ||
           error_set(err,
                     "%s: its config.json says %s: %s, an activation that is not known here; "
                     "--activation NAME decides",
                     quote(path).text, quote(c->key).text, quote(c->text).text);
}

static bool take_usual(const struct model_wish *w, const struct tensors *t, const char *usual,
                       struct model *m, struct error *err)
{
    const char *means = by_architecture(t->family);
    if (!means && !usual)
        return error_usage(err,
                           "%s: which activation is between these matrices? their names do not "
                           "tell; --activation NAME does",
                           quote(w->path).text);
    m->activation = text_copy(means ? means : usual);
    m->activation_from = means ? text_format("the file's architecture, %s", quote(t->family).text)
                               : text_copy("the tensors' names");
    return true;
}

bool model_activation(const struct model_wish *w, const struct tensors *t, const char *usual,
                      struct model *m, struct error *err)
{
    static const char *const keys[] = { "hidden_activation",   "hidden_act",
                                        "activation_function", "dense_act_fn",
                                        "mlp_hidden_act",      "feed_forward_proj",
                                        "activation",          NULL };
    struct config_text c;
    if (w->activation) {
        m->activation = text_copy(w->activation);
        m->activation_from = text_copy("--activation");
        return true;
    }
    if (!config_find(w->path, keys, &c, err))
        return false;
    const char *right = corrected(c.type ? c.type : "", c.text);
    bool ok = true;
    if (right)
        m->activation = text_copy(right);
    else if (c.text)
        ok = take_said(w->path, &c, m, err);
    else
        ok = take_usual(w, t, usual, m, err);
    if (ok && (right || c.text))
        m->activation_from =
            text_format("config.json (%s)", c.text ? quote(c.key).text : "model_type");
    config_text_free(&c);
    return ok;
}
