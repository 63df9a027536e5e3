/* Breaks, poles and swings of the functions of a figure, as rows to be sorted in among those of
 * `values`. */
#include "command/edges.h"

#include "activation/outline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BREAKS_MOST = 64, POLE_STEPS = 24 };
/* Turns in a bin, which is two pixels wide in a picture of 1280: from here on its extent is drawn;
 * and of all bins together, from here on with more points. */
enum { BAND_TURNS = 3, FINE_TURNS = 60 };

struct broken {
    const struct function *g;
    struct break_point at[BREAKS_MOST];
    size_t count;
};

struct edges {
    const struct curves *curves;
    struct broken *broken;
    size_t columns, rows;
    double *cells; /* rows x columns */
    bool *finer;   /* bins that get more points */
};

static double *new_row(struct edges *e, double x)
{
    e->cells = memory_resize(e->cells, (e->rows + 1) * e->columns, sizeof *e->cells);
    double *row = e->cells + e->rows++ * e->columns;
    row[0] = x;
    return row;
}

static const struct break_point *break_at(const struct broken *b, double x)
{
    for (size_t i = 0; i < b->count; i++)
        if (b->at[i].x == x)
            return &b->at[i];
    return NULL;
}

static double order_of(struct jet y, unsigned order)
{
    return order == 0 ? y.f : order == 1 ? y.df : y.ddf;
}

/* What each curve has at x: on the left (-1), nothing where it parts (0), on the right (1). */
static void side_row(struct edges *e, double x, int side)
{
    double *row = new_row(e, x);
    const struct curves *c = e->curves;
    for (size_t i = 0; i < c->nfunctions; i++) {
        const struct break_point *b = break_at(&e->broken[i], x);
        struct jet y = function_at(&c->functions[i], x);
        if (b)
            y = side < 0 ? b->left : b->right;
        for (unsigned k = 0; k <= c->order; k++)
            row[1 + i * (c->order + 1) + k] =
                b && side == 0 && break_parts(b, (int)k) ? NAN : order_of(y, k);
    }
}

static void plain_row(struct edges *e, double x)
{
    double *row = new_row(e, x);
    const struct curves *c = e->curves;
    for (size_t i = 0; i < c->nfunctions; i++) {
        struct jet y = function_at(&c->functions[i], x);
        for (unsigned k = 0; k <= c->order; k++)
            row[1 + i * (c->order + 1) + k] = order_of(y, k);
    }
}

static bool has_pole(const struct edges *e, double x)
{
    for (size_t i = 0; i < e->curves->nfunctions; i++) {
        const struct break_point *b = break_at(&e->broken[i], x);
        for (unsigned k = 0; b && k <= e->curves->order; k++)
            if (isinf(order_of(b->left, k)) || isinf(order_of(b->right, k)))
                return true;
    }
    return false;
}

/* A curve is near its pole for a hair's breadth only: points ever closer. */
static void near_pole(struct edges *e, double x, double way, double step)
{
    double low = curves_low(e->curves), high = curves_high(e->curves);
    for (int i = 0; i < POLE_STEPS; i++) {
        int k = way < 0 ? i : POLE_STEPS - 1 - i;
        double at = x + way * step * pow(2, -k / 2.0);
        if (at > low && at < high)
            plain_row(e, at);
    }
}

