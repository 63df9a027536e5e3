/* layer_steps: the same layers in several dumps of one network, in the order of time. */
#ifndef ACTFN_LAYER_STEPS_H
#define ACTFN_LAYER_STEPS_H

#include "experiment/layer_counts.h"

struct layer_steps {
    const struct layer_counts *counts; /* of all files, file after file */
    size_t files, layers;              /* layers of each file */
};
/* False: files that do not hold the same layers. Borrows the counts; `operands` name the files. */
bool layer_steps_of(struct layer_steps *s, const struct layer_counts *c, char *const *operands,
                    size_t noperands, struct error *err);
/* The layers of one file, borrowed; not to be freed. */
struct layer_counts layer_steps_file(const struct layer_steps *s, size_t file);

/* What changed in one layer since the file before (nothing in the first), by the first function. */
struct layer_change {
    size_t died, revived;
};
struct layer_change layer_change(const struct layer_steps *s, size_t file, size_t layer);
/* Units of the layer that are dead in every file; those that are dead in the last and were not in
 * the first. */
size_t layer_always_dead(const struct layer_steps *s, size_t layer);
size_t layer_died_since(const struct layer_steps *s, size_t layer);

#endif
