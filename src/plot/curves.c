/* The curves of the table `values`: x, then for each function LABEL, LABEL', LABEL''; with a table
 * `sweep`, which value of a parameter each LABEL belongs to. */
#include "plot/curves.h"
#include "plot/quote.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool ascii_only(const struct plot_layout *l)
{
    return l->figure->look->terminal && strcmp(l->figure->look->terminal, "ascii") == 0;
}

/* A name with or without settings, and no sum or quotient, whose slope is not that of its end. */
static bool plain_name(const char *label)
{
    size_t n = 0;
    while ((label[n] >= 'a' && label[n] <= 'z') || (label[n] >= 'A' && label[n] <= 'Z') ||
           (label[n] >= '0' && label[n] <= '9') || label[n] == '_' || label[n] == '.')
        n++;
    return n &&
           (!label[n] || (label[n] == '(' && strchr(label + n, ')') == label + strlen(label) - 1));
}

/* gelu'' is shown as gelu″; in a panel of its own, which says so, as gelu. */
static char *shown_name(const struct plot_layout *l, const char *name, int rank, bool primes)
{
    static const char *const prime[] = { "", "′", "″" };
    char *bare = text_part(name, strlen(name) - (size_t)rank), *shown = text_shown(bare), *whole;
    if (primes && rank && !plain_name(bare)) {
        char *inner = shown;
        shown = text_format("(%s)", inner);
        free(inner);
    }
    whole = text_format("%s%s", shown,
                        !primes         ? ""
                        : ascii_only(l) ? name + strlen(name) - rank
                                        : prime[rank]);
    free(bare);
    free(shown);
    return whole;
}

static int prime_rank(const char *name)
{
    size_t n = strlen(name);
    int rank = 0;
    while (rank < 2 && n > 1 && name[n - 1] == '\'') {
        rank++;
        n--;
    }
    return rank;
}

/* More functions than this are a panel each: nobody tells seven curves apart in one frame. */
enum { TOGETHER_MOST = 6 };

static size_t functions_of(const struct figure_data *values, int *ranks)
{
    size_t functions = 0;
    *ranks = 0;
    for (size_t c = 1; c < values->columns; c++) {
        int rank = prime_rank(values->table->columns[c].name);
        functions += rank == 0;
        *ranks = rank > *ranks ? rank : *ranks;
    }
    return functions;
}

static char *tone_of_column(const char *name, int rank)
{
    char *bare = text_part(name, strlen(name) - (size_t)rank), *tone = tone_of(bare);
    free(bare);
    return tone;
}

/* A panel for f, one for f', one for f'', below each other; of many functions a panel each, with
 * f alone. */
static void find_columns(struct plot_layout *l, const struct figure_data *values)
{
    int ranks;
    size_t functions = functions_of(values, &ranks);
    l->multiples = (functions > TOGETHER_MOST || l->multiples) &&
                   !figure_table(l->figure, "sweep") && !l->points;
    l->stacked = !l->multiples;
    l->curves = memory_new(values->columns + 1, sizeof *l->curves);
    for (int rank = 0; rank <= (l->multiples ? 0 : ranks); rank++)
        for (size_t c = 1; c < values->columns; c++) {
            const char *name = values->table->columns[c].name;
            int own = prime_rank(name);
            if (values->table->columns[c].texts || own != rank)
                continue;
            l->curves[l->ncurves] = (struct plot_curve){
                .column = c,
                .panel = l->multiples ? l->ncurves : (size_t)rank,
                .rank = l->multiples ? 0 : own,
                .tone = tone_of_column(name, own),
                .dash = 1,
                .shade = NAN,
                .series = name,
                .name = shown_name(l, name, own, functions == 1),
                .direct = !l->multiples,
                .dots = l->points,
            };
            l->ncurves++;
        }
    l->npanels = l->multiples ? l->ncurves : (size_t)ranks + 1;
    l->panels = memory_new(l->npanels, sizeof *l->panels);
}

/* What a panel is about: f, f', f'' of several functions; a function's name; nothing where the
 * curve's name says it. */
static void title_panels(struct plot_layout *l)
{
    static const char *const names[] = { "f", "f ′  slope", "f ″  second derivative" };
    static const char *const plain[] = { "f", "f'  slope", "f''  second derivative" };
    bool alone = l->ncurves <= l->npanels && !l->multiples;
    for (size_t i = 0; i < l->npanels; i++) {
        const char *title = "";
        if (l->multiples)
            title = l->curves[i].name;
        else if (!alone && l->npanels > 1)
            title = ascii_only(l) ? plain[i] : names[i];
        l->panels[i].title = text_copy(title);
        l->panels[i].xname = text_copy("");
    }
}

/* Of a panel a function: do they have one scale, or would the largest flatten the rest? */
static void choose_scale(struct plot_layout *l, const struct figure_data *values)
{
    enum { FLATTENS = 5 };
    double *span = memory_new(l->ncurves + 1, sizeof *span), low = INFINITY, high = -INFINITY;
    size_t n = 0;
    int ranks;
    functions_of(values, &ranks);
    for (size_t i = 0; i < l->ncurves; i++) {
        size_t c = l->curves[i].column;
        if (!(values->high[c] >= values->low[c]))
            continue;
        span[n++] = values->high[c] - values->low[c];
        low = fmin(low, values->low[c]);
        high = fmax(high, values->high[c]);
    }
    qsort(span, n, sizeof *span, number_ascending);
    l->own_scales = n && !(high - low <= FLATTENS * span[n / 2]);
    l->remark = text_format("%s%s", l->own_scales ? "each on a scale of its own" : "on one scale",
                            ranks ? "; f without its slopes" : "");
    free(span);
}

