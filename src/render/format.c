/* The list of formats: a row each. */
#include "render/out.h"

#include <string.h>

static const struct format formats[] = {
    {"text", "words and aligned tables, 6 significant digits, for people", false, render_text},
    {"csv", "a table with a header row (RFC 4180); numbers read back to the same double", false, render_csv},
    {"tsv", "the same with tabs between", false, render_tsv},
    {"json", "facts, tables column by column, notes, as one object", false, render_json},
    {"npy", "a table as one structured array, for numpy.load", true, render_npy},
};

const struct format *format_row(size_t i)
{
    return i < sizeof formats / sizeof formats[0] ? &formats[i] : NULL;
}

const struct format *format_find(const char *name)
{
    name += name[0] == '.';
    name = strcmp(name, "txt") == 0 ? "text" : name;
    const struct format *format;
    for (size_t i = 0; (format = format_row(i)) != NULL; i++) {
        if (strcmp(format->name, name) == 0) {
            return format;
        }
    }
    return NULL;
}
