/* Messages, and what was typed made fit to be shown in one. */
#include "base/base.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <string.h>

static void fill(struct error *err, int status, const char *format, va_list args)
{
    if (!err)
        return;
    err->status = status;
    (void)vsnprintf(err->text, sizeof err->text, format, args);
}

bool error_set(struct error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, ERROR_FAILED, format, args);
    va_end(args);
    return false;
}

bool error_usage(struct error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, ERROR_USAGE, format, args);
    va_end(args);
    return false;
}

bool error_prefix(struct error *err, const char *format, ...)
{
    struct error before = { .status = 0 }, old;
    va_list args;
    if (!err)
        return false;
    old = *err;
    va_start(args, format);
    fill(&before, old.status, format, args);
    va_end(args);
    (void)snprintf(err->text, sizeof err->text, "%.255s%.1791s", before.text, old.text);
    return false;
}

enum { QUOTE_MOST = 60 }; /* characters shown between the quotes */

size_t utf8_escape(const char *from, size_t *used, char piece[20], bool shows(uint32_t point))
{
    static const char hex[] = "0123456789abcdef";
    uint32_t point;
    size_t length = utf8_decode(from, &point);
    if (length > 0 && shows(point)) {
        memcpy(piece, from, length);
        piece[length] = '\0';
        *used = length;
        return 1;
    }
    *used = length == 0 ? 1 : length;
    char *to = piece;
    for (size_t i = 0; i < *used; i++) {
        unsigned char byte = (unsigned char)from[i];
        *to++ = '\\';
        *to++ = 'x';
        *to++ = hex[byte >> 4];
        *to++ = hex[byte & 15];
    }
    *to = '\0';
    return 4 * *used;
}

struct quoted quote(const char *typed)
{
    struct quoted q = { "" };
    char *to = q.text;
    size_t shown = 0;
    *to++ = '\'';
    while (*typed != '\0') {
        char piece[20];
        size_t used, columns = utf8_escape(typed, &used, piece, utf8_shows);
        if (shown + columns > QUOTE_MOST) {
            memcpy(to, "...", 3);
            to += 3;
            break;
        }
        size_t length = strlen(piece);
        memcpy(to, piece, length);
        to += length;
        shown += columns;
        typed += used;
    }
    *to++ = '\'';
    *to = '\0';
    return q;
}

char *text_safe(const char *text)
{
    char *safe = memory_new(4 * strlen(text) + 1, 1), *to = safe;
    while (*text != '\0') {
        char piece[20] = "\n";
        size_t used = 1;
        if (*text != '\n') {
            (void)utf8_escape(text, &used, piece, utf8_shows_in_text);
        }
        size_t length = strlen(piece);
        memcpy(to, piece, length);
        to += length;
        text += used;
    }
    return safe;
}
