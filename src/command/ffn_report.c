/* What ffn found, in tables and words. */
#include "command/ffn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- tables --------------------------------------------------------------------------------- */

struct block_row {
    const char *block, *activation;
    size_t dim, hidden;
    bool gated;
    double matrices, parameters, flops_per_token, float32_mib;
};

static const struct column_row block_columns[] = {
    COLUMN(struct block_row, block),       COLUMN(struct block_row, activation),
    COLUMN(struct block_row, dim),         COLUMN(struct block_row, hidden),
    COLUMN(struct block_row, gated),       COLUMN(struct block_row, matrices),
    COLUMN(struct block_row, parameters),  COLUMN(struct block_row, flops_per_token),
    COLUMN(struct block_row, float32_mib),
};

static struct block_row block_row(const char *name, const char *activation, const struct ffn *block)
{
    return (struct block_row){
        .block = name,
        .activation = activation,
        .dim = block->dim,
        .hidden = block->hidden,
        .gated = block->gated,
        .matrices = (double)ffn_matrices(block),
        .parameters = (double)ffn_parameters(block),
        .flops_per_token = (double)ffn_flops(block),
        .float32_mib = (double)ffn_parameters(block) * 4 / 1048576,
    };
}

/* The other form with as nearly the same number of parameters as whole numbers allow: three
 * matrices of 2/3 the width for two, so 8/3 d where the plain block has 4 d. */
static struct ffn other_form(const struct ffn *block)
{
    struct ffn other = *block;
    other.gated = !block->gated;
    other.hidden = block->gated ? (block->hidden * 3 + 1) / 2 : (block->hidden * 2 + 1) / 3;
    return other;
}

static void blocks_table(struct report *r, const char *name, const struct ffn *block)
{
    const char *activation = block->activation->label;
    struct ffn other = other_form(block);
    char *this_one = text_format("this: %s", name);
    size_t n = 2, count = 0;
    while (ffn_row(n - 2))
        n++;
    struct block_row *rows = memory_new(n, sizeof *rows);
    rows[count++] = block_row(this_one, activation, block);
    rows[count++] = block_row(other.gated ? "gated, same parameters" : "ungated, same parameters",
                              activation, &other);
    for (size_t i = 0; ffn_row(i); i++) {
        const struct ffn_row *b = ffn_row(i);
        struct ffn one = { .dim = b->dim, .hidden = b->hidden, .gated = b->gated, .bias = b->bias };
        rows[count++] = block_row(b->model, b->activation, &one);
    }
    report_rows(r, "blocks", block_columns, COLUMNS(block_columns), rows, count, sizeof *rows);
    free(this_one);
    free(rows);
}

struct matrix_row {
    const char *matrix;
    size_t rows, columns, biases;
    double parameters;
};

static void matrices_table(struct report *r, const struct ffn *block)
{
    static const struct column_row columns[] = {
        COLUMN(struct matrix_row, matrix),     COLUMN(struct matrix_row, rows),
        COLUMN(struct matrix_row, columns),    COLUMN(struct matrix_row, biases),
        COLUMN(struct matrix_row, parameters),
    };
    const size_t dim = block->dim, hidden = block->hidden;
    const size_t in = block->bias ? hidden : 0, out = block->bias ? dim : 0;
    const double each = (double)dim * (double)hidden;
    const struct matrix_row rows[] = {
        { "gate", hidden, dim, in, each + (double)in },
        { "up", hidden, dim, in, each + (double)in },
        { "down", dim, hidden, out, each + (double)out },
    };
    size_t first = block->gated ? 0 : 1;
    report_rows(r, "matrices", columns, COLUMNS(columns), rows + first, 3 - first, sizeof *rows);
}

static void parts_table(struct report *r, const struct function *g, uint64_t seed)
{
    static const struct column_row columns[] = {
        COLUMN(struct part_check, part),
        COLUMN(struct part_check, formula),
        COLUMN(struct part_check, superposition_error),
        COLUMN(struct part_check, degree),
        COLUMN(struct part_check, verdict),
    };
    size_t n = part_count();
    struct part_check *rows = memory_new(n, sizeof *rows);
    for (size_t i = 0; i < n; i++)
        part_check(i, g, seed, &rows[i]);
    report_rows(r, "parts", columns, COLUMNS(columns), rows, n, sizeof *rows);
    free(rows);
}