static int by_x(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void all_breaks(struct edges *e)
{
    const struct curves *c = e->curves;
    double *x = memory_new(c->nfunctions * BREAKS_MOST + 1, sizeof *x),
           step = (curves_high(c) - curves_low(c)) / 250;
    size_t n = 0;
    for (size_t i = 0; i < c->nfunctions; i++)
        for (size_t k = 0; k < e->broken[i].count; k++)
            x[n++] = e->broken[i].at[k].x;
    qsort(x, n, sizeof *x, by_x);
    for (size_t i = 0; i < n; i++) {
        if (i && x[i] == x[i - 1])
            continue;
        bool pole = has_pole(e, x[i]);
        if (pole)
            near_pole(e, x[i], -1, step);
        for (int side = -1; side <= 1; side++)
            side_row(e, x[i], side);
        if (pole)
            near_pole(e, x[i], 1, step);
    }
    free(x);
}

/* ---- swings --------------------------------------------------------------------------------- */

struct band_row {
    double x_low, x_high, low, high;
    char *series;
};
struct bands {
    struct band_row *row;
    size_t count;
};

static void bands_of(struct edges *e, struct bands *b, const struct function *g, unsigned order)
{
    static const char *const primes[] = { "", "'", "''" };
    struct outline_bin *bins = memory_new(OUTLINE_BINS, sizeof *bins);
    int turns = 0;
    function_outline(g, curves_low(e->curves), curves_high(e->curves), (int)order, bins);
    for (int i = 0; i < OUTLINE_BINS; i++)
        turns += bins[i].turns;
    for (int i = 0; i < OUTLINE_BINS && turns > FINE_TURNS; i++) {
        e->finer[i] = e->finer[i] || (bins[i].turns && bins[i].turns < BAND_TURNS);
        if (bins[i].turns < BAND_TURNS)
            continue;
        b->row = memory_resize(b->row, b->count + 1, sizeof *b->row);
        b->row[b->count++] =
            (struct band_row){ .x_low = bins[i].x_low,
                               .x_high = bins[i].x_high,
                               .low = bins[i].low,
                               .high = bins[i].high,
                               .series = text_format("%s%s", g->label, primes[order]) };
    }
    free(bins);
}

static void bands_table(struct bands *b, struct report *r)
{
    static const struct column_row columns[] = {
        COLUMN(struct band_row, x_low),  COLUMN(struct band_row, x_high),
        COLUMN(struct band_row, low),    COLUMN(struct band_row, high),
        COLUMN(struct band_row, series),
    };
    if (b->count) {
        struct table *t =
            report_rows(r, "bands", columns, COLUMNS(columns), b->row, b->count, sizeof *b->row);
        t->no_text = t->on_request = true;
    }
    for (size_t i = 0; i < b->count; i++)
        free(b->row[i].series);
    free(b->row);
}

/* More points where a curve swings, a few pixels a turn. */
static void finer_rows(struct edges *e)
{
    double low = curves_low(e->curves), high = curves_high(e->curves);
    for (int i = 0; i < OUTLINE_BINS; i++)
        for (int k = 0; k < OUTLINE_SAMPLES / 2 && e->finer[i]; k++)
            plain_row(e,
                      low + (high - low) * (i + (k + 0.5) / (OUTLINE_SAMPLES / 2)) / OUTLINE_BINS);
}

/* ---- the table ------------------------------------------------------------------------------ */

static int rows_by_x(const void *a, const void *b)
{
    const double *const *p = a, *const *q = b;
    if (**p != **q)
        return **p < **q ? -1 : 1;
    return (*p > *q) - (*p < *q); /* of one x as they came: left, between, right */
}

static void edges_table(struct edges *e, struct report *r)
{
    const struct curves *c = e->curves;
    const struct table *values = report_find_table(r, "values");
    if (!e->rows || !values || values->ncolumns != e->columns)
        return;
    const double **order = memory_new(e->rows, sizeof *order);
    struct table *t = report_table(r, "edges", e->rows);
    (void)c;
    for (size_t i = 0; i < e->rows; i++)
        order[i] = e->cells + i * e->columns;
    qsort(order, e->rows, sizeof *order, rows_by_x);
    for (size_t k = 0; k < e->columns; k++) {
        double *column = table_numbers(t, values->columns[k].name);
        for (size_t i = 0; i < e->rows; i++)
            column[i] = order[i][k];
    }
    t->no_text = t->on_request = true;
    free(order);
}

/* More breaks than are kept, as floor(100*x) has: no table, and the figure looks for jumps. */
static bool breaks_find(struct edges *e)
{
    const struct curves *c = e->curves;
    for (size_t i = 0; i < c->nfunctions; i++) {
        struct broken *b = &e->broken[i];
        b->g = &c->functions[i];
        b->count = function_breaks(b->g, curves_low(c), curves_high(c), b->at, BREAKS_MOST);
        if (b->count >= BREAKS_MOST)
            return false;
    }
    return true;
}

void edges_report(const struct curves *c, struct report *r)
{
    double low = curves_low(c), high = curves_high(c);
    if (c->source != FROM_GRID || !(low < high) || c->dtype || c->nfunctions == 0)
        return;
    for (size_t i = 0; i < c->nfunctions; i++)
        if (c->functions[i].vectorwise)
            return;
    struct edges e = { .curves = c,
                       .columns = 1 + c->nfunctions * (c->order + 1),
                       .broken = memory_new(c->nfunctions, sizeof *e.broken),
                       .finer = memory_new(OUTLINE_BINS, sizeof *e.finer) };
    struct bands bands = { 0 };
    if (breaks_find(&e)) {
        for (size_t i = 0; i < c->nfunctions; i++)
            for (unsigned k = 0; k <= c->order; k++)
                bands_of(&e, &bands, &c->functions[i], k);
        all_breaks(&e);
        finer_rows(&e);
        edges_table(&e, r);
        if (bands.count)
            report_note(r,
                        "%s oscillates faster than the pixels of a picture; the figure shows "
                        "its range as a band.",
                        bands.row[0].series);
        bands_table(&bands, r);
    }
    free(e.cells);
    free(e.broken);
    free(e.finer);
}
