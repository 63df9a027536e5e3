/* Inside the activation room: a FUNCTION cut where it changes its formula. Between neighbouring
 * breaks one formula without choices holds (smooth.h), or none where the function is not defined.
 * Breaks are the places where a comparison, max, abs, floor changes over, and the edges of the
 * domain. */
#ifndef ACTFN_PIECES_H
#define ACTFN_PIECES_H

#include "activation/activation.h"
#include "activation/zeros.h"

struct piece {
    struct interval low, high; /* enclose its ends; may be infinite */
    int node;                  /* -1: not defined here */
    bool flat;                 /* the same number throughout */
    bool straight;             /* and its slope */
};
struct piece_break {
    struct interval x;
    int node; /* the formula that holds at the point itself; -1: not defined there */
};
struct pieces {
    struct smooth s;
    struct piece *piece; /* from left to right */
    size_t count;
    struct piece_break *at; /* [count + 1]: at[i] before piece i; the outer two are the ends */
    bool complete;          /* every break is known */
    bool endless; /* breaks go on without end: only those between -window and window are known, and
                     the outer ends are these, no ends of the function */
    bool proved;  /* no break was missed: by enclosures, not only by trying points */
};
enum { PIECES_WINDOW = 16 };

/* Of g, or of h - g, or of (h - g)/g. false: a formula is too long, or holds what has no meaning
 * for exact numbers (inf). From low to high, which may be infinite. */
enum pieces_of { PIECES_FUNCTION, PIECES_DIFFERENCE, PIECES_RELATIVE };
bool pieces_find(struct pieces *p, enum pieces_of of, const struct function *g,
                 const struct function *h, double low, double high, struct effort *e);
void pieces_free(struct pieces *p);

#endif
