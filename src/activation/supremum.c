/* Branch and bound. */
#include "activation/supremum.h"
#include "base/base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void supremum_free(struct supremum *x)
{
    for (size_t i = 0; i < x->count; i++) {
        interval_clear(&x->place[i].from);
        interval_clear(&x->place[i].to);
        interval_clear(&x->place[i].value);
    }
    free(x->place);
    interval_clear(&x->value);
    interval_clear(&x->best);
    *x = (struct supremum){ .place = NULL };
}

struct bound {
    const struct pieces *p;
    const struct piece *piece;
    int order, sign;
    struct effort *effort;
    struct supremum *x;
    struct interval unsettled; /* hi: what cells that were given up may reach */
    bool given_up, wide;       /* wide: cells that were were no points, and may reach wide_most */
    struct arf wide_most;
    struct arf low, high;
    bool end_swings[2];
    bool end_told[2]; /* what it comes to at its low, high end is known, and counted */
};

/* ---- candidates ----------------------------------------------------------------------------- */

static void reach(struct supremum *x, const struct interval *value)
{
    if (!x->any || arb.arf_cmp(&value->lo, &x->best.lo) > 0)
        arb.arf_set(&x->best.lo, &value->lo);
    x->any = true;
}

/* best.hi is the floor, where there is one. */
static bool below_best(const struct supremum *x, const struct interval *value)
{
    if (x->has_floor && arb.arf_cmp(&value->hi, &x->best.hi) < 0)
        return true;
    return x->any && arb.arf_cmp(&value->hi, &x->best.lo) < 0;
}

static void candidate(struct supremum *x, const struct interval *from, const struct interval *to,
                      const struct interval *value, bool attained)
{
    reach(x, value);
    if (below_best(x, value))
        return;
    for (size_t i = 0; i < x->count; i++) /* found from the neighbouring cell already */
        if (interval_overlaps(&x->place[i].from, from) && interval_overlaps(&x->place[i].to, to) &&
            interval_overlaps(&x->place[i].value, value)) {
            x->place[i].attained = x->place[i].attained || attained;
            return;
        }
    if (x->count == x->room) {
        x->room = x->room ? 2 * x->room : 8;
        x->place = memory_resize(x->place, x->room, sizeof *x->place);
    }
    struct supremum_place *place = &x->place[x->count++];
    *place = (struct supremum_place){ .attained = attained };
    interval_set(&place->from, from);
    interval_set(&place->to, to);
    interval_set(&place->value, value);
}

/* sign * coefficient */
static void turned(const struct bound *b, struct interval *y)
{
    if (b->sign < 0)
        interval_neg(y, y);
}

static void at(const struct bound *b, const struct interval *x, struct interval *y)
{
    int64_t before = interval_bits;
    interval_bits = 256;
    value_at(&b->p->s, b->piece->node, b->order, x, 100, y);
    interval_bits = before;
    turned(b, y);
}

/* An end of a cell: what is reached there; a place, if the derivative is 0. */
static void cell_end(struct bound *b, const struct arf *a)
{
    struct interval x = { 0 }, y = { 0 };
    if (arb.arf_is_finite(a) && arb.arf_cmp(a, &b->low) > 0 && arb.arf_cmp(a, &b->high) < 0) {
        interval_set_point(&x, a);
        at(b, &x, &y);
        if (interval_is_finite(&y)) {
            reach(b->x, &y);
            if (!below_best(b->x, &y) && sign_at(&b->p->s, b->piece->node, b->order + 1, a) == 0)
                candidate(b->x, &x, &x, &y, true);
        }
    }
    interval_clear(&x);
    interval_clear(&y);
}

/* ---- cells ---------------------------------------------------------------------------------- */

/* The next derivative falls from a to b: its zero is the largest value, if it has one. */
static bool summit(struct bound *b, const struct arf *from, const struct arf *to)
{
    struct interval low = { 0 }, high = { 0 }, y = { 0 };
    struct zero_list z;
    bool ok;
    cell_end(b, from);
    cell_end(b, to);
    interval_set_point(&low, from);
    interval_set_point(&high, to);
    zeros_find(&b->p->s, b->piece->node, b->order + 1, &low, &high, 4, b->effort, &z);
    ok = z.complete;
    b->x->proved = b->x->proved && z.proved;
    for (size_t i = 0; i < z.count; i++) {
        at(b, &z.place[i].x, &y);
        candidate(b->x, &z.place[i].x, &z.place[i].x, &y, true);
    }
    zero_list_free(&z);
    interval_clear(&low);
    interval_clear(&high);
    interval_clear(&y);
    return ok;
}

