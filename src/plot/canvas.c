/* Cells of a text terminal as paper: 2 x 4 braille dots a cell, or one character. */
#include "plot/canvas.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void canvas_new(struct canvas *g, size_t columns, size_t rows)
{
    *g = (struct canvas){ .columns = columns, .rows = rows };
    g->cells = memory_new(columns * rows, sizeof *g->cells);
    canvas_clear(g);
}

void canvas_clear(struct canvas *g)
{
    for (size_t i = 0; i < g->columns * g->rows; i++)
        g->cells[i] =
            (struct cell){ .shade = NO_COLOUR, .colour = NO_COLOUR, .text_colour = NO_COLOUR };
}

void canvas_free(struct canvas *g)
{
    free(g->cells);
    *g = (struct canvas){ 0 };
}

static struct cell *cell_at(struct canvas *g, long column, long row)
{
    if (column < 0 || row < 0 || (size_t)column >= g->columns || (size_t)row >= g->rows)
        return NULL;
    return &g->cells[(size_t)row * g->columns + (size_t)column];
}

void canvas_dot(struct canvas *g, long x, long y, uint32_t colour, int strength)
{
    static const unsigned char bit[4][2] = {
        { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 }
    };
    if (x < 0 || y < 0)
        return;
    struct cell *c = cell_at(g, x / 2, y / 4);
    if (!c)
        return;
    if (strength < c->strength) /* a thin line does not speckle a thick one's cell */
        return;
    c->dots |= bit[y % 4][x % 2];
    c->colour = colour;
    c->strength = strength;
}

/* ---- lines ---------------------------------------------------------------------------------- */

static bool pen_down(const struct pen *p)
{
    double whole = 0, at;
    for (size_t i = 0; i < p->ndash; i++)
        whole += p->dash[i];
    if (!(whole > 0))
        return true;
    at = fmod(p->gone, whole);
    for (size_t i = 0; i < p->ndash; i++) {
        if (at < p->dash[i])
            return i % 2 == 0;
        at -= p->dash[i];
    }
    return true;
}

/* The part of a line, in shares of it from *from to *to, on which a + t d may lie within 0 and
 * limit. */
static void clip(double a, double d, double limit, double *from, double *to)
{
    double t0 = (-1 - a) / d, t1 = (limit + 1 - a) / d;
    if (d != 0) {
        *from = fmax(*from, fmin(t0, t1));
        *to = fmin(*to, fmax(t0, t1));
    } else if (a < -1 || a > limit + 1)
        *to = -1;
}

/* Dots outside of the canvas are not walked through, but the dashes are where they would be. */
void canvas_line(struct canvas *g, struct pen *p, double x0, double y0, double x1, double y1)
{
    double dx = x1 - x0, dy = y1 - y0, steps = ceil(fmax(fabs(dx), fabs(dy)));
    double each = steps > 0 ? hypot(dx, dy) / steps : 0, from = 0, to = 1;
    clip(x0, dx, 2.0 * (double)g->columns, &from, &to);
    clip(y0, dy, 4.0 * (double)g->rows, &from, &to);
    double i = floor(from * steps), last = to < from ? -1 : ceil(to * steps), gone = p->gone;
    p->gone += i * each;
    for (; i <= last; i++) {
        double t = steps > 0 ? i / steps : 0;
        if (pen_down(p))
            canvas_dot(g, lround(floor(x0 + t * dx)), lround(floor(y0 + t * dy)), p->colour,
                       p->strength);
        p->gone += each;
    }
    if (last < steps)
        p->gone = gone + (steps + 1) * each;
}

