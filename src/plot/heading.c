/* Headings: title and subtitle fitted into the picture, whatever the text and the font. */
#include "plot/drawing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Widths of the characters from ' ' to '~' in hundredths of an em, between those of Lato (0.6) and of DejaVu Sans
 * (0.4), which is a seventh wider: which font will be there is not known. */
static const unsigned char widths[95] = {
    28, 32, 41, 68, 60, 86, 74, 23, 32, 32, 46, 68, 26, 37, 27, 41, 60, 60, 60, 60,
    60, 60, 60, 60, 60, 60, 28, 29, 68, 68, 68, 48, 90, 68, 66, 68, 76, 60, 57, 75,
    76, 29, 37, 66, 53, 90, 76, 80, 60, 80, 65, 58, 60, 73, 68, 102, 66, 62, 64, 34,
    41, 34, 68, 48, 44, 54, 59, 51, 59, 56, 35, 57, 59, 26, 26, 54, 25, 88, 59, 58,
    59, 59, 38, 47, 37, 59, 55, 80, 54, 55, 48, 44, 29, 44, 68,
};

static double character_width(uint32_t c)
{
    if (c >= ' ' && c <= '~')
        return widths[c - ' '] / 100.0;
    if (c == 0x2032 || c == 0x2033)     /* primes */
        return c == 0x2032 ? 0.27 : 0.42;
    return c < 0x250 || (c >= 0x2000 && c < 0x2e80) ? 0.6 : c < 0x1100 ? 0.64 : 1.0;
}

double text_width(const struct drawing *d, const char *text, double size)
{
    double sum = 0;
    if (d->device->class == TEXT)
        return d->em * (double)text_columns(text);
    for (const unsigned char *s = (const unsigned char *)text; *s; ) {
        uint32_t c = *s++;
        if (c >= 0xc0) {
            c &= c < 0xe0 ? 31 : c < 0xf0 ? 15 : 7;
            while ((*s & 0xc0) == 0x80)
                c = c << 6 | (*s++ & 63);
        }
        sum += character_width(c);
    }
    return sum * size * (strcmp(d->device->name, "tex") == 0 ? 1.15 : 1);     /* Computer Modern bold is wide */
}

/* ---- headings ------------------------------------------------------------------------------------*/

static size_t character_length(const char *s)
{
    size_t n = 1;
    while (((unsigned char)s[n] & 0xc0) == 0x80)
        n++;
    return n;
}

/* The longest start of `text` that fits, preferably up to a blank; *rest begins after it. */
static char *line_that_fits(const struct drawing *d, const char *text, double size, double width, const char **rest)
{
    const char *blank = NULL, *s = text;
    for (; *s; s += character_length(s)) {
        char *part = text_part(text, (size_t)(s - text) + character_length(s));
        bool fits = text_width(d, part, size) <= width;
        free(part);
        if (!fits)
            break;
        if (*s == ' ')
            blank = s;
    }
    if (!*s) {
        *rest = s;
        return text_copy(text);
    }
    const char *cut = blank ? blank : s;
    *rest = blank ? blank + 1 : s;
    return text_part(text, (size_t)(cut - text));
}

void text_fit(const struct drawing *d, char *text, double size, double width)
{
    static const char dots[] = "…";
    size_t n = strlen(text);
    if (text_width(d, text, size) <= width || n < sizeof dots)
        return;
    while (n > sizeof dots && text_width(d, text, size) > width) {
        n -= sizeof dots;       /* without the ellipsis (not there the first time), then a character less */
        while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
            n--;
        while (n > 0 && text[n - 1] == ' ')
            n--;
        memcpy(text + n, dots, sizeof dots);
        n += sizeof dots - 1;
    }
}

/* How wide two lines must be at least for this text: so they end about equally far, and no word stands alone. */
static double balanced(const struct drawing *d, const char *text, double size, double width)
{
    for (double w = text_width(d, text, size) / 2; w < width; w += size / 2) {
        const char *rest;
        free(line_that_fits(d, text, size, w, &rest));
        if (text_width(d, rest, size) <= w)
            return w;
    }
    return width;
}

static void add_heading(struct drawing *d, char *text, double x, double y, double size, bool bold)
{
    d->headings = memory_resize(d->headings, d->nheadings + 1, sizeof *d->headings);
    d->headings[d->nheadings++] = (struct heading){ text, x, y, size, bold };
}

/* At most two lines, the second ending in an ellipsis if there is still more. Returns the y below. */
static double add_lines(struct drawing *d, const char *text, double x, double y, double size, double width, bool bold)
{
    double line = d->device->class == TEXT ? d->line : 1.25 * size;
    for (int i = 0; i < 2 && *text; i++) {
        const char *rest = "";
        double room = i == 1 ? width - text_width(d, "…", size) : width;
        if (i == 0 && bold && text_width(d, text, size) > width)
            room = balanced(d, text, size, width);
        char *part = text_width(d, text, size) <= width ? text_copy(text) : line_that_fits(d, text, size, room, &rest);
        if (i == 1 && *rest) {
            char *cut = text_format("%s…", part);
            free(part);
            part = cut;
        }
        add_heading(d, part, x, y + line / 2, size, bold);
        y += line;
        text = rest;
    }
    return y;
}

/* "x from -5 to 5": a blackboard's minus sign, as at the axes, where a number begins. */
static char *with_minus(char *text)
{
    struct buffer b = { 0 };
    buffer_text(&b, "");
    for (const char *s = text; *s; s++) {
        bool minus = *s == '-' && s > text && s[-1] == ' ' && s[1] >= '0' && s[1] <= '9';
        buffer_add(&b, minus ? "−" : s, minus ? strlen("−") : 1);
    }
    free(text);
    return b.bytes;
}

void layout_headings(struct drawing *d)
{
    const struct report *r = d->report;
    const char *words = d->look->title ? d->look->title : r->headline ? r->headline : "";
    char *title = text_shown(words), *subtitle = text_shown(r->subtitle ? r->subtitle : "");
    title = d->look->title ? title : with_minus(title);
    subtitle = with_minus(subtitle);
    bool text = d->device->class == TEXT;
    double margin = text ? d->em : 0.045 * d->width;
    double width = d->width - 2 * margin, y = text ? 0 : 0.045 * d->height, size = d->size_title;
    double gap = text ? 2 * d->em : 0.5 * size, small = d->size_text;
    double wide = text_width(d, title, size) * 1.05;
    if (*subtitle && wide + gap + text_width(d, subtitle, small) <= width) {
        double line = text ? d->line : 1.25 * size;
        add_heading(d, text_copy(title), margin, y + line / 2, size, true);
        add_heading(d, text_copy(subtitle), margin + wide + gap, y + line / 2 + (text ? 0 : 0.12 * size), small, false);
        y += line;
    } else {
        if (!text && wide > width)
            size = fmax(size * width / wide, 0.62 * size);
        if (*title)
            y = add_lines(d, title, margin, y, size, width / (text ? 1 : 1.05), true);
        if (*subtitle)
            y = add_lines(d, subtitle, margin, y, small, width, false);
    }
    free(title);
    free(subtitle);
    d->area = (struct box){ margin, y + (text ? 0.5 * d->line : 0.025 * d->height), d->width - margin,
                            d->height - (text ? 0 : 0.03 * d->height) };
}
