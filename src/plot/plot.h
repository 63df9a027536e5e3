/* plot: a report's figure through gnuplot. A figure is a script of plots/ and the report's tables;
 * gnuplot draws it into a file or, as braille, kitty, iTerm2 or sixel, into the terminal. Sees
 * columns, facts and text; knows no activation and no command. All text from outside goes through
 * one quoting function. */
#ifndef ACTFN_PLOT_H
#define ACTFN_PLOT_H

#include "report/report.h"

struct look {
    const char *title;    /* NULL: the report's headline */
    double width, height; /* pixels (text terminals: columns, rows); 0: the default */
    const char *theme; /* "light", "dark", "print"; NULL: light in files, the terminal's own else */
    bool log_x, log_y;
    bool has_yrange;
    double ylow, yhigh;
    const char *terminal; /* --terminal; NULL or "auto": find out */
};

/* A picture that a file suffix names: "png", "svg", "pdf", "html", "gif", "tex", "gp". */
struct picture {
    const char *suffix, *about;
};
const struct picture *picture_row(size_t i); /* NULL after the last */
const struct picture *picture_find(const char *suffix);
/* What --terminal may name beside gnuplot's own. */
const char *terminal_row(size_t i);        /* NULL after the last */
bool terminal_is_window(const char *name); /* draws beside the terminal, not into standard output */

/* The whole picture in memory (the caller frees *bytes), so that nothing half-drawn is ever
 * written. */
bool plot_picture(const struct report *r, const struct look *look, const struct picture *kind,
                  char **bytes, size_t *length, struct error *err);

/* Into the terminal or pipe behind `out`, or into a window. `remark` (NULL: nobody reads it):
 * empty, or why a window that was to be did not open, though all went well elsewhere. */
bool plot_show(const struct report *r, const struct look *look, FILE *out, struct error *remark,
               struct error *err);

/* What there is to draw with, for --version. */
struct installed {
    char *path;          /* of gnuplot; NULL: not found */
    bool fonts, display; /* the figures' own font; a display that answers */
    bool terminal;       /* `out` is one */
    const char *images;  /* how it shows images, or NULL: braille */
};
void plot_installed(FILE *out, struct installed *i);
void installed_free(struct installed *i);

#endif
