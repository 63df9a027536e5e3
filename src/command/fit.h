/* fit: what its recipe (fit.c) hands to its report (fit_report.c). */
#ifndef ACTFN_COMMAND_FIT_H
#define ACTFN_COMMAND_FIT_H

#include "command/net.h"
#include "experiment/problem.h"

/* Losses in the runs are brought to the units of the target. */
void fit_report(struct runs *r, const struct problem *s, const struct request *q,
                struct report *report);

#endif
