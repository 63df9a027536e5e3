/* Which operations stand for which name, and running them. */
#include "activation/emulation.h"
#include "activation/expression.h"
#include "activation/libraries.h"
#include "activation/textbook.h"
#include "activation/torch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is known of frameworks other than torch ------------------------------------------- */

#define GELU_TANH(HALF_X) HALF_X "*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))"
#define ALL "float32 float16 bfloat16"
#define READ_XLA "read in the sources of JAX and XLA (CPU with FMA)"
#define READ_ORT "read in onnxruntime's source; its own exp is taken as correctly rounded"
#define READ_GGML "read in ggml's source; expf, tanhf and erff are taken as correctly rounded"
#define READ_HF "read in the source of transformers; exp and tanh are torch's on a CPU (Sleef)"
#define READ_TF \
    "read in TensorFlow's and Eigen's sources; exp and log1p are taken as correctly rounded"
#define READ_CANDLE "read in candle's source; exp and tanh are taken as correctly rounded"
#define READ_OTHER "read in the source; exp, log and tanh are taken as correctly rounded"

/* once: in float32, the result rounded to the format; else each operation is rounded to it. half:
 * of x rounded to float16, and rounded to it (ggml's table), with 0 left of -10 and x right of 10.
 */
static const struct framework_sequence {
    const char *framework, *name, *formula, *formats, *how;
    const struct library *library;
    bool once, half;
} known[] = {
    { "jax", "gelu_tanh", "x*(0.5*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3))))", "float32", READ_XLA,
      &library_xla, false, false },
    { "jax", "gelu", "x*(erf(x/sqrt(2)) + 1)/2", "float32", READ_XLA, &library_xla, false, false },
    { "jax", "tanh", "tanh(x)", "float32", READ_XLA, &library_xla, false, false },
    { "jax", "relu", "max(x, 0)", ALL, READ_XLA, NULL, false, false },
    { "onnx", "gelu", "0.5*x*(erf(x*0.7071067811865476) + 1)", "float32", READ_ORT, &library_mlas,
      false, false },
    { "onnx", "gelu_tanh", "x*(0.5 + 0.5*tanh(x*(0.035677408136300125*x^2 + 0.7978845608028654)))",
      "float32", READ_ORT, &library_mlas, false, false },
    { "onnx", "tanh", "tanh(x)", "float32", READ_ORT, &library_mlas, false, false },
    { "onnx", "elu", "x >= 0 ? x : alpha*(exp(x) - 1)", "float32", READ_ORT, NULL, false, false },
    { "onnx", "softplus", "x > 0 ? x + log(exp(-x) + 1) : log(exp(x) + 1)", "float32", READ_ORT,
      NULL, false, false },
    { "onnx", "softsign", "1/(1 + abs(x))*x", "float32", READ_ORT, NULL, false, false },
    { "onnx", "relu", "max(x, 0)", "float32", READ_ORT, NULL, false, false },
    { "ggml", "gelu_tanh", "0.5*x*(1 + tanh(0.7978845608028654*x*(1 + 0.044715*x*x)))", "float32",
      READ_GGML ", with GGML_GELU_FP16: a table of float16 for -10 < x < 10", NULL, false, true },
    { "ggml", "gelu", "0.5*x*(1 + erf(x*0.7071067811865476))", "float32", READ_GGML, NULL, false,
      false },
    { "ggml", "quick_gelu", "x*(1/(1 + exp(-1.702*x)))", "float32", READ_GGML, NULL, false, false },
    { "ggml", "sigmoid", "1/(1 + exp(-x))", "float32", READ_GGML, NULL, false, false },
    { "ggml", "hard_swish", "x*min(1, max(0, (x + 3)/6))", "float32", READ_GGML, NULL, false,
      false },
    { "hf", "gelu_new", "0.5*x*(1 + tanh(0.7978845608028654*(x + 0.044715*x^3)))",
      "float32 bfloat16", READ_HF, &library_torch, false, false },
    { "hf", "gelu_fast", "0.5*x*(1 + tanh(x*0.7978845608*(1 + 0.044715*x*x)))", "float32 bfloat16",
      READ_HF, &library_torch, false, false },
    { "hf", "quick_gelu", "x*(1/(1 + exp(-(1.702*x))))", "float32", READ_HF, &library_torch, false,
      false },
    { "hf", "gelu_python", "x*0.5*(1 + erf(x/1.4142135623730951))", "float32",
      READ_HF ", erf as correctly rounded", &library_torch, false, false },
    { "tf", "softplus", "x > 13.942385 ? x : x < -13.942385 ? exp(x) : log1p(exp(x))", "float32",
      READ_TF, NULL, false, false },
    { "tf", "elu", "x < 0 ? exp(x) - 1 : x", "float32", READ_TF, NULL, false, false },
    { "tf", "selu", "x < 0 ? 1.7580993408473768599*(exp(x) - 1) : 1.0507009873554804934193*x",
      "float32", READ_TF, NULL, false, false },
    { "tf", "relu", "max(x, 0)", ALL, READ_TF, NULL, false, false },
    { "tinygrad", "sigmoid", "1/(1 + exp(-x))", "float32", READ_OTHER, NULL, false, false },
    { "tinygrad", "tanh", "2*(1/(1 + exp(-(2*x)))) - 1", "float32", READ_OTHER, NULL, false,
      false },
    { "candle", "gelu_tanh", "0.5*x*(1 + tanh(0.7978845608028654*x*(1 + 0.044715*x*x)))", ALL,
      READ_CANDLE, NULL, false, false },
    { "candle", "silu", "x/(1 + exp(-x))", ALL, READ_CANDLE, NULL, false, false },
    { "paddle", "softplus", "x > 20 ? x : log(1 + exp(x))", "float32", READ_OTHER, NULL, false,
      false },
    { "paddle", "mish", "x*tanh(x > 20 ? x : log(1 + exp(x)))", "float32", READ_OTHER, NULL, false,
      false },
};

