/* What has to be known of a function before it can be drawn. */
#include "activation/outline.h"

#include "activation/curve.h"

#include <math.h>
#include <stdlib.h>

/* ---- breaks --------------------------------------------------------------------------------- */

/* A value beside a break that is this large, and this much larger than a little way off, is on its
 * way to infinity. */
static const double LARGE = 1e7, GROWN = 1e4, LITTLE_WAY = 1e-4;

/* Steadily, step by step towards x, and not to and fro as sin(1/x)/x does? */
static bool steady(const struct curve *c, double x, double way, int order)
{
    double last = jet_order(curve_at(c, x + way * LITTLE_WAY * (c->high - c->low)), order);
    for (double near = LITTLE_WAY / 3; near > LITTLE_WAY / 1e4; near /= 3) {
        double y = jet_order(curve_at(c, x + way * near * (c->high - c->low)), order);
        if (!((y > 0) == (last > 0) && fabs(y) >= fabs(last)))
            return false;
        last = y;
    }
    return true;
}

/* The side's value as the break comes near; at: the break's own. log(0) is -inf, though the value
 * beside is only -69. NaN: none. */
static double limit(const struct curve *c, double x, double way, int order, double beside,
                    double at)
{
    double away = jet_order(curve_at(c, x + way * LITTLE_WAY * (c->high - c->low)), order);
    bool grows = fabs(beside) > LARGE && fabs(beside) > GROWN * fabs(away);
    bool follows = isinf(at) && (beside > 0) == (at > 0) && fabs(beside) > fabs(away);
    if (!grows && !follows)
        return beside;
    return steady(c, x, way, order) ? copysign(INFINITY, beside) : NAN;
}

static struct jet side(const struct curve *c, double x, double way, struct jet at)
{
    struct jet y = way < 0 ? curve_left(c, x) : curve_right(c, x);
    return (struct jet){ .f = limit(c, x, way, 0, y.f, at.f),
                         .df = limit(c, x, way, 1, y.df, at.df),
                         .ddf = limit(c, x, way, 2, y.ddf, at.ddf) };
}

size_t function_breaks(const struct function *g, double low, double high, struct break_point *at,
                       size_t most)
{
    struct curve c;
    size_t n = 0;
    curve_without_samples(&c, g, low, high);
    for (size_t i = 0; i < c.nkinks; i++, n++) {
        struct break_point b = { .x = c.kinks[i], .at = curve_at(&c, c.kinks[i]) };
        b.left = side(&c, b.x, -1, b.at);
        b.right = side(&c, b.x, 1, b.at);
        b.smoothness = isinf(b.left.f) || isinf(b.right.f) ? -1 : curve_smoothness(&c, b.x);
        if (n < most)
            at[n] = b;
    }
    return n;
}

bool break_parts(const struct break_point *b, int order)
{
    double left = jet_order(b->left, order), right = jet_order(b->right, order);
    if (isinf(left) || isinf(right))
        return true;
    return b->smoothness < order && left != right;
}

/* ---- stretches without values --------------------------------------------------------------- */

/* The place between a and b, of which one has a value and the other none, where that changes. */
static double edge(const struct function *g, double a, double b)
{
    bool defined = !isnan(function_at(g, a).f);
    double m;
    while ((m = point_between(a, b)) > a && m < b)
        if (isnan(function_at(g, m).f) != defined)
            a = m;
        else
            b = m;
    return fabs(a) < 1e-100 ? 0 : a;
}

size_t function_undefined(const struct function *g, double low, double high, struct stretch *at,
                          size_t most)
{
    enum { STEPS = 997 };
    size_t n = 0;
    double before = low;
    bool inside = isnan(function_at(g, low).f);
    if (inside && most)
        at[n++].low = low;
    for (int i = 1; i <= STEPS; i++) {
        double x = i == STEPS ? high : low + (high - low) * i / STEPS;
        bool undefined = isnan(function_at(g, x).f);
        if (undefined != inside && !inside && n == most)
            return n;
        if (undefined && !inside)
            at[n++].low = edge(g, before, x);
        if (!undefined && inside)
            at[n - 1].high = edge(g, before, x);
        inside = undefined;
        before = x;
    }
    if (inside && n)
        at[n - 1].high = high;
    return n;
}

/* ---- swings --------------------------------------------------------------------------------- */

static const double TURN = 0.01; /* of the whole extent */

/* How often y turns, small ripples apart. */
static int turns_of(const double *y, size_t n, double ripple)
{
    int turns = 0, way = 0;
    double last = y[0];
    for (size_t i = 1; i < n; i++) {
        double step = y[i] - last;
        if (!(fabs(step) > ripple))
            continue;
        int now = step > 0 ? 1 : -1;
        turns += way && now != way;
        way = now;
        last = y[i];
    }
    return turns;
}

/* The samples' distances differ, so that none of them walks in step with the function. */
static void sample_bin(const struct outline_bin *b, double *x)
{
    static const double GOLDEN = 0.6180339887498949;
    for (int i = 0; i < OUTLINE_SAMPLES; i++) {
        double shift = fmod(GOLDEN * (i + 1), 1);
        x[i] = b->x_low + (b->x_high - b->x_low) * (i + shift) / OUTLINE_SAMPLES;
    }
}

void function_outline(const struct function *g, double low, double high, int order,
                      struct outline_bin bins[OUTLINE_BINS])
{
    size_t n = (size_t)OUTLINE_BINS * OUTLINE_SAMPLES;
    double *x = memory_new(4 * n, sizeof *x), *y[3] = { x + n, x + 2 * n, x + 3 * n }, *mine;
    double least = INFINITY, most = -INFINITY;
    for (int i = 0; i < OUTLINE_BINS; i++) {
        bins[i] = (struct outline_bin){ .x_low = low + (high - low) * i / OUTLINE_BINS,
                                        .x_high = low + (high - low) * (i + 1) / OUTLINE_BINS,
                                        .low = NAN,
                                        .high = NAN };
        sample_bin(&bins[i], x + (size_t)i * OUTLINE_SAMPLES);
    }
    function_map(g, n, x, y[0], order > 0 ? y[1] : NULL, order > 1 ? y[2] : NULL);
    mine = y[order];
    for (size_t i = 0; i < n; i++) {
        struct outline_bin *b = &bins[i / OUTLINE_SAMPLES];
        if (!isfinite(mine[i]))
            continue;
        b->low = fmin(b->low, mine[i]);
        b->high = fmax(b->high, mine[i]);
        least = fmin(least, mine[i]);
        most = fmax(most, mine[i]);
    }
    for (int i = 0; i < OUTLINE_BINS; i++)
        bins[i].turns =
            turns_of(mine + (size_t)i * OUTLINE_SAMPLES, OUTLINE_SAMPLES, TURN * (most - least));
    free(x);
}
