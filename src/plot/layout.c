/* What all steps of the layout share. */
#include "plot/layout.h"

#include <math.h>
#include <stdlib.h>

static double along(double v, double low, double high, bool log)
{
    if (log)
        return v > 0 ? log10(v / low) / log10(high / low) : NAN;
    return (v / 2 - low / 2) / (high / 2 - low / 2);
}

double to_x(const struct plot_layout *l, const struct plot_panel *p, double x)
{
    return p->frame.left + along(x, p->xlow, p->xhigh, l->log_x) * (p->frame.right - p->frame.left);
}

double to_y(const struct plot_layout *l, const struct plot_panel *p, double y)
{
    return p->frame.bottom -
           along(y, p->ylow, p->yhigh, l->log_y) * (p->frame.bottom - p->frame.top);
}

void curve_shade(struct plot_layout *l, struct plot_curve *c, double value, double low, double high)
{
    c->shade = high > low ? (value - low) / (high - low) : 0;
    c->direct = false;
    for (size_t i = 0; i < l->nsteps; i++)
        if (l->steps[i].value == value)
            return;
    l->steps = memory_resize(l->steps, l->nsteps + 1, sizeof *l->steps);
    l->steps[l->nsteps++] = (struct bar_step){ .value = value, .shade = c->shade };
}

void layout_free(struct plot_layout *l)
{
    for (size_t i = 0; i < l->nheadings; i++)
        free(l->headings[i].text);
    for (size_t i = 0; i < l->ncurves; i++)
        free(l->curves[i].name);
    for (size_t i = 0; i < l->nmarks; i++)
        free(l->marks[i].label);
    for (size_t i = 0; i < l->ntints; i++)
        free(l->tints[i].label);
    for (size_t i = 0; i < l->npanels; i++) {
        free(l->panels[i].title);
        free(l->panels[i].xname);
    }
    for (size_t i = 0; i < l->nsteps; i++)
        free(l->steps[i].text);
    figure_data_free(&l->lines);
    free(l->steps);
    free(l->bar_title);
    free(l->headings);
    free(l->panels);
    free(l->curves);
    free(l->marks);
    free(l->tints);
    free(l->entries);
    *l = (struct plot_layout){ 0 };
}