/* Where the cell is no point, what it may hold may be more than is reached, and somewhere else. */
static void give_up(struct bound *b, const struct arf *from, const struct arf *to,
                    const struct interval *h)
{
    struct interval x = { 0 };
    interval_set_ends(&x, from, to);
    if (!interval_is_narrow(&x, 40) && !interval_is_tiny(&x, 200) &&
        (!b->wide || arb.arf_cmp(&h->hi, &b->wide_most) > 0)) {
        b->wide = true;
        arb.arf_set(&b->wide_most, &h->hi);
    }
    interval_clear(&x);
    b->given_up = true;
    if (arb.arf_cmp(&h->hi, &b->unsettled.hi) > 0)
        arb.arf_set(&b->unsettled.hi, &h->hi);
}

enum cell_state { CELL_DONE, CELL_SPLIT };

static enum cell_state look(struct bound *b, const struct arf *from, const struct arf *to,
                            struct interval *h)
{
    struct interval x = { 0 }, y[SMOOTH_ORDERS] = { 0 };
    enum cell_state state = CELL_SPLIT;
    int k = b->order;
    interval_set_ends(&x, from, to);
    smooth_series(&b->p->s, b->piece->node, &x, (size_t)k + 3, y);
    for (int j = k; j <= k + 2; j++)
        turned(b, &y[j]);
    interval_set(h, &y[k]);
    if (below_best(b->x, h)) {
        state = CELL_DONE;
    } else if (arb.arf_sgn(&y[k + 1].lo) >= 0 || arb.arf_sgn(&y[k + 1].hi) <= 0 ||
               arb.arf_sgn(&y[k + 2].lo) >= 0) { /* one way, or hollow: the ends */
        cell_end(b, from);
        cell_end(b, to);
        state = CELL_DONE;
    } else if (arb.arf_sgn(&y[k + 2].hi) <= 0 && interval_is_finite(&x) && summit(b, from, to)) {
        state = CELL_DONE;
    }
    interval_clear(&x);
    taylor_clear(y, SMOOTH_ORDERS);
    return state;
}

static bool is_far(const struct arf *a, const struct arf *b)
{
    const struct arf *outer = arb.arf_sgn(b) > 0 ? b : a, *inner = arb.arf_sgn(b) > 0 ? a : b;
    if (arb.arf_sgn(a) < 0 && arb.arf_sgn(b) > 0)
        return false;
    return arb.arf_cmpabs_2exp_si(outer, -8) <= 0 || arb.arf_cmpabs_2exp_si(inner, 5) >= 0;
}

static bool is_last(const struct bound *b, const struct arf *from, const struct arf *to)
{
    struct interval x = { 0 };
    interval_set_ends(&x, from, to);
    const struct arf *inner = arb.arf_sgn(to) > 0 ? from : to;
    bool at_end = arb.arf_cmp(from, &b->low) == 0 || arb.arf_cmp(to, &b->high) == 0,
         mixed = arb.arf_sgn(from) < 0 && arb.arf_sgn(to) > 0,
         last = !mixed && (interval_is_narrow(&x, at_end ? 70 : 50) || interval_is_tiny(&x, 300) ||
                           (!interval_is_finite(&x) && arb.arf_cmpabs_2exp_si(inner, 300) > 0));
    interval_clear(&x);
    return last;
}

/* Can it be no more than what is reached, but for digits that nobody sees? */
static bool ties(const struct bound *b, const struct interval *h)
{
    struct interval gap = { 0 };
    arb.arf_set(&gap.lo, &b->x->best.lo);
    arb.arf_set(&gap.hi, &h->hi);
    bool placed = false;
    for (size_t i = 0; i < b->x->count; i++)
        placed = placed || !below_best(b->x, &b->x->place[i].value);
    bool close = placed && arb.arf_cmp(&gap.lo, &gap.hi) <= 0 && interval_is_narrow(&gap, 46);
    interval_clear(&gap);
    return close;
}

