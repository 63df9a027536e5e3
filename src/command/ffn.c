/* ffn: the transformer's feedforward block, with real sizes: where the activation sits, what it costs, what it buys. */
#include "command/command.h"
#include "network/ffn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the block that was asked for -------------------------------------------------------------------*/

static bool block_read(const struct options *o, const struct ffn_row *row, struct ffn *block, struct function *g, struct message *why)
{
    if (o->gated && o->ungated)
        return message_set(why, "--gated --ungated: only one of the two");
    if (!function_parse(g, o->activation ? o->activation : row->activation, o->set, o->nset, why))
        return false;
    if (g->vectorwise) {
        message_set(why, "--activation %s: acts on a whole vector; the block needs a function of one number", quote(g->label).text);
        function_free(g);
        return false;
    }
    *block = (struct ffn){
        .dim = o->dim ? o->dim : row->dim,
        .hidden = o->hidden ? o->hidden : row->hidden,
        .gated = (row->gated || o->gated) && !o->ungated,
        .bias = row->bias && !o->no_bias,
        .activation = g,
    };
    return true;
}

/* ---- tables --------------------------------------------------------------------------------------------*/

struct block_columns { char **name, **activation; double *dim, *hidden, *gated, *matrices, *parameters, *flops, *memory; };

static void block_fill(struct block_columns *c, size_t i, const char *name, const char *activation, const struct ffn *block)
{
    c->name[i] = text_copy(name);
    c->activation[i] = text_copy(activation);
    c->dim[i] = (double)block->dim;
    c->hidden[i] = (double)block->hidden;
    c->gated[i] = block->gated;
    c->matrices[i] = (double)ffn_matrices(block);
    c->parameters[i] = (double)ffn_parameters(block);
    c->flops[i] = (double)ffn_flops(block);
    c->memory[i] = (double)ffn_parameters(block) * 4 / 1048576;
}

/* The other form with as nearly the same number of parameters as whole numbers allow: three matrices of 2/3 the
 * width for two, so 8/3 d where the plain block has 4 d. */
static struct ffn other_form(const struct ffn *block)
{
    struct ffn other = *block;
    other.gated = !block->gated;
    other.hidden = block->gated ? (block->hidden * 3 + 1) / 2 : (block->hidden * 2 + 1) / 3;
    return other;
}

static void blocks_table(struct report *r, const char *name, const struct ffn *block)
{
    size_t n = 2, row = 0;
    while (ffn_row(n - 2))
        n++;
    struct table *t = report_table(r, "blocks", n);
    struct block_columns c;
    struct ffn other = other_form(block);
    c.name = table_texts(t, "block");
    c.activation = table_texts(t, "activation");
    c.dim = table_numbers(t, "dim");
    c.hidden = table_numbers(t, "hidden");
    c.gated = table_numbers(t, "gated");
    c.matrices = table_numbers(t, "matrices");
    c.parameters = table_numbers(t, "parameters");
    c.flops = table_numbers(t, "flops_per_token");
    c.memory = table_numbers(t, "float32_mib");
    block_fill(&c, row++, name, block->activation->label, block);
    block_fill(&c, row++, other.gated ? "gated, same parameters" : "ungated, same parameters", block->activation->label, &other);
    for (size_t i = 0; ffn_row(i); i++) {
        const struct ffn_row *b = ffn_row(i);
        struct ffn one = { .dim = b->dim, .hidden = b->hidden, .gated = b->gated, .bias = b->bias };
        block_fill(&c, row++, b->model, b->activation, &one);
    }
}

static void matrices_table(struct report *r, const struct ffn *block)
{
    size_t n = ffn_matrices(block);
    struct table *t = report_table(r, "matrices", n);
    char **name = table_texts(t, "matrix");
    double *rows = table_numbers(t, "rows"), *columns = table_numbers(t, "columns"), *biases = table_numbers(t, "biases");
    double *parameters = table_numbers(t, "parameters");
    const char *names[3] = { block->gated ? "gate" : "up", block->gated ? "up" : "down", "down" };
    for (size_t i = 0; i < n; i++) {
        bool down = i + 1 == n;
        name[i] = text_copy(names[i]);
        rows[i] = (double)(down ? block->dim : block->hidden);
        columns[i] = (double)(down ? block->hidden : block->dim);
        biases[i] = block->bias ? rows[i] : 0;
        parameters[i] = rows[i] * columns[i] + biases[i];
    }
}

static void parts_table(struct report *r, const struct function *g, uint64_t seed)
{
    size_t n = part_count();
    struct table *t = report_table(r, "parts", n);
    char **part = table_texts(t, "part"), **formula = table_texts(t, "formula");
    double *additive = table_numbers(t, "superposition_error"), *degree = table_numbers(t, "degree");
    char **verdict = table_texts(t, "verdict");
    for (size_t i = 0; i < n; i++) {
        struct part_check check;
        part_check(i, g, seed, &check);
        part[i] = text_copy(check.part);
        formula[i] = text_copy(check.formula);
        additive[i] = check.superposition_error;
        degree[i] = check.degree;
        verdict[i] = text_copy(check.verdict);
    }
}