/* By the catalogue row that the framework's name stands for. Of transformers each name is a formula
 * of its own, and what is no row goes by its name. */
static const struct framework_sequence *known_find(const struct function *g)
{
    const struct framework_name *f = g->framework;
    bool by_name = !g->activation || strcmp(f->framework, "hf") == 0;
    const char *name = by_name ? f->name : g->activation->name;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].framework, f->framework) == 0 && strcmp(known[i].name, name) == 0)
            return &known[i];
    return NULL;
}

/* ---- making --------------------------------------------------------------------------------- */

struct emulation {
    const struct function *g;
    const struct dtype *d, *inside; /* the result's format; that of the operations */
    const struct torch_row *torch;
    const struct framework_sequence *known;
    struct expression *own;
    struct rounded_run *machine;
    char *sequence;
};

static bool in_words(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += n)
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
            return true;
    return false;
}

/* torch's gelu in a catalogue's words. */
static const struct torch_row *torch_row_of(const struct function *g)
{
    const struct torch_row *row = g->activation ? torch_find(g->activation->name) : NULL;
    return row || g->activation ? row : torch_find(g->framework->name);
}

static bool formula_run(struct emulation *e, const char *formula, const struct activation *row,
                        const double *param, struct error *err)
{
    struct setting set[PARAMETERS_MAX];
    size_t n = row ? activation_params(row) : 0;
    for (size_t i = 0; i < n; i++)
        set[i] = (struct setting){ .name = row->params[i].name, .value = param[i] };
    e->own = expression_parse(formula, set, n, err);
    return e->own != NULL;
}

static bool torch_start(struct emulation *e, struct error *err)
{
    const char *label = e->g->label, *format = e->d->name;
    e->torch = torch_row_of(e->g);
    if (!e->torch || (e->g->given && !e->g->activation))
        return error_usage(err,
                           "%s: which operations torch performs%s is not known to actfn; the "
                           "formula itself can be run: give it as an expression",
                           quote(label).text, e->torch ? " with these parameters" : "");
    bool bfloat16 = strcmp(format, "bfloat16") == 0;
    if (strcmp(format, "float32") != 0 && (!bfloat16 || e->torch->no_bfloat16))
        return error_usage(err,
                           "%s: torch 1.13 does not compute it in %s on a CPU; known are float32%s",
                           quote(label).text, format, e->torch->no_bfloat16 ? "" : " and bfloat16");
    const char *rounded = "";
    if (bfloat16)
        rounded = e->torch->bfloat16 == ROUNDED_EACH
                      ? ", rounded to bfloat16 after every operation"
                      : ", in float32, the result rounded to bfloat16";
    e->sequence =
        text_format("%s in %s as torch 1.13 does it on a CPU (contiguous tensors), measured: every "
                    "recorded bit. %s%s; exp, tanh, log1p: Sleef's. Slope: %s.",
                    label, format, e->torch->sequence, rounded, e->torch->slope);
    return true;
}

