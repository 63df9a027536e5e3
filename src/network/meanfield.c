/* Fixed points of the length and correlation maps. */
#include "network/meanfield.h"

#include <math.h>

#define EDGE_WIDTH 1e-9 /* chi_1 this close to 1 is the edge: what 12 digits of V can reach */
#define NOTHING 1e-13   /* a length below this is on its way to 0 */
enum { STEPS = 2000, NEWTON = 60 };

const char *meanfield_phase_name(enum meanfield_phase phase)
{
    static const char *const names[] = {
        [MEANFIELD_ORDERED] = "ordered",         [MEANFIELD_EDGE] = "edge",
        [MEANFIELD_CHAOTIC] = "chaotic",         [MEANFIELD_DIVERGES] = "diverges",
        [MEANFIELD_CYCLES] = "no fixed point",   [MEANFIELD_UNDEFINED] = "no fixed point",
        [MEANFIELD_UNKNOWN] = "not established",
    };
    return names[phase];
}

/* ---- the length ----------------------------------------------------------------------------- */

struct length_map {
    const struct gaussian *g;
    double v, b;
};
struct length {
    double next, slope; /* of q, and d next / dq */
    struct gaussian_moments means;
};

/* A jump parts any two inputs: its slope is a delta, whose square has no mean. */
static double slope_square(const struct gaussian *g, const struct gaussian_moments *m)
{
    return g->njumps ? INFINITY : m->slope_square;
}

static struct length length_at(const struct length_map *m, double q)
{
    struct length at = { .means = gaussian_moments(m->g, q) };
    at.next = m->v * at.means.square + m->b;
    at.slope = m->v * at.means.square_by_q;
    return at;
}

/* The slope of the length map at q = 0, for f(0) = 0: both sides of a corner count half. */
static double slope_at_nothing(const struct length_map *m)
{
    double left = function_at(m->g->f, -1e-150).df, right = function_at(m->g->f, 1e-150).df;
    return m->v * (left * left + right * right) / 2;
}

static bool vanishes(const struct length_map *m)
{
    return m->b == 0 && function_at(m->g->f, 0).f == 0 &&
           fabs(function_at(m->g->f, 1e-150).f) < 1e-100 &&
           fabs(function_at(m->g->f, -1e-150).f) < 1e-100;
}

/* Newton's method from near a fixed point; NaN: not to one that is stable. */
static double length_newton(const struct length_map *m, double q)
{
    for (int i = 0; i < NEWTON; i++) {
        struct length at = length_at(m, q);
        double step = (at.next - q) / (1 - at.slope);
        if (!(at.slope < 1 - 1e-13) || !isfinite(step))
            return NAN;
        if (fabs(step) <= 4e-16 * q || (i > 8 && fabs(step) <= 1e-13 * q))
            return fabs(at.slope) < 1 ? q : NAN;
        q = q + step > 0 ? q + step : q / 2;
        if (q < NOTHING && vanishes(m))
            return 0;
    }
    return NAN;
}

static bool every_length(const struct length_map *m)
{
    static const double lengths[] = { 1, 0.2, 3, 41 };
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        if (!(fabs(length_at(m, lengths[i]).next / lengths[i] - 1) < 1e-13))
            return false;
    return m->b == 0;
}

/* Where the map leads from q = 1: it is followed, so that of several fixed points the right one is
 * found, and Newton's method takes over where it settles. */
static enum meanfield_phase length_follow(const struct length_map *m, double *q)
{
    bool up = false, down = false;
    *q = 1;
    for (int i = 0; i < STEPS; i++) {
        struct length at = length_at(m, *q);
        double step = at.next - *q;
        if (at.means.unsure)
            return MEANFIELD_UNKNOWN;
        if (isnan(at.next) || (i == 0 && isinf(at.next)))
            return MEANFIELD_UNDEFINED;
        if (!(at.next < 1e100))
            return MEANFIELD_DIVERGES;
        if (fabs(step) < 0.05 * *q) {
            double fixed = length_newton(m, *q);
            /* A monotonic map leads to the next fixed point on that side. */
            if (!isnan(fixed) && (at.slope < 0 || (fixed - *q) * step >= 0)) {
                *q = fixed;
                return MEANFIELD_ORDERED;
            }
        }
        up |= step > 0 && i > STEPS / 2;
        down |= step < 0 && i > STEPS / 2;
        *q = at.next;
        if (*q < NOTHING && vanishes(m) && slope_at_nothing(m) <= 1 + 1e-12) {
            *q = 0;
            return MEANFIELD_ORDERED;
        }
    }
    return up && down ? MEANFIELD_CYCLES : MEANFIELD_DIVERGES;
}

