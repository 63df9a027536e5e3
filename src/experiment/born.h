/* born: which share of random networks has a layer without a living unit before any training, by
 * width, depth and init. */
#ifndef ACTFN_BORN_H
#define ACTFN_BORN_H

#include "network/network.h"

struct born_wish {
    const struct function *function;
    const struct init *inits;
    size_t ninits, trials; /* networks of each width, depth and init */
    const struct data *probe;
    uint64_t seed;
};
struct born_cell {
    const char *init; /* borrowed */
    size_t layers, width;
    double dead_percent, predicted_percent; /* the formula for one input; NaN: it does not apply */
};
enum { BORN_WIDTHS = 9, BORN_DEPTHS = 6 };
/* cell[ninits * BORN_DEPTHS * BORN_WIDTHS]: init by init, depth by depth, width by width. */
void born_map(const struct born_wish *w, struct born_cell *cell);

/* The formula, as a share: one input that is alive before a layer of n units dies in it with chance
 * 2^-n (Lu et al. 2019, arXiv:1903.06733). */
double born_dead_formula(const size_t *widths, size_t layers);
/* Does it apply: a function that is 0 and flat for z < 0 alone, and weights whose sign is a fair
 * coin, with biases of 0? bias: the hidden layers' own, NaN: the init's. */
bool born_dead_known(const struct function *f, const struct init *init, double bias);

#endif
