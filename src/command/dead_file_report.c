/* What dead finds in a file: its words, and its rows of the tables. */
#include "command/dead.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- tables --------------------------------------------------------------------------------- */

/* What the layer is called: the tensor, or the file without its folder and suffix. */
static char *layer_name(const char *typed)
{
    static const char tensor[] = ".safetensors:", index[] = ".index.json:";
    const char *colon = strstr(typed, tensor), *other = strstr(typed, index),
               *slash = strrchr(typed, '/'), *dot;
    if (colon)
        return text_copy(colon + strlen(tensor));
    if (other)
        return text_copy(other + strlen(index));
    typed = slash ? slash + 1 : typed;
    dot = strrchr(typed, '.');
    return text_part(typed, dot && dot > typed ? (size_t)(dot - typed) : strlen(typed));
}

static void file_layers(const struct unit_counts *c, const char *typed, struct report *report)
{
    struct dead_layer *rows = memory_new(c->nfunctions, sizeof *rows);
    char *name = layer_name(typed);
    for (size_t k = 0; k < c->nfunctions; k++) {
        rows[k] = dead_layer(&c->counted[k].layer);
        rows[k].name = name;
        rows[k].activation = c->counted[k].function->label;
        rows[k].init = "";
        rows[k].seed = NAN;
        rows[k].moment = "file";
        rows[k].layer = 1;
    }
    dead_layers_table(report, rows, c->nfunctions)->no_text = c->nfunctions == 1;
    free(name);
    free(rows);
}

static void file_units(const struct unit_counts *c, struct report *report)
{
    struct dead_unit *rows = memory_new(c->nfunctions * c->units, sizeof *rows), *row = rows;
    for (size_t k = 0; k < c->nfunctions; k++)
        for (size_t u = 0; u < c->units; u++)
            *row++ = (struct dead_unit){
                .activation = c->counted[k].function->label,
                .init = "",
                .seed = NAN,
                .layer = 1,
                .unit = u + 1,
                .active_percent = 100 * c->counted[k].unit[u].active,
                .max_abs_slope = c->counted[k].unit[u].max_slope,
            };
    dead_units_table(report, rows, c->nfunctions * c->units);
    free(rows);
}

static void file_map(const struct unit_counts *c, struct report *report)
{
    struct dead_map map;
    dead_map_new(&map, c->nfunctions, c->nfunctions * c->units);
    for (size_t k = 0; k < c->nfunctions; k++) {
        const struct function_counts *one = &c->counted[k];
        double percent = dead_percent(one->layer.dead, one->layer.units);
        dead_map_panel(
            &map, text_format("%s: %s %% dead", one->function->label, percent_text(percent).text));
        dead_map_layer(&map, 1, one->unit, c->units);
    }
    dead_map_tables(&map, report);
}

static void file_histogram(const struct unit_counts *c, struct report *report)
{
    struct dead_bin rows[BINS_SHOWN];
    struct bins_shown shown;
    bins_show(&c->bins, &shown);
    for (size_t b = 0; b < BINS_SHOWN; b++)
        rows[b] = (struct dead_bin){
            .layer = 1,
            .z = bins_middle(&shown, b),
            .percent = 100 * shown.count[b] / (c->samples * (double)c->units),
        };
    dead_histogram_table(report, rows, BINS_SHOWN);
    if (shown.beyond > 0)
        report_note(report, "The histogram leaves out %.0f values (%s %%) beyond +-%s.",
                    shown.beyond, number_text_short(100 * shown.beyond / c->bins.all, 2).text,
                    number_text_short(shown.width * BINS_SHOWN / 2, 6).text);
}

/* ---- words ---------------------------------------------------------------------------------- */

static void say_not_finite(const struct unit_counts *c, struct report *report)
{
    char *place = array_place_text(c->array, c->first_not_finite);
    report_say(
        report, "Beware",
        "%.0f values are not finite. The first is at %s, counted from 0. A unit that holds NaN "
        "counts as mixed.",
        c->not_finite, place);
    free(place);
}

