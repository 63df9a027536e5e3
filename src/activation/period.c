/* Periods: those of the sines, and of the stairs, that the formula is made of; a common multiple is
 * tried. */
#include "activation/period.h"

#include <math.h>

enum { PERIODS_MOST = 16, MULTIPLE_MOST = 24, BITS = 500, SAME = 200 };

/* 2 pi/|slope| of a sine's argument (1/|slope| of a staircase's); false: it is no straight line. */
static bool period_of(const struct smooth *s, const struct smooth_node *n, struct interval *period)
{
    static const double places[] = { 0.3, 1.7, -2.9 };
    struct interval x = { 0 }, y[3] = { 0 }, slope = { 0 };
    bool straight = true;
    for (int i = 0; i < 3 && straight; i++) {
        interval_set_double(&x, places[i]);
        smooth_series(s, n->a, &x, 3, y);
        straight = interval_is_tiny(&y[2], SAME) && interval_sign(&y[1]) &&
                   (i == 0 || interval_overlaps(&slope, &y[1]));
        interval_set(&slope, &y[1]);
    }
    if (straight) {
        interval_abs(&slope, &slope);
        interval_set_double(period, 1);
        if (n->function != TAYLOR_SIN_PI) {
            interval_pi(period);
            interval_mul_int(period, period, 2);
        }
        interval_div(period, period, &slope);
    }
    interval_clear(&x);
    taylor_clear(y, 3);
    interval_clear(&slope);
    return straight;
}

static bool common(const struct interval *period, size_t n, struct interval *all)
{
    for (int m = 1; m <= MULTIPLE_MOST; m++) {
        bool fits = true;
        for (size_t i = 0; i < n; i++) {
            double times = m * interval_middle(&period[0]) / interval_middle(&period[i]);
            fits = fits && fabs(times - nearbyint(times)) < 1e-12 && times > 0.5;
        }
        if (fits) {
            interval_mul_int(all, &period[0], m);
            return true;
        }
    }
    return false;
}

/* f at x, by the piece that x lies in. */
static bool value(const struct pieces *p, const struct interval *x, struct interval *y)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct piece *q = &p->piece[i];
        if (q->node >= 0 && arb.arf_cmp(&x->lo, &q->low.hi) > 0 &&
            arb.arf_cmp(&x->hi, &q->high.lo) < 0) {
            smooth_series(&p->s, q->node, x, 1, y);
            return interval_is_finite(y);
        }
    }
    return false;
}

/* The difference over one period, at points all over the window. */
static bool repeats(const struct pieces *p, const struct interval *period, int *drift)
{
    struct interval x = { 0 }, a = { 0 }, b = { 0 }, first = { 0 };
    int tried = 0;
    bool same = true;
    for (double at = -15.83; at < 15.9 && same; at += 0.877) {
        interval_set_double(&x, at);
        if (!value(p, &x, &a))
            continue;
        interval_add(&x, &x, period);
        if (interval_high(&x) > PIECES_WINDOW || !value(p, &x, &b))
            continue;
        interval_sub(&a, &b, &a);
        same = interval_is_tiny(&a, SAME) || interval_is_narrow(&a, SAME);
        if (tried++)
            same = same && (interval_overlaps(&a, &first));
        interval_set(&first, &a);
    }
    bool zero = interval_has_zero(&first) && interval_is_tiny(&first, SAME);
    *drift = zero ? 0 : interval_sign(&first);
    interval_clear(&x);
    interval_clear(&a);
    interval_clear(&b);
    interval_clear(&first);
    return same && tried >= 6;
}

bool period_find(const struct pieces *p, int *drift)
{
    struct interval period[PERIODS_MOST] = { 0 }, all = { 0 };
    size_t n = 0;
    bool ok = p->complete;
    int64_t before = interval_bits;
    interval_bits = BITS;
    for (size_t i = 0; i < p->s.count && ok; i++) {
        const struct smooth_node *k = &p->s.nodes[i];
        bool turns = k->kind == SMOOTH_FUNCTION && !k->constant &&
                     (k->function == TAYLOR_SIN || k->function == TAYLOR_COS ||
                      k->function == TAYLOR_SIN_PI);
        if (turns)
            ok = n < PERIODS_MOST && period_of(&p->s, k, &period[n++]);
    }
    ok = ok && n && common(period, n, &all) && interval_high(&all) <= PIECES_WINDOW &&
         repeats(p, &all, drift);
    interval_bits = before;
    for (size_t i = 0; i < PERIODS_MOST; i++)
        interval_clear(&period[i]);
    interval_clear(&all);
    return ok;
}
