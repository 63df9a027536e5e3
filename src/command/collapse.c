/* collapse: a stack of linear layers is one linear layer. Three acts: whole numbers, floating
 * point, activations between. */
#include "command/collapse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SPECTRUM_WIDTH = 64 }; /* four singular values make no picture */

/* ---- what was asked for --------------------------------------------------------------------- */
/* --layers, --width and --shape that speak of the same thing. */
static bool sizes_agree(const struct request *q, const struct net_options *net, struct error *err)
{
    if (net->width.count > 1)
        return error_usage(err, "--width: one number; --shape takes the widths one by one");
    if (net->shape.count && option_given(q, &net->layers) && net->layers != net->shape.count - 1)
        return error_usage(err, "--layers %llu: --shape has %zu; leave one out",
                           (unsigned long long)net->layers, net->shape.count - 1);
    if (net->shape.count && option_given(q, &net->width))
        return error_usage(err, "--width %zu: --shape says the widths already; leave one out",
                           net->width.value[0]);
    return true;
}

static bool sizes_read(const struct request *q, const struct collapse_options *o,
                       struct collapse *c, struct error *err)
{
    const struct net_options *net = &o->net;
    const char *figure = o->delivery.figure;
    if (!sizes_agree(q, net, err))
        return false;
    c->layers = net->shape.count ? net->shape.count - 1 : (size_t)net->layers;
    c->sizes = memory_new(c->layers + 1, sizeof *c->sizes);
    bool spectrum = figure && strcmp(figure, "spectrum") == 0 && !option_given(q, &net->width);
    size_t width = spectrum ? SPECTRUM_WIDTH : net->width.value[0];
    for (size_t k = 0; k <= c->layers; k++)
        c->sizes[k] = net->shape.count ? net->shape.value[k] : width;
    c->bias = !o->no_bias;
    return true;
}

/* The weights, the batches between layers and the product must fit. */
static bool fits_memory(const struct collapse *c, const struct collapse_options *o,
                        struct error *err)
{
    double have = memory_there(), widest = 0, samples = (double)o->samples;
    for (size_t k = 0; k <= c->layers; k++)
        widest = fmax(widest, (double)c->sizes[k]);
    double need = 8 * (stack_parameters(c->sizes, c->layers, c->bias) + 4 * widest * samples +
                       3 * widest * ((double)c->sizes[0] + 1));
    if (need < have)
        return true;
    if (c->own)
        return error_set(err, "%s: needs %.0f MB, %s %.0f; choose fewer samples or matrices",
                         c->files.names[0], need / 1e6, memory_whose(), have / 1e6);
    /* what takes most is named */
    const char *most = o->net.shape.count ? "--shape" : "--width";
    if (8 * 4 * widest * samples > need / 2 && samples > widest)
        most = "--samples";
    return error_usage(err, "%s: needs %.0f MB, %s %.0f; choose fewer layers, widths or samples",
                       most, need / 1e6, memory_whose(), have / 1e6);
}

static bool inits_read(const char *typed, struct collapse *c, struct error *err)
{
    char **items;
    if (!list_parse(typed, &items, &c->ninits, err))
        return error_prefix(err, "--init ");
    c->inits = memory_new(c->ninits, sizeof *c->inits);
    bool ok = true;
    for (size_t i = 0; ok && i < c->ninits; i++)
        ok = init_parse(items[i], &c->inits[i], err);
    list_free(items, c->ninits);
    for (size_t i = 0; ok && i < c->ninits; i++)
        for (size_t k = 0; ok && k < i; k++)
            if (strcmp(c->inits[i].name, c->inits[k].name) == 0)
                ok = error_usage(err, "%s: twice", quote(c->inits[i].name).text);
    return ok || error_prefix(err, "--init ");
}

/* All depths up to MANY; of deeper stacks 51, evenly spread, with the first two and the last. */
enum { MANY = 100, SOME = 49 };
static void depths_choose(struct collapse *c)
{
    c->depths = memory_new(c->layers < MANY ? c->layers : MANY, sizeof *c->depths);
    if (c->layers <= MANY) {
        for (size_t k = 1; k <= c->layers; k++)
            c->depths[c->ndepths++] = k;
        return;
    }
    c->depths[c->ndepths++] = 1;
    c->depths[c->ndepths++] = 2;
    for (size_t i = 1; i <= SOME; i++)
        c->depths[c->ndepths++] = (size_t)((double)c->layers * (double)i / SOME);
}

/* ---- an activation as a map ----------------------------------------------------------------- */
static void map_at(const void *state, size_t n, const double *x, double *f)
{
    function_map(state, n, x, f, NULL, NULL);
}

static void map_make(struct activation_map *m, const struct function *g)
{
    regions_find(g, &m->regions);
    m->map = (struct map){ .at = map_at,
                           .state = g,
                           .whole = g->vectorwise != NULL,
                           .kinks = m->regions.kinks,
                           .nkinks = m->regions.nkinks,
                           .slopes = m->regions.slopes };
}

