/* Where the person is: a window, a picture in the terminal, or braille. */
#include "plot/ask.h"
#include "plot/braille.h"
#include "plot/display.h"
#include "plot/draw.h"
#include "plot/inline.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

static struct winsize window_size(FILE *out)
{
    struct winsize w = { 0 };
    if (ioctl(fileno(out), TIOCGWINSZ, &w) != 0)
        w = (struct winsize){ 0 };
    return w;
}

/* Columns and rows to draw in: as asked, else the terminal's, else those of a pipe, 80 x 26. */
static void text_size(struct look *look, FILE *out)
{
    struct winsize w = window_size(out);
    if (!(look->width > 0))
        look->width = w.ws_col > 20 ? fmin(w.ws_col, 250) : 80;
    if (!(look->height > 0))
        look->height = fmax(fmin(w.ws_row > 10 ? w.ws_row - 2 : 40, floor(look->width * 0.32)), 16);
    look->width = fmin(fmax(look->width, 20), 500);
    look->height = fmin(fmax(look->height, 6), 250);
}

/* Pixels of a picture in the terminal: as wide as the window, no higher than most of it. */
static void picture_size(struct look *look, FILE *out)
{
    struct winsize w = window_size(out);
    double wide = w.ws_xpixel ? w.ws_xpixel : w.ws_col ? 9.0 * w.ws_col : 960;
    double high = w.ws_ypixel && w.ws_row > 3 ? w.ws_ypixel * (w.ws_row - 2.0) / w.ws_row
                  : w.ws_row > 3              ? 18 * (w.ws_row - 2.0)
                                              : 600;
    if (!(look->width > 0))
        look->width = floor(fmin(fmax(wide, 200), 1600));
    if (!(look->height > 0))
        look->height = floor(fmin(fmax(high, 150), look->width * 0.5625));
}

static enum colours colours_wanted(FILE *out)
{
    const char *term = getenv("TERM"), *depth = getenv("COLORTERM");
    if (!isatty(fileno(out)) || set("NO_COLOR") || (term && strcmp(term, "dumb") == 0))
        return NO_COLOURS;
    return depth && (strcmp(depth, "truecolor") == 0 || strcmp(depth, "24bit") == 0) ? ALL_COLOURS
                                                                                     : COLOURS_256;
}

static bool put(FILE *out, const struct buffer *b, struct error *err)
{
    size_t written =
        b->length ? fwrite(b->bytes, 1, b->length, out) : 0; /* a window sends nothing */
    if (written != b->length || fflush(out) != 0)
        return error_set(err, "the drawing could not be written: %s", strerror(errno));
    return true;
}

static bool show_text(const struct report *r, struct look look, FILE *out, const struct terminal *t,
                      bool ascii, struct error *err)
{
    struct buffer tk = { 0 }, cells = { 0 };
    const char *theme = look.theme ? look.theme : t->paper == PAPER_LIGHT ? "light" : "dark";
    struct device device = *device_find("braille");
    if (!look.theme && colours_wanted(out) == NO_COLOURS)
        theme = "print"; /* curves are told apart by their dashes */
    device.unshaded = t->paper == PAPER_UNKNOWN || colours_wanted(out) == NO_COLOURS;
    text_size(&look, out);
    if (!drawing_draw(r, &look, &device, theme, &tk, err))
        return false;
    struct cells how = { .columns = (size_t)look.width,
                         .rows = (size_t)look.height,
                         .colours = colours_wanted(out),
                         .ascii = ascii,
                         .shades = t->paper != PAPER_UNKNOWN };
    bool ok = braille_print(tk.bytes, tk.length, &how, &cells, err) && put(out, &cells, err);
    free(tk.bytes);
    free(cells.bytes);
    return ok;
}

