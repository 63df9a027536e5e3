/* dead --steps 0: which share of networks has a layer without a living unit before any training,
 * and what theory says of it (Lu et al. 2019, arXiv:1903.06733). */
#include "command/dead.h"
#include "experiment/born.h"

#include <math.h>
#include <stdlib.h>

static bool born_dead(const struct training_run *run, size_t hidden)
{
    for (size_t l = 0; l < hidden; l++)
        if (run->layer[0][l].dead == run->layer[0][l].units)
            return true;
    return false;
}

/* The formula for the first activation and init, in percent; NaN: it does not apply. */
static double predicted(const struct runs *r)
{
    const struct training_run *run = runs_at(r, 0, 0, 0, 0);
    size_t *widths = memory_new(r->hidden, sizeof *widths);
    for (size_t l = 0; l < r->hidden; l++)
        widths[l] = run->layer[0][l].units;
    double share = born_dead_formula(widths, r->hidden);
    free(widths);
    bool known = born_dead_known(&r->functions[0], &r->inits[0], r->has_bias ? r->bias : NAN);
    return known ? 100 * share : NAN;
}

void dead_born_report(const struct runs *r, size_t samples, struct report *report)
{
    size_t dead = 0;
    double said, percent;
    for (size_t s = 0; s < r->seeds; s++)
        dead += born_dead(runs_at(r, 0, 0, 0, s), r->hidden);
    percent = 100 * (double)dead / (double)r->seeds;
    report_fact(report, "born_dead_percent", percent);
    said = predicted(r);
    bool formula = !isnan(said);
    if (formula)
        report_fact(report, "born_dead_predicted", said);
    if (r->seeds == 1 && dead == 0)
        return;
    report_say(report, "Born dead",
               "%zu of %zu networks (%s%%) %s a layer without a living unit%s%s%s", dead, r->seeds,
               percent_text(percent).text, dead == 1 ? "has" : "have",
               formula ? "; for a single input the formula says " : "",
               formula ? percent_text(said).text : "", formula ? "%." : ".");
    if (formula && samples > 1)
        report_note(
            report,
            "The formula for born dead networks is exact for one input: 1 - prod(1 - 2^-units) "
            "over the layers (Lu et al. 2019). Here all %zu inputs must die in one layer, "
            "so it is an upper bound.",
            samples);
}

/* Table `born`: the map by width, depth and init; 100 networks each, or --seeds. */
void dead_born_map(const struct runs *r, const struct problem *s, struct report *report)
{
    static const struct column_row columns[] = {
        COLUMN(struct born_cell, init),
        COLUMN(struct born_cell, layers),
        COLUMN(struct born_cell, width),
        COLUMN_AS("born_dead_percent", struct born_cell, dead_percent),
        COLUMN_AS("born_dead_predicted", struct born_cell, predicted_percent),
    };
    struct data probe;
    size_t n = r->ninits * BORN_DEPTHS * BORN_WIDTHS;
    struct born_cell *cells = memory_new(n, sizeof *cells);
    if (s->probe > 0)
        problem_probe(s, r->seed, &probe);
    else
        problem_data(s, r->seed, &probe);
    const struct born_wish wish = { .function = &r->functions[0],
                                    .inits = r->inits,
                                    .ninits = r->ninits,
                                    .trials = r->seeds > 1 ? r->seeds : 100,
                                    .probe = &probe,
                                    .seed = r->seed };
    born_map(&wish, cells);
    report_rows(report, "born", columns, COLUMNS(columns), cells, n, sizeof *cells)->no_text = true;
    dataset_free(&probe);
    free(cells);
}
