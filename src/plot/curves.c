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

/* gelu'' is shown as gelu″; in a panel of its own, which says so, as gelu. */
static char *shown_name(const struct plot_layout *l, const char *name, int rank, bool primes)
{
    static const char *const prime[] = { "", "′", "″" };
    char *bare = text_part(name, strlen(name) - (size_t)rank), *shown = text_shown(bare), *whole;
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

/* One function: value and slopes in one frame, told apart by colour and width. Several functions
 * with slopes: a panel for f, one for f', one for f''; a colour a function. */
static void find_columns(struct plot_layout *l, const struct figure_data *values)
{
    size_t functions = 0;
    int ranks = 0;
    l->curves = memory_new(values->columns + 1, sizeof *l->curves);
    for (size_t c = 1; c < values->columns; c++) {
        int rank = prime_rank(values->table->columns[c].name);
        functions += rank == 0;
        ranks = rank > ranks ? rank : ranks;
    }
    bool panels = functions > 1 && ranks > 0;
    for (int rank = 0; rank <= (panels ? ranks : 0); rank++) {
        int function = 0;
        for (size_t c = 1; c < values->columns; c++) {
            const char *name = values->table->columns[c].name;
            int own = prime_rank(name);
            function += own == 0;
            if (values->table->columns[c].texts || (panels && own != rank))
                continue;
            l->curves[l->ncurves++] = (struct plot_curve){
                .column = c,
                .panel = (size_t)rank,
                .rank = own,
                .colour = functions > 1 ? function : own + 1,
                .dash = 1,
                .shade = NAN,
                .series = name,
                .name = shown_name(l, name, own, !panels),
                .direct = true,
            };
        }
    }
    l->npanels = panels ? (size_t)ranks + 1 : 1;
    l->panels = memory_new(l->npanels, sizeof *l->panels);
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

bool find_curves(struct plot_layout *l, struct error *err)
{
    static const char *const names[] = { "f", "f ′  slope", "f ″  curvature" };
    static const char *const plain[] = { "f", "f'  slope", "f''  curvature" };
    const struct figure_data *values = figure_table(l->figure, "values");
    if (!values)
        return error_set(err, "nothing to draw: the table of values is empty");
    l->drawn = values;
    find_columns(l, values);
    for (size_t i = 0; i < l->npanels && i < 3; i++) {
        l->panels[i].title = text_copy(l->npanels < 2 ? "" : ascii_only(l) ? plain[i] : names[i]);
        l->panels[i].xname = text_copy("");
    }
    colour_by_value(l);
    part_at_jumps(l, values);
    return true;
}
