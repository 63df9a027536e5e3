/* Inside render: a table as aligned columns of text. */
#ifndef ACTFN_RENDER_GRID_H
#define ACTFN_RENDER_GRID_H

#include "render/out.h"

/* A number for people: so many significant digits, but whole numbers below 10^15 in full. */
size_t grid_number(char *buffer, double x, int digits);
/* The whole table, within layout->columns: what does not fit side by side follows below, each panel
 * beginning with the first column again. Rows must be known. */
bool grid_write(struct out *o, const struct table *t, const struct layout *layout, int digits,
                struct error *err);

#endif
