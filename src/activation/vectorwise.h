/* vectorwise: functions of a whole vector, every output depends on every input. A row a function.
 */
#ifndef ACTFN_VECTORWISE_H
#define ACTFN_VECTORWISE_H

#include "activation/activation.h"

struct vectorwise {
    const char *name;
    const char *aliases; /* blank-separated, or NULL */
    const char *formula;
    const char *about;
    const char *paper;
    int year; /* 0: classical */
    struct parameter params[PARAMETERS_MAX];
    map_function
        *map; /* df: the diagonal of the Jacobian; ddf: d^2 f_i / d x_i^2; both may be NULL */
};

const struct vectorwise *vectorwise_row(size_t i);          /* NULL after the last */
const struct vectorwise *vectorwise_find(const char *name); /* name or alias; NULL */

#endif
