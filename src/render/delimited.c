/* csv and tsv. csv by RFC 4180, with the line ends of Unix. tsv has no quotes: what would break a
 * row is written as \t \n \r \\ (Linear TSV). */
#include "base/pool.h"
#include "render/out.h"

#include <stdlib.h>
#include <string.h>

static void csv_text(struct out *o, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        out_text(o, text);
        return;
    }
    out_char(o, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            out_char(o, '"');
        }
        out_char(o, *text);
    }
    out_char(o, '"');
}

static void tsv_text(struct out *o, const char *text)
{
    static const char from[] = "\t\n\r\\", to[] = "tnr\\";
    for (; *text != '\0'; text++) {
        const char *found = strchr(from, *text);
        if (found != NULL) {
            out_char(o, '\\');
        }
        out_char(o, found != NULL ? to[found - from] : *text);
    }
}

/* A file or a pipe gets what the data hold. On a screen what would act there is shown instead, as
 * in text. */
static void text_cell(struct out *o, const char *text, void put(struct out *o, const char *text))
{
    if (!o->screen) {
        put(o, text);
        return;
    }
    char *safe = text_safe(text);
    put(o, safe);
    free(safe);
}

struct dialect {
    char separator;
    void (*text)(struct out *o, const char *text);
};
static const struct dialect csv = { ',', csv_text }, tsv = { '\t', tsv_text };

static void header(struct out *o, const struct table *t, const struct dialect *d)
{
    for (size_t c = 0; c < t->ncolumns; c++) {
        if (c > 0) {
            out_char(o, d->separator);
        }
        text_cell(o, t->columns[c].name, d->text);
    }
    out_char(o, '\n');
}

static void row(struct out *o, const struct blocks *b, size_t i, const struct dialect *d)
{
    const struct table *t = b->table;
    for (size_t c = 0; c < t->ncolumns; c++) {
        if (c > 0) {
            out_char(o, d->separator);
        }
        if (b->cells[c] != NULL) {
            out_number(o, b->cells[c][i]);
        } else {
            const char *text = t->columns[c].texts[b->first + i];
            text_cell(o, text != NULL ? text : "", d->text);
        }
    }
    out_char(o, '\n');
}

/* ---- long tables of numbers: a block's rows are printed by several threads ------------------ */
enum { SLICES = 16, LONG = 4 * TABLE_BLOCK };

struct slices {
    struct pool *pool; /* NULL: rows one by one */
    const struct blocks *blocks;
    char separator, *text[SLICES];
    size_t length[SLICES];
};

static size_t slice_start(const struct slices *s, size_t k)
{
    return s->blocks->count * k / SLICES;
}

static void slice_print(void *state, size_t k)
{
    struct slices *s = state;
    const struct blocks *b = s->blocks;
    char *to = s->text[k];
    for (size_t i = slice_start(s, k); i < slice_start(s, k + 1); i++) {
        for (size_t c = 0; c < b->table->ncolumns; c++) {
            to += number_print(to, b->cells[c][i]);
            *to++ = s->separator;
        }
        to[-1] = '\n';
    }
    s->length[k] = (size_t)(to - s->text[k]);
}

static void slices_open(struct slices *s, const struct blocks *b, char separator)
{
    const struct table *t = b->table;
    *s = (struct slices){ .blocks = b, .separator = separator };
    for (size_t c = 0; c < t->ncolumns; c++) {
        if (b->cells[c] == NULL) {
            return;
        }
    }
    if (t->ncolumns == 0 || t->rows == ROWS_UNKNOWN || t->rows < LONG) {
        return;
    }
    s->pool = pool_new(0);
    for (size_t k = 0; k < SLICES; k++) {
        s->text[k] = memory_new((TABLE_BLOCK / SLICES + 1) * t->ncolumns, NUMBER_SIZE + 1);
    }
}

static void slices_close(struct slices *s)
{
    pool_free(s->pool);
    for (size_t k = 0; k < SLICES; k++) {
        free(s->text[k]);
    }
}

static void block(struct out *o, const struct blocks *b, struct slices *s, const struct dialect *d)
{
    if (s->pool == NULL) {
        for (size_t i = 0; i < b->count; i++) {
            row(o, b, i, d);
        }
        return;
    }
    pool_run(s->pool, SLICES, slice_print, s);
    for (size_t k = 0; k < SLICES; k++) {
        out_bytes(o, s->text[k], s->length[k]);
    }
}

static bool render(const struct report *r, const struct layout *layout, FILE *file,
                   struct error *err, const struct dialect *d)
{
    struct table *t = table_chosen(r, layout, err);
    if (t == NULL) {
        return false;
    }
    struct out *o = out_open(file);
    struct blocks b;
    struct slices s;
    blocks_open(&b, o, t, NULL);
    slices_open(&s, &b, d->separator);
    if (layout->header) {
        header(o, t, d);
    }
    bool ok;
    while ((ok = blocks_next(&b, err)) && b.count > 0 && o->error == 0) {
        block(o, &b, &s, d);
        if (t->rows == ROWS_UNKNOWN) {
            out_flush(o); /* whoever types the numbers in wants to see the answers */
            (void)fflush(file);
        }
    }
    slices_close(&s);
    blocks_close(&b);
    return out_close(o, ok, err);
}

bool render_csv(const struct report *r, const struct layout *layout, FILE *file, struct error *err)
{
    return render(r, layout, file, err, &csv);
}

bool render_tsv(const struct report *r, const struct layout *layout, FILE *file, struct error *err)
{
    return render(r, layout, file, err, &tsv);
}
