/* Inside the activation room: what f, f' or f'' comes to at an end of a piece: a break, or
 * infinity. */
#ifndef ACTFN_ENDS_H
#define ACTFN_ENDS_H

#include "activation/pieces.h"

enum end_kind {
    END_UNKNOWN,
    END_VALUE,    /* a number */
    END_INFINITE, /* sign says which */
    END_NONE      /* it goes on swinging */
};
struct end_value {
    enum end_kind kind;
    int sign;
    struct interval value;
    bool proved; /* enclosed; else points at rising precision agree */
};

/* The limit of coefficient `order` of piece i from within; side -1: at its low end. */
void end_find(const struct pieces *p, size_t i, int side, int order, struct end_value *v);
void end_clear(struct end_value *v);

/* Does sign*coefficient grow beyond all bounds towards that end, swinging or not, wherever it is
 * tried? */
bool end_unbounded(const struct pieces *p, size_t i, int side, int order, int sign);

#endif
