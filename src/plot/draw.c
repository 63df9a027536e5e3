/* The conductor: a report's figure all the way to bytes. */
#include "plot/draw.h"

#include "plot/child.h"
#include "plot/curves.h"
#include "plot/embedded.h"
#include "plot/frames.h"
#include "plot/heading.h"
#include "plot/inline.h"
#include "plot/lines.h"
#include "plot/page.h"
#include "plot/pdf.h"
#include "plot/place.h"
#include "plot/script.h"
#include "plot/svg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool theme_known(const char *theme, struct error *err)
{
    if (strcmp(theme, "light") == 0 || strcmp(theme, "dark") == 0 || strcmp(theme, "print") == 0)
        return true;
    return error_set(err, "%s: unknown theme; light, dark or print", quote(theme).text);
}

/* ---- the layout ----------------------------------------------------------------------------- */

/* Does the script's header say this after its KEY? */
static bool header_says(const struct plot_layout *l, const char *key, const char *word)
{
    char *said = script_header(l->figure->script, key, 0);
    bool says = said && strcmp(said, word) == 0;
    free(said);
    return says;
}

/* Logarithmic by the user's wish or by the script's. */
static void choose_axes(struct plot_layout *l)
{
    char *log = script_header(l->figure->script, "log", 0);
    l->log_x = l->figure->look->log_x || (log && strchr(log, 'x'));
    l->log_y = l->figure->look->log_y || (log && strchr(log, 'y'));
    free(log);
}

/* The share of the area that the script keeps for itself. */
static void set_aside(struct plot_layout *l)
{
    char *side = script_header(l->figure->script, "side", 0);
    struct error ignored;
    double share = 0;
    if (side && number_parse(side, &share, &ignored)) {
        l->side = l->area;
        l->side.right = l->area.left + share * (l->area.right - l->area.left);
        l->area.left = l->side.right;
    }
    free(side);
}

static bool lay_out(struct plot_layout *l, const struct figure *figure,
                    const struct plot_sheet *sheet, struct error *err)
{
    *l = (struct plot_layout){ .figure = figure, .sheet = sheet };
    bool curves = header_says(l, "layout", "curves"),
         functions = header_says(l, "layout", "functions");
    bool lines = functions || header_says(l, "layout", "lines");
    l->column = header_says(l, "arrange", "column");
    l->multiples = header_says(l, "draw", "multiples");
    l->points = header_says(l, "draw", "points");
    choose_axes(l);
    if (curves && !find_curves(l, err))
        return false;
    if (lines && !find_lines(l, functions, err))
        return false;
    layout_headings(l);
    set_aside(l);
    if (!curves && !lines)
        return true; /* the script does all the rest itself */
    if (!layout_panels(l, err))
        return false;
    place_labels(l);
    return true;
}

static const double LEAST_TEXT = 18; /* pixels */

/* And a size of its text, beside what other figures have: a poster is read from close by. */
static void scale_text(const struct report *r, struct plot_sheet *sheet)
{
    const struct figure_script *s = r->figure ? script_find(r->figure) : NULL;
    char *text = s ? script_header(s, "text", 0) : NULL;
    struct error ignored;
    double scale;
    if (text && sheet->device->class != TEXT && number_parse(text, &scale, &ignored)) {
        scale = fmax(scale, LEAST_TEXT / sheet->size_text);
        sheet->size_text *= fmin(scale, 1);
        sheet->em *= fmin(scale, 1);
        sheet->line *= fmin(scale, 1);
    }
    free(text);
}

/* A figure may have a size of its own, as a poster has, where the user names none. */
static void figure_size(const struct report *r, const struct device *device, struct look *look)
{
    const struct figure_script *s = r->figure ? script_find(r->figure) : NULL;
    char *size = s ? script_header(s, "size", 0) : NULL;
    double width, height;
    if (size && device->class == PICTURE && !(look->width > 0) &&
        sscanf(size, "%lfx%lf", &width, &height) == 2) {
        look->width = width;
        look->height = height;
    }
    free(size);
}

bool drawing_prepare(struct drawing *d, const struct report *r, const struct look *look,
                     const struct device *device, const char *theme, struct error *err)
{
    struct look sized = *look;
    figure_size(r, device, &sized);
    *d = (struct drawing){ .sheet = sheet_of(&sized, device, theme) };
    scale_text(r, &d->sheet);
    bool ok = figure_read(&d->figure, r, look, (size_t)d->sheet.width, err) &&
              lay_out(&d->layout, &d->figure, &d->sheet, err);
    if (!ok)
        drawing_free(d);
    return ok;
}