/* What the pre-activations look like: BINS bins over +-reach, with the activation's curve beside them. */
enum { BINS = 60 };

static void histogram_table(struct report *r, const struct function *g, size_t n, const float *pre)
{
    struct table *t = report_table(r, "histogram", BINS);
    double *x = table_numbers(t, "x"), *share = table_numbers(t, "density"), *f = table_numbers(t, "f");
    double sum = 0, most, width;
    for (size_t i = 0; i < n; i++)
        sum += (double)pre[i] * (double)pre[i];
    most = fmax(4 * sqrt(sum / (double)n), 1e-30);
    width = 2 * most / BINS;
    t->no_text = true;
    for (size_t i = 0; i < BINS; i++)
        x[i] = -most + width * ((double)i + 0.5);
    for (size_t i = 0; i < n; i++) {
        double at = ((double)pre[i] + most) / width;
        if (at >= 0 && at < BINS)
            share[(size_t)at] += 1 / ((double)n * width);
    }
    function_map(g, BINS, x, f, NULL, NULL);
}

static void units_table(struct report *r, const struct ffn *block, const struct ffn_units *u)
{
    struct table *t = report_table(r, "units", block->hidden);
    double *unit = table_numbers(t, "unit"), *mean = table_numbers(t, "mean"), *spread = table_numbers(t, "spread");
    double *active = table_numbers(t, "active_percent"), *slope = table_numbers(t, "max_abs_slope"), *dead = table_numbers(t, "dead");
    t->no_text = true;
    for (size_t i = 0; i < block->hidden; i++) {
        unit[i] = (double)i;
        mean[i] = u->mean[i];
        spread[i] = u->spread[i];
        active[i] = u->active_percent[i];
        slope[i] = u->max_abs_slope[i];
        dead[i] = u->max_abs_slope[i] == 0;
    }
}

/* ---- measuring -----------------------------------------------------------------------------------------*/

struct measured { double activation_percent, dead, always_on; };

/* A forward pass on n inputs: the units, the histogram, and how much of the time the activation took. */
static struct measured forward(struct report *r, const struct ffn *block, size_t n, const float *x)
{
    float *pre = memory_new(n * block->hidden, sizeof *pre), *middle = memory_new(n * block->hidden, sizeof *middle);
    float *y = memory_new(n * block->dim, sizeof *y);
    struct ffn_units u = { memory_new(block->hidden, sizeof(double)), memory_new(block->hidden, sizeof(double)),
                           memory_new(block->hidden, sizeof(double)), memory_new(block->hidden, sizeof(double)) };
    struct measured m = { 0, 0, 0 };
    double activation, all = ffn_forward(block, n, x, pre, middle, y, &activation);
    m.activation_percent = 100 * activation / all;
    ffn_units(block, n, pre, &u);
    for (size_t i = 0; i < block->hidden; i++)
        m.dead += u.max_abs_slope[i] == 0;
    units_table(r, block, &u);
    histogram_table(r, block->activation, n * block->hidden, pre);
    free(pre);
    free(middle);
    free(y);
    free(u.mean);
    free(u.spread);
    free(u.active_percent);
    free(u.max_abs_slope);
    return m;
}

/* ---- words ---------------------------------------------------------------------------------------------*/

static const char *thousands(uint64_t n)
{
    static char text[4][32];
    static unsigned turn;
    char plain[32], *out = text[turn++ % 4];
    int length = snprintf(plain, sizeof plain, "%llu", (unsigned long long)n), k = 0;
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            out[k++] = ',';
        out[k++] = plain[i];
    }
    out[k] = 0;
    return out;
}

static void words(struct report *r, const struct ffn *block, const char *name,
                  const struct ffn_effect *e, const struct measured *m)
{
    const char *f = block->activation->label;
    report_headline(r, "The feedforward block of %s: %zu to %zu to %zu", name, block->dim, block->hidden, block->dim);
    if (block->gated)
        report_say(r, "Computes", "down( %s(gate x) * up x ), three matrices%s. The activation sits on the gate branch, not on "
                   "the up branch, and what comes back is the down projection; many listings get one of the two wrong.", f,
                   block->bias ? " with biases" : ", no biases");
    else
        report_say(r, "Computes", "down( %s(up x) ), two matrices%s. The activation sits between them.", f,
                   block->bias ? " with biases" : ", no biases");
    report_say(r, "Costs", "%s parameters and %s FLOPs a token. The activation took %s %% of the time of a forward pass here.",
               thousands(ffn_parameters(block)), thousands(ffn_flops(block)), number_text_short(m->activation_percent, 2).text);
    report_say(r, "Buys", "%s %% of the output (by variance, +- %s) is out of reach of the best affine map; f(a+b) misses "
               "f(a) + f(b) - f(0) by %s of its size.", number_text_short(e->not_affine_percent, 3).text,
               number_text_short(e->sampling_error, 1).text, number_text_short(e->superposition_error, 3).text);
    if (block->gated)
        report_say(r, "Without", "Take %s away and gate x * up x is left: a product of two inputs, quadratic, so even then the "
                   "block is no single matrix. Take the gate branch away too, and down(up x) is one matrix of %s parameters.",
                   f, thousands((uint64_t)block->dim * block->dim));
    else
        report_say(r, "Without", "Take %s away and one matrix does the same: %s parameters do the work of %s%s.", f,
                   thousands(ffn_collapsed(block)), thousands(ffn_parameters(block)),
                   block->hidden >= block->dim ? "" : ", and its rank is at most the width of the middle");
}

