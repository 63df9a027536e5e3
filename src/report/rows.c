/* A table from an array of structs: a column a member. */
#include "report/report.h"

static double number_of(const void *value, enum column_kind kind)
{
    switch (kind) {
    case COLUMN_SIZE:
        return (double)*(const size_t *)value;
    case COLUMN_INT:
        return *(const int *)value;
    case COLUMN_BOOL:
        return *(const bool *)value;
    case COLUMN_DOUBLE:
    case COLUMN_TEXT:
        break;
    }
    return *(const double *)value;
}

static void column_fill(struct table *t, const struct column_row *c, const char *rows, size_t n,
                        size_t size)
{
    if (c->kind == COLUMN_TEXT) {
        char **texts = table_texts(t, c->name);
        for (size_t i = 0; i < n; i++) {
            const char *text = *(const char *const *)(const void *)(rows + i * size + c->place);
            texts[i] = text ? text_copy(text) : NULL;
        }
        return;
    }
    double *numbers = table_numbers(t, c->name);
    for (size_t i = 0; i < n; i++)
        numbers[i] = number_of(rows + i * size + c->place, c->kind);
}

struct table *report_rows(struct report *r, const char *name, const struct column_row *columns,
                          size_t ncolumns, const void *rows, size_t n, size_t size)
{
    struct table *t = report_table(r, name, n);
    for (size_t c = 0; c < ncolumns; c++)
        if (columns[c].name)
            column_fill(t, &columns[c], rows, n, size);
    return t;
}
