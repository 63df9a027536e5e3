/* Questions to a report: a fact, a cell of a table, or a summary of the rows that a question picks.
 */
#include "report/query.h"

#include <stdlib.h>
#include <string.h>

/* "max(layers[layer=5,init=he].dead_percent)" taken apart in place. */
struct wanted {
    char *summary, *table, *keys, *column;
};

static bool wanted_read(char *words, struct wanted *w)
{
    size_t length = strcspn(words, "([."), end = strlen(words);
    *w = (struct wanted){ 0 };
    if (words[length] == '(' && words[end - 1] == ')') {
        words[length] = words[end - 1] = 0;
        w->summary = words;
        words += length + 1;
        length = strcspn(words, "[.");
    }
    w->table = words;
    if (words[length] == '[') {
        char *close = strchr(words, ']');
        if (!close || close[1] != '.')
            return false;
        words[length] = *close = 0;
        w->keys = words + length + 1;
        w->column = close + 2;
        return true;
    }
    if (words[length] != '.')
        return false;
    words[length] = 0;
    w->column = words + length + 1;
    return true;
}

static const struct column *find_column(const struct table *t, const char *name, size_t *which)
{
    for (size_t i = 0; i < t->ncolumns; i++)
        if (strcmp(t->columns[i].name, name) == 0)
            return *which = i, &t->columns[i];
    return NULL;
}

/* A whole column of numbers, stored or made. */
static bool column_numbers(const struct table *t, size_t which, double *numbers, struct error *err)
{
    double **cells = memory_new(t->ncolumns, sizeof *cells);
    bool ok = true;
    for (uint64_t done = 0; ok && done < t->rows;) {
        size_t count = t->rows - done < TABLE_BLOCK ? (size_t)(t->rows - done) : TABLE_BLOCK;
        cells[which] = numbers + done;
        ok = table_read(t, done, &count, cells, err);
        done += count;
    }
    free(cells);
    return ok;
}

/* Drops the rows whose column `name` is not `value` from keep[]. */
static bool keep_rows(const struct table *t, const char *name, const char *value, bool *keep,
                      struct error *err)
{
    size_t which;
    const struct column *c = find_column(t, name, &which);
    double *numbers, x;
    bool ok;
    if (!c)
        return error_usage(err, "%s: unknown column in %s", quote(name).text, t->name);
    if (c->texts) {
        for (uint64_t i = 0; i < t->rows; i++)
            keep[i] &= c->texts[i] && strcmp(c->texts[i], value) == 0;
        return true;
    }
    numbers = memory_new(t->rows, sizeof *numbers);
    ok = number_parse(value, &x, err) && column_numbers(t, which, numbers, err);
    for (uint64_t i = 0; ok && i < t->rows; i++)
        keep[i] &= numbers[i] >= x && numbers[i] <= x;
    free(numbers);
    return ok;
}

static bool keys_read(const struct table *t, char *keys, bool *keep, struct error *err)
{
    while (keys && *keys) {
        char *next = keys + strcspn(keys, ","), *equals = strchr(keys, '=');
        if (*next)
            *next++ = 0;
        if (!equals)
            return error_usage(err, "%s: must be COLUMN=VALUE", quote(keys).text);
        *equals = 0;
        if (!keep_rows(t, keys, equals + 1, keep, err))
            return false;
        keys = next;
    }
    return true;
}

static bool summary(const char *how, const double *numbers, size_t n, double *x, struct error *err)
{
    double low = numbers[0], high = numbers[0], sum = 0;
    for (size_t i = 0; i < n; i++) {
        low = numbers[i] < low ? numbers[i] : low;
        high = numbers[i] > high ? numbers[i] : high;
        sum += numbers[i];
    }
    if (!how)
        *x = numbers[0];
    else if (strcmp(how, "min") == 0)
        *x = low;
    else if (strcmp(how, "max") == 0)
        *x = high;
    else if (strcmp(how, "sum") == 0)
        *x = sum;
    else if (strcmp(how, "mean") == 0)
        *x = sum / (double)n;
    else if (strcmp(how, "count") == 0)
        *x = (double)n;
    else
        return error_usage(err, "%s: must be one of: min max mean sum count", quote(how).text);
    return true;
}

/* People read 20,488,000 and 0.1997; digits beyond `digits` say nothing to them. */
char *number_readable(double x, int digits)
{
    char plain[NUMBER_SIZE], *text, *to;
    size_t n;
    if (!(x > -1e15 && x < 1e15) || x < (double)(int64_t)x || x > (double)(int64_t)x)
        return text_copy(number_text_short(x, digits).text);
    n = number_print(plain, x);
    text = to = memory_new(2 * n + 1, 1);
    for (size_t i = 0; i < n; i++) {
        size_t rest = n - i - 1;
        *to++ = plain[i];
        if (n > 4 && rest && rest % 3 == 0 && plain[i] != '-')
            *to++ = ',';
    }
    return text;
}

static bool cell_find(const struct report *r, char *words, struct value *v, struct error *err)
{
    struct wanted w;
    const struct table *t;
    const struct column *c;
    size_t which, n = 0;
    bool *keep, ok;
    double *numbers;
    if (!wanted_read(words, &w) || !(t = report_find_table(r, w.table)) ||
        !(c = find_column(t, w.column, &which)))
        return error_usage(err, "%s: unknown fact or column", quote(words).text);
    if (t->rows == 0 || t->rows == ROWS_UNKNOWN)
        return error_usage(err, "%s: a table without rows", t->name);
    keep = memory_new(t->rows, sizeof *keep);
    numbers = memory_new(t->rows, sizeof *numbers);
    memset(keep, true, t->rows * sizeof *keep);
    ok = keys_read(t, w.keys, keep, err) && (c->texts || column_numbers(t, which, numbers, err));
    for (uint64_t i = 0; ok && i < t->rows; i++)
        if (keep[i] && c->texts && !v->text)
            v->text = text_copy(c->texts[i] ? c->texts[i] : "");
        else if (keep[i] && !c->texts)
            numbers[n++] = numbers[i];
    if (ok && !v->text)
        ok = n > 0 ? summary(w.summary, numbers, n, &v->number, err)
                   : error_usage(err, "%s: no such row", t->name);
    free(keep);
    free(numbers);
    return ok;
}

bool report_query(const struct report *r, const char *question, struct value *v, struct error *err)
{
    const struct fact *f = report_find_fact(r, question);
    *v = (struct value){ 0 };
    if (!f) {
        char *words = text_copy(question);
        bool ok = cell_find(r, words, v, err);
        free(words);
        return ok;
    }
    if (f->text)
        v->text = text_copy(f->text);
    else
        v->number = f->number;
    return true;
}
