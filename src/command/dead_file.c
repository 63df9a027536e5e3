/* dead FILE: the same counts for pre-activations, or activations, that a user's own net left in a file. The file is read
 * once, piece by piece; what is kept is a few numbers a unit. */
#include "command/dead.h"
#include "input/input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BINS = 50 };

/* ---- from an activation back to its slope -----------------------------------------------------------
 * A function that never falls has one slope for each value it takes, apart from flat stretches, where the
 * slope is 0. Tabulated; a value between two entries has the slope of the upper one, so relu's is 1 from the
 * smallest positive number on. */
enum { HALF = 8000, ENTRIES = 2 * HALF + 1 };   /* -40 .. 40 by 0.005, 0 among them */
struct inverse { double *f, *df; };

static bool inverse_make(struct inverse *v, const struct function *g, struct message *why)
{
    double *z = memory_new(ENTRIES, sizeof *z);
    *v = (struct inverse){ memory_new(ENTRIES, sizeof *v->f), memory_new(ENTRIES, sizeof *v->df) };
    for (size_t i = 0; i < ENTRIES; i++) z[i] = ((double)i - HALF) / 200;
    function_map(g, ENTRIES, z, v->f, v->df, NULL);
    free(z);
    for (size_t i = 1; i < ENTRIES; i++)
        if (v->f[i] < v->f[i - 1]) {
            free(v->f);
            free(v->df);
            return message_set(why, "--post %s: falls somewhere, so its activations do not tell where it was; give the pre-activations",
                               quote(g->label).text);
        }
    return true;
}

static double inverse_slope(const struct inverse *v, double f)
{
    size_t low = 0, high = ENTRIES - 1;
    if (isnan(f)) return f;
    while (low < high) {                   /* the first entry that is not below f */
        size_t middle = (low + high) / 2;
        if (v->f[middle] < f) low = middle + 1;
        else high = middle;
    }
    if (low + 1 < ENTRIES && v->f[low] == f && v->f[low + 1] == f) return 0;      /* on a flat stretch */
    return v->df[low];
}

/* ---- the file, for several functions at once ---------------------------------------------------------*/

struct counted {
    const struct function *function;
    struct census census;
    struct inverse inverse;
    struct layer_units layer;
    struct unit *unit;
};

struct counting {
    struct function *functions; size_t nfunctions;
    struct counted *counted;
    size_t units;
    double samples, not_finite;
    bool post;
    double range, bin[BINS];               /* values on -range .. range */
};

static void count_values(struct counting *c, const struct tile *t)
{
    size_t n = t->rows * t->columns;
    double square = 0;
    for (size_t i = 0; i < n; i++)
        if (!isfinite(t->values[i])) c->not_finite++;
        else square += t->values[i] * t->values[i];
    if (c->range == 0 && square > 0)       /* from the first piece: what to draw need not wait for the last */
        c->range = 3 * sqrt(square / (double)n);
    for (size_t i = 0; i < n; i++) {
        double at = (t->values[i] / c->range + 1) / 2 * BINS;
        if (at >= 0 && at < BINS) c->bin[(size_t)at]++;
    }
}

static void count_tile(struct counting *c, const struct tile *t, double *f, double *df)
{
    size_t n = t->rows * t->columns;
    count_values(c, t);
    for (size_t k = 0; k < c->nfunctions; k++) {
        struct counted *one = &c->counted[k];
        if (c->post)
            for (size_t i = 0; i < n; i++) df[i] = inverse_slope(&one->inverse, t->values[i]);
        else
            function_map(one->function, n, t->values, f, df, NULL);
        census_add_part(&one->census, (size_t)t->column, t->rows, t->columns, c->post ? t->values : f, df);
    }
}

static bool read_file(struct counting *c, struct array *a, struct message *why)
{
    double *f = memory_new(TILE_MOST, sizeof *f), *df = memory_new(TILE_MOST, sizeof *df), done = 0;
    double all = (double)a->rows * (double)a->columns;
    struct tile tile = { 0 };
    bool good;
    progress_start("reading", all);
    while ((good = array_next(a, &tile, why)) && tile.rows > 0) {
        count_tile(c, &tile, f, df);
        done += (double)tile.rows * (double)tile.columns;
        progress_step(done, "%.0f million values", done * 1e-6);
    }
    progress_end();
    free(f);
    free(df);
    return good;
}

