/* Inside the activation room: where a formula, or a derivative of it, is 0. Pieces of the axis are
 * halved, in the order of floating point, until an enclosure shows that there is no zero, or that
 * the next derivative keeps its sign and so there is one at most. */
#ifndef ACTFN_ZEROS_H
#define ACTFN_ZEROS_H

#include "activation/effort.h"
#include "activation/smooth.h"

struct zero_place {
    struct interval x; /* encloses it; a point where it is known exactly */
    int multiplicity;
};
struct zero_list {
    struct zero_place *place; /* ascending */
    size_t count, room;
    bool complete; /* there are no others */
    bool proved;   /* and that is proved, not only tried at points */
};
void zero_list_free(struct zero_list *z);

/* Zeros of the order-th derivative strictly between the ends; those may be infinite. At most
 * `most`: then not complete. */
void zeros_find(const struct smooth *s, int node, int order, const struct interval *low,
                const struct interval *high, size_t most, struct effort *e, struct zero_list *z);

/* Is the derivative 0 wherever it is tried between the ends, to 400 bits and more? */
bool zeros_everywhere(const struct smooth *s, int node, int order, const struct interval *low,
                      const struct interval *high);

/* The sign of coefficient `order` at a point, by rising precision; 0: it is 0 as far as 1,000 bits
 * show, *exact when it is known to be. 2: not defined there, or not to be told. */
int sign_at(const struct smooth *s, int node, int order, const struct arf *x);

/* The coefficient itself at x, so precise that it is narrow to `bits`, if 2,000 bits suffice. */
void value_at(const struct smooth *s, int node, int order, const struct interval *x, int bits,
              struct interval *y);

/* A point between a < b to halve at: 0, a power of two, or the middle. false: none. */
bool point_within(struct arf *m, const struct arf *a, const struct arf *b);

/* Between a and b, do all nodes keep the signs of their first n coefficients at every point that is
 * tried? */
bool quiet_between(const struct smooth *s, int node, size_t n, const struct arf *a,
                   const struct arf *b);

#endif
