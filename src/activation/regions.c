/* Linear regions: straight from one kink to the next, and joined there. */
#include "activation/regions.h"

#include <math.h>
#include <stdlib.h>

enum { KINKS_ROOM = 64 };
static const double FARTHEST_KINK = 1e6;
static const double SLACK = 1e-13; /* rounding of f, relative to the numbers that it is made of */

/* Where a region is looked at: so far from its finite end; where both ends are finite, in 101ths of
 * its width. */
static const double distances[] = { 0.001, 0.1, 0.5, 1, 2, 5, 10, 100 };
enum { POINTS = 2 * sizeof distances / sizeof *distances };

/* Without an end, on either side of 0 in turn. */
static double point_within(double low, double high, size_t i)
{
    double distance = distances[i / 2];
    if (isfinite(low) && isfinite(high))
        return low + (high - low) * distance / 101;
    if (isfinite(low))
        return low + distance;
    if (isfinite(high))
        return high - distance;
    return i % 2 ? distance : -distance;
}

/* A place on the region's line: an end of it, or 0. */
static double base_point(double low, double high)
{
    if (isfinite(low))
        return low;
    return isfinite(high) ? high : 0;
}

/* The same slope everywhere between, no curvature, and the values on one line with the one at the
 * end. */
static bool is_straight(const struct function *g, double low, double high, double *slope)
{
    double from = base_point(low, high), value = function_at(g, from).f;
    *slope = NAN;
    for (size_t i = 0; i < POINTS; i++) {
        double x = point_within(low, high, i);
        struct jet y = function_at(g, x);
        if (isnan(*slope))
            *slope = y.df;
        if (!isfinite(y.f) || y.df != *slope || y.ddf != 0)
            return false;
        if (fabs(y.f - value - y.df * (x - from)) >
            SLACK * (fabs(y.f) + fabs(value) + fabs(y.df * x)))
            return false;
    }
    return true;
}

/* is_straight starts from the lower end; what is left is that the line arrives at the value of the
 * upper one. */
static bool is_joined(const struct function *g, double low, double high, double slope)
{
    if (!isfinite(low) || !isfinite(high))
        return true;
    double left = function_at(g, low).f, right = function_at(g, high).f;
    return fabs(right - left - slope * (high - low)) <=
           SLACK * (fabs(right) + fabs(slope * high) + fabs(slope * low));
}

static bool slopes_find(const struct function *g, struct regions *r)
{
    for (size_t i = 0; i <= r->nkinks; i++) {
        double low = i ? r->kinks[i - 1] : -INFINITY, high = i < r->nkinks ? r->kinks[i] : INFINITY;
        if (!is_straight(g, low, high, &r->slopes[i]) || !is_joined(g, low, high, r->slopes[i]))
            return false;
    }
    return true;
}

void regions_find(const struct function *g, struct regions *r)
{
    *r = (struct regions){ .nkinks = 0 };
    if (g->vectorwise)
        return;
    r->kinks = memory_new(KINKS_ROOM, sizeof *r->kinks);
    r->nkinks = function_kinks(g, -FARTHEST_KINK, FARTHEST_KINK, r->kinks, KINKS_ROOM);
    r->slopes = memory_new(r->nkinks + 1, sizeof *r->slopes);
    if (r->nkinks == KINKS_ROOM || !slopes_find(g, r)) {
        free(r->slopes);
        r->slopes = NULL;
    }
}

void regions_free(struct regions *r)
{
    free(r->kinks);
    free(r->slopes);
    *r = (struct regions){ .nkinks = 0 };
}
