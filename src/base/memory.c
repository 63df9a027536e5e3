/* Memory that is there or the program is not: no caller has a path for "none left". */
#include "base/base.h"

#include <stdlib.h>
#include <string.h>

static size_t bytes_wanted(size_t count, size_t size)
{
    if (size != 0 && count > (size_t)PTRDIFF_MAX / size) {
        die(1, "not enough memory: %zu times %zu bytes were asked for", count, size);
    }
    size_t bytes = count * size;
    return bytes > 0 ? bytes : 1; /* malloc(0) may answer NULL */
}

void *memory_new(size_t count, size_t size)
{
    size_t bytes = bytes_wanted(count, size);
    void *p = calloc(1, bytes);
    if (p == NULL) {
        die(1, "not enough memory: %zu bytes were asked for", bytes);
    }
    return p;
}

void *memory_resize(void *old, size_t count, size_t size)
{
    size_t bytes = bytes_wanted(count, size);
    void *p = realloc(old, bytes);
    if (p == NULL) {
        die(1, "not enough memory: %zu bytes were asked for", bytes);
    }
    return p;
}

#ifdef __linux__
/* open_memstream forgets a long text for which there was no memory, without an error that ferror
 * would tell; here memory_resize ends the program. */
struct memory_sink {
    char **text;
    size_t *length, room;
};

static ssize_t sink_write(void *cookie, const char *bytes, size_t n)
{
    struct memory_sink *s = cookie;
    if (*s->length + n >= s->room) {
        s->room = 2 * (*s->length + n) + 1;
        *s->text = memory_resize(*s->text, s->room, 1);
    }
    memcpy(*s->text + *s->length, bytes, n);
    *s->length += n;
    (*s->text)[*s->length] = 0;
    return (ssize_t)n;
}

static int sink_close(void *cookie)
{
    free(cookie);
    return 0;
}

static FILE *stream_open(char **text, size_t *length)
{
    static const cookie_io_functions_t calls = { .write = sink_write, .close = sink_close };
    struct memory_sink *s = memory_new(1, sizeof *s);
    *s = (struct memory_sink){ text, length, 1 };
    *text = memory_new(1, 1);
    return fopencookie(s, "w", calls);
}
#else
static FILE *stream_open(char **text, size_t *length)
{
    return open_memstream(text, length);
}
#endif

FILE *memory_stream(char **text, size_t *length)
{
    *text = NULL;
    *length = 0;
    FILE *stream = stream_open(text, length);
    if (stream == NULL) {
        die(1, "not enough memory for a text");
    }
    return stream;
}

/* What could not be held is lost without a word until now; and there may be no text at all. */
void memory_stream_close(FILE *stream, char *const *text)
{
    bool lost = ferror(stream) != 0;
    if (fclose(stream) != 0 || lost || *text == NULL) {
        die(1, "not enough memory for a text");
    }
}
