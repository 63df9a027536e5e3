/* Means. */
#include "activation/expectation.h"

#include <math.h>
#include <string.h>

enum { ORDER = 14, OUT = 40, DEPTH = 200 };

struct mean_sum {
    const struct pieces *p;
    const struct piece *piece;
    struct effort *effort;
    struct expectation *x;
    double scale[MEANS]; /* about how large each will be: what may be lost is measured by it */
    bool lost[MEANS];    /* a part could not be had */
    struct arf low, high;
};

void expectation_clear(struct expectation *x)
{
    for (int m = 0; m < MEANS; m++)
        interval_clear(&x->mean[m]);
}

/* The four integrands' coefficients over x; n of them. */
static void integrands(const struct mean_sum *g, const struct interval *x, size_t n,
                       struct interval y[MEANS][SMOOTH_ORDERS])
{
    struct interval f[SMOOTH_ORDERS] = { 0 }, d[SMOOTH_ORDERS] = { 0 }, t[SMOOTH_ORDERS] = { 0 },
                    z[SMOOTH_ORDERS] = { 0 }, phi[SMOOTH_ORDERS] = { 0 };
    smooth_series(&g->p->s, g->piece->node, x, n + 1, f);
    interval_set(&z[0], x);
    interval_set_double(&z[1], 1);
    taylor_apply(phi, TAYLOR_DENSITY, z, n);
    for (size_t k = 0; k < n; k++)
        interval_mul_int(&d[k], &f[k + 1], (int64_t)k + 1);
    taylor_mul(y[MEAN_F], f, phi, n);
    taylor_mul(y[MEAN_ZF], y[MEAN_F], z, n);
    taylor_mul(y[MEAN_FF], y[MEAN_F], f, n);
    taylor_square(t, d, n);
    taylor_mul(y[MEAN_DD], t, phi, n);
    taylor_clear(f, SMOOTH_ORDERS);
    taylor_clear(d, SMOOTH_ORDERS);
    taylor_clear(t, SMOOTH_ORDERS);
    taylor_clear(z, SMOOTH_ORDERS);
    taylor_clear(phi, SMOOTH_ORDERS);
}

static void integrands_clear(struct interval y[MEANS][SMOOTH_ORDERS])
{
    for (int m = 0; m < MEANS; m++)
        taylor_clear(y[m], SMOOTH_ORDERS);
}

/* Sum of 2 c_k h^(k+1)/(k+1) over even k; the last coefficient is that over the whole cell. */
static void sum_up(struct interval *sum, const struct interval *c, const struct interval *last,
                   const struct interval *h)
{
    struct interval power = { 0 }, term = { 0 }, square = { 0 };
    interval_set(&power, h);
    interval_square(&square, h);
    interval_set_double(sum, 0);
    for (int k = 0; k <= ORDER; k += 2) {
        interval_mul(&term, k < ORDER ? &c[k] : last, &power);
        interval_mul_int(&term, &term, 2);
        interval_div_int(&term, &term, k + 1);
        interval_add(sum, sum, &term);
        interval_mul(&power, &power, &square);
    }
    interval_clear(&power);
    interval_clear(&term);
    interval_clear(&square);
}

static double width_of(const struct interval *y)
{
    struct arf w = { { 0 } };
    arb.arf_sub(&w, &y->hi, &y->lo, 53, ARF_UP);
    double width = interval_is_finite(y) ? arb.arf_get_d(&w, ARF_UP) : INFINITY;
    arb.arf_clear(&w);
    return width;
}

static void add(struct mean_sum *g, int m, const struct interval *part)
{
    interval_add(&g->x->mean[m], &g->x->mean[m], part);
}

