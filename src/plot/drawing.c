/* A report's figure made ready for gnuplot: the script found, its tables read, its layout done. */
#include "plot/drawing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct data *drawing_data(const struct drawing *d, const char *name)
{
    for (size_t i = 0; i < d->ndata; i++)
        if (strcmp(d->data[i].name, name) == 0)
            return &d->data[i];
    return NULL;
}

/* Text grows more slowly than the picture, so that small ones stay readable: 25 px at 1280 x 720. */
static void set_sizes(struct drawing *d)
{
    const struct look *look = d->look;
    d->width = look->width > 0 ? look->width : d->device->width;
    d->height = look->height > 0 ? look->height : d->device->height;
    if (d->device->class == TEXT) {
        d->width *= 10;
        d->height *= 20;
        d->em = 10;
        d->line = 20;
        d->size_text = d->size_title = 10;
        d->stroke = 1;
        return;
    }
    double scale = fmin(d->width / 1280, d->height / 720);
    d->size_text = fmax(25 * pow(scale, 0.85), 11);
    d->size_title = fmax(44 * pow(scale, 0.85), 16);
    d->em = d->size_text;
    d->line = 1.25 * d->size_text;
    d->stroke = fmax(pow(scale, 0.8), 0.3);
}

static bool listed(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *s = list; s && (s = strstr(s, word)); s += n)
        if ((s == list || s[-1] == ' ') && (s[n] == 0 || s[n] == ' '))
            return true;
    return false;
}

static bool read_tables(struct drawing *d, struct message *why)
{
    char *list = script_header(d->script, "tables", 0), *curves = script_header(d->script, "reduce", 0);
    d->data = memory_new(d->report->ntables + 1, sizeof *d->data);
    bool good = true;
    for (size_t i = 0; i < d->report->ntables && good && list; i++) {
        const struct table *t = d->report->tables[i];
        if (listed(list, t->name) && t->ncolumns) {
            good = data_read(&d->data[d->ndata], t, (size_t)d->width, listed(curves, t->name), why);
            d->ndata += good;
            if (good && d->data[d->ndata - 1].rows == 0)     /* gnuplot would take the script for its data */
                drawing_data_free(&d->data[--d->ndata]);
        }
    }
    free(list);
    free(curves);
    return good;
}

static bool lay_out(struct drawing *d, struct message *why)
{
    char *kind = script_header(d->script, "layout", 0), *log = script_header(d->script, "log", 0);
    bool curves = kind && strcmp(kind, "curves") == 0, functions = kind && strcmp(kind, "functions") == 0, good = true;
    bool lines = functions || (kind && strcmp(kind, "lines") == 0);
    char *arrange = script_header(d->script, "arrange", 0);
    d->column = arrange && strcmp(arrange, "column") == 0;
    free(arrange);
    d->log_x = d->look->log_x || (log && strchr(log, 'x'));
    d->log_y = d->look->log_y || (log && strchr(log, 'y'));
    char *side = script_header(d->script, "side", 0);
    double share = 0;
    if (side && number_parse(side, &share, why)) {
        double middle = d->area.left + share * (d->area.right - d->area.left);
        d->side = d->area;
        d->side.right = middle;
        d->area.left = middle;
    }
    free(kind);
    free(log);
    free(side);
    if (curves || lines) {
        good = (curves ? find_curves(d, why) : find_lines(d, functions, why)) && layout_panels(d, why);
        if (good)
            place_labels(d);
    }
    return good;
}

bool drawing_prepare(struct drawing *d, const struct report *r, const struct look *look,
                     const struct device *device, const char *theme, struct message *why)
{
    *d = (struct drawing){ .report = r, .look = look, .device = device, .theme = theme };
    if (!r->figure)
        return message_set(why, "there is no figure of this");
    d->script = script_find(r->figure);
    if (!d->script)
        return message_set(why, "%s: no such figure", quote(r->figure).text);
    set_sizes(d);
    layout_headings(d);
    bool good = read_tables(d, why) && lay_out(d, why);
    if (!good)
        drawing_free(d);
    return good;
}

void drawing_free(struct drawing *d)
{
    for (size_t i = 0; i < d->ndata; i++)
        drawing_data_free(&d->data[i]);
    for (size_t i = 0; i < d->nheadings; i++)
        free(d->headings[i].text);
    for (size_t i = 0; i < d->ncurves; i++)
        free(d->curves[i].name);
    for (size_t i = 0; i < d->nmarks; i++)
        free(d->marks[i].label);
    for (size_t i = 0; i < d->ntints; i++)
        free(d->tints[i].label);
    for (size_t i = 0; i < d->npanels; i++) {
        free(d->panels[i].title);
        free(d->panels[i].xname);
    }
    for (size_t i = 0; i < d->nsteps; i++)
        free(d->steps[i].text);
    drawing_data_free(&d->lines);
    free(d->steps);
    free(d->bar_title);
    free(d->data);
    free(d->headings);
    free(d->panels);
    free(d->curves);
    free(d->marks);
    free(d->tints);
    free(d->entries);
    *d = (struct drawing){ 0 };
}
