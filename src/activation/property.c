/* Facts of one function, all computed. */
#include "activation/property.h"
#include "activation/series.h"
#include "activation/tail.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ZEROS = 4096, MANY = 16 };
#define NEAR 10 /* of an endless row of zeros those within are listed */
#define HUGE_NUMBER 1e100

/* ---- places --------------------------------------------------------------------------------- */

static void add_place(double x, double *places, size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        if (places[i] == x)
            return;
    if (*n < PLACES_MAX)
        places[(*n)++] = x;
}

/* Zeros of f' or f''; a kink where f' exists and is 0, or where f'' changes its sign, counts as
 * well. */
static void find_places(const struct curve *c, int order, struct properties *p, double *places,
                        size_t *n)
{
    struct zero *zeros = memory_new(ZEROS, sizeof *zeros);
    size_t found = curve_zeros(c, order, zeros, ZEROS);
    bool many = found > MANY;
    *n = 0;
    for (size_t i = 0; i < found && i < ZEROS; i++)
        if ((order == 1 || zeros[i].crossing) && (!many || fabs(zeros[i].x) <= NEAR))
            add_place(zeros[i].x, places, n);
    for (size_t i = 0; i < p->nkinks; i++) {
        const struct kink *k = &p->kinks[i];
        if (k->smoothness < 1 || (many && fabs(k->x) > NEAR))
            continue;
        bool flat = k->used.df == 0 && k->left.ddf != 0 && k->right.ddf != 0;
        if (order == 1 ? flat : k->left.ddf * k->right.ddf < 0)
            add_place(k->x, places, n);
    }
    qsort(places, *n, sizeof *places, number_ascending);
    p->endless = p->endless || many;
    free(zeros);
}

static void find_kinks(const struct curve *c, struct properties *p)
{
    p->smoothness = SMOOTH;
    for (size_t i = 0; i < c->nkinks && p->nkinks < PLACES_MAX; i++) {
        double x = c->kinks[i];
        int smoothness = curve_smoothness(c, x);
        if (smoothness == 2 && p->smoothness > 2)
            p->smoothness = 2;
        if (smoothness > 1)
            continue;
        struct kink *k = &p->kinks[p->nkinks++];
        *k = (struct kink){ x, smoothness, curve_left(c, x), curve_right(c, x), curve_at(c, x) };
        if (curve_vertical(c, x, -1))
            k->left.df = copysign(INFINITY, k->left.df);
        if (curve_vertical(c, x, 1))
            k->right.df = copysign(INFINITY, k->right.df);
        p->smoothness = smoothness < p->smoothness ? smoothness : p->smoothness;
    }
}

/* ---- range ---------------------------------------------------------------------------------- */

/* The largest of sign*f: where it can be attained, and where it can only be approached. */
struct extreme {
    double bound, value, x;
    bool attained;
};

static void approach(struct extreme *e, double y)
{
    if (y > e->bound)
        e->bound = y;
}

static void attain(struct extreme *e, double y, double x)
{
    double slack = 1e-15 * fabs(y);
    if (!isnan(y) && !isnan(x) &&
        (!e->attained || y > e->value + slack || (y >= e->value - slack && fabs(x) < fabs(e->x)))) {
        e->attained = true;
        e->value = y;
        e->x = x;
    }
    approach(e, y);
}

static struct extreme find_extreme(const struct curve *c, const struct properties *p, double sign)
{
    struct extreme e = { -INFINITY, -INFINITY, NAN, false };
    for (size_t i = 0; i < p->nslope_zeros; i++)
        attain(&e, sign * curve_at(c, p->slope_zeros[i]).f, p->slope_zeros[i]);
    for (size_t i = 0; i < p->nkinks; i++) {
        attain(&e, sign * p->kinks[i].used.f, p->kinks[i].x);
        approach(&e, sign * p->kinks[i].left.f);
        approach(&e, sign * p->kinks[i].right.f);
    }
    approach(&e, sign * p->limit_left);
    approach(&e, sign * p->limit_right);
    bool outside = false;
    for (size_t i = 0; i < c->n; i++) {
        double y = sign * c->f[i];
        if (!(y > e.bound + 1e-13 * fabs(e.bound)))
            continue;
        e.bound = y > HUGE_NUMBER && fabs(c->x[i]) > 64 ? INFINITY : y;
        outside = true; /* more than any place that was located */
    }
    e.attained = e.attained && !outside && e.value >= e.bound - 1e-14 * fabs(e.bound);
    return e;
}

/* step and its like: the largest value is attained on a whole flat stretch that starts beside a
 * jump. */
static bool attained_beside(const struct properties *p, double sign, double bound)
{
    for (size_t i = 0; i < p->nkinks; i++) {
        const struct kink *k = &p->kinks[i];
        if (k->smoothness < 0 && ((sign * k->left.f == bound && k->left.df == 0) ||
                                  (sign * k->right.f == bound && k->right.df == 0)))
            return true;
    }
    return false;
}

static void find_range(const struct curve *c, struct properties *p)
{
    struct extreme low = find_extreme(c, p, -1), high = find_extreme(c, p, 1);
    p->range_lower = -low.bound == 0 ? 0 : -low.bound;
    p->range_upper = high.bound == 0 ? 0 : high.bound;
    p->minimum = low.attained || attained_beside(p, -1, low.bound) ? p->range_lower : NAN;
    p->minimum_x = low.attained ? low.x : NAN;
    p->maximum = high.attained || attained_beside(p, 1, high.bound) ? p->range_upper : NAN;
    p->maximum_x = high.attained ? high.x : NAN;
    if (strcmp(p->monotone, "constant") == 0)
        p->minimum = p->maximum = p->range_lower = p->range_upper = c->f[0];
}

