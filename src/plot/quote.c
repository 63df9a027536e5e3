/* The one way by which text from outside enters a gnuplot script.
 *
 * gnuplot runs what it finds in a careless string: backquotes in double quotes are commands, a
 * quote ends the string, a newline starts a command, '@name' is expanded; and doubling the quotes
 * does not help, because its scanner and its macro expander disagree about what a quote is. What
 * holds: a double-quoted string in which only harmless characters stand for themselves and every
 * other byte is an octal escape. gnuplot reads four digits when the first is 0, so bytes below 64
 * take "\0" and three digits. */
#include "base/utf8.h"
#include "plot/quote.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST = 1000 }; /* characters of a text that is shown */

static bool harmless(unsigned char c)
{
    return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (c && strchr(" .,:=+-/()_", c));
}

void quote_bytes(struct buffer *b, const char *text)
{
    buffer_text(b, "\"");
    for (const char *s = text; *s; s++) {
        unsigned char c = (unsigned char)*s;
        const char octal[] = { (char)('0' + (c >> 6)), (char)('0' + (c >> 3 & 7)),
                               (char)('0' + (c & 7)) };
        if (harmless(c)) {
            buffer_add(b, s, 1);
            continue;
        }
        buffer_text(b, c < 64 ? "\\0" : "\\");
        buffer_add(b, octal, sizeof octal);
    }
    buffer_text(b, "\"");
}

/* Length of the well-formed UTF-8 sequence at s that every output can show, or 0: no controls,
 * nothing that turns the direction of writing, no surrogates, nothing overlong, and none of
 * Unicode's non-characters, which XML refuses. */
static size_t sequence(const char *s)
{
    uint32_t point;
    size_t length = utf8_decode(s, &point);
    return length && utf8_shows_in_text(point) && (point & 0xfffe) != 0xfffe ? length : 0;
}

char *text_shown(const char *text)
{
    struct buffer b = { 0 };
    size_t characters = 0;
    buffer_text(&b, "");
    for (const char *s = text; *s;) {
        size_t n = sequence(s);
        if (++characters > LONGEST) {
            buffer_text(&b, "\xe2\x80\xa6");
            break;
        }
        if (n)
            buffer_add(&b, s, n);
        else
            buffer_text(&b, "\xef\xbf\xbd");
        s += n ? n : 1;
    }
    return b.bytes;
}

void quote_text(struct buffer *b, const char *text)
{
    char *shown = text_shown(text);
    quote_bytes(b, shown);
    free(shown);
}

/* gnuplot takes 1 / 2 as a division of integers and has no word for what is not finite but NaN;
 * beyond about 8.9e307 it takes a number for undefined. */
void quote_number(struct buffer *b, double x)
{
    if (x != x)
        buffer_text(b, "NaN");
    else
        buffer_print(b, "%.15e", x > 8e307 ? 8e307 : x < -8e307 ? -8e307 : x);
}
