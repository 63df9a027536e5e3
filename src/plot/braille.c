/* Braille from gnuplot's tkcanvas terminal, which prints every step of a drawing as text:
 *
 *     $cv create line [expr $cmx*52/1000] [expr $cmy*942/1000] ... -fill {#0072b2} -width 5.0 -dash
 * {9 6} $cv create text [expr $cmx * 44 /1000] [expr $cmy * 942 /1000] -text {-1} -fill black
 * -anchor e $cv create polygon ... -fill #f5f7fa ...      $cv create rectangle ...
 *
 * Coordinates are thousandths of the canvas. Lines set dots, 2 x 4 a cell; text takes whole cells.
 * The stream comes from a child, so it is read as data: what does not fit this shape is left out.
 */
#include "plot/braille.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct cell {
    unsigned char dots; /* bits as Unicode's braille block has them */
    uint32_t colour, text_colour, shade;
    char text[8];       /* one character, or "" */
    bool bold, covered; /* covered: right half of a wide character */
    int strength;       /* width of the line that coloured it */
};
struct cell_grid {
    size_t columns, rows;
    struct cell *cells;
    bool bold;
};
enum { NO_COLOUR = 0x1000000 };

static struct cell *cell_at(struct cell_grid *g, long column, long row)
{
    if (column < 0 || row < 0 || (size_t)column >= g->columns || (size_t)row >= g->rows)
        return NULL;
    return &g->cells[(size_t)row * g->columns + (size_t)column];
}

static void dot(struct cell_grid *g, long x, long y, uint32_t colour, int strength)
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

struct pen {
    uint32_t colour;
    int strength;
    double dash[8];
    size_t ndash;
    double gone;
}; /* strength: twice the width */

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
static void line(struct cell_grid *g, struct pen *p, double x0, double y0, double x1, double y1)
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
            dot(g, lround(floor(x0 + t * dx)), lround(floor(y0 + t * dy)), p->colour, p->strength);
        p->gone += each;
    }
    if (last < steps)
        p->gone = gone + (steps + 1) * each;
}

/* Even-odd filling, a row of dots at a time. */
static void fill(struct cell_grid *g, const double *xy, size_t n, uint32_t colour)
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
                dot(g, (long)x, (long)y, colour, 1);
    }
    free(cross);
}

/* Ink and paper are the terminal's own: what is nearly black or nearly white is written as it
 * writes. */
