/* Braille from gnuplot's tkcanvas terminal, which prints every step of a drawing as text:
 *
 *     $cv create line [expr $cmx*52/1000] [expr $cmy*942/1000] ... -fill {#0072b2} -width 5.0
 *     $cv create text [expr $cmx * 44 /1000] [expr $cmy * 942 /1000] -text {-1} -anchor e
 *     $cv create polygon ... -fill #f5f7fa ...
 *     $cv create rectangle ...
 *
 * Coordinates are thousandths of the canvas. Lines set dots, 2 x 4 a cell; text takes whole cells.
 * The stream comes from a child, so it is read as data: what does not fit this shape is left out.
 */
#include "plot/braille.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

static void shape(struct canvas *g, bool bold, const char *kind, const char *s, const char *end)
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
            canvas_line(g, &p, xy[i - 2], xy[i - 1], xy[i], xy[i + 1]);
    else if (strcmp(kind, "rectangle") == 0 && n >= 4)
        canvas_shade(g, xy[0], xy[1], xy[2], xy[3], p.colour);
    else if (strcmp(kind, "polygon") == 0 && n >= 6)
        canvas_fill(g, xy, n / 2, p.colour);
    else if (strcmp(kind, "text") == 0 && n >= 2) {
        const char *anchor = option(s, end, "anchor");
        canvas_text(g, xy[0], xy[1], text, anchor ? *anchor : 'c',
                    colour_extreme(p.colour) ? NO_COLOUR : p.colour, bold);
    }
    free(text);
    free(xy);
}

static void read_stream(struct canvas *g, const char *tk, size_t length)
{
    static const char *const kinds[] = { "line", "rectangle", "polygon", "text" };
    const char *stop = tk + length, *s = tk;
    bool bold = false;
    while (s < stop) {
        const char *end = memchr(s, '\n', (size_t)(stop - s));
        /* a command goes on while its lines end in a backslash */
        while (end && end > s && end[-1] == '\\')
            end = memchr(end + 1, '\n', (size_t)(stop - end - 1));
        if (!end)
            end = stop;
        const char *word = s + strspn(s, " ");
        if (strncmp(word, "set font ", 9) == 0)
            bold = memmem(word, (size_t)(end - word), "-weight bold", 12) != NULL;
        else if (strncmp(word, "catch {unset font}", 18) == 0)
            bold = false;
        else if (strncmp(word, "$cv create ", 11) == 0)
            for (size_t i = 0; i < 4; i++)
                if (strncmp(word + 11, kinds[i], strlen(kinds[i])) == 0) {
                    char *command = text_part(word + 11, (size_t)(end - word - 11));
                    shape(g, bold, kinds[i], command, command + strlen(command));
                    free(command);
                }
        s = end + 1;
    }
}

bool braille_print(const char *tk, size_t length, const struct cells *how, struct buffer *out,
                   struct error *err)
{
    struct canvas g;
    canvas_new(&g, how->columns, how->rows);
    read_stream(&g, tk, length);
    for (size_t row = 0; row < how->rows; row++)
        canvas_print_row(&g, row, how, out);
    canvas_free(&g);
    (void)err;
    return true;
}
