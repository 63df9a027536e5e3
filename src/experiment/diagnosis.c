/* From counts and moments to a finding and its likely causes. The limits are what nets at their
 * initialization stay within: He's weights on standardized inputs give units whose means are spread
 * about as far as their values (between / within near 1 after a few ReLU layers), and a unit of
 * normal values is dead on a hundred samples only if its mean is three spreads on the wrong side.
 */
#include "experiment/diagnosis.h"

#include <math.h>
#include <stdlib.h>

static const double alike_from = 2, shift_from = 0.5, step_from = 3, shrunk_below = 0.3;
static const double large_from = 10, half = 0.5;

/* Means over some of the units: all, the dead or the others. */
struct group {
    size_t units;
    double mean, within;
};

enum which { ALL, DEAD, OTHERS };

static bool counts_in(const struct function_counts *f, size_t u, enum which which)
{
    bool dead = f->unit[u].kind == UNIT_DEAD;
    return which == ALL || dead == (which == DEAD);
}

static struct group group_of(const struct unit_counts *c, enum which which)
{
    struct group g = { 0 };
    double squares = 0;
    for (size_t u = 0; u < c->units; u++) {
        double mean = unit_mean(&c->moments, u, c->samples),
               deviation = unit_deviation(&c->moments, u, c->samples);
        if (!counts_in(&c->counted[0], u, which) || !isfinite(mean) || !isfinite(deviation))
            continue;
        g.units++;
        g.mean += mean;
        squares += deviation * deviation;
    }
    g.mean = g.units ? g.mean / (double)g.units : NAN;
    g.within = g.units ? sqrt(squares / (double)g.units) : NAN;
    return g;
}

static double between_units(const struct unit_counts *c, enum which which, const struct group *g)
{
    double squares = 0;
    for (size_t u = 0; u < c->units; u++) {
        double apart = unit_mean(&c->moments, u, c->samples) - g->mean;
        squares += isfinite(apart) && counts_in(&c->counted[0], u, which) ? apart * apart : 0;
    }
    return g->units ? sqrt(squares / (double)g->units) : NAN;
}

static void measure(const struct unit_counts *c, struct diagnosis *d)
{
    struct group all = group_of(c, ALL), sick = group_of(c, DEAD), well = group_of(c, OTHERS);
    d->mean = all.mean;
    d->within = all.within;
    d->between = between_units(c, ALL, &all);
    d->well_between = between_units(c, OTHERS, &well);
    d->rms = sqrt(d->mean * d->mean + d->between * d->between + d->within * d->within);
    d->sick_mean = sick.mean;
    d->sick_within = sick.within;
    d->well_mean = well.mean;
    d->well_within = well.within;
    d->nearest = NAN;
    for (size_t u = 0; u < c->units; u++) {
        d->still += c->samples > 1 && unit_is_constant(&c->moments, u);
        if (c->counted[0].unit[u].kind == UNIT_DEAD && sick.mean < 0)
            d->nearest =
                fmax(d->nearest, c->moments.high[u]); /* fmax takes the one that is no NaN */
    }
}

static bool two_tails(const struct unit_counts *c)
{
    return isfinite(c->taken.low) && isfinite(c->taken.high);
}

static void find(const struct unit_counts *c, struct diagnosis *d)
{
    const struct layer_units *u = &c->counted[0].layer;
    double units = (double)u->units;
    d->zero = u->zero_of_dead * units > (1 - 1e-9) * (double)u->dead;
    if (c->not_finite > 0) {
        d->finding = FINDING_NOT_FINITE;
    } else if (d->still == u->units && c->samples > 1) {
        d->finding = FINDING_CONSTANT;
        d->units = u->units;
    } else if (u->dead > 0) {
        d->finding = FINDING_DEAD;
        d->units = u->dead;
    } else if (two_tails(c) && u->saturated > half) {
        d->finding = FINDING_SATURATED;
    } else if ((double)u->always_on >= half * units) {
        d->finding = FINDING_LINEAR;
        d->units = u->always_on;
    }
}

static void suspect(struct diagnosis *d, enum cause cause, double weight)
{
    size_t at = d->suspicions;
    if (!(weight > 0))
        return;
    for (; at > 0 && d->suspicion[at - 1].weight < weight; at--)
        d->suspicion[at] = d->suspicion[at - 1];
    d->suspicion[at] = (struct suspicion){ cause, weight };
    d->suspicions++;
}

/* x over limit, where it is beyond; cut, so that no single number outweighs all others. */
static double beyond(double x, double limit)
{
    return x > limit ? fmin(x / limit, 4) : 0;
}

static void suspect_dead(const struct unit_counts *c, struct diagnosis *d)
{
    const struct layer_units *u = &c->counted[0].layer;
    d->few = 2 * u->dead < u->units;
    double mean = d->few ? d->well_mean : d->mean, within = d->few ? d->well_within : d->within,
           between = d->few ? d->well_between : d->between;
    double off = d->sick_mean < 0 ? -mean : mean;
    double apart = fabs(d->sick_mean - d->well_mean) / d->well_within;
    bool shrunk = d->sick_within < shrunk_below * d->well_within;
    suspect(d, CAUSE_ALIKE, beyond(between / within, alike_from));
    suspect(d, CAUSE_SHIFT, beyond(off / hypot(within, between), shift_from));
    if (d->few && !shrunk)
        suspect(d, CAUSE_STEP, beyond(apart, step_from));
    if (d->few && shrunk)
        suspect(d, CAUSE_SHRUNK, beyond(d->well_within / d->sick_within, 1 / shrunk_below));
    suspect(d, CAUSE_SCALE, beyond(d->rms, large_from) / 2);
}

static void suspect_others(struct diagnosis *d)
{
    static const double steep = 1.5; /* z of N(0, 1) hardly saturates tanh or sigmoid */
    if (d->finding == FINDING_CONSTANT)
        suspect(d, CAUSE_NO_INPUT, 4);
    if (d->finding != FINDING_SATURATED && d->finding != FINDING_LINEAR)
        return;
    suspect(d, CAUSE_ALIKE, beyond(d->between / d->within, alike_from));
    suspect(d, CAUSE_SHIFT, beyond(fabs(d->mean) / hypot(d->within, d->between), shift_from));
    if (d->finding == FINDING_SATURATED)
        suspect(d, CAUSE_SCALE, beyond(d->rms, steep));
}

void diagnose(const struct unit_counts *c, struct diagnosis *d)
{
    *d = (struct diagnosis){ .has_pre = !c->post };
    measure(c, d);
    find(c, d);
    if (d->finding == FINDING_DEAD && d->has_pre)
        suspect_dead(c, d);
    else if (d->has_pre || d->finding == FINDING_CONSTANT)
        suspect_others(d);
}

struct drift drift_of(const struct diagnosis *d, size_t layers)
{
    struct drift r = { 0 };
    for (size_t i = 0; i < layers; i++) {
        if (!d[i].has_pre || !isfinite(d[i].rms) || !(d[i].rms > 0))
            continue;
        if (r.layers++ == 0) {
            r.first = i;
            r.from = d[i].rms;
        }
        r.last = i;
        r.to = d[i].rms;
    }
    r.factor = r.last > r.first ? pow(r.to / r.from, 1 / (double)(r.last - r.first)) : 1;
    return r;
}