static void verdict(struct counting *c)
{
    for (size_t k = 0; k < c->nfunctions; k++) {
        struct counted *one = &c->counted[k];
        one->unit = memory_new(c->units, sizeof *one->unit);
        one->census.samples = c->samples;
        census_verdict(&one->census, &one->layer, one->unit);
    }
}

/* ---- the report ------------------------------------------------------------------------------------*/

static void table_layers(const struct counting *c, struct report *report)
{
    struct table *t = report_table(report, "layers", c->nfunctions);
    t->no_text = c->nfunctions == 1;
    char **activation = table_texts(t, "activation"), **init = table_texts(t, "init");
    double *seed = table_numbers(t, "seed");
    char **moment = table_texts(t, "moment");
    double *layer = table_numbers(t, "layer"), *units = table_numbers(t, "units"), *dead = table_numbers(t, "dead");
    double *on = table_numbers(t, "always_on"), *mixed = table_numbers(t, "mixed"), *share = table_numbers(t, "dead_percent");
    double *zero = table_numbers(t, "zero_percent"), *saturated = table_numbers(t, "saturated_percent");
    double *slope = table_numbers(t, "mean_abs_slope");
    for (size_t k = 0; k < c->nfunctions; k++) {
        const struct layer_units *u = &c->counted[k].layer;
        activation[k] = text_copy(c->functions[k].label);
        init[k] = text_copy("");
        seed[k] = NAN;
        moment[k] = text_copy("file");
        layer[k] = 1;
        units[k] = (double)u->units;
        dead[k] = (double)u->dead;
        on[k] = (double)u->always_on;
        mixed[k] = (double)u->mixed;
        share[k] = dead_percent(u->dead, u->units);
        zero[k] = 100 * u->zero;
        saturated[k] = 100 * u->saturated;
        slope[k] = u->mean_slope;
    }
}

static void table_units(const struct counting *c, struct report *report)
{
    struct table *t = report_table(report, "units", c->nfunctions * c->units);
    t->no_text = true;
    char **activation = table_texts(t, "activation"), **init = table_texts(t, "init");
    double *seed = table_numbers(t, "seed"), *layer = table_numbers(t, "layer"), *number = table_numbers(t, "unit");
    double *active = table_numbers(t, "active_percent"), *steepest = table_numbers(t, "max_abs_slope");
    for (size_t k = 0, row = 0; k < c->nfunctions; k++)
        for (size_t u = 0; u < c->units; u++, row++) {
            activation[row] = text_copy(c->functions[k].label);
            init[row] = text_copy("");
            seed[row] = NAN;
            layer[row] = 1;
            number[row] = (double)(u + 1);
            active[row] = 100 * c->counted[k].unit[u].active;
            steepest[row] = c->counted[k].unit[u].max_slope;
        }
}

static void figures(const struct counting *c, const char *wanted, struct report *report)
{
    double *cell[6];
    char **title;
    size_t row = 0;
    dead_map_tables(report, c->nfunctions * c->units, c->nfunctions, cell, &title);
    for (size_t k = 0; k < c->nfunctions; k++) {
        const struct layer_units *u = &c->counted[k].layer;
        title[k] = text_format("%s: %s %% dead", c->functions[k].label, percent_text(dead_percent(u->dead, u->units)).text);
        row = dead_map(c->counted[k].unit, c->units, k + 1, 1, row, cell);
    }
    struct table *t = report_table(report, "histogram", BINS);
    t->no_text = t->on_request = true;
    double *layer = table_numbers(t, "layer"), *z = table_numbers(t, "z"), *share = table_numbers(t, "percent");
    for (size_t b = 0; b < BINS; b++) {
        layer[b] = 1;
        z[b] = c->range * (2 * ((double)b + 0.5) / BINS - 1);
        share[b] = 100 * c->bin[b] / (c->samples * (double)c->units);
    }
    report_figure(report, wanted && strcmp(wanted, "histogram") == 0 ? "dead_histogram" : "dead_map");
}

