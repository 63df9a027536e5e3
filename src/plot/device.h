/* What can be drawn on: one row a device. */
#ifndef ACTFN_DEVICE_H
#define ACTFN_DEVICE_H

#include "plot/plot.h"

enum device_class { PICTURE, TEXT, WINDOW };
struct device {
    const char *name;     /* the suffix, or the --terminal word */
    const char *terminal; /* gnuplot's name of it */
    const char *options;  /* the rest of `set terminal`: a pattern, %W and others, see device.c */
    enum device_class class;
    double width, height;    /* default size in pixels; TEXT: columns and rows */
    double fontscale;        /* gnuplot's points a pixel of ours */
    double strokes, points;  /* and its line widths and point sizes, for the same look everywhere */
    const char *begin, *end; /* how a whole picture begins and ends */
    bool unshaded;           /* no tint can be shown, so words about one are left out */
};
const struct device *device_find(const char *name);
/* A terminal of gnuplot's that opens a window. The device "window" stands for the first of them
 * that is there. */
struct window {
    const char *name, *options; /* as in a device */
    bool sheet;                 /* its paper has to be drawn */
    bool latin;                 /* text is Latin-1, in the X server's own fonts */
    const char
        *proof; /* a variable that gnuplot has once the window is there; NULL: it fails by itself */
};
const struct window *window_row(size_t i); /* NULL after the last */
const struct window *window_find(const char *name);
bool device_is_tex(const struct device *d); /* passes text on for TeX to read */
bool device_whole(const struct device *d, const char *bytes, size_t length);

#endif
