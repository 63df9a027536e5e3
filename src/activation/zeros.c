/* Isolating zeros. */
#include "activation/zeros.h"
#include "base/base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void zero_list_free(struct zero_list *z)
{
    for (size_t i = 0; i < z->count; i++)
        interval_clear(&z->place[i].x);
    free(z->place);
    *z = (struct zero_list){ .place = NULL };
}

/* ---- points --------------------------------------------------------------------------------- */

/* |x| is about 2^exponent. */
static int64_t exponent_of(const struct arf *x)
{
    int64_t low = -100000, high = 100000;
    if (arb.arf_cmpabs_2exp_si(x, low) < 0)
        return low;
    if (!arb.arf_is_finite(x) || arb.arf_cmpabs_2exp_si(x, high) >= 0)
        return high;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (arb.arf_cmpabs_2exp_si(x, middle) >= 0)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void power_of_two(struct arf *y, int64_t exponent, int sign)
{
    arb.arf_set_si(y, sign);
    arb.arf_mul_2exp_si(y, y, exponent);
}

/* Of 0 < a < b, exponents ea and eb. */
static int64_t exponent_between(const struct arf *a, const struct arf *b)
{
    int64_t ea = exponent_of(a), eb = exponent_of(b);
    if (arb.arf_sgn(a) == 0)
        return eb > -4 ? -4 : eb > -16 ? -16 : 4 * eb;
    if (!arb.arf_is_finite(b))
        return ea < 4 ? 4 : ea < 16 ? 16 : 4 * ea;
    return ea + (eb - ea) / 2;
}

bool point_within(struct arf *m, const struct arf *a, const struct arf *b)
{
    int sa = arb.arf_sgn(a), sb = arb.arf_sgn(b);
    if (sa < 0 && sb > 0) {
        arb.arf_set_si(m, 0);
    } else {
        const struct arf *inner = sb > 0 ? a : b, *outer = sb > 0 ? b : a;
        struct arf p = { { 0 } }, q = { { 0 } };
        arb.arf_set(&p, inner);
        arb.arf_set(&q, outer);
        if (sb <= 0) {
            arb.arf_neg(&p, &p);
            arb.arf_neg(&q, &q);
        }
        bool wide =
            arb.arf_sgn(&p) == 0 || !arb.arf_is_finite(&q) || exponent_of(&q) - exponent_of(&p) > 2;
        if (wide) {
            power_of_two(m, exponent_between(&p, &q), sb > 0 ? 1 : -1);
        } else {
            arb.arf_add(m, a, b, 300, ARF_NEAR);
            arb.arf_mul_2exp_si(m, m, -1);
            arb.arf_set_round(m, m, 53, ARF_NEAR);
            if (arb.arf_cmp(m, a) <= 0 || arb.arf_cmp(m, b) >= 0) {
                arb.arf_add(m, a, b, 300, ARF_NEAR);
                arb.arf_mul_2exp_si(m, m, -1);
            }
        }
        arb.arf_clear(&p);
        arb.arf_clear(&q);
    }
    return arb.arf_cmp(m, a) > 0 && arb.arf_cmp(m, b) < 0;
}

static void coefficient_at(const struct smooth *s, int node, int order, const struct interval *x,
                           struct interval *y)
{
    struct interval all[SMOOTH_ORDERS] = { 0 };
    smooth_series(s, node, x, (size_t)order + 1, all);
    interval_set(y, &all[order]);
    taylor_clear(all, SMOOTH_ORDERS);
}

enum { ZERO_BITS = 400, MOST_BITS = 1100 };

/* What counts as 0 at x: near 0 a product of several x is small by nature. */
static int zero_bits(const struct arf *x)
{
    int64_t e = exponent_of(x);
    return ZERO_BITS + (e < 0 && e > -100000 ? (int)(-10 * e) : 0);
}

static int sign_as_told(const struct smooth *s, int node, int order, const struct arf *x,
                        bool *exact)
{
    struct interval at = { 0 }, y = { 0 };
    int64_t before = interval_bits;
    int sign = 2;
    *exact = true;
    interval_set_point(&at, x);
    for (int64_t bits = before; bits < 2 * MOST_BITS && sign == 2; bits *= 2) {
        interval_bits = bits > MOST_BITS ? MOST_BITS : bits;
        coefficient_at(s, node, order, &at, &y);
        *exact = interval_is_zero(&y);
        if (*exact || (bits > ZERO_BITS && interval_is_tiny(&y, zero_bits(x))))
            sign = 0;
        if (interval_sign(&y))
            sign = interval_sign(&y);
    }
    interval_bits = before;
    interval_clear(&at);
    interval_clear(&y);
    return sign;
}

/* Where a function has come to rest all is 0 to any precision: a zero is one only if it is not so a
 * little beside it. */
int sign_at(const struct smooth *s, int node, int order, const struct arf *x)
{
    bool exact, ignored;
    int sign = sign_as_told(s, node, order, x, &exact);
    if (sign == 0 && !exact) {
        struct arf beside = { { 0 } }, step = { { 0 } };
        power_of_two(&step, exponent_of(x) < -30 ? -46 : exponent_of(x) - 16, 1);
        arb.arf_add(&beside, x, &step, 600, ARF_NEAR);
        if (sign_as_told(s, node, order, &beside, &ignored) == 0)
            sign = 2;
        arb.arf_clear(&beside);
        arb.arf_clear(&step);
    }
    return sign;
}

void value_at(const struct smooth *s, int node, int order, const struct interval *x, int bits,
              struct interval *y)
{
    int64_t before = interval_bits;
    for (int64_t b = before; b <= 2048; b *= 2) {
        interval_bits = b;
        coefficient_at(s, node, order, x, y);
        if (interval_is_narrow(y, bits) || interval_is_zero(y) || !interval_is_point(x))
            break;
        if (b >= 1024 && interval_is_tiny(y, ZERO_BITS))
            break;
    }
    interval_bits = before;
}

/* Points of (a, b), which lie on one side of 0 and far apart: powers of two and what is between,
 * dense towards the end where functions live. */
static size_t points_apart(struct arf *point, size_t most, const struct arf *a, const struct arf *b)
{
    static const int64_t steps[] = { 0, 1, 2, 3, 5, 8, 12, 20, 40, 100, 300, 1000 };
    int sign = arb.arf_sgn(b) > 0 ? 1 : -1;
    const struct arf *inner = sign > 0 ? a : b, *outer = sign > 0 ? b : a;
    bool outward = arb.arf_sgn(inner) && arb.arf_cmpabs_2exp_si(inner, 0) >= 0;
    int64_t from = exponent_of(outward ? inner : outer);
    size_t n = 0;
    struct arf grain = { { 0 } };
    for (int end = 0; end < 2; end++) { /* beside the ends themselves */
        const struct arf *e = end ? b : a;
        if (!arb.arf_is_finite(e) || arb.arf_sgn(e) == 0)
            continue;
        power_of_two(&grain, exponent_of(e) - 24, end ? -1 : 1);
        arb.arf_add(&point[n], e, &grain, 300, ARF_NEAR);
        n += arb.arf_cmp(&point[n], a) > 0 && arb.arf_cmp(&point[n], b) < 0;
    }
    arb.arf_clear(&grain);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        for (int half = 0; half < 2 && n < most; half++) {
            power_of_two(&point[n], (outward ? from + steps[i] : from - steps[i]) - 2,
                         sign * (half ? 7 : 5));
            n += arb.arf_cmp(&point[n], a) > 0 && arb.arf_cmp(&point[n], b) < 0;
        }
    return n;
}

/* a + (b - a) part/parts */
static void part_of(struct arf *y, const struct arf *a, const struct arf *b, int64_t part,
                    int64_t parts)
{
    struct arf p = { { 0 } }, q = { { 0 } };
    arb.arf_set_si(&p, part);
    arb.arf_set_si(&q, parts);
    arb.arf_div(&p, &p, &q, 53, ARF_NEAR);
    arb.arf_sub(&q, b, a, 300, ARF_NEAR);
    arb.arf_mul_rnd_any(&q, &q, &p, 300, ARF_NEAR);
    arb.arf_add(y, a, &q, 300, ARF_NEAR);
    arb.arf_set_round(&p, y, 53, ARF_NEAR);
    if (arb.arf_cmp(&p, a) > 0 && arb.arf_cmp(&p, b) < 0)
        arb.arf_set(y, &p);
    arb.arf_clear(&p);
    arb.arf_clear(&q);
}

/* The larger side where a < 0 < b is cut at 0 and at 2^-4, 16: whoever asks wants places where
 * functions live. */
static size_t points_around(struct arf *point, const struct arf *a, const struct arf *b)
{
    static const double places[] = { -17,  -5.5, -3.3, -1.7, -0.9, -0.45, -0.11,
                                     0.13, 0.41, 1.1,  1.9,  3.7,  6.1,   19 };
    size_t n = 0;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        arb.arf_set_d(&point[n], places[i]);
        n += arb.arf_cmp(&point[n], a) > 0 && arb.arf_cmp(&point[n], b) < 0;
    }
    return n;
}