/* Cells that wait, as a heap: what may reach most comes first, of equals the widest. */
struct waiting {
    struct arf from, to;
    struct interval h;
    int depth;
};
struct heap {
    struct waiting *cell;
    size_t count, room;
};

static bool comes_first(const struct waiting *a, const struct waiting *b)
{
    int order = arb.arf_cmp(&a->h.hi, &b->h.hi);
    return order > 0 || (order == 0 && a->depth < b->depth);
}

static void exchange(struct heap *q, size_t i, size_t j)
{
    struct waiting t = q->cell[i];
    q->cell[i] = q->cell[j];
    q->cell[j] = t;
}

static void waiting_free(struct waiting *w)
{
    arb.arf_clear(&w->from);
    arb.arf_clear(&w->to);
    interval_clear(&w->h);
}

static void heap_take(struct heap *q, struct waiting *first)
{
    *first = q->cell[0];
    q->cell[0] = q->cell[--q->count];
    for (size_t i = 0, child; (child = 2 * i + 1) < q->count; i = child) {
        if (child + 1 < q->count && comes_first(&q->cell[child + 1], &q->cell[child]))
            child++;
        if (!comes_first(&q->cell[child], &q->cell[i]))
            break;
        exchange(q, i, child);
    }
}

static bool may_be_tried(const struct arf *from, const struct arf *to)
{
    struct interval x = { 0 };
    interval_set_ends(&x, from, to);
    bool yes = is_far(from, to) || interval_is_narrow(&x, 3);
    interval_clear(&x);
    return yes;
}

/* A cell is looked at; if that settles nothing it waits to be halved. */
static void cell(struct bound *b, struct heap *q, const struct arf *from, const struct arf *to,
                 int depth)
{
    struct waiting w = { .depth = depth };
    bool settled = look(b, from, to, &w.h) == CELL_DONE;
    if (settled || (ties(b, &w.h) && is_far(from, to))) {
        if (!settled)
            give_up(b, from, to, &w.h);
        interval_clear(&w.h);
        return;
    }
    if (may_be_tried(from, to) &&
        quiet_between(&b->p->s, b->piece->node, (size_t)b->order + 3, from, to)) {
        cell_end(b, from);
        cell_end(b, to);
        b->x->proved = false;
        interval_clear(&w.h);
        return;
    }
    arb.arf_set(&w.from, from);
    arb.arf_set(&w.to, to);
    if (q->count == q->room) {
        q->room = 2 * q->room + 32;
        q->cell = memory_resize(q->cell, q->room, sizeof *q->cell);
    }
    q->cell[q->count++] = w;
    for (size_t i = q->count - 1; i > 0 && comes_first(&q->cell[i], &q->cell[(i - 1) / 2]);
         i = (i - 1) / 2)
        exchange(q, i, (i - 1) / 2);
}

/* The last sliver before an end, where the limit is known. */
static bool at_told_end(struct bound *b, const struct waiting *w)
{
    bool at_end = (b->end_told[0] && arb.arf_cmp(&w->from, &b->low) == 0) ||
                  (b->end_told[1] && arb.arf_cmp(&w->to, &b->high) == 0);
    if (at_end)
        b->x->proved = false;
    return at_end;
}

/* f swings without end there: points must do, ever closer. They must stay clearly below what is
 * reached: where the largest value is only approached by ever later swings, they come near it. */