static double depth_of(double slope)
{
    double size = fabs(slope);
    return fabs(size - 1) < 1e-13 ? INFINITY : size < 1e-14 ? 0 : -1 / log(size);
}

static void point_start(double weight_variance, double bias_variance, struct meanfield *point)
{
    *point = (struct meanfield){ .weight_variance = weight_variance,
                                 .bias_variance = bias_variance,
                                 .q_star = NAN,
                                 .lambda_q = NAN,
                                 .chi_1 = NAN,
                                 .c_star = NAN,
                                 .chi_c = NAN,
                                 .xi_q = NAN,
                                 .xi_c = NAN };
}

void meanfield_diverging(double weight_variance, double bias_variance, struct meanfield *point)
{
    point_start(weight_variance, bias_variance, point);
    point->phase = MEANFIELD_DIVERGES;
    point->q_star = INFINITY;
}

/* Everything that follows from q_star, but for the correlation of the chaotic phase. */
static void point_finish(const struct length_map *m, struct meanfield *point)
{
    if (point->q_star > 0) {
        struct length at = length_at(m, point->q_star);
        point->lambda_q = point->any_q ? 1 : at.slope;
        point->chi_1 = m->v * slope_square(m->g, &at.means);
    } else {
        point->lambda_q = point->chi_1 = slope_at_nothing(m);
    }
    point->xi_q = depth_of(point->lambda_q);
    if (fabs(point->chi_1 - 1) < EDGE_WIDTH)
        point->phase = MEANFIELD_EDGE;
    else if (point->chi_1 > 1)
        point->phase = MEANFIELD_CHAOTIC;
    if (point->phase == MEANFIELD_CHAOTIC || isnan(point->chi_1))
        return;
    point->c_star = 1;
    point->chi_c = point->chi_1;
    point->xi_c = point->phase == MEANFIELD_EDGE ? INFINITY : depth_of(point->chi_1);
}

void meanfield_length(const struct gaussian *g, double weight_variance, double bias_variance,
                      struct meanfield *point)
{
    struct length_map m = { g, weight_variance, bias_variance };
    point_start(weight_variance, bias_variance, point);
    point->any_q = every_length(&m);
    if (point->any_q)
        point->q_star = 1;
    else
        point->phase = length_follow(&m, &point->q_star);
    if (point->phase == MEANFIELD_ORDERED)
        point_finish(&m, point);
    else
        point->q_star = point->phase == MEANFIELD_DIVERGES ? INFINITY : NAN;
}

bool meanfield_polish(const struct gaussian *g, double weight_variance, double bias_variance,
                      double near, struct meanfield *point)
{
    struct length_map m = { g, weight_variance, bias_variance };
    point_start(weight_variance, bias_variance, point);
    if (near > 0)
        point->q_star = length_newton(&m, near);
    else if (vanishes(&m) && slope_at_nothing(&m) <= 1 + 1e-12)
        point->q_star = 0;
    if (isnan(point->q_star) || !(fabs(point->q_star - near) <= 0.02 * near))
        return false;
    point_finish(&m, point);
    return true;
}

/* ---- the correlation ------------------------------------------------------------------------ */

struct correlation {
    double next, slope;
};

static struct correlation correlation_at(const struct gaussian *g, const struct meanfield *p,
                                         double c)
{
    struct gaussian_pair e = gaussian_pair(g, p->q_star, c);
    return (struct correlation){ 1 - p->weight_variance * e.apart / p->q_star,
                                 p->weight_variance * e.slopes };
}

double meanfield_correlation(const struct gaussian *g, const struct meanfield *point, double q,
                             double c)
{
    double square = gaussian_moments(g, q).square;
    double next = point->weight_variance * square + point->bias_variance;
    return c >= 1 ? 1 : 1 - point->weight_variance * gaussian_pair(g, q, c).apart / next;
}

