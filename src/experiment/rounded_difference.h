/* rounded_difference: how far two functions are apart in a number format, at its own values. */
#ifndef ACTFN_ROUNDED_DIFFERENCE_H
#define ACTFN_ROUNDED_DIFFERENCE_H

#include "activation/activation.h"

/* The largest |g - f|, |g' - f'| and |g - f|/|f|, and where first; rms over z ~ N(0,1). NaN: none.
 */
struct rounded_gaps {
    double max, at_x, max_slope, slope_at_x, max_relative, relative_at_x, rms;
};

/* f and f' of function i at n values of the format. */
typedef void values_at(void *state, size_t i, size_t n, const double *x, double *f, double *df);

/* Functions f and g at the values of d from low to high: all of them, or `most` evenly spread ones.
 * Returns how many values were looked at; 0: there is none. */
uint64_t rounded_difference(values_at *values, void *state, size_t f, size_t g,
                            const struct dtype *d, double low, double high, uint64_t most,
                            struct rounded_gaps *out);

#endif