static bool at_swinging_end(struct bound *b, const struct waiting *w)
{
    static const int64_t exponents[] = {
        25, 27, 29, 31, 34, 37, 41, 47, 57, 68, 80, 123, 190, 250
    };
    bool low = b->end_swings[0] && arb.arf_cmp(&w->from, &b->low) == 0,
         high = b->end_swings[1] && arb.arf_cmp(&w->to, &b->high) == 0;
    const struct arf *end = low ? &b->low : &b->high;
    bool below = low || high, finite = arb.arf_is_finite(end);
    double most = -INFINITY, least = INFINITY;
    struct arf t = { { 0 } };
    for (size_t i = 0; below && i < sizeof exponents / sizeof *exponents; i++)
        for (int64_t phase = 9; phase < 16 && below; phase++) {
            struct interval x = { 0 }, y = { 0 };
            arb.arf_set_si(&t, low == finite ? phase : -phase);
            arb.arf_mul_2exp_si(&t, &t, (finite ? -exponents[i] : exponents[i]) - 4);
            if (finite)
                arb.arf_add(&t, end, &t, 600, ARF_NEAR);
            interval_set_point(&x, &t);
            at(b, &x, &y);
            below = arb.arf_cmp(&y.hi, &b->x->best.lo) <= 0 || below_best(b->x, &y);
            most = fmax(most, interval_high(&y));
            least = fmin(least, interval_low(&y));
            interval_clear(&x);
            interval_clear(&y);
        }
    arb.arf_clear(&t);
    double bar = b->x->has_floor ? arb.arf_get_d(&b->x->best.hi, ARF_DOWN) : -INFINITY;
    if (b->x->any)
        bar = fmax(bar, arb.arf_get_d(&b->x->best.lo, ARF_DOWN));
    below = below && bar - most > 0.01 * (most - least);
    if (below)
        b->x->proved = false;
    return below;
}

/* Close enough to such an end, or far enough out. */
static bool is_sliver(const struct bound *b, const struct waiting *w)
{
    bool low = b->end_swings[0] && arb.arf_cmp(&w->from, &b->low) == 0,
         high = b->end_swings[1] && arb.arf_cmp(&w->to, &b->high) == 0;
    struct arf d = { { 0 } };
    if (low == high) /* or all of the axis at once */
        return false;
    const struct arf *inner = low ? &w->to : &w->from;
    bool sliver;
    if (arb.arf_is_finite(low ? &b->low : &b->high)) {
        arb.arf_sub(&d, &w->to, &w->from, 64, ARF_NEAR);
        sliver = arb.arf_cmpabs_2exp_si(&d, -24) <= 0;
    } else {
        sliver = arb.arf_is_finite(inner) && arb.arf_cmpabs_2exp_si(inner, 24) >= 0 &&
                 arb.arf_sgn(inner) == (low ? -1 : 1);
    }
    arb.arf_clear(&d);
    return sliver;
}

static void halve(struct bound *b, struct heap *q, const struct waiting *w)
{
    struct arf m = { { 0 } };
    if ((is_last(b, &w->from, &w->to) && at_told_end(b, w)) ||
        (is_sliver(b, w) && at_swinging_end(b, w))) {
        arb.arf_clear(&m);
        return;
    }
    if (is_last(b, &w->from, &w->to) || w->depth > 300 || !point_within(&m, &w->from, &w->to)) {
        give_up(b, &w->from, &w->to, &w->h);
    } else {
        cell_end(b, &m);
        cell(b, q, &w->from, &m, w->depth + 1);
        cell(b, q, &m, &w->to, w->depth + 1);
    }
    arb.arf_clear(&m);
}

static void branch(struct bound *b)
{
    struct heap q = { .cell = NULL };
    cell(b, &q, &b->low, &b->high, 0);
    while (q.count) {
        struct waiting w;
        heap_take(&q, &w);
        if (!below_best(b->x, &w.h)) {
            if (effort_left(b->effort))
                halve(b, &q, &w);
            else
                give_up(b, &w.from, &w.to, &w.h);
        }
        waiting_free(&w);
    }
    free(q.cell);
}

/* ---- pieces --------------------------------------------------------------------------------- */

/* Values to start with, so that most cells fall at once. */
static void probe(struct bound *b)
{
    static const double places[] = { -1e6, -300, -40, -9,  -5,  -3.3, -2.1, -1.4, -0.9, -0.5, -0.2,
                                     0.2,  0.5,  0.9, 1.4, 2.1, 3.3,  5,    9,    40,   300,  1e6 };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct interval x = { 0 }, y = { 0 };
        interval_set_double(&x, places[i]);
        if (arb.arf_cmp(&x.lo, &b->low) > 0 && arb.arf_cmp(&x.lo, &b->high) < 0) {
            at(b, &x, &y);
            if (interval_is_finite(&y))
                reach(b->x, &y);
        }
        interval_clear(&x);
        interval_clear(&y);
    }
}