/* ---- slopes --------------------------------------------------------------------------------- */

static void find_lipschitz(const struct curve *c, struct properties *p)
{
    struct extreme e = { 0, 0, NAN, false };
    for (size_t i = 0; i < p->ninflections; i++)
        attain(&e, fabs(curve_at(c, p->inflections[i]).df), p->inflections[i]);
    for (size_t i = 0; i < p->nkinks; i++) {
        const struct kink *k = &p->kinks[i];
        double slope = k->smoothness < 0 ? INFINITY : fmax(fabs(k->left.df), fabs(k->right.df));
        attain(&e, slope, k->x);
    }
    approach(&e, fabs(tail_limit(c, 1, -1)));
    approach(&e, fabs(tail_limit(c, 1, 1)));
    for (size_t i = 0; i < c->n; i++)
        if (fabs(c->df[i]) > e.bound * (1 + 1e-12) &&
            fabs(c->x[i]) > 1e-100) { /* nearer to 0 x^2 underflows */
            e.bound = fabs(c->df[i]) > HUGE_NUMBER ? INFINITY : fabs(c->df[i]);
            e.attained = false;
        }
    p->lipschitz = e.bound;
    p->lipschitz_x = e.attained && e.value >= e.bound * (1 - 1e-13) ? e.x : NAN;
}

static void find_monotone(const struct curve *c, struct properties *p)
{
    struct zero zero[ZEROS / 64];
    bool up = false, down = false;
    size_t n = curve_zeros(c, 1, zero, sizeof zero / sizeof *zero);
    for (size_t i = 0; i < n && i < sizeof zero / sizeof *zero; i++)
        up = down = up || zero[i].crossing;
    for (size_t i = 0; i < p->nkinks; i++)
        if (p->kinks[i].smoothness < 0) {
            up = up || p->kinks[i].right.f > p->kinks[i].left.f;
            down = down || p->kinks[i].right.f < p->kinks[i].left.f;
        }
    /* No zero crossed: the slope keeps its sign from kink to kink, and rounding cannot outvote it.
     */
    double sum = 0;
    for (size_t i = 0, k = 0; i < c->n; i++) {
        bool kink = k < c->nkinks && c->x[i] == c->kinks[k];
        sum += kink || isnan(c->df[i]) ? 0 : fmax(-1e300, fmin(1e300, c->df[i])) / (double)c->n;
        if (kink || i + 1 == c->n) {
            up = up || sum > 0;
            down = down || sum < 0;
            sum = 0;
            k++;
        }
    }
    p->monotone = up && down ? "no" : up ? "increasing" : down ? "decreasing" : "constant";
}

/* ---- means ---------------------------------------------------------------------------------- */

static double value(double z, struct jet y, const double *extra)
{
    (void)z, (void)extra;
    return y.f;
}

static double value_squared(double z, struct jet y, const double *extra)
{
    (void)z, (void)extra;
    return y.f * y.f;
}

static double slope_squared(double z, struct jet y, const double *extra)
{
    (void)z, (void)extra;
    return y.df * y.df;
}

static double value_times_z(double z, struct jet y, const double *extra)
{
    (void)extra;
    return y.f * z;
}

static double residual_squared(double z, struct jet y, const double *line)
{
    double r = y.f - (line[0] + line[1] * z);
    return r * r;
}

static double deviation_squared(double z, struct jet y, const double *line)
{
    (void)z;
    return (y.f - line[0]) * (y.f - line[0]);
}

/* The best line for z ~ N(0,1) is E f + E(z f) z. Its residual is integrated, not got by
 * subtraction: for identity it is a rounding error, not a difference of two ones. */
static void find_means(const struct curve *c, struct properties *p)
{
    double forward = curve_mean(c, value_squared, NULL),
           backward = curve_mean(c, slope_squared, NULL);
    double line[2] = { curve_mean(c, value, NULL), curve_mean(c, value_times_z, NULL) };
    double spread = curve_mean(c, deviation_squared, line);
    p->gain_forward = forward > 0 ? 1 / sqrt(forward) : NAN;
    p->gain_backward = backward > 0 ? 1 / sqrt(backward) : NAN;
    p->not_affine_percent = spread > 0 ? 100 * curve_mean(c, residual_squared, line) / spread : NAN;
}

/* ---- all ------------------------------------------------------------------------------------ */

static double underflow(const struct curve *c, int exponent, double end)
{
    double left = tail_underflow(c, -1, exponent, end);
    return isnan(left) ? tail_underflow(c, 1, exponent, end) : left;
}

void properties_find(const struct function *g, struct properties *p)
{
    struct curve c;
    memset(p, 0, sizeof *p);
    curve_of(&c, g, -INFINITY, INFINITY);
    find_kinks(&c, p);
    find_places(&c, 1, p, p->slope_zeros, &p->nslope_zeros);
    find_places(&c, 2, p, p->inflections, &p->ninflections);
    p->at_0 = curve_at(&c, 0);
    p->limit_left = tail_limit(&c, 0, -1);
    p->limit_right = tail_limit(&c, 0, 1);
    find_monotone(&c, p);
    find_range(&c, p);
    find_lipschitz(&c, p);
    find_means(&c, p);
    p->underflow_x_double = underflow(&c, -1075, DBL_MAX);
    p->underflow_x_float = underflow(&c, -150, FLT_MAX);
    p->nseries = function_series(g, p->series, SERIES_MAX);
    curve_free(&c);
}

const char *smoothness_name(int smoothness)
{
    return smoothness < 0    ? "jump"
           : smoothness == 0 ? "C0"
           : smoothness == 1 ? "C1"
           : smoothness == 2 ? "C2"
                             : "smooth";
}