/* What the pre-activations look like, with the activation's curve beside them. */
static void histogram_table(struct report *r, const struct function *g,
                            const struct growing_bins *pre)
{
    struct table *t = report_table(r, "histogram", BINS_SHOWN);
    double *x = table_numbers(t, "x"), *density = table_numbers(t, "density"),
           *f = table_numbers(t, g->label);
    struct bins_shown shown;
    bins_show(pre, &shown);
    t->no_text = true;
    for (size_t i = 0; i < BINS_SHOWN; i++) {
        x[i] = bins_middle(&shown, i);
        density[i] = shown.count[i] / (pre->all * shown.width);
    }
    function_map(g, BINS_SHOWN, x, f, NULL, NULL);
}

struct ffn_unit {
    size_t unit;
    double mean, spread, active_percent, max_abs_slope;
    bool dead, always_on;
};

static void units_table(struct report *r, const struct ffn *block, const struct ffn_units *u)
{
    static const struct column_row columns[] = {
        COLUMN(struct ffn_unit, unit),          COLUMN(struct ffn_unit, mean),
        COLUMN(struct ffn_unit, spread),        COLUMN(struct ffn_unit, active_percent),
        COLUMN(struct ffn_unit, max_abs_slope), COLUMN(struct ffn_unit, dead),
        COLUMN(struct ffn_unit, always_on),
    };
    struct ffn_unit *rows = memory_new(block->hidden, sizeof *rows);
    for (size_t i = 0; i < block->hidden; i++) {
        double slope = fmax(fabs(u->slope_low[i]), fabs(u->slope_high[i]));
        rows[i] = (struct ffn_unit){
            .unit = i,
            .mean = u->mean[i],
            .spread = u->spread[i],
            .active_percent = u->active_percent[i],
            .max_abs_slope = slope,
            .dead = slope == 0,
            .always_on = slope > 0 && u->slope_low[i] == u->slope_high[i],
        };
    }
    report_rows(r, "units", columns, COLUMNS(columns), rows, block->hidden, sizeof *rows)->no_text =
        true;
    free(rows);
}

/* ---- words and facts ------------------------------------------------------------------------ */

/* "20,488,000" */
struct grouped {
    char text[32];
};
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

static void say_without(const struct ffn_found *found, struct report *r)
{
    const struct ffn *b = &found->block;
    const char *f = found->activation.label;
    if (b->gated)
        report_say(r, "Without",
                   "Take %s away and gate x * up x is left: a product of two inputs, quadratic, so "
                   "even then the "
                   "block is no single matrix. Take the gate branch away too, and down(up x) is "
                   "one matrix of %s parameters.",
                   f, grouped((uint64_t)b->dim * b->dim).text);
    else
        report_say(r, "Without",
                   "Take %s away and one matrix does the same: %s parameters do the work of %s%s.",
                   f, grouped(ffn_collapsed(b)).text, grouped(ffn_parameters(b)).text,
                   b->hidden >= b->dim ? "" : ", and its rank is at most the hidden size");
}

static void say_effect(const struct ffn_found *found, struct report *r)
{
    const struct block_measured *m = &found->measured;
    const struct ffn_effect *e = &m->effect;
    struct number_text misses = number_text_short(e->superposition_error, 3);
    if (e->too_few)
        report_say(r, "Buys",
                   "Not measured: an affine map of %zu inputs fits %zu row%s exactly; it takes %zu "
                   "rows or more. f(a+b) "
                   "misses f(a) + f(b) - f(0) by %s of its size.",
                   found->block.dim, m->inputs, m->inputs == 1 ? "" : "s", found->block.dim + 2,
                   misses.text);
    else if (e->constant)
        report_say(r, "Buys",
                   "Nothing that can be measured: the output is the same for every input.");
    else if (!isfinite(e->not_affine_percent))
        report_say(r, "Buys",
                   "Not measured: what of the output no affine map explains overflows float.");
    else
        report_say(r, "Buys",
                   "%s %% of the output variance (+/- %s) is not captured by the best affine "
                   "map; f(a+b) misses "
                   "f(a) + f(b) - f(0) by %s of its size.",
                   number_text_short(e->not_affine_percent, 3).text,
                   number_text_short(e->sampling_error, 1).text, misses.text);
}

