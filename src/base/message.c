/* Messages, and what was typed made fit to be shown in one. */
#include "base/base.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <string.h>

bool message_set(struct message *why, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (why != NULL) {
        (void)vsnprintf(why->text, sizeof why->text, format, args);
    }
    va_end(args);
    return false;
}

enum { QUOTE_MOST = 60 };   /* characters shown between the quotes */

/* Characters that act on the screen or on their neighbours instead of being seen: C0, DEL and C1 controls, line and
 * paragraph separators, and the marks that turn the direction of writing around (U+202A..E, U+2066..9). */
static bool shows(uint32_t point)
{
    return point >= 0x20 && !(point >= 0x7f && point <= 0x9f) && !(point >= 0x200b && point <= 0x200f) &&
           !(point >= 0x2028 && point <= 0x202e) && !(point >= 0x2060 && point <= 0x206f) && point != 0xfeff &&
           !(point >= 0xfff9 && point <= 0xfffb) && !(point >= 0xe0000 && point <= 0xe0fff);
}

/* One character of the input, as shown, into piece; *used its bytes. Returns the characters it takes on the screen. */
static size_t quote_piece(const char *from, size_t *used, char piece[20])
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
    struct quoted q = {""};
    char *to = q.text;
    size_t shown = 0;
    *to++ = '\'';
    while (*typed != '\0') {
        char piece[20];
        size_t used, columns = quote_piece(typed, &used, piece);
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
