/* Where curves go to infinity, and what their slopes have below them. */
#ifndef ACTFN_POLES_H
#define ACTFN_POLES_H

#include "plot/layout.h"

/* Asymptotes, and arrows where a curve leaves its frame for infinity. The layout has its frames. */
void find_poles(struct plot_layout *l);
/* Lines between a mark of a slope and its place on the function above. The layout has its marks. */
void find_guides(struct plot_layout *l);

#endif