/* One cell; false: halve it. */
static bool cell_sum(struct mean_sum *g, const struct arf *a, const struct arf *b)
{
    struct interval x = { 0 }, c = { 0 }, h = { 0 }, sum[MEANS] = { 0 };
    struct interval over[MEANS][SMOOTH_ORDERS] = { 0 }, at[MEANS][SMOOTH_ORDERS] = { 0 };
    struct arf m = { { 0 } };
    bool ok = true;
    arb.arf_add(&m, a, b, 600, ARF_NEAR);
    arb.arf_mul_2exp_si(&m, &m, -1);
    interval_set_point(&c, &m);
    arb.arf_sub(&m, b, a, 600, ARF_NEAR);
    arb.arf_mul_2exp_si(&m, &m, -1);
    interval_set_point(&h, &m);
    interval_set_ends(&x, a, b);
    double width = 2 * interval_high(&h);
    integrands(g, &x, ORDER + 1, over);
    for (int k = 0; k < MEANS && ok; k++)
        ok = g->lost[k] || g->x->diverges[k] || interval_is_finite(&over[k][ORDER]);
    if (ok)
        integrands(g, &c, ORDER, at);
    for (int k = 0; k < MEANS && ok; k++) {
        sum_up(&sum[k], at[k], &over[k][ORDER], &h);
        ok = g->lost[k] || g->x->diverges[k] ||
             width_of(&sum[k]) <= 0x1p-53 * g->scale[k] * fmax(width, 0x1p-6);
    }
    for (int k = 0; k < MEANS && ok; k++)
        add(g, k, &sum[k]);
    for (int k = 0; k < MEANS; k++)
        interval_clear(&sum[k]);
    integrands_clear(over);
    integrands_clear(at);
    interval_clear(&x);
    interval_clear(&c);
    interval_clear(&h);
    arb.arf_clear(&m);
    return ok;
}

/* The sliver at a singular end: the integrand goes there as a power of the distance, t^alpha. */
static void sliver(struct mean_sum *g, const struct arf *a, const struct arf *b)
{
    bool at_low = arb.arf_cmp(a, &g->low) == 0;
    struct interval near = { 0 }, far = { 0 }, t = { 0 };
    struct interval y[MEANS][SMOOTH_ORDERS] = { 0 }, z[MEANS][SMOOTH_ORDERS] = { 0 };
    struct arf w = { { 0 } }, m = { { 0 } };
    int64_t before = interval_bits;
    interval_bits = 512;
    arb.arf_sub(&w, b, a, 600, ARF_NEAR);
    interval_set_point(&t, &w);
    interval_set_point(&far, at_low ? b : a);
    arb.arf_mul_2exp_si(&m, &w, -1);
    if (at_low)
        arb.arf_add(&m, a, &m, 600, ARF_NEAR);
    else
        arb.arf_sub(&m, b, &m, 600, ARF_NEAR);
    interval_set_point(&near, &m);
    integrands(g, &near, 1, y);
    integrands(g, &far, 1, z);
    g->x->proved = false;
    for (int k = 0; k < MEANS; k++) {
        struct interval ratio = { 0 }, part = { 0 };
        interval_div(&ratio, &z[k][0], &y[k][0]);
        double r = interval_middle(&ratio), alpha = log2(r);
        interval_mul(&part, &z[k][0], &t);
        double size = fabs(interval_middle(&part));
        if (size == 0) {
            interval_clear(&ratio);
            interval_clear(&part);
            continue;
        }
        if (!(r > 0) || !isfinite(alpha))
            g->lost[k] = g->lost[k] || !(size < 0x1p-70 * g->scale[k]);
        else if (alpha <= -1 + 1e-6)
            g->x->diverges[k] = true;
        else if (size / (alpha + 1) < 0x1p-60 * g->scale[k])
            ;
        else { /* the integral of t^alpha */
            struct interval exponent = { 0 };
            interval_set_double(&exponent, alpha + 1);
            interval_div(&part, &part, &exponent);
            add(g, k, &part);
            interval_clear(&exponent);
        }
        interval_clear(&ratio);
        interval_clear(&part);
    }
    interval_bits = before;
    integrands_clear(y);
    integrands_clear(z);
    interval_clear(&near);
    interval_clear(&far);
    interval_clear(&t);
    arb.arf_clear(&w);
    arb.arf_clear(&m);
}

/* Does an integrand go to a break as t^alpha with alpha <= -1? Then it has no integral, and need
 * not be summed. */
