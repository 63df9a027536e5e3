/* Zeros, one-sided values and largest slopes of a curve. */
#include "activation/curve.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static void function_curve(const void *state, size_t n, const double *x, double *f, double *df,
                           double *ddf)
{
    function_map(state, n, x, f, df, ddf);
}

void curve_without_samples(struct curve *c, const struct function *g, double low, double high)
{
    *c = (struct curve){ .map = function_curve, .state = g, .low = low, .high = high };
    c->nkinks = function_kinks(g, low, high, c->kinks, CURVE_KINKS);
}

void curve_of(struct curve *c, const struct function *g, double low, double high)
{
    curve_without_samples(c, g, low, high);
    curve_sample(c);
}

void curve_sample(struct curve *c)
{
    c->n = scan_points(c->low, c->high, c->kinks, c->nkinks, &c->x);
    c->f = memory_new(3 * c->n, sizeof *c->f);
    c->df = c->f + c->n;
    c->ddf = c->df + c->n;
    c->map(c->state, c->n, c->x, c->f, c->df, c->ddf);
}

void curve_free(struct curve *c)
{
    free(c->x);
    free(c->f);
}

struct jet curve_at(const struct curve *c, double x)
{
    struct jet y;
    c->map(c->state, 1, &x, &y.f, &y.df, &y.ddf);
    return y;
}

double jet_order(struct jet y, int order)
{
    return order == 0 ? y.f : order == 1 ? y.df : y.ddf;
}

/* ---- kinks ---------------------------------------------------------------------------------- */

/* Close to a kink, but beyond the few doubles over which rounding may hide it (where e^x is 2 to
 * the last bit). Beside 0 the next double is 5e-324, whose square is 0: sqrt(x^2) would have no
 * corner. */
static double beside(double kink, double side)
{
    return kink == 0 ? side * 1e-30
                     : kink + side * 8 * (nextafter(fabs(kink), INFINITY) - fabs(kink));
}

/* Where y and its change cancel, what is left is their rounding (and -6e-77 is no value of max(0,
 * x)^2). */
static double carried(double y, double change)
{
    double sum = y + change;
    return fabs(sum) <= 4 * DBL_EPSILON * fabs(y) ? 0 : sum;
}

/* Carried on to the kink by the slopes found beside it. */
static struct jet side_jet(const struct curve *c, double kink, double side)
{
    double x = beside(kink, side), step = kink - x;
    struct jet y = curve_at(c, x);
    if (isfinite(y.df) && isfinite(y.ddf)) {
        y.f = carried(y.f, step * (y.df + step / 2 * y.ddf));
        y.df = carried(y.df, step * y.ddf);
    }
    return y;
}

struct jet curve_left(const struct curve *c, double kink)
{
    return side_jet(c, kink, -1);
}

struct jet curve_right(const struct curve *c, double kink)
{
    return side_jet(c, kink, 1);
}

/* Does the slope grow without end as x comes closer to the kink from that side? sqrt|x| has 5e14 at
 * 1e-30. */
bool curve_vertical(const struct curve *c, double kink, double side)
{
    double close = beside(kink, side), step = 1e6;
    double far = kink + (close - kink) * step;
    return fabs(curve_at(c, close).df) > 1.5 * fabs(curve_at(c, far).df) &&
           fabs(curve_at(c, close).df) > 1e3;
}

/* Does f''' jump, judged by difference quotients of f'' over h on either side? */
static bool third_jumps(const struct curve *c, double kink, double h)
{
    double here = curve_at(c, kink).ddf, left = here - curve_at(c, kink - h).ddf,
           right = curve_at(c, kink + h).ddf - here;
    return fabs(right - left) > 0.1 * fmax(fabs(left), fabs(right)) &&
           fmax(fabs(left), fabs(right)) > 1e-12 * fabs(here);
}

/* Beside a kink means a few ulps away on each side: what f moves over that distance is no jump. For
 * f'' the third derivative is not known; a jump is then what does not shrink as the sides come
 * closer. */