static bool show_picture(const struct report *r, struct look look, FILE *out,
                         const struct terminal *t, const char *protocol, struct error *err)
{
    struct buffer picture = { 0 }, shown = { 0 };
    bool sixel = strcmp(protocol, "sixel") == 0;
    const char *theme = look.theme ? look.theme : t->paper == PAPER_LIGHT ? "light" : "dark";
    picture_size(&look, out);
    if (!drawing_draw(r, &look, device_find(sixel ? "sixel" : "png"), theme, &picture, err))
        return false;
    if (strcmp(protocol, "kitty") == 0)
        kitty_print(&shown, picture.bytes, picture.length);
    else if (strcmp(protocol, "iterm") == 0)
        iterm_print(&shown, picture.bytes, picture.length);
    else
        buffer_add(&shown, picture.bytes, picture.length);
    bool ok = put(out, &shown, err);
    free(picture.bytes);
    free(shown.bytes);
    return ok;
}

static bool show_window(const struct report *r, const struct look *look,
                        const struct device *device, struct error *err)
{
    struct buffer nothing = { 0 };
    bool ok = display_there(err) &&
              drawing_draw(r, look, device, look->theme ? look->theme : "light", &nothing, err);
    free(nothing.bytes);
    return ok;
}

/* One of gnuplot's own terminals, by its name: what it writes is passed on as it is. */
static bool show_other(const struct report *r, struct look look, FILE *out, struct error *err)
{
    struct device device = *device_find("other");
    struct buffer drawn = { 0 };
    const char *name = look.terminal;
    if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name) || strlen(name) > 40)
        return error_set(err, "--terminal %s: unknown terminal", quote(name).text);
    if (strcmp(name, "dumb") == 0) {
        device = *device_find("dumb");
        text_size(&look, out);
    } else {
        for (size_t i = 0; picture_row(i); i++)
            if (strcmp(device_find(picture_row(i)->suffix)->terminal, name) == 0) {
                device = *device_find(picture_row(i)->suffix);
                break;
            }
        if (strcmp(name, "sixelgd") == 0) {
            device = *device_find("sixel");
            picture_size(&look, out);
        }
    }
    if (window_find(name))
        device = *device_find("window");
    device.terminal = name;
    bool ok = device.class == WINDOW
                  ? show_window(r, &look, &device, err)
                  : drawing_draw(r, &look, &device, look.theme ? look.theme : "light", &drawn, err);
    if (!ok) {
        struct error reason = *err;
        error_set(err, "--terminal %s: %.1900s", quote(name).text, reason.text);
    }
    if (ok && drawn.length && drawn.bytes[0] == '\f') /* dumb begins a page */
        drawn.bytes[0] = '\n';
    ok = ok && put(out, &drawn, err);
    free(drawn.bytes);
    return ok;
}

static bool is(const char *name, const char *word)
{
    return strcmp(name, word) == 0;
}

/* auto: a window where there is a display, else a picture if the terminal says that it can, else
 * braille. */
static bool show_where_best(const struct report *r, const struct look *look, FILE *out,
                            struct error *remark, struct error *err)
{
    struct terminal t = { 0 };
    if (isatty(fileno(out)) && display_named()) {
        if (show_window(r, look, device_find("window"), err))
            return true;
        error_set(remark, "drawn here since no window opened: %.1900s", err->text);
    }
    terminal_ask(out, &t);
    if (t.kitty || t.iterm || t.sixel)
        return show_picture(r, *look, out, &t,
                            t.kitty   ? "kitty"
                            : t.iterm ? "iterm"
                                      : "sixel",
                            err);
    return show_text(r, *look, out, &t, false, err);
}

bool plot_show(const struct report *r, const struct look *look, FILE *out, struct error *remark,
               struct error *err)
{
    struct terminal unknown = { 0 };
    const char *name = look->terminal ? look->terminal : "auto";
    if (remark)
        *remark->text = '\0';
    if (is(name, "auto"))
        return show_where_best(r, look, out, remark, err);
    if (is(name, "window")) {
        struct error reason;
        return show_window(r, look, device_find("window"), &reason) ||
               error_set(err, "--terminal window: %.1900s%s", reason.text,
                         display_named() ? "" : "; try --terminal braille, or -o FILE.png");
    }
    if (is(name, "kitty") || is(name, "iterm") || is(name, "sixel"))
        return show_picture(r, *look, out, &unknown, name, err);
    if (is(name, "braille") || is(name, "ascii"))
        return show_text(r, *look, out, &unknown, is(name, "ascii"), err);
    return show_other(r, *look, out, err);
}
