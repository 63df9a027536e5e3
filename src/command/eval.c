/* eval: functions and their derivatives, as numbers. */
#include "command/marks.h"

#include <stdlib.h>

enum { POINTS_TEXT = 21, POINTS = 1001 };

struct eval_options {
    struct delivery delivery;
    struct range_options range;
};
#define S struct eval_options
static const struct option_row rows[] = {
    OPT_RANGE(S, range.range, "-5:5"),
    OPT_POINTS_OR_ALL(S, range.points),
    OPT_AT(S, range.at),
    OPT_DERIVATIVES(S, range.derivatives, "1"),
    OPT_SET(S, range.set),
    OPT_DTYPE(S, range.dtype),
    OPT_COMPUTE_DTYPE(S, range.compute_dtype),
    OPT_FLAG("no-header", S, delivery.no_header, "csv and tsv without the header row"),
    { .name = NULL },
};

/* Where x stands in none of the expressions, each is a number: one row, without x. `slopes`, of
 * all of them, are 0. */
static void numbers_table(const struct function *g, size_t n, unsigned slopes,
                          const struct dtype *dtype, struct report *r)
{
    struct table *t = report_table(r, "values", 1);
    struct buffer names = { 0 };
    for (size_t i = 0; i < n; i++) {
        for (unsigned k = 0; k <= slopes; k++) {
            char *name = text_format("%s%.*s", g[i].label, (int)k, "''");
            double value = k ? 0 : function_at(&g[i], 0).f;
            *table_numbers(t, name) = dtype ? dtype_round(dtype, value) : value;
            free(name);
        }
        buffer_item(&names, ", ", "%s", g[i].label);
    }
    report_headline(r, "%s", names.bytes);
    free(names.bytes);
}

/* *done: all of them were numbers, and the report holds them. */
static bool numbers_report(const struct request *q, const struct eval_options *o, struct report *r,
                           bool *done, struct error *err)
{
    struct function *functions;
    size_t n;
    if (!curves_functions(q, &o->range.set, &functions, &n, err))
        return false;
    *done = true;
    for (size_t i = 0; i < n; i++)
        *done = *done && function_is_number(&functions[i]);
    bool slopes = option_given(q, &o->range.derivatives);
    if (*done)
        numbers_table(functions, n, slopes ? (unsigned)o->range.derivatives : 0, o->range.dtype, r);
    functions_free(functions, n);
    return true;
}

static bool eval_run(const struct request *q, struct report *r, struct error *err)
{
    const struct eval_options *o = q->options;
    const struct destination *d = &q->destination;
    struct curves *curves;
    bool done = false;
    if (!d->picture && !d->show && !numbers_report(q, o, r, &done, err))
        return false;
    if (done)
        return true;
    if (!curves_read(q, &o->range, NULL, d->text && !d->show ? POINTS_TEXT : POINTS, &curves, err))
        return false;
    curves_describe(curves, r);
    report_figure(r, curves_figure(curves));
    if (!curves_table(curves, r, err))
        return false;
    if (d->picture || d->show)
        marks_report(curves, r);
    return true;
}

const struct command command_eval = {
    .name = "eval",
    .order = 20,
    .operands = "FUNCTION... [X...] [-]",
    .points = offsetof(S, range.at),
    .names = &names_functions,
    .about = "print values and derivatives of functions",
    .group = GROUP_EXPLORE,
    .meanings =
        "diff grad gradient derivative differentiate values value evaluate calc compute table",
    .door = DOOR_POINTS,
    .options = rows,
    .size = sizeof(S),
    .details = "Grid points are the doubles nearest to the decimal grid. With '-' the points are "
               "read from standard "
               "input, one a line or separated by blanks. Functions of a vector (softmax) take all "
               "points as one.",
    .examples = "actfn eval gelu --range -3:3:0.5\n"
                "actfn eval 'x*sigmoid(1.702*x)' jax.gelu --at -6,-1,0,1 --derivatives 2\n"
                "actfn eval softmax --at 1000,1001,1002\n"
                "seq -3 3 | actfn eval silu - --format csv",
    .run = eval_run,
};
