/* Inside the activation room: what one open operation becomes on a piece, or at a point. */
#ifndef ACTFN_RESOLVE_H
#define ACTFN_RESOLVE_H

#include "activation/choices.h"
#include "activation/zeros.h"

struct resolver {
    struct smooth *s;
    const struct choices *choices;
    int *node;                 /* of each open operation so far; -1: not defined */
    struct interval x;         /* where signs are looked at: a point within the piece, or a break */
    struct interval low, high; /* ends of the piece */
    bool at_break;             /* what is 0 as far as x is known is 0 */
    bool unknown;              /* a sign could not be told */
};

/* The formulas whose signs operation i depends on, by the nodes of its operands; up to 2. */
int resolve_conditions(const struct resolver *r, size_t i, int condition[2]);
/* And the operation itself: a node, or -1. */
int resolve_node(struct resolver *r, size_t i);

#endif