static bool extreme(uint32_t colour)
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
static void shade(struct cell_grid *g, double x0, double y0, double x1, double y1, uint32_t colour)
{
    if (!extreme(colour)) {
        const double corners[] = { x0, y0, x1, y0, x1, y1, x0, y1 };
        fill(g, corners, 4, colour);
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
static void take_cell(struct cell_grid *g, long column, long row)
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
static void add_mark(struct cell_grid *g, long column, long row, const char *mark, size_t n)
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
static void put(struct cell_grid *g, long column, long row, long wide, const char *one,
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

static void write_text(struct cell_grid *g, double x, double y, const char *text, char anchor,
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

/* ---- the stream ----------------------------------------------------------------------------- */

static uint32_t colour_read(const char *s)
{
    while (*s == ' ' || *s == '{')
        s++;
    return *s == '#' ? (uint32_t)strtoul(s + 1, NULL, 16) & 0xffffff : NO_COLOUR;
}

/* Value of "-NAME " in the command that begins at s and ends at `end`, or NULL. */
static const char *option(const char *s, const char *end, const char *name)
{
    size_t n = strlen(name);
    for (; s + n < end; s++)
        if (*s == '-' && strncmp(s + 1, name, n) == 0 && s[1 + n] == ' ')
            return s + 2 + n;
    return NULL;
}

/* Thousandths of the canvas: nothing that gnuplot draws is as far out, and a line so long is still
 * soon drawn. */
static const double FURTHEST = 100000;

/* The next coordinate "[expr $cmx*52/1000]" at or after *s, in thousandths. */
static bool coordinate(const char **s, const char *end, double *value)
{
    const char *at = *s;
    while (at < end && *at != '[' && *at != '-')
        at++;
    if (end - at < 12 || strncmp(at, "[expr $cm", 9) != 0)
        return false;
    at += 10;
    at += strspn(at, " *");
    char *after;
    *value = fmax(-FURTHEST, fmin((double)strtol(at, &after, 10), FURTHEST));
    while (after < end && *after != ']')
        after++;
    *s = after < end ? after + 1 : end;
    return true;
}

/* -text {...}: braces count, a backslash keeps the next character. *at is then behind it. */
static char *text_read(const char **at, const char *end)
{
    struct buffer b = { 0 };
    int depth = 0;
    const char *s = *at;
    buffer_text(&b, "");
    for (; s < end; s++) {
        if (*s == '\\' && s + 1 < end)
            buffer_add(&b, ++s, 1);
        else if (*s == '{' && depth++ == 0)
            continue;
        else if (*s == '}' && --depth == 0)
            break;
        else
            buffer_add(&b, s, 1);
    }
    *at = s;
    return b.bytes;
}

static struct pen pen_read(const char *s, const char *end)
{
    struct pen p = { .colour = NO_COLOUR, .strength = 2 };
    const char *fill_at = option(s, end, "fill"), *width = option(s, end, "width"),
               *dashes = option(s, end, "dash");
    if (fill_at)
        p.colour = colour_read(fill_at);
    if (width)
        p.strength = (int)fmax(0, fmin(2 * strtod(width, NULL), 1000));
    if (dashes && *dashes == '{') {
        char *after = (char *)(uintptr_t)(dashes + 1);
        while (p.ndash < 8 && after < end && *after != '}') {
            const char *start = after;
            double v = strtod(start, &after);
            if (after == start)
                break;
            p.dash[p.ndash++] = fmax(v / 6, 1); /* in dots */
        }
        if (p.ndash % 2)
            p.ndash--;
    }
    return p;
}

static void shape(struct cell_grid *g, const char *kind, const char *s, const char *end)
{
    double *xy = NULL, v;
    size_t n = 0, room = 0;
    double across = 2.0 * (double)g->columns / 1000, down = 4.0 * (double)g->rows / 1000;
    while (coordinate(&s, end, &v)) {
        if (n == room)
            xy = memory_resize(xy, room = 2 * room + 8, sizeof *xy);
        xy[n] = v * (n % 2 ? down : across);
        n++;
    }
    /* First, and stepped over: the text may well say "-fill". */
    const char *words = strcmp(kind, "text") == 0 ? option(s, end, "text") : NULL;
    char *text = words ? text_read(&words, end) : text_copy("");
    s = words ? words : s;
    struct pen p = pen_read(s, end);
    if (strcmp(kind, "line") == 0)
        for (size_t i = 2; i + 1 < n; i += 2)
            line(g, &p, xy[i - 2], xy[i - 1], xy[i], xy[i + 1]);
    else if (strcmp(kind, "rectangle") == 0 && n >= 4)
        shade(g, xy[0], xy[1], xy[2], xy[3], p.colour);
    else if (strcmp(kind, "polygon") == 0 && n >= 6)
        fill(g, xy, n / 2, p.colour);
    else if (strcmp(kind, "text") == 0 && n >= 2) {
        const char *anchor = option(s, end, "anchor");
        write_text(g, xy[0], xy[1], text, anchor ? *anchor : 'c',
                   extreme(p.colour) ? NO_COLOUR : p.colour, g->bold);
    }
    free(text);
    free(xy);
}

static void read_stream(struct cell_grid *g, const char *tk, size_t length)
{
    static const char *const kinds[] = { "line", "rectangle", "polygon", "text" };
    const char *stop = tk + length, *s = tk;
    while (s < stop) {
        const char *end = memchr(s, '\n', (size_t)(stop - s));
        /* a command goes on while its lines end in a backslash */
        while (end && end > s && end[-1] == '\\')
            end = memchr(end + 1, '\n', (size_t)(stop - end - 1));
        if (!end)
            end = stop;
        const char *word = s + strspn(s, " ");
        if (strncmp(word, "set font ", 9) == 0)
            g->bold = memmem(word, (size_t)(end - word), "-weight bold", 12) != NULL;
        else if (strncmp(word, "catch {unset font}", 18) == 0)
            g->bold = false;
        else if (strncmp(word, "$cv create ", 11) == 0)
            for (size_t i = 0; i < 4; i++)
                if (strncmp(word + 11, kinds[i], strlen(kinds[i])) == 0) {
                    char *command = text_part(word + 11, (size_t)(end - word - 11));
                    shape(g, kinds[i], command, command + strlen(command));
                    free(command);
                }
        s = end + 1;
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

static void print_row(const struct cell_grid *g, size_t row, const struct cells *how,
                      struct buffer *out)
{
    const struct pencil plain = { NO_COLOUR, NO_COLOUR, false };
    struct pencil now = plain;
    size_t last = 0;
    for (size_t i = 0; i < g->columns; i++) {
        const struct cell *c = &g->cells[row * g->columns + i];
        if (!blank(c) || (how->colours && how->shades && c->shade != NO_COLOUR))
            last = i + 1;
    }
    for (size_t i = 0; i < last; i++) {
        const struct cell *c = &g->cells[row * g->columns + i];
        char one[4] = " ";
        bool text = c->text[0] && strcmp(c->text, " ") != 0;
        if (c->covered)
            continue;
        if (how->colours)
            take_pencil(out, how->colours, &now,
                        (struct pencil){ text                     ? c->text_colour
                                         : c->dots && !c->text[0] ? c->colour
                                                                  : now.colour,
                                         how->shades ? c->shade : NO_COLOUR, text && c->bold });
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
    buffer_text(out, "\n");
}

bool braille_print(const char *tk, size_t length, const struct cells *how, struct buffer *out,
                   struct error *err)
{
    size_t count = how->columns * how->rows;
    struct cell_grid g = { how->columns, how->rows, memory_new(count, sizeof *g.cells), false };
    for (size_t i = 0; i < count; i++)
        g.cells[i].shade = g.cells[i].colour = g.cells[i].text_colour = NO_COLOUR;
    read_stream(&g, tk, length);
    for (size_t row = 0; row < how->rows; row++)
        print_row(&g, row, how, out);
    free(g.cells);
    (void)err;
    return true;
}