static void colour_by_value(struct plot_layout *l)
{
    const struct figure_data *sweep = figure_table(l->figure, "sweep");
    size_t names = sweep ? data_column(sweep, "column") : 0,
           at = sweep ? data_column(sweep, "value") : 0;
    const struct fact *parameter = report_find_fact(l->figure->report, "sweep");
    if (!sweep || at >= sweep->columns || names >= sweep->columns)
        return;
    l->bar_title = text_shown(parameter && parameter->text ? parameter->text : "value");
    for (size_t i = 0; i < l->ncurves; i++) {
        struct plot_curve *c = &l->curves[i];
        size_t length = strlen(c->series) - (size_t)c->rank;
        for (size_t row = 0; row < sweep->rows; row++) {
            const char *label = data_text(sweep, row, names);
            if (strlen(label) == length && strncmp(label, c->series, length) == 0)
                curve_shade(l, c, data_at(sweep, row, at), sweep->low[at], sweep->high[at]);
        }
    }
}

/* A jump between two neighbours: a step twenty times those beside it, and not a trifle of the
 * whole; or a pole's two sides. A line drawn across would claim values that are not there. */
static bool jumps(const struct figure_data *t, size_t row, size_t c)
{
    double a = data_at(t, row, c), b = data_at(t, row + 1, c), whole = t->high[c] - t->low[c],
           step = fabs(b - a);
    if (!(step > 0.02 * whole) || row == 0 || row + 2 >= t->rows)
        return false;
    double before = fabs(a - data_at(t, row - 1, c)), after = fabs(data_at(t, row + 2, c) - b);
    bool pole = (a < 0) != (b < 0) && step > 0.3 * whole &&
                fabs(a) > fabs(data_at(t, row - 1, c)) && fabs(b) > fabs(data_at(t, row + 2, c));
    return step > 20 * before && (step > 20 * after || pole) ? true : pole && before + after > 0;
}

/* The same curves with a row of nothing in each jump, in a table of their own; the report's stays
 * as it is. */
static void part_at_jumps(struct plot_layout *l, const struct figure_data *values)
{
    struct figure_data *t = &l->lines;
    size_t found = 0;
    for (size_t row = 0; row + 1 < values->rows; row++)
        for (size_t i = 0; i < l->ncurves; i++)
            found += jumps(values, row, l->curves[i].column);
    if (!found || values->rows > DATA_ROWS)
        return;
    *t = (struct figure_data){ .name = "lines", .columns = values->columns };
    t->cells = memory_new((values->rows + found) * t->columns, sizeof *t->cells);
    for (size_t row = 0; row < values->rows; row++) {
        bool any = false;
        memcpy(t->cells + t->rows++ * t->columns, values->cells + row * t->columns,
               t->columns * sizeof *t->cells);
        for (size_t i = 0; i < l->ncurves && row + 1 < values->rows; i++)
            any = any || jumps(values, row, l->curves[i].column);
        for (size_t c = 0; any && c < t->columns; c++)
            t->cells[t->rows * t->columns + c] =
                c && jumps(values, row, c)
                    ? NAN
                    : (data_at(values, row, c) + data_at(values, row + 1, c)) / 2;
        t->rows += any;
    }
    l->drawn = t;
}

/* The rows of `edges` (limits on either side of a break, and nothing between) sorted into those of
 * `values`, whose own row there gives way. */
static void part_at_edges(struct plot_layout *l, const struct figure_data *values,
                          const struct figure_data *edges)
{
    struct figure_data *t = &l->lines;
    size_t bytes = values->columns * sizeof *t->cells, e = 0;
    *t = (struct figure_data){ .name = "lines", .columns = values->columns };
    t->cells = memory_new((values->rows + edges->rows + 1) * t->columns, sizeof *t->cells);
    for (size_t row = 0; row < values->rows || e < edges->rows;) {
        double x = row < values->rows ? data_at(values, row, 0) : INFINITY,
               edge = e < edges->rows ? data_at(edges, e, 0) : INFINITY;
        const double *from =
            edge <= x ? edges->cells + e * t->columns : values->cells + row * t->columns;
        memcpy(t->cells + t->rows++ * t->columns, from, bytes);
        row += x <= edge;
        e += edge <= x;
        for (; edge <= x && e < edges->rows && data_at(edges, e, 0) == edge; e++)
            memcpy(t->cells + t->rows++ * t->columns, edges->cells + e * t->columns, bytes);
    }
    l->drawn = t;
}

/* Where a curve swings too fast to be followed. */
static void find_bands(struct plot_layout *l)
{
    const struct figure_data *bands = figure_table(l->figure, "bands");
    size_t series = bands ? data_column(bands, "series") : 0;
    for (size_t row = 0; bands && row < bands->rows; row++)
        for (size_t i = 0; i < l->ncurves; i++) {
            struct plot_curve *c = &l->curves[i];
            if (strcmp(data_text(bands, row, series), c->series) != 0)
                continue;
            c->band = c->nbands ? c->band : row;
            c->nbands++;
        }
    if (bands && !l->remark)
        l->remark = text_format("%s oscillates faster than the pixels; the band shows its range",
                                data_text(bands, 0, series));
}

bool find_curves(struct plot_layout *l, struct error *err)
{
    const struct figure_data *values = figure_table(l->figure, "values"),
                             *edges = figure_table(l->figure, "edges");
    if (!values)
        return error_set(err, "nothing to draw: the table of values is empty");
    l->drawn = values;
    find_columns(l, values);
    title_panels(l);
    if (l->multiples)
        choose_scale(l, values);
    find_bands(l);
    colour_by_value(l);
    if (l->points)
        return true;
    if (edges && edges->columns == values->columns)
        part_at_edges(l, values, edges);
    else
        part_at_jumps(l, values);
    return true;
}
