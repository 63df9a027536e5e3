/* What the reports of dead have in common, whether a net was trained here or a file came from
 * elsewhere: the columns of the tables, and what is said of outputs that are 0. */
#include "command/dead.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double dead_percent(size_t part, size_t whole)
{
    return whole ? 100 * (double)part / (double)whole : NAN;
}

/* ---- layers and units ----------------------------------------------------------------------- */

static const struct column_row layer_columns[] = {
    COLUMN(struct dead_layer, name),
    COLUMN(struct dead_layer, activation),
    COLUMN(struct dead_layer, init),
    COLUMN(struct dead_layer, seed),
    COLUMN(struct dead_layer, moment),
    COLUMN(struct dead_layer, layer),
    COLUMN(struct dead_layer, units),
    COLUMN(struct dead_layer, dead),
    COLUMN(struct dead_layer, always_on),
    COLUMN(struct dead_layer, mixed),
    COLUMN(struct dead_layer, dead_percent),
    COLUMN(struct dead_layer, zero_percent),
    COLUMN(struct dead_layer, saturated_percent),
    COLUMN(struct dead_layer, mean_abs_slope),
};

static const struct column_row capacity_columns[] = {
    COLUMN(struct dead_capacity, name),
    COLUMN(struct dead_capacity, activation),
    COLUMN(struct dead_capacity, init),
    COLUMN(struct dead_capacity, seed),
    COLUMN(struct dead_capacity, moment),
    COLUMN(struct dead_capacity, layer),
    COLUMN(struct dead_capacity, units),
    COLUMN(struct dead_capacity, dormant),
    COLUMN(struct dead_capacity, dormant_percent),
    COLUMN(struct dead_capacity, effective_rank),
};

static const struct column_row unit_columns[] = {
    COLUMN(struct dead_unit, activation),    COLUMN(struct dead_unit, init),
    COLUMN(struct dead_unit, seed),          COLUMN(struct dead_unit, layer),
    COLUMN(struct dead_unit, unit),          COLUMN(struct dead_unit, active_percent),
    COLUMN(struct dead_unit, max_abs_slope),
};

struct dead_layer dead_layer(const struct layer_units *u)
{
    return (struct dead_layer){
        .units = u->units,
        .dead = (double)u->dead,
        .always_on = (double)u->always_on,
        .mixed = (double)u->mixed,
        .dead_percent = dead_percent(u->dead, u->units),
        .zero_percent = 100 * u->zero,
        .saturated_percent = 100 * u->saturated,
        .mean_abs_slope = u->mean_slope,
    };
}

struct dead_capacity dead_capacity(const struct dead_layer *row, const struct unit *unit,
                                   double tau)
{
    bool counted = !isnan(row->dead); /* a net that diverged has no units to count */
    size_t dormant = units_dormant(unit, row->units, tau);
    return (struct dead_capacity){
        .name = row->name,
        .activation = row->activation,
        .init = row->init,
        .seed = row->seed,
        .moment = row->moment,
        .layer = row->layer,
        .units = row->units,
        .dormant = counted ? (double)dormant : NAN,
        .dormant_percent = counted ? dead_percent(dormant, row->units) : NAN,
        .effective_rank = NAN,
    };
}

void dead_capacity_table(struct report *report, const struct dead_capacity *rows, size_t n)
{
    bool named = n > 0 && rows[0].name;
    report_rows(report, "capacity", capacity_columns + !named, COLUMNS(capacity_columns) - !named,
                rows, n, sizeof *rows)
        ->no_text = true;
}

struct table *dead_layers_table(struct report *report, const struct dead_layer *rows, size_t n)
{
    bool named = n > 0 && rows[0].name;
    return report_rows(report, "layers", layer_columns + !named, COLUMNS(layer_columns) - !named,
                       rows, n, sizeof *rows);
}

void dead_units_table(struct report *report, const struct dead_unit *rows, size_t n)
{
    report_rows(report, "units", unit_columns, COLUMNS(unit_columns), rows, n, sizeof *rows)
        ->no_text = true;
}

/* ---- figures -------------------------------------------------------------------------------- */

static const struct column_row cell_columns[] = {
    COLUMN(struct dead_cell, panel),
    COLUMN(struct dead_cell, layer),
    COLUMN(struct dead_cell, low),
    COLUMN(struct dead_cell, high),
    COLUMN(struct dead_cell, active_percent),
    COLUMN(struct dead_cell, kind),
};

static const struct column_row bin_columns[] = {
    COLUMN(struct dead_bin, layer),
    COLUMN(struct dead_bin, z),
    COLUMN(struct dead_bin, percent),
};

void dead_map_new(struct dead_map *m, size_t panels, size_t cells)
{
    *m = (struct dead_map){ .cell = memory_new(cells, sizeof *m->cell),
                            .title = memory_new(panels, sizeof *m->title) };
}

void dead_map_panel(struct dead_map *m, char *title)
{
    m->title[m->panels++] = title;
}

