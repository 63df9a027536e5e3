/* compare: the words and tables of its two reports (compare_report.c). */
#ifndef ACTFN_COMMAND_COMPARE_H
#define ACTFN_COMMAND_COMPARE_H

#include "command/curves.h"
#include "experiment/grading.h"

/* How far every two of the functions are apart: headline, sentences, tables pairs, places,
 * slope_places, relative_places, bounds. */
void pairs_report(const struct curves *c, double effort, struct report *r);
/* A file graded against g: headline, facts, table `errors`, figure. */
void grading_report(const struct kernel_grading *s, const struct function *g, const char *path,
                    struct report *r);

#endif
