/* What covers the picture, coarsely. */
#include "plot/cover.h"

#include <math.h>
#include <stdlib.h>

/* Fine enough that a label's margin is a square; in a text terminal a square is half a cell wide.
 */
enum { SQUARES_AN_EM = 5 };

/* What it costs to hide a square: a label twice over is unreadable, an axis behind one is hardly
 * missed. */
static const double HIDE_LABEL = 3, HIDE_CURVE = 1, HIDE_AXIS = 0.02;

void cover_init(struct cover *c, const struct plot_sheet *sheet)
{
    c->square = sheet->device->class == TEXT ? CELL_WIDTH / 2 : sheet->size_text / SQUARES_AN_EM;
    c->columns = (size_t)(sheet->width / c->square) + 2;
    c->rows = (size_t)(sheet->height / c->square) + 2;
    c->taken = memory_new(c->columns * c->rows, 1);
}

void cover_box(struct cover *c, struct box b, unsigned char what)
{
    for (double y = fmax(b.top, 0); y < b.bottom + c->square; y += c->square)
        for (double x = fmax(b.left, 0); x < b.right + c->square; x += c->square) {
            size_t i = (size_t)(x / c->square), j = (size_t)(y / c->square);
            if (i < c->columns && j < c->rows)
                c->taken[j * c->columns + i] |= what;
        }
}

void cover_line(struct cover *c, double x0, double y0, double x1, double y1, double thick,
                unsigned char what)
{
    double length = hypot(x1 - x0, y1 - y0), steps = ceil(length / (c->square * 0.7));
    for (double i = 0; i <= steps; i++) {
        double t = steps > 0 ? i / steps : 0, x = x0 + t * (x1 - x0), y = y0 + t * (y1 - y0);
        cover_box(c,
                  (struct box){ x - thick, y - thick, x + thick - c->square * 0.99,
                                y + thick - c->square * 0.99 },
                  what);
    }
}

double covered(const struct cover *c, struct box b)
{
    size_t left = (size_t)fmax(b.left / c->square, 0), right = (size_t)fmax(b.right / c->square, 0);
    size_t top = (size_t)fmax(b.top / c->square, 0), bottom = (size_t)fmax(b.bottom / c->square, 0);
    double sum = 0;
    for (size_t j = top; j <= bottom && j < c->rows; j++)
        for (size_t i = left; i <= right && i < c->columns; i++) {
            unsigned char what = c->taken[j * c->columns + i];
            if (what & LABEL)
                sum += HIDE_LABEL;
            else if (what & CURVE)
                sum += HIDE_CURVE;
            else if (what & AXIS)
                sum += HIDE_AXIS;
        }
    return sum;
}

void cover_free(struct cover *c)
{
    free(c->taken);
    *c = (struct cover){ 0 };
}
