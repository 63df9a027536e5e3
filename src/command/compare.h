/* compare: the words and tables of its report (compare_report.c). */
#ifndef ACTFN_COMMAND_COMPARE_H
#define ACTFN_COMMAND_COMPARE_H

#include "command/curves.h"

/* How far every two of the functions are apart: headline, sentences, tables pairs, places,
 * slope_places, relative_places, bounds. */
void pairs_report(const struct curves *c, double effort, struct report *r);
/* The same in a number format, at its own values: headline, sentences, table `pairs`. */
void rounded_pairs_report(struct curves *c, struct report *r);

#endif
