/* ffn: the transformer's feedforward block, with real sizes and, where there is a file, real weights: where the
 * activation sits, what it costs, what it buys. */
#include "command/ffn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One run: the block, whose it is, and what was measured. */
struct run {
    struct ffn block;
    struct function activation;
    const char *name;                  /* "GPT-2 XL" */
    bool real;                         /* weights from a file */
    struct ffn_effect effect;
    struct ffn_units units;
    size_t inputs;                     /* inputs the units were measured on */
    double activation_percent;         /* of the time of a forward pass */
};

/* ---- the block that was asked for -------------------------------------------------------------------*/

static bool activation_read(const struct options *o, const char *otherwise, struct function *g, struct message *why)
{
    if (!function_parse(g, o->activation ? o->activation : otherwise, o->set, o->nset, why))
        return false;
    if (!g->vectorwise)
        return true;
    message_set(why, "--activation %s: acts on a whole vector; the block needs a function of one number", quote(g->label).text);
    function_free(g);
    return false;
}

static bool fits_memory(const struct ffn *block, struct message *why)
{
    double have = memory_there();
    double need = 12 * (double)ffn_parameters(block);   /* the weights, and one matrix in double while it is made */
    if (need < have)
        return true;
    return message_set(why, "--dim %zu --hidden %zu: needs %.0f MB, %s %.0f; choose smaller ones", block->dim,
                       block->hidden, need / 1e6, memory_whose(), have / 1e6);
}

/* Two numbers a sample are kept. */
static bool samples_fit(const struct options *o, struct message *why)
{
    return memory_allows("samples", "so many", 16 * (double)o->samples, why);
}

static int random_block(const struct options *o, struct run *run, struct message *why)
{
    const struct ffn_row *row = ffn_find(o->block);
    struct init init;
    struct message what;
    if (o->gated && o->ungated)
        return message_set(why, "--gated --ungated: only one of the two"), STATUS_USAGE;
    if (o->layer_given || o->inputs)
        return message_set(why, "--%s: goes with a model's file", o->inputs ? "inputs" : "layer"), STATUS_USAGE;
    if (!init_parse(o->init, &init, &what))
        return message_set(why, "--init %s", what.text), STATUS_USAGE;
    run->block = (struct ffn){
        .dim = o->dim ? o->dim : row->dim,
        .hidden = o->hidden ? o->hidden : row->hidden,
        .gated = (row->gated || o->gated) && !o->ungated,
        .bias = row->bias && !o->no_bias,
    };
    run->name = o->dim || o->hidden || o->gated || o->ungated ? "your own sizes" : row->model;
    if (!fits_memory(&run->block, why) || !activation_read(o, row->activation, &run->activation, why))
        return STATUS_USAGE;
    ffn_random(&run->block, &init, o->seed);
    return STATUS_DONE;
}

static int file_block(const struct options *o, struct run *run, struct message *why)
{
    char *activation;
    bool good;
    if (o->dim || o->hidden || o->gated || o->ungated || o->no_bias)
        return message_set(why, "--dim, --hidden, --gated, --no-bias: the file has its own"), STATUS_USAGE;
    if (!model_read(o->operands[0], o->layer, &run->block, &run->name, &activation, why))
        return STATUS_FAILED;
    run->real = true;
    good = activation_read(o, activation, &run->activation, why);
    free(activation);
    if (!good)
        ffn_free(&run->block);
    return good ? STATUS_DONE : STATUS_USAGE;
}

/* ---- measuring -----------------------------------------------------------------------------------------*/

enum { INPUTS_MOST = 256 };   /* as many as the middle's memory should hold */

static bool inputs_make(const struct options *o, struct run *run, float **x, struct message *why)
{
    struct random chance;
    if (o->inputs)
        return inputs_read(o->inputs, run->block.dim, INPUTS_MOST, x, &run->inputs, why);
    run->inputs = o->samples < INPUTS_MOST ? (size_t)o->samples : INPUTS_MOST;
    *x = memory_new(run->inputs * run->block.dim, sizeof **x);
    random_seed(&chance, o->seed, 6);
    for (size_t i = 0; i < run->inputs * run->block.dim; i++)
        (*x)[i] = (float)random_normal(&chance);
    return true;
}