static bool activations_read(const struct collapse_options *o, struct collapse *c,
                             struct error *err)
{
    if (!functions_parse(o->net.activation, o->net.set.value, o->net.set.count, &c->functions,
                         &c->nfunctions, err))
        return error_prefix(err, "--activation ");
    for (size_t i = 0; i < c->nfunctions; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(c->functions[i].label, c->functions[k].label) == 0)
                return error_usage(err, "--activation %s: twice",
                                   quote(c->functions[i].label).text);
    c->maps = memory_new(c->nfunctions, sizeof *c->maps);
    for (size_t i = 0; i < c->nfunctions; i++)
        map_make(&c->maps[i], &c->functions[i]);
    return true;
}

/* ---- the three acts ------------------------------------------------------------------------- */

/* Inputs for acts 1 and 2: what was asked for, as far as some 10^9 multiply-adds go; 64 at least.
 */
static size_t inputs_for(const struct collapse *c, const struct collapse_options *o)
{
    double units = 0, samples = (double)o->samples;
    for (size_t k = 0; k <= c->layers; k++)
        units += (double)c->sizes[k];
    double most = 1e9 / (stack_parameters(c->sizes, c->layers, false) + 16 * units);
    return (size_t)fmax(fmin(samples, 64), fmin(samples, most));
}

static void measure_floats(struct collapse *c, const struct collapse_options *o)
{
    c->rows = memory_new(c->ndepths, sizeof *c->rows);
    for (size_t i = 0; i < c->ndepths; i++)
        c->rows[i].depth = c->depths[i];
    collapse_floats(c->stack, inputs_for(c, o), o->delivery.seed, c->rows, c->ndepths, &c->one);
}

/* The first act: with the stack's own whole numbers if it holds such, else with drawn ones. */
static void measure_whole(struct collapse *c, const struct collapse_options *o)
{
    size_t inputs = inputs_for(c, o);
    c->whole = c->own && stack_is_whole(c->stack);
    if (!c->whole)
        collapse_exactly(c->sizes, c->layers, c->bias, inputs, o->delivery.seed, &c->exactly);
    else
        collapse_exactly_own(c->stack, inputs, o->delivery.seed, &c->exactly);
}

/* Whole numbers have no rounding error: up to 2^53 the product is exact as it is, beyond it is made
 * again in more bits. */
static void make_exact(struct collapse *c)
{
    const struct exactly *e = &c->exactly;
    bool small = !e->modulus && e->largest < 0x1p53;
    c->whole = c->whole && e->equal == e->outputs && !e->out_of_reach &&
               (small || stack_whole_product(c->stack, &c->one));
    for (size_t i = 0; i < c->ndepths && c->whole; i++)
        c->rows[i].relative_error = 0;
}

static void measure_activations(struct collapse *c, const struct collapse_options *o)
{
    c->metered = memory_new(c->nfunctions * c->ninits, sizeof *c->metered);
    c->pieces = memory_new(c->nfunctions * c->ninits, sizeof *c->pieces);
    for (size_t i = 0; i < c->ninits; i++) {
        struct stack other, *s = c->stack;
        if (i > 0)
            stack_new(s = &other, c->sizes, c->layers, &c->inits[i], c->bias, o->delivery.seed);
        for (size_t q = 0; q < c->nfunctions; q++) {
            size_t at = i * c->nfunctions + q;
            stack_meter(s, &c->maps[q].map, o->samples, o->delivery.seed, c->depths, c->ndepths,
                        &c->metered[at]);
            if (c->maps[q].map.slopes) {
                c->pieces[at] = memory_new(c->ndepths, sizeof *c->pieces[at]);
                stack_regions(s, &c->maps[q].map, o->delivery.seed, c->depths, c->ndepths,
                              c->pieces[at]);
            }
            progress_step((double)(at + 3), "%s", c->functions[q].label);
        }
        if (i > 0)
            stack_free(&other);
    }
}

static void collapse_free(struct collapse *c)
{
    if (c->stack)
        stack_free(c->stack);
    free(c->stack);
    stack_files_free(&c->files);
    free(c->sizes);
    free(c->inits);
    free(c->depths);
    for (size_t i = 0; c->metered && i < c->nfunctions * c->ninits; i++) {
        free(c->metered[i].meters);
        free(c->pieces[i]);
    }
    free(c->metered);
    free(c->pieces);
    for (size_t i = 0; c->maps && i < c->nfunctions; i++)
        regions_free(&c->maps[i].regions);
    free(c->maps);
    if (c->functions)
        functions_free(c->functions, c->nfunctions);
    if (c->rows)
        collapsed_free(c->rows, c->ndepths);
    free(c->rows);
}

