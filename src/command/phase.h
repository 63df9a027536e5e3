/* phase: what its recipe (phase.c) hands to its report (phase_report.c). */
#ifndef ACTFN_COMMAND_PHASE_H
#define ACTFN_COMMAND_PHASE_H

#include "cli/cli.h"
#include "cli/shared.h"
#include "network/meanfield.h"

struct phase_options {
    struct delivery delivery;
    struct settings set;
    double weight_variance, bias_variance;
};

struct phase_found {
    const struct function *function; /* borrowed */
    struct gaussian gaussian;
    struct meanfield point;
    double edge; /* critical weight variance; NaN: none */
};

void phase_report(const struct phase_found *found, struct report *r);

#endif