int curve_smoothness(const struct curve *c, double kink)
{
    struct jet here = curve_at(c, kink), left = curve_left(c, kink), right = curve_right(c, kink);
    double gap = beside(kink, 1) - beside(kink, -1), wide = 1e-4 * fmax(fabs(kink), 1e-3);
    double df = fmax(fabs(left.df), fabs(right.df)), ddf = fmax(fabs(left.ddf), fabs(right.ddf));
    double jump = fmax(fabs(left.f - right.f), fmax(fabs(left.f - here.f), fabs(right.f - here.f)));
    if (isnan(left.f) || isnan(right.f))
        return 3; /* an end of where f lives */
    if (left.f * right.f < 0 && fmin(fabs(left.f), fabs(right.f)) > 1e8)
        return -1; /* a pole */
    if (!(jump <= 1e-13 * (fabs(left.f) + fabs(right.f)) + 4 * gap * (df + gap * ddf) + 1e-300))
        return -1;
    if (curve_vertical(c, kink, -1) || curve_vertical(c, kink, 1))
        return 0;
    if (!(fabs(left.df - right.df) <= 1e-12 * df + 8 * gap * ddf + 1e-300))
        return 0;
    double close = fabs(left.ddf - right.ddf),
           apart = fabs(curve_at(c, kink - wide).ddf - curve_at(c, kink + wide).ddf);
    if (close > 1e-10 * ddf + 1e-300 && close > 0.01 * apart)
        return 1;
    return third_jumps(c, kink, 1e-3) && third_jumps(c, kink, 1e-4) ? 2 : 3;
}

/* ---- zeros ---------------------------------------------------------------------------------- */

static int sign_of(double y)
{
    return (y > 0) - (y < 0);
}

/* a and b have signs s and -s. An exact zero met on the way is the answer. */
static double bisect(const struct curve *c, int order, double a, double b, int s)
{
    double m;
    while ((m = point_between(a, b)) > a) {
        int here = sign_of(jet_order(curve_at(c, m), order));
        if (here == 0)
            return m;
        if (here == s)
            a = m;
        else
            b = m;
    }
    double ya = fabs(jet_order(curve_at(c, a), order)), yb = fabs(jet_order(curve_at(c, b), order));
    return ya <= yb ? a : b;
}

/* The end of a run of zeros: zero at `inside`, not at `outside`, which lies on either side of it.
 */
static double run_end(const struct curve *c, int order, double inside, double outside)
{
    double m;
    while ((m = point_between(fmin(inside, outside), fmax(inside, outside))) >
           fmin(inside, outside)) {
        if (jet_order(curve_at(c, m), order) == 0)
            inside = m;
        else
            outside = m;
    }
    return inside;
}

struct finder {
    const struct curve *c;
    int order;
    struct zero *zeros;
    size_t n, most;
};

static bool is_kink(const struct curve *c, double x)
{
    for (size_t k = 0; k < c->nkinks; k++)
        if (c->kinks[k] == x)
            return true;
    return false;
}

/* The sign of y between x and `end`: all but one of eight points must agree; else 0. */
static int side_sign(const struct curve *c, int order, double x, double end)
{
    int sum = 0;
    for (int j = 1; j <= 8; j++)
        sum += sign_of(jet_order(curve_at(c, x + (end - x) * j / 8.5), order));
    return sum >= 6 ? 1 : sum <= -6 ? -1 : 0;
}

/* Does y keep one sign on each side of x, looked at as far as the samples beyond `near`? */
static bool sides_agree(const struct finder *z, double x, size_t i, size_t j, double near,
                        bool crossing)
{
    const struct curve *c = z->c;
    while (x - c->x[i] < near && i > 0 && !is_kink(c, c->x[i - 1]))
        i--;
    while (c->x[j] - x < near && j + 1 < c->n && !is_kink(c, c->x[j + 1]))
        j++;
    int before = side_sign(c, z->order, x, c->x[i]), after = side_sign(c, z->order, x, c->x[j]);
    return before * after == (crossing ? -1 : 1);
}

/* Where y is 0 but for rounding its sign changes at every step; a zero is where it keeps one sign
 * on each side, if not close by, where rounding may blur it, then a little farther off. The zero
 * lies between samples i and j; within `blur` of it y has underflowed. */
static void found(struct finder *z, double x, size_t i, size_t j, bool crossing, double blur)
{
    const struct curve *c = z->c;
    if (x != 0 && fabs(x) < 1e-100)
        return; /* underflow's work */
    double near = fmax(0.1 * (c->x[j] - c->x[i]),
                       fmax(1e-14 * fabs(x), fmax(100 * blur, 1e-300))); /* too near to tell */
    if (!sides_agree(z, x, i, j, near, crossing) &&
        !sides_agree(z, x, i, j, fmax(near, 1e-12 * fmax(fabs(x), 1)), crossing))
        return;
    /* Two crossings as close as this are one that rounding has blurred. */
    struct zero *last = z->n && z->n <= z->most ? &z->zeros[z->n - 1] : NULL;
    if (last && last->crossing && crossing && x - last->x < 1e-12 * fmax(fabs(x), 1)) {
        last->x = fabs(x) < 1e-13 ? 0 : last->x + (x - last->x) / 2;
        return;
    }
    if (z->n < z->most)
        z->zeros[z->n] = (struct zero){ x, crossing };
    z->n++;
}

