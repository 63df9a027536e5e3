/* The tables of the ffn command. */
#include "command/ffn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

void blocks_table(struct report *r, const char *name, const struct ffn *block)
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
    char *this_one = text_format("this: %s", name);
    block_fill(&c, row++, this_one, block->activation->label, block);
    free(this_one);
    block_fill(&c, row++, other.gated ? "gated, same parameters" : "ungated, same parameters", block->activation->label, &other);
    for (size_t i = 0; ffn_row(i); i++) {
        const struct ffn_row *b = ffn_row(i);
        struct ffn one = { .dim = b->dim, .hidden = b->hidden, .gated = b->gated, .bias = b->bias };
        block_fill(&c, row++, b->model, b->activation, &one);
    }
}

void matrices_table(struct report *r, const struct ffn *block)
{
    size_t n = ffn_matrices(block);
    struct table *t = report_table(r, "matrices", n);
    char **name = table_texts(t, "matrix");
    double *rows = table_numbers(t, "rows"), *columns = table_numbers(t, "columns"), *biases = table_numbers(t, "biases");
    double *parameters = table_numbers(t, "parameters");
    const char *names[3] = { block->gated ? "gate" : "up", block->gated ? "up" : "down", "down" };
    for (size_t i = 0; i < n && i < 3; i++) {
        bool down = i + 1 == n;
        name[i] = text_copy(names[i]);
        rows[i] = (double)(down ? block->dim : block->hidden);
        columns[i] = (double)(down ? block->hidden : block->dim);
        biases[i] = block->bias ? rows[i] : 0;
        parameters[i] = rows[i] * columns[i] + biases[i];
    }
}

void parts_table(struct report *r, const struct function *g, uint64_t seed)
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

/* What the pre-activations look like, with the activation's curve beside them. */
void histogram_table(struct report *r, const struct function *g, const struct bins *pre)
{
    struct table *t = report_table(r, "histogram", BINS_SHOWN);
    double *x = table_numbers(t, "x"), *density = table_numbers(t, "density"), *f = table_numbers(t, g->label);
    struct bins_shown shown;
    bins_show(pre, &shown);
    t->no_text = true;
    for (size_t i = 0; i < BINS_SHOWN; i++) {
        x[i] = bins_middle(&shown, i);
        density[i] = shown.count[i] / (pre->all * shown.width);
    }
    function_map(g, BINS_SHOWN, x, f, NULL, NULL);
}

void units_table(struct report *r, const struct ffn *block, const struct ffn_units *u)
{
    struct table *t = report_table(r, "units", block->hidden);
    double *unit = table_numbers(t, "unit"), *mean = table_numbers(t, "mean"), *spread = table_numbers(t, "spread");
    double *active = table_numbers(t, "active_percent"), *slope = table_numbers(t, "max_abs_slope");
    double *dead = table_numbers(t, "dead"), *always_on = table_numbers(t, "always_on");
    t->no_text = true;
    for (size_t i = 0; i < block->hidden; i++) {
        unit[i] = (double)i;
        mean[i] = u->mean[i];
        spread[i] = u->spread[i];
        active[i] = u->active_percent[i];
        slope[i] = fmax(fabs(u->slope_low[i]), fabs(u->slope_high[i]));
        dead[i] = slope[i] == 0;
        always_on[i] = slope[i] > 0 && u->slope_low[i] == u->slope_high[i];
    }
}
