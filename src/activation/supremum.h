/* Inside the activation room: the supremum of f or f' over the pieces, and where it is attained: by
 * branch and bound (cells whose enclosure lies below what is reached already are dropped). */
#ifndef ACTFN_SUPREMUM_H
#define ACTFN_SUPREMUM_H

#include "activation/ends.h"

struct supremum_place {
    struct interval from, to; /* the same at one point */
    struct interval value;
    bool attained; /* f has the value there; else it is a one-sided limit, or one at infinity */
};
struct supremum {
    bool known, proved, infinite;
    struct interval value;        /* of sign * coefficient */
    struct supremum_place *place; /* where it is the value, from left to right */
    size_t count, room;
    struct interval best; /* while it is searched: what is reached for sure */
    bool any;
    bool has_floor, below_floor; /* it is less than the floor that was given: no more is known */
    bool may_be_elsewhere; /* the places may be short of it by what nobody sees: is it attained? */
    bool at_every_end;     /* every end has its limit, so that nothing is missing there */
};

/* The supremum of sign*f (order 0) or sign*f' (1). ends: those of every piece for this order, low
 * and high, two a piece. floor: what is less is of no interest; or NULL. */
void supremum_find(const struct pieces *p, int order, int sign, const struct end_value *ends,
                   const struct arf *floor, struct effort *e, struct supremum *x);
void supremum_free(struct supremum *x);

#endif
