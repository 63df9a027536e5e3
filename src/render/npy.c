/* npy 1.0: a table as one structured array (numpy's NEP 1). Numbers are '<f8', text '<UN', N the
 * longest entry in characters of four bytes. A table that is a matrix or a vector is written as
 * what it is. */
#include "base/utf8.h"
#include "render/out.h"

#include <stdlib.h>
#include <string.h>

struct field {
    char *name;
    size_t characters;
}; /* characters 0: a number */

static size_t characters(const char *text)
{
    size_t n = 0;
    uint32_t point;
    while (text != NULL && *text != '\0') {
        size_t length = utf8_decode(text, &point);
        text += length > 0 ? length : 1;
        n++;
    }
    return n;
}

static size_t longest(const struct table *t, size_t column)
{
    size_t most = 1; /* '<U0' is a trap in numpy */
    for (uint64_t i = 0; i < t->rows; i++) {
        size_t n = characters(t->columns[column].texts[i]);
        most = n > most ? n : most;
    }
    return most;
}

/* A Python string literal in ASCII: version 1.0 headers are Latin-1, and \u says the rest. */
static char *literal(const char *text)
{
    size_t room = 10 * strlen(text) + 3, n = 0;
    char *s = memory_new(room, 1);
    s[n++] = '\'';
    while (*text != '\0') {
        uint32_t point;
        size_t length = utf8_decode(text, &point);
        point = length > 0 ? point : 0xfffd;
        text += length > 0 ? length : 1;
        if (point == '\'' || point == '\\') {
            s[n++] = '\\';
            s[n++] = (char)point;
        } else if (point >= 0x20 && point < 0x7f) {
            s[n++] = (char)point;
        } else {
            n += (size_t)snprintf(s + n, room - n, point > 0xffff ? "\\U%08x" : "\\u%04x",
                                  (unsigned)point);
        }
    }
    s[n++] = '\'';
    s[n] = '\0';
    return s;
}

/* Text that grows at its end. */
struct growing {
    char *text;
    size_t length, room;
};

static void grow(struct growing *g, const char *more)
{
    size_t n = strlen(more);
    if (g->length + n >= g->room) {
        g->room = 2 * g->room + n + 256;
        g->text = memory_resize(g->text, g->room, 1);
    }
    memcpy(g->text + g->length, more, n + 1);
    g->length += n;
}

/* "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }" */
static struct growing plain_dictionary(const struct table *t)
{
    struct growing g = { 0 };
    char text[96];
    unsigned long long rows = t->rows, columns = t->plain_columns;
    if (t->plain == PLAIN_VECTOR) {
        (void)snprintf(text, sizeof text, "(%llu,)", rows);
    } else {
        (void)snprintf(text, sizeof text, "(%llu, %llu)", columns > 0 ? rows / columns : 0,
                       columns);
    }
    grow(&g, "{'descr': '<f8', 'fortran_order': False, 'shape': ");
    grow(&g, text);
    grow(&g, ", }");
    return g;
}

static struct growing dictionary(const struct table *t, const struct field *fields)
{
    struct growing g = { 0 };
    char text[64];
    grow(&g, "{'descr': [");
    for (size_t c = 0; c < t->ncolumns; c++) {
        char *name = literal(fields[c].name);
        grow(&g, c > 0 ? ", (" : "(");
        grow(&g, name);
        (void)snprintf(text, sizeof text, fields[c].characters > 0 ? ", '<U%zu')" : ", '<f8')",
                       fields[c].characters);
        grow(&g, text);
        free(name);
    }
    (void)snprintf(text, sizeof text, "], 'fortran_order': False, 'shape': (%llu,), }",
                   (unsigned long long)t->rows);
    grow(&g, text);
    return g;
}

/* Magic, version, length, dictionary, blanks and a line end up to a multiple of 64. Headers beyond
 * 65535 bytes (a thousand long names) need version 2.0 and its longer length. */
