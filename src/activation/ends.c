/* Limits. */
#include "activation/ends.h"

#include <math.h>
#include <string.h>

enum { SAMPLES = 20, PHASES = 2, USABLE = 100, ALMOST_ZERO = 400 };

/* x = 2^e, or the distance 2^-e from a break. */
static const int64_t exponents[SAMPLES] = { 6,  8,  10, 13,  16,  20,  25,  32,  40,   50,
                                            64, 80, 96, 120, 160, 250, 400, 700, 1000, 1500 };

void end_clear(struct end_value *v)
{
    interval_clear(&v->value);
}

static const struct interval *end_of(const struct pieces *p, size_t i, int side)
{
    return side < 0 ? &p->piece[i].low : &p->piece[i].high;
}

static bool coefficient(const struct pieces *p, size_t i, int order, const struct interval *x,
                        struct interval *y)
{
    struct interval all[SMOOTH_ORDERS] = { 0 };
    bool bounded = smooth_series(&p->s, p->piece[i].node, x, (size_t)order + 1, all);
    interval_set(y, &all[order]);
    taylor_clear(all, SMOOTH_ORDERS);
    return bounded;
}

/* ---- by enclosure --------------------------------------------------------------------------- */

static bool told(const struct interval *y)
{
    return interval_is_zero(y) || interval_is_narrow(y, 90) || interval_is_tiny(y, 200);
}

static void settle(struct end_value *v, const struct interval *y)
{
    v->kind = END_VALUE;
    interval_set(&v->value, y);
    if (interval_is_tiny(y, 200) && interval_has_zero(y))
        interval_set_double(&v->value, 0);
}

static bool at_break(const struct pieces *p, size_t i, int side, int order, struct end_value *v)
{
    struct interval y = { 0 };
    int64_t before = interval_bits;
    interval_bits = 500;
    bool ok = coefficient(p, i, order, end_of(p, i, side), &y) && told(&y);
    interval_bits = before;
    if (ok)
        settle(v, &y);
    v->proved = ok && (!interval_is_tiny(&y, 200) || interval_is_zero(&y));
    interval_clear(&y);
    return ok;
}

/* All x beyond 2^(2^k): towers reach where logarithms of logarithms move. */
static void beyond(struct interval *x, int side, int k)
{
    struct arf a = { { 0 } }, tower = { { 0 } };
    arb.arf_set_si(&a, side);
    arb.arf_set_si(&tower, 1);
    if (k <= 60) {
        arb.arf_mul_2exp_si(&a, &a, (int64_t)1 << k);
    } else {
        arb.arf_mul_2exp_si(&a, &a, (int64_t)1 << 60);
        for (int j = 60; j < k; j++) /* squares */
            arb.arf_mul_rnd_any(&a, &a, &a, 64, side > 0 ? ARF_DOWN : ARF_DOWN);
        if (side < 0 && arb.arf_sgn(&a) > 0)
            arb.arf_neg(&a, &a);
    }
    arb.arf_set(&x->lo, &a);
    arb.arf_set(&x->hi, &a);
    if (side > 0)
        arb.arf_pos_inf(&x->hi);
    else
        arb.arf_neg_inf(&x->lo);
    arb.arf_clear(&a);
    arb.arf_clear(&tower);
}

static bool at_infinity(const struct pieces *p, size_t i, int side, int order, struct end_value *v)
{
    static const int towers[] = { 8, 12, 60, 400 };
    struct interval x = { 0 }, y = { 0 };
    double low[4], high[4];
    bool ok = false;
    for (size_t k = 0; k < 4 && !ok; k++) {
        beyond(&x, side, towers[k]);
        coefficient(p, i, order, &x, &y);
        ok = told(&y);
        low[k] = interval_low(&y);
        high[k] = interval_high(&y);
    }
    if (ok) {
        settle(v, &y);
        v->proved = true;
    } else {
        bool up = high[3] > 1e300 && low[0] > 0 && low[3] > low[2] && low[2] > low[1] &&
                  (low[3] > 1e300 || low[3] - low[2] >= 0.5 * (low[2] - low[1])),
             down = low[3] < -1e300 && high[0] < 0 && high[3] < high[2] && high[2] < high[1] &&
                    (high[3] < -1e300 || high[2] - high[3] >= 0.5 * (high[1] - high[2]));
        ok = up || down;
        v->kind = ok ? END_INFINITE : v->kind;
        v->sign = up ? 1 : -1;
    }
    interval_clear(&x);
    interval_clear(&y);
    return ok;
}