/* A forward pass: units, histogram, and the activation's share of the time. */
static void forward(struct run *run, const float *x, struct report *r)
{
    const struct ffn *block = &run->block;
    size_t n = run->inputs;
    float *pre = memory_new(n * block->hidden, sizeof *pre), *middle = memory_new(n * block->hidden, sizeof *middle);
    float *y = memory_new(n * block->dim, sizeof *y);
    double activation, all = ffn_forward(block, n, x, pre, middle, y, &activation);
    run->activation_percent = 100 * activation / all;
    ffn_units(block, n, pre, &run->units);
    units_table(r, block, &run->units);
    histogram_table(r, block->activation, n * block->hidden, pre);
    free(pre);
    free(middle);
    free(y);
}

static bool measure(const struct options *o, struct run *run, struct report *r, struct message *why)
{
    struct message no_blas;
    float *x;
    if (!inputs_make(o, run, &x, why))
        return false;
    if (!blas_load(&no_blas))
        report_note(r, "%s: our own loops multiply, slower", no_blas.text);
    progress_start("measuring", (double)o->samples);
    ffn_effect(&run->block, o->samples, o->seed, &run->effect);
    blocks_table(r, run->name, &run->block);
    matrices_table(r, &run->block);
    forward(run, x, r);
    progress_end();
    free(x);
    return true;
}

/* ---- words and facts -----------------------------------------------------------------------------------*/

/* "20,488,000" */
struct grouped { char text[32]; };
static struct grouped grouped(uint64_t n)
{
    struct grouped g;
    char plain[24];
    int length = snprintf(plain, sizeof plain, "%llu", (unsigned long long)n), k = 0;
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            g.text[k++] = ',';
        g.text[k++] = plain[i];
    }
    g.text[k] = 0;
    return g;
}

static void say_without(const struct run *run, struct report *r)
{
    const struct ffn *b = &run->block;
    const char *f = run->activation.label;
    if (b->gated)
        report_say(r, "Without", "Take %s away and gate x * up x is left: a product of two inputs, quadratic, so even then the "
                   "block is no single matrix. Take the gate branch away too, and down(up x) is one matrix of %s parameters.",
                   f, grouped((uint64_t)b->dim * b->dim).text);
    else
        report_say(r, "Without", "Take %s away and one matrix does the same: %s parameters do the work of %s%s.", f,
                   grouped(ffn_collapsed(b)).text, grouped(ffn_parameters(b)).text,
                   b->hidden >= b->dim ? "" : ", and its rank is at most the width of the middle");
}

static double dead_units(const struct run *run, double *always_on)
{
    double dead = 0;
    *always_on = 0;
    for (size_t i = 0; i < run->block.hidden; i++) {
        double low = run->units.slope_low[i], high = run->units.slope_high[i];
        dead += low == 0 && high == 0;
        *always_on += low == high && low != 0;
    }
    return dead;
}

static void words(const struct run *run, struct report *r)
{
    const struct ffn *b = &run->block;
    const char *f = run->activation.label, *biases = b->bias ? " with biases" : ", no biases";
    double always_on, dead = dead_units(run, &always_on);
    report_headline(r, "The feedforward block of %s: %zu to %zu to %zu", run->name, b->dim, b->hidden, b->dim);
    if (b->gated)
        report_say(r, "Computes", "down( %s(gate x) * up x ), three matrices%s. The activation sits on the gate branch, not on "
                   "the up branch, and what comes back is the down projection; many listings get one of the two wrong.", f, biases);
    else
        report_say(r, "Computes", "down( %s(up x) ), two matrices%s. The activation sits between them.", f, biases);
    report_say(r, "Costs", "%s parameters and %s FLOPs a token. The activation took %s %% of the time of a forward pass here.",
               grouped(ffn_parameters(b)).text, grouped(ffn_flops(b)).text, number_text_short(run->activation_percent, 2).text);
    if (!isfinite(run->effect.not_affine_percent))
        report_say(r, "Buys", "Nothing that can be measured: the output is the same for every input.");
    else
        report_say(r, "Buys", "%s %% of the output (by variance, +- %s) is out of reach of the best affine map; f(a+b) misses "
               "f(a) + f(b) - f(0) by %s of its size.", number_text_short(run->effect.not_affine_percent, 3).text,
               number_text_short(run->effect.sampling_error, 1).text, number_text_short(run->effect.superposition_error, 3).text);
    say_without(run, r);
    report_say(r, "Units", "On %zu inputs %s of %zu units are dead (slope 0 on all of them) and %s always on (one slope on all). "
               "%s %% of the pre-activations are negative; on %s %% the slope is below a tenth of the steepest.", run->inputs,
               number_text(dead).text, b->hidden, number_text(always_on).text, number_text_short(run->units.negative_percent, 3).text,
               number_text_short(run->units.saturated_percent, 3).text);
}

