/* Title and subtitle, and the area that they leave. */
#ifndef ACTFN_HEADING_H
#define ACTFN_HEADING_H

#include "plot/layout.h"

void layout_headings(struct plot_layout *l);

#endif
