/* What can be drawn on: one row a device. */
#include "plot/device.h"

#include <string.h>

/* options: %W %H the size in pixels, %w %h in inches, %x %y in centimetres, %C %R
 * columns and rows, %B the paper's colour, %F the font, %P the one that an X server has itself. */
#define PNG_END \
    "IEND\xae"  \
    "B`\x82"
static const struct device devices[] = {
    { "png", "pngcairo", "noenhanced size %W,%H background rgb '%B' font %F", PICTURE, 1280, 720,
      0.75, 1, 1.7, "\x89PNG\r\n\x1a\n", PNG_END, false },
    { "svg", "svg", "noenhanced size %W,%H background rgb '%B' font %F", PICTURE, 1280, 720, 1, 1,
      0.9, "<?xml", "</svg>", false },
    { "pdf", "pdfcairo", "noenhanced size %w,%h background rgb '%B' fontscale 1 font %F", PICTURE,
      1280, 720, 0.5625, 1.5, 1.35, "%PDF-", "%%EOF", false },
    { "html", "svg", "noenhanced size %W,%H background rgb '%B' font %F", PICTURE, 960, 600, 1, 1,
      0.9, "<?xml", "</svg>", false },
    { "gif", "gif", "noenhanced animate delay %D loop 0 size %W,%H background rgb '%B' font %F",
      PICTURE, 1280, 720, 0.75, 1, 1.4, "GIF89a", ";", false },
    { "tex", "tikz", "size %xcm,%ycm", PICTURE, 605, 340, 0.75, 1.1, 1.6, "\\begin{tikzpicture}",
      "\\end{tikzpicture}", false },
    { "gp", "pngcairo", "noenhanced size %W,%H background rgb '%B' font %F", PICTURE, 1280, 720,
      0.75, 1, 1.7, "", "", false },
    { "sixel", "sixelgd", "noenhanced size %W,%H background rgb '%B' font %F", PICTURE, 960, 540,
      0.75, 1, 1.4, "\x1bP", "\x1b\\", false },
    { "dumb", "dumb", "size %C,%R noenhanced", TEXT, 80, 26, 1, 1, 1, "", "", true },
    { "window", "", "", WINDOW, 1280, 720, 0.75, 1, 1.7, "", "", false },
    { "other", "", "", PICTURE, 1280, 720, 0.75, 1, 1.7, "", "", false },
    { "braille", "tkcanvas", "tcl standalone size %W,%H", TEXT, 100, 30, 1, 1, 1, "proc gnuplot",
      "gnuplot .c", false },
};

/* Best first. qt of 5.4 has no background of its own, and x11 has none in any edition's manual: a
 * sheet is drawn behind. x11 takes text for one byte a letter, sizes for pixels, and ends well
 * where no window came up. */
static const struct window windows[] = {
    { .name = "qt", .options = "noenhanced persist size %W,%H font %F", .sheet = true },
    { .name = "wxt", .options = "noenhanced persist size %W,%H background rgb '%B' font %F" },
    { .name = "x11",
      .options = "noenhanced persist size %W,%H font %P",
      .sheet = true,
      .latin = true,
      .proof = "GPVAL_TERM_WINDOWID" },
    { .name = "aqua", .options = "noenhanced size %W,%H font %F", .sheet = true },
};

const struct window *window_row(size_t i)
{
    return i < sizeof windows / sizeof *windows ? &windows[i] : NULL;
}

const struct window *window_find(const char *name)
{
    for (size_t i = 0; window_row(i); i++)
        if (strcmp(windows[i].name, name) == 0)
            return &windows[i];
    return NULL;
}

bool terminal_is_window(const char *name)
{
    return strcmp(name, "window") == 0 || window_find(name);
}

static const struct picture pictures[] = {
    { "png", "a picture in pixels" },
    { "svg", "a drawing that scales, for web pages" },
    { "pdf", "a drawing that scales, for papers and slides" },
    { "html",
      "a page that needs no network: zoom, values under the pointer, curves to switch off" },
    { "gif", "a picture; with --sweep a film" },
    { "tex", "TikZ, for LaTeX documents" },
    { "gp", "a gnuplot script with its data inside" },
};

const struct picture *picture_row(size_t i)
{
    return i < sizeof pictures / sizeof *pictures ? &pictures[i] : NULL;
}

const struct picture *picture_find(const char *suffix)
{
    for (size_t i = 0; picture_row(i); i++)
        if (strcmp(pictures[i].suffix, suffix) == 0)
            return &pictures[i];
    return NULL;
}

const char *terminal_row(size_t i)
{
    static const char *const names[] = { "auto",  "window",  "kitty", "iterm",
                                         "sixel", "braille", "ascii" };
    return i < sizeof names / sizeof *names ? names[i] : NULL;
}

const struct device *device_find(const char *name)
{
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (strcmp(devices[i].name, name) == 0)
            return &devices[i];
    return NULL;
}

bool device_is_tex(const struct device *d)
{
    static const char *const names[] = { "tikz",     "lua",   "context",  "cairolatex",
                                         "epslatex", "latex", "emtex",    "eepic",
                                         "tpic",     "mf",    "mp",       "pict2e",
                                         "pslatex",  "pstex", "pstricks", "texdraw" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(d->terminal, names[i]) == 0)
            return true;
    return false;
}

/* gnuplot reports no write error of its own on any terminal. */
bool device_whole(const struct device *d, const char *bytes, size_t length)
{
    size_t begin = strlen(d->begin), end = strlen(d->end);
    while (length && bytes[length - 1] == '\n')
        length--;
    if (device_is_tex(d)) /* tikz says a word more after its end */
        for (size_t i = 0; i < 64 && length > end && memcmp(bytes + length - end, d->end, end) != 0;
             i++)
            length--;
    return length >= begin + end && memcmp(bytes, d->begin, begin) == 0 &&
           memcmp(bytes + length - end, d->end, end) == 0;
}
