/* Where labels stand: names of curves, words of marks and of tinted regions. The layout has its
 * frames. */
#ifndef ACTFN_PLACE_H
#define ACTFN_PLACE_H

#include "plot/layout.h"

void place_labels(struct plot_layout *l);

#endif