static void diverging_end(struct mean_sum *g, bool at_low)
{
    struct interval near = { 0 }, far = { 0 };
    struct interval y[MEANS][SMOOTH_ORDERS] = { 0 }, z[MEANS][SMOOTH_ORDERS] = { 0 };
    struct arf m = { { 0 } };
    int64_t before = interval_bits;
    interval_bits = 512;
    for (int half = 0; half < 2; half++) {
        arb.arf_set_d(&m, half ? 0x1p-101 : 0x1p-100);
        if (at_low)
            arb.arf_add(&m, &g->low, &m, 600, ARF_NEAR);
        else
            arb.arf_sub(&m, &g->high, &m, 600, ARF_NEAR);
        interval_set_point(half ? &near : &far, &m);
    }
    integrands(g, &near, 1, y);
    integrands(g, &far, 1, z);
    for (int k = 0; k < MEANS; k++) {
        struct interval ratio = { 0 };
        interval_div(&ratio, &z[k][0], &y[k][0]);
        double alpha = log2(interval_middle(&ratio));
        if (isfinite(alpha) && alpha <= -1 + 1e-6)
            g->x->diverges[k] = true;
        interval_clear(&ratio);
    }
    interval_bits = before;
    integrands_clear(y);
    integrands_clear(z);
    interval_clear(&near);
    interval_clear(&far);
    arb.arf_clear(&m);
}

static void lose_all(struct mean_sum *g)
{
    for (int k = 0; k < MEANS; k++)
        g->lost[k] = true;
}

static void cells(struct mean_sum *g, const struct arf *a, const struct arf *b, int depth)
{
    struct arf m = { { 0 } }, w = { { 0 } };
    bool at_end = arb.arf_cmp(a, &g->low) == 0 || arb.arf_cmp(b, &g->high) == 0;
    if (!effort_left(g->effort)) {
        lose_all(g);
        return;
    }
    arb.arf_sub(&w, b, a, 53, ARF_NEAR);
    bool thin = arb.arf_cmpabs_2exp_si(&w, -130) < 0;
    bool wide = arb.arf_cmpabs_2exp_si(&w, 2) > 0;
    if (thin && at_end) {
        sliver(g, a, b);
    } else if (!wide && cell_sum(g, a, b)) {
        ; /* done */
    } else if (depth > DEPTH || thin) {
        lose_all(g);
    } else {
        arb.arf_add(&m, a, b, 600, ARF_NEAR);
        arb.arf_mul_2exp_si(&m, &m, -1);
        cells(g, a, &m, depth + 1);
        cells(g, &m, b, depth + 1);
    }
    arb.arf_clear(&m);
    arb.arf_clear(&w);
}

/* One integrand at a point: piece by piece the one that holds there. false: none does. */
static bool point_values(struct mean_sum *g, double at, struct interval y[MEANS][SMOOTH_ORDERS])
{
    struct interval x = { 0 };
    bool found = false;
    interval_set_double(&x, at);
    for (size_t i = 0; i < g->p->count && !found; i++) {
        g->piece = &g->p->piece[i];
        found = g->piece->node >= 0 && arb.arf_cmp(&x.lo, &g->piece->low.hi) > 0 &&
                arb.arf_cmp(&x.lo, &g->piece->high.lo) < 0;
    }
    if (found)
        integrands(g, &x, 1, y);
    interval_clear(&x);
    return found;
}

static void guess_at(struct mean_sum *g, double z, double weight)
{
    struct interval y[MEANS][SMOOTH_ORDERS] = { 0 };
    if (fabs(z) < OUT && point_values(g, z, y))
        for (int k = 0; k < MEANS; k++) {
            double v = weight * fabs(interval_middle(&y[k][0]));
            g->scale[k] = fmax(g->scale[k], isfinite(v) ? v : 0);
        }
    integrands_clear(y);
}

/* How large will the means be, about: from points everywhere, and ever closer to breaks and to
 * places where something happens. */