static bool level(const struct piece *piece, int order)
{
    return order == 0 ? piece->flat : piece->straight;
}

static void level_piece(struct bound *b)
{
    struct interval x = { 0 }, y = { 0 };
    struct arf m = { { 0 } };
    if (point_within(&m, &b->low, &b->high)) {
        interval_set_point(&x, &m);
        at(b, &x, &y);
        if (interval_is_tiny(&y, 300) && interval_has_zero(&y))
            interval_set_double(&y, 0);
        candidate(b->x, &b->piece->low, &b->piece->high, &y, true);
    }
    interval_clear(&x);
    interval_clear(&y);
    arb.arf_clear(&m);
}

/* Limits at the ends of the piece. */
static void piece_ends(struct bound *b, const struct end_value *ends)
{
    for (int side = 0; side < 2; side++) {
        const struct end_value *v = &ends[side];
        struct interval y = { 0 };
        const struct interval *where = side ? &b->piece->high : &b->piece->low;
        if (v->kind == END_VALUE) {
            interval_set(&y, &v->value);
            turned(b, &y);
            candidate(b->x, where, where, &y, false);
            b->x->proved = b->x->proved && v->proved;
        } else if (v->kind == END_INFINITE && v->sign == b->sign) {
            b->x->infinite = true;
        } else if (v->kind == END_UNKNOWN || v->kind == END_NONE) {
            size_t i = (size_t)(b->piece - b->p->piece);
            if (end_unbounded(b->p, i, side ? 1 : -1, b->order, b->sign))
                b->x->infinite = true;
            else if (v->kind == END_UNKNOWN)
                b->x->at_every_end = false;
        }
        interval_clear(&y);
    }
}

static void break_value(const struct pieces *p, size_t i, int sign, struct supremum *x)
{
    struct interval y = { 0 };
    int64_t before = interval_bits;
    if (p->at[i].node < 0 || !interval_is_finite(&p->at[i].x))
        return;
    interval_bits = 500;
    struct interval all[1] = { 0 };
    smooth_series(&p->s, p->at[i].node, &p->at[i].x, 1, all);
    interval_bits = before;
    interval_set(&y, &all[0]);
    taylor_clear(all, 1);
    if (interval_is_tiny(&y, 150) && interval_has_zero(&y))
        interval_set_double(&y, 0);
    if (sign < 0)
        interval_neg(&y, &y);
    if (interval_is_finite(&y))
        candidate(x, &p->at[i].x, &p->at[i].x, &y, true);
    interval_clear(&y);
}

/* Only the places where the largest value is. */
static void sift(struct supremum *x)
{
    size_t kept = 0;
    for (size_t i = 0; i < x->count; i++) {
        struct supremum_place place = x->place[i];
        if (below_best(x, &place.value)) {
            interval_clear(&place.from);
            interval_clear(&place.to);
            interval_clear(&place.value);
            continue;
        }
        size_t k = kept++;
        while (k > 0 && arb.arf_cmp(&x->place[k - 1].from.lo, &place.from.lo) > 0) {
            x->place[k] = x->place[k - 1];
            k--;
        }
        x->place[k] = place;
    }
    x->count = kept;
}

/* sin(1/x): all cells say at most 1, and the place has 1, to 400 bits. Only places near 0 count:
 * sin(x) - e^x has 1 to any number of digits far out, and nowhere 1. */
