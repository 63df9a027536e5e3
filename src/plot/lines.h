/* Panels and lines out of any tables, as the script's header asks. */
#ifndef ACTFN_LINES_H
#define ACTFN_LINES_H

#include "plot/layout.h"

/* functions: they are curves of functions all the same. */
bool find_lines(struct plot_layout *l, bool functions, struct error *err);

#endif