static void guess(struct mean_sum *g, const double *places, size_t n)
{
    for (double z = -7.95; z < 8; z += 0.6)
        guess_at(g, z, 1);
    for (size_t i = 0; i < g->p->count + n; i++) {
        double at = i < n ? places[i] : interval_middle(&g->p->at[i - n].x);
        for (double t = 0x1p-30; fabs(at) < OUT && t < 2; t *= 8) {
            guess_at(g, at - t, t);
            guess_at(g, at + t, t);
        }
    }
    /* E f and E z f may cancel: E f^2 says what is small */
    for (int k = 0; k < MEAN_FF; k++)
        g->scale[k] = fmax(g->scale[k], sqrt(g->scale[MEAN_FF]));
}

enum { FAR = 7 };

/* Beyond OUT: does the integrand vanish (1), grow all the way (-1), or neither (0)? */
static int tail(const struct mean_sum *g, int k, struct interval y[FAR])
{
    bool gone = true, grown = true;
    for (int i = 0; i < FAR; i++) {
        struct interval here = { 0 };
        interval_abs(&here, &y[i]);
        gone =
            gone && interval_is_finite(&here) && interval_high(&here) <= 0x1p-80 * g->scale[k] &&
            (i == 0 || arb.arf_cmp(&here.hi, &y[i - 1].hi) <= 0 || interval_is_tiny(&here, 2000));
        if (i > 0) {
            arb.arf_mul_2exp_si(&here.lo, &here.lo, 3);
            grown = grown && arb.arf_sgn(&here.lo) > 0 && arb.arf_cmp(&here.lo, &y[i - 1].hi) >= 0;
            arb.arf_mul_2exp_si(&here.lo, &here.lo, -3);
        }
        interval_set(&y[i], &here);
        interval_clear(&here);
    }
    return gone ? 1 : grown ? -1 : 0;
}

static void tails(struct mean_sum *g)
{
    static const double places[FAR] = { OUT - 0.7, 97.3, 612.1, 4321.7, 12345.7, 98765.4, 1.3e6 };
    for (int side = -1; side <= 1; side += 2) {
        struct interval all[MEANS][FAR] = { 0 };
        bool ok = true;
        for (int i = 0; i < FAR && ok; i++) {
            struct interval y[MEANS][SMOOTH_ORDERS] = { 0 };
            ok = point_values(g, side * places[i], y);
            for (int k = 0; k < MEANS; k++)
                interval_set(&all[k][i], &y[k][0]);
            integrands_clear(y);
        }
        for (int k = 0; k < MEANS; k++) {
            int how = ok ? tail(g, k, all[k]) : 0;
            if (how < 0)
                g->x->diverges[k] = true;
            else if (how == 0)
                g->lost[k] = true;
            for (int i = 0; i < FAR; i++)
                interval_clear(&all[k][i]);
        }
    }
}

static bool everywhere(const struct pieces *p)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->piece[i].node < 0 || (i > 0 && p->at[i].node < 0))
            return false;
    return p->complete && p->count > 0;
}

void expectation_find(const struct pieces *p, const double *places, size_t n, struct effort *e,
                      struct expectation *x)
{
    struct mean_sum g = { .p = p, .effort = e, .x = x };
    *x = (struct expectation){ .proved = false };
    if (!everywhere(p))
        return;
    guess(&g, places, n);
    if (!p->endless)
        tails(&g);
    struct arf out = { { 0 } }, minus = { { 0 } };
    int limit = p->endless ? PIECES_WINDOW : OUT;
    arb.arf_set_si(&out, limit);
    arb.arf_set_si(&minus, -limit);
    for (size_t i = 0; i < p->count; i++) {
        g.piece = &p->piece[i];
        arb.arf_set(&g.low, arb.arf_cmp(&g.piece->low.hi, &minus) > 0 ? &g.piece->low.hi : &minus);
        arb.arf_set(&g.high, arb.arf_cmp(&g.piece->high.lo, &out) < 0 ? &g.piece->high.lo : &out);
        if (arb.arf_cmp(&g.low, &g.high) >= 0)
            continue;
        diverging_end(&g, true);
        diverging_end(&g, false);
        cells(&g, &g.low, &g.high, 0);
    }
    for (int k = 0; k < MEANS; k++)
        x->known[k] = !g.lost[k] || x->diverges[k];
    arb.arf_clear(&out);
    arb.arf_clear(&minus);
    arb.arf_clear(&g.low);
    arb.arf_clear(&g.high);
}