/* Points of (a, b): spread evenly, or as floating-point numbers are, and close to both ends. */
static size_t points_between(struct arf *point, size_t most, const struct arf *a,
                             const struct arf *b)
{
    bool infinite = !arb.arf_is_finite(a) || !arb.arf_is_finite(b);
    size_t n = 0;
    if (infinite && most <= 16) {
        n = points_around(point, a, b);
        if (n >= 3)
            return n;
    }
    if (arb.arf_sgn(a) * arb.arf_sgn(b) >= 0 &&
        (infinite || arb.arf_sgn(a) == 0 || arb.arf_sgn(b) == 0 ||
         exponent_of(a) - exponent_of(b) > 2 || exponent_of(b) - exponent_of(a) > 2))
        return points_apart(point, most, a, b);
    if (infinite)
        return 0;
    part_of(&point[n++], a, b, 1, 1 << 20);
    for (int k = 1; k <= 10; k++)
        part_of(&point[n++], a, b, 100 * k - 3, 1100);
    part_of(&point[n++], a, b, (1 << 20) - 1, 1 << 20);
    return n;
}

enum { TRIED = 16, QUIET_POINTS = 40 };

/* Beyond where anything can be told: e^(-2^300) is 0 to any precision. */
static bool beyond(const struct arf *a, const struct arf *b)
{
    const struct arf *outer = arb.arf_sgn(b) > 0 ? b : a, *inner = arb.arf_sgn(b) > 0 ? a : b;
    if (arb.arf_sgn(a) < 0 && arb.arf_sgn(b) > 0)
        return false;
    return arb.arf_cmpabs_2exp_si(inner, 200) > 0 || arb.arf_cmpabs_2exp_si(outer, -200) < 0;
}

