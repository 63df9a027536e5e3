/* The plot room's inside. A drawing is a report's figure on the way to gnuplot:
 *
 *   report -> data (reduced) -> layout (frames, ranges, places of labels) -> script -> child -> bytes
 *
 * Lengths are in pixels of the device; a text terminal's cell is 10 x 20 of them. */
#ifndef ACTFN_DRAWING_H
#define ACTFN_DRAWING_H

#include "plot/plot.h"

/* ---- text from outside (quote.c) -----------------------------------------------------------------*/
/* Appends `text` as a gnuplot string that means exactly these bytes and nothing else. */
void quote_bytes(struct buffer *b, const char *text);
/* The same for text that people will see: bytes that no output can show become U+FFFD, and it is cut
 * to 1000 characters. */
void quote_text(struct buffer *b, const char *text);
void quote_number(struct buffer *b, double x);           /* as gnuplot reads it back */
/* Text fit to be shown, without the quotes; the caller frees it. */
char *text_shown(const char *text);

/* ---- the child (child.c) -------------------------------------------------------------------------*/
struct pipes { int in[2], complaint[2], fault[2]; };
/* Which gnuplot: its absolute path, or NULL and errno; does it begin with "#!"; does it lie outside
 * the system's places? */
struct program { char *path; int fault; bool script, foreign; };
/* When it last gave a sign of life: processor time, bytes drawn, bytes to and from it. */
struct pulse { double looked, silent, used; off_t drawn; uint64_t passed; };
enum ending { ENDED, SILENT, ENDLESS, FLOODING, BROKEN };
struct child {
    pid_t pid;
    struct pipes pipes;
    struct program program;
    struct pulse pulse;
    enum ending end;
    int data, drawn;           /* files without a name, /dev/fd/N for gnuplot: our numbers and its picture */
    int fonts;                 /* the rules by which it finds fonts, or -1 */
    bool window;               /* may start helpers: no fence */
    bool scratch;              /* it may need a temporary file: one of gnuplot's own terminals */
    bool patient;              /* it waits for a person: silence is no fault */
    uint64_t passed, heard;    /* bytes of script and complaints so far; of complaints alone */
    int fault;                 /* errno of talking to it, when that broke */
    struct buffer said;        /* its standard error; `print` in a script writes there */
};
enum { STATUS_WHOLE = 42, STATUS_OLD = 43, STATUS_TERMINAL = 44 };   /* how our scripts end; gnuplot's own errors end with 1 */
/* gnuplot needs 10 ms before it reads its first line, so it is started before there is anything to draw. */
struct device;
bool child_start(struct child *c, const struct device *device, struct message *why);
/* Sends the script and waits for the end; what was drawn is appended to `out`. */
bool child_finish(struct child *c, const struct buffer *script, struct buffer *out, struct message *why);
void child_drop(struct child *c);                        /* ends it; nothing to draw after all */
/* A pipe above the three standard numbers, whichever of those were closed when we started. */
bool pipe_high(int fd[2]);
/* A pipe with fontconfig's rules for our font, to be closed by the caller; -1: the system's own rules serve (fonts.c). */
int fonts_open(void);

/* ---- which gnuplot (program.c), and what it may do (fence.c) --------------------------------------*/
const char *program_named(void);           /* as the user says it: GNUPLOT, else "gnuplot" */
struct program program_find(void);         /* the caller frees its path */
/* The caller frees the array, not what stands in it. */
char **program_environment(bool window, const char *fonts);
/* In the child, last before exec: nothing but drawing from here on. Returns the path to exec. */
const char *fence(const struct child *c);
/* Is this, links followed, a place where only the system puts files? */
bool fence_system(const char *path);