/* Does the file hold what it is taken to hold? Values that the function never gives are no
 * activations of it. None below its least value, and far above: so activations look, and
 * pre-activations hardly ever. */
static void say_doubtful(const struct unit_counts *c, struct report *report)
{
    const char *f = c->counted[0].function->label;
    double finite = c->samples * (double)c->units - c->not_finite, least = c->taken.low;
    bool low = c->low < least;
    if (c->post && c->outside > 0)
        report_note(report,
                    "Beware: %s %% of the values are %s %s; outputs of %s cannot be. Are these "
                    "pre-activations? "
                    "Then leave out --post.",
                    number_text_short(100 * c->outside / finite, 3).text, low ? "below" : "above",
                    number_text_short(low ? least : c->taken.high, 6).text, f);
    else if (!c->post && isfinite(least) && c->outside == 0 && c->low >= least &&
             c->high > 4 * fabs(least))
        report_note(report,
                    "Beware: no value is below %s, the least that %s gives. Are these its outputs, "
                    "not what goes "
                    "into it? Then say --post.",
                    number_text_short(least, 3).text, f);
}

/* "samples x units, from an array of 8 x 16 x 5 x 5, axis 1 the units" */
static char *taken_as(const struct unit_counts *c)
{
    const struct array *a = c->array;
    char *shape = array_shape_text(a), *text;
    if (a->ndims == 2 && c->axis == 1)
        text = text_format("samples x units, %s", shape);
    else if (a->ndims == 1 && c->units == 1)
        text = text_format("samples of one unit, from an array of %s", shape);
    else
        text = text_format(
            "samples x units, %.0f x %zu, from an array of %s whose axis %zu counts the units",
            c->samples, c->units, shape, c->axis);
    free(shape);
    return text;
}

static void describe(const struct unit_counts *c, const struct request *q, struct report *report)
{
    const struct dead_options *o = q->options;
    const struct layer_units *u = &c->counted[0].layer;
    const char *what = c->post ? "activations" : "pre-activations";
    char *how = taken_as(c);
    report_headline(report, "%zu of %zu units are dead: %s", u->dead, u->units,
                    quote(q->operands[0]).text);
    report_subtitle(
        report,
        "Dead: slope of %s 0 on all %.0f samples; nothing reaches its weights. Always on: the same "
        "slope on all.",
        c->counted[0].function->label, c->samples);
    report_say(report, "Units", "%zu dead (%s %%), %zu always on, %zu mixed.", u->dead,
               percent_text(dead_percent(u->dead, u->units)).text, u->always_on, u->mixed);
    dead_say_zeros(report, u->zero, u->zero_of_dead);
    if (u->near_dead > u->dead)
        report_say(report, "Nearly", "%zu more never see a slope of 0.001.",
                   u->near_dead - u->dead);
    if (c->not_finite > 0)
        say_not_finite(c, report);
    say_doubtful(c, report);
    report_note(
        report, "The file is taken to hold %s of %s, %s%s%s.", what, c->counted[0].function->label,
        how,
        c->post ? "" : "; --post says that it holds activations, --activation of which function",
        c->array->ndims > 2 && !option_given(q, &o->axis) ? "; --axis N counts another axis" : "");
    free(how);
}

static void facts(const struct unit_counts *c, struct report *report)
{
    const struct layer_units *u = &c->counted[0].layer;
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

void dead_file_report(const struct unit_counts *c, const struct request *q, struct report *report)
{
    const char *figure = q->delivery->figure;
    describe(c, q, report);
    facts(c, report);
    file_layers(c, q->operands[0], report);
    file_units(c, report);
    file_map(c, report);
    file_histogram(c, report);
    report_figure(report,
                  figure && strcmp(figure, "histogram") == 0 ? "dead_histogram" : "dead_map");
}
