/* eval: functions and their derivatives, as numbers. */
#include "command/marks.h"

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
    OPT_FLAG("no-header", S, delivery.no_header, "csv and tsv without the header row"),
    { .name = NULL },
};

static bool eval_run(const struct request *q, struct report *r, struct error *err)
{
    const struct eval_options *o = q->options;
    const struct destination *d = &q->destination;
    struct curves *curves;
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
    .operands = "FUNCTION... [-]",
    .names = &names_functions,
    .about = "values of functions and their derivatives over a range",
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
