/* Inside the activation room: what a parameter of a row may be. */
#ifndef ACTFN_ROW_H
#define ACTFN_ROW_H

#include "activation/activation.h"

/* Is the value allowed? `allowed` (of `size` bytes; 120 are enough) says what is: "slope >= 0". */
bool parameter_allowed(const struct parameter *p, double value, char *allowed, size_t size);

#endif