/* no: signs change; few: none does, but too few can be told. */
enum quiet { QUIET_NO, QUIET_FEW, QUIET_YES };

static enum quiet quiet_at_points(const struct smooth *s, int node, size_t n, const struct arf *a,
                                  const struct arf *b)
{
    struct arf point[QUIET_POINTS + 2] = { { { 0 } } };
    size_t count = points_between(point, QUIET_POINTS, a, b), inner = count,
           cells = ((size_t)node + 1) * n, known = 0;
    signed char *first = memory_new(cells, 1), *signs = memory_new(cells, 1);
    bool quiet = true;
    int64_t before = interval_bits;
    if (arb.arf_is_finite(a)) /* the ends too: a zero may lie closer to them than any point */
        arb.arf_set(&point[count++], a);
    if (arb.arf_is_finite(b))
        arb.arf_set(&point[count++], b);
    for (size_t i = 0; i < count && quiet; i++) {
        struct interval x = { 0 };
        interval_set_point(&x, &point[i]);
        for (interval_bits = before; interval_bits <= 8 * before; interval_bits *= 4) {
            smooth_signs(s, node, &x, n, signs);
            if (signs[(size_t)node * n + n - 1] || arb.arf_cmpabs_2exp_si(&point[i], 12) > 0)
                break; /* far out more digits of e^-x^2 tell no more */
        }
        known += signs[(size_t)node * n + n - 1] != 0;
        for (size_t k = 0; k < cells; k++) {
            if (i >= inner && signs[k] == 2) /* 0 at the end itself */
                continue;
            quiet = quiet && (!signs[k] || !first[k] || signs[k] == first[k]);
            first[k] = first[k] ? first[k] : signs[k];
        }
        interval_clear(&x);
    }
    interval_bits = before;
    for (size_t i = 0; i < QUIET_POINTS + 2; i++)
        arb.arf_clear(&point[i]);
    free(first);
    free(signs);
    return !quiet ? QUIET_NO : known >= 3 || beyond(a, b) ? QUIET_YES : QUIET_FEW;
}

