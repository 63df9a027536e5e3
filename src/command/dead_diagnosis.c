/* What is wrong with each layer of a file, what that does to the layers after it, what may have
 * caused it, and which run would tell. */
#include "command/dead.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LAYERS_SAID = 8 };

static const char *const finding_names[] = {
    [FINDING_NONE] = "healthy",        [FINDING_LINEAR] = "always linear",
    [FINDING_SATURATED] = "saturated", [FINDING_DEAD] = "dead",
    [FINDING_CONSTANT] = "constant",   [FINDING_NOT_FINITE] = "not finite",
};

/* A cause in words, and a command that shows it at work; %s: the activation. */
static const struct cause_row {
    const char *name, *sentence, *command;
} cause_rows[CAUSES] = {
    [CAUSE_NO_INPUT] = { "no input", "what goes into the layer does not vary",
                         "actfn dead --activation %s --bias-init -10 --steps 0" },
    [CAUSE_ALIKE] = { "samples look alike",
                      "an initialization without enough variance, or inputs far from mean 0",
                      "actfn dead --activation %s --init torch,he --layers 10 --steps 0" },
    [CAUSE_SHIFT] = { "shift", "biases or inputs with a mean off 0",
                      "actfn dead --activation %s --shift 2" },
    [CAUSE_STEP] = { "oversized step", "a step with too large a learning rate",
                     "actfn dead --activation %s --big-step 10" },
    [CAUSE_SHRUNK] = { "small weights", "weights that decayed or were pruned",
                       "actfn dead --activation %s --weight-decay 0.01" },
    [CAUSE_SCALE] = { "scale", "weights or inputs that are too large",
                      "actfn flow --activation %s --init torch,he,normal:0.2" },
};

static struct number_text three(double x)
{
    return number_text_short(x, 3);
}

static char *evidence(enum cause cause, const struct diagnosis *d)
{
    const char *whose = d->few ? "units that are not dead" : "all units";
    double mean = d->few ? d->well_mean : d->mean, within = d->few ? d->well_within : d->within,
           between = d->few ? d->well_between : d->between;
    switch (cause) {
    case CAUSE_NO_INPUT:
        return text_format("all %zu units have one value on every sample", d->still);
    case CAUSE_ALIKE:
        return text_format("%s differ by %s, samples by %s", whose, three(between).text,
                           three(within).text);
    case CAUSE_SHIFT:
        return text_format("the mean of %s is %s, the spread %s", whose, three(mean).text,
                           three(hypot(within, between)).text);
    case CAUSE_STEP:
        return text_format("the dead units have mean %s and spread %s, the others mean %s and "
                           "spread %s",
                           three(d->sick_mean).text, three(d->sick_within).text,
                           three(d->well_mean).text, three(d->well_within).text);
    case CAUSE_SHRUNK:
        return text_format("the dead units have spread %s, the others %s",
                           three(d->sick_within).text, three(d->well_within).text);
    default:
        return text_format("the root mean square is %s", three(d->rms).text);
    }
}

/* ---- what was found, and what it does ------------------------------------------------------- */

static char *dead_effect(const struct unit_counts *c, const struct diagnosis *d, bool last)
{
    const char *after = last ? "what follows" : "the next layer";
    bool all = d->units == c->units;
    if (all && d->zero)
        return text_format("it gives 0 for every sample, so %s gets nothing of the input, and no "
                           "gradient passes back through it",
                           after);
    if (all)
        return text_copy("no gradient passes back through it");
    if (d->zero)
        return text_format("%s gets 0 from them on every sample, and no gradient reaches their "
                           "weights",
                           after);
    return text_copy("no gradient reaches their weights");
}

