/* Limits and underflow points. */
#include "activation/tail.h"

#include <float.h>
#include <math.h>

/* ---- limits --------------------------------------------------------------------------------- */

/* Odd places, so that a periodic function does not look settled. */
static double probe(const struct curve *c, int order, double side, double scale, int k)
{
    return jet_order(curve_at(c, side * scale * (1 + 0.37 * k)), order);
}

/* How far f strays from `limit` around x = 10^power. */
static double stray(const struct curve *c, int order, double side, int power, double limit)
{
    double most = 0;
    for (int k = 0; k < 4; k++) {
        double y = probe(c, order, side, pow(10, power), k),
               off = isinf(limit) ? 1 / fabs(y) : fabs(y - limit);
        if (isnan(y) || (isinf(limit) && y * limit < 0))
            return INFINITY;
        most = fmax(most, off);
    }
    return most;
}

/* Does f come to `limit`, and stay? It must not stray farther as x grows, and have come close at
 * the end. */
static bool settles(const struct curve *c, int order, double side, double limit)
{
    static const int powers[] = { 2, 3, 5, 8, 12, 20, 50, 100, 200, 300 };
    double before = INFINITY, last = INFINITY,
           slack = isinf(limit) ? 0 : 1e-13 * fabs(limit) + 1e-300;
    for (size_t i = 0; i < sizeof powers / sizeof *powers; i++) {
        last = stray(c, order, side, powers[i], limit);
        if (last > before * (1 + 1e-9) + slack)
            return false;
        before = last;
    }
    return last <= (isinf(limit) ? 0.01 : 1e-12 * fmax(fabs(limit), 1));
}

double tail_limit(const struct curve *c, int order, double side)
{
    double at_infinity = jet_order(curve_at(c, side * INFINITY), order),
           far = probe(c, order, side, 1e300, 0);
    if (!isnan(at_infinity) && settles(c, order, side, at_infinity))
        return at_infinity == 0 ? 0 : at_infinity;
    double limit = fabs(far) > 1e100 ? copysign(INFINITY, far) : fabs(far) < 1e-100 ? 0 : far;
    return !isnan(far) && settles(c, order, side, limit) ? limit : NAN;
}

/* ---- underflow ------------------------------------------------------------------------------ */

static double size_at(const struct curve *c, double x)
{
    return fabs(curve_at(c, x).f);
}

/* The outermost x at which |f| comes down to `size`; everything beyond is smaller. NaN: |f| never
 * is as large. */
static double crossing(const struct curve *c, double side, double size)
{
    double inside = NAN, outside = side * DBL_MAX, m;
    for (size_t k = 0; k < c->n && isnan(inside); k++) {
        size_t i = side < 0 ? k : c->n - 1 - k;
        if (fabs(c->f[i]) > size)
            inside = c->x[i];
        else if (!isnan(c->f[i]))
            outside = c->x[i];
    }
    if (isnan(inside) || inside * side >= outside * side)
        return NAN;
    while ((m = point_between(fmin(inside, outside), fmax(inside, outside))) >
           fmin(inside, outside)) {
        if (size_at(c, m) > size)
            inside = m;
        else
            outside = m;
    }
    return inside;
}

static bool near_kink(const struct curve *c, double x)
{
    for (size_t i = 0; i < c->nkinks; i++)
        if (fabs(c->kinks[i] - x) <= 1e-9 * fmax(1, fabs(x)))
            return true;
    return false;
}

/* log|f| of a tail is smooth: a polynomial through Chebyshev points of where f is a normal number,
 * carried on to where f is not. Noise, the kernel's few ulps, grows a thousandfold on the way; as
 * log f is about 700, twelve digits of x remain. (In double the rounding of log f alone would cost
 * them.) */
enum { FIT = 12 };
struct fit {
    long double t[FIT], y[FIT], weight[FIT];
    bool in_log;
};

static long double fit_at(const struct fit *p, double x)
{
    long double t = p->in_log ? logl(fabsl(x)) : x, above = 0, below = 0;
    for (int i = 0; i < FIT; i++) {
        if (t == p->t[i])
            return p->y[i];
        long double w = p->weight[i] / (t - p->t[i]);
        above += w * p->y[i];
        below += w;
    }
    return above / below;
}

static void fit_make(const struct curve *c, double a, double b, struct fit *p)
{
    p->in_log = b / a > 4 || a / b > 4;
    double ta = p->in_log ? log(fabs(a)) : a, tb = p->in_log ? log(fabs(b)) : b,
           sign = a < 0 ? -1 : 1;
    for (int i = 0; i < FIT; i++) {
        double angle = 3.14159265358979323846 * (i + 0.5) / FIT,
               t = (ta + tb) / 2 + (tb - ta) / 2 * cos(angle);
        double x = p->in_log ? sign * exp(t) : t;
        p->t[i] = p->in_log ? logl(fabsl(x)) : x;
        p->weight[i] = (i % 2 ? -1 : 1) * sinl(angle);
        p->y[i] = logl(size_at(c, x));
    }
}

static double extrapolated(const struct curve *c, double side, int exponent, double rough)
{
    struct fit p;
    double near = crossing(c, side, 0x1p-800), far = crossing(c, side, 0x1p-1010);
    long double goal = exponent * logl(2);
    if (isnan(near) || isnan(far) || near * far <= 0 || near_kink(c, far))
        return NAN;
    fit_make(c, far, near, &p);
    /* The computed f is 0 a little beyond, or shortly before: a bracket for the fit. */
    double a = far, b = far + 2 * (rough - far);
    if (!(fit_at(&p, b) < goal))
        return NAN;
    for (int i = 0; i < 200; i++) {
        double m = a / 2 + b / 2;
        if (fit_at(&p, m) > goal)
            a = m;
        else
            b = m;
    }
    return a;
}

double tail_underflow(const struct curve *c, double side, int exponent, double end)
{
    double x = crossing(c, side, exponent < -1074 ? 0 : ldexp(1, exponent));
    if (isnan(x) || fabs(x) >= end || tail_limit(c, 0, side) != 0 || near_kink(c, x))
        return NAN;
    return exponent < -1022 ? extrapolated(c, side, exponent, x) : x;
}
