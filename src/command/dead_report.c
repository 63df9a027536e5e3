/* What dead finds in nets trained here: its facts, and its rows of the tables. */
#include "command/dead.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const moments[] = { "init", "trained" };

/* ---- tables --------------------------------------------------------------------------------- */

/* A net that diverged has no trained units: nothing to count. */
static void no_units(struct dead_layer *row)
{
    row->dead = row->always_on = row->mixed = row->dead_percent = NAN;
    row->zero_percent = row->saturated_percent = row->mean_abs_slope = NAN;
}

/* The units of a layer of a run, at one moment. */
static const struct unit *units_of(const struct runs *r, const struct training_run *run, size_t m,
                                   size_t layer)
{
    const struct unit *unit = run->unit[m];
    for (size_t l = 0; l < layer && l < r->hidden; l++)
        unit += run->layer[m][l].units;
    return unit;
}

static void net_layers(const struct runs *r, double tau, struct report *report)
{
    size_t moments_seen = (size_t)dead_last_moment(r) + 1, n = r->count * moments_seen * r->hidden;
    struct dead_layer *rows = memory_new(n, sizeof *rows);
    struct dead_capacity *capacity = memory_new(n, sizeof *capacity);
    for (size_t i = 0; i < n; i++) {
        const struct training_run *run = &r->run[i / r->hidden / moments_seen];
        size_t l = i % r->hidden, m = i / r->hidden % moments_seen;
        rows[i] = dead_layer(&run->layer[m][l]);
        if (m > 0 && run->diverged)
            no_units(&rows[i]);
        rows[i].activation = run->function->label;
        rows[i].init = run->init->name;
        rows[i].seed = (double)run->seed;
        rows[i].moment = moments[m];
        rows[i].layer = l + 1;
        capacity[i] = dead_capacity(&rows[i], units_of(r, run, m, l), tau);
    }
    dead_layers_table(report, rows, n)->no_text = true;
    dead_capacity_table(report, capacity, n);
    free(rows);
    free(capacity);
}

static void net_units(const struct runs *r, struct report *report)
{
    int last = dead_last_moment(r);
    size_t each = dead_totals(r, &r->run[0], 0).units;
    struct dead_unit *rows = memory_new(r->count * each, sizeof *rows), *row = rows;
    for (size_t k = 0; k < r->count; k++) {
        const struct training_run *run = &r->run[k];
        const struct unit *unit = run->unit[last];
        for (size_t l = 0; l < r->hidden; l++)
            for (size_t u = 0; u < run->layer[last][l].units; u++, unit++)
                *row++ = (struct dead_unit){
                    .activation = run->function->label,
                    .init = run->init->name,
                    .seed = (double)run->seed,
                    .layer = l + 1,
                    .unit = u + 1,
                    .active_percent = run->diverged ? NAN : 100 * unit->active,
                    .max_abs_slope = run->diverged ? NAN : unit->max_slope,
                };
    }
    dead_units_table(report, rows, r->count * each);
    free(rows);
}

struct by_layer {
    size_t layer, units, before, dead, always_on, mixed;
    double zero, saturated;
};

/* For people, one net: its layers, the start beside the end, or beside the last moment with
 * numbers. */
static void table_by_layer(const struct runs *r, struct report *report)
{
    const struct training_run *run = &r->run[0];
    int last = dead_last_moment(r);
    struct by_layer *rows = memory_new(r->hidden, sizeof *rows);
    for (size_t l = 0; l < r->hidden; l++) {
        const struct layer_units *u = &run->layer[last][l];
        rows[l] = (struct by_layer){
            .layer = l + 1,
            .units = u->units,
            .before = run->layer[0][l].dead,
            .dead = u->dead,
            .always_on = u->always_on,
            .mixed = u->mixed,
            .zero = percent_rounded(100 * u->zero),
            .saturated = percent_rounded(100 * u->saturated),
        };
    }
    const struct column_row columns[] = {
        COLUMN(struct by_layer, layer),
        COLUMN(struct by_layer, units),
        COLUMN_AS(last ? "dead at start" : NULL, struct by_layer, before),
        COLUMN(struct by_layer, dead),
        COLUMN_AS("always linear", struct by_layer, always_on),
        COLUMN(struct by_layer, mixed),
        COLUMN_AS("zeros %", struct by_layer, zero),
        COLUMN_AS("saturated %", struct by_layer, saturated),
    };
    report_rows(report, "by_layer", columns, COLUMNS(columns), rows, r->hidden, sizeof *rows);
    free(rows);
}

