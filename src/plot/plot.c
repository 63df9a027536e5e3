/* plot's public face: a report's figure as a picture, or shown where the person is. */
#include "plot/drawing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool theme_known(const char *theme, struct message *why)
{
    if (strcmp(theme, "light") == 0 || strcmp(theme, "dark") == 0 || strcmp(theme, "print") == 0)
        return true;
    return message_set(why, "%s: no such theme; light, dark or print", quote(theme).text);
}

/* What gnuplot drew, made fit to be shared. */
static void finish(const struct drawing *d, const char *said, struct buffer *out)
{
    const char *name = d->device->name, *title = d->look->title ? d->look->title : d->report->headline ? d->report->headline : "actfn";
    if (strcmp(name, "svg") == 0 || strcmp(name, "html") == 0)
        svg_finish(out, title);
    if (strcmp(name, "tex") == 0)
        tex_finish(out);
    if (strcmp(name, "html") == 0) {
        struct buffer page = { 0 };
        page_write(&page, d, out, said, title);
        free(out->bytes);
        *out = page;
    }
}

static bool draw(const struct report *r, const struct look *look, const struct device *device, const char *theme,
                 struct buffer *out, struct message *why)
{
    struct drawing d;
    struct child child;
    struct buffer script = { 0 };
    if (!theme_known(theme, why))
        return false;
    bool good = child_start(&child, device->class == WINDOW, why);
    if (!good)
        return false;
    good = drawing_prepare(&d, r, look, device, theme, why);
    if (good) {
        good = drawing_script(&script, &d, &child, why) && child_finish(&child, &script, out, why);
        if (good && !device_whole(device, out->bytes, out->length))
            good = message_set(why, "gnuplot: the picture came back cut short or is none");
        if (good)
            finish(&d, child.said.bytes ? child.said.bytes : "", out);
        drawing_free(&d);
    }
    child_drop(&child);
    free(script.bytes);
    if (!good) {
        free(out->bytes);
        *out = (struct buffer){ 0 };
    }
    return good;
}

/* The script itself, its data inside; gnuplot is not needed for it. */
static bool write_script(const struct report *r, const struct look *look, struct buffer *out, struct message *why)
{
    struct drawing d;
    const char *theme = look->theme ? look->theme : "light";
    if (!theme_known(theme, why) || !drawing_prepare(&d, r, look, device_find("gp"), theme, why))
        return false;
    bool good = drawing_script(out, &d, NULL, why);
    drawing_free(&d);
    return good;
}

bool plot_picture(const struct report *r, const struct look *look, const struct picture *kind,
                  char **bytes, size_t *length, struct message *why)
{
    struct buffer out = { 0 };
    if (strcmp(kind->suffix, "gp") == 0 ? !write_script(r, look, &out, why)
        : !draw(r, look, device_find(kind->suffix), look->theme ? look->theme : "light", &out, why))
        return false;
    *bytes = out.bytes;
    *length = out.length;
    return true;
}

/* Columns and rows to draw in: as asked, else the terminal's, else 80 wide. */
static void text_size(const struct look *look, FILE *out, struct look *sized)
{
    struct winsize window = { 0 };
    *sized = *look;
    if (ioctl(fileno(out), TIOCGWINSZ, &window) != 0)
        window = (struct winsize){ 0 };
    if (!(sized->width > 0))
        sized->width = window.ws_col > 20 ? fmin(window.ws_col, 250) : 80;
    if (!(sized->height > 0)) {
        double fit = floor(sized->width * 0.32);
        sized->height = fmax(fmin(window.ws_row > 8 ? window.ws_row - 2 : 40, fit), 16);
    }
    sized->width = fmin(fmax(sized->width, 20), 500);
    sized->height = fmin(fmax(sized->height, 6), 250);
}

static bool colour_wanted(FILE *out)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fileno(out)) && !(no && *no) && !(term && strcmp(term, "dumb") == 0);
}

bool plot_show(const struct report *r, const struct look *look, FILE *out, struct message *why)
{
    struct look sized;
    struct buffer tk = { 0 }, cells = { 0 };
    bool ascii = look->terminal && strcmp(look->terminal, "ascii") == 0;
    text_size(look, out, &sized);
    if (!draw(r, &sized, device_find("braille"), look->theme ? look->theme : "dark", &tk, why))
        return false;
    bool good = braille_print(tk.bytes, tk.length, (size_t)sized.width, (size_t)sized.height, colour_wanted(out), ascii, &cells, why);
    if (good && fwrite(cells.bytes, 1, cells.length, out) != cells.length)
        good = message_set(why, "the drawing could not be written");
    free(tk.bytes);
    free(cells.bytes);
    return good;
}
