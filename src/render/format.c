/* The list of formats: a row each. */
#include "render/out.h"

#include <string.h>

static const struct format formats[] = {
    { "text", "txt", "words and aligned tables, 6 significant digits, for people", true, false,
      render_text },
    { "csv", "csv", "a table with a header row (RFC 4180); numbers read back to the same double",
      false, false, render_csv },
    { "tsv", "tsv", "the same with tabs between", false, false, render_tsv },
    { "json", "json", "facts, tables column by column, notes, as one object", false, false,
      render_json },
    { "npy", "npy", "a table as one structured array, for numpy.load", false, true, render_npy },
};

const struct format *format_row(size_t i)
{
    return i < sizeof formats / sizeof formats[0] ? &formats[i] : NULL;
}

const struct format *format_find(const char *name)
{
    name += name[0] == '.';
    const struct format *format;
    for (size_t i = 0; (format = format_row(i)) != NULL; i++) {
        if (strcmp(format->name, name) == 0 || strcmp(format->suffix, name) == 0) {
            return format;
        }
    }
    return NULL;
}
