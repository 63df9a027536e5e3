/* What gnuplot's tkcanvas terminal prints, drawn in cells. The first three bytes are the size and
 * the kind of terminal. Whatever the rest: as many rows as asked for, none too wide, and nothing in
 * them that acts on a terminal but our own colours. */
#include "fuzz.h"

#include "base/utf8.h"
#include "plot/braille.h"

/* Behind "\x1b[0", which began a colour. */
static const char *colour_end(const char *s)
{
    MUST(s[0] == '\x1b' && s[1] == '[' && s[2] == '0');
    s += 3 + strspn(s + 3, ";0123456789");
    MUST(*s == 'm');
    return s + 1;
}

/* The row's end. */
static const char *row(const char *s, const struct cells *how)
{
    size_t length = strcspn(s, "\n"), kept = 0;
    char *plain = memory_new(length + 1, 1);
    const char *end = s + length;
    while (s < end) {
        if (*s == '\x1b') {
            MUST(how->colours != NO_COLOURS);
            s = colour_end(s);
            continue;
        }
        uint32_t point;
        size_t n = utf8_decode(s, &point);
        MUST(n && point >= 0x20 && !(point >= 0x7f && point < 0xa0));
        memcpy(plain + kept, s, n);
        kept += n;
        s += n;
    }
    MUST(text_columns(plain) <= how->columns);
    free(plain);
    MUST(*end == '\n');
    return end + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer out = { 0 };
    struct error err = { 0 };
    if (size < 3)
        return 0;
    struct cells how = { .columns = 1U + data[0] % 64,
                         .rows = 1U + data[1] % 16,
                         .colours = (enum colours)(data[2] % 3),
                         .ascii = data[2] & 4,
                         .shades = data[2] & 8 };
    char *stream = memory_new(size - 2, 1);
    memcpy(stream, data + 3, size - 3);
    if (braille_print(stream, size - 3, &how, &out, &err)) {
        const char *s = out.bytes;
        for (size_t i = 0; i < how.rows; i++)
            s = row(s, &how);
        MUST(s == out.bytes + out.length);
    } else {
        MUST(err.text[0]);
    }
    free(stream);
    free(out.bytes);
    return 0;
}
