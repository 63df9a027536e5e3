/* grade: how good are the numbers that somebody's kernel gave? Part of the command compare. */
#ifndef ACTFN_GRADE_H
#define ACTFN_GRADE_H

#include "cli/cli.h"
#include "cli/shared.h"

/* operands[0]: the function; operands[1]: the file. Fills table `errors`, facts and the figure. */
int grade_run(const struct request *q, const struct range_options *o, struct report *r, struct message *why);

#endif
