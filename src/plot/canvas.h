/* canvas: cells of a text terminal to draw on. Lines and areas set braille dots, 2 x 4 a cell; text
 * takes whole cells. x goes right and y down, in dots: cell (column, row) is 2 column .. 2 column +
 * 2, 4 row .. 4 row + 4. What lies outside of the canvas is not drawn. */
#ifndef ACTFN_CANVAS_H
#define ACTFN_CANVAS_H

#include "base/base.h"

enum { NO_COLOUR = 0x1000000 }; /* the terminal's own; other colours are 0xRRGGBB */
struct cell {
    unsigned char dots; /* bits as Unicode's braille block has them */
    uint32_t colour, text_colour, shade;
    char text[8];       /* one character, or "" */
    bool bold, covered; /* covered: right half of a wide character */
    int strength;       /* width of the line that coloured it */
};
struct canvas {
    size_t columns, rows;
    struct cell *cells; /* row by row */
};
void canvas_new(struct canvas *g, size_t columns, size_t rows);
void canvas_clear(struct canvas *g);
void canvas_free(struct canvas *g);

/* A line's colour, twice its width, and its dashes, in dots; `gone` is how far the dashes are. */
struct pen {
    uint32_t colour;
    int strength;
    double dash[8];
    size_t ndash;
    double gone;
};
/* A thin line's dots do not colour a cell that a thicker one has coloured. */
void canvas_dot(struct canvas *g, long x, long y, uint32_t colour, int strength);
void canvas_line(struct canvas *g, struct pen *p, double x0, double y0, double x1, double y1);
/* A polygon of n corners x, y, ... */
void canvas_fill(struct canvas *g, const double *xy, size_t n, uint32_t colour);
/* A rectangle: in a tint next to black or white the cells' background, else a filled bar. */
void canvas_shade(struct canvas *g, double x0, double y0, double x1, double y1, uint32_t colour);
/* UTF-8; anchor 'w': begins at x, 'e': ends there, else centred. What a terminal would obey is left
 * out. */
void canvas_text(struct canvas *g, double x, double y, const char *text, char anchor,
                 uint32_t colour, bool bold);
bool colour_extreme(uint32_t colour); /* nearly black or nearly white: ink or paper */

enum colours { NO_COLOURS, COLOURS_256, ALL_COLOURS };
struct cells {
    size_t columns, rows;
    enum colours colours;
    bool ascii;  /* for fonts without braille */
    bool shades; /* the paper's colour is known, so cells may be tinted */
};
/* Columns first .. last - 1 of a row; colours begin and end as the terminal's own. */
void canvas_print_cells(const struct canvas *g, size_t row, size_t first, size_t last,
                        const struct cells *how, struct buffer *out);
/* A row without the blanks at its end, and a line end. */
void canvas_print_row(const struct canvas *g, size_t row, const struct cells *how,
                      struct buffer *out);

#endif
