/* marks: what a lecturer would point at on the curves. */
#ifndef ACTFN_MARKS_H
#define ACTFN_MARKS_H

#include "command/curves.h"

/* Adds tables `marks` (x, y, label, series, kind), `regions` (low, high, label), `levels` (y:
 * horizontal asymptotes) and a sentence a function. After curves_table, whose `values` are the
 * first table. */
void marks_report(const struct curves *c, struct report *r);

#endif