static bool reaches(const struct bound *b, const struct supremum_place *place)
{
    enum { BITS = 600, NEAR_BITS = 4 };
    struct interval at = { 0 }, width = { 0 }, y[SMOOTH_ORDERS] = { 0 }, d[SMOOTH_ORDERS] = { 0 };
    const struct piece *q = NULL;
    bool yes = false;
    int64_t before = interval_bits;
    for (size_t i = 0; i < b->p->count; i++)
        if (b->p->piece[i].node >= 0 && arb.arf_cmp(&place->from.lo, &b->p->piece[i].low.hi) > 0 &&
            arb.arf_cmp(&place->from.hi, &b->p->piece[i].high.lo) < 0)
            q = &b->p->piece[i];
    if (q && place->attained && arb.arf_cmpabs_2exp_si(&place->from.lo, NEAR_BITS) < 0) {
        interval_bits = BITS;
        interval_set_point(&at, &place->from.lo);
        smooth_series(&b->p->s, q->node, &at, (size_t)b->order + 1, y);
        smooth_series(&b->p->s, q->node, &place->from, (size_t)b->order + 2, d);
        arb.arf_sub(&width.hi, &place->from.hi, &place->from.lo, 64, ARF_UP);
        interval_mul(&d[0], &d[b->order + 1], &width);
        interval_mul_int(&d[0], &d[0], b->order + 1);
        interval_add(&y[0], &y[b->order], &d[0]);
        if (b->sign < 0)
            interval_neg(&y[0], &y[0]);
        yes = arb.arf_cmp(&y[0].hi, &b->wide_most) >= 0;
        interval_bits = before;
    }
    interval_clear(&at);
    interval_clear(&width);
    taylor_clear(y, SMOOTH_ORDERS);
    taylor_clear(d, SMOOTH_ORDERS);
    return yes;
}

/* Largest value: between what is reached and what the places, and the cells given up, may reach. */
static void conclude(struct supremum *x, const struct bound *b)
{
    sift(x);
    x->below_floor = x->has_floor && x->count == 0 && !b->given_up;
    x->known = x->any && (x->count > 0 || x->below_floor);
    arb.arf_set(&x->value.lo, &x->best.lo);
    arb.arf_set(&x->value.hi, &x->best.lo);
    for (size_t i = 0; i < x->count; i++)
        if (arb.arf_cmp(&x->place[i].value.hi, &x->value.hi) > 0)
            arb.arf_set(&x->value.hi, &x->place[i].value.hi);
    if (b->given_up && arb.arf_cmp(&b->unsettled.hi, &x->value.hi) > 0) {
        arb.arf_set(&x->value.hi, &b->unsettled.hi);
        x->known = interval_is_narrow(&x->value, 40);
    }
    x->may_be_elsewhere = b->wide && arb.arf_cmp(&b->wide_most, &x->best.lo) > 0;
    for (size_t i = 0; i < x->count && x->may_be_elsewhere; i++)
        x->may_be_elsewhere = !reaches(b, &x->place[i]);
    if (interval_is_tiny(&x->value, 250) && interval_has_zero(&x->value))
        interval_set_double(&x->value, 0);
    x->known = (x->known && x->at_every_end) || x->infinite;
}

void supremum_find(const struct pieces *p, int order, int sign, const struct end_value *ends,
                   const struct arf *floor, struct effort *e, struct supremum *x)
{
    struct bound b = { .p = p, .order = order, .sign = sign, .effort = e, .x = x };
    *x = (struct supremum){ .proved = p->proved, .at_every_end = true };
    arb.arf_neg_inf(&b.unsettled.hi);
    x->has_floor = floor;
    if (floor)
        arb.arf_set(&x->best.hi, floor);
    for (size_t i = 0; i <= p->count && order == 0; i++)
        break_value(p, i, sign, x);
    for (int pass = 0; pass < 2; pass++) /* first all that is had for little */
        for (size_t i = 0; i < p->count && !x->infinite; i++) {
            b.piece = &p->piece[i];
            if (b.piece->node < 0)
                continue;
            arb.arf_set(&b.low, &b.piece->low.hi);
            arb.arf_set(&b.high, &b.piece->high.lo);
            for (int side = 0; side < 2; side++) {
                const struct end_value *v = &ends[2 * i + (size_t)side];
                b.end_swings[side] = v->kind == END_NONE;
                b.end_told[side] = v->kind == END_VALUE || v->kind == END_INFINITE;
            }
            if (pass == 0 && level(b.piece, order)) {
                level_piece(&b);
            } else if (pass == 0) {
                piece_ends(&b, ends + 2 * i);
                probe(&b);
            } else if (!level(b.piece, order)) {
                branch(&b);
            }
        }
    conclude(x, &b);
    interval_clear(&b.unsettled);
    arb.arf_clear(&b.wide_most);
    arb.arf_clear(&b.low);
    arb.arf_clear(&b.high);
}
