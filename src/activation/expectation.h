/* Inside the activation room: means over z ~ N(0, 1), by Taylor polynomials on cells whose
 * remainder is enclosed. */
#ifndef ACTFN_EXPECTATION_H
#define ACTFN_EXPECTATION_H

#include "activation/pieces.h"

enum { MEAN_F, MEAN_ZF, MEAN_FF, MEAN_DD, MEANS }; /* of f, z f, f^2, f'^2 */
struct expectation {
    bool known[MEANS], diverges[MEANS], proved;
    struct interval mean[MEANS];
};
/* places: n points where something happens, such as zeros of f'. What is not defined on the whole
 * line has no means. */
void expectation_find(const struct pieces *p, const double *places, size_t n, struct effort *e,
                      struct expectation *x);
void expectation_clear(struct expectation *x);

#endif
