/* Grids: the doubles nearest to the points that were asked for, found from the index, never by
 * adding the step. */
#include "parse/exact.h"

#include <math.h>
#include <string.h>

static const uint64_t MOST = 1000000000000U; /* points */

static bool too_many(const struct range *r, struct error *err)
{
    const char *shown = r->typed != NULL ? r->typed : "range";
    return error_usage(err, "%s: more than 10^12 points; %s", quote(shown).text,
                       r->has_step ? "take a larger STEP" : "take fewer");
}

/* LO, HI and STEP as fractions over one denominator, from the text where there is one. */
static bool range_fractions(const struct range *r, struct fraction *f)
{
    size_t n = r->has_step ? 3 : 2;
    const double values[3] = { r->low, r->high, r->step };
    const char *s = r->typed;
    for (size_t i = 0; i < n; i++) {
        if (s != NULL) {
            size_t length = strcspn(s, ":");
            if (!fraction_parse(s, length, &f[i])) {
                return false;
            }
            s += length + (s[length] == ':');
        } else {
            struct number_text t = number_text(values[i]);
            if (!fraction_parse(t.text, strlen(t.text), &f[i])) {
                return false;
            }
        }
    }
    return fraction_common(f, n);
}

/* first, increment and divisor in lowest terms, and the quickest way that is still exact. */
static void settle(struct grid *g)
{
    int128 shared = whole_gcd(whole_gcd(g->first, g->increment), g->divisor);
    g->first /= shared;
    g->increment /= shared;
    g->divisor /= shared;
    /* Whole numbers below 2^52, and so their sum, are doubles; one division then rounds once. */
    const int128 most = (int128)1 << 52;
    int128 span = (int128)(g->points - 1) * g->increment;
    bool small = g->first < most && g->first > -most && span < most && g->divisor < most;
    g->way = small ? GRID_QUOTIENT : GRID_WHOLE;
    g->from = (double)g->first;
    g->by = (double)g->increment;
    g->over = (double)g->divisor;
}

/* false: not in 125 bits, take doubles. */
static bool exact_by_step(const struct range *r, struct grid *g, bool *many)
{
    struct fraction f[3];
    if (!range_fractions(r, f) || f[2].p <= 0) {
        return false;
    }
    int128 steps = (f[1].p - f[0].p) / f[2].p;
    *many = steps >= (int128)MOST;
    g->points = *many ? 0 : (uint64_t)steps + 1;
    g->first = f[0].p;
    g->increment = f[2].p;
    g->divisor = f[0].q;
    return true;
}

static bool exact_by_count(const struct range *r, struct grid *g)
{
    struct fraction f[2];
    struct range ends = *r;
    ends.has_step = false;
    if (!range_fractions(&ends, f)) {
        return false;
    }
    int128 parts = g->points > 1 ? (int128)g->points - 1 : 1, last, span;
    g->increment = f[1].p - f[0].p;
    return !__builtin_mul_overflow(f[0].p, parts, &g->first) &&
           !__builtin_mul_overflow(f[0].q, parts, &g->divisor) &&
           !__builtin_mul_overflow(f[1].p, parts, &last) &&
           !__builtin_sub_overflow(last, g->first, &span);
}

static bool by_step(const struct range *r, struct grid *g, struct error *err)
{
    bool many = false;
    if (exact_by_step(r, g, &many)) {
        if (many) {
            return too_many(r, err);
        }
        settle(g);
        return true;
    }
    /* A step that fits a whole number of times may come out a rounding error short. */
    double steps = r->high / r->step - r->low / r->step;
    steps = floor(steps + 4e-16 * (fabs(r->high / r->step) + fabs(r->low / r->step)));
    if (!(steps < (double)MOST)) {
        return too_many(r, err);
    }
    g->points = (uint64_t)steps + 1;
    g->by = r->step;
    g->way = GRID_DOUBLES;
    return true;
}

bool grid_make(const struct range *r, uint64_t points, struct grid *g, struct error *err)
{
    *g = (struct grid){ .points = points, .low = r->low, .high = r->high };
    const char *shown = r->typed != NULL ? r->typed : "range";
    if (points == 0) {
        return r->has_step
                   ? by_step(r, g, err)
                   : error_usage(err, "%s: no STEP and no number of points; write LO:HI:STEP",
                                 quote(shown).text);
    }
    if (r->has_step) {
        return error_usage(err,
                           "%s: has a STEP, and a number of points is given too; leave one out",
                           quote(shown).text);
    }
    if (points > MOST) {
        return too_many(r, err);
    }
    if (exact_by_count(r, g)) {
        settle(g);
    } else {
        g->way = GRID_DOUBLES;
    }
    return true;
}

bool grid_make_log(const struct range *r, uint64_t points, struct grid *g, struct error *err)
{
    if (!grid_make(r, points, g, err)) {
        return false;
    }
    g->way = GRID_LOG;
    g->from = log10(r->low);
    g->by = log10(r->high);
    return true;
}

/* The ends as they were written; between them a power of 10, so that a whole exponent gives the
 * double nearest to its power. */
static double log_point(const struct grid *g, uint64_t i)
{
    if (i == 0 || i + 1 == g->points) {
        return i == 0 ? g->low : g->high;
    }
    double t = (double)i / (double)(g->points - 1);
    double exponent = g->from + t * (g->by - g->from);
    double whole = nearbyint(exponent);
    return pow(10, fabs(exponent - whole) < 1e-13 ? whole : exponent);
}

static double doubles_point(const struct grid *g, uint64_t i)
{
    if (g->by > 0) {
        return fma((double)i, g->by, g->low);
    }
    /* Not low + t (high - low): the difference may overflow. */
    double t = g->points > 1 ? (double)i / (double)(g->points - 1) : 0;
    return g->low * (1 - t) + g->high * t;
}

double grid_point(const struct grid *g, uint64_t i)
{
    switch (g->way) {
    case GRID_QUOTIENT:
        return (g->from + (double)i * g->by) / g->over;
    case GRID_WHOLE:
        return fraction_double(g->first + (int128)i * g->increment, g->divisor);
    case GRID_LOG:
        return log_point(g, i);
    default:
        return doubles_point(g, i);
    }
}

/* All sums are whole numbers below 2^53. Eight points at a time, so that compilers divide several
 * at once. */
static void quotients(const struct grid *g, uint64_t first, size_t count, double *x)
{
    double at = g->from + (double)first * g->by, by = g->by, over = g->over;
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        for (int k = 0; k < 8; k++) {
            x[i + (size_t)k] = (at + (double)k * by) / over;
        }
        at += 8 * by;
    }
    for (int k = 0; i < count; i++, k++) {
        x[i] = (at + (double)k * by) / over;
    }
}

void grid_points(const struct grid *g, uint64_t first, size_t count, double *x)
{
    if (g->way == GRID_QUOTIENT) {
        quotients(g, first, count, x);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        x[i] = grid_point(g, first + i);
    }
}
