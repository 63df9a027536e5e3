/* A table of text as one array: samples x units. Its rows are counted before anything is done with
 * them; a small table is kept meanwhile, a large one is read again. */
#include "input/file_columns.h"
#include "input/tensors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { KEPT_MOST = 1 << 23 }; /* numbers: 64 MB */

struct text_table {
    char *path;
    uint64_t rows;
    size_t columns, left_out; /* left_out: columns before those that count */
    double *kept;             /* all of them; NULL: read the file again */
    size_t room;
};

/* Blocks of rows. */
struct text_rows {
    struct columns columns;
    size_t most; /* rows at a time */
    double *values, **cells;
};

static void rows_start(struct text_rows *r)
{
    size_t columns = r->columns.count;
    r->most = columns < TILE_MOST ? TILE_MOST / columns : 1;
    r->values = memory_new(r->most * columns, sizeof *r->values);
    r->cells = memory_new(columns, sizeof *r->cells);
    for (size_t k = 0; k < columns; k++) {
        r->cells[k] = r->values + k * r->most;
    }
}

static void rows_end(struct text_rows *r)
{
    free(r->values);
    free(r->cells);
    file_columns_close(&r->columns);
}

/* ---- the first pass ------------------------------------------------------------------------- */

static void keep(struct text_table *t, const struct text_rows *r, size_t count, bool again)
{
    size_t columns = r->columns.count, done = (size_t)t->rows * columns, more = count * columns;
    if (again && done + more > KEPT_MOST) {
        free(t->kept);
        t->kept = NULL;
        t->room = SIZE_MAX;
        return;
    }
    if (done + more > t->room) {
        t->room = 2 * (done + more);
        t->kept = memory_resize(t->kept, t->room, sizeof *t->kept);
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < columns; k++) {
            t->kept[done + i * columns + k] = r->cells[k][i];
        }
    }
}

/* pandas writes its index as a first column without a name. */
static bool counts(const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!(values[i] >= 0) || values[i] != floor(values[i])) {
            return false;
        }
    }
    return true;
}

static bool pass(struct text_table *t, struct text_rows *r, bool again, struct error *err)
{
    const struct columns *c = &r->columns;
    bool nameless = c->names[0][0] == '\0' || name_equal(c->names[0], "Unnamed: 0");
    bool index = c->named && c->count > 1 && nameless;
    size_t count = r->most;
    while (count == r->most) {
        if (!file_columns_read(&r->columns, &count, r->cells, err)) {
            return false;
        }
        index = index && counts(r->cells[0], count);
        if (t->room != SIZE_MAX) {
            keep(t, r, count, again);
        }
        t->rows += count;
    }
    t->left_out = index ? 1 : 0;
    return true;
}

static bool only_numbers(const struct columns *c, const char *name, struct error *err)
{
    return c->classes == NULL ||
           error_set(err, "%s: its last column, %s, holds words; expected numbers", name,
                     quote(c->names[c->count - 1]).text);
}

bool list_text(struct tensors *t, size_t file, struct error *err)
{
    struct tensors_file *f = &t->state->file[file];
    struct text_rows r;
    struct source source = f->source;
    struct stat about;
    bool again = fstat(source.fd, &about) == 0 && S_ISREG(about.st_mode);
    const struct source_part nothing = { .size = 0 };
    source_open_part(&f->source, &source, &nothing);
    if (!file_columns_take(&r.columns, &source, t->state->path, err)) {
        return false;
    }
    struct text_table *table = f->table = memory_new(1, sizeof *table);
    table->path = text_copy(t->state->path);
    table->columns = r.columns.count;
    rows_start(&r);
    bool ok = only_numbers(&r.columns, f->source.name, err) && pass(table, &r, again, err);
    bool named = r.columns.named;
    rows_end(&r);
    if (!ok) {
        return false;
    }
    if (table->rows == 0) {
        return error_set(err, "%s: has no rows of numbers%s", f->source.name,
                         named ? " below its header" : "");
    }
    uint64_t shape[] = { table->rows, table->columns - table->left_out };
    struct element doubles = { .kind = ELEMENT_FLOAT, .size = 8 };
    (void)tensors_add(t, file, NULL, "text", doubles, 2, shape);
    if (table->left_out > 0) {
        t->remark = text_format("%s: its first column, which has no name and counts the rows, is "
                                "left out.",
                                f->source.name);
    }
    return true;
}

void text_table_free(struct text_table *t)
{
    if (t != NULL) {
        free(t->path);
        free(t->kept);
        free(t);
    }
}

/* ---- as a stream ---------------------------------------------------------------------------- */

struct text_stream {
    const struct text_table *table;
    uint64_t at; /* numbers that were given */
    struct text_rows rows;
    bool open;
    size_t row, have; /* in the block */
};

struct text_stream *text_table_start(const struct tensors_file *f)
{
    struct text_stream *s = memory_new(1, sizeof *s);
    s->table = f->table;
    return s;
}

static bool block_next(struct text_stream *s, struct error *err)
{
    if (!s->open) {
        struct source source;
        if (!source_open(&source, s->table->path, KIND_TEXT, err) ||
            !file_columns_take(&s->rows.columns, &source, s->table->path, err)) {
            return false;
        }
        rows_start(&s->rows);
        s->open = true;
    }
    s->row = 0;
    s->have = s->rows.most;
    return file_columns_read(&s->rows.columns, &s->have, s->rows.cells, err) &&
           (s->have > 0 ||
            error_set(err, "%s: has fewer rows than a moment ago", quote(s->table->path).text));
}

bool text_table_next(struct text_stream *s, size_t count, double *to, struct error *err)
{
    const struct text_table *t = s->table;
    size_t columns = t->columns - t->left_out;
    for (size_t i = 0; i < count; i++, s->at++) {
        uint64_t row = s->at / columns, column = s->at % columns + t->left_out;
        if (t->kept != NULL) {
            to[i] = t->kept[row * t->columns + column];
            continue;
        }
        if (s->at % columns == 0 && (s->row + 1 >= s->have || s->at == 0)) {
            if (!block_next(s, err)) {
                return false;
            }
        } else if (s->at % columns == 0) {
            s->row++;
        }
        to[i] = s->rows.cells[column][s->row];
    }
    return true;
}

void text_table_end(struct text_stream *s)
{
    if (s != NULL) {
        if (s->open) {
            rows_end(&s->rows);
        }
        free(s);
    }
}
