/* dead --steps-of FILE...: the same layers in several dumps, what died and what came back. */
#include "command/dead.h"

#include <stdlib.h>

struct step_row {
    const char *name;
    size_t step;
    const char *file;
    size_t units, dead, always_on;
    double dead_percent;
    size_t died, revived;
};

static void steps_table(const struct layer_steps *s, char *const *operands, struct report *report)
{
    static const struct column_row columns[] = {
        COLUMN(struct step_row, name),         COLUMN(struct step_row, step),
        COLUMN(struct step_row, file),         COLUMN(struct step_row, units),
        COLUMN(struct step_row, dead),         COLUMN(struct step_row, always_on),
        COLUMN(struct step_row, dead_percent), COLUMN(struct step_row, died),
        COLUMN(struct step_row, revived),
    };
    size_t n = s->files * s->layers;
    struct step_row *rows = memory_new(n, sizeof *rows);
    for (size_t i = 0; i < n; i++) {
        size_t f = i / s->layers, l = i % s->layers;
        const struct layer_units *u = &s->counts->layer[i].counts.counted[0].layer;
        struct layer_change change = layer_change(s, f, l);
        rows[i] = (struct step_row){
            .name = s->counts->list.source[l].name,
            .step = f + 1,
            .file = operands[f],
            .units = u->units,
            .dead = u->dead,
            .always_on = u->always_on,
            .dead_percent = dead_percent(u->dead, u->units),
            .died = change.died,
            .revived = change.revived,
        };
    }
    report_rows(report, "steps", columns, COLUMNS(columns), rows, n, sizeof *rows)->no_text = true;
    free(rows);
}

/* For people: a row a dump, all layers together. */
struct dump_row {
    const char *dump;
    size_t units, dead, always_on, dormant, died, revived;
};

static struct layer_change all_layers(const struct layer_steps *s, size_t file)
{
    struct layer_change sum = { 0 };
    for (size_t l = 0; l < s->layers; l++) {
        struct layer_change one = layer_change(s, file, l);
        sum.died += one.died;
        sum.revived += one.revived;
    }
    return sum;
}

static void dumps_table(const struct layer_steps *s, char *const *operands, double tau,
                        struct report *report)
{
    static const struct column_row columns[] = {
        COLUMN(struct dump_row, dump),
        COLUMN(struct dump_row, units),
        COLUMN(struct dump_row, dead),
        COLUMN_AS("always linear", struct dump_row, always_on),
        COLUMN(struct dump_row, dormant),
        COLUMN(struct dump_row, died),
        COLUMN_AS("recovered", struct dump_row, revived),
    };
    struct dump_row *rows = memory_new(s->files, sizeof *rows);
    for (size_t f = 0; f < s->files; f++) {
        struct layer_counts one = layer_steps_file(s, f);
        struct layer_totals t = layer_totals(&one, tau);
        struct layer_change change = all_layers(s, f);
        rows[f] = (struct dump_row){ operands[f], t.units,     t.dead,        t.always_on,
                                     t.dormant,   change.died, change.revived };
    }
    report_rows(report, "dumps", columns, COLUMNS(columns), rows, s->files, sizeof *rows);
    free(rows);
}

static void say_since(const struct layer_steps *s, struct report *report)
{
    size_t born = 0, since = 0;
    for (size_t l = 0; l < s->layers; l++) {
        size_t always = layer_always_dead(s, l), later = layer_died_since(s, l);
        born += always;
        since += later;
        if (s->layers > 1 && always + later > 0)
            report_say(report, s->counts->list.source[l].name,
                       "Dead in every dump: %zu. Died after the first and dead now: %zu.", always,
                       later);
    }
    if (born + since > 0)
        report_say(report, "Since when",
                   "Dead in every dump, so before the first: %zu. Died after it and dead now: %zu.",
                   born, since);
}

/* A panel a dump: the last, and before it as many as fit, evenly spread, the first among them. */
static void steps_map(const struct layer_steps *s, char *const *operands, struct report *report)
{
    enum { PANELS_MOST = 4 };
    size_t panels = s->files < PANELS_MOST ? s->files : PANELS_MOST, cells = 0;
    struct dead_map map;
    for (size_t l = 0; l < s->layers; l++)
        cells += s->counts->layer[l].counts.units;
    dead_map_new(&map, panels, panels * cells);
    for (size_t k = 0; k < panels; k++) {
        size_t f = k * (s->files - 1) / (panels - 1);
        struct layer_counts one = layer_steps_file(s, f);
        struct layer_totals t = layer_totals(&one, 0);
        char *name = dead_short_name(operands[f]);
        dead_map_panel(&map, text_format("%s: %s %% dead", name,
                                         percent_text(dead_percent(t.dead, t.units)).text));
        free(name);
        for (size_t l = 0; l < s->layers; l++)
            dead_map_layer(&map, l + 1, one.layer[l].counts.counted[0].unit,
                           one.layer[l].counts.units);
    }
    dead_map_tables(&map, report);
}

void dead_steps_report(const struct layer_steps *s, const struct request *q, struct report *report)
{
    const struct dead_options *o = q->options;
    struct layer_counts last = layer_steps_file(s, s->files - 1);
    struct layer_totals t = layer_totals(&last, o->tau);
    struct layer_change sum = { 0 };
    for (size_t f = 1; f < s->files; f++) {
        struct layer_change one = all_layers(s, f);
        sum.died += one.died;
        sum.revived += one.revived;
    }
    dead_file_words(&last, &t, q, report);
    report_headline(report,
                    "%zu of %zu units are dead in the last of %zu dumps; %zu died, %zu "
                    "recovered",
                    t.dead, t.units, s->files, sum.died, sum.revived);
    dead_file_facts(&last, &t, o->tau, report);
    report_fact(report, "files", (double)s->files);
    report_fact(report, "died", (double)sum.died);
    report_fact(report, "revived", (double)sum.revived);
    dead_file_layers(s->counts, s->layers, q->operands, o->tau, report);
    steps_table(s, q->operands, report);
    dumps_table(s, q->operands, o->tau, report);
    say_since(s, report);
    dead_file_units(&last, report);
    dead_diagnosis(&last, q, report);
    steps_map(s, q->operands, report);
    dead_names_table(&last, report);
    dead_file_histogram(&last, report);
    report_figure(report, dead_figure(q));
}
