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
    const char *typed;                 /* what to put before a message: the file, or "random weights" */
    bool real;                         /* weights from a file */
    struct model model;                /* then: what its names and config.json told */
    struct inputs given;               /* --inputs; x NULL: N(0,1) */
    size_t inputs;                     /* that everything was measured on */
    struct ffn_effect effect;
    struct ffn_units units;
    struct bins pre;                   /* what the activation sees */
    double activation_percent;         /* of the time of a forward pass */
};

struct ffn_options {
    struct delivery delivery;
    struct settings set;
    bool no_bias;
    char *activation, *init;
    uint64_t samples;
    char *block;
    uint64_t dim, hidden;              /* 0: the block's own */
    bool gated, ungated, check;
    uint64_t layer;
    char *inputs;
};
#define S struct ffn_options
static const struct option_row rows[] = {
    OPT_SET(S, set),
    OPT_NO_BIAS(S, no_bias),
    OPT_ACTIVATION(S, activation, NULL),
    OPT_INIT(S, init, "lecun"),
    OPT_SAMPLES(S, samples, "256"),
    { .name = "block", .argument = "NAME", .kind = &option_text, .place = offsetof(S, block), .preset = "gpt2",
      .choices = "gpt2 bert llama t5 gemma",
      .help = "whose sizes: gpt2 (XL), bert (base), llama (2 7B), t5 (v1.0 base) or gemma (2B)" },
    OPT_COUNT("dim", S, dim, 1, 1 << 20, "width of the model instead"),
    OPT_COUNT("hidden", S, hidden, 1, 1 << 20, "width of the middle instead"),
    OPT_FLAG("gated", S, gated, "down(f(gate x) * up x), whatever the block"),
    OPT_FLAG("ungated", S, ungated, "down(f(up x)), whatever the block"),
    OPT_FLAG("check", S, check, "which parts of a transformer are linear"),
    { .name = "layer", .argument = "N", .kind = &option_count, .place = offsetof(S, layer), .high = 100000, .preset = "0",
      .help = "which layer of the file, from 0" },
    { .name = "inputs", .argument = "FILE", .kind = &option_text, .place = offsetof(S, inputs), .path = PATH_INPUT,
      .help = "inputs to measure on (.npy, rows of the model's width)" },
    { .name = NULL },
};

/* ---- the block that was asked for -------------------------------------------------------------------*/

