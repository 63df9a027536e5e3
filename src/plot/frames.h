/* Where the frames stand, and the key and the bar of colours. */
#ifndef ACTFN_FRAMES_H
#define ACTFN_FRAMES_H

#include "plot/layout.h"

bool layout_panels(struct plot_layout *l, struct error *err);

#endif
