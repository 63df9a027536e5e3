/* compare: how far functions are apart; or, when the second operand is a file, how good a kernel
 * is. */
#include "activation/emulation.h"
#include "command/compare.h"
#include "command/grade.h"
#include "experiment/operand.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 1001, FLOAT32_DIGITS = 24 };

/* ---- the figure's tables: the curves, and each less the first ------------------------------- */

static void points_fill(const struct curves *c, uint64_t first, size_t count, double *x)
{
    for (size_t i = 0; c->source == FROM_DTYPE && i < count; i++)
        x[i] = dtype_value(c->dtype, c->first_value + first + i);
    if (c->source != FROM_DTYPE)
        grid_points(&c->grid, first, count, x);
    if (c->dtype)
        dtype_round_all(c->dtype, count, x);
}

static void values_of(struct curves *c, size_t i, size_t n, const double *x, double *f)
{
    double *const y[3] = { f, NULL, NULL };
    curves_values(c, i, n, x, y);
}

static bool values_fill(void *state, uint64_t first, size_t *count, double *const *cells,
                        struct error *err)
{
    struct curves *c = state;
    double *x = c->scratch;
    (void)err;
    points_fill(c, first, *count, x);
    if (cells[0])
        memcpy(cells[0], x, *count * sizeof *x);
    for (size_t i = 0; i < c->nfunctions; i++)
        if (cells[i + 1])
            values_of(c, i, *count, x, cells[i + 1]);
    return true;
}

static bool differences_fill(void *state, uint64_t first, size_t *count, double *const *cells,
                             struct error *err)
{
    struct curves *c = state;
    double *x = c->scratch, *base = x + TABLE_BLOCK;
    (void)err;
    points_fill(c, first, *count, x);
    if (cells[0])
        memcpy(cells[0], x, *count * sizeof *x);
    values_of(c, 0, *count, x, base);
    for (size_t i = 1; i < c->nfunctions; i++) {
        if (!cells[i])
            continue;
        values_of(c, i, *count, x, cells[i]);
        for (size_t k = 0; k < *count; k++)
            cells[i][k] -= base[k];
    }
    return true;
}

static void figure_tables(struct curves *c, struct report *r)
{
    struct table *values = report_table(r, "values", c->grid.points);
    table_column(values, "x");
    for (size_t i = 0; i < c->nfunctions; i++)
        table_column(values, c->functions[i].label);
    table_on_demand(values, values_fill, c, curves_free);
    struct table *differences = report_table(r, "differences", c->grid.points);
    table_column(differences, "x");
    for (size_t i = 1; i < c->nfunctions; i++) {
        char *name = text_format("%s - %s", c->functions[i].label, c->functions[0].label);
        table_column(differences, name);
        free(name);
    }
    table_on_demand(differences, differences_fill, c, NULL);
    values->no_text = differences->no_text = true;
    values->on_request = differences->on_request = true;
}

/* ---- the command ---------------------------------------------------------------------------- */

/* With --compute-dtype the others are compared with what is right, unless the first, too, is some
 * framework's. */
static void reference_is_exact(struct curves *c)
{
    if (!c->emulations || c->functions[0].framework)
        return;
    emulation_free(c->emulations[0]);
    c->emulations[0] = NULL;
}

static bool comparable(const struct curves *c, struct error *err)
{
    if (c->nfunctions < 2)
        return error_usage(
            err,
            "%s: compare needs two functions, or a function and a file: actfn compare gelu silu",
            quote(c->functions[0].label).text);
    for (size_t i = 0; i < c->nfunctions; i++)
        if (c->functions[i].vectorwise)
            return error_usage(err,
                               "%s: acts on a whole vector; compare takes functions of one number",
                               quote(c->functions[i].label).text);
    if (c->source != FROM_GRID && c->source != FROM_DTYPE)
        return error_usage(err, "compare looks at a whole range; give it by --range LO:HI");
    return true;
}

static const char *file_operand(const struct request *q)
{
    for (size_t i = 0; i < q->noperands; i++)
        if (operand_is_file(q->operands[i]) &&
            (q->noperands == 2 || strcmp(q->operands[i], "-") != 0))
            return q->operands[i];
    return NULL;
}

struct compare_options {
    struct delivery delivery;
    struct range_options range;
    double effort;
};
#define S struct compare_options
static const struct option_row rows[] = {
    OPT_RANGE(S, range.range, "-5:5"),
    OPT_POINTS_OR_ALL(S, range.points),
    OPT_SET(S, range.set),
    OPT_DTYPE(S, range.dtype),
    OPT_COMPUTE_DTYPE(S, range.compute_dtype),
    OPT_EFFORT(S, effort),
    { .name = NULL },
};

/* operands[0]: the function; operands[1]: the file. */
static bool file_grade(const struct request *q, const struct range_options *o, struct report *r,
                       struct error *err)
{
    const struct grading_options options = { .dtype = o->dtype };
    struct function g;
    if (!function_parse(&g, q->operands[0], o->set.value, o->set.count, err))
        return false;
    struct kernel_grading *s = memory_new(1, sizeof *s);
    bool ok = grading_file(s, &g, q->operands[1], &options, err);
    if (ok) {
        grading_report(s, grading_file_name(q->operands[1]), g.label, r);
        grading_free(s);
    }
    free(s);
    function_free(&g);
    return ok;
}

static bool compare_run(const struct request *q, struct report *r, struct error *err)
{
    const struct compare_options *o = q->options;
    struct curves *c;
    const char *file = file_operand(q);
    if (file && q->noperands == 2 && file == q->operands[1])
        return file_grade(q, &o->range, r, err);
    if (file)
        return error_usage(err,
                           "%s: a file is graded against one function, which stands before it: "
                           "actfn compare gelu FILE",
                           quote(file).text);
    if (!curves_read(q, &o->range, NULL, POINTS | POINTS_WHOLE, &c, err))
        return false;
    if (!comparable(c, err)) {
        curves_free(c);
        return false;
    }
    reference_is_exact(c);
    if (c->dtype && c->dtype->digits <= FLOAT32_DIGITS)
        rounded_pairs_report(c, r);
    else
        pairs_report(c, o->effort, r);
    report_figure(r, "compare");
    figure_tables(c, r);
    return true;
}

const struct command command_compare = {
    .name = "compare",
    .order = 50,
    .operands = "FUNCTION FUNCTION...",
    .names = &names_functions,
    .about = "measure how far functions differ, or check an implementation",
    .group = GROUP_EXPLORE,
    .meanings = "difference distance versus vs",
    .options = rows,
    .size = sizeof(S),
    .details =
        "The largest differences are proved (table bounds; what is not established within "
        "--effort seconds is left out); one-sided limits at corners and jumps count. Tables "
        "places, slope_places, relative_places list every point and interval where they "
        "are reached. A second operand that is a file, .csv or .npy with two columns, x and f, or "
        "with two that are named so, is "
        "graded against the first: errors in units in the last place of the file's format, "
        "or of --dtype. - reads a csv from "
        "standard input.",
    .examples = "actfn compare gelu gelu_tanh\n"
                "actfn compare torch.hard_sigmoid onnx.hard_sigmoid --range -4:4\n"
                "actfn compare torch.gelu mine.npy",
    .run = compare_run,
};