/* Far out e^(-e^x) is 0 to any precision: then all from where functions live to there counts. */
bool quiet_between(const struct smooth *s, int node, size_t n, const struct arf *a,
                   const struct arf *b)
{
    enum quiet q = quiet_at_points(s, node, n, a, b);
    bool right = arb.arf_sgn(b) > 0;
    const struct arf *inner = right ? a : b, *outer = right ? b : a;
    struct arf from = { { 0 } };
    if (q == QUIET_FEW && arb.arf_sgn(a) * arb.arf_sgn(b) > 0 &&
        arb.arf_cmpabs_2exp_si(inner, 5) > 0) {
        power_of_two(&from, 5, right ? 1 : -1);
        q = right ? quiet_at_points(s, node, n, &from, outer)
                  : quiet_at_points(s, node, n, outer, &from);
        arb.arf_clear(&from);
    }
    return q == QUIET_YES;
}

bool zeros_everywhere(const struct smooth *s, int node, int order, const struct interval *low,
                      const struct interval *high)
{
    struct arf point[TRIED] = { { { 0 } } };
    size_t count = points_between(point, TRIED, &low->hi, &high->lo), zero = 0, told = 0;
    int64_t before = interval_bits;
    interval_bits = 600;
    for (size_t i = 0; i < count && zero == told; i++) {
        struct interval x = { 0 }, y = { 0 };
        interval_set_point(&x, &point[i]);
        coefficient_at(s, node, order, &x, &y);
        told++;
        zero += interval_has_zero(&y) && interval_is_tiny(&y, ZERO_BITS);
        interval_clear(&x);
        interval_clear(&y);
    }
    interval_bits = before;
    for (size_t i = 0; i < TRIED; i++)
        arb.arf_clear(&point[i]);
    return told && zero == told;
}

/* ---- the search ----------------------------------------------------------------------------- */

struct search {
    const struct smooth *s;
    int node, order;
    struct arf low, high; /* the ends: zeros at them are not between */
    size_t most;
    struct effort *effort;
    struct zero_list *zeros;
};

static void keep(struct search *z, const struct interval *x, int multiplicity)
{
    struct zero_list *l = z->zeros;
    if (arb.arf_cmp(&x->lo, &z->low) <= 0 || arb.arf_cmp(&x->hi, &z->high) >= 0)
        return;
    for (size_t i = 0; i < l->count; i++)
        if (interval_overlaps(&l->place[i].x, x)) {
            if (interval_is_point(x))
                interval_set(&l->place[i].x, x);
            return;
        }
    if (l->count >= z->most) {
        l->complete = false;
        return;
    }
    if (l->count == l->room) {
        l->room = l->room ? 2 * l->room : 8;
        l->place = memory_resize(l->place, l->room, sizeof *l->place);
    }
    size_t i = l->count++;
    while (i > 0 && arb.arf_cmp(&l->place[i - 1].x.lo, &x->lo) > 0) {
        l->place[i] = l->place[i - 1];
        i--;
    }
    l->place[i] = (struct zero_place){ .multiplicity = multiplicity };
    interval_set(&l->place[i].x, x);
}

enum { ROOT_BITS = 220 };

/* Is it narrow enough to be called a point? */
static bool fine(const struct arf *a, const struct arf *b)
{
    struct interval x = { 0 };
    interval_set_ends(&x, a, b);
    bool narrow = interval_is_narrow(&x, ROOT_BITS) || interval_is_tiny(&x, 3000);
    interval_clear(&x);
    return narrow;
}

