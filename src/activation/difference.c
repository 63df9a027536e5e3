/* How far two functions are apart. */
#include "activation/curve.h"
#include "activation/property.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct function_pair {
    const struct function *f, *g;
};
struct block {
    double f[BLOCK], df[BLOCK], ddf[BLOCK];
};

/* Calls each(i) for the jets of both at every point. */
static void both(const struct function_pair *p, size_t n, const double *x, double *f, double *df,
                 double *ddf, struct jet (*of)(struct jet a, struct jet b))
{
    struct block *a = memory_new(2, sizeof *a), *b = a + 1;
    for (size_t i = 0; i < n; i += BLOCK) {
        size_t m = n - i < BLOCK ? n - i : BLOCK;
        function_map(p->f, m, x + i, a->f, a->df, a->ddf);
        function_map(p->g, m, x + i, b->f, b->df, b->ddf);
        for (size_t k = 0; k < m; k++) {
            struct jet y = of((struct jet){ a->f[k], a->df[k], a->ddf[k] },
                              (struct jet){ b->f[k], b->df[k], b->ddf[k] });
            f[i + k] = y.f;
            df[i + k] = y.df;
            ddf[i + k] = y.ddf;
        }
    }
    free(a);
}

static struct jet minus(struct jet a, struct jet b)
{
    return (struct jet){ b.f - a.f, b.df - a.df, b.ddf - a.ddf };
}

/* (g - f)/f and its slopes. Where f is subnormal its few digits would be all that is seen. */
static struct jet relative(struct jet a, struct jet b)
{
    if (fabs(a.f) < DBL_MIN)
        return (struct jet){ NAN, NAN, NAN };
    struct jet d = minus(a, b);
    double q = d.f / a.f, dq = (d.df - q * a.df) / a.f;
    return (struct jet){ q, dq, (d.ddf - 2 * dq * a.df - q * a.ddf) / a.f };
}

static void difference_map(const void *state, size_t n, const double *x, double *f, double *df,
                           double *ddf)
{
    both(state, n, x, f, df, ddf, minus);
}

static void relative_map(const void *state, size_t n, const double *x, double *f, double *df,
                         double *ddf)
{
    both(state, n, x, f, df, ddf, relative);
}

static void curve_of_pair(struct curve *c, const struct function_pair *p, double low, double high)
{
    double all[2 * CURVE_KINKS];
    size_t n = function_kinks(p->f, low, high, all, CURVE_KINKS);
    *c = (struct curve){ .map = difference_map, .state = p, .low = low, .high = high };
    n += function_kinks(p->g, low, high, all + n, CURVE_KINKS);
    qsort(all, n, sizeof *all, number_ascending);
    for (size_t i = 0; i < n && c->nkinks < CURVE_KINKS; i++)
        if (c->nkinks == 0 || all[i] != c->kinks[c->nkinks - 1])
            c->kinks[c->nkinks++] = all[i];
}

/* f is 0 on a whole stretch, as relu is, and g is not: the place where g is largest. */
static bool flat(const struct function_pair *p, double low, double high, double *at)
{
    enum { POINTS = 1001 };
    double most = DBL_MIN;
    bool found = false;
    for (int i = 0; i < POINTS; i++) {
        double t = (double)i / (POINTS - 1), x = low * (1 - t) + high * t,
               g = fabs(function_at(p->g, x).f);
        if (g > most && function_at(p->f, x).f == 0) {
            most = g;
            *at = x;
            found = true;
        }
    }
    return found;
}

/* Where f is 0 and g is not, the relative difference has no bound. */
static bool unbounded(const struct function_pair *p, double low, double high, double *at)
{
    struct curve c;
    struct zero zeros[64];
    bool found = flat(p, low, high, at);
    if (found)
        return true;
    curve_of(&c, p->f, low, high);
    size_t n = curve_zeros(&c, 0, zeros, 64);
    for (size_t i = 0; i < n && i < 64 && !found; i++) {
        double x = zeros[i].x, apart = fabs(function_at(p->g, x).f - function_at(p->f, x).f);
        found = apart > 1e-9 * fabs(function_at(p->f, x).df * x) && apart > 0;
        *at = x;
    }
    curve_free(&c);
    return found;
}

static double squared(double z, struct jet y, const double *extra)
{
    (void)z, (void)extra;
    return y.f * y.f;
}

void functions_compare(const struct function *f, const struct function *g, double low, double high,
                       struct difference *d)
{
    struct function_pair p = { f, g };
    struct curve c;
    memset(d, 0, sizeof *d);
    curve_of_pair(&c, &p, low, high);
    curve_sample(&c);
    d->max = curve_largest(&c, 0, &d->at_x);
    d->max_slope = curve_largest(&c, 1, &d->slope_at_x);
    curve_free(&c);
    if (unbounded(&p, low, high, &d->relative_at_x)) {
        d->max_relative = INFINITY;
    } else {
        c.map = relative_map;
        curve_sample(&c);
        d->max_relative = curve_largest(&c, 0, &d->relative_at_x);
        if (d->max_relative > 1e100) { /* f begins at 0 there, as relu does, and g does not */
            d->max_relative = INFINITY;
            d->relative_at_x = fabs(d->relative_at_x) < 1e-100 ? 0 : d->relative_at_x;
        }
        curve_free(&c);
    }
    curve_of_pair(&c, &p, -40, 40);
    d->rms = sqrt(curve_mean(&c, squared, NULL));
}