void drawing_free(struct drawing *d)
{
    layout_free(&d->layout);
    figure_free(&d->figure);
    free(d->narrow.bytes);
    *d = (struct drawing){ 0 };
}

/* ---- bytes ---------------------------------------------------------------------------------- */

/* The facts of the report in its own sentences: who cannot see the picture hears them. */
static char *description(const struct report *r)
{
    struct buffer b = { 0 };
    buffer_text(&b, "");
    buffer_print(&b, "%s.", r->headline ? r->headline : "");
    if (r->subtitle)
        buffer_print(&b, " %s.", r->subtitle);
    for (size_t i = 0; i < r->nsentences; i++)
        buffer_print(&b, " %s%s%s", r->sentences[i].term, *r->sentences[i].term ? ": " : "",
                     r->sentences[i].text);
    return b.bytes;
}

static void finish_svg(const struct report *r, const char *title, struct buffer *out)
{
    char *described = description(r);
    svg_finish(out, title, described);
    free(described);
}

/* What gnuplot drew, made fit to be shared. `said`: what the theme printed. */
static void finish(const struct drawing *d, const char *said, struct buffer *out)
{
    const struct figure *f = &d->figure;
    const char *name = d->sheet.device->name, *title = f->look->title;
    if (!title)
        title = f->report->headline ? f->report->headline : "actfn";
    if (strcmp(name, "svg") == 0 || strcmp(name, "html") == 0)
        finish_svg(f->report, title, out);
    if (strcmp(name, "tex") == 0)
        tex_finish(out);
    if (strcmp(name, "pdf") == 0)
        pdf_finish(out);
    if (strcmp(name, "html") == 0) {
        struct buffer page = { 0 };
        page_write(&page, &d->layout, out, d->narrow.length ? &d->narrow : NULL, said, title);
        free(out->bytes);
        *out = page;
    }
}

/* Script, child, bytes. */
static bool run(const struct drawing *d, struct child *child, struct buffer *out, struct error *err)
{
    const struct device *device = d->sheet.device;
    const struct script_files files = { .data = child->data, .drawn = child->drawn };
    struct buffer script = { 0 };
    if (device->class == WINDOW && d->layout.nsteps)
        child->patient = true; /* the person steps through the sweep, and ends it */
    bool ok =
        script_write(&script, &d->layout, &files, err) && child_finish(child, &script, out, err);
    if (ok && strcmp(device->name, "sixel") == 0)
        sixel_finish(out);
    if (ok && !device_whole(device, out->bytes, out->length))
        ok = error_set(err, "gnuplot: the picture came back cut short or is none");
    if (ok)
        finish(d, child->said.bytes ? child->said.bytes : "", out);
    free(script.bytes);
    return ok;
}

/* A page has the figure a second time for a telephone; only where a layout is computed, for such a
 * one fits into any width. The same command gives the same page: where this one fails, all does. */
static bool draw_narrow(struct drawing *d, const char *theme, struct error *err)
{
    enum { NARROW_WIDTH = 320, NARROW_HEIGHT = 430 };
    struct look look = *d->figure.look;
    look.width = NARROW_WIDTH;
    look.height = NARROW_HEIGHT;
    return !d->layout.npanels ||
           drawing_draw(d->figure.report, &look, device_find("svg"), theme, &d->narrow, err);
}

bool drawing_draw(const struct report *r, const struct look *look, const struct device *device,
                  const char *theme, struct buffer *out, struct error *err)
{
    struct drawing d;
    struct child child;
    if (!theme_known(theme, err) || !child_start(&child, device, err))
        return false;
    bool ok = drawing_prepare(&d, r, look, device, theme, err);
    if (ok) {
        if (strcmp(device->name, "html") == 0)
            ok = draw_narrow(&d, theme, err);
        ok = ok && run(&d, &child, out, err);
        drawing_free(&d);
    }
    child_drop(&child);
    if (!ok) {
        free(out->bytes);
        *out = (struct buffer){ 0 };
    }
    return ok;
}

bool drawing_write(const struct report *r, const struct look *look, const char *theme,
                   struct buffer *out, struct error *err)
{
    struct drawing d;
    if (!theme_known(theme, err) || !drawing_prepare(&d, r, look, device_find("gp"), theme, err))
        return false;
    bool ok = script_write(out, &d.layout, NULL, err);
    drawing_free(&d);
    return ok;
}
