/* What the reports of nets have in common. */
#include "command/net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct number_text percent_text(double percent)
{
    struct number_text text = number_text_short(percent, 3);
    if (percent < 100 && strcmp(text.text, "100") == 0)
        text = number_text_short(100 - strtod(number_text_short(100 - percent, 1).text, NULL), 15);
    return text;
}

double percent_rounded(double percent)
{
    return strtod(percent_text(percent).text, NULL);
}

char *runs_verdict(const struct seed_spread *s, size_t seeds)
{
    if (s->diverged == seeds)
        return text_copy("diverged");
    char *part = s->diverged ? text_format(" (%zu of %zu seeds diverged)", s->diverged, seeds)
                             : text_copy("");
    char *all = text_format("%s %%%s", percent_text(s->mean).text, part);
    free(part);
    return all;
}

void runs_whose_facts(const struct runs *r, struct report *report)
{
    const struct training_run *run = &r->run[0];
    if (r->count == 1)
        return;
    char *init = r->ninits > 1 ? text_format(", %s init", run->init->name) : text_copy("");
    char *width = r->nwidths > 1 ? text_format(", width %zu", run->width) : text_copy("");
    report_note(report, "The facts are of one network: %s%s%s, seed %llu.", run->function->label,
                init, width, (unsigned long long)run->seed);
    free(init);
    free(width);
}

void runs_training(const struct runs *r, struct report *report)
{
    size_t rows = 0, row = 0;
    for (size_t k = 0; k < r->count; k++)
        rows += r->run[k].records;
    bool numbers = r->count > 0 && r->run[0].records > 0 && isnan(r->run[0].score.accuracy) &&
                   isfinite(r->run[0].record[0].score.r2);
    struct table *t = report_table(report, "training", rows);
    t->no_text = true;
    char **activation = table_texts(t, "activation"), **init = table_texts(t, "init");
    double *width = r->census ? NULL : table_numbers(t, "width");
    double *seed = table_numbers(t, "seed"), *step = table_numbers(t, "step"),
           *loss = table_numbers(t, "loss");
    double *quality = table_numbers(t, numbers ? "r2" : "accuracy");
    double *dead = r->census ? table_numbers(t, "dead_percent") : NULL;
    double *died = r->census ? table_numbers(t, "died") : NULL,
           *revived = r->census ? table_numbers(t, "revived") : NULL;
    for (size_t k = 0; k < r->count; k++)
        for (size_t i = 0; i < r->run[k].records; i++, row++) {
            const struct training_record *record = &r->run[k].record[i];
            activation[row] = text_copy(r->run[k].function->label);
            init[row] = text_copy(r->run[k].init->name);
            seed[row] = (double)r->run[k].seed;
            step[row] = (double)record->step;
            loss[row] = record->score.loss;
            quality[row] = numbers ? record->score.r2 : record->score.accuracy;
            if (width)
                width[row] = (double)r->run[k].width;
            if (!dead || !died || !revived)
                continue; /* nobody counted */
            dead[row] = 100 * (double)record->dead / (double)record->units;
            died[row] = (double)record->died;
            revived[row] = (double)record->revived;
        }
}

void runs_diverged(const struct runs *r, struct report *report)
{
    size_t diverged = 0;
    for (size_t k = 0; k < r->count; k++) {
        const struct training_run *run = &r->run[k];
        if (!run->diverged)
            continue;
        char *width = r->nwidths > 1 ? text_format(", width %zu", run->width) : text_copy("");
        report_say(
            report, "Diverged",
            "%s, %s%s, seed %llu: at step %zu the loss was no finite number any more, and training "
            "stopped there. Try a smaller --%s.",
            run->function->label, run->init->name, width, (unsigned long long)run->seed,
            run->diverged, r->learning.big_step > r->learning.rate ? "big-step" : "lr");
        free(width);
        diverged++;
    }
    if (diverged > 0 && r->seeds > 1)
        report_note(report, "Mean, min and max are of the networks that did not diverge.");
}

void problem_report(const struct problem *s, struct report *r)
{
    if (s->file)
        report_fact_text(r, "target", s->classes ? "classes" : "numbers");
    for (size_t i = 0; i < 2; i++)
        if (s->said[i])
            report_note(r, "%s", s->said[i]);
}
