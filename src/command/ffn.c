/* ffn: the transformer's feedforward block, with real sizes and, where there is a file, real
 * weights: where the activation sits, what it costs, what it buys. */
#include "command/ffn.h"

#include <stdlib.h>

#define S struct ffn_options
static const struct option_row rows[] = {
    OPT_SET(S, set),
    OPT_NO_BIAS(S, no_bias),
    OPT_ACTIVATION(S, activation, NULL),
    OPT_INIT(S, init, "lecun"),
    OPT_SAMPLES(S, samples, "256"),
    { .name = "block",
      .argument = "NAME",
      .kind = &option_text,
      .place = offsetof(S, block),
      .preset = "gpt2",
      .choices = "gpt2 bert llama t5 gemma",
      .help = "whose sizes: gpt2 (XL), bert (base), llama (2 7B), t5 (v1.0 base) or gemma (2B)" },
    OPT_COUNT("dim", S, dim, 1, 1 << 20, "width of the model instead"),
    OPT_COUNT("hidden", S, hidden, 1, 1 << 20, "hidden size"),
    OPT_FLAG("gated", S, gated, "down(f(gate x) * up x), whatever the block"),
    OPT_FLAG("ungated", S, ungated, "down(f(up x)), whatever the block"),
    OPT_FLAG("check", S, check, "which parts of a transformer are linear"),
    { .name = "layer",
      .argument = "N",
      .kind = &option_count,
      .place = offsetof(S, layer),
      .high = 100000,
      .preset = "0",
      .help = "which layer of the file, from 0" },
    { .name = "expert",
      .argument = "N",
      .kind = &option_count,
      .place = offsetof(S, expert),
      .high = 100000,
      .help = "which expert of that layer, from 0, in a mixture of experts" },
    OPT_TEXT("up", S, up, "NAME", "the tensor that goes to the middle, for names not known here"),
    OPT_TEXT("down", S, down, "NAME", "the tensor that comes back, with --up"),
    OPT_TEXT("gate", S, gate, "NAME", "the gate's tensor, with --up and --down"),
    OPT_FLAG("list", S, list, "what the file holds, and which layers are known"),
    { .name = "inputs",
      .argument = "FILE",
      .kind = &option_text,
      .place = offsetof(S, inputs),
      .path = PATH_INPUT,
      .help = "inputs to measure on: an array of rows of the model's width" },
    { .name = NULL },
};

/* ---- the block that was asked for ----------------------------------------------------------- */

static bool activation_read(const struct ffn_options *o, const char *otherwise, struct function *g,
                            struct error *err)
{
    if (!function_parse(g, o->activation ? o->activation : otherwise, o->set.value, o->set.count,
                        err))
        return false;
    if (!g->vectorwise)
        return true;
    error_usage(err,
                "--activation %s: acts on a whole vector; the block needs a function of one number",
                quote(g->label).text);
    function_free(g);
    return false;
}

static bool fits_memory(const struct ffn *block, struct error *err)
{
    double have = memory_there();
    double need = 12 * (double)ffn_parameters(
                           block); /* the weights, and one matrix in double while it is made */
    if (need < have)
        return true;
    return error_usage(err, "--dim %zu --hidden %zu: needs %.0f MB, %s %.0f; choose smaller ones",
                       block->dim, block->hidden, need / 1e6, memory_whose(), have / 1e6);
}

/* Two numbers a sample are kept. */
static bool samples_fit(const struct ffn_options *o, struct error *err)
{
    return memory_allows("samples", "so many", 16 * (double)o->samples, err);
}

static bool random_block(const struct request *q, const struct ffn_options *o,
                         struct ffn_found *found, struct error *err)
{
    const struct ffn_row *row = ffn_find(o->block);
    struct init init;
    if (o->gated && o->ungated)
        return error_usage(err, "--gated --ungated: only one of the two");
    if (option_given(q, &o->layer) || o->inputs)
        return error_usage(err, "--%s: goes with a model's file", o->inputs ? "inputs" : "layer");
    if (option_given(q, &o->expert) || o->up || o->down || o->gate || o->list)
        return error_usage(err, "--expert, --up, --down, --gate, --list: go with a model's file");
    if (!init_parse(o->init, &init, err))
        return error_prefix(err, "--init ");
    found->block = (struct ffn){
        .dim = o->dim ? o->dim : row->dim,
        .hidden = o->hidden ? o->hidden : row->hidden,
        .gated = (row->gated || o->gated) && !o->ungated,
        .bias = row->bias && !o->no_bias,
    };
    found->name = o->dim || o->hidden || o->gated || o->ungated ? "your own sizes" : row->model;
    if (!fits_memory(&found->block, err) ||
        !activation_read(o, row->activation, &found->activation, err))
        return false;
    ffn_random(&found->block, &init, o->delivery.seed);
    return true;
}

