/* regions: is a FUNCTION piecewise linear, and if so, with which kinks and slopes? Its linear
 * regions are the stretches between neighbouring kinks; the outer two are endless. */
#ifndef ACTFN_REGIONS_H
#define ACTFN_REGIONS_H

#include "activation/activation.h"

struct regions {
    size_t nkinks;
    double *kinks;  /* [nkinks], ascending; NULL: g acts on a whole vector */
    double *slopes; /* [nkinks + 1], of the regions from left to right; NULL: g is not piecewise
                       linear */
};

/* The kinks of any g within -1e6 .. 1e6, at most 64; the slopes only where g is continuous,
 * straight in every region and has fewer kinks than that. Tried at 16 points a region, not proved.
 * regions_free releases both arrays. */
void regions_find(const struct function *g, struct regions *r);
void regions_free(struct regions *r);

#endif
