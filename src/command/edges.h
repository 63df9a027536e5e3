/* edges: how the figure of functions must not mislead. */
#ifndef ACTFN_EDGES_H
#define ACTFN_EDGES_H

#include "command/curves.h"

/* Adds tables `edges` (columns as in `values`: limits on both sides of every break, rows of nan
 * between where a curve parts, and more points near poles and where it swings), `bands` (x_low,
 * x_high, low, high, series: where it swings faster than a picture can follow) and a note about
 * these. Functions on a grid only. */
void edges_report(const struct curves *c, struct report *r);

#endif
