/* layer_counts: the units of all layers that a user's files hold. */
#ifndef ACTFN_LAYER_COUNTS_H
#define ACTFN_LAYER_COUNTS_H

#include "experiment/layer_list.h"
#include "experiment/unit_counts.h"

struct counted_layer {
    struct array array; /* closed: its shape */
    struct unit_counts counts;
};
struct layer_counts {
    struct layer_list list;
    struct counted_layer *layer; /* [list.count], as the list */
};
/* Reads every array of the list, which it takes over. False: a file, or --axis or --post that do
 * not suit it. Free the counts in either case. */
bool layer_counts_read(struct layer_counts *c, struct layer_list *list,
                       const struct unit_counts_wish *wish, struct error *err);
void layer_counts_free(struct layer_counts *c);

/* All layers as one, by the first function: counts are sums, shares those of all outputs. */
struct layer_totals {
    size_t layers, units, dead, always_on, mixed, near_dead, dormant;
    double samples; /* NaN: the layers have different numbers of them */
    double zero, zero_of_dead, saturated, mean_slope, not_finite;
};
struct layer_totals layer_totals(const struct layer_counts *c, double tau);

#endif
