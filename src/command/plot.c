/* plot: functions and their derivatives, as a picture. */
#include "command/marks.h"

enum { POINTS_TEXT = 21, POINTS = 1001 };

struct plot_options {
    struct delivery delivery;
    struct range_options range;
    char *sweep;
};
#define S struct plot_options
static const struct option_row rows[] = {
    OPT_RANGE(S, range.range, "-5:5"),
    OPT_POINTS_OR_ALL(S, range.points),
    OPT_AT(S, range.at),
    OPT_DERIVATIVES(S, range.derivatives, "1"),
    OPT_SET(S, range.set),
    OPT_TEXT("sweep", S, sweep, "NAME=LO:HI[:COUNT]", "a family of curves over a parameter"),
    OPT_DTYPE(S, range.dtype),
    OPT_COMPUTE_DTYPE(S, range.compute_dtype),
    { .name = NULL },
};

static bool plot_run(const struct request *q, struct report *r, struct error *err)
{
    const struct plot_options *o = q->options;
    struct curves *curves;
    if (!curves_read(q, &o->range, o->sweep, q->destination.text ? POINTS_TEXT : POINTS, &curves,
                     err))
        return false;
    curves_describe(curves, r);
    report_figure(r, curves_figure(curves));
    if (!curves_table(curves, r, err))
        return false;
    marks_report(curves, r);
    return true;
}

const struct command command_plot = {
    .name = "plot",
    .order = 30,
    .operands = "FUNCTION...",
    .names = &names_functions,
    .about = "plot functions and their derivatives",
    .group = GROUP_EXPLORE,
    .meanings = "draw show graph view chart figure picture display",
    .options = rows,
    .size = sizeof(S),
    .details = "Draws in a window where there is a display, else in the terminal. With --output "
               "the figure, or the "
               "table behind it, is written to a file; with --format the table is printed.",
    .examples = "actfn plot gelu\n"
                "actfn plot relu gelu --derivatives 2 --output corners.svg\n"
                "actfn plot gelu --range -4:4 --theme dark --output gelu.png",
    .draws = true,
    .run = plot_run,
};
