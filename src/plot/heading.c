/* Headings: title and subtitle fitted into the picture, whatever the text and the font. */
#include "plot/heading.h"
#include "plot/quote.h"
#include "plot/typeset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- headings ------------------------------------------------------------------------------- */

static size_t character_length(const char *s)
{
    size_t n = 1;
    while (((unsigned char)s[n] & 0xc0) == 0x80)
        n++;
    return n;
}

/* The longest start of `text` that fits, preferably up to a blank; *rest begins after it. */
static char *line_that_fits(const struct plot_layout *l, const char *text, double size,
                            double width, const char **rest)
{
    const char *blank = NULL, *s = text;
    for (; *s; s += character_length(s)) {
        char *part = text_part(text, (size_t)(s - text) + character_length(s));
        bool fits = text_width(l->sheet, part, size) <= width;
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

/* How wide two lines must be at least for this text: so they end about equally far, and no word
 * stands alone. */
static double balanced(const struct plot_layout *l, const char *text, double size, double width)
{
    for (double w = text_width(l->sheet, text, size) / 2; w < width; w += size / 2) {
        const char *rest;
        free(line_that_fits(l, text, size, w, &rest));
        if (text_width(l->sheet, rest, size) <= w)
            return w;
    }
    return width;
}

static void add_heading(struct plot_layout *l, char *text, double x, double y, double size,
                        bool bold)
{
    l->headings = memory_resize(l->headings, l->nheadings + 1, sizeof *l->headings);
    l->headings[l->nheadings++] = (struct heading){ text, x, y, size, bold };
}

/* At most two lines, the second ending in an ellipsis if there is still more. Returns the y below.
 */
static double add_lines(struct plot_layout *l, const char *text, double x, double y, double size,
                        double width, bool bold)
{
    double line = l->sheet->device->class == TEXT ? l->sheet->line : 1.25 * size;
    for (int i = 0; i < 2 && *text; i++) {
        const char *rest = "";
        double room = i == 1 ? width - text_width(l->sheet, "…", size) : width;
        if (i == 0 && bold && text_width(l->sheet, text, size) > width)
            room = balanced(l, text, size, width);
        char *part = text_width(l->sheet, text, size) <= width
                         ? text_copy(text)
                         : line_that_fits(l, text, size, room, &rest);
        if (i == 1 && *rest) {
            char *cut = text_format("%s…", part);
            free(part);
            part = cut;
        }
        add_heading(l, part, x, y + line / 2, size, bold);
        y += line;
        text = rest;
    }
    return y;
}

void layout_headings(struct plot_layout *l)
{
    const struct report *r = l->figure->report;
    const char *words = l->figure->look->title ? l->figure->look->title
                        : r->headline          ? r->headline
                                               : "";
    char *title = text_shown(words), *said = text_copy(r->subtitle ? r->subtitle : "");
    if (l->remark) {
        char *more = text_format("%s%s%s", said, *said ? "; " : "", l->remark);
        free(said);
        said = more;
    }
    if (l->sheet->device->class != TEXT) {
        char *set = typeset_formula(said);
        free(said);
        said = set;
    }
    char *subtitle = text_shown(said);
    free(said);
    bool text = l->sheet->device->class == TEXT;
    if (!text && !l->figure->look->title) {
        char *set = typeset_numbers(title);
        free(title);
        title = set;
    }
    double margin = text ? l->sheet->em : 0.045 * l->sheet->width;
    double width = l->sheet->width - 2 * margin, y = text ? 0 : 0.045 * l->sheet->height,
           size = l->sheet->size_title;
    double gap = text ? 2 * l->sheet->em : 0.5 * size, small = l->sheet->size_text;
    double wide = text_width(l->sheet, title, size) * 1.05;
    if (*subtitle && wide + gap + text_width(l->sheet, subtitle, small) <= width) {
        double line = text ? l->sheet->line : 1.25 * size;
        add_heading(l, text_copy(title), margin, y + line / 2, size, true);
        add_heading(l, text_copy(subtitle), margin + wide + gap,
                    y + line / 2 + (text ? 0 : 0.12 * size), small, false);
        y += line;
    } else {
        if (!text && wide > width)
            size = fmax(size * width / wide, 0.62 * size);
        if (*title)
            y = add_lines(l, title, margin, y, size, width / (text ? 1 : 1.05), true);
        if (*subtitle)
            y = add_lines(l, subtitle, margin, y, small, width, false);
    }
    free(title);
    free(subtitle);
    l->area = (struct box){ margin, y + (text ? 0.5 * l->sheet->line : 0.025 * l->sheet->height),
                            l->sheet->width - margin,
                            l->sheet->height - (text ? 0 : 0.03 * l->sheet->height) };
}
