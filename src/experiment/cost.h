/* cost: what functions cost on this machine, and how exact they are. */
#ifndef ACTFN_COST_H
#define ACTFN_COST_H

#include "activation/activation.h"
#include "parse/parse.h"

enum { COST_POINTS = 8192, COST_CHECKED = 1024 }; /* that are timed; whose errors are looked at */

/* f alone (derivatives 0), f and f' (1), all three (2). The error is that of the highest of them,
 * in units in the last place of a catalogue's f, else of 2^-52 (|y| + |x y'|); nan: there is no
 * definition to compare with. */
struct function_cost {
    const char *function; /* its label, borrowed */
    int derivatives;
    double ns_per_value, values_per_second, relative_to_copy, max_error_ulp;
};

/* Measures n functions at COST_POINTS points of the grid, on one core: three rows a function.
 * Returns the nanoseconds that copying a value takes, the least that any function costs. */
double cost_measure(const struct function *functions, size_t n, const struct grid *grid,
                    struct function_cost *rows);

#endif
