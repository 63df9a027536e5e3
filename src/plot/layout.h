/* Where everything stands: panels, curves, marks, and the places of all labels. Made of a figure
 * and a sheet, which stay as they are, by heading.c, curves.c or lines.c, range.c, frames.c and
 * place.c, in this order; read by script.c and page.c. Pixels, y downwards. */
#ifndef ACTFN_LAYOUT_H
#define ACTFN_LAYOUT_H

#include "plot/figure.h"
#include "plot/sheet.h"

struct box {
    double left, top, right, bottom;
}; /* pixels, y downwards */
struct heading {
    char *text;
    double x, y, size;
    bool bold;
}; /* x: left end, y: middle of the line */
/* A number at an axis. */
struct tick {
    double at;
    size_t panel;
    char *text;
};
struct plot_panel {
    struct box frame; /* the axes' rectangle */
    double xlow, xhigh, ylow, yhigh, xstep, ystep;
    char *title, *xname; /* xname: what x is, or "" */
    bool xtics, ytics;   /* numbers at its axes: not where a neighbour's serve */
};
struct plot_curve { /* columns of layout.drawn */
    size_t xcolumn, column, panel;
    int dash, rank;      /* dash from 1; rank: 0 f, 1 f' and measured lines, 2 f'' */
    char *tone;          /* whose colour it has: an activation's plain name, or a word of its own */
    double shade;        /* place on the ramp of colours, 0..1; NaN: a colour of its own */
    bool measured, dots; /* not a function's curve: shown whole; with a dot at each point */
    const char *series;  /* the report's name for it */
    size_t low,
        high; /* columns between which the seeds are, the curve being their median; 0: none */
    size_t band, nbands; /* rows of the table `bands`, between which values it swings there */
    char *name;          /* as shown */
    bool direct;         /* named at its end (else in the key or by the bar) */
    double x, y;         /* where the name stands: left end and middle */
};
struct bar_step {
    double value, shade, y0, y1;
    char *text;
}; /* of the bar of colours; y0 above y1 */
struct plot_mark {
    double x, y;         /* the point, pixels */
    double px, py;       /* the point, axes */
    size_t panel, curve; /* curve: ncurves when it belongs to none */
    bool ring;           /* a limit that is not taken */
    char *label;         /* NULL when there was no room */
    double lx, ly;       /* label's end on `side` ('l', 'r', 'c'), middle of the line */
    char side;
    bool leader;
    double ex, ey; /* the leader's end at the label */
};
struct tint {
    double low, high;
    bool undefined; /* there is no function here */
    char *label;
    double lx, ly;
};
/* A line through the gap between panels: what stands below each other belongs together. */
struct guide {
    double x, top, bottom; /* pixels */
};
struct asymptote {
    double x; /* axes */
    size_t panel;
};
struct exit_arrow {
    size_t curve;
    double x0, y0, x1, y1; /* pixels: from inside the frame to just beyond it */
};
struct legend_entry {
    size_t curve;
    double x, y;
}; /* key: sample's left end, middle */

struct plot_layout {
    const struct figure *figure;
    const struct plot_sheet *sheet;
    bool log_x, log_y;
    struct heading *headings;
    size_t nheadings;
    struct box area; /* what is left below the heading, without margins for tics */
    struct box side; /* left of it, what a script keeps for itself ("# side: 0.4") */
    /* what follows is for scripts that ask for a layout */
    bool column;              /* panels one above the other, whatever the shape */
    bool stacked;             /* and sharing one x axis, which is drawn below the last */
    bool multiples;           /* a panel a function, the others faintly behind */
    bool own_scales;          /* and each panel its own y axis, without those others */
    char *remark;             /* what the figure leaves out, or NULL; stands beside the subtitle */
    bool points;              /* points that were asked for, and no lines between */
    bool measured;            /* lines of measurements, not curves of functions */
    struct figure_data lines; /* gathered by lines.c; curves.c: curves parted at their jumps */
    const struct figure_data *drawn; /* what the curves are columns of */
    struct plot_panel *panels;
    size_t npanels;
    struct plot_curve *curves;
    size_t ncurves;
    struct plot_mark *marks;
    size_t nmarks;
    struct asymptote *asymptotes;
    size_t nasymptotes;
    struct exit_arrow *arrows;
    size_t narrows;
    struct guide *guides;
    size_t nguides;
    struct tint *tints;
    size_t ntints;
    struct tick *xticks, *yticks; /* panel by panel; of axes that are not logarithmic */
    size_t nxticks, nyticks;
    struct legend_entry *entries;
    size_t nentries;
    struct bar_step *steps;
    size_t nsteps;
    char *bar_title;
    double bar_x; /* left end of the bar */
};
void layout_free(struct plot_layout *l);
/* Whose colour a curve with this label has: "torch.Leaky_ReLU(slope=0.2)" is leakyrelu, and so is
 * "leaky_relu 97 %". What is no plain name, as an expression, is "". The caller frees it. */
char *tone_of(const char *label);
/* Gives a curve its place on the ramp of colours, and its value a step in the bar beside the
 * picture. */
void curve_shade(struct plot_layout *l, struct plot_curve *c, double value, double low,
                 double high);
/* A point of a panel's axes in pixels; NaN where a logarithmic axis has none. */
double to_x(const struct plot_layout *l, const struct plot_panel *p, double x);
double to_y(const struct plot_layout *l, const struct plot_panel *p, double y);

#endif