static char *effect_of(const struct unit_counts *c, const struct diagnosis *d, bool last)
{
    const struct layer_units *u = &c->counted[0].layer;
    switch (d->finding) {
    case FINDING_LINEAR:
        return text_copy(
            u->always_on == u->units
                ? "on these samples the layer is linear: it and the next one equal one "
                  "matrix"
                : "they add nothing nonlinear on these samples");
    case FINDING_SATURATED:
        return text_format("a gradient that passes back is multiplied by %s on average",
                           three(u->mean_slope).text);
    case FINDING_DEAD:
        return dead_effect(c, d, last);
    case FINDING_CONSTANT:
        return text_copy("every later layer gets the same input for every sample");
    case FINDING_NOT_FINITE:
        return text_copy("every later layer that uses these values gets NaN or infinity");
    default:
        return text_copy("");
    }
}

static char *found(const struct unit_counts *c, const struct diagnosis *d)
{
    const struct layer_units *u = &c->counted[0].layer;
    switch (d->finding) {
    case FINDING_LINEAR:
        return text_format("%zu of %zu units are always linear", u->always_on, u->units);
    case FINDING_SATURATED:
        return text_format("%s %% of the outputs are saturated",
                           percent_text(100 * u->saturated).text);
    case FINDING_DEAD:
        /* what follows speaks of them: nothing of the units that are always linear */
        return text_format("%zu of %zu units are dead", u->dead, u->units);
    case FINDING_CONSTANT:
        return text_format("all %zu units have one value on every sample", u->units);
    case FINDING_NOT_FINITE:
        return text_format("%.0f value%s not finite", c->not_finite,
                           c->not_finite == 1 ? " is" : "s are");
    default:
        return text_copy("");
    }
}

/* ---- the table ------------------------------------------------------------------------------ */

struct diagnosis_row {
    const char *name, *finding;
    size_t units;
    char *effect;
    size_t rank; /* of the cause, 1 the likeliest; 0: no cause stands out */
    const char *cause;
    char *evidence, *experiment;
};

static const struct column_row columns[] = {
    COLUMN(struct diagnosis_row, name),     COLUMN(struct diagnosis_row, finding),
    COLUMN(struct diagnosis_row, units),    COLUMN(struct diagnosis_row, effect),
    COLUMN(struct diagnosis_row, rank),     COLUMN(struct diagnosis_row, cause),
    COLUMN(struct diagnosis_row, evidence), COLUMN(struct diagnosis_row, experiment),
};

static char *command_for(enum cause cause, const struct unit_counts *c)
{
    return text_format(cause_rows[cause].command, c->counted[0].function->label);
}

/* A row a cause, one at least. */
static size_t rows_of(const struct layer_counts *c, size_t l, const struct diagnosis *d,
                      struct diagnosis_row *rows)
{
    const struct unit_counts *one = &c->layer[l].counts;
    size_t n = d->suspicions > 0 ? d->suspicions : 1;
    for (size_t i = 0; i < n; i++) {
        rows[i] = (struct diagnosis_row){
            .name = c->list.source[l].name,
            .finding = finding_names[d->finding],
            .units = d->units,
            .effect = effect_of(one, d, l + 1 == c->list.count),
        };
        if (d->suspicions == 0)
            continue;
        rows[i].rank = i + 1;
        rows[i].cause = cause_rows[d->suspicion[i].cause].name;
        rows[i].evidence = evidence(d->suspicion[i].cause, d);
        rows[i].experiment = command_for(d->suspicion[i].cause, one);
    }
    return n;
}

static void diagnosis_table(const struct layer_counts *c, const struct diagnosis *d,
                            struct report *report)
{
    size_t n = 0;
    struct diagnosis_row *rows = memory_new(c->list.count * CAUSES, sizeof *rows);
    for (size_t l = 0; l < c->list.count; l++)
        n += rows_of(c, l, &d[l], rows + n);
    report_rows(report, "diagnosis", columns, COLUMNS(columns), rows, n, sizeof *rows)->no_text =
        true;
    for (size_t i = 0; i < n; i++) {
        free(rows[i].effect);
        free(rows[i].evidence);
        free(rows[i].experiment);
    }
    free(rows);
}

/* ---- sentences ------------------------------------------------------------------------------ */

