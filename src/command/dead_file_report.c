/* What dead finds in files: its facts and its rows of the tables. */
#include "command/dead.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The file without its folder and suffix. */
static char *file_stem(const char *path)
{
    const char *slash = strrchr(path, '/'), *dot;
    path = slash ? slash + 1 : path;
    dot = strrchr(path, '.');
    return text_part(path, dot && dot > path ? (size_t)(dot - path) : strlen(path));
}

void dead_file_layers(const struct layer_counts *c, size_t each, char *const *operands, double tau,
                      struct report *report)
{
    size_t layers = c->list.count, functions = c->layer[0].counts.nfunctions;
    struct dead_layer *rows = memory_new(layers * functions, sizeof *rows);
    struct dead_capacity *capacity = memory_new(layers * functions, sizeof *capacity);
    char **moments = memory_new(layers * functions, sizeof *moments);
    for (size_t i = 0; i < layers * functions; i++) {
        size_t l = i % layers;
        const struct function_counts *f = &c->layer[l].counts.counted[i / layers];
        moments[i] = each ? file_stem(operands[c->list.source[l].operand]) : text_copy("file");
        rows[i] = dead_layer(&f->layer);
        rows[i].name = c->list.source[l].name;
        rows[i].activation = f->function->label;
        rows[i].init = "";
        rows[i].seed = NAN;
        rows[i].moment = moments[i];
        rows[i].layer = each ? l % each + 1 : l + 1;
        capacity[i] = dead_capacity(&rows[i], f->unit, tau);
        capacity[i].effective_rank = f->effective_rank;
    }
    dead_layers_table(report, rows, layers * functions)->no_text = true;
    dead_capacity_table(report, capacity, layers * functions);
    for (size_t i = 0; i < layers * functions; i++)
        free(moments[i]);
    free(moments);
    free(rows);
    free(capacity);
}

/* For people: what fits a screen. */
struct file_row {
    char *name, *shape;
    const char *activation;
    size_t units, dead, always_on, dormant;
    double zero, saturated, rank;
};

/* The end of a long name: there is what tells layers apart. */
char *dead_short_name(const char *name)
{
    enum { SHOWN = 20 };
    size_t length = strlen(name);
    if (length <= SHOWN)
        return text_copy(name);
    const char *end = name + length - SHOWN + 3;
    while (((unsigned char)*end & 0xc0) == 0x80) /* not from the middle of a character */
        end++;
    return text_format("...%s", end);
}

static void by_layer(const struct layer_counts *c, double tau, struct report *report)
{
    size_t layers = c->list.count, functions = c->layer[0].counts.nfunctions;
    size_t n = layers * functions;
    const struct column_row columns[] = {
        COLUMN(struct file_row, name),
        COLUMN_AS(functions > 1 ? "activation" : NULL, struct file_row, activation),
        COLUMN(struct file_row, shape),
        COLUMN(struct file_row, units),
        COLUMN(struct file_row, dead),
        COLUMN_AS("always linear", struct file_row, always_on),
        COLUMN(struct file_row, dormant),
        COLUMN_AS("zeros %", struct file_row, zero),
        COLUMN_AS(functions > 1 ? NULL : "rank", struct file_row, rank),
    };
    struct file_row *rows = memory_new(n, sizeof *rows);
    for (size_t i = 0; i < n; i++) {
        const struct counted_layer *l = &c->layer[i % layers];
        const struct function_counts *f = &l->counts.counted[i / layers];
        rows[i] = (struct file_row){
            .name = dead_short_name(c->list.source[i % layers].name),
            .shape = array_shape_text(&l->array),
            .activation = f->function->label,
            .units = f->layer.units,
            .dead = f->layer.dead,
            .always_on = f->layer.always_on,
            .dormant = units_dormant(f->unit, f->layer.units, tau),
            .zero = percent_rounded(100 * f->layer.zero),
            .rank = percent_rounded(f->effective_rank),
        };
    }
    report_rows(report, "by_layer", columns, COLUMNS(columns), rows, n, sizeof *rows);
    for (size_t i = 0; i < n; i++) {
        free(rows[i].name);
        free(rows[i].shape);
    }
    free(rows);
}

void dead_file_units(const struct layer_counts *c, struct report *report)
{
    size_t layers = c->list.count, functions = c->layer[0].counts.nfunctions, n = 0;
    for (size_t l = 0; l < layers; l++)
        n += functions * c->layer[l].counts.units;
    struct dead_unit *rows = memory_new(n, sizeof *rows), *row = rows;
    for (size_t i = 0; i < layers * functions; i++) {
        const struct function_counts *f = &c->layer[i % layers].counts.counted[i / layers];
        for (size_t u = 0; u < f->layer.units; u++)
            *row++ = (struct dead_unit){
                .activation = f->function->label,
                .init = "",
                .seed = NAN,
                .layer = i % layers + 1,
                .unit = u + 1,
                .active_percent = 100 * f->unit[u].active,
                .max_abs_slope = f->unit[u].max_slope,
            };
    }
    dead_units_table(report, rows, n);
    free(rows);
}

