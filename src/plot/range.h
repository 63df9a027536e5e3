/* Ranges and steps of the axes. */
#ifndef ACTFN_RANGE_H
#define ACTFN_RANGE_H

#include "plot/layout.h"

/* The smallest of 1, 2, 5 times a power of ten that leaves at most `most` steps in the range. */
double nice_step(double low, double high, double most);
void set_yrange(const struct plot_layout *l, struct plot_panel *p);
/* From all that is drawn in it; false: nothing to draw. */
bool set_xrange(const struct plot_layout *l, struct plot_panel *p);

#endif