/* "Likely causes: ...; then ..." with the evidence for each, and the run that shows the first. */
static void add_causes(struct buffer *text, const struct unit_counts *c, const struct diagnosis *d)
{
    for (size_t i = 0; i < d->suspicions; i++) {
        enum cause cause = d->suspicion[i].cause;
        char *why = evidence(cause, d);
        buffer_print(text, "%s %s (%s)", i == 0 ? " Likely cause:" : "; then",
                     cause_rows[cause].sentence, why);
        free(why);
    }
    if (d->suspicions == 0)
        return;
    char *command = command_for(d->suspicion[0].cause, c);
    buffer_print(text, ". Compare: %s", command);
    free(command);
}

static void say_layer(const struct layer_counts *c, size_t l, const struct diagnosis *d,
                      struct report *report)
{
    const struct unit_counts *one = &c->layer[l].counts;
    struct buffer text = { 0 };
    char *what = found(one, d), *effect = effect_of(one, d, l + 1 == c->list.count);
    buffer_print(&text, "%s: %s.", what, effect);
    if (d->finding == FINDING_DEAD && isfinite(d->nearest) && d->has_pre)
        buffer_print(&text, " The largest pre-activation of a dead unit is %s.",
                     three(d->nearest).text);
    if (d->still > 0 && d->still < one->units)
        buffer_print(&text, " %zu have one value on every sample: nothing reaches them.", d->still);
    add_causes(&text, one, d);
    report_say(report, c->list.source[l].name, "%s", text.bytes);
    free(text.bytes);
    free(what);
    free(effect);
}

/* Three layers or more, and a factor of ten from the first to the last. */
static void say_drift(const struct layer_counts *c, const struct diagnosis *d,
                      struct report *report)
{
    struct drift r = drift_of(d, c->list.count);
    const char *f = c->layer[0].counts.counted[0].function->label;
    if (r.layers < 3 || fabs(log10(r.to / r.from)) < 1)
        return;
    report_say(
        report, "Scale",
        "The root mean square of the pre-activations %s from %s (%s) to %s (%s), by a factor "
        "of %s per layer: %s. Compare: actfn flow --activation %s --init torch,he",
        r.to < r.from ? "shrinks" : "grows", three(r.from).text, c->list.source[r.first].name,
        three(r.to).text, c->list.source[r.last].name, three(r.factor).text,
        r.to < r.from ? "later layers see ever less of the input"
                      : "later layers see ever larger numbers",
        f);
}

static void say_healthy(const struct layer_counts *c, size_t healthy, struct report *report)
{
    if (healthy == c->list.count)
        report_say(report, "Healthy", "%s.",
                   healthy == 1 ? "No unit is dead, and the layer is not mostly linear or saturated"
                                : "No layer has dead units or is mostly linear or saturated");
    else if (healthy > 0)
        report_say(report, "Healthy", "%zu of the %zu layers show%s none of this.", healthy,
                   c->list.count, healthy == 1 ? "s" : "");
}

void dead_diagnosis(const struct layer_counts *c, const struct request *q, struct report *report)
{
    const struct dead_options *o = q->options;
    size_t sick = 0, dead = 0;
    struct diagnosis *d = memory_new(c->list.count, sizeof *d);
    for (size_t l = 0; l < c->list.count; l++) {
        diagnose(&c->layer[l].counts, &d[l]);
        sick += d[l].finding != FINDING_NONE;
        dead += d[l].finding == FINDING_DEAD;
        if (d[l].finding != FINDING_NONE && sick <= LAYERS_SAID)
            say_layer(c, l, &d[l], report);
    }
    if (sick > LAYERS_SAID)
        report_say(report, "More", "%zu more layers: --table diagnosis.", sick - LAYERS_SAID);
    say_healthy(c, c->list.count - sick, report);
    say_drift(c, d, report);
    if (dead > 0 && !o->steps_of)
        report_note(report,
                    "One file cannot tell whether units were dead from the start or died in "
                    "training. Save one before the first step too: actfn dead --steps-of "
                    "before.npz after.npz%s",
                    o->post ? ". Pre-activations would also tell why." : "");
    diagnosis_table(c, d, report);
    free(d);
}