/* ---- devices (device.c) --------------------------------------------------------------------------*/
enum device_class { PICTURE, TEXT, WINDOW };
struct device {
    const char *name;          /* the suffix, or the --terminal word */
    const char *terminal;      /* gnuplot's name of it */
    const char *options;       /* the rest of `set terminal`: a pattern, see script.c */
    enum device_class class;
    double width, height;      /* default size in pixels; TEXT: columns and rows */
    double fontscale;          /* gnuplot's points a pixel of ours */
    double strokes, points;    /* and its line widths and point sizes, for the same look everywhere */
    const char *begin, *end;   /* how a whole picture begins and ends */
    bool unshaded;             /* no tint can be shown, so words about one are left out */
};
const struct device *device_find(const char *name);
/* A terminal of gnuplot's that opens a window. The device "window" stands for the first of them that is there. */
struct window {
    const char *name, *options;    /* as in a device */
    bool sheet;                /* its paper has to be drawn */
    bool latin;                /* text is Latin-1, in the X server's own fonts */
    const char *proof;         /* a variable that gnuplot has once the window is there; NULL: it fails by itself */
};
const struct window *window_row(size_t i);               /* NULL after the last */
const struct window *window_find(const char *name);
bool device_is_tex(const struct device *d);              /* passes text on for TeX to read */
bool device_whole(const struct device *d, const char *bytes, size_t length);

/* ---- scripts (script.c) --------------------------------------------------------------------------*/
struct script { const char *name, *text; };
const char *embedded(const char *name);                 /* a file of plots/: "page.css" */
const struct script *script_find(const char *name);     /* without ".gp"; NULL: none */
/* The words after the i-th "# KEY:" of the first lines, or NULL; the caller frees. */
char *script_header(const struct script *s, const char *key, size_t i);

/* ---- data (data.c) -------------------------------------------------------------------------------
 * A table of the report, reduced to what the eye can see. Row-major; text columns are NaN here and
 * keep their text beside. */
struct data {
    const char *name;
    const struct table *table;
    size_t rows, columns;
    double *cells;             /* rows x columns */
    double *low, *high;        /* of each column's finite values, all rows counted (NaN if none) */
};
enum { DATA_ROWS = 10000, TEXT_ROWS = 4096, MOST_ROWS = 4000000 };
/* reduce: the first column is x and the rest are curves over it, of any length. */
bool data_read(struct data *d, const struct table *t, size_t pixels, bool reduce, struct message *why);
void drawing_data_free(struct data *d);
double data_at(const struct data *d, size_t row, size_t column);
size_t data_column(const struct data *d, const char *name);     /* columns when there is none */
const char *data_text(const struct data *d, size_t row, size_t column);   /* "" when there is none */

/* ---- layout (heading.c, curves.c, lines.c, range.c, layout.c, place.c) -------------------------------*/
struct box { double left, top, right, bottom; };         /* pixels, y downwards */
struct extent { double low, high; };                     /* NaN: nothing */
struct heading { char *text; double x, y, size; bool bold; };   /* x: left end, y: middle of the line */
struct panel {
    struct box frame;          /* the axes' rectangle */
    double xlow, xhigh, ylow, yhigh, xstep, ystep;
    char *title, *xname;       /* xname: what x is, or "" */
};
struct curve {                 /* columns of drawing.drawn */
    size_t xcolumn, column, panel;
    int colour, dash, rank;    /* colour and dash from 1; rank: 0 f, 1 f' and measured lines, 2 f'' */
    double shade;              /* place on the ramp of colours, 0..1; NaN: a colour of its own */
    bool measured, dots;       /* not a function's curve: shown whole; with a dot at each point */
    const char *series;        /* the report's name for it */
    char *name;                /* as shown */
    bool direct;               /* named at its end (else in the key or by the bar) */
    double x, y;               /* where the name stands: left end and middle */
};
struct step { double value, shade, y0, y1; char *text; };   /* of the bar of colours; y0 above y1 */
struct mark {
    double x, y;               /* the point, pixels */
    double px, py;             /* the point, axes */
    size_t panel, curve;       /* curve: ncurves when it belongs to none */
    char *label;               /* NULL when there was no room */
    double lx, ly;             /* label's end on `side` ('l', 'r', 'c'), middle of the line */
    char side;
    bool leader;
    double ex, ey;             /* the leader's end at the label */
};
struct tint { double low, high; char *label; double lx, ly; };
struct entry { size_t curve; double x, y; };             /* key: sample's left end, middle */