/* Even-odd filling, a row of dots at a time. */
void canvas_fill(struct canvas *g, const double *xy, size_t n, uint32_t colour)
{
    double low = INFINITY, high = -INFINITY;
    double *cross = memory_new(n + 1, sizeof *cross);
    for (size_t i = 0; i < n; i++) {
        low = fmin(low, xy[2 * i + 1]);
        high = fmax(high, xy[2 * i + 1]);
    }
    for (double y = fmax(floor(low), 0); y <= high && y < 4.0 * (double)g->rows; y++) {
        size_t found = 0;
        for (size_t i = 0; i < n; i++) {
            const double *a = xy + 2 * i, *b = xy + 2 * ((i + 1) % n);
            double middle = y + 0.5;
            if ((a[1] <= middle) != (b[1] <= middle))
                cross[found++] = a[0] + (middle - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
        }
        qsort(cross, found, sizeof *cross, number_ascending);
        for (size_t i = 0; i + 1 < found; i += 2)
            for (double x = fmax(ceil(cross[i] - 0.5), 0);
                 x < cross[i + 1] - 0.5 && x < 2.0 * (double)g->columns; x++)
                canvas_dot(g, (long)x, (long)y, colour, 1);
    }
    free(cross);
}

/* Ink and paper are the terminal's own: what is nearly black or nearly white is written as it
 * writes. */
bool colour_extreme(uint32_t colour)
{
    unsigned r = colour >> 16 & 255, g = colour >> 8 & 255, b = colour & 255;
    return (r > 0xe0 && g > 0xe0 && b > 0xe0) || (r < 0x38 && g < 0x38 && b < 0x38);
}

/* The edge between cells that is nearest, from 0 to count. */
static long within(double at, size_t count)
{
    return lround(fmax(0, fmin(at, (double)count)));
}

/* A filled rectangle: in a tint, next to the paper's colour, a region, the cells' background; else
 * a bar. */
void canvas_shade(struct canvas *g, double x0, double y0, double x1, double y1, uint32_t colour)
{
    if (!colour_extreme(colour)) {
        const double corners[] = { x0, y0, x1, y0, x1, y1, x0, y1 };
        canvas_fill(g, corners, 4, colour);
        return;
    }
    long left = within(fmin(x0, x1) / 2, g->columns), right = within(fmax(x0, x1) / 2, g->columns);
    long top = within(fmin(y0, y1) / 4, g->rows), bottom = within(fmax(y0, y1) / 4, g->rows);
    for (long row = top; row < bottom; row++)
        for (long column = left; column < right; column++)
            cell_at(g, column, row)->shade = colour;
}

/* ---- text ----------------------------------------------------------------------------------- */

/* Takes a cell for text; half of a wide character is none, so the other half goes. */
static void take_cell(struct canvas *g, long column, long row)
{
    struct cell *c = cell_at(g, column, row), *left = cell_at(g, column - 1, row),
                *right = cell_at(g, column + 1, row);
    if (c && c->covered && left)
        memcpy(left->text, " ", 2);
    if (right && right->covered)
        right->covered = false;
    if (c)
        c->covered = false;
}

/* A combining mark, or another character without a width: it joins what stands there. */
static void add_mark(struct canvas *g, long column, long row, const char *mark, size_t n)
{
    struct cell *c = cell_at(g, column, row);
    if (c && c->covered)
        c = cell_at(g, column - 1, row);
    size_t have = c ? strlen(c->text) : 0;
    if (have && have + n < sizeof c->text)
        memcpy(c->text + have, mark, n + 1);
}

/* A character of one or two columns; one of which only a half would stand on the canvas is left
 * out. */
static void put(struct canvas *g, long column, long row, long wide, const char *one,
                struct cell how)
{
    struct cell *c = cell_at(g, column, row),
                *next = wide == 2 ? cell_at(g, column + 1, row) : NULL;
    if (!c || (wide == 2 && !next))
        return;
    take_cell(g, column, row);
    memcpy(c->text, one, sizeof c->text);
    c->text_colour = how.text_colour;
    c->bold = how.bold;
    if (next) {
        take_cell(g, column + 1, row);
        next->covered = true;
        next->text[0] = 0;
    }
}

/* The character at *text, which moves on, into `one`; 0 bytes where it is broken or acts on a
 * terminal. */
static size_t character(const char **text, char one[8], long *wide)
{
    uint32_t point;
    size_t n = utf8_decode(*text, &point);
    bool shows = n && point >= 0x20 && !(point >= 0x7f && point < 0xa0);
    memset(one, 0, 8);
    if (shows)
        memcpy(one, *text, n);
    *wide = shows ? utf8_columns(point) : 0;
    *text += n ? n : 1;
    return shows ? n : 0;
}

void canvas_text(struct canvas *g, double x, double y, const char *text, char anchor,
                 uint32_t colour, bool bold)
{
    long wide = (long)text_columns(text),
         column = lround(anchor == 'e'   ? x / 2 - (double)wide
                         : anchor == 'w' ? x / 2
                                         : x / 2 - (double)wide / 2.0);
    long row = lround(floor(y / 4));
    if (anchor != 'w' && anchor != 'e' && wide % 2)
        column = lround(floor(x / 2 - (double)(wide - 1) / 2.0));
    if (column + wide > (long)g->columns && anchor != 'w')
        column = (long)g->columns - wide;
    if (column < 0 && anchor != 'e')
        column = 0;
    while (*text) {
        char one[8];
        long width;
        size_t n = character(&text, one, &width);
        if (n && width == 0)
            add_mark(g, column - 1, row, one, n);
        else if (n)
            put(g, column, row, width, one, (struct cell){ .text_colour = colour, .bold = bold });
        column += width;
    }
}

/* ---- printing ------------------------------------------------------------------------------- */

static void braille_character(char out[4], unsigned char dots)
{
    out[0] = '\xe2';
    out[1] = (char)(0xa0 + (dots >> 6));
    out[2] = (char)(0x80 + (dots & 63));
    out[3] = 0;
}

/* Dots of a cell as the nearest of the ASCII strokes. */
static char ascii_character(unsigned char dots)
{
    int top = !!(dots & 0x01) + !!(dots & 0x08), high = !!(dots & 0x02) + !!(dots & 0x10);
    int low = !!(dots & 0x04) + !!(dots & 0x20), bottom = !!(dots & 0x40) + !!(dots & 0x80);
    int left = !!(dots & 0x01) + !!(dots & 0x02) + !!(dots & 0x04) + !!(dots & 0x40),
        all = top + high + low + bottom;
    if (all >= 6)
        return '#';
    if ((left == all || left == 0) && all >= 3)
        return '|';
    if (bottom && !top && !high)
        return low ? '.' : '_';
    if (top && !bottom && !low)
        return high ? '\'' : '"';
    if (top && bottom)
        return (dots & 0x01) && (dots & 0x80) ? '\\' : (dots & 0x08) && (dots & 0x40) ? '/' : '|';
    return all == 1 ? '.' : '-';
}

/* How a cell looks, apart from its character. */
struct pencil {
    uint32_t colour, shade;
    bool bold;
};

/* The nearest of the 6 x 6 x 6 colours that terminals with 256 have, or of their 24 greys. */
static unsigned nearest_256(uint32_t colour)
{
    unsigned c[3] = { colour >> 16 & 255, colour >> 8 & 255, colour & 255 }, cube = 16, most = 0,
             least = 255;
    for (int i = 0; i < 3; i++) {
        unsigned level = c[i] < 48 ? 0 : c[i] < 115 ? 1 : (c[i] - 35) / 40;
        cube += level * (i == 0 ? 36 : i == 1 ? 6 : 1);
        most = c[i] > most ? c[i] : most;
        least = c[i] < least ? c[i] : least;
    }
    if (most - least < 24) {
        unsigned grey = (c[0] + c[1] + c[2]) / 3;
        return grey < 8 ? 16 : grey > 238 ? 231 : 232 + (grey - 8) / 10;
    }
    return cube;
}

static void colour_print(struct buffer *out, enum colours colours, unsigned what, uint32_t colour)
{
    if (colour == NO_COLOUR)
        return;
    if (colours == ALL_COLOURS)
        buffer_print(out, ";%u;2;%u;%u;%u", what, colour >> 16 & 255, colour >> 8 & 255,
                     colour & 255);
    else
        buffer_print(out, ";%u;5;%u", what, nearest_256(colour));
}

static void take_pencil(struct buffer *out, enum colours colours, struct pencil *now,
                        struct pencil want)
{
    if (now->colour == want.colour && now->shade == want.shade && now->bold == want.bold)
        return;
    buffer_text(out, want.bold ? "\x1b[0;1" : "\x1b[0");
    colour_print(out, colours, 38, want.colour);
    colour_print(out, colours, 48, want.shade);
    buffer_text(out, "m");
    *now = want;
}

static bool blank(const struct cell *c)
{
    return !c->dots && !c->covered && (!c->text[0] || strcmp(c->text, " ") == 0);
}

void canvas_print_cells(const struct canvas *g, size_t row, size_t first, size_t last,
                        const struct cells *how, struct buffer *out)
{
    const struct pencil plain = { NO_COLOUR, NO_COLOUR, false };
    struct pencil now = plain;
    for (size_t i = first; i < last; i++) {
        const struct cell *c = &g->cells[row * g->columns + i];
        char one[4] = " ";
        bool text = c->text[0] && strcmp(c->text, " ") != 0;
        if (c->covered)
            continue;
        if (how->colours) {
            bool dots = c->dots && !c->text[0];
            struct pencil want = { now.colour, how->shades ? c->shade : NO_COLOUR, now.bold };
            if (text || dots) /* a blank shows no ink, whatever its pencil */
                want.colour = text ? c->text_colour : c->colour, want.bold = text && c->bold;
            take_pencil(out, how->colours, &now, want);
        }
        if (!text && c->dots && !c->text[0]) {
            if (how->ascii) {
                one[0] = ascii_character(c->dots);
                one[1] = 0;
            } else {
                braille_character(one, c->dots);
            }
        }
        buffer_text(out, text ? c->text : one);
    }
    if (how->colours)
        take_pencil(out, how->colours, &now, plain);
}

void canvas_print_row(const struct canvas *g, size_t row, const struct cells *how,
                      struct buffer *out)
{
    size_t last = 0;
    for (size_t i = 0; i < g->columns; i++) {
        const struct cell *c = &g->cells[row * g->columns + i];
        if (!blank(c) || (how->colours && how->shades && c->shade != NO_COLOUR))
            last = i + 1;
    }
    canvas_print_cells(g, row, 0, last, how, out);
    buffer_text(out, "\n");
}
