/* flow: what its recipe (flow.c) hands to its report (flow_report.c). */
#ifndef ACTFN_COMMAND_FLOW_H
#define ACTFN_COMMAND_FLOW_H

#include "command/net.h"
#include "experiment/streams.h"

void flow_report(const struct streams *s, struct report *r);

#endif