/* ---- by points ------------------------------------------------------------------------------ */

static bool sample_point(const struct pieces *p, size_t i, int side, int64_t e, int phase,
                         struct interval *x)
{
    const struct interval *end = end_of(p, i, side);
    struct arf t = { { 0 } }, other = { { 0 } };
    bool finite = interval_is_finite(end);
    arb.arf_set_si(&t,
                   (phase != 0) != interval_is_finite(end) ? 7 : 5); /* ever closer to the end */
    arb.arf_mul_2exp_si(&t, &t, (finite ? -e : e) - 2);
    if (finite) {
        bool exact = interval_is_point(end);
        if (!exact && e > 160) {
            arb.arf_clear(&t);
            return false;
        }
        if (side < 0)
            arb.arf_add(&t, &end->hi, &t, 2000, ARF_NEAR);
        else
            arb.arf_sub(&t, &end->lo, &t, 2000, ARF_NEAR);
    } else if (side < 0) {
        arb.arf_neg(&t, &t);
    }
    interval_set_point(x, &t);
    const struct piece *q = &p->piece[i];
    bool within = arb.arf_cmp(&t, &q->low.hi) > 0 && arb.arf_cmp(&t, &q->high.lo) < 0;
    arb.arf_clear(&t);
    arb.arf_clear(&other);
    return within;
}

/* The values as doubles are enough to see how they go; tiny: below every double is 0. */
struct samples {
    struct interval value[SAMPLES * PHASES];
    double exponent[SAMPLES * PHASES];
    size_t n;
};

static void samples_take(struct samples *s, const struct pieces *p, size_t i, int side, int order)
{
    memset(s, 0, sizeof *s);
    for (size_t k = 0; k < SAMPLES; k++)
        for (int phase = 0; phase < PHASES; phase++) {
            struct interval x = { 0 }, *y = &s->value[s->n];
            if (sample_point(p, i, side, exponents[k], phase, &x)) {
                value_at(&p->s, p->piece[i].node, order, &x, USABLE, y);
                s->exponent[s->n] = (double)exponents[k];
                if (interval_is_narrow(y, USABLE) || interval_is_zero(y) ||
                    interval_is_tiny(y, ALMOST_ZERO))
                    s->n++;
            }
            interval_clear(&x);
        }
}

static void samples_clear(struct samples *s)
{
    for (size_t k = 0; k < SAMPLES * PHASES; k++)
        interval_clear(&s->value[k]);
}

/* |a - b| as a power of two: below it; a huge number where they are equal. */
static bool agree(const struct interval *a, const struct interval *b, int bits)
{
    struct interval d = { 0 }, size = { 0 };
    interval_sub(&d, a, b);
    interval_abs(&d, &d);
    interval_abs(&size, a);
    arb.arf_mul_2exp_si(&d.hi, &d.hi, bits);
    bool same = arb.arf_sgn(&d.hi) == 0 || arb.arf_cmp(&d.hi, &size.hi) <= 0;
    interval_clear(&d);
    interval_clear(&size);
    return same;
}

static int compare_size(const struct interval *a, const struct interval *b)
{
    struct interval p = { 0 }, q = { 0 };
    interval_abs(&p, a);
    interval_abs(&q, b);
    int order = arb.arf_cmp(&p.hi, &q.lo) < 0 ? -1 : arb.arf_cmp(&p.lo, &q.hi) > 0;
    interval_clear(&p);
    interval_clear(&q);
    return order;
}

