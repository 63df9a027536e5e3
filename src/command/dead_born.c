/* dead --steps 0: which share of networks has a layer without a living unit before any training,
 * and what theory says of it (Lu et al. 2019, arXiv:1903.06733). */
#include "command/dead.h"

#include <math.h>

/* Flat for z < 0, where it gives 0, and not flat for z > 0: what the formula is about. */
static bool rectifies(const struct function *f)
{
    static const double at[] = { 1e-8, 1e-3, 0.1, 1, 5, 30, 1e4 };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        struct jet left = function_at(f, -at[i]), right = function_at(f, at[i]);
        if (left.f != 0 || left.df != 0 || right.df == 0)
            return false;
    }
    return function_at(f, 0).f == 0 && function_at(f, 0).df == 0;
}

/* Weights whose sign is a fair coin, no biases. */
static bool symmetric(const struct runs *r, const struct init *init)
{
    bool uniform;
    double bias = r->has_bias ? r->bias : init_bias(init, 1, &uniform);
    return bias == 0 && init->kind != INIT_ASYMMETRIC && init->kind != INIT_ZEROS;
}

/* One input that is alive before a layer of n units dies in it with chance 2^-n: each unit is off
 * with chance 1/2. */
static double predicted(const struct training_run *run, size_t hidden)
{
    double log_alive = 0;
    for (size_t l = 0; l < hidden; l++)
        log_alive += log1p(-exp2(-(double)run->layer[0][l].units));
    return -100 * expm1(log_alive);
}

static bool born_dead(const struct training_run *run, size_t hidden)
{
    for (size_t l = 0; l < hidden; l++)
        if (run->layer[0][l].dead == run->layer[0][l].units)
            return true;
    return false;
}

void dead_born_report(const struct runs *r, size_t samples, struct report *report)
{
    size_t dead = 0;
    double said, percent;
    for (size_t s = 0; s < r->seeds; s++)
        dead += born_dead(runs_at(r, 0, 0, 0, s), r->hidden);
    percent = 100 * (double)dead / (double)r->seeds;
    report_fact(report, "born_dead_percent", percent);
    bool formula = rectifies(&r->functions[0]) && symmetric(r, &r->inits[0]);
    said = formula ? predicted(runs_at(r, 0, 0, 0, 0), r->hidden) : NAN;
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