/* Always linear, then the more often on the earlier, then dead. */
static int most_active_first(const void *a, const void *b)
{
    const struct unit *u = a, *v = b;
    if ((u->kind == UNIT_DEAD) != (v->kind == UNIT_DEAD))
        return u->kind == UNIT_DEAD ? 1 : -1;
    if ((u->kind == UNIT_ALWAYS_ON) != (v->kind == UNIT_ALWAYS_ON))
        return u->kind == UNIT_ALWAYS_ON ? -1 : 1;
    return (u->active < v->active) - (u->active > v->active);
}

/* Neighbours that a figure could not tell apart share a cell: so many units, of one kind. */
static size_t cell_units(const struct unit *sorted, size_t u, size_t units, size_t at_most)
{
    size_t n = 1;
    while (n < at_most && u + n < units && sorted[u + n].kind == sorted[u].kind)
        n++;
    return n;
}

void dead_map_layer(struct dead_map *m, size_t layer, const struct unit *unit, size_t units)
{
    enum { CELLS_MOST = 256 };
    size_t each = (units + CELLS_MOST - 1) / CELLS_MOST;
    struct unit *sorted = memory_new(units, sizeof *sorted);
    memcpy(sorted, unit, units * sizeof *sorted);
    qsort(sorted, units, sizeof *sorted, most_active_first);
    for (size_t u = 0, n; u < units; u += n) {
        double active = 0;
        n = cell_units(sorted, u, units, each);
        for (size_t i = 0; i < n; i++)
            active += sorted[u + i].active;
        m->cell[m->cells++] = (struct dead_cell){
            .panel = m->panels,
            .layer = layer,
            .low = (double)u / (double)units,
            .high = (double)(u + n) / (double)units,
            .active_percent = 100 * active / (double)n,
            .kind = (int)sorted[u].kind,
        };
    }
    free(sorted);
}

void dead_map_tables(struct dead_map *m, struct report *report)
{
    struct table *cells = report_rows(report, "map", cell_columns, COLUMNS(cell_columns), m->cell,
                                      m->cells, sizeof *m->cell);
    struct table *titles = report_table(report, "maps", m->panels);
    memcpy(table_texts(titles, "title"), m->title, m->panels * sizeof *m->title);
    cells->no_text = cells->on_request = titles->no_text = titles->on_request = true;
    free(m->cell);
    free(m->title);
}

void dead_histogram_table(struct report *report, const struct dead_bin *rows, size_t n)
{
    struct table *t =
        report_rows(report, "histogram", bin_columns, COLUMNS(bin_columns), rows, n, sizeof *rows);
    t->no_text = t->on_request = true;
}

/* ---- words ---------------------------------------------------------------------------------- */

/* Zeros are what one hopes for as long as they are spread over units that work; below a hundredth
 * there is nothing to explain. */
void dead_say_zeros(struct report *report, double zero, double of_dead)
{
    double part = of_dead / zero;
    if (!(zero >= 0.01))
        return;
    if (part < 1e-9)
        report_say(report, "Not the same",
                   "%s %% of all outputs are exactly 0, none of them from a dead unit. That is "
                   "sparse, not dead: a healthy unit is off for some samples and on for others.",
                   percent_text(100 * zero).text);
    else if (part < 0.25)
        report_say(report, "Not the same",
                   "%s %% of all outputs are exactly 0, but only %s %% of these zeros come from "
                   "dead units. The rest is sparse, not dead: a healthy unit is off for some "
                   "samples and on for others.",
                   percent_text(100 * zero).text, percent_text(100 * part).text);
    else if (part > 1 - 1e-9)
        report_say(report, "Zeros",
                   "%s %% of all outputs are exactly 0, all of them from dead units.",
                   percent_text(100 * zero).text);
    else
        report_say(report, "Zeros",
                   "%s %% of all outputs are exactly 0; dead units give %s %% of these zeros, "
                   "units that a gradient still "
                   "reaches the others.",
                   percent_text(100 * zero).text, percent_text(100 * part).text);
}

/* ---- nets trained here ---------------------------------------------------------------------- */

int dead_last_moment(const struct runs *r)
{
    return r->steps > 0 ? 1 : 0;
}

size_t dead_last_step(const struct training_run *run)
{
    return run->record[run->records - 1].step;
}

double dead_at_end(const struct training_run *run)
{
    return dead_percent(run->record[run->records - 1].dead, run->record[0].units);
}

struct dead_totals dead_totals(const struct runs *r, const struct training_run *run, int moment)
{
    struct dead_totals t = { 0 };
    for (size_t l = 0; l < r->hidden; l++) {
        const struct layer_units *layer = &run->layer[moment][l];
        t.units += layer->units;
        t.dead += layer->dead;
        t.always_on += layer->always_on;
        t.mixed += layer->mixed;
        t.near_dead += layer->near_dead;
        t.zero += layer->zero * (double)layer->units;
        t.zero_of_dead += layer->zero_of_dead * (double)layer->units;
        t.saturated += layer->saturated * (double)layer->units;
    }
    t.zero /= (double)t.units;
    t.zero_of_dead /= (double)t.units;
    t.saturated /= (double)t.units;
    return t;
}
