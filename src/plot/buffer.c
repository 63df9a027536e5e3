/* A growing text. */
#include "plot/drawing.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void buffer_add(struct buffer *b, const void *bytes, size_t length)
{
    if (b->size - b->length <= length) {
        b->size = (b->length + length) * 2 + 128;
        b->bytes = memory_resize(b->bytes, b->size, 1);
    }
    if (length)
        memcpy(b->bytes + b->length, bytes, length);
    b->length += length;
    b->bytes[b->length] = 0;
}

void buffer_text(struct buffer *b, const char *text)
{
    buffer_add(b, text, strlen(text));
}

void buffer_print(struct buffer *b, const char *format, ...)
{
    char piece[512];
    va_list list;
    va_start(list, format);
    int n = vsnprintf(piece, sizeof piece, format, list);
    va_end(list);
    if (n < 0)
        return;
    if ((size_t)n < sizeof piece) {
        buffer_add(b, piece, (size_t)n);
        return;
    }
    char *long_piece = memory_new((size_t)n + 1, 1);
    va_start(list, format);
    vsnprintf(long_piece, (size_t)n + 1, format, list);
    va_end(list);
    buffer_add(b, long_piece, (size_t)n);
    free(long_piece);
}

/* gnuplot takes 1 / 2 as a division of integers and has no word for what is not finite but NaN; beyond
 * about 8.9e307 it takes a number for undefined. */
void buffer_number(struct buffer *b, double x)
{
    if (x != x)
        buffer_text(b, "NaN");
    else
        buffer_print(b, "%.15e", x > 8e307 ? 8e307 : x < -8e307 ? -8e307 : x);
}
