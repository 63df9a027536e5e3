/* A table of the report, reduced to what the eye can see: beyond DATA_ROWS rows, neighbours are
 * gathered in bins no wider than a pixel column, of which only the lowest and the highest value are
 * kept. One pass in constant memory, whatever the table's length, known or not. */
#include "plot/figure_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* gnuplot takes what is beyond about 8.9e307 for undefined and would draw nothing. */
static double drawable(double y)
{
    return y > 8e307 ? 8e307 : y < -8e307 ? -8e307 : y;
}

/* A bin of rows: x of the first and the last, and of each column the lowest, the highest and
 * whether something was missing. Laid out flat: first, last, then low, high, gap for each column.
 */
struct data_bins {
    size_t columns, stride, most, count;
    uint64_t size, filled; /* rows that make a bin; rows in the last one */
    double *bin;
};

static void bin_start(const struct data_bins *b, double *bin, double x)
{
    bin[0] = bin[1] = x;
    for (size_t c = 1; c < b->columns; c++) {
        bin[3 * c - 1] = INFINITY;
        bin[3 * c] = -INFINITY;
        bin[3 * c + 1] = 0;
    }
}

static void bins_halve(struct data_bins *b)
{
    for (size_t i = 0; i < b->count / 2; i++) {
        double *to = b->bin + i * b->stride, *one = b->bin + 2 * i * b->stride,
               *two = one + b->stride;
        double joined_first = one[0], joined_last = two[1];
        for (size_t c = 1; c < b->columns; c++) {
            to[3 * c - 1] = fmin(one[3 * c - 1], two[3 * c - 1]);
            to[3 * c] = fmax(one[3 * c], two[3 * c]);
            to[3 * c + 1] = fmax(one[3 * c + 1], two[3 * c + 1]);
        }
        to[0] = joined_first;
        to[1] = joined_last;
    }
    b->count /= 2;
    b->size *= 2;
    b->filled = b->size;
}

static void bins_add(struct data_bins *b, double *const *cells, size_t row)
{
    if (b->count == 0 || b->filled == b->size) {
        if (b->count == b->most)
            bins_halve(b);
        bin_start(b, b->bin + b->count++ * b->stride, cells[0][row]);
        b->filled = 0;
    }
    double *bin = b->bin + (b->count - 1) * b->stride;
    bin[1] = cells[0][row];
    for (size_t c = 1; c < b->columns; c++) {
        double y = cells[c] ? cells[c][row] : NAN;
        if (isnan(y)) {
            bin[3 * c + 1] = 1;
        } else {
            bin[3 * c - 1] = fmin(bin[3 * c - 1], y);
            bin[3 * c] = fmax(bin[3 * c], y);
        }
    }
    b->filled++;
}

/* Two rows a bin, its low and its high; a third, empty where something was missing in it. */
static void bins_give(const struct data_bins *b, struct figure_data *d)
{
    d->rows = 0;
    d->cells = memory_new(3 * b->count * d->columns, sizeof *d->cells);
    for (size_t i = 0; i < b->count; i++) {
        const double *bin = b->bin + i * b->stride;
        bool gap = false;
        for (int part = 0; part < 3; part++) {
            double *row = d->cells + d->rows * d->columns;
            row[0] = bin[part > 0];
            for (size_t c = 1; c < d->columns; c++) {
                double low = bin[3 * c - 1], high = bin[3 * c];
                row[c] = low > high ? NAN : drawable(part ? high : low);
                if (bin[3 * c + 1] > 0) {
                    gap = true;
                    row[c] = part == 2 ? NAN : row[c];
                }
            }
            if (part < 2 || gap)
                d->rows++;
        }
    }
}

static void note_extent(struct figure_data *d, size_t c, const double *y, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isfinite(y[i])) {
            if (!(d->low[c] <= y[i]))
                d->low[c] = y[i];
            if (!(d->high[c] >= y[i]))
                d->high[c] = y[i];
        }
}

/* Rows as they are, while there are few. */
static void keep(struct figure_data *d, double *const *cells, size_t count)
{
    d->cells = memory_resize(d->cells, (d->rows + count + 1) * d->columns, sizeof *d->cells);
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < d->columns; c++)
            d->cells[(d->rows + i) * d->columns + c] = cells[c] ? drawable(cells[c][i]) : NAN;
    d->rows += count;
}

static void refeed(struct data_bins *b, struct figure_data *d)
{
    double **one = memory_new(d->columns, sizeof *one);
    for (size_t i = 0; i < d->rows; i++) {
        for (size_t c = 0; c < d->columns; c++)
            one[c] = d->cells + i * d->columns + c;
        bins_add(b, one, 0);
    }
    free(one);
    free(d->cells);
    d->cells = NULL;
}

bool data_read(struct figure_data *d, const struct table *t, size_t pixels, bool reduce,
               struct error *err)
{
    *d = (struct figure_data){ .name = t->name, .table = t, .columns = t->ncolumns };
    double **cells = memory_new(t->ncolumns + 1, sizeof *cells);
    struct data_bins b = { .columns = t->ncolumns,
                           .stride = 3 * t->ncolumns + 2,
                           .most = 4 * (pixels < 500 ? 500 : pixels),
                           .size = 1 };
    bool ok = true, binned = false;
    uint64_t row = 0;
    d->low = memory_new(t->ncolumns + 1, sizeof *d->low);
    d->high = memory_new(t->ncolumns + 1, sizeof *d->high);
    for (size_t c = 0; c < t->ncolumns; c++) {
        d->low[c] = d->high[c] = NAN;
        cells[c] = t->columns[c].texts ? NULL : memory_new(TABLE_BLOCK, sizeof **cells);
    }
    while (ok && t->ncolumns && row < t->rows) {
        size_t count = t->rows - row < TABLE_BLOCK ? (size_t)(t->rows - row) : TABLE_BLOCK;
        ok = table_read(t, row, &count, cells, err);
        if (!ok || count == 0)
            break;
        for (size_t c = 0; c < t->ncolumns; c++)
            if (cells[c])
                note_extent(d, c, cells[c], count);
        if (reduce && !binned && d->rows + count > DATA_ROWS && cells[0]) {
            binned = true;
            b.bin = memory_new(b.most * b.stride, sizeof *b.bin);
            refeed(&b, d);
        }
        if (!binned && d->rows + count > MOST_ROWS) {
            ok =
                error_set(err, "%s: a table of more than %d rows is not drawn", t->name, MOST_ROWS);
            break;
        }
        if (!binned)
            keep(d, cells, count);
        for (size_t i = 0; binned && i < count; i++)
            bins_add(&b, cells, i);
        row += count;
    }
    if (ok && binned)
        bins_give(&b, d);
    free(b.bin);
    for (size_t c = 0; c < t->ncolumns; c++)
        free(cells[c]);
    free(cells);
    if (!ok)
        figure_data_free(d);
    return ok;
}

void figure_data_free(struct figure_data *d)
{
    free(d->cells);
    free(d->low);
    free(d->high);
    *d = (struct figure_data){ 0 };
}

double data_at(const struct figure_data *d, size_t row, size_t column)
{
    return d->cells[row * d->columns + column];
}

size_t data_column(const struct figure_data *d, const char *name)
{
    size_t c = 0;
    while (c < d->columns && strcmp(d->table->columns[c].name, name) != 0)
        c++;
    return c;
}

const char *data_text(const struct figure_data *d, size_t row, size_t column)
{
    if (column >= d->columns || !d->table->columns[column].texts || row >= d->table->rows)
        return "";
    const char *text = d->table->columns[column].texts[row];
    return text ? text : "";
}