/* The simplest number of [a, b] with few digits, a person's number: tried as an exact zero. */
static bool exact_zero(struct search *z, int order, const struct arf *a, const struct arf *b,
                       struct arf *x)
{
    arb.arf_add(x, a, b, 400, ARF_NEAR);
    arb.arf_mul_2exp_si(x, x, -1);
    arb.arf_set_round(x, x, 30, ARF_NEAR);
    if (arb.arf_cmp(x, a) < 0 || arb.arf_cmp(x, b) > 0)
        return false;
    struct interval at = { 0 }, y = { 0 };
    interval_set_point(&at, x);
    coefficient_at(z->s, z->node, order, &at, &y);
    bool zero = interval_is_zero(&y);
    interval_clear(&at);
    interval_clear(&y);
    return zero;
}

/* Newton's step within [a, b], else a half. sign: that at a. */
static void newton(struct search *z, int order, const struct arf *a, const struct arf *b,
                   struct arf *m)
{
    struct interval x = { 0 }, y[SMOOTH_ORDERS] = { 0 }, step = { 0 };
    struct arf c = { { 0 } };
    bool ok = false;
    if (point_within(&c, a, b)) {
        interval_set_point(&x, &c);
        smooth_series(z->s, z->node, &x, (size_t)order + 2, y);
        interval_mul_int(&y[order + 1], &y[order + 1], order + 1);
        if (interval_sign(&y[order + 1])) {
            interval_div(&step, &y[order], &y[order + 1]);
            interval_sub(&x, &x, &step);
            arb.arf_set(m, &x.lo);
            ok = arb.arf_cmp(m, a) > 0 && arb.arf_cmp(m, b) < 0;
        }
    }
    if (!ok)
        arb.arf_set(m, &c);
    taylor_clear(y, SMOOTH_ORDERS);
    interval_clear(&x);
    interval_clear(&step);
    arb.arf_clear(&c);
}

/* Around an approximate zero m of a function with signs sa at a and -sa at b: [m - d, m + d] for d
 * as small as the signs can tell. */
static void tighten(struct search *z, int order, struct arf *a, struct arf *b, int sa,
                    const struct arf *m)
{
    struct arf p = { { 0 } }, d = { { 0 } };
    for (int bits = ROOT_BITS + 4; bits >= 4; bits = bits > 60 ? bits - 40 : bits - 8) {
        power_of_two(&d, exponent_of(m) - bits, 1);
        arb.arf_sub(&p, m, &d, 600, ARF_DOWN);
        bool lower = arb.arf_cmp(&p, a) > 0 && sign_at(z->s, z->node, order, &p) == sa;
        if (lower)
            arb.arf_set(a, &p);
        arb.arf_add(&p, m, &d, 600, ARF_UP);
        bool upper = arb.arf_cmp(&p, b) < 0 && sign_at(z->s, z->node, order, &p) == -sa;
        if (upper)
            arb.arf_set(b, &p);
        if (lower && upper)
            break;
    }
    arb.arf_clear(&p);
    arb.arf_clear(&d);
}

/* The one zero between a and b, where the signs are sa and -sa. x: its enclosure. */
static void refine(struct search *z, int order, const struct arf *from, const struct arf *to,
                   int sa, struct interval *x)
{
    struct arf a = { { 0 } }, b = { { 0 } }, m = { { 0 } };
    int64_t before = interval_bits;
    arb.arf_set(&a, from);
    arb.arf_set(&b, to);
    for (int i = 0; i < 400 && !fine(&a, &b); i++) {
        interval_bits = before;
        if (i % 8 == 1 && exact_zero(z, order, &a, &b, &m)) {
            arb.arf_set(&a, &m);
            arb.arf_set(&b, &m);
            break;
        }
        interval_bits = i < 6 ? before : 2 * ROOT_BITS;
        newton(z, order, &a, &b, &m);
        if (i >= 4 && i % 4 == 0 && arb.arf_sgn(&m))
            tighten(z, order, &a, &b, sa, &m);
        if (arb.arf_cmp(&m, &a) <= 0 || arb.arf_cmp(&m, &b) >= 0)
            if (!point_within(&m, &a, &b))
                break;
        int s = sign_at(z->s, z->node, order, &m);
        if (s == 0) {
            arb.arf_set(&a, &m);
            arb.arf_set(&b, &m);
        } else if (s == sa) {
            arb.arf_set(&a, &m);
        } else if (s == -sa) {
            arb.arf_set(&b, &m);
        } else {
            break;
        }
    }
    interval_bits = before;
    if (arb.arf_cmp(&a, &b) && exact_zero(z, order, &a, &b, &m)) {
        arb.arf_set(&a, &m);
        arb.arf_set(&b, &m);
    }
    interval_set_ends(x, &a, &b);
    arb.arf_clear(&a);
    arb.arf_clear(&b);
    arb.arf_clear(&m);
}

