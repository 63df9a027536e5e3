/* comparison: how far two FUNCTIONS are apart on a range, with digits that are certain (proof.h).
 */
#ifndef ACTFN_COMPARISON_H
#define ACTFN_COMPARISON_H

#include "activation/proof.h"

/* A point (low = high) or an interval. */
struct comparison_place {
    double low, high;
};
struct comparison_part {
    struct proof_number number; /* left out, or a number, or infinite */
    struct comparison_place
        place[PROOF_PLACES]; /* where it is reached, or comes as near as wanted */
    size_t nplaces;
};
struct comparison {
    bool installed;
    struct comparison_part difference, slope, relative; /* |g - f|, |g' - f'|, |g - f|/|f| */
    struct proof_number rms;                            /* over z ~ N(0, 1), whatever the range */
};

/* low < high, finite. One-sided limits at kinks and jumps count. Relative is infinite where f is 0
 * and g is not. Where both are 0 it is not defined, and not counted. In about `seconds`. */
void comparison_find(const struct function *f, const struct function *g, double low, double high,
                     double seconds, struct comparison *c);

#endif
