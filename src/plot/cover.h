/* The picture in squares of a fifth of an em, and what covers each of them: axes, curves, labels.
 */
#ifndef ACTFN_COVER_H
#define ACTFN_COVER_H

#include "plot/layout.h"

struct cover {
    size_t columns, rows;
    double square;        /* its side, pixels */
    unsigned char *taken; /* columns x rows: a set of these */
};
enum { FREE = 0, AXIS = 1, CURVE = 2, LABEL = 4 };
void cover_init(struct cover *c, const struct plot_sheet *sheet); /* all FREE; for cover_free */
void cover_free(struct cover *c);
void cover_box(struct cover *c, struct box b, unsigned char what);
/* thick: half of the line's width, pixels. */
void cover_line(struct cover *c, double x0, double y0, double x1, double y1, double thick,
                unsigned char what);
/* How much a label there would hide: 1 a square of curve, more for a label, hardly anything for an
 * axis. */
double covered(const struct cover *c, struct box b);

#endif
