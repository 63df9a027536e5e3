#include "render/wrap.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

size_t wrap_fit(const char *text, size_t columns)
{
    size_t bytes = 0, used = 0;
    while (text[bytes] != '\0') {
        uint32_t point;
        size_t length = utf8_decode(text + bytes, &point), wide = 1;
        if (length > 0) {
            wide = (size_t)utf8_columns(point);
        }
        if (used + wide > columns && bytes > 0) {
            break;
        }
        used += wide;
        bytes += length > 0 ? length : 1;
    }
    return bytes;
}

/* How many bytes of `text` the next line takes: up to a line end, else up to the last blank that
 * fits. */
static size_t line_length(const char *text, size_t room)
{
    size_t line = strcspn(text, "\n"), fit = wrap_fit(text, room);
    if (fit >= line) {
        return line;
    }
    if (text[fit] == ' ') {
        return fit;
    }
    size_t cut = fit;
    while (cut > 0 && text[cut - 1] != ' ') {
        cut--;
    }
    return cut > 0 ? cut : fit; /* a word longer than the line is cut */
}

void wrap_text(struct out *o, const char *text, size_t at, size_t indent, size_t columns)
{
    char *safe = text_safe(text);
    const char *s = safe;
    for (;;) {
        size_t room = columns > at ? columns - at : 1;
        size_t length = line_length(s, room), shown = length;
        while (shown > 0 && s[shown - 1] == ' ') {
            shown--;
        }
        out_bytes(o, s, shown);
        out_char(o, '\n');
        bool ended = s[length] == '\n';
        s += length + ended;
        s += ended ? 0 : strspn(s, " ");
        if (*s == '\0') {
            break;
        }
        at = indent;
        out_repeat(o, ' ', *s == '\n' ? 0 : indent);
    }
    free(safe);
}