struct drawing {
    const struct report *report;
    const struct look *look;
    const struct script *script;
    const struct device *device;
    const char *theme;
    double width, height;      /* pixels */
    double em, line;           /* text: size of 1 em and of a line, pixels */
    double stroke;             /* line width 1, pixels */
    double size_text, size_title;      /* pixels */
    bool log_x, log_y;
    struct data *data; size_t ndata;
    struct heading *headings; size_t nheadings;
    struct box area;           /* what is left below the heading, without margins for tics */
    struct box side;           /* left of it, what a script keeps for itself ("# side: 0.4") */
    /* what follows is for scripts that ask for a layout */
    bool column;               /* panels one above the other, whatever the shape */
    bool measured;             /* lines of measurements, not curves of functions */
    struct data lines;         /* gathered by lines.c */
    const struct data *drawn;  /* what the curves are columns of */
    struct panel *panels; size_t npanels;
    struct curve *curves; size_t ncurves;
    struct mark *marks; size_t nmarks;
    struct tint *tints; size_t ntints;
    struct entry *entries; size_t nentries;
    struct step *steps; size_t nsteps;
    char *bar_title;
    double bar_x;              /* left end of the bar */
};
bool drawing_prepare(struct drawing *d, const struct report *r, const struct look *look,
                     const struct device *device, const char *theme, struct message *why);
void drawing_free(struct drawing *d);
const struct data *drawing_data(const struct drawing *d, const char *name);
double text_width(const struct drawing *d, const char *text, double size);
/* Cuts `text` in its place to this width, an ellipsis at its end; as it is when it fits. */
void text_fit(const struct drawing *d, char *text, double size, double width);
void layout_headings(struct drawing *d);
bool find_curves(struct drawing *d, struct message *why);
bool find_lines(struct drawing *d, bool functions, struct message *why);
void curve_shade(struct drawing *d, struct curve *c, double value, double low, double high);
struct extent join(struct extent a, double y);
double nice_step(double low, double high, double most);
void set_yrange(const struct drawing *d, struct panel *p);
bool set_xrange(const struct drawing *d, struct panel *p);
bool layout_panels(struct drawing *d, struct message *why);
void place_labels(struct drawing *d);
/* The whole script for this child; the tables' numbers go to its file `data`. */
bool drawing_script(struct buffer *b, const struct drawing *d, const struct child *c, struct message *why);

/* ---- svg and pages (svg.c) ------------------------------------------------------------------------*/
void xml_text(struct buffer *b, const char *text);       /* fit to be shown and escaped */
void svg_finish(struct buffer *svg, const char *title);
void tex_finish(struct buffer *tex);
void pdf_finish(struct buffer *pdf);
/* The page around a drawing; `said`: what the theme printed about its colours. */
void page_write(struct buffer *b, const struct drawing *d, const struct buffer *svg, const char *said, const char *title);

/* ---- the whole way (plot.c) ----------------------------------------------------------------------*/
/* Report to bytes on this device; `out` is the caller's to free. */
bool drawing_draw(const struct report *r, const struct look *look, const struct device *device, const char *theme,
                  struct buffer *out, struct message *why);

/* ---- the display (display.c) ----------------------------------------------------------------------*/
bool display_named(void);                                /* does the environment name one? */
bool display_there(struct message *why);                 /* and does it answer, as far as that is known? */

/* ---- the terminal (ask.c, inline.c, braille.c) ----------------------------------------------------*/
enum paper { PAPER_UNKNOWN, PAPER_LIGHT, PAPER_DARK };
struct terminal { bool answered, kitty, iterm, sixel; enum paper paper; };
/* Asks the terminal behind `out`, if that is one and we are in its foreground; false: no answer. */
bool terminal_ask(FILE *out, struct terminal *t);
void answers_read(const char *answers, struct terminal *t);
void kitty_print(struct buffer *out, const char *png, size_t length);
void iterm_print(struct buffer *out, const char *png, size_t length);
void sixel_finish(struct buffer *sixel);                 /* without what stands around the picture */

enum colours { NO_COLOURS, COLOURS_256, ALL_COLOURS };
struct cells {
    size_t columns, rows;
    enum colours colours;
    bool ascii;                /* for fonts without braille */
    bool shades;               /* the paper's colour is known, so cells may be tinted */
};
/* Reads gnuplot's tkcanvas stream and prints it in cells. */
bool braille_print(const char *tk, size_t length, const struct cells *how, struct buffer *out, struct message *why);

#endif
