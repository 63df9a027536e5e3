/* Panels and curves of the table `values`: functions and their slopes. */
#ifndef ACTFN_CURVES_H
#define ACTFN_CURVES_H

#include "plot/layout.h"

bool find_curves(struct plot_layout *l, struct error *err);

#endif
