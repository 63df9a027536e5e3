/* eval: functions and their derivatives, as numbers. */
#include "command/marks.h"

#include <stdlib.h>
#include <string.h>

enum { POINTS_TEXT = 21, POINTS = 1001 };

static int eval_run(struct options *o, const struct destination *d, struct report *r, struct message *why)
{
    bool text = d->format && strcmp(d->format->name, "text") == 0;
    struct curves *curves;
    if (!curves_read(o, text && !d->show ? POINTS_TEXT : POINTS, &curves, why))
        return STATUS_USAGE;
    curves_describe(curves, r);
    report_figure(r, "curves");
    if (!curves_table(curves, r, why))
        return STATUS_FAILED;
    if (d->picture || d->show)
        marks_report(curves, r);
    return STATUS_DONE;
}

const struct command command_eval = {
    .name = "eval",
    .operands = "FUNCTION... [-]",
    .about = "values of functions and their derivatives over a range",
    .options = "range points at derivatives set dtype no-header",
    .defaults = "--range=-5:5 --derivatives=1",
    .details = "Grid points are the doubles nearest to the decimal grid. With '-' the points are read from standard "
               "input, one a line or separated by blanks. Functions of a vector (softmax) take all points as one.",
    .examples = "actfn eval gelu --range -3:3:0.5\n"
                "actfn eval 'x*sigmoid(1.702*x)' jax.gelu --at -6,-1,0,1 --derivatives 2\n"
                "actfn eval softmax --at 1000,1001,1002\n"
                "seq -3 3 | actfn eval silu - --format csv",
    .run = eval_run,
};