static void header(struct out *o, const struct table *t, const struct field *fields)
{
    struct growing g = t->plain != PLAIN_NOT ? plain_dictionary(t) : dictionary(t, fields);
    bool large = g.length + 64 > 65535;
    size_t before = large ? 12 : 10;
    size_t total = (before + g.length + 1 + 63) / 64 * 64;
    size_t length = total - before;
    out_bytes(o, "\x93NUMPY", 6);
    out_char(o, large ? 2 : 1);
    out_char(o, 0);
    for (size_t i = 0; i < before - 8; i++) {
        out_char(o, (char)(length >> 8 * i & 0xff));
    }
    out_bytes(o, g.text, g.length);
    out_repeat(o, ' ', length - g.length - 1);
    out_char(o, '\n');
    free(g.text);
}

static void little_endian(unsigned char *to, uint64_t bits, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        to[i] = (unsigned char)(bits >> 8 * i);
    }
}

static void text_cells(unsigned char *to, const char *text, size_t room)
{
    memset(to, 0, 4 * room);
    while (text != NULL && *text != '\0') {
        uint32_t point;
        size_t length = utf8_decode(text, &point);
        little_endian(to, length > 0 ? point : 0xfffd, 4);
        text += length > 0 ? length : 1;
        to += 4;
    }
}

/* One column of a block into its place in the rows. */
static void interleave(unsigned char *to, size_t stride, const double *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        memcpy(to + i * stride, &numbers[i], sizeof(double));
#else
        uint64_t bits;
        memcpy(&bits, &numbers[i], sizeof bits);
        little_endian(to + i * stride, bits, 8);
#endif
    }
}

static size_t first_column(const struct table *t)
{
    return t->plain != PLAIN_NOT ? t->ncolumns - 1 : 0;
}

/* A stretch of rows that stays in the first-level cache is put together, then handed over. */
static void rows(struct out *o, const struct blocks *b, const struct field *fields, size_t stride)
{
    const struct table *t = b->table;
    size_t fit = stride > 0 ? sizeof o->buffer / 4 / stride : TABLE_BLOCK;
    size_t at_once = fit > 0 ? fit : 1;
    unsigned char *large = fit > 0 ? NULL : memory_new(stride, 1);
    for (size_t i = 0; i < b->count; i += at_once) {
        size_t n = b->count - i < at_once ? b->count - i : at_once;
        unsigned char *to = large != NULL ? large : (unsigned char *)out_reserve(o, n * stride);
        size_t offset = 0;
        for (size_t c = first_column(t); c < t->ncolumns; c++) {
            if (b->cells[c] != NULL) {
                interleave(to + offset, stride, b->cells[c] + i, n);
                offset += 8;
                continue;
            }
            for (size_t k = 0; k < n; k++) {
                text_cells(to + offset + k * stride, t->columns[c].texts[b->first + i + k],
                           fields[c].characters);
            }
            offset += 4 * fields[c].characters;
        }
        if (large != NULL) {
            out_bytes(o, large, stride);
        } else {
            out_used(o, n * stride);
        }
    }
    free(large);
}

static bool array(struct out *o, const struct table *t, const struct field *fields,
                  struct error *err)
{
    struct blocks b;
    size_t stride = 0;
    for (size_t c = first_column(t); c < t->ncolumns; c++) {
        stride += fields[c].characters > 0 ? 4 * fields[c].characters : 8;
    }
    header(o, t, fields);
    blocks_open(&b, o, t, NULL);
    bool ok;
    while ((ok = blocks_next(&b, err)) && b.count > 0 && o->error == 0) {
        rows(o, &b, fields, stride);
    }
    blocks_close(&b);
    return ok;
}

bool render_npy(const struct report *r, const struct layout *layout, FILE *file, struct error *err)
{
    struct table *t = table_chosen(r, layout, err);
    if (t == NULL || (t->rows == ROWS_UNKNOWN && !table_store(t, err))) {
        return false;
    }
    char **names = names_distinct(t);
    struct field *fields = memory_new(t->ncolumns, sizeof *fields);
    for (size_t c = 0; c < t->ncolumns; c++) {
        fields[c] = (struct field){ names[c], t->columns[c].texts != NULL ? longest(t, c) : 0 };
    }
    struct out *o = out_open(file);
    bool ok = array(o, t, fields, err);
    free(fields);
    names_free(names, t);
    return out_close(o, ok, err);
}
