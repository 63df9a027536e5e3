/* The one search for the best place of a label: whoever has a label proposes sites for it, near
 * ones first, and the cheapest is taken. What makes a site dear has a name and a weight, which
 * kinds of labels set differently. */
#ifndef ACTFN_SITE_H
#define ACTFN_SITE_H

#include "plot/cover.h"

/* What a site costs: the sum of how much it has of each times that one's weight. */
enum site_cost {
    STRAYING, /* how far it is from where the label would best stand: in lines of text, or in steps
                 of the search */
    FAR,      /* it is so far that the eye must look for what it belongs to */
    CENTRED,  /* above or below its point, where words cover more of a curve's way than beside it */
    HIDING,   /* squares of curves and labels that it would hide */
    LEADING,  /* it needs a line to its point */
    CROSSING, /* curves that this line crosses */
    SITE_COSTS
};

/* A place that a label may take. */
struct site {
    struct box words; /* where the label stands */
    struct box free;  /* what it wants for itself: the words, and a margin */
    double straying;
    bool far, centred;
    char side;     /* the words' end that is nearest to the point: 'l', 'r', or 'c' for neither */
    double lx, ly; /* this end (of 'c' the middle), and the middle of the line */
    bool leader;   /* with a line from the point to the words' nearest edge */
    double x, y, ex, ey; /* this line: the point, the end */
};

/* How a kind of labels looks for its sites. */
struct site_search {
    double weight[SITE_COSTS];
    double dearest; /* a site that costs this much is worse than no label */
    bool whole; /* in a text terminal a cell is hidden or it is not: squares count as whole ones */
    int sites;
    /* The i-th site for the caller's `label`; false: none, as it would stand outside. */
    bool (*propose)(const void *label, int i, struct site *site);
};

/* The cheapest site, the first of several, into *best; false: all are too dear, or there are none.
 */
bool site_find(const struct site_search *s, const struct cover *c, const void *label,
               struct site *best);

#endif
