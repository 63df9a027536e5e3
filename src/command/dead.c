/* dead: the units of a net that no gradient reaches any more, layer by layer, before and after training. */
#include "command/dead.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const moments[] = { "init", "trained" };

/* --steps 0: there is nothing but the start. */
static int last_moment(const struct runs *r) { return r->steps > 0 ? 1 : 0; }

struct totals { size_t units, dead, always_on, mixed, near_dead; double zero, zero_of_dead, saturated; };

static struct totals totals_of(const struct runs *r, const struct run *run, int moment)
{
    struct totals t = { 0 };
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

double dead_percent(size_t part, size_t whole) { return whole ? 100 * (double)part / (double)whole : NAN; }

/* ---- tables ------------------------------------------------------------------------------------*/

static void table_layers(const struct runs *r, struct report *report)
{
    int last = last_moment(r);
    struct table *t = report_table(report, "layers", r->count * (size_t)(last + 1) * r->hidden);
    t->no_text = true;
    char **activation = table_texts(t, "activation"), **init = table_texts(t, "init");
    double *seed = table_numbers(t, "seed");
    char **moment = table_texts(t, "moment");
    double *layer = table_numbers(t, "layer"), *units = table_numbers(t, "units"), *dead = table_numbers(t, "dead");
    double *on = table_numbers(t, "always_on"), *mixed = table_numbers(t, "mixed"), *share = table_numbers(t, "dead_percent");
    double *zero = table_numbers(t, "zero_percent"), *saturated = table_numbers(t, "saturated_percent");
    double *slope = table_numbers(t, "mean_abs_slope");
    size_t row = 0;
    for (size_t k = 0; k < r->count; k++)
        for (int m = 0; m <= last; m++)
            for (size_t l = 0; l < r->hidden; l++, row++) {
                const struct layer_units *u = &r->run[k].layer[m][l];
                activation[row] = text_copy(r->run[k].function->label);
                init[row] = text_copy(r->run[k].init->name);
                seed[row] = (double)r->run[k].seed;
                moment[row] = text_copy(moments[m]);
                layer[row] = (double)(l + 1);
                units[row] = (double)u->units;
                bool there = m == 0 || !r->run[k].diverged;        /* a net that diverged has no trained units */
                dead[row] = there ? (double)u->dead : NAN;
                on[row] = there ? (double)u->always_on : NAN;
                mixed[row] = there ? (double)u->mixed : NAN;
                share[row] = there ? dead_percent(u->dead, u->units) : NAN;
                zero[row] = there ? 100 * u->zero : NAN;
                saturated[row] = there ? 100 * u->saturated : NAN;
                slope[row] = there ? u->mean_slope : NAN;
            }
}

static void table_units(const struct runs *r, struct report *report)
{
    int last = last_moment(r);
    size_t each = totals_of(r, &r->run[0], 0).units, row = 0;
    struct table *t = report_table(report, "units", r->count * each);
    t->no_text = true;
    char **activation = table_texts(t, "activation"), **init = table_texts(t, "init");
    double *seed = table_numbers(t, "seed"), *layer = table_numbers(t, "layer"), *number = table_numbers(t, "unit");
    double *active = table_numbers(t, "active_percent"), *steepest = table_numbers(t, "max_abs_slope");
    for (size_t k = 0; k < r->count; k++) {
        const struct unit *unit = r->run[k].unit[last];
        for (size_t l = 0; l < r->hidden; l++)
            for (size_t u = 0; u < r->run[k].layer[last][l].units; u++, unit++, row++) {
                activation[row] = text_copy(r->run[k].function->label);
                init[row] = text_copy(r->run[k].init->name);
                seed[row] = (double)r->run[k].seed;
                layer[row] = (double)(l + 1);
                number[row] = (double)(u + 1);
                active[row] = r->run[k].diverged ? NAN : 100 * unit->active;
                steepest[row] = r->run[k].diverged ? NAN : unit->max_slope;
            }
    }
}

static size_t last_step(const struct run *run) { return run->record[run->records - 1].step; }

/* For people, one net: its layers, the start beside the end, or beside the last moment with numbers. */
static void table_by_layer(const struct runs *r, struct report *report)
{
    const struct run *run = &r->run[0];
    int last = last_moment(r);
    struct table *t = report_table(report, "by_layer", r->hidden);
    double *layer = table_numbers(t, "layer"), *units = table_numbers(t, "units");
    double *before = last ? table_numbers(t, "dead at start") : NULL;
    double *dead = table_numbers(t, "dead"), *on = table_numbers(t, "always on"), *mixed = table_numbers(t, "mixed");
    double *zero = table_numbers(t, "zeros %"), *saturated = table_numbers(t, "saturated %");
    for (size_t l = 0; l < r->hidden; l++) {
        const struct layer_units *u = &run->layer[last][l];
        layer[l] = (double)(l + 1);
        units[l] = (double)u->units;
        if (before) before[l] = (double)run->layer[0][l].dead;
        dead[l] = (double)u->dead;
        on[l] = (double)u->always_on;
        mixed[l] = (double)u->mixed;
        zero[l] = percent_rounded(100 * u->zero);
        saturated[l] = percent_rounded(100 * u->saturated);
    }
}

static double dead_at_start(const struct run *run) { return dead_percent(run->record[0].dead, run->record[0].units); }
static double dead_at_end(const struct run *run) { return dead_percent(run->record[run->records - 1].dead, run->record[0].units); }
static double accuracy_of(const struct run *run) { return run->score.accuracy; }

/* For people, several nets: one row an activation and init, with the spread over the seeds. */
static void table_compared(const struct runs *r, struct report *report)
{
    struct table *t = report_table(report, "compared", r->nfunctions * r->ninits);
    char **activation = table_texts(t, "activation"), **init = table_texts(t, "init");
    double *start = r->steps > 0 ? table_numbers(t, "dead % at start") : NULL, *end = table_numbers(t, "dead %");
    double *low = r->seeds > 1 ? table_numbers(t, "least") : NULL, *high = r->seeds > 1 ? table_numbers(t, "most") : NULL;
    double *last = low ? NULL : table_numbers(t, "last layer: dead %"), *on = low ? NULL : table_numbers(t, "always on %");
    double *accuracy = r->steps > 0 ? table_numbers(t, "accuracy") : NULL;
    for (size_t f = 0; f < r->nfunctions; f++)
        for (size_t i = 0; i < r->ninits; i++) {
            size_t row = f * r->ninits + i;
            struct spread s = runs_spread(r, f, i, 0, dead_at_end);
            activation[row] = text_copy(r->functions[f].label);
            init[row] = text_copy(r->inits[i].name);
            if (start) start[row] = percent_rounded(runs_spread(r, f, i, 0, dead_at_start).mean);
            end[row] = percent_rounded(s.mean);
            if (accuracy) accuracy[row] = percent_rounded(100 * runs_spread(r, f, i, 0, accuracy_of).mean) / 100;
            if (low) {
                low[row] = percent_rounded(s.low);
                high[row] = percent_rounded(s.high);
                continue;
            }
            const struct run *run = runs_at(r, f, i, 0, 0);
            const struct layer_units *u = &run->layer[last_moment(r)][r->hidden - 1];
            last[row] = run->diverged ? NAN : percent_rounded(dead_percent(u->dead, u->units));
            on[row] = run->diverged ? NAN : percent_rounded(dead_percent(u->always_on, u->units));
        }
}

/* ---- tables behind the figures -------------------------------------------------------------------------*/

enum { MAPS_MOST = 8, BINS = 50 };

/* Always on, then the more often on the earlier, then dead. */
static int most_active_first(const void *a, const void *b)
{
    const struct unit *u = a, *v = b;
    if ((u->kind == UNIT_DEAD) != (v->kind == UNIT_DEAD)) return u->kind == UNIT_DEAD ? 1 : -1;
    if ((u->kind == UNIT_ALWAYS_ON) != (v->kind == UNIT_ALWAYS_ON)) return u->kind == UNIT_ALWAYS_ON ? -1 : 1;
    return (u->active < v->active) - (u->active > v->active);
}

size_t dead_map(const struct unit *unit, size_t units, size_t panel, size_t layer, size_t row, double *const *cell)
{
    struct unit *sorted = memory_new(units, sizeof *sorted);
    memcpy(sorted, unit, units * sizeof *sorted);
    qsort(sorted, units, sizeof *sorted, most_active_first);
    for (size_t u = 0; u < units; u++, row++) {
        cell[0][row] = (double)panel;
        cell[1][row] = (double)layer;
        cell[2][row] = (double)u / (double)units;
        cell[3][row] = (double)(u + 1) / (double)units;
        cell[4][row] = 100 * sorted[u].active;
        cell[5][row] = sorted[u].kind;
    }
    free(sorted);
    return row;
}

void dead_map_tables(struct report *report, size_t cells, size_t panels, double **cell, char ***title)
{
    static const char *const columns[] = { "panel", "layer", "low", "high", "active_percent", "kind" };
    struct table *t = report_table(report, "map", cells), *names = report_table(report, "maps", panels);
    t->no_text = t->on_request = names->no_text = names->on_request = true;
    for (size_t c = 0; c < 6; c++) cell[c] = table_numbers(t, columns[c]);
    *title = table_texts(names, "title");
}

/* One net: the start beside the end. Several: their ends, of the first seed. */
static void table_map(const struct runs *r, struct report *report)
{
    size_t nets = r->nfunctions * r->ninits, each = totals_of(r, &r->run[0], 0).units, panels, row = 0;
    int last = last_moment(r);
    bool pair = nets == 1 && last == 1;
    double *cell[6];
    char **title;
    panels = pair ? 2 : nets < MAPS_MOST ? nets : MAPS_MOST;
    dead_map_tables(report, panels * each, panels, cell, &title);
    for (size_t k = 0; k < panels; k++) {
        const struct run *run = &r->run[pair ? 0 : k * r->seeds];
        int moment = pair ? (int)k : last;
        struct totals totals = totals_of(r, run, moment);
        char *who = run->diverged && moment ? text_format("%s%sstep %zu, then diverged", pair ? "" : run->function->label, pair ? "" : ", ", last_step(run))
                  : pair ? text_copy(k ? "trained" : "at the start")
                  : r->ninits > 1 ? text_format("%s, %s", run->function->label, run->init->name) : text_copy(run->function->label);
        const struct unit *unit = run->unit[moment];
        title[k] = text_format("%s: %s %% dead", who, percent_text(dead_percent(totals.dead, totals.units)).text);
        free(who);
        for (size_t l = 0; l < r->hidden; l++) {
            size_t units = run->layer[moment][l].units;
            row = dead_map(unit, units, k + 1, l + 1, row, cell);
            unit += units;
        }
    }
}

/* Pre-activations of the first net, layer by layer, as it is now. */
static void table_histogram(const struct runs *r, const struct problem *s, struct report *report)
{
    struct data d;
    double range = 0, *share = memory_new(r->hidden * BINS, sizeof *share);
    struct table *t = report_table(report, "histogram", r->hidden * BINS);
    t->no_text = t->on_request = true;
    double *layer = table_numbers(t, "layer"), *z = table_numbers(t, "z"), *percent_of = table_numbers(t, "percent");
    if (s->probe > 0) problem_probe(s, r->seed, &d);
    else problem_data(s, r->seed, &d);
    network_spread(&r->run[0].net, d.x, d.rows, BINS, &range, share);
    for (size_t l = 0, row = 0; l < r->hidden; l++)
        for (size_t b = 0; b < BINS; b++, row++) {
            layer[row] = (double)(l + 1);
            z[row] = range * (2 * ((double)b + 0.5) / BINS - 1);
            percent_of[row] = 100 * share[row];
        }
    dataset_free(&d);
    free(share);
}

static void figure(const struct runs *r, const struct problem *s, const char *wish, struct report *report)
{
    static const char *const figures[][2] = { { "all", "dead" }, { "map", "dead_map" }, { "training", "dead_training" }, { "histogram", "dead_histogram" } };
    const char *name = wish ? wish : r->count == 1 && r->steps > 0 ? "all" : "map";
    table_map(r, report);
    table_histogram(r, s, report);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (strcmp(name, figures[i][0]) == 0) report_figure(report, figures[i][1]);
}

/* ---- words ---------------------------------------------------------------------------------------*/

static struct number_text short_number(double x) { return number_text_short(x, 3); }

static void say_counts(struct report *report, const char *when, const struct totals *t)
{
    report_say(report, when, "%zu of %zu units dead (%s %%), %zu always on, %zu mixed.", t->dead, t->units,
               percent_text(dead_percent(t->dead, t->units)).text, t->always_on, t->mixed);
}

/* Zeros are what one hopes for as long as they are spread over units that work; below a hundredth there is nothing to explain. */
void dead_say_zeros(struct report *report, double zero, double of_dead)
{
    double part = of_dead / zero;
    if (!(zero >= 0.01)) return;
    if (part < 1e-9)
        report_say(report, "Not the same", "%s %% of all outputs are exactly 0, none of them from a dead unit. That is sparse, not dead: a "
                   "healthy unit is off for some samples and on for others.", percent_text(100 * zero).text);
    else if (part < 0.25)
        report_say(report, "Not the same", "%s %% of all outputs are exactly 0, but only %s %% of these zeros come from dead units. The rest is "
                   "sparse, not dead: a healthy unit is off for some samples and on for others.", percent_text(100 * zero).text,
                   percent_text(100 * part).text);
    else if (part > 1 - 1e-9)
        report_say(report, "Zeros", "%s %% of all outputs are exactly 0, all of them from dead units.", percent_text(100 * zero).text);
    else
        report_say(report, "Zeros", "%s %% of all outputs are exactly 0; dead units give %s %% of these zeros, units that a gradient still "
                   "reaches the others.", percent_text(100 * zero).text, percent_text(100 * part).text);
}

/* Deaths are counted between looks, so a unit that dies and comes back in between is missed: how far apart they are is said. */
static void say_changes(const struct runs *r, const struct run *run, struct report *report)
{
    char *looks = r->every > 1 ? text_format(" (looked every %zu steps)", r->every) : text_copy("");
    if (run->died + run->revived > 0)
        report_say(report, "On the way", "%zu died and %zu came back%s%s", run->died, run->revived, looks,
                   run->revived > 0 && r->hidden > 1 ? ": above the first layer a unit can, when the layers below it move." : ".");
    free(looks);
}

static void say_trained(const struct runs *r, const struct run *run, const struct totals *end, struct report *report)
{
    const struct layer_units *top = &run->layer[1][r->hidden - 1];
    if (end->dead > 0 && run->score.accuracy > 0.9)
        report_say(report, "And yet", "it gets %s %% of the training samples right: dead units waste room, they need not spoil the answer.",
                   percent_text(100 * run->score.accuracy).text);
    /* slope 0 is not yet constant: a step's slope is 0 on either side. Constant for certain: always 0. */
    bool constant = top->zero_of_dead > (1 - 1e-9) * (double)top->dead / (double)top->units;
    if (top->mixed > 0 || top->dead == 0) return;
    if (constant)
        report_say(report, "So", "on these samples no unit of the last hidden layer does anything nonlinear now%s.",
                   top->dead < top->units ? "" : ", none does anything at all: every sample gets the same answer");
    else if (top->dead == top->units)
        report_say(report, "So", "no gradient gets through the last hidden layer: only the head learns.");
}

static void say_death(const struct runs *r, const struct run *run, struct report *report)
{
    struct totals start = totals_of(r, run, 0), end = totals_of(r, run, last_moment(r));
    bool trained = r->steps > 0 && !run->diverged;
    char *when = run->diverged ? text_format("At step %zu", last_step(run)) : text_copy("Trained");
    say_counts(report, "At the start", &start);
    if (r->steps > 0 && last_step(run) > 0) {
        say_counts(report, when, &end);
        say_changes(r, run, report);
    }
    if (run->diverged)
        report_say(report, "No numbers", "dead, always_on and mixed are nan: of the trained net there are no units to count. Died and revived "
                   "were counted up to step %zu, the last look before; the table by layer shows that step.", last_step(run));
    else
        dead_say_zeros(report, end.zero, end.zero_of_dead);
    if (end.near_dead > end.dead && !run->diverged)
        report_say(report, "Nearly", "%zu more never see a slope of 0.001.", end.near_dead - end.dead);
    if (trained)
        say_trained(r, run, &end, report);
    free(when);
}

/* "relu 63.1 %, gelu 0 %": mean over the seeds. */
static char *verdicts(const struct runs *r)
{
    char *all = text_copy("");
    for (size_t k = 0; k < r->nfunctions * r->ninits && k < 4; k++) {
        size_t f = k / r->ninits, i = k % r->ninits;
        char *who = r->ninits == 1 ? text_copy(r->functions[f].label) : r->nfunctions == 1 ? text_copy(r->inits[i].name)
                  : text_format("%s %s", r->functions[f].label, r->inits[i].name);
        struct spread dead = runs_spread(r, f, i, 0, dead_at_end);
        char *one = runs_verdict(&dead, r->seeds), *more = text_format("%s%s%s %s", all, k ? ", " : "", who, one);
        free(one);
        free(all);
        free(who);
        all = more;
    }
    return all;
}

static void describe_training(const struct runs *r, const struct dead_options *o, struct report *report)
{
    char *first = r->steps > 0 && r->learning.big_step > 0 ? text_format(", of the first step %s", short_number(r->learning.big_step).text) : text_copy("");
    char *decay = r->learning.decay > 0 ? text_format(", weight decay %s", short_number(r->learning.decay).text) : text_copy("");
    report_note(report, "%s, %zu hidden layer%s, %s init, %s%s, %zu step%s of %s, learning rate %s%s%s.", o->data, r->hidden, r->hidden == 1 ? "" : "s",
                o->net.init, r->has_bias ? "first biases " : "the init's own biases", r->has_bias ? short_number(r->bias).text : "",
                r->steps, r->steps == 1 ? "" : "s", optimizer_name(r->learning.optimizer), short_number(r->learning.rate).text, first, decay);
    free(first);
    free(decay);
}

static void describe(const struct runs *r, const struct problem *s, const struct request *q, struct report *report)
{
    const struct run *run = &r->run[0];
    struct totals end = totals_of(r, run, last_moment(r));
    const struct dead_options *o = q->options;
    size_t samples = s->probe > 0 ? s->probe : s->rows;
    char *verdict = verdicts(r);
    if (r->count == 1 && run->diverged)
        report_headline(report, "Training diverged at step %zu: no trained %s net to look at", run->diverged, run->function->label);
    else if (r->count == 1)
        report_headline(report, "%zu of %zu %s units are dead%s", end.dead, end.units, run->function->label,
                        r->steps > 0 ? " after training" : " before any training");
    else
        report_headline(report, "Dead units%s: %s", r->steps > 0 ? " after training" : " before any training", verdict);
    free(verdict);
    report_subtitle(report, "Dead: slope 0 on all %zu %ssamples; nothing reaches its weights. Always on: the same slope on all.",
                    samples, s->probe > 0 ? "fresh " : "");
    runs_diverged(r, report);
    if (r->count == 1)
        say_death(r, run, report);
    report_note(report, "See it: --plot%s    Why: actfn lesson dying",
                option_given(q, &o->training.lr) || r->steps == 0 || r->learning.optimizer != SGD || r->learning.rate >= 1 || r->learning.big_step > 0 ? "" : "    Try: --lr 1");
    describe_training(r, o, report);
    runs_whose_facts(r, report);
}

static void facts(const struct runs *r, const struct problem *s, struct report *report)
{
    const struct run *run = &r->run[0];
    struct totals end = totals_of(r, run, last_moment(r));
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

#define S struct dead_options
static const struct option_row rows[] = {
    OPT_SET(S, net.set),
    OPT_LAYERS(S, net.layers, "5"),
    OPT_WIDTH(S, net.width, "64"),
    OPT_SHAPE(S, net.shape),
    OPT_ACTIVATION(S, net.activation, "relu"),
    OPT_INIT(S, net.init, "he"),
    { .name = "data", .argument = "NAME|FILE", .kind = &option_text, .place = offsetof(S, data), .preset = "spiral",
      .names = &names_tasks, .path = PATH_INPUT,
      .help = "what to learn: spiral, two-spirals, circles, moons, xor, noise, or a csv file" },
    OPT_TARGET(S, target),
    { .name = "shift", .argument = "S", .kind = &option_number, .place = offsetof(S, shift),
      .help = "add S to every input" },
    { .name = "bias-init", .argument = "B", .kind = &option_number, .place = offsetof(S, bias_init),
      .help = "start the hidden layers' biases at B instead of the init's own" },
    OPT_OPTIMIZER(S, training.optimizer),
    OPT_LR(S, training.lr),
    OPT_WEIGHT_DECAY(S, training.weight_decay),
    OPT_BATCH(S, training.batch),
    OPT_STEPS(S, training.steps, "1000"),
    OPT_BIG_STEP(S, training.big_step),
    OPT_COUNT("probe", S, probe, 1, 100000000, "count on N fresh samples (default: the training data)"),
    OPT_SEEDS(S, training.seeds, "1"),
    OPT_FLAG("post", S, post, "the file holds activations, not pre-activations"),
    { .name = "axis", .argument = "N", .kind = &option_integer, .place = offsetof(S, axis), .high = 32,
      .help = "which axis of the file counts the units, from 0 (default: the last)" },
    OPT_FIGURE(S, "all map training histogram"),
    { .name = NULL },
};

static bool dead_read(const struct request *q, const struct problem *s, struct runs *r, struct message *why)
{
    const struct dead_options *o = q->options;
    if (!runs_read(r, &o->net, &o->training, o->delivery.seed, s->inputs, why))
        return false;
    if (option_given(q, &o->training.lr))
        r->learning.rate = o->training.lr;
    r->has_bias = option_given(q, &o->bias_init);
    r->bias = o->bias_init;
    r->census = true;
    r->probe = s->probe;
    r->data = problem_data;
    r->probe_data = problem_probe;
    r->state = s;
    return true;
}

static void dead_report(const struct runs *r, const struct problem *s, const struct request *q, struct report *report)
{
    describe(r, s, q, report);
    facts(r, s, report);
    problem_report(s, report);
    table_layers(r, report);
    runs_training(r, report);
    table_units(r, report);
    if (r->nfunctions * r->ninits * r->seeds == 1)
        table_by_layer(r, report);
    else
        table_compared(r, report);
    figure(r, s, q->delivery->figure, report);
}

static int dead_net(const struct request *q, struct report *report, struct message *why)
{
    const struct dead_options *o = q->options;
    const struct counts *shape = &o->net.shape;
    struct problem_options wish = { .probe = o->probe, .shift = o->shift, .target = o->target, .inputs = shape->count ? shape->value[0] : 0 };
    int status = STATUS_USAGE;
    struct problem s;
    struct runs r;
    struct message what;
    if (!problem_read(&s, o->data, &wish, &status, &what))
        return message_set(why, "--data %s", what.text), status;
    if (!dead_read(q, &s, &r, why)) {
        problem_free(&s);
        return STATUS_USAGE;
    }
    bool fits = runs_fit(&r, &o->net, false, s.inputs, s.classes ? s.classes : 1, s.rows, why);
    if (fits) {
        runs_train(&r, "training");
        dead_report(&r, &s, q, report);
    }
    runs_free(&r);
    problem_free(&s);
    return fits ? STATUS_DONE : STATUS_USAGE;
}

static int dead_run(const struct request *q, struct report *report, struct message *why)
{
    const struct dead_options *o = q->options;
    if (q->noperands > 1)
        return message_set(why, "%s: one file at a time", quote(q->operands[1]).text), STATUS_USAGE;
    if (o->post && !q->noperands)
        return message_set(why, "--post: says what a file holds; give the file"), STATUS_USAGE;
    if (option_given(q, &o->axis) && !q->noperands)
        return message_set(why, "--axis: says which axis of a file counts units; give the file"), STATUS_USAGE;
    return q->noperands ? dead_file(q, report, why) : dead_net(q, report, why);
}

const struct command command_dead = {
    .name = "dead",
    .order = 80,
    .operands = "[FILE]",
    .files = true,
    .about = "dead units: how many, in which layers, before and after training",
    .options = rows,
    .size = sizeof(S),
    .details = "Trains a small net and looks at every hidden unit on a fixed set of samples. A unit is dead when the slope f'(z) is 0 "
               "on all of them, always on when the slope is the same and not 0 on all of them, else mixed. Layers are numbered from 1; "
               "a linear head is added.\n\n"
               "With FILE the same counts for a net of yours: an .npy of samples by units, or FILE.safetensors:TENSOR. Of images (four "
               "axes) --axis says which one counts the channels: 1 in PyTorch, 3 in TensorFlow. From PyTorch, with your net and inputs:\n"
               "    import numpy, torch\n"
               "    layer = next(m for m in net.modules() if isinstance(m, torch.nn.Linear))\n"
               "    kept = []\n"
               "    hook = layer.register_forward_hook(\n"
               "        lambda m, i, out: kept.append(out.detach().float().cpu().clone()))\n"
               "    net(inputs)\n"
               "    hook.remove()\n"
               "    numpy.save('z.npy', torch.cat(kept).numpy())\n"
               "What the Linear (or Conv2d) layer gives is what the activation after it gets. It is copied at once, before an "
               "inplace activation overwrites it.",
    .examples = "actfn dead\n"
                "actfn dead --lr 1                      # too large a learning rate\n"
                "actfn dead --big-step 10               # one bad step, then careful ones\n"
                "actfn dead --activation relu,leaky_relu,gelu --seeds 5\n"
                "actfn dead z.npy --activation gelu       # pre-activations of your own net\n"
                "actfn dead --data noise --shape 784,256,256,256,256,256,128,128,128,128,128 --init torch,he --steps 0",
    .run = dead_run,
};