static double dead_at_start(const struct training_run *run)
{
    return dead_percent(run->record[0].dead, run->record[0].units);
}
static double accuracy_of(const struct training_run *run)
{
    return run->score.accuracy;
}

struct compared {
    const char *activation, *init;
    double start, end, least, most, last_layer, always_on, accuracy;
};

static struct compared compared(const struct runs *r, size_t f, size_t i)
{
    const struct training_run *run = runs_at(r, f, i, 0, 0);
    const struct layer_units *u = &run->layer[dead_last_moment(r)][r->hidden - 1];
    struct seed_spread end = runs_spread(r, f, i, 0, dead_at_end);
    return (struct compared){
        .activation = r->functions[f].label,
        .init = r->inits[i].name,
        .start = percent_rounded(runs_spread(r, f, i, 0, dead_at_start).mean),
        .end = percent_rounded(end.mean),
        .least = percent_rounded(end.low),
        .most = percent_rounded(end.high),
        .last_layer = run->diverged ? NAN : percent_rounded(dead_percent(u->dead, u->units)),
        .always_on = run->diverged ? NAN : percent_rounded(dead_percent(u->always_on, u->units)),
        .accuracy = percent_rounded(100 * runs_spread(r, f, i, 0, accuracy_of).mean) / 100,
    };
}

/* For people, several nets: one row an activation and init, with the spread over the seeds, where
 * there are several. */
static void table_compared(const struct runs *r, struct report *report)
{
    size_t n = r->nfunctions * r->ninits;
    bool trained = r->steps > 0, seeds = r->seeds > 1;
    const struct column_row columns[] = {
        COLUMN(struct compared, activation),
        COLUMN(struct compared, init),
        COLUMN_AS(trained ? "dead % at start" : NULL, struct compared, start),
        COLUMN_AS("dead %", struct compared, end),
        COLUMN_AS(seeds ? "least" : NULL, struct compared, least),
        COLUMN_AS(seeds ? "most" : NULL, struct compared, most),
        COLUMN_AS(seeds ? NULL : "last layer: dead %", struct compared, last_layer),
        COLUMN_AS(seeds ? NULL : "always linear %", struct compared, always_on),
        COLUMN_AS(trained ? "accuracy" : NULL, struct compared, accuracy),
    };
    struct compared *rows = memory_new(n, sizeof *rows);
    for (size_t k = 0; k < n; k++)
        rows[k] = compared(r, k / r->ninits, k % r->ninits);
    report_rows(report, "compared", columns, COLUMNS(columns), rows, n, sizeof *rows);
    free(rows);
}

/* ---- tables behind the figures -------------------------------------------------------------- */
enum { MAPS_MOST = 8, BINS = 50 };

/* "trained", "relu", "relu diverged; step 10": the net of one panel; pair: one net at two
 * moments. */
static char *panel_name(const struct runs *r, const struct training_run *run, int moment, bool pair)
{
    if (run->diverged && moment)
        return text_format("%s%sdiverged; step %zu", pair ? "" : run->function->label,
                           pair ? "" : " ", dead_last_step(run));
    if (pair)
        return text_copy(moment ? "trained" : "at the start");
    char *seed = r->seeds > 1 ? text_format(", seed %zu", (size_t)r->seed) : text_copy(""),
         *name = text_format("%s%s%s%s", run->function->label, r->ninits > 1 ? ", " : "",
                             r->ninits > 1 ? run->init->name : "", seed);
    free(seed);
    return name;
}