static void facts(struct report *r, const struct ffn *block, const struct ffn_effect *e, const struct measured *m)
{
    report_fact(r, "parameters", (double)ffn_parameters(block));
    report_fact(r, "flops_per_token", (double)ffn_flops(block));
    report_fact(r, "hidden", (double)block->hidden);
    report_fact(r, "dim", (double)block->dim);
    report_fact(r, "matrices", (double)ffn_matrices(block));
    report_fact(r, "not_affine_percent", e->not_affine_percent);
    report_fact(r, "not_affine_error", e->sampling_error);
    report_fact(r, "superposition_error", e->superposition_error);
    if (!block->gated)
        report_fact(r, "collapsed_parameters", (double)ffn_collapsed(block));
    report_fact(r, "activation_percent", m->activation_percent);
    report_fact(r, "dead", m->dead);
}

static int check_run(const struct options *o, const struct function *g, struct report *r)
{
    report_headline(r, "Which parts of a transformer are linear?");
    report_say(r, "Asked", "Does f(a+b) equal f(a) + f(b) - f(0)? Does f(s x) equal s f(x), or s to some other degree times f(x)?");
    report_say(r, "Found", "Softmax and the activation are not alone: the norms divide by a statistic of their input, and "
               "attention scores and gates multiply inputs with inputs.");
    parts_table(r, g, o->seed);
    report_figure(r, "parts");
    return STATUS_DONE;
}

static bool fits_memory(const struct ffn *block, struct message *why)
{
    double have = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    double need = 12 * (double)ffn_parameters(block);   /* the weights, and one matrix in double while it is made */
    if (need < have)
        return true;
    return message_set(why, "--dim %zu --hidden %zu: needs %.0f MB, this machine has %.0f; choose smaller ones", block->dim,
                       block->hidden, need / 1e6, have / 1e6);
}

static int random_run(const struct options *o, const struct ffn_row *row, struct ffn *block, struct report *r, struct message *why)
{
    struct ffn_effect effect;
    struct measured m;
    struct init init;
    struct random chance;
    struct message no_blas;
    size_t n = o->samples < 256 ? o->samples : 256;
    float *x;
    bool own = o->dim || o->hidden || o->gated || o->ungated;
    if (!init_parse(o->init, &init, why)) {
        struct message what = *why;
        return message_set(why, "--init %s", what.text), STATUS_USAGE;
    }
    if (!fits_memory(block, why))
        return STATUS_USAGE;
    if (!blas_load(&no_blas))
        report_note(r, "%s: our own loops multiply, slower", no_blas.text);
    progress_start("measuring", (double)o->samples);
    ffn_random(block, &init, o->seed);
    ffn_effect(block, o->samples, o->seed, &effect);
    x = memory_new(n * block->dim, sizeof *x);
    random_seed(&chance, o->seed, 6);
    for (size_t i = 0; i < n * block->dim; i++)
        x[i] = (float)random_normal(&chance);
    blocks_table(r, own ? "yours" : row->model, block);
    matrices_table(r, block);
    m = forward(r, block, n, x);
    progress_end();
    words(r, block, own ? "your own sizes" : row->model, &effect, &m);
    facts(r, block, &effect, &m);
    report_note(r, "random weights (%s), inputs N(0,1), %llu samples, seed %llu; times are this machine's", o->init,
                (unsigned long long)o->samples, (unsigned long long)o->seed);
    report_figure(r, "ffn");
    free(x);
    return STATUS_DONE;
}

static int ffn_run(struct options *o, const struct destination *d, struct report *r, struct message *why)
{
    const struct ffn_row *row = ffn_find(o->block);
    struct ffn block;
    struct function g;
    int status;
    (void)d;
    if (!block_read(o, row, &block, &g, why))
        return STATUS_USAGE;
    status = o->check ? check_run(o, &g, r) : random_run(o, row, &block, r, why);
    ffn_free(&block);
    function_free(&g);
    return status;
}

const struct command command_ffn = {
    .name = "ffn",
    .operands = "[FILE.safetensors]",
    .about = "the transformer's feedforward block: where the activation sits and what it buys",
    .options = "block dim hidden gated ungated activation init samples check layer inputs no-bias",
    .defaults = "--block=gpt2 --samples=256 --init=lecun",
    .details = "Sizes are the real ones. With --check, the parts of a transformer are measured one by one: which are "
               "linear, which scale, which neither. With a model's file the weights are the real ones too.",
    .examples = "actfn ffn\n"
                "actfn ffn --block llama --samples 64\n"
                "actfn ffn --check",
    .run = ffn_run,
};