static void file_map(const struct layer_counts *c, struct report *report)
{
    size_t layers = c->list.count, functions = c->layer[0].counts.nfunctions, cells = 0;
    struct dead_map map;
    for (size_t l = 0; l < layers; l++)
        cells += functions * c->layer[l].counts.units;
    dead_map_new(&map, functions, cells);
    for (size_t k = 0; k < functions; k++) {
        size_t dead = 0, units = 0;
        for (size_t l = 0; l < layers; l++) {
            dead += c->layer[l].counts.counted[k].layer.dead;
            units += c->layer[l].counts.units;
        }
        dead_map_panel(&map,
                       text_format("%s: %s %% dead", c->layer[0].counts.counted[k].function->label,
                                   percent_text(dead_percent(dead, units)).text));
        for (size_t l = 0; l < layers; l++)
            dead_map_layer(&map, l + 1, c->layer[l].counts.counted[k].unit,
                           c->layer[l].counts.units);
    }
    dead_map_tables(&map, report);
    dead_names_table(c, report);
}

void dead_names_table(const struct layer_counts *c, struct report *report)
{
    size_t layers = c->list.count;
    struct table *names = report_table(report, "names", layers);
    char **cell = table_texts(names, "name");
    for (size_t l = 0; l < layers; l++)
        cell[l] = dead_short_name(c->list.source[l].name);
    names->on_request = true;
}

void dead_file_histogram(const struct layer_counts *c, struct report *report)
{
    size_t layers = c->list.count;
    double beyond = 0, all = 0;
    struct dead_bin *rows = memory_new(layers * BINS_SHOWN, sizeof *rows), *row = rows;
    for (size_t l = 0; l < layers; l++) {
        const struct unit_counts *one = &c->layer[l].counts;
        for (size_t b = 0; b < BINS_SHOWN; b++)
            *row++ = (struct dead_bin){
                .layer = l + 1,
                .z = bins_middle(&one->shown, b),
                .percent = 100 * one->shown.count[b] / (one->samples * (double)one->units),
            };
        beyond += one->shown.beyond;
        all += one->finite;
    }
    dead_histogram_table(report, rows, layers * BINS_SHOWN);
    free(rows);
    if (beyond > 0)
        report_note(report, "The histogram leaves out %.0f values (%s %%) beyond +-%s%s.", beyond,
                    number_text_short(100 * beyond / all, 2).text,
                    number_text_short(c->layer[0].counts.shown.width * BINS_SHOWN / 2, 6).text,
                    layers > 1 ? " (of the first layer)" : "");
}

void dead_file_facts(const struct layer_counts *c, const struct layer_totals *t, double tau,
                     struct report *report)
{
    if (!isnan(t->samples))
        report_fact(report, "samples", t->samples);
    if (t->layers > 1)
        report_fact(report, "layers", (double)t->layers);
    report_fact(report, "units", (double)t->units);
    report_fact(report, "dead", (double)t->dead);
    report_fact(report, "dead_percent", dead_percent(t->dead, t->units));
    report_fact(report, "always_on", (double)t->always_on);
    report_fact(report, "mixed", (double)t->mixed);
    report_fact(report, "zero_percent", 100 * t->zero);
    report_fact(report, "saturated_percent", 100 * t->saturated);
    report_fact(report, "mean_abs_slope", t->mean_slope);
    report_fact(report, "dormant", (double)t->dormant);
    report_fact(report, "dormant_percent", dead_percent(t->dormant, t->units));
    report_fact(report, "tau", tau);
    if (t->layers == 1 && !isnan(c->layer[0].counts.counted[0].effective_rank))
        report_fact(report, "effective_rank", c->layer[0].counts.counted[0].effective_rank);
    if (t->not_finite > 0)
        report_fact(report, "not_finite", t->not_finite);
}

const char *dead_figure(const struct request *q)
{
    const char *figure = q->delivery->figure;
    return figure && strcmp(figure, "histogram") == 0 ? "dead_histogram" : "dead_map";
}

void dead_file_report(const struct layer_counts *c, const struct request *q, struct report *report)
{
    double tau = ((const struct dead_options *)q->options)->tau;
    struct layer_totals totals = layer_totals(c, tau);
    dead_file_words(c, &totals, q, report);
    dead_file_facts(c, &totals, tau, report);
    dead_file_layers(c, 0, q->operands, tau, report);
    if (c->list.count * c->layer[0].counts.nfunctions > 1)
        by_layer(c, tau, report);
    dead_file_units(c, report);
    dead_diagnosis(c, q, report);
    file_map(c, report);
    dead_file_histogram(c, report);
    report_figure(report, dead_figure(q));
}