/* Where c = 0 maps to: independent inputs share only the means, (V (E f)^2 + B) / q. A mean that is
 * rounding is that of an odd f. */
static double correlation_at_nothing(const struct gaussian *g, const struct meanfield *p)
{
    struct gaussian_moments m = gaussian_moments(g, p->q_star);
    double mean = fabs(m.mean) < 1e-14 * sqrt(m.square) ? 0 : m.mean;
    return (p->weight_variance * mean * mean + p->bias_variance) / p->q_star;
}

/* The map is a power series in c with no negative coefficient, so it is convex: Newton's method
 * from c = 0 climbs to the smaller of its two fixed points, which is the stable one. */
static void correlation_solve(const struct gaussian *g, struct meanfield *p)
{
    double c = 0;
    for (int i = 0; i < NEWTON; i++) {
        struct correlation at = correlation_at(g, p, c);
        if (i == 0)
            at.next = correlation_at_nothing(g, p);
        double step = (at.next - c) / (1 - at.slope);
        if (!isfinite(step) || at.slope >= 1)
            return;
        if (step <= 1e-15) {
            p->c_star = c;
            p->chi_c = at.slope;
            p->xi_c = depth_of(at.slope);
            return;
        }
        c += step;
    }
}

void meanfield_solve(const struct gaussian *g, double weight_variance, double bias_variance,
                     struct meanfield *point)
{
    meanfield_length(g, weight_variance, bias_variance, point);
    if (point->phase == MEANFIELD_CHAOTIC && point->q_star > 0)
        correlation_solve(g, point);
}

/* ---- the edge ------------------------------------------------------------------------------- */

/* The point of the edge at this q, and whether q is stable there. */
static struct meanfield_edge_point edge_at(const struct gaussian *g, double q, bool *stable)
{
    struct gaussian_moments m = gaussian_moments(g, q);
    double slopes = slope_square(g, &m);
    *stable = m.square_by_q / slopes < 1 - 1e-12;
    return (struct meanfield_edge_point){ q, 1 / slopes, q - m.square / slopes };
}

/* Between two q, one on either side. */
static double edge_between(const struct gaussian *g, double bias_variance, double low, double high)
{
    bool stable, rises = edge_at(g, low, &stable).bias_variance < bias_variance;
    for (int i = 0; i < 100; i++) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            break;
        if ((edge_at(g, middle, &stable).bias_variance < bias_variance) == rises)
            low = middle;
        else
            high = middle;
    }
    return edge_at(g, high, &stable).weight_variance;
}

static bool edge_holds(const struct gaussian *g, double v, double b)
{
    struct meanfield p;
    if (!(v > 0) || !isfinite(v))
        return false;
    meanfield_length(g, v, b, &p);
    return p.phase == MEANFIELD_EDGE;
}

double meanfield_edge(const struct gaussian *g, double bias_variance)
{
    struct length_map nothing = { g, 1, 0 };
    if (bias_variance == 0) { /* homogeneous functions, and where q* is 0 */
        bool stable;
        double v = edge_at(g, 1, &stable).weight_variance;
        if (edge_holds(g, v, 0))
            return v;
        if (vanishes(&nothing) && edge_holds(g, 1 / slope_at_nothing(&nothing), 0))
            return 1 / slope_at_nothing(&nothing);
    }
    double before = NAN;
    for (double q = 1e-6; q < 1e6; q *= 1.2) {
        bool stable;
        struct meanfield_edge_point at = edge_at(g, q, &stable);
        double off = at.bias_variance - bias_variance;
        if (fabs(off) < 1e-13 * q)
            off = NAN; /* rounding */
        if (before * off <= 0) {
            double v = edge_between(g, bias_variance, q / 1.2, q);
            if (edge_holds(g, v, bias_variance))
                return v;
        }
        before = off;
    }
    return NAN;
}

size_t meanfield_edge_curve(const struct gaussian *g, double most_bias,
                            struct meanfield_edge_point *points, size_t most_points)
{
    size_t n = 0;
    for (double q = 1e-6; q < 1e6 && n < most_points; q *= 1.15) {
        bool stable;
        struct meanfield_edge_point at = edge_at(g, q, &stable);
        if (stable && at.bias_variance >= 0 && at.bias_variance <= most_bias &&
            isfinite(at.weight_variance))
            points[n++] = at;
    }
    return n;
}