static bool products_large(const struct collapse *c, const struct collapse_options *o)
{
    double work = 0;
    for (size_t k = 1; k <= c->layers; k++)
        work += (double)c->sizes[k] * (double)c->sizes[k - 1] * (double)o->samples;
    return work > 5e7; /* our own loops take a millisecond for that: less than loading the BLAS */
}

#define S struct collapse_options
static const struct option_row rows[] = {
    OPT_SET(S, net.set),
    OPT_LAYERS(S, net.layers, "10"),
    OPT_WIDTH(S, net.width, "4"),
    OPT_SHAPE(S, net.shape),
    { .name = "bias",
      .kind = &option_unflag,
      .place = offsetof(S, no_bias),
      .help = "layers have biases (the default)" },
    OPT_NO_BIAS(S, no_bias),
    OPT_FLAG("transpose", S, transpose, "the files' matrices are stored in x out"),
    OPT_ACTIVATION(S, net.activation, "relu,gelu"),
    OPT_INIT(S, net.init, "lecun"),
    OPT_SAMPLES(S, samples, "4096"),
    OPT_FIGURE(S, "spectrum meter grid all"),
    { .name = NULL },
};

static bool collapse_run(const struct request *q, struct report *r, struct error *err)
{
    const struct collapse_options *o = q->options;
    const struct destination *d = &q->destination;
    struct collapse c = { 0 };
    struct error no_blas;
    bool ok = q->noperands ? collapse_files(q, &c, err)
                           : sizes_read(q, o, &c, err) && inits_read(o->net.init, &c, err);
    if (!ok || !fits_memory(&c, o, err) || !activations_read(o, &c, err)) {
        collapse_free(&c);
        return false;
    }
    if (products_large(&c, o) && !blas_load(&no_blas))
        report_note(r, "%s: our own loops multiply, slower", no_blas.text);
    progress_start("collapsing", (double)(2 + c.nfunctions * c.ninits));
    depths_choose(&c);
    measure_whole(&c, o);
    progress_step(1, "whole numbers");
    if (!c.own) {
        c.stack = memory_new(1, sizeof *c.stack);
        stack_new(c.stack, c.sizes, c.layers, &c.inits[0], c.bias, o->delivery.seed);
    }
    measure_floats(&c, o);
    make_exact(&c);
    progress_step(2, "floating point");
    measure_activations(&c, o);
    progress_end();
    const char *wish = o->delivery.figure, *table = o->delivery.table;
    const char *figure = wish && strcmp(wish, "all") != 0 ? wish : "collapse";
    bool drawn = d->picture || d->show, whole = strcmp(figure, "collapse") == 0;
    bool grid =
        (drawn && (whole || strcmp(figure, "grid") == 0)) || (table && strcmp(table, "grid") == 0);
    collapse_words(&c, q, drawn ? figure : NULL, r);
    collapse_facts(&c, o, r);
    report_figure(r, figure);
    /* Beside the other two parts there is room for three activations. */
    size_t planes = !grid ? 0 : whole && drawn ? 3 : SIZE_MAX;
    collapse_tables(&c, r, planes, o->delivery.seed);
    c.stack = NULL; /* the tables' now */
    collapse_free(&c);
    return true;
}

const struct command command_collapse = {
    .name = "collapse",
    .order = 70,
    .operands = "[FILE...]",
    .files = true,
    .about = "show that layers without activations equal one matrix",
    .group = GROUP_NETWORKS,
    .meanings = "linear linearity multiply matrix",
    .options = rows,
    .size = sizeof(S),
    .details =
        "Act 1 multiplies whole numbers, which doubles hold exactly: the stack and its one "
        "matrix give equal outputs, bit for bit. Act 2 "
        "does it in floating point and shows the difference beside a bound that always "
        "holds. Act 3 puts each activation between the layers and "
        "measures which percentage of the output variance the best affine map does not capture.\n"
        "N layers are N matrices; the activation stands between them, none after the last. "
        "Biases have standard deviation 0.1 "
        "unless the init has its own. --figure spectrum takes a width of 64 unless told "
        "otherwise. rank counts singular values above rank_tolerance times the largest.\n\n"
        "With FILE... the same for matrices of yours, first layer first, each out x in "
        "(--transpose: in x out): W1.npy W2.npy, a vector behind a matrix being its bias, "
        "or MODEL:PATTERN, like model.pt:'layers.*.weight', in natural order (2 before 10) "
        "and with the .bias beside each .weight. Whole numbers are multiplied exactly. The "
        "one matrix is table matrix (row, column, value), its bias table bias; -o W.npy "
        "saves the matrix as a plain array.",
    .examples = "actfn collapse --layers 10\n"
                "actfn collapse --shape 1600,6400,1600 --activation gelu --samples 256\n"
                "actfn collapse --layers 20 --width 16 --init he,torch --plot\n"
                "actfn collapse W1.npy W2.npy W3.npy -o W.npy\n"
                "actfn collapse adapter.safetensors:'*.0.*q_proj.lora_?.weight'",
    .run = collapse_run,
};
