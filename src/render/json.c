/* json: one object, tables column by column. Written as a stream: a tree of 10^8 rows would not
 * fit. */
#include "base/utf8.h"
#include "render/out.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void escape(struct out *o, unsigned unit)
{
    static const char hex[] = "0123456789abcdef";
    out_text(o, "\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
        out_char(o, hex[unit >> shift & 15]);
    }
}

/* RFC 8259: quotes, backslashes and controls escaped; bytes that are no UTF-8 become U+FFFD. Also
 * escaped, as the same string to whoever reads it: what would act on a terminal that json is shown
 * on. */
static void string(struct out *o, const char *text)
{
    out_char(o, '"');
    while (*text != '\0') {
        uint32_t point;
        size_t length = utf8_decode(text, &point);
        if (length == 0) {
            out_text(o, "\\ufffd");
            length = 1;
        } else if (point == '"' || point == '\\') {
            out_char(o, '\\');
            out_char(o, *text);
        } else if (point == '\n') {
            out_text(o, "\\n");
        } else if (utf8_shows(point)) {
            out_bytes(o, text, length);
        } else if (point < 0x10000) {
            escape(o, point);
        } else {
            escape(o, 0xd800 + ((point - 0x10000) >> 10));
            escape(o, 0xdc00 + ((point - 0x10000) & 0x3ff));
        }
        text += length;
    }
    out_char(o, '"');
}

static void key(struct out *o, const char *name)
{
    string(o, name);
    out_text(o, ": ");
}

static void number(struct out *o, double x)
{
    if (isfinite(x)) {
        out_number(o, x);
    } else {
        string(o, number_text(x).text);
    }
}

static void facts(struct out *o, const struct report *r)
{
    key(o, "facts");
    out_char(o, '{');
    for (size_t i = 0; i < r->nfacts; i++) {
        out_text(o, i > 0 ? ",\n    " : "\n    ");
        key(o, r->facts[i].name);
        if (r->facts[i].text != NULL) {
            string(o, r->facts[i].text);
        } else {
            number(o, r->facts[i].number);
        }
    }
    out_text(o, r->nfacts > 0 ? "\n  }" : "}");
}

enum { A_LINE = 8 }; /* numbers a line; text has one each */

static void between(struct out *o, uint64_t i, unsigned a_line)
{
    if (i > 0) {
        out_char(o, ',');
    }
    if (i % a_line == 0) {
        out_text(o, "\n        ");
    } else {
        out_char(o, ' ');
    }
}

static bool numbers(struct out *o, const struct table *t, size_t column, struct error *err)
{
    struct blocks b;
    bool *wanted = memory_new(t->ncolumns, sizeof *wanted);
    wanted[column] = true;
    blocks_open(&b, o, t, wanted);
    bool ok;
    while ((ok = blocks_next(&b, err)) && b.count > 0 && o->error == 0) {
        for (size_t i = 0; i < b.count; i++) {
            between(o, b.first + i, A_LINE);
            number(o, b.cells[column][i]);
        }
    }
    blocks_close(&b);
    free(wanted);
    return ok;
}

static void texts(struct out *o, const struct table *t, size_t column)
{
    for (uint64_t i = 0; i < t->rows; i++) {
        const char *text = t->columns[column].texts[i];
        between(o, i, 1);
        string(o, text != NULL ? text : "");
    }
}

static bool table(struct out *o, struct table *t, struct error *err)
{
    /* Columns one after the other: a table that can be read only once has to be kept. */
    if (t->rows == ROWS_UNKNOWN && !table_store(t, err)) {
        return false;
    }
    char **names = names_distinct(t);
    bool ok = true;
    key(o, t->name);
    out_char(o, '{');
    for (size_t c = 0; c < t->ncolumns && ok; c++) {
        out_text(o, c > 0 ? ",\n      " : "\n      ");
        key(o, names[c]);
        out_char(o, '[');
        if (t->columns[c].texts != NULL) {
            texts(o, t, c);
        } else {
            ok = numbers(o, t, c, err);
        }
        out_text(o, t->rows > 0 ? "\n      ]" : "]");
    }
    out_text(o, t->ncolumns > 0 ? "\n    }" : "}");
    names_free(names, t);
    return ok;
}

static bool tables(struct out *o, const struct report *r, const struct layout *layout,
                   struct error *err)
{
    key(o, "tables");
    out_char(o, '{');
    size_t shown = 0;
    for (size_t i = 0; i < r->ntables; i++) {
        struct table *t = r->tables[i];
        bool named = layout->table != NULL && strcmp(layout->table, t->name) == 0;
        if (t->on_request && !named) {
            continue;
        }
        out_text(o, shown++ > 0 ? ",\n    " : "\n    ");
        if (!table(o, t, err)) {
            return false;
        }
    }
    out_text(o, shown > 0 ? "\n  }" : "}");
    return true;
}

static void notes(struct out *o, const struct report *r)
{
    key(o, "notes");
    out_char(o, '[');
    for (size_t i = 0; i < r->nnotes; i++) {
        out_text(o, i > 0 ? ",\n    " : "\n    ");
        string(o, r->notes[i]);
    }
    out_text(o, r->nnotes > 0 ? "\n  ]" : "]");
}

/* Word by word: joined, "a b" and "a" "b" would look the same. */
static void arguments(struct out *o, const struct report *r)
{
    key(o, "arguments");
    out_char(o, '[');
    for (size_t i = 0; i < r->narguments; i++) {
        out_text(o, i > 0 ? ", " : "");
        string(o, r->arguments[i]);
    }
    out_char(o, ']');
}

bool render_json(const struct report *r, const struct layout *layout, FILE *file, struct error *err)
{
    struct out *o = out_open(file);
    out_text(o, "{\n  ");
    key(o, "command");
    string(o, r->command);
    out_text(o, ",\n  ");
    key(o, "version");
    string(o, ACTFN_VERSION);
    out_text(o, ",\n  ");
    arguments(o, r);
    out_text(o, ",\n  ");
    facts(o, r);
    out_text(o, ",\n  ");
    bool ok = tables(o, r, layout, err);
    out_text(o, ",\n  ");
    notes(o, r);
    out_text(o, "\n}\n");
    return out_close(o, ok, err);
}