/* Coefficient `order` rises or falls from a to b: its zero, if it has one. Not known: false. */
static bool single_zero(struct search *z, int order, const struct arf *a, const struct arf *b,
                        struct interval *x, bool *found)
{
    int sa = arb.arf_is_finite(a) ? sign_at(z->s, z->node, order, a) : 2,
        sb = arb.arf_is_finite(b) ? sign_at(z->s, z->node, order, b) : 2;
    *found = true;
    if (sa == 0) {
        interval_set_point(x, a);
    } else if (sb == 0) {
        interval_set_point(x, b);
    } else if (sa == 2 || sb == 2) {
        return false;
    } else if (sa == sb) {
        *found = false;
    } else {
        refine(z, order, a, b, sa, x);
    }
    return true;
}

/* The m-th derivative after ours keeps its sign: the one before it has one zero at most, and if all
 * others vanish there, that is the m-fold zero and there is no other. */
static bool multiple_zero(struct search *z, const struct arf *a, const struct arf *b, int m)
{
    struct interval x = { 0 }, y = { 0 };
    bool found, done = single_zero(z, z->order + m - 1, a, b, &x, &found) && found;
    int64_t before = interval_bits;
    interval_bits = 2 * ROOT_BITS;
    for (int k = 0; k < m - 1 && done; k++) {
        coefficient_at(z->s, z->node, z->order + k, &x, &y);
        done = interval_has_zero(&y) && interval_is_tiny(&y, ROOT_BITS * 2 / 3);
        if (done && !interval_is_zero(&y))
            z->zeros->proved = false;
    }
    interval_bits = before;
    if (done)
        keep(z, &x, m);
    interval_clear(&x);
    interval_clear(&y);
    return done;
}

enum { MULTIPLE_MOST = 6 };

/* -1: go on halving; else settled. */
static bool settled(struct search *z, const struct arf *a, const struct arf *b, int depth)
{
    struct interval x = { 0 }, y[SMOOTH_ORDERS] = { 0 };
    int k = z->order, most = depth >= 4 && depth % 3 == 0 ? MULTIPLE_MOST : 1;
    bool done = false, found;
    interval_set_ends(&x, a, b);
    smooth_series(z->s, z->node, &x, (size_t)(k + most + 1), y);
    if (interval_sign(&y[k])) {
        done = true;
    } else if (interval_sign(&y[k + 1])) {
        struct interval zero = { 0 };
        done = single_zero(z, k, a, b, &zero, &found);
        if (done && found)
            keep(z, &zero, 1);
        interval_clear(&zero);
    }
    for (int m = 2; m <= most && !done; m++)
        if (interval_sign(&y[k + m])) {
            done = multiple_zero(z, a, b, m);
            break;
        }
    interval_clear(&x);
    taylor_clear(y, SMOOTH_ORDERS);
    return done;
}

/* Out where functions have come to rest, or so near to 0 that they are their first term? */
static bool far_out(const struct arf *a, const struct arf *b)
{
    const struct arf *outer = arb.arf_sgn(b) > 0 ? b : a, *inner = arb.arf_sgn(b) > 0 ? a : b;
    if (arb.arf_sgn(a) < 0 && arb.arf_sgn(b) > 0)
        return false;
    return arb.arf_cmpabs_2exp_si(outer, -8) <= 0 || arb.arf_cmpabs_2exp_si(inner, 5) >= 0;
}

