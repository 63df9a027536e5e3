/* Memory that is there or the program is not: no caller has a path for "none left". */
#include "base/base.h"

#include <stdlib.h>

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

FILE *memory_stream(char **text, size_t *length)
{
    *text = NULL;
    *length = 0;
    FILE *stream = open_memstream(text, length);
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