static void describe(const struct counting *c, const char *file, struct report *report)
{
    const struct layer_units *u = &c->counted[0].layer;
    const char *what = c->post ? "activations" : "pre-activations";
    report_headline(report, "%zu of %zu units are dead: %s", u->dead, u->units, quote(file).text);
    report_subtitle(report, "Dead: slope of %s 0 on all %.0f samples; nothing reaches its weights. Always on: the same slope on all.",
                    c->functions[0].label, c->samples);
    report_say(report, "Units", "%zu dead (%s %%), %zu always on, %zu mixed.", u->dead,
               percent_text(dead_percent(u->dead, u->units)).text, u->always_on, u->mixed);
    dead_say_zeros(report, u->zero, u->zero_of_dead);
    if (u->near_dead > u->dead)
        report_say(report, "Nearly", "%zu more never see a slope of 0.001.", u->near_dead - u->dead);
    if (c->not_finite > 0)
        report_say(report, "Beware", "%.0f values are not finite.", c->not_finite);
    report_note(report, "The file is taken to hold %s of %s, samples by units%s.", what, c->functions[0].label,
                c->post ? "" : "; --post says that it holds activations, --activation of which function");
    report_fact(report, "samples", c->samples);
    report_fact(report, "units", (double)u->units);
    report_fact(report, "dead", (double)u->dead);
    report_fact(report, "dead_percent", dead_percent(u->dead, u->units));
    report_fact(report, "always_on", (double)u->always_on);
    report_fact(report, "mixed", (double)u->mixed);
    report_fact(report, "zero_percent", 100 * u->zero);
    report_fact(report, "saturated_percent", 100 * u->saturated);
    report_fact(report, "mean_abs_slope", u->mean_slope);
    if (c->not_finite > 0)
        report_fact(report, "not_finite", c->not_finite);
}

/* One for each function; false: a function that --post cannot turn back. */
static bool counting_start(struct counting *c, bool post, const struct array *a, struct message *why)
{
    bool good = true;
    c->post = post;
    c->units = (size_t)a->columns;
    c->samples = (double)a->rows;
    c->counted = memory_new(c->nfunctions, sizeof *c->counted);
    for (size_t k = 0; k < c->nfunctions && good; k++) {
        c->counted[k].function = &c->functions[k];
        good = !c->post || inverse_make(&c->counted[k].inverse, &c->functions[k], why);
        if (good) census_new(&c->counted[k].census, c->units, function_steepest(&c->functions[k]));
    }
    return good;
}

static void counting_free(struct counting *c)
{
    for (size_t k = 0; k < c->nfunctions && c->counted; k++) {
        if (c->counted[k].census.memory) free(c->counted[k].inverse.f), free(c->counted[k].inverse.df);
        census_free(&c->counted[k].census);
        free(c->counted[k].unit);
    }
    free(c->counted);
    functions_free(c->functions, c->nfunctions);
}

int dead_file(const struct request *q, struct report *report, struct message *why)
{
    const struct dead_options *o = q->options;
    const char *file = q->operands[0], *figure = q->delivery->figure;
    struct counting c = { 0 };
    struct array a;
    int status = STATUS_FAILED;
    if (figure && strcmp(figure, "training") == 0)
        return message_set(why, "--figure training: a file was not trained here; map or histogram"), STATUS_USAGE;
    if (!runs_functions(&o->net, &c.functions, &c.nfunctions, why))
        return STATUS_USAGE;
    if (!array_open(&a, file, why)) {
        counting_free(&c);
        return STATUS_FAILED;
    }
    if (a.rows == 0 || a.columns == 0)
        message_set(why, "%s: holds no values", quote(file).text);
    else if (!counting_start(&c, o->post, &a, why))
        status = STATUS_USAGE;
    else if (read_file(&c, &a, why)) {
        verdict(&c);
        describe(&c, file, report);
        table_layers(&c, report);
        table_units(&c, report);
        figures(&c, figure, report);
        status = STATUS_DONE;
    }
    array_close(&a);
    counting_free(&c);
    return status;
}
