/* info: the facts, in words and tables (info_report.c). */
#ifndef ACTFN_COMMAND_INFO_H
#define ACTFN_COMMAND_INFO_H

#include "activation/derivative.h"
#include "report/report.h"

/* Facts; tables bounds, extrema, slope_zeros, inflections, kinks, series; notes about what is left
 * out. */
void proof_report(struct report *r, const struct function *g, double effort);

/* f', and f'' where order is 2, as formulas: sentences, facts slope and curvature. */
void slope_report(struct report *r, const struct function *g, int order,
                  enum derivative_style style);

/* The catalogue's function that an expression is, if it is proved: a sentence, facts same_as,
 * same_as_scale, same_as_shift. */
void same_report(struct report *r, const struct function *g);

#endif
