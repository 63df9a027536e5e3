/* What gnuplot is told. */
#ifndef ACTFN_SCRIPT_H
#define ACTFN_SCRIPT_H

#include "plot/script_tables.h"

/* Appends the whole script; the tables' numbers go to files->data. files NULL: a script that stands
 * alone, its data inside. */
bool script_write(struct buffer *b, const struct plot_layout *l, const struct script_files *files,
                  struct error *err);

#endif