/* One net: the start beside the end. Several: their ends, of the first seed. */
static void net_map(const struct runs *r, struct report *report)
{
    size_t nets = r->nfunctions * r->ninits, each = dead_totals(r, &r->run[0], 0).units;
    int last = dead_last_moment(r);
    bool pair = nets == 1 && last == 1;
    size_t panels = pair ? 2 : nets < MAPS_MOST ? nets : MAPS_MOST;
    struct dead_map map;
    dead_map_new(&map, panels, panels * each);
    for (size_t k = 0; k < panels; k++) {
        const struct training_run *run = &r->run[pair ? 0 : k * r->seeds];
        int moment = pair ? (int)k : last;
        struct dead_totals totals = dead_totals(r, run, moment);
        char *who = panel_name(r, run, moment, pair);
        dead_map_panel(&map,
                       text_format("%s: %s %% dead", who,
                                   percent_text(dead_percent(totals.dead, totals.units)).text));
        free(who);
        const struct unit *unit = run->unit[moment];
        for (size_t l = 0; l < r->hidden; l++) {
            size_t units = run->layer[moment][l].units;
            dead_map_layer(&map, l + 1, unit, units);
            unit += units;
        }
    }
    dead_map_tables(&map, report);
}

/* Pre-activations of the first net, layer by layer, as it is now. */
static void net_histogram(const struct runs *r, const struct problem *s, struct report *report)
{
    struct data d;
    size_t n = r->hidden * BINS;
    double range = 0, *share = memory_new(n, sizeof *share);
    struct dead_bin *rows = memory_new(n, sizeof *rows);
    if (s->probe > 0)
        problem_probe(s, r->seed, &d);
    else
        problem_data(s, r->seed, &d);
    network_spread(&r->run[0].net, d.x, d.rows, BINS, &range, share);
    for (size_t i = 0; i < n; i++)
        rows[i] = (struct dead_bin){
            .layer = i / BINS + 1,
            .z = range * (2 * ((double)(i % BINS) + 0.5) / BINS - 1),
            .percent = 100 * share[i],
        };
    dead_histogram_table(report, rows, n);
    dataset_free(&d);
    free(share);
    free(rows);
}

static void figure(const struct runs *r, const struct problem *s, const char *wish,
                   struct report *report)
{
    static const char *const figures[][2] = { { "all", "dead" },
                                              { "map", "dead_map" },
                                              { "training", "dead_training" },
                                              { "histogram", "dead_histogram" },
                                              { "born", "dead_born" } };
    const char *name = wish ? wish : r->count == 1 && r->steps > 0 ? "all" : "map";
    net_map(r, report);
    net_histogram(r, s, report);
    if (strcmp(name, "histogram") == 0 && r->count > 1) /* a title says no more than its picture */
        report_subtitle(report, "Pre-activations of one network, the first: %s, %s init, seed %zu.",
                        r->run[0].function->label, r->run[0].init->name, (size_t)r->seed);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (strcmp(name, figures[i][0]) == 0)
            report_figure(report, figures[i][1]);
}

static void facts(const struct runs *r, const struct problem *s, struct report *report)
{
    const struct training_run *run = &r->run[0];
    struct dead_totals end = dead_totals(r, run, dead_last_moment(r));
    report_fact(report, "samples", (double)(s->probe > 0 ? s->probe : s->rows));
    report_fact(report, "units", (double)end.units);
    report_fact(report, "dead", run->diverged ? NAN : (double)end.dead);
    report_fact(report, "dead_percent", run->diverged ? NAN : dead_percent(end.dead, end.units));
    report_fact(report, "always_on", run->diverged ? NAN : (double)end.always_on);
    report_fact(report, "mixed", run->diverged ? NAN : (double)end.mixed);
    report_fact(report, "loss", run->score.loss);
    report_fact(report, "accuracy", run->score.accuracy);
    report_fact(report, "died", (double)run->died);
    report_fact(report, "revived", (double)run->revived);
    if (run->diverged)
        report_fact(report, "diverged_step", (double)run->diverged);
    report_fact(report, "seed", (double)r->seed);
}

void dead_net_report(const struct runs *r, const struct problem *s, const struct request *q,
                     struct report *report)
{
    dead_words(r, s, q, report);
    facts(r, s, report);
    if (r->steps == 0)
        dead_born_report(r, s->probe > 0 ? s->probe : s->rows, report);
    if (word_in(q->delivery->figure ? q->delivery->figure : "", "born") ||
        word_in(q->delivery->table ? q->delivery->table : "", "born"))
        dead_born_map(r, s, report);
    problem_report(s, report);
    net_layers(r, ((const struct dead_options *)q->options)->tau, report);
    runs_training(r, report);
    net_units(r, report);
    if (r->nfunctions * r->ninits * r->seeds == 1)
        table_by_layer(r, report);
    else
        table_compared(r, report);
    figure(r, s, q->delivery->figure, report);
}
