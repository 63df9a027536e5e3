/* A picture inside the terminal: PNG in the protocols of kitty and of iTerm2, and sixels. */
#include "plot/inline.h"
#include "base/base64.h"

#include <string.h>

/* Pieces of at most 4096 base64 characters; all but the last say that more come (m=1). q=2: no
 * answers. */
void kitty_print(struct buffer *out, const char *png, size_t length)
{
    enum { PIECE = 3072 };
    for (size_t at = 0; at < length; at += PIECE) {
        size_t n = length - at < PIECE ? length - at : PIECE;
        buffer_print(out, "\x1b_G%sm=%d;", at ? "" : "f=100,a=T,q=2,", at + n < length);
        buffer_base64(out, png + at, n);
        buffer_text(out, "\x1b\\");
    }
    buffer_text(out, "\n");
}

void iterm_print(struct buffer *out, const char *png, size_t length)
{
    buffer_print(out, "\x1b]1337;File=inline=1;size=%zu;preserveAspectRatio=1:", length);
    buffer_base64(out, png, length);
    buffer_text(out, "\a\n");
}

/* gnuplot 6 moves the cursor about before and after the picture: it would stand over what is on the
 * screen. What is kept is the picture, from ESC P to the last ESC \\. */
void sixel_finish(struct buffer *sixel)
{
    static const char begin[] = "\x1bP", end[] = "\x1b\\";
    const char *from = sixel->length ? memmem(sixel->bytes, sixel->length, begin, 2) : NULL,
               *to = NULL;
    for (const char *s = from;
         s && (s = memmem(s, sixel->length - (size_t)(s - sixel->bytes), end, 2)); s += 2)
        to = s + 2;
    if (!to)
        return; /* no whole picture: for others to say */
    size_t kept = (size_t)(to - from);
    memmove(sixel->bytes, from, kept);
    sixel->length = kept;
}