/* Does |value| go one way over the last `n` of the samples? */
static bool goes(const struct samples *s, size_t n, int way)
{
    for (size_t k = s->n - n + 1; k < s->n; k++) {
        int order = compare_size(&s->value[k], &s->value[k - 1]);
        if (order != way && !(order == 0 && interval_is_tiny(&s->value[k], ALMOST_ZERO)))
            return false;
    }
    return true;
}

static bool grows(const struct samples *s)
{
    size_t n = s->n < 12 ? s->n : 12;
    int sign = interval_sign(&s->value[s->n - 1]);
    if (s->n < 6 || !sign || !goes(s, n, 1))
        return false;
    for (size_t k = s->n - n; k < s->n; k++)
        if (interval_sign(&s->value[k]) != sign)
            return false;
    const struct interval *last = &s->value[s->n - 1], *middle = NULL;
    for (size_t k = 0; k < s->n; k++)
        if (s->exponent[k] <= s->exponent[s->n - 1] / 2)
            middle = &s->value[k];
    struct interval bar = { 0 };
    bool big = arb.arf_cmpabs_2exp_si(&last->lo, 60) > 0;
    if (middle)
        interval_set(&bar, middle);
    else
        interval_set(&bar, &s->value[0]);
    interval_mul_int(&bar, &bar, 6);
    interval_div_int(&bar, &bar, 5);
    bool faster = compare_size(last, &bar) > 0;
    interval_clear(&bar);
    return big ? faster : faster && s->exponent[s->n - 1] >= 160;
}

static bool swings(const struct samples *s)
{
    int up = 0, down = 0;
    if (s->n < 8)
        return false;
    for (size_t k = s->n / 2; k < s->n; k++) {
        struct interval d = { 0 };
        interval_sub(&d, &s->value[k], &s->value[k - 1]);
        if (!agree(&s->value[k], &s->value[k - 1], 10)) {
            up += interval_sign(&d) > 0;
            down += interval_sign(&d) < 0;
        }
        interval_clear(&d);
    }
    return up >= 3 && down >= 3;
}

static void by_points(const struct pieces *p, size_t i, int side, int order, struct end_value *v)
{
    struct samples s;
    samples_take(&s, p, i, side, order);
    if (s.n >= 6) {
        const struct interval *last = &s.value[s.n - 1], *before = &s.value[s.n - 3],
                              *first = &s.value[s.n - 5];
        if (interval_is_tiny(last, 90) && interval_is_tiny(before, 50) && goes(&s, 6, -1)) {
            v->kind = END_VALUE;
            interval_set_double(&v->value, 0);
        } else if (agree(last, before, 70) && agree(last, first, 40) &&
                   agree(last, &s.value[s.n - 2], 70)) {
            v->kind = END_VALUE;
            interval_hull(&v->value, last, before);
        } else if (grows(&s)) {
            v->kind = END_INFINITE;
            v->sign = interval_sign(last);
        } else if (swings(&s)) {
            v->kind = END_NONE;
        }
    }
    samples_clear(&s);
}

void end_find(const struct pieces *p, size_t i, int side, int order, struct end_value *v)
{
    *v = (struct end_value){ .kind = END_UNKNOWN };
    bool finite = interval_is_finite(end_of(p, i, side));
    if (finite ? at_break(p, i, side, order, v) : at_infinity(p, i, side, order, v))
        return;
    by_points(p, i, side, order, v);
}

bool end_unbounded(const struct pieces *p, size_t i, int side, int order, int sign)
{
    struct samples s;
    bool big = false;
    samples_take(&s, p, i, side, order);
    for (size_t k = 0; k < s.n; k++)
        big = big || (interval_sign(&s.value[k]) == sign && s.exponent[k] >= 96 &&
                      arb.arf_cmpabs_2exp_si(&s.value[k].lo, 60) > 0);
    samples_clear(&s);
    return big;
}
