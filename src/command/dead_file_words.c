/* What dead says of files as a whole; dead_diagnosis.c says what is wrong with each layer. */
#include "command/dead.h"

#include <math.h>
#include <stdlib.h>

static void say_not_finite(const struct layer_counts *c, const struct layer_totals *t,
                           struct report *report)
{
    size_t l = 0;
    while (c->layer[l].counts.not_finite == 0)
        l++;
    char *place = array_place_text(&c->layer[l].array, c->layer[l].counts.first_not_finite);
    report_say(report, "Beware",
               "%.0f values are not finite. The first is at %s%s%s, counted from 0. A unit that "
               "holds NaN counts as mixed.",
               t->not_finite, place, t->layers > 1 ? " of " : "",
               t->layers > 1 ? c->list.source[l].name : "");
    free(place);
}

/* Does the file hold what it is taken to hold? Values that the function never gives are no
 * activations of it. None below its least value, and far above: so activations look, and
 * pre-activations hardly ever. */
static bool note_doubtful(const struct unit_counts *c, const char *name, struct report *report)
{
    const char *f = c->counted[0].function->label;
    double finite = c->samples * (double)c->units - c->not_finite, least = c->taken.low;
    bool low = c->low < least;
    if (c->post && c->outside > 0)
        report_note(report,
                    "Beware: %s %% of the values%s%s are %s %s; outputs of %s cannot be. Are these "
                    "pre-activations? Then leave out --post.",
                    number_text_short(100 * c->outside / finite, 3).text, *name ? " of " : "", name,
                    low ? "below" : "above", number_text_short(low ? least : c->taken.high, 6).text,
                    f);
    else if (!c->post && isfinite(least) && c->outside == 0 && c->low >= least &&
             c->high > 4 * fabs(least))
        report_note(report,
                    "Beware: no value%s%s is below %s, the least that %s gives. Are these its "
                    "outputs, not what goes into it? Then say --post.",
                    *name ? " of " : "", name, number_text_short(least, 3).text, f);
    else
        return false;
    return true;
}

/* "samples x units, from an array of 8 x 16 x 5 x 5, axis 1 the units" */
static char *taken_as(const struct counted_layer *l)
{
    const struct array *a = &l->array;
    const struct unit_counts *c = &l->counts;
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

static void note_taken(const struct layer_counts *c, const struct request *q, struct report *report)
{
    const struct dead_options *o = q->options;
    const struct counted_layer *first = &c->layer[0];
    bool one = c->list.count == 1, axes = first->array.ndims > 2 && !option_given(q, &o->axis);
    const char *axis = option_given(q, &o->axis) ? "axis" : "last axis";
    char *how = one ? taken_as(first)
                    : text_format("shapes as in the table; the %s counts the units", axis);
    report_note(
        report, "%s taken to hold %s of %s, %s%s%s.", one ? "The file is" : "The arrays are",
        o->post ? "activations" : "pre-activations", first->counts.counted[0].function->label, how,
        o->post ? "" : "; --post says that it holds activations, --activation of which function",
        axes ? "; --axis N counts another axis" : "");
    free(how);
}

/* The rank is of so many samples as are kept: where that is not all, and where it is a limit. */
static void note_rank(const struct layer_counts *c, double tau, struct report *report)
{
    bool all = true;
    size_t fewest = SIZE_MAX;
    for (size_t l = 0; l < c->list.count; l++) {
        const struct unit_counts *one = &c->layer[l].counts;
        all = all && (double)one->rank_rows >= one->samples - one->not_finite;
        fewest = one->rank_rows < fewest ? one->rank_rows : fewest;
    }
    report_note(report,
                "Dormant: mean |f(z)| at most %s of the layer's mean (Sokar et al. 2023; --tau). "
                "Effective rank: of the activations, samples x units (Roy and Vetterli 2007)%s.",
                number_text_short(tau, 3).text, all ? "" : ", from some of the samples");
    if (!all)
        report_note(report, "The rank is of %zu samples or more, spread evenly over the file.",
                    fewest);
}

static void headline(const struct layer_counts *c, const struct layer_totals *t,
                     const struct request *q, struct report *report)
{
    char *files = q->noperands == 1 ? text_copy(quote(q->operands[0]).text)
                                    : text_format("%zu files", q->noperands);
    char *samples = isnan(t->samples) ? text_copy("") : text_format("%.0f ", t->samples);
    char *layers = t->layers > 1 ? text_format(" in %zu layers", t->layers) : text_copy("");
    report_headline(report, "%zu of %zu units%s are dead: %s", t->dead, t->units, layers, files);
    report_subtitle(report,
                    "Dead: slope of %s 0 on all %ssamples; no gradient reaches its weights. Always "
                    "linear: the same slope on all.",
                    c->layer[0].counts.counted[0].function->label, samples);
    free(files);
    free(samples);
    free(layers);
}

void dead_file_words(const struct layer_counts *c, const struct layer_totals *t,
                     const struct request *q, struct report *report)
{
    bool doubtful = false;
    headline(c, t, q, report);
    report_say(report, "Units", "%zu dead (%s %%), %zu always linear, %zu active; %zu dormant.",
               t->dead, percent_text(dead_percent(t->dead, t->units)).text, t->always_on, t->mixed,
               t->dormant);
    dead_say_zeros(report, t->zero, t->zero_of_dead);
    if (t->near_dead > t->dead)
        report_say(report, "Nearly", "%zu more never see a slope of 0.001.",
                   t->near_dead - t->dead);
    if (t->not_finite > 0)
        say_not_finite(c, t, report);
    for (size_t l = 0; l < c->list.count && !doubtful; l++)
        doubtful =
            note_doubtful(&c->layer[l].counts, t->layers > 1 ? c->list.source[l].name : "", report);
    note_taken(c, q, report);
    if (c->list.remark)
        report_note(report, "%s", c->list.remark);
    if (c->list.left_out)
        report_note(report, "Left out, as they hold no floating-point numbers: %s.",
                    c->list.left_out);
    note_rank(c, ((const struct dead_options *)q->options)->tau, report);
}
