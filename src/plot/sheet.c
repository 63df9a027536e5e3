/* What is drawn on, and how much room text takes there. */
#include "plot/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Computer Modern's bold, against what the widths below say. */
static const double TEX_WIDER = 1.15;

/* Widths of the characters from ' ' to '~' in hundredths of an em, between those of Lato (0.6) and
 * of DejaVu Sans (0.4), which is a seventh wider: which font will be there is not known. */
static const unsigned char widths[95] = {
    28, 32, 41, 68, 60, 86, 74, 23,  32, 32, 46, 68, 26, 37, 27, 41, 60, 60, 60, 60, 60, 60, 60, 60,
    60, 60, 28, 29, 68, 68, 68, 48,  90, 68, 66, 68, 76, 60, 57, 75, 76, 29, 37, 66, 53, 90, 76, 80,
    60, 80, 65, 58, 60, 73, 68, 102, 66, 62, 64, 34, 41, 34, 68, 48, 44, 54, 59, 51, 59, 56, 35, 57,
    59, 26, 26, 54, 25, 88, 59, 58,  59, 59, 38, 47, 37, 59, 55, 80, 54, 55, 48, 44, 29, 44, 68,
};

static double character_width(uint32_t c)
{
    if (c >= ' ' && c <= '~')
        return widths[c - ' '] / 100.0;
    if (c == 0x2032 || c == 0x2033) /* primes */
        return c == 0x2032 ? 0.27 : 0.42;
    return c < 0x250 || (c >= 0x2000 && c < 0x2e80) ? 0.6 : c < 0x1100 ? 0.64 : 1.0;
}

double text_width(const struct plot_sheet *sheet, const char *text, double size)
{
    double sum = 0;
    if (sheet->device->class == TEXT)
        return sheet->em * (double)text_columns(text);
    for (const unsigned char *s = (const unsigned char *)text; *s;) {
        uint32_t c = *s++;
        if (c >= 0xc0) {
            c &= c < 0xe0 ? 31 : c < 0xf0 ? 15 : 7;
            while ((*s & 0xc0) == 0x80)
                c = c << 6 | (*s++ & 63);
        }
        sum += character_width(c);
    }
    bool tex = strcmp(sheet->device->name, "tex") == 0;
    return sum * size * (tex ? TEX_WIDER : 1);
}

void text_fit(const struct plot_sheet *sheet, char *text, double size, double width)
{
    static const char dots[] = "…";
    size_t n = strlen(text);
    if (text_width(sheet, text, size) <= width || n < sizeof dots)
        return;
    while (n > sizeof dots && text_width(sheet, text, size) > width) {
        n -= sizeof dots; /* without the ellipsis (not there the first time), then a character less
                           */
        while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
            n--;
        while (n > 0 && text[n - 1] == ' ')
            n--;
        memcpy(text + n, dots, sizeof dots);
        n += sizeof dots - 1;
    }
}

/* Text grows more slowly than the picture, so that small ones stay readable: 25 px at 1280 x 720.
 */
static void set_sizes(struct plot_sheet *s)
{
    double scale = fmin(s->width / 1280, s->height / 720);
    s->size_text = fmax(25 * pow(scale, 0.85), 11);
    s->size_title = fmax(44 * pow(scale, 0.85), 16);
    s->em = s->size_text;
    s->line = 1.25 * s->size_text;
    s->stroke = fmax(pow(scale, 0.8), 0.3);
}

/* A cell of text is CELL_WIDTH x CELL_HEIGHT pixels, and so is each letter. */
static void set_cells(struct plot_sheet *s)
{
    s->width *= CELL_WIDTH;
    s->height *= CELL_HEIGHT;
    s->em = CELL_WIDTH;
    s->line = CELL_HEIGHT;
    s->size_text = s->size_title = CELL_WIDTH;
    s->stroke = 1;
}

struct plot_sheet sheet_of(const struct look *look, const struct device *device, const char *theme)
{
    struct plot_sheet s = { .device = device, .theme = theme };
    s.width = look->width > 0 ? look->width : device->width;
    s.height = look->height > 0 ? look->height : device->height;
    if (device->class == TEXT)
        set_cells(&s);
    else
        set_sizes(&s);
    return s;
}

double sheet_line(const struct plot_sheet *sheet, double sizes)
{
    return sheet->device->class == TEXT ? sheet->line : sizes * sheet->size_text;
}

double sheet_gap(const struct plot_sheet *sheet, double sizes)
{
    return sheet->device->class == TEXT ? sheet->em : sizes * sheet->size_text;
}