/* Has it been halved so often that nothing more can come of it? */
static bool exhausted(const struct search *z, const struct arf *a, const struct arf *b)
{
    struct interval x = { 0 };
    interval_set_ends(&x, a, b);
    bool at_end = arb.arf_cmp(a, &z->low) == 0 || arb.arf_cmp(b, &z->high) == 0,
         yes =
             interval_is_narrow(&x, at_end ? 60 : 44) || interval_is_tiny(&x, 2000) || beyond(a, b);
    interval_clear(&x);
    return yes;
}

static int multiplicity_at(const struct search *z, const struct arf *x)
{
    int m = 1;
    while (m < 8 && sign_at(z->s, z->node, z->order + m, x) == 0)
        m++;
    return m;
}

static void search(struct search *z, const struct arf *a, const struct arf *b, int depth)
{
    struct arf m = { { 0 } };
    if (!z->zeros->complete)
        return;
    if (!effort_left(z->effort) || depth > 300) {
        z->zeros->complete = false;
        return;
    }
    if (settled(z, a, b, depth))
        return;
    bool out = exhausted(z, a, b);
    struct interval width = { 0 };
    interval_set_ends(&width, a, b);
    bool tried = out || far_out(a, b) || interval_is_narrow(&width, 3);
    interval_clear(&width);
    if (tried) {
        if (quiet_between(z->s, z->node, (size_t)z->order + 3, a, b)) {
            z->zeros->proved = false;
            return;
        }
        if (out) {
            z->zeros->complete = false;
            return;
        }
    }
    if (!point_within(&m, a, b)) {
        z->zeros->complete = false;
        arb.arf_clear(&m);
        return;
    }
    if (sign_at(z->s, z->node, z->order, &m) == 0) {
        struct interval x = { 0 };
        interval_set_point(&x, &m);
        keep(z, &x, multiplicity_at(z, &m));
        interval_clear(&x);
    }
    bool right_first = arb.arf_sgn(b) <= 0; /* from 0 outwards */
    search(z, right_first ? &m : a, right_first ? b : &m, depth + 1);
    search(z, right_first ? a : &m, right_first ? &m : b, depth + 1);
    arb.arf_clear(&m);
}

/* A straight line's zero is a fraction. */
static bool line_zero(struct search *z)
{
    struct fmpq p, q;
    struct interval x = { 0 };
    if (!smooth_is_polynomial(z->s, z->node, z->order + 1))
        return false;
    arb.fmpq_init(&p);
    arb.fmpq_init(&q);
    smooth_coefficient(z->s, z->node, z->order + 1, &q);
    if (arb.fmpq_sgn(&q)) {
        smooth_coefficient(z->s, z->node, z->order, &p);
        arb.fmpq_div(&p, &p, &q);
        arb.fmpq_set_si(&q, -1, (uint64_t)z->order + 1);
        arb.fmpq_mul(&p, &p, &q);
        int64_t before = interval_bits;
        interval_bits = 2 * ROOT_BITS;
        interval_set_fraction(&x, &p);
        interval_bits = before;
        keep(z, &x, 1);
    }
    arb.fmpq_clear(&p);
    arb.fmpq_clear(&q);
    interval_clear(&x);
    return true;
}

void zeros_find(const struct smooth *s, int node, int order, const struct interval *low,
                const struct interval *high, size_t most, struct effort *e, struct zero_list *z)
{
    struct search search_state = {
        .s = s, .node = node, .order = order, .most = most, .effort = e, .zeros = z
    };
    *z = (struct zero_list){ .complete = true, .proved = true };
    if (s->nodes[node].constant)
        return;
    arb.arf_set(&search_state.low, &low->hi);
    arb.arf_set(&search_state.high, &high->lo);
    if (!line_zero(&search_state) && arb.arf_cmp(&low->hi, &high->lo) < 0)
        search(&search_state, &low->hi, &high->lo, 0);
    arb.arf_clear(&search_state.low);
    arb.arf_clear(&search_state.high);
}
