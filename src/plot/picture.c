/* A report's figure as a picture in memory. */
#include "plot/draw.h"

#include <string.h>

bool plot_picture(const struct report *r, const struct look *look, const struct picture *kind,
                  char **bytes, size_t *length, struct error *err)
{
    struct buffer out = { 0 };
    const char *theme = look->theme ? look->theme : "light";
    bool ok = strcmp(kind->suffix, "gp") == 0
                  ? drawing_write(r, look, theme, &out, err)
                  : drawing_draw(r, look, device_find(kind->suffix), theme, &out, err);
    if (!ok)
        return false;
    *bytes = out.bytes;
    *length = out.length;
    return true;
}
