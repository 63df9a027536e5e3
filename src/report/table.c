/* Tables: columns that are stored, or made on demand a block at a time. */
#include "report/table.h"

#include <stdlib.h>
#include <string.h>

struct table *table_new(const char *name, uint64_t rows)
{
    struct table *t = memory_new(1, sizeof *t);
    t->name = text_copy(name);
    t->rows = rows;
    return t;
}

static void texts_free(char **texts, uint64_t rows)
{
    for (uint64_t i = 0; texts != NULL && i < rows; i++) {
        free(texts[i]);
    }
    free(texts);
}

static void state_end(struct table *t)
{
    if (t->state_free != NULL) {
        t->state_free(t->state);
    }
    t->fill = NULL;
    t->state = NULL;
    t->state_free = NULL;
}

void table_free(struct table *t)
{
    for (size_t c = 0; c < t->ncolumns; c++) {
        free(t->columns[c].name);
        free(t->columns[c].numbers);
        texts_free(t->columns[c].texts, t->rows);
    }
    free(t->columns);
    free(t->name);
    state_end(t);
    free(t);
}

static struct column *column_add(struct table *t, const char *name)
{
    t->columns = memory_resize(t->columns, t->ncolumns + 1, sizeof *t->columns);
    struct column *column = &t->columns[t->ncolumns++];
    *column = (struct column){ .name = text_copy(name) };
    return column;
}

/* How many entries a stored column gets. */
static size_t stored_rows(const struct table *t)
{
    if (t->rows > SIZE_MAX) {
        die(1, "table %s: its rows cannot be stored before they are known", t->name);
    }
    return (size_t)t->rows;
}

double *table_numbers(struct table *t, const char *name)
{
    size_t rows = stored_rows(t);
    struct column *column = column_add(t, name);
    return column->numbers = memory_new(rows, sizeof(double));
}

char **table_texts(struct table *t, const char *name)
{
    size_t rows = stored_rows(t);
    struct column *column = column_add(t, name);
    return column->texts = memory_new(rows, sizeof(char *));
}

void table_column(struct table *t, const char *name)
{
    (void)column_add(t, name);
}

void table_on_demand(struct table *t, table_fill *fill, void *state, void (*state_free)(void *))
{
    state_end(t);
    t->fill = fill;
    t->state = state;
    t->state_free = state_free;
}

bool table_read(const struct table *t, uint64_t first, size_t *count, double *const *cells,
                struct error *err)
{
    if (t->rows != ROWS_UNKNOWN) {
        uint64_t left = first < t->rows ? t->rows - first : 0;
        *count = left < *count ? (size_t)left : *count;
    }
    if (t->fill != NULL) {
        return *count == 0 || t->fill(t->state, first, count, cells, err);
    }
    for (size_t c = 0; c < t->ncolumns; c++) {
        if (cells[c] != NULL && t->columns[c].numbers != NULL) {
            memcpy(cells[c], t->columns[c].numbers + first, *count * sizeof(double));
        }
    }
    return true;
}

/* Room for at least one more block in every column. */
static void make_room(const struct table *t, double **numbers, size_t rows, size_t *room)
{
    if (*room - rows >= TABLE_BLOCK) {
        return;
    }
    *room = 2 * *room + TABLE_BLOCK;
    for (size_t c = 0; c < t->ncolumns; c++) {
        numbers[c] = memory_resize(numbers[c], *room, sizeof(double));
    }
}

bool table_store(struct table *t, struct error *err)
{
    if (t->fill == NULL) {
        return true;
    }
    size_t rows = 0, room = 0, count;
    double **numbers = memory_new(t->ncolumns, sizeof(double *));
    double **cells = memory_new(t->ncolumns, sizeof(double *));
    bool ok;
    do {
        make_room(t, numbers, rows, &room);
        for (size_t c = 0; c < t->ncolumns; c++) {
            cells[c] = numbers[c] + rows;
        }
        count = TABLE_BLOCK;
        ok = table_read(t, rows, &count, cells, err);
        rows += ok ? count : 0;
    } while (ok && count > 0);
    for (size_t c = 0; c < t->ncolumns; c++) {
        if (ok) {
            t->columns[c].numbers = memory_resize(numbers[c], rows, sizeof(double));
        } else {
            free(numbers[c]);
        }
    }
    if (ok) {
        t->rows = rows;
        state_end(t);
    }
    free(cells);
    free(numbers);
    return ok;
}
