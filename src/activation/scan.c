/* Where to look on a range. */
#include "activation/curve.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

struct scan_points {
    double *x;
    size_t n, room;
    double low, high;
};

static void add(struct scan_points *p, double x)
{
    if (!(x >= p->low && x <= p->high) || isinf(x))
        return;
    if (p->n == p->room) {
        p->room = p->room ? 2 * p->room : 8192;
        p->x = memory_resize(p->x, p->room, sizeof *p->x);
    }
    p->x[p->n++] = x == 0 ? 0 : x;
}

static void add_both(struct scan_points *p, double x)
{
    add(p, x);
    add(p, -x);
}

/* Multiples of a power of two, 2048 to 4096 of them: whole numbers, halves, quarters are among them
 * exactly. */
static void add_grid(struct scan_points *p, double low, double high)
{
    int exponent;
    if (!(high > low))
        return;
    frexp((high - low) / 2048, &exponent);
    double step = ldexp(1, exponent - 1);
    for (double m = ceil(low / step); m * step <= high && m * step + step > m * step; m++)
        add(p, m * step);
}

/* Powers of two over all doubles, sixteen to the octave where functions live. */
static void add_powers(struct scan_points *p)
{
    for (int k = -1074; k <= 1023; k++)
        add_both(p, ldexp(1, k));
    for (int k = -30 * 16; k <= 30 * 16; k++)
        add_both(p, exp2(k / 16.0));
    add_both(p, DBL_MAX);
}

/* A kink, the doubles beside it, and points closing in on it from both sides. */
static void add_kink(struct scan_points *p, double kink)
{
    double reach = fmax(fabs(kink), 1) / 32;
    add(p, kink);
    add(p, nextafter(kink, -INFINITY));
    add(p, nextafter(kink, INFINITY));
    for (int j = 0; j < 40; j++) {
        add(p, kink - ldexp(reach, -j));
        add(p, kink + ldexp(reach, -j));
    }
}

size_t scan_points(double low, double high, const double *kinks, size_t nkinks, double **x)
{
    struct scan_points p = { .low = low, .high = high };
    add(&p, low);
    add(&p, high);
    add(&p, 0);
    add_grid(&p, fmax(low, -64), fmin(high, 64));
    if (!isinf(low) && !isinf(high) && (low < -64 || high > 64) && !isinf(high - low))
        add_grid(&p, low, high);
    add_powers(&p);
    for (size_t i = 0; i < nkinks; i++)
        add_kink(&p, kinks[i]);
    size_t kept = 0;
    if (p.n)
        qsort(p.x, p.n, sizeof *p.x, number_ascending);
    for (size_t i = 0; i < p.n; i++)
        if (i == 0 || p.x[i] != p.x[kept - 1])
            p.x[kept++] = p.x[i];
    *x = p.x;
    return kept;
}

double point_between(double a, double b)
{
    double m = a / 2 + b / 2;
    if (a < 0 && b > 0)
        return 0;
    if (a > 0 && b / a > 4)
        m = sqrt(a) * sqrt(b);
    if (b < 0 && a / b > 4)
        m = -sqrt(-a) * sqrt(-b);
    if (a == 0 && b > 1e-300)
        m = b * 1e-8;
    if (b == 0 && a < -1e-300)
        m = a * 1e-8;
    return m > a && m < b ? m : a;
}
