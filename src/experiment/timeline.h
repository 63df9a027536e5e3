/* timeline: one network's training as a line in time, to walk along forwards and back. The steps
 * are those of runs_train, so every number is the one that fit and dead report; a step back is the
 * nearest snapshot before it and the steps from there again, which end at the very same weights. */
#ifndef ACTFN_TIMELINE_H
#define ACTFN_TIMELINE_H

#include "experiment/runs.h"

struct timeline;
/* The run's network before its first step. Borrows all; run->net is the timeline's to fill and the
 * caller's to free. */
struct timeline *timeline_new(const struct runs *r, struct training_run *run, struct pool *pool);
void timeline_free(struct timeline *t); /* NULL is fine */

size_t timeline_step(const struct timeline *t);
/* To that step, forwards or back. Training ends at the step whose loss is no number any more: then
 * that step is as far as it goes, and the result is false. */
bool timeline_go(struct timeline *t, size_t step);
size_t timeline_diverged(const struct timeline *t); /* that step; 0: none so far */
/* The learning rate of the next step. Setting it changes the steps from here on; those behind keep
 * theirs. */
double timeline_rate(const struct timeline *t);
void timeline_set_rate(struct timeline *t, double rate);
const struct data *timeline_data(const struct timeline *t);
/* The loss of the batch of each step taken so far, [0] of the first; *count of them. They may reach
 * beyond the present step. */
const double *timeline_losses(const struct timeline *t, size_t *count);

/* What there is to see at the present step. */
struct timeline_view {
    struct score score;
    size_t units, dead;              /* of all hidden layers */
    const struct layer_units *layer; /* hidden of them */
    const double *gradient;          /* root mean square of dL/dW over all samples, by layer */
    size_t hidden;
};
/* The timeline's, good until it moves or looks again. */
const struct timeline_view *timeline_look(struct timeline *t);

#endif