static bool activation_read(const struct ffn_options *o, const char *otherwise, struct function *g, struct message *why)
{
    if (!function_parse(g, o->activation ? o->activation : otherwise, o->set.value, o->set.count, why))
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
static bool samples_fit(const struct ffn_options *o, struct message *why)
{
    return memory_allows("samples", "so many", 16 * (double)o->samples, why);
}

static int random_block(const struct request *q, const struct ffn_options *o, struct run *run, struct message *why)
{
    const struct ffn_row *row = ffn_find(o->block);
    struct init init;
    struct message what;
    if (o->gated && o->ungated)
        return message_set(why, "--gated --ungated: only one of the two"), STATUS_USAGE;
    if (option_given(q, &o->layer) || o->inputs)
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
    ffn_random(&run->block, &init, o->delivery.seed);
    return STATUS_DONE;
}

static int file_block(const struct request *q, const struct ffn_options *o, struct run *run, struct message *why)
{
    bool good;
    if (o->dim || o->hidden || o->gated || o->ungated || o->no_bias)
        return message_set(why, "--dim, --hidden, --gated, --no-bias: the file has its own"), STATUS_USAGE;
    if (!model_read(q->operands[0], o->layer, o->activation, &run->block, &run->model, why))
        return STATUS_FAILED;
    run->real = true;
    run->name = run->model.naming;
    good = activation_read(o, run->model.activation, &run->activation, why);
    if (!good) {
        ffn_free(&run->block);
        model_free(&run->model);
    }
    return good ? STATUS_DONE : STATUS_USAGE;
}

/* ---- measuring -----------------------------------------------------------------------------------------*/

enum { AT_ONCE = 256 };       /* inputs: as many as the middle's memory should hold */

/* How many rows of --inputs: all, as far as a quarter of the memory holds what the fit needs of them (five doubles a number);
 * no more than --samples, where the user gave it. */
static size_t inputs_most(const struct request *q, size_t dim)
{
    const struct ffn_options *o = q->options;
    double fit = memory_there() / 4 / (5 * sizeof(double) * (double)dim);
    size_t most = fit > 1e6 ? 1000000 : fit < AT_ONCE ? AT_ONCE : (size_t)fit;
    return option_given(q, &o->samples) && o->samples < most ? (size_t)o->samples : most;
}

/* Where the numbers of a forward pass stop being finite, if they do. */
struct stage { const char *what; const float *at; size_t width; };

static bool stays_finite(const struct run *run, size_t n, size_t first, const struct stage *stage, size_t nstages,
                         struct message *why)
{
    for (size_t s = 0; s < nstages; s++)
        for (size_t i = 0; i < n * stage[s].width; i++)
            if (!isfinite(stage[s].at[i]))
                return message_set(why, "%s: the output overflows float at %s %zu on input %zu (from 0, %s): it is %s",
                                   run->typed, stage[s].what, i % stage[s].width, first + i / stage[s].width, run->given.x ? "--inputs" : "N(0,1)",
                                   number_text((double)stage[s].at[i]).text);
    return true;
}

/* An activation that has no finite value where it is asked for one: the function's fault, not the weights'. */
static bool activation_finite(const struct run *run, size_t n, const float *pre, struct message *why)
{
    double x[BLOCK], f[BLOCK];
    for (size_t i = 0; i < n * run->block.hidden; i += BLOCK) {
        size_t m = n * run->block.hidden - i < BLOCK ? n * run->block.hidden - i : BLOCK;
        for (size_t k = 0; k < m; k++)
            x[k] = (double)pre[i + k];
        function_map(&run->activation, m, x, f, NULL, NULL);
        for (size_t k = 0; k < m; k++)
            if (!isfinite(f[k]))
                return message_set(why, "%s: is %s at %s, which unit %zu gets", quote(run->activation.label).text,
                                   number_text(f[k]).text, number_text_short(x[k], 6).text, (i + k) % run->block.hidden);
    }
    return true;
}

struct pass { float *x, *pre, *middle, *y; double seconds, activating; };

/* AT_ONCE inputs or fewer: times, units, histogram. y is where the outputs go. */
static bool pass_some(struct run *run, struct pass *p, const float *x, size_t first, size_t n, float *y, struct message *why)
{
    const struct ffn *block = &run->block;
    double activating, wide[BLOCK];
    size_t count = n * block->hidden;
    p->seconds += ffn_forward(block, n, x, p->pre, p->middle, y, &activating);
    p->activating += activating;
    const struct stage before = { "the pre-activation of unit", p->pre, block->hidden };
    const struct stage after[] = { { "unit", p->middle, block->hidden }, { "output", y, block->dim } };
    if (!stays_finite(run, n, first, &before, 1, why))
        return false;
    if (!stays_finite(run, n, first, after, 2, why)) {
        struct message function;
        if (!activation_finite(run, n, p->pre, &function))
            *why = function;
        return false;
    }
    ffn_units_add(block, n, p->pre, &run->units);
    for (size_t i = 0; i < count; i += BLOCK) {
        size_t m = count - i < BLOCK ? count - i : BLOCK;
        for (size_t k = 0; k < m; k++)
            wide[k] = (double)p->pre[i + k];
        bins_add(&run->pre, m, wide);
    }
    return true;
}

/* All inputs through the block. outputs: where they are wanted (rows of dim), or NULL. */
static bool forward(const struct ffn_options *o, struct run *run, float *outputs, struct message *why)
{
    size_t dim = run->block.dim, most = run->inputs < AT_ONCE ? run->inputs : AT_ONCE;
    struct pass p = { memory_new(most * dim, sizeof(float)), memory_new(most * run->block.hidden, sizeof(float)),
                      memory_new(most * run->block.hidden, sizeof(float)), memory_new(most * dim, sizeof(float)), 0, 0 };
    struct random chance;
    bool good = true;
    random_seed(&chance, o->delivery.seed, 6);
    ffn_units_start(&run->block, &run->units);
    bins_new(&run->pre);
    for (size_t first = 0; first < run->inputs && good; first += AT_ONCE) {
        size_t n = run->inputs - first < AT_ONCE ? run->inputs - first : AT_ONCE;
        for (size_t i = 0; !run->given.x && i < n * dim; i++)
            p.x[i] = (float)random_normal(&chance);
        good = pass_some(run, &p, run->given.x ? run->given.x + first * dim : p.x, first, n,
                         outputs ? outputs + first * dim : p.y, why);
        progress_step((double)(first + n), NULL);
    }
    ffn_units_finish(&run->block, &run->units);
    run->activation_percent = 100 * p.activating / p.seconds;
    free(p.x);
    free(p.pre);
    free(p.middle);
    free(p.y);
    return good;
}

static bool measure(const struct request *q, struct run *run, struct report *r, struct message *why)
{
    const struct ffn_options *o = q->options;
    struct message no_blas;
    float *outputs = NULL;
    if (o->inputs && !inputs_read(o->inputs, run->block.dim, inputs_most(q, run->block.dim), &run->given, why))
        return false;
    run->inputs = o->inputs ? run->given.rows : (size_t)o->samples;
    if (!blas_load(&no_blas))
        report_note(r, "%s: our own loops multiply, slower", no_blas.text);
    if (o->inputs)
        outputs = memory_new(run->inputs * run->block.dim, sizeof *outputs);
    progress_start("measuring", (double)run->inputs);
    bool good = forward(o, run, outputs, why);
    if (good && o->inputs)
        ffn_effect_given(&run->block, run->inputs, run->given.x, outputs, &run->effect);
    else if (good)
        ffn_effect(&run->block, o->samples, o->delivery.seed, &run->effect);
    progress_end();
    free(outputs);
    if (good) {
        blocks_table(r, run->name, &run->block);
        matrices_table(r, &run->block);
        units_table(r, &run->block, &run->units);
        histogram_table(r, run->block.activation, &run->pre);
    }
    return good;
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

static void say_effect(const struct run *run, struct report *r)
{
    const struct ffn_effect *e = &run->effect;
    struct number_text misses = number_text_short(e->superposition_error, 3);
    if (e->too_few)
        report_say(r, "Buys", "Not measured: an affine map of %zu inputs fits %zu row%s exactly; it takes %zu rows or more. f(a+b) "
                   "misses f(a) + f(b) - f(0) by %s of its size.", run->block.dim, run->inputs, run->inputs == 1 ? "" : "s",
                   run->block.dim + 2, misses.text);
    else if (e->constant)
        report_say(r, "Buys", "Nothing that can be measured: the output is the same for every input.");
    else if (!isfinite(e->not_affine_percent))
        report_say(r, "Buys", "Not measured: what of the output no affine map explains overflows float.");
    else
        report_say(r, "Buys", "%s %% of the output (by variance, +- %s) is out of reach of the best affine map; f(a+b) misses "
                   "f(a) + f(b) - f(0) by %s of its size.", number_text_short(e->not_affine_percent, 3).text,
                   number_text_short(e->sampling_error, 1).text, misses.text);
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
    say_effect(run, r);
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
    report_fact(r, "inputs_used", (double)run->inputs);
    report_fact_text(r, "activation", run->activation.label);
}

/* What the numbers stand on: weights, inputs, how many of them. */
static void notes(const struct ffn_options *o, const struct run *run, struct report *r)
{
    const char *weights = run->real ? "the file's weights" : "random weights: ", *init = run->real ? "" : o->init;
    if (run->real) {
        report_note(r, "%s", run->model.layout);
        report_note(r, "The activation is from %s.", run->model.activation_from);
    }
    if (run->given.x && run->given.there > run->given.rows)
        report_note(r, "--inputs %s: the first %zu of %llu rows were used", quote(o->inputs).text, run->given.rows,
                    (unsigned long long)run->given.there);
    if (run->effect.too_few)
        report_note(r, "not_affine_percent is nan: %zu inputs are fewer than %zu, the model's width + 2", run->inputs,
                    run->block.dim + 2);
    if (run->given.x)
        report_note(r, "%s%s, %zu inputs of %s, the best affine map by least squares; times are this machine's", weights, init,
                    run->inputs, quote(o->inputs).text);
    else
        report_note(r, "%s%s, inputs N(0,1), %zu samples, seed %llu; f(a+b) on %zu pairs; times are this machine's", weights, init,
                    run->inputs, (unsigned long long)o->delivery.seed, run->effect.pairs);
}

/* ---- the recipe ----------------------------------------------------------------------------------------*/

static int check_run(const struct ffn_options *o, struct report *r, struct message *why)
{
    struct function g;
    if (!activation_read(o, ffn_find(o->block)->activation, &g, why))
        return STATUS_USAGE;
    report_headline(r, "Which parts of a transformer are linear?");
    report_note(r, "degree nan: the part has none, it does not scale");
    report_say(r, "Asked", "Does f(a+b) equal f(a) + f(b) - f(0)? Does f(s x) equal s^degree f(x)?");
    report_say(r, "Found", "Softmax and the activation (%s) are not alone: the norms divide by a statistic of their input, and "
               "attention scores and gates multiply inputs with inputs.", g.label);
    parts_table(r, &g, o->delivery.seed);
    function_free(&g);
    return STATUS_DONE;
}

static int ffn_run(const struct request *q, struct report *r, struct message *why)
{
    const struct ffn_options *o = q->options;
    struct run run = { .real = false };
    struct quoted file = quote(q->noperands ? q->operands[0] : "");
    int status;
    if (q->noperands > 1)
        return message_set(why, "%s: one file is enough", quote(q->operands[1]).text), STATUS_USAGE;
    if (!samples_fit(o, why))
        return STATUS_USAGE;
    if (o->check)
        return check_run(o, r, why);
    status = q->noperands ? file_block(q, o, &run, why) : random_block(q, o, &run, why);
    if (status != STATUS_DONE)
        return status;
    run.block.activation = &run.activation;
    run.typed = q->noperands ? file.text : "random weights";
    if (measure(q, &run, r, why)) {
        words(&run, r);
        facts(&run, r);
        notes(o, &run, r);
        report_figure(r, "ffn");
    } else
        status = STATUS_FAILED;
    ffn_units_free(&run.units);
    bins_free(&run.pre);
    free(run.given.x);
    model_free(&run.model);
    ffn_free(&run.block);
    function_free(&run.activation);
    return status;
}

const struct command command_ffn = {
    .name = "ffn",
    .order = 110,
    .operands = "[FILE.safetensors]",
    .files = true,
    .about = "the transformer's feedforward block: where the activation sits and what it buys",
    .options = rows,
    .size = sizeof(S),
    .details = "Sizes are the real ones. With --check, the parts of a transformer are measured one by one: which are "
               "linear, which scale, which neither. With a model's file (HuggingFace names of GPT-2, BERT, Llama, Gemma "
               "or T5; also sharded, by its index.json) the weights are the real ones too. With --inputs every number is "
               "measured on the rows of your .npy file (all of them, or the first --samples); the best affine map is then fitted "
               "to them by least squares.",
    .examples = "actfn ffn\n"
                "actfn ffn --block llama --samples 64\n"
                "actfn ffn --check\n"
                "actfn ffn model.safetensors --layer 5 --inputs x.npy",
    .run = ffn_run,
};
