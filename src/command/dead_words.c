/* What dead says of nets trained here. */
#include "command/dead.h"

#include <stdlib.h>

enum { VERDICTS_MOST = 4 }; /* of a headline */

static struct number_text short_number(double x)
{
    return number_text_short(x, 3);
}

static void say_counts(struct report *report, const char *when, const struct dead_totals *t)
{
    report_say(report, when, "%zu of %zu units dead (%s %%), %zu always linear, %zu active.",
               t->dead, t->units, percent_text(dead_percent(t->dead, t->units)).text, t->always_on,
               t->mixed);
}

/* Deaths are counted between looks, so a unit that dies and comes back in between is missed: how
 * far apart they are is said. */
static void say_changes(const struct runs *r, const struct training_run *run, struct report *report)
{
    char *looks =
        r->every > 1 ? text_format(" (checked every %zu steps)", r->every) : text_copy("");
    if (run->died + run->revived > 0)
        report_say(report, "On the way", "%zu died and %zu recovered%s%s", run->died, run->revived,
                   looks,
                   run->revived > 0 && r->hidden > 1
                       ? ": above the first layer a unit can, when the layers below it move."
                       : ".");
    free(looks);
}

static void say_trained(const struct runs *r, const struct training_run *run,
                        const struct dead_totals *end, struct report *report)
{
    const struct layer_units *top = &run->layer[1][r->hidden - 1];
    if (end->dead > 0 && run->score.accuracy > 0.9)
        report_say(report, "And yet",
                   "it gets %s %% of the training samples right: dead units waste room, they need "
                   "not spoil the answer.",
                   percent_text(100 * run->score.accuracy).text);
    /* slope 0 is not yet constant: a step's slope is 0 on either side. Constant for certain: always
     * 0. */
    bool constant = top->zero_of_dead > (1 - 1e-9) * (double)top->dead / (double)top->units;
    if (top->mixed > 0 || top->dead == 0)
        return;
    if (constant)
        report_say(
            report, "So",
            "on these samples no unit of the last hidden layer does anything nonlinear now%s.",
            top->dead < top->units
                ? ""
                : ", none does anything at all: every sample gets the same answer");
    else if (top->dead == top->units)
        report_say(report, "So",
                   "no gradient gets through the last hidden layer: only the head learns.");
}

static void say_death(const struct runs *r, const struct training_run *run, struct report *report)
{
    struct dead_totals start = dead_totals(r, run, 0),
                       end = dead_totals(r, run, dead_last_moment(r));
    bool trained = r->steps > 0 && !run->diverged;
    char *when =
        run->diverged ? text_format("At step %zu", dead_last_step(run)) : text_copy("Trained");
    say_counts(report, "At the start", &start);
    if (r->steps > 0 && dead_last_step(run) > 0) {
        say_counts(report, when, &end);
        say_changes(r, run, report);
    }
    if (run->diverged)
        report_say(report, "No numbers",
                   "dead, always_on and mixed are nan: of the trained net there are no units to "
                   "count. Died and revived "
                   "were counted up to step %zu, the last look before; the table by layer shows "
                   "that step.",
                   dead_last_step(run));
    else
        dead_say_zeros(report, end.zero, end.zero_of_dead);
    if (end.near_dead > end.dead && !run->diverged)
        report_say(report, "Nearly", "%zu more never see a slope of 0.001.",
                   end.near_dead - end.dead);
    if (trained)
        say_trained(r, run, &end, report);
    free(when);
}

/* "relu 63.1 %, gelu 0 %": mean over the seeds. */
static char *verdicts(const struct runs *r)
{
    struct buffer all = { 0 };
    for (size_t k = 0; k < r->nfunctions * r->ninits && k < VERDICTS_MOST; k++) {
        size_t f = k / r->ninits, i = k % r->ninits;
        const char *function = r->functions[f].label, *init = r->inits[i].name;
        struct seed_spread dead = runs_spread(r, f, i, 0, dead_at_end);
        char *verdict = runs_verdict(&dead, r->seeds);
        if (r->ninits == 1)
            buffer_item(&all, ", ", "%s %s", function, verdict);
        else if (r->nfunctions == 1)
            buffer_item(&all, ", ", "%s %s", init, verdict);
        else
            buffer_item(&all, ", ", "%s %s %s", function, init, verdict);
        free(verdict);
    }
    return buffer_take(&all);
}

static void describe_training(const struct runs *r, const struct dead_options *o,
                              struct report *report)
{
    char *first =
        r->steps > 0 && r->learning.big_step > 0
            ? text_format(", of the first step %s", short_number(r->learning.big_step).text)
            : text_copy("");
    char *decay = r->learning.decay > 0
                      ? text_format(", weight decay %s", short_number(r->learning.decay).text)
                      : text_copy("");
    report_note(
        report, "%s, %zu hidden layer%s, %s init, %s%s, %zu step%s of %s, learning rate %s%s%s.",
        o->data, r->hidden, r->hidden == 1 ? "" : "s", o->net.init,
        r->has_bias ? "first biases " : "the init's own biases",
        r->has_bias ? short_number(r->bias).text : "", r->steps, r->steps == 1 ? "" : "s",
        optimizer_name(r->learning.optimizer), short_number(r->learning.rate).text, first, decay);
    free(first);
    free(decay);
}

void dead_words(const struct runs *r, const struct problem *s, const struct request *q,
                struct report *report)
{
    const struct training_run *run = &r->run[0];
    struct dead_totals end = dead_totals(r, run, dead_last_moment(r));
    const struct dead_options *o = q->options;
    size_t samples = s->probe > 0 ? s->probe : s->rows;
    char *verdict = verdicts(r);
    if (r->count == 1 && run->diverged)
        report_headline(report, "Training diverged at step %zu: no trained %s network to measure",
                        run->diverged, run->function->label);
    else if (r->count == 1)
        report_headline(report, "%zu of %zu %s units are dead%s", end.dead, end.units,
                        run->function->label,
                        r->steps > 0 ? " after training" : " before any training");
    else
        report_headline(report, "Dead units%s: %s",
                        r->steps > 0 ? " after training" : " before any training", verdict);
    free(verdict);
    report_subtitle(
        report,
        "Dead: slope 0 on all %zu %ssamples; nothing reaches its weights. Always linear: "
        "the same slope on all.",
        samples, s->probe > 0 ? "fresh " : "");
    runs_diverged(r, report);
    if (r->count == 1)
        say_death(r, run, report);
    report_note(report, "Plot: --plot%s    Learn more: actfn lesson dying",
                option_given(q, &o->training.lr) || r->steps == 0 || r->learning.optimizer != SGD ||
                        r->learning.rate >= 1 || r->learning.big_step > 0
                    ? ""
                    : "    Try: --lr 1");
    describe_training(r, o, report);
    runs_whose_facts(r, report);
}
