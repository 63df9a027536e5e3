/* plot's public face: a report's figure as a picture. */
#include "plot/drawing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
    if (strcmp(name, "pdf") == 0)
        pdf_finish(out);
    if (strcmp(name, "html") == 0) {
        struct buffer page = { 0 };
        page_write(&page, d, out, said, title);
        free(out->bytes);
        *out = page;
    }
}

bool drawing_draw(const struct report *r, const struct look *look, const struct device *device, const char *theme,
                  struct buffer *out, struct message *why)
{
    struct drawing d;
    struct child child;
    struct buffer script = { 0 };
    if (!theme_known(theme, why))
        return false;
    bool good = child_start(&child, device, why);
    if (!good)
        return false;
    good = drawing_prepare(&d, r, look, device, theme, why);
    if (good) {
        if (device->class == WINDOW && d.nsteps)
            child.patient = true;               /* the person steps through the sweep, and ends it */
        good = drawing_script(&script, &d, &child, why) && child_finish(&child, &script, out, why);
        if (good && strcmp(device->name, "sixel") == 0)
            sixel_finish(out);
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
        : !drawing_draw(r, look, device_find(kind->suffix), look->theme ? look->theme : "light", &out, why))
        return false;
    *bytes = out.bytes;
    *length = out.length;
    return true;
}
