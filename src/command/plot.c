/* plot: functions and their derivatives, as a picture. */
#include "command/marks.h"

#include <stdlib.h>
#include <string.h>

enum { POINTS_TEXT = 21, POINTS = 1001 };

static int plot_run(struct options *o, const struct destination *d, struct report *r, struct message *why)
{
    bool text = d->format && strcmp(d->format->name, "text") == 0;
    struct curves *curves;
    if (!curves_read(o, text ? POINTS_TEXT : POINTS, &curves, why))
        return STATUS_USAGE;
    curves_describe(curves, r);
    report_figure(r, "curves");
    if (!curves_table(curves, r, why))
        return STATUS_FAILED;
    marks_report(curves, r);
    return STATUS_DONE;
}

const struct command command_plot = {
    .name = "plot",
    .operands = "FUNCTION...",
    .about = "draw functions and their derivatives, minima and corners marked",
    .options = "range points at derivatives set sweep dtype",
    .defaults = "--range=-5:5 --derivatives=1",
    .details = "Draws in a window where there is a display, else in the terminal. With --output the figure, or the "
               "table behind it, is written to a file; with --format the table is printed.",
    .examples = "actfn plot gelu\n"
                "actfn plot relu gelu --derivatives 2 --output corners.svg\n"
                "actfn plot gelu --range -4:4 --theme dark --output gelu.png",
    .draws = true,
    .run = plot_run,
};