static bool file_asked_well(const struct request *q, const struct ffn_options *o, struct error *err)
{
    if (o->dim || o->hidden || o->gated || o->ungated || o->no_bias)
        return error_usage(err, "--dim, --hidden, --gated, --no-bias: the file has its own");
    if ((o->up != NULL) != (o->down != NULL))
        return error_usage(err, "--%s: give both --up NAME and --down NAME", o->up ? "up" : "down");
    if (o->gate && !o->up)
        return error_usage(err, "--gate: goes with --up NAME and --down NAME");
    if (o->up && (option_given(q, &o->layer) || option_given(q, &o->expert)))
        return error_usage(err, "--up: names the tensors itself, without --layer and --expert");
    return true;
}

static bool file_block(const struct request *q, const struct ffn_options *o,
                       struct ffn_found *found, struct error *err)
{
    const struct model_wish wish = {
        .path = q->operands[0],
        .layer = o->layer,
        .expert = o->expert,
        .expert_given = option_given(q, &o->expert),
        .up = o->up,
        .gate = o->gate,
        .down = o->down,
        .activation = o->activation,
    };
    bool ok;
    if (!file_asked_well(q, o, err) || !model_read(&wish, &found->block, &found->model, err))
        return false;
    found->real = true;
    found->name = found->model.naming;
    ok = activation_read(o, found->model.activation, &found->activation, err);
    if (!ok) {
        ffn_free(&found->block);
        model_free(&found->model);
    }
    return ok;
}

/* ---- the recipe ----------------------------------------------------------------------------- */

static bool check_run(const struct ffn_options *o, struct report *r, struct error *err)
{
    struct function g;
    if (!activation_read(o, ffn_find(o->block)->activation, &g, err))
        return false;
    ffn_parts_report(&g, o->delivery.seed, r);
    function_free(&g);
    return true;
}

/* All rows of --inputs, as far as the memory goes; no more than --samples, where the user gave it.
 */
static bool inputs_read(const struct request *q, struct ffn_found *found, struct error *err)
{
    const struct ffn_options *o = q->options;
    size_t most = block_inputs_most(found->block.dim);
    if (!o->inputs)
        return true;
    if (option_given(q, &o->samples) && o->samples < most)
        most = (size_t)o->samples;
    return model_inputs_read(o->inputs, found->block.dim, most, &found->given, err);
}

static bool measure(const struct request *q, struct ffn_found *found, struct report *r,
                    struct error *err)
{
    const struct ffn_options *o = q->options;
    struct quoted file = quote(q->noperands ? q->operands[0] : "");
    const struct block_wish wish = {
        .block = &found->block,
        .whose = q->noperands ? file.text : "random weights",
        .given = &found->given,
        .samples = (size_t)o->samples,
        .seed = o->delivery.seed,
    };
    struct error no_blas;
    if (!inputs_read(q, found, err))
        return false;
    if (!blas_load(&no_blas))
        report_note(r, "%s: our own loops multiply, slower", no_blas.text);
    return block_measure(&wish, &found->measured, err);
}

static bool ffn_run(const struct request *q, struct report *r, struct error *err)
{
    const struct ffn_options *o = q->options;
    struct ffn_found found = { .real = false };
    bool ok;
    if (q->noperands > 1)
        return error_usage(err, "%s: one file is enough", quote(q->operands[1]).text);
    if (!samples_fit(o, err))
        return false;
    if (o->check)
        return check_run(o, r, err);
    if (o->list && q->noperands)
        return ffn_list_report(q->operands[0], r, err);
    if (!(q->noperands ? file_block(q, o, &found, err) : random_block(q, o, &found, err)))
        return false;
    found.block.activation = &found.activation;
    ok = measure(q, &found, r, err);
    if (ok)
        ffn_report(o, &found, r);
    block_measured_free(&found.measured);
    free(found.given.x);
    free(found.given.remark);
    model_free(&found.model);
    ffn_free(&found.block);
    function_free(&found.activation);
    return ok;
}

const struct command command_ffn = {
    .name = "ffn",
    .order = 110,
    .operands = "[MODEL]",
    .files = true,
    .about = "examine the feedforward block of a transformer",
    .group = GROUP_NETWORKS,
    .meanings = "transformer mlp block model feedforward",
    .options = rows,
    .size = sizeof(S),
    .details = "Sizes are the real ones. With --check, the parts of a transformer are measured one "
               "by one: which are "
               "linear, which scale, which neither. With MODEL the weights are real ones too: a "
               "safetensors, PyTorch or GGUF file, an index of several, or a folder with a model "
               "and its config.json. The names of some forty families are known; --list shows "
               "what a file holds, and --up NAME --down NAME take any other block. Only the files "
               "that the block is in are read. With --inputs every number is "
               "measured on the rows of your array (all of them, or the first --samples); the "
               "best affine map is then fitted "
               "to them by least squares.",
    .examples = "actfn ffn\n"
                "actfn ffn --block llama --samples 64\n"
                "actfn ffn --check\n"
                "actfn ffn model.safetensors --layer 5 --inputs x.npy\n"
                "actfn ffn checkpoint.pt --list",
    .run = ffn_run,
};