static void words(const struct ffn_found *found, struct report *r)
{
    const struct ffn *b = &found->block;
    const struct block_measured *m = &found->measured;
    const char *f = found->activation.label, *biases = b->bias ? " with biases" : ", no biases";
    report_headline(r, "The feedforward block of %s: %zu to %zu to %zu", found->name, b->dim,
                    b->hidden, b->dim);
    if (b->gated)
        report_say(r, "Computes",
                   "down( %s(gate x) * up x ), three matrices%s. The activation sits on the gate "
                   "branch, not on "
                   "the up branch, and what comes back is the down projection; many listings get "
                   "one of the two wrong.",
                   f, biases);
    else
        report_say(r, "Computes",
                   "down( %s(up x) ), two matrices%s. The activation sits between them.", f,
                   biases);
    report_say(r, "Costs",
               "%s parameters and %s FLOPs per token. The activation took %s %% of the time of a "
               "forward pass here.",
               grouped(ffn_parameters(b)).text, grouped(ffn_flops(b)).text,
               number_text_short(m->activation_percent, 2).text);
    say_effect(found, r);
    say_without(found, r);
    report_say(
        r, "Units",
        "On %zu inputs %s of %zu units are dead (slope 0 on all of them) and %s always linear "
        "(one slope on all). "
        "%s%% of the pre-activations are negative; for %s%%, the slope is below a tenth of "
        "the maximum.",
        m->inputs, number_text(m->dead).text, b->hidden, number_text(m->always_on).text,
        number_text_short(m->units.negative_percent, 3).text,
        number_text_short(m->units.saturated_percent, 3).text);
}

static void facts(const struct ffn_found *found, struct report *r)
{
    const struct ffn *b = &found->block;
    const struct block_measured *m = &found->measured;
    report_fact(r, "parameters", (double)ffn_parameters(b));
    report_fact(r, "flops_per_token", (double)ffn_flops(b));
    report_fact(r, "hidden", (double)b->hidden);
    report_fact(r, "dim", (double)b->dim);
    report_fact(r, "matrices", (double)ffn_matrices(b));
    report_fact(r, "not_affine_percent", m->effect.not_affine_percent);
    report_fact(r, "not_affine_error", m->effect.sampling_error);
    report_fact(r, "superposition_error", m->effect.superposition_error);
    if (!b->gated)
        report_fact(r, "collapsed_parameters", (double)ffn_collapsed(b));
    report_fact(r, "activation_percent", m->activation_percent);
    report_fact(r, "dead", m->dead);
    report_fact(r, "always_on", m->always_on);
    report_fact(r, "negative_percent", m->units.negative_percent);
    report_fact(r, "saturated_percent", m->units.saturated_percent);
    report_fact(r, "inputs_used", (double)m->inputs);
    report_fact_text(r, "activation", found->activation.label);
}

/* What the numbers stand on: weights, inputs, how many of them. */
static void notes(const struct ffn_options *o, const struct ffn_found *found, struct report *r)
{
    const struct block_measured *m = &found->measured;
    const char *weights = found->real ? "the file's weights" : "random weights: ",
               *init = found->real ? "" : o->init;
    if (found->real) {
        report_note(r, "%s", found->model.layout);
        if (found->model.choice)
            report_note(r, "%s", found->model.choice);
        report_note(r, "The activation is from %s.", found->model.activation_from);
    }
    if (found->given.remark)
        report_note(r, "%s", found->given.remark);
    if (found->given.x && found->given.there > found->given.rows)
        report_note(r, "--inputs %s: the first %zu of %llu rows were used", quote(o->inputs).text,
                    found->given.rows, (unsigned long long)found->given.there);
    if (m->effect.too_few)
        report_note(
            r, "not_affine_percent is nan: %zu inputs are fewer than %zu, the model's width + 2",
            m->inputs, found->block.dim + 2);
    if (found->given.x)
        report_note(r,
                    "%s%s, %zu inputs of %s, the best affine map by least squares; times are this "
                    "machine's",
                    weights, init, m->inputs, quote(o->inputs).text);
    else
        report_note(r,
                    "%s%s, inputs N(0,1), %zu samples, seed %llu; f(a+b) on %zu pairs; times are "
                    "this machine's",
                    weights, init, m->inputs, (unsigned long long)o->delivery.seed,
                    m->effect.pairs);
}

void ffn_report(const struct ffn_options *o, const struct ffn_found *found, struct report *r)
{
    const struct ffn *block = &found->block;
    blocks_table(r, found->name, block);
    matrices_table(r, block);
    units_table(r, block, &found->measured.units);
    histogram_table(r, block->activation, &found->measured.pre);
    words(found, r);
    facts(found, r);
    notes(o, found, r);
    report_figure(r, "ffn");
}

void ffn_parts_report(const struct function *g, uint64_t seed, struct report *r)
{
    report_headline(r, "Which parts of a transformer are linear?");
    report_figure(r, "check");
    report_note(r, "degree nan: the part has none, it does not scale");
    report_say(r, "Asked",
               "Does f(a+b) equal f(a) + f(b) - f(0)? Does f(s x) equal s^degree f(x)?");
    report_say(r, "Found",
               "Softmax and the activation (%s) are not alone: the norms divide by a statistic of "
               "their input, and "
               "attention scores and gates multiply inputs with inputs.",
               g->label);
    parts_table(r, g, seed);
}
