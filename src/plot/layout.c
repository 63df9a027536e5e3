/* What all steps of the layout share. */
#include "plot/layout.h"

#include <stdlib.h>

void curve_shade(struct layout *l, struct plot_curve *c, double value, double low, double high)
{
    c->shade = high > low ? (value - low) / (high - low) : 0;
    c->direct = false;
    for (size_t i = 0; i < l->nsteps; i++)
        if (l->steps[i].value == value)
            return;
    l->steps = memory_resize(l->steps, l->nsteps + 1, sizeof *l->steps);
    l->steps[l->nsteps++] = (struct bar_step){ .value = value, .shade = c->shade };
}

void layout_free(struct layout *l)
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
    *l = (struct layout){ 0 };
}