static void facts(const struct run *run, struct report *r)
{
    const struct ffn *b = &run->block;
    double always_on, dead = dead_units(run, &always_on);
    report_fact(r, "parameters", (double)ffn_parameters(b));
    report_fact(r, "flops_per_token", (double)ffn_flops(b));
    report_fact(r, "hidden", (double)b->hidden);
    report_fact(r, "dim", (double)b->dim);
    report_fact(r, "matrices", (double)ffn_matrices(b));
    report_fact(r, "not_affine_percent", run->effect.not_affine_percent);
    report_fact(r, "not_affine_error", run->effect.sampling_error);
    report_fact(r, "superposition_error", run->effect.superposition_error);
    if (!b->gated)
        report_fact(r, "collapsed_parameters", (double)ffn_collapsed(b));
    report_fact(r, "activation_percent", run->activation_percent);
    report_fact(r, "dead", dead);
    report_fact(r, "always_on", always_on);
    report_fact(r, "negative_percent", run->units.negative_percent);
    report_fact(r, "saturated_percent", run->units.saturated_percent);
    report_fact_text(r, "activation", run->activation.label);
}

/* ---- the recipe ----------------------------------------------------------------------------------------*/

static int check_run(const struct options *o, struct report *r, struct message *why)
{
    struct function g;
    if (!activation_read(o, ffn_find(o->block)->activation, &g, why))
        return STATUS_USAGE;
    report_headline(r, "Which parts of a transformer are linear?");
    report_note(r, "degree nan: the part has none, it does not scale");
    report_say(r, "Asked", "Does f(a+b) equal f(a) + f(b) - f(0)? Does f(s x) equal s^degree f(x)?");
    report_say(r, "Found", "Softmax and the activation (%s) are not alone: the norms divide by a statistic of their input, and "
               "attention scores and gates multiply inputs with inputs.", g.label);
    parts_table(r, &g, o->seed);
    function_free(&g);
    return STATUS_DONE;
}

static int ffn_run(struct options *o, const struct destination *d, struct report *r, struct message *why)
{
    struct run run = { .real = false };
    int status;
    (void)d;
    if (o->noperands > 1)
        return message_set(why, "%s: one file is enough", quote(o->operands[1]).text), STATUS_USAGE;
    if (!samples_fit(o, why))
        return STATUS_USAGE;
    if (o->check)
        return check_run(o, r, why);
    status = o->noperands ? file_block(o, &run, why) : random_block(o, &run, why);
    if (status != STATUS_DONE)
        return status;
    run.block.activation = &run.activation;
    if (measure(o, &run, r, why)) {
        words(&run, r);
        facts(&run, r);
        report_note(r, "%s%s, inputs %s, %llu samples, seed %llu; times are this machine's", run.real ? "the file's weights" : "random weights: ",
                    run.real ? "" : o->init, o->inputs ? "from the file" : "N(0,1)", (unsigned long long)o->samples,
                    (unsigned long long)o->seed);
        report_figure(r, "ffn");
    } else
        status = STATUS_FAILED;
    ffn_units_free(&run.units);
    ffn_free(&run.block);
    function_free(&run.activation);
    return status;
}

const struct command command_ffn = {
    .name = "ffn",
    .operands = "[FILE.safetensors]",
    .about = "the transformer's feedforward block: where the activation sits and what it buys",
    .options = "block dim hidden gated ungated activation set init samples check layer inputs no-bias",
    .defaults = "--block=gpt2 --samples=256 --init=lecun --layer=0",
    .details = "Sizes are the real ones. With --check, the parts of a transformer are measured one by one: which are "
               "linear, which scale, which neither. With a model's file (HuggingFace names of GPT-2, BERT, Llama, Gemma "
               "or T5; also sharded, by its index.json) the weights are the real ones too.",
    .examples = "actfn ffn\n"
                "actfn ffn --block llama --samples 64\n"
                "actfn ffn --check\n"
                "actfn ffn model.safetensors --layer 5 --inputs x.npy",
    .run = ffn_run,
};
