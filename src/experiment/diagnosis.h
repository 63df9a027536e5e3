/* diagnosis: what is wrong with a layer, and what may have caused it, told from its numbers alone.
 */
#ifndef ACTFN_DIAGNOSIS_H
#define ACTFN_DIAGNOSIS_H

#include "experiment/unit_counts.h"

/* The worst that was found, in this order. */
enum finding {
    FINDING_NONE,
    FINDING_LINEAR,    /* half of the units or more have the same slope on every sample */
    FINDING_SATURATED, /* half of the outputs, of a function with two saturating tails */
    FINDING_DEAD,      /* a unit or more has slope 0 on every sample */
    FINDING_CONSTANT,  /* every unit has one value on all samples: no input arrives */
    FINDING_NOT_FINITE,
};
enum cause {
    CAUSE_NO_INPUT, /* what the layer gets does not vary */
    CAUSE_ALIKE,    /* units differ by far more than samples do: the samples look alike here */
    CAUSE_SHIFT,    /* all units lie to the side where the slope is 0 */
    CAUSE_STEP,     /* the dead units lie far out, the others do not, and they vary no less */
    CAUSE_SHRUNK,   /* the dead units vary far less than the others: their weights are small */
    CAUSE_SCALE,    /* the values are large */
    CAUSES
};
struct suspicion {
    enum cause cause;
    double weight; /* above 0: how far the evidence is beyond what a healthy layer shows */
};
struct diagnosis {
    enum finding finding;
    size_t units;     /* how many units it is about; 0: outputs, not units */
    size_t still;     /* units that have one value on all samples */
    bool zero;        /* the dead units give 0 */
    bool has_pre;     /* the numbers are pre-activations: what follows is known */
    double mean, rms; /* of all finite values */
    double within;    /* spread over the samples: root mean square over the units */
    double between;   /* spread of the units' means */
    bool few; /* of the units are dead: what all have in common is then told by the others */
    double sick_mean, sick_within, well_mean, well_within; /* of the dead units, of the others */
    double well_between;
    double nearest; /* dead units, slope 0 below 0: the largest value seen, NaN otherwise */
    struct suspicion suspicion[CAUSES]; /* the heaviest first */
    size_t suspicions;
};
/* By the first function of the counts. */
void diagnose(const struct unit_counts *c, struct diagnosis *d);

/* How the root mean square of the pre-activations goes from layer to layer. */
struct drift {
    size_t layers;      /* that have one: finite and not 0 */
    size_t first, last; /* the first and last of them */
    double from, to;
    double factor; /* a layer, on average (geometric) */
};
struct drift drift_of(const struct diagnosis *d, size_t layers);

#endif