static bool known_start(struct emulation *e, struct error *err)
{
    const struct function *g = e->g;
    const struct framework_sequence *k = known_find(g);
    if (!k || (g->given && !g->activation))
        return error_usage(err,
                           "%s: which operations %s performs is not known to actfn; its formula "
                           "can be run as an expression, in the order that you write",
                           quote(g->label).text, g->framework->framework);
    if (!in_words(k->formats, e->d->name))
        return error_usage(err, "%s: how %s rounds in %s is not known to actfn; known: %s",
                           quote(g->label).text, k->framework, e->d->name, k->formats);
    e->known = k;
    e->sequence = text_format("%s in %s, each operation rounded: %s. %s. Slope: automatic "
                              "differentiation of it.",
                              g->label, e->d->name, k->formula, k->how);
    return formula_run(e, k->formula, g->activation, g->param, err);
}

static bool formula_start(struct emulation *e, struct error *err)
{
    const struct function *g = e->g;
    const char *formula = g->activation ? textbook_of(g->activation) : g->label;
    e->sequence =
        text_format("%s in %s, each operation rounded: %s; elementary functions correctly rounded. "
                    "Slope: automatic differentiation of it.",
                    g->label, e->d->name, formula ? formula : "one elementary function");
    if (g->expression)
        return true;
    char *call = formula ? NULL : text_format("%s(x)", g->activation->name);
    bool ok = formula_run(e, formula ? formula : call, g->activation, g->param, err);
    free(call);
    return ok;
}

static bool start(struct emulation *e, struct error *err)
{
    const struct function *g = e->g;
    if (g->vectorwise)
        return error_usage(err,
                           "%s: acts on a whole vector; --compute-dtype takes functions of "
                           "one number",
                           quote(g->label).text);
    if (g->framework && strcmp(g->framework->framework, "torch") == 0)
        return torch_start(e, err);
    bool ok = g->framework ? known_start(e, err) : formula_start(e, err);
    if (!ok)
        return false;
    const struct program *program = e->own ? &e->own->program : &g->expression->program;
    e->machine = machine_new(program, e->inside, e->known ? e->known->library : NULL);
    return e->machine || error_set(err, "%s: its formulas lead too deep", quote(g->label).text);
}

struct emulation *emulation_new(const struct function *g, const struct dtype *d, struct error *err)
{
    struct emulation *e = memory_new(1, sizeof *e);
    e->g = g;
    e->d = e->inside = d;
    if (start(e, err))
        return e;
    emulation_free(e);
    return NULL;
}

void emulation_free(struct emulation *e)
{
    if (!e)
        return;
    machine_free(e->machine);
    if (e->own)
        expression_free(e->own);
    free(e->sequence);
    free(e);
}

const char *emulation_sequence(const struct emulation *e)
{
    return e->sequence;
}

/* ---- running -------------------------------------------------------------------------------- */

/* ggml's table: f of the float16 nearest to x, as a float16. */
static void by_half_table(struct emulation *e, size_t n, const double *x, double *f, double *df)
{
    const struct dtype *half = dtype_find("float16");
    double rounded[BLOCK];
    for (size_t i = 0; i < n; i++)
        rounded[i] = dtype_round(half, x[i]);
    machine_map(e->machine, n, rounded, f, df);
    for (size_t i = 0; i < n; i++) {
        f[i] = dtype_round(half, f[i]);
        if (x[i] <= -10)
            f[i] = 0;
        else if (x[i] >= 10)
            f[i] = x[i];
    }
}

void emulation_map(struct emulation *e, size_t n, const double *x, double *f, double *df)
{
    for (size_t i = 0; i < n; i += BLOCK) {
        size_t m = n - i < BLOCK ? n - i : BLOCK;
        double *slopes = df ? df + i : NULL;
        if (e->torch)
            e->torch->maps[activation_set()](m, x + i, e->g->param, e->d->digits == 8, f + i,
                                             slopes);
        else if (e->known && e->known->half)
            by_half_table(e, m, x + i, f + i, slopes);
        else
            machine_map(e->machine, m, x + i, f + i, slopes);
    }
}
