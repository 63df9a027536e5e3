/* What a figure is drawn on: its device, its size, the sizes of text. Lengths are pixels of the
 * device; a text terminal's cell is CELL_WIDTH x CELL_HEIGHT of them. */
#ifndef ACTFN_SHEET_H
#define ACTFN_SHEET_H

#include "plot/device.h"

enum { CELL_WIDTH = 10, CELL_HEIGHT = 20 };
struct plot_sheet {
    const struct device *device;
    const char *theme;
    double width, height;         /* pixels */
    double em, line;              /* text: size of 1 em and of a line, pixels */
    double stroke;                /* line width 1, pixels */
    double size_text, size_title; /* pixels */
};
/* Device and theme stay the caller's. */
struct plot_sheet sheet_of(const struct look *look, const struct device *device, const char *theme);
/* Pixels that `text` takes at this size: an estimate, since which font will be there is not known.
 */
double text_width(const struct plot_sheet *sheet, const char *text, double size);
/* A line of text, and a gap beside text, this many sizes of the text high and wide; in a text
 * terminal a cell. */
double sheet_line(const struct plot_sheet *sheet, double sizes);
double sheet_gap(const struct plot_sheet *sheet, double sizes);
/* Cuts `text` in its place to this width, an ellipsis at its end; as it is when it fits. */
void text_fit(const struct plot_sheet *sheet, char *text, double size, double width);

#endif
