/* A growing text. */
#include "base/base.h"

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

static void print_list(struct buffer *b, const char *format, va_list list)
{
    char piece[512];
    va_list again;
    va_copy(again, list);
    int n = vsnprintf(piece, sizeof piece, format, list);
    if (n >= 0 && (size_t)n < sizeof piece) {
        buffer_add(b, piece, (size_t)n);
    } else if (n >= 0) {
        char *long_piece = memory_new((size_t)n + 1, 1);
        vsnprintf(long_piece, (size_t)n + 1, format, again);
        buffer_add(b, long_piece, (size_t)n);
        free(long_piece);
    }
    va_end(again);
}

void buffer_print(struct buffer *b, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    print_list(b, format, list);
    va_end(list);
}

void buffer_item(struct buffer *b, const char *separator, const char *format, ...)
{
    va_list list;
    if (b->length)
        buffer_text(b, separator);
    va_start(list, format);
    print_list(b, format, list);
    va_end(list);
}

char *buffer_take(struct buffer *b)
{
    char *text = b->bytes ? b->bytes : text_copy("");
    *b = (struct buffer){ 0 };
    return text;
}