/* Samples i .. j are exactly 0, their neighbours are not. One point, or what underflow or rounding
 * makes of one, is a zero. */
static void zero_run(struct finder *z, size_t i, size_t j, const double *y)
{
    const struct curve *c = z->c;
    double a = run_end(c, z->order, c->x[i], c->x[i - 1]),
           b = run_end(c, z->order, c->x[j], c->x[j + 1]);
    double at = a <= 0 && b >= 0 ? 0 : a / 2 + b / 2;
    if (b - a <= 1e-9 * fmax(fabs(a), fabs(b)) || (at == 0 && b - a < 1e-13))
        found(z, at, i - 1, j + 1, sign_of(y[i - 1]) != sign_of(y[j + 1]), b - a);
}

/* f' may touch 0 without crossing it, where f'' crosses. */
static void touching(struct finder *z, size_t i)
{
    const struct curve *c = z->c;
    if (z->order != 1 || sign_of(c->ddf[i]) * sign_of(c->ddf[i + 1]) >= 0)
        return;
    double x = bisect(c, 2, c->x[i], c->x[i + 1], sign_of(c->ddf[i]));
    if (fabs(curve_at(c, x).df) <= 1e-14 * fmax(fabs(c->df[i]), fabs(c->df[i + 1])))
        found(z, x, i, i + 1, false, 0);
}

size_t curve_zeros(const struct curve *c, int order, struct zero *zeros, size_t most)
{
    struct finder z = { c, order, zeros, 0, most };
    const double *y = order == 0 ? c->f : order == 1 ? c->df : c->ddf;
    for (size_t i = 0; i + 1 < c->n; i++) {
        if (is_kink(c, c->x[i]) || is_kink(c, c->x[i + 1]) || isnan(y[i]) || isnan(y[i + 1]))
            continue;
        int here = sign_of(y[i]), after = sign_of(y[i + 1]);
        if (here * after < 0) {
            found(&z, bisect(c, order, c->x[i], c->x[i + 1], here), i, i + 1, true, 0);
        } else if (here && !after) {
            size_t j = i + 1;
            while (j + 1 < c->n && y[j + 1] == 0 && !is_kink(c, c->x[j + 1]))
                j++;
            if (j + 1 < c->n && !isnan(y[j + 1]) && !is_kink(c, c->x[j + 1]))
                zero_run(&z, i + 1, j, y);
        } else if (here && here == after) {
            touching(&z, i);
        }
    }
    return z.n;
}

/* ---- largest -------------------------------------------------------------------------------- */

static void larger(double y, double x, double *best, double *at)
{
    if (!isnan(y) && !(fabs(y) <= *best)) {
        *best = fabs(y);
        *at = x;
    }
}

/* Ends, kinks from both sides, and where the next derivative is 0. The samples themselves are tried
 * too: if one beats them all a zero was missed, and the larger number is still right to the
 * sampling. */
double curve_largest(const struct curve *c, int order, double *at)
{
    double best = -1;
    *at = NAN;
    struct zero zeros[256];
    size_t n = curve_zeros(c, order + 1, zeros, 256);
    for (size_t i = 0; i < n && i < 256; i++)
        larger(jet_order(curve_at(c, zeros[i].x), order), zeros[i].x, &best, at);
    for (size_t i = 0; i < c->nkinks; i++) {
        larger(jet_order(curve_left(c, c->kinks[i]), order), c->kinks[i], &best, at);
        larger(jet_order(curve_right(c, c->kinks[i]), order), c->kinks[i], &best, at);
        if (order == 0)
            larger(curve_at(c, c->kinks[i]).f, c->kinks[i], &best, at);
    }
    const double *y = order == 0 ? c->f : c->df;
    for (size_t i = 0; i < c->n; i++)
        if (!is_kink(c, c->x[i]) && fabs(y[i]) > best * (1 + 1e-13))
            larger(y[i], c->x[i], &best, at);
    return best < 0 ? NAN : best;
}
