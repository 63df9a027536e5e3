/* Facts from pieces, their ends, their extremes. */
#include "activation/proof.h"
#include "activation/domain.h"
#include "activation/expectation.h"
#include "activation/supremum.h"
#include "activation/period.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
#define F(NAME) #NAME,
    PROOF_NUMBERS(F)
#undef F
};

const char *proof_name(enum proof_fact fact)
{
    return names[fact];
}

/* All that is worked out on the way. */
struct work {
    struct pieces pieces;
    struct effort effort;
    struct end_value *ends[3]; /* of f, f', f''/2: two a piece */
    struct supremum low, high, steep_up, steep_down;
    bool periodic, drifts; /* f(x + P) = f(x), or that plus a number that is not 0 */
    int drift;             /* its sign */
    struct proof *p;
};

/* ---- numbers -------------------------------------------------------------------------------- */

static void tell(struct proof_number *n, const struct interval *y, bool proved)
{
    double low = interval_low(y), high = interval_high(y), middle = interval_middle(y);
    bool digits = interval_is_zero(y) || interval_is_narrow(y, 42) ||
                  (interval_is_point(y) && !interval_is_finite(y));
    bool held = digits && !(middle == 0 && !interval_is_zero(y)) && fabs(middle) >= 2.3e-308;
    if (interval_is_zero(y))
        held = true;
    if (!held || (isinf(middle) && interval_is_finite(y))) {
        n->state = PROOF_LEFT_OUT;
        return;
    }
    *n = (struct proof_number){ proved ? PROOF_ENCLOSED : PROOF_CONVERGED, low, high, middle };
}

static void tell_double(struct proof_number *n, double value, bool proved)
{
    *n = (struct proof_number){ proved ? PROOF_ENCLOSED : PROOF_CONVERGED, value, value, value };
}

static void leave_out(struct proof_number *n)
{
    n->state = PROOF_LEFT_OUT;
}

/* ---- ends ----------------------------------------------------------------------------------- */

static void find_ends(struct work *w)
{
    size_t n = w->pieces.count;
    for (int order = 0; order < 3; order++) {
        w->ends[order] = memory_new(2 * n, sizeof *w->ends[order]);
        for (size_t i = 0; i < n && order < 2; i++)
            for (int side = 0; side < 2 && w->pieces.piece[i].node >= 0; side++)
                end_find(&w->pieces, i, side ? 1 : -1, order,
                         &w->ends[order][2 * i + (size_t)side]);
    }
}

/* f'' is asked for only at breaks where f and f' go through. */
static const struct end_value *end_of(struct work *w, int order, size_t i, int side)
{
    struct end_value *v = &w->ends[order][2 * i + (size_t)side];
    if (order == 2 && v->kind == END_UNKNOWN)
        end_find(&w->pieces, i, side ? 1 : -1, order, v);
    return v;
}

/* Are both numbers, and the same as far as anyone can see? */
static bool same_value(const struct interval *a, const struct interval *b)
{
    struct interval d = { 0 }, size = { 0 };
    interval_sub(&d, a, b);
    bool same = interval_has_zero(&d) && (interval_is_tiny(&d, 100) || interval_is_narrow(a, 70));
    interval_abs(&size, a);
    arb.arf_mul_2exp_si(&size.hi, &size.hi, -70);
    if (!same) {
        interval_abs(&d, &d);
        same = arb.arf_cmp(&d.hi, &size.hi) <= 0;
    }
    interval_clear(&d);
    interval_clear(&size);
    return same;
}

static bool same_end(const struct end_value *a, const struct end_value *b)
{
    return a->kind == END_VALUE && b->kind == END_VALUE && same_value(&a->value, &b->value);
}

/* f at a break. */
static bool break_value(const struct pieces *p, size_t i, struct interval *y)
{
    struct interval all[1] = { 0 };
    int64_t before = interval_bits;
    if (p->at[i].node < 0)
        return false;
    interval_bits = 500;
    smooth_series(&p->s, p->at[i].node, &p->at[i].x, 1, all);
    interval_bits = before;
    interval_set(y, &all[0]);
    if (interval_is_tiny(y, 150) && interval_has_zero(y))
        interval_set_double(y, 0);
    taylor_clear(all, 1);
    return interval_is_finite(y);
}

/* ---- kinks ---------------------------------------------------------------------------------- */

static double end_double(const struct end_value *v, double factor)
{
    return v->kind == END_VALUE      ? factor * interval_middle(&v->value)
           : v->kind == END_INFINITE ? v->sign * (double)INFINITY
                                     : NAN;
}

enum { GOES_THROUGH = 100, UNDECIDED = -2 };

/* Break i, between two pieces where f is defined: -1 f jumps or has a pole, 0 f' breaks, 1 f''
 * does; UNDECIDED. */
static int break_smoothness(struct work *w, size_t i)
{
    const struct end_value *left = &w->ends[0][2 * (i - 1) + 1], *right = &w->ends[0][2 * i];
    struct interval here = { 0 };
    bool defined = break_value(&w->pieces, i, &here), equal = true;
    if (defined)
        equal = (left->kind != END_VALUE || same_value(&left->value, &here)) &&
                (right->kind != END_VALUE || same_value(&right->value, &here));
    interval_clear(&here);
    if (left->kind == END_UNKNOWN || right->kind == END_UNKNOWN)
        return UNDECIDED;
    if (!same_end(left, right) || !equal)
        return -1;
    left = &w->ends[1][2 * (i - 1) + 1];
    right = &w->ends[1][2 * i];
    if (left->kind == END_UNKNOWN || right->kind == END_UNKNOWN)
        return UNDECIDED;
    if (!same_end(left, right))
        return 0;
    left = end_of(w, 2, i - 1, 1);
    right = end_of(w, 2, i, 0);
    if (left->kind == END_UNKNOWN || right->kind == END_UNKNOWN)
        return 2;
    return same_end(left, right) ? GOES_THROUGH : 1;
}

static void add_kink(struct work *w, size_t i, int smoothness)
{
    struct proof *p = w->p;
    struct interval here = { 0 };
    double x = interval_middle(&w->pieces.at[i].x);
    if (fabs(x) > PROOF_NEAR || p->nkinks == PROOF_PLACES) {
        p->kinks_more = true;
        return;
    }
    int order = smoothness < 0 ? 0 : smoothness + 1;
    double factor = order == 2 ? 2 : 1;
    struct proof_kink *k = &p->kink[p->nkinks++];
    *k = (struct proof_kink){ .x = x,
                              .smoothness = smoothness,
                              .left = end_double(end_of(w, order, i - 1, 1), factor),
                              .right = end_double(end_of(w, order, i, 0), factor),
                              .used = NAN };
    if (smoothness < 0 && break_value(&w->pieces, i, &here))
        k->used = interval_middle(&here);
    interval_clear(&here);
}

/* Does f''' break at a place where all before goes through? */
static bool third_breaks(struct work *w, size_t i)
{
    struct end_value left, right;
    end_find(&w->pieces, i - 1, 1, 3, &left);
    end_find(&w->pieces, i, -1, 3, &right);
    bool breaks = !same_end(&left, &right);
    end_clear(&left);
    end_clear(&right);
    return breaks;
}

static void find_kinks(struct work *w)
{
    struct proof *p = w->p;
    p->smoothness = GOES_THROUGH;
    p->kinks_known = p->smoothness_known = w->pieces.complete;
    p->kinks_more = w->pieces.endless;
    for (size_t i = 1; i < w->pieces.count; i++) {
        if (w->pieces.piece[i - 1].node < 0 || w->pieces.piece[i].node < 0)
            continue;
        int s = break_smoothness(w, i);
        if (s == UNDECIDED) {
            p->kinks_known = p->smoothness_known = false;
            continue;
        }
        if (s == GOES_THROUGH && third_breaks(w, i))
            s = 2;
        if (s < p->smoothness)
            p->smoothness = s;
        if (s <= 1)
            add_kink(w, i, s);
    }
}

static bool has_jump(const struct work *w)
{
    for (size_t i = 0; i < w->p->nkinks; i++)
        if (w->p->kink[i].smoothness < 0)
            return true;
    return w->p->smoothness < 0;
}

/* ---- range ---------------------------------------------------------------------------------- */

static bool is_single(const struct supremum_place *place)
{
    return interval_overlaps(&place->from, &place->to);
}

/* Does f, or f', have its one-sided limit at this break itself? */
static bool attained_at_break(struct work *w, const struct supremum_place *place)
{
    for (size_t i = 1; i < w->pieces.count; i++)
        if (interval_overlaps(&w->pieces.at[i].x, &place->from) &&
            w->pieces.piece[i - 1].node >= 0 && w->pieces.piece[i].node >= 0) {
            int s = break_smoothness(w, i);
            return s >= 1 && w->pieces.at[i].node >= 0;
        }
    return false;
}

/* The places where an extreme is attained, if they are single points: within 10 where there are
 * several. */
static void list_extremes(struct work *w, const struct supremum *x, double value,
                          enum proof_extreme_kind kind, struct proof_number *at)
{
    struct proof *p = w->p;
    size_t points = 0, first = p->nextremes;
    bool interval = false;
    for (size_t i = 0; i < x->count; i++) {
        struct supremum_place *place = &x->place[i];
        if (kind == EXTREME_STEEPEST && !place->attained && is_single(place))
            place->attained = attained_at_break(w, place);
        points += place->attained && is_single(place);
        interval = interval || (place->attained && !is_single(place));
    }
    at->state = PROOF_NONE;
    if (interval)
        return;
    for (size_t i = 0; i < x->count; i++) {
        const struct supremum_place *place = &x->place[i];
        double where = interval_middle(&place->from);
        if (!place->attained || p->nextremes == PROOF_PLACES ||
            ((points > 1 || w->pieces.endless) && fabs(where) > PROOF_NEAR))
            continue;
        if (p->nextremes == first)
            tell(at, &place->from, x->proved);
        p->extreme[p->nextremes++] = (struct proof_extreme){ where, value, kind };
    }
}

static bool is_attained(const struct supremum *x)
{
    for (size_t i = 0; i < x->count; i++)
        if (x->place[i].attained)
            return true;
    return false;
}

/* sign 1: from above. */
static void tell_range(struct work *w, const struct supremum *x, int sign,
                       struct proof_number *range, struct proof_number *extreme,
                       struct proof_number *at)
{
    struct interval value = { 0 };
    range->state = extreme->state = at->state = PROOF_LEFT_OUT;
    if (w->drifts || x->infinite) {
        tell_double(range, sign * (double)INFINITY, x->proved && !w->drifts);
        extreme->state = at->state = PROOF_NONE;
    } else if (x->known) {
        interval_set(&value, &x->value);
        if (sign < 0)
            interval_neg(&value, &value);
        tell(range, &value, x->proved);
        extreme->state = at->state = range->state == PROOF_LEFT_OUT ? PROOF_LEFT_OUT : PROOF_NONE;
        if (x->may_be_elsewhere) {
            extreme->state = at->state = PROOF_LEFT_OUT;
        } else if (is_attained(x) && range->state != PROOF_LEFT_OUT) {
            *extreme = *range;
            list_extremes(w, x, range->value, sign < 0 ? EXTREME_MINIMUM : EXTREME_MAXIMUM, at);
        }
    }
    interval_clear(&value);
}

static void find_range(struct work *w)
{
    struct proof_number *n = w->p->number;
    if (!w->pieces.complete || (w->pieces.endless && !w->periodic && !w->drifts)) {
        for (int k = PROOF_range_lower; k <= PROOF_lipschitz_x; k++)
            leave_out(&n[k]);
        return;
    }
    supremum_find(&w->pieces, 0, -1, w->ends[0], NULL, &w->effort, &w->low);
    supremum_find(&w->pieces, 0, 1, w->ends[0], NULL, &w->effort, &w->high);
    tell_range(w, &w->low, -1, &n[PROOF_range_lower], &n[PROOF_minimum], &n[PROOF_minimum_x]);
    tell_range(w, &w->high, 1, &n[PROOF_range_upper], &n[PROOF_maximum], &n[PROOF_maximum_x]);
}

/* ---- slopes --------------------------------------------------------------------------------- */

static void find_lipschitz(struct work *w)
{
    struct proof_number *n = w->p->number, *at = &n[PROOF_lipschitz_x];
    const struct supremum *up = &w->steep_up, *down = &w->steep_down;
    if (!w->pieces.complete || (w->pieces.endless && !w->periodic && !w->drifts))
        return;
    /* the one that begins larger first; the other is of interest only if it reaches it */
    supremum_find(&w->pieces, 1, 1, w->ends[1], NULL, &w->effort, &w->steep_up);
    supremum_find(&w->pieces, 1, -1, w->ends[1], up->known && !up->infinite ? &up->value.lo : NULL,
                  &w->effort, &w->steep_down);
    if (down->below_floor && arb.arf_sgn(&down->best.lo) <= 0) { /* does f ever fall? */
        supremum_free(&w->steep_down);
        supremum_find(&w->pieces, 1, -1, w->ends[1], NULL, &w->effort, &w->steep_down);
    }
    at->state = PROOF_NONE;
    n[PROOF_lipschitz].state = PROOF_LEFT_OUT;
    if (has_jump(w) || up->infinite || down->infinite) {
        tell_double(&n[PROOF_lipschitz], INFINITY, has_jump(w));
    } else if (up->known && down->known && w->p->kinks_known) {
        bool tie = !down->below_floor && interval_overlaps(&up->value, &down->value);
        const struct supremum *x =
            tie || down->below_floor || arb.arf_cmp(&up->value.lo, &down->value.lo) > 0 ? up : down;
        tell(&n[PROOF_lipschitz], &x->value, up->proved && down->proved);
        if (n[PROOF_lipschitz].state == PROOF_LEFT_OUT || x->value.hi.word[1] == 0) {
            at->state = n[PROOF_lipschitz].state;
            if (at->state != PROOF_LEFT_OUT)
                at->state = PROOF_NONE;
            return;
        }
        if (x->may_be_elsewhere || (tie && down->may_be_elsewhere)) {
            at->state = PROOF_LEFT_OUT;
            return;
        }
        struct supremum both = { .proved = up->proved && down->proved };
        both.count = x->count + (tie ? down->count : 0);
        both.place = memory_new(both.count, sizeof *both.place);
        memcpy(both.place, x->place, x->count * sizeof *both.place);
        if (tie) /* borrowed, merged from left to right */
            for (size_t i = 0; i < down->count; i++) {
                size_t k = x->count + i;
                while (k > 0 &&
                       arb.arf_cmp(&both.place[k - 1].from.lo, &down->place[i].from.lo) > 0) {
                    both.place[k] = both.place[k - 1];
                    k--;
                }
                both.place[k] = down->place[i];
            }
        list_extremes(w, &both, n[PROOF_lipschitz].value, EXTREME_STEEPEST, at);
        free(both.place);
    } else {
        at->state = PROOF_LEFT_OUT;
    }
}

/* -1, 0, 1: how f goes on from the end of one defined piece to the start of the next, by way of
 * what it has between. */
static void step_between(struct work *w, size_t i, size_t j, bool *up, bool *down, bool *known)
{
    const struct end_value *left = &w->ends[0][2 * i + 1], *right = &w->ends[0][2 * j];
    struct interval here[2] = { 0 }, d = { 0 };
    const struct interval *order[4];
    size_t n = 0;
    if (left->kind == END_INFINITE || right->kind == END_INFINITE) {
        double a = end_double(left, 1), b = end_double(right, 1);
        *up = *up || a < b;
        *down = *down || a > b;
        return;
    }
    if (left->kind != END_VALUE || right->kind != END_VALUE) {
        *known = *known && left->kind != END_UNKNOWN && right->kind != END_UNKNOWN;
        return;
    }
    order[n++] = &left->value;
    if (break_value(&w->pieces, i + 1, &here[0]))
        order[n++] = &here[0];
    if (j > i + 1 && break_value(&w->pieces, j, &here[1]))
        order[n++] = &here[1];
    order[n++] = &right->value;
    for (size_t k = 1; k < n; k++)
        if (!same_value(order[k - 1], order[k])) {
            interval_sub(&d, order[k], order[k - 1]);
            *up = *up || interval_sign(&d) > 0;
            *down = *down || interval_sign(&d) < 0;
        }
    interval_clear(&here[0]);
    interval_clear(&here[1]);
    interval_clear(&d);
}

/* Does the slope stay at or above 0? x: the supremum of -f'. */
static int stays(const struct supremum *x)
{
    if (x->infinite || (x->any && arb.arf_sgn(&x->best.lo) > 0))
        return 0;
    if (!x->known || x->below_floor)
        return -1;
    return arb.arf_sgn(&x->value.hi) <= 0 ||
           (interval_is_tiny(&x->value, 120) && interval_has_zero(&x->value));
}

static void find_monotone(struct work *w)
{
    bool up = false, down = false, known = true;
    int rises = stays(&w->steep_down), falls = stays(&w->steep_up);
    size_t last = SIZE_MAX;
    w->p->monotone = NULL;
    if (w->pieces.endless && !w->periodic && !w->drifts)
        return;
    for (size_t i = 0; i < w->pieces.count; i++) {
        if (w->pieces.piece[i].node < 0)
            continue;
        if (last != SIZE_MAX)
            step_between(w, last, i, &up, &down, &known);
        last = i;
    }
    if ((rises == 0 && falls == 0) || (up && down) || (rises == 0 && up) || (falls == 0 && down))
        w->p->monotone = "no";
    else if (rises < 0 || falls < 0 || !known || !w->pieces.complete)
        w->p->monotone = NULL;
    else if (rises == 1 && falls == 1)
        w->p->monotone = up ? "increasing" : down ? "decreasing" : "constant";
    else
        w->p->monotone = rises == 1 ? (down ? "no" : "increasing") : (up ? "no" : "decreasing");
}

/* ---- at 0, and far out ---------------------------------------------------------------------- */

static void find_at_zero(struct work *w)
{
    struct proof_number *n = &w->p->number[PROOF_value_at_0];
    struct interval zero = { 0 }, y[SMOOTH_ORDERS] = { 0 };
    int node = -1, orders = 3;
    for (size_t i = 0; i < w->pieces.count; i++) {
        const struct piece *q = &w->pieces.piece[i];
        if (arb.arf_sgn(&q->low.hi) < 0 && arb.arf_sgn(&q->high.lo) > 0)
            node = q->node;
        if (i > 0 && interval_has_zero(&q->low)) {
            int s = w->pieces.piece[i - 1].node < 0 || q->node < 0 ? 0 : break_smoothness(w, i);
            node = w->pieces.at[i].node;
            orders = s >= 1 && node >= 0 ? (s >= 2 ? 3 : 2) : 1;
            if (orders > 1)
                node = q->node;
        }
    }
    for (int k = 0; k < 3; k++)
        n[k].state = node < 0 || k >= orders ? PROOF_NONE : PROOF_LEFT_OUT;
    if (node >= 0) {
        int64_t before = interval_bits;
        interval_bits = 500;
        smooth_series(&w->pieces.s, node, &zero, 3, y);
        interval_bits = before;
        interval_mul_int(&y[2], &y[2], 2);
        for (int k = 0; k < orders; k++) {
            bool null = interval_has_zero(&y[k]) && interval_is_tiny(&y[k], 400);
            bool exact = interval_is_zero(&y[k]);
            if (null)
                interval_set_double(&y[k], 0);
            tell(&n[k], &y[k], exact || !null);
        }
    }
    taylor_clear(y, SMOOTH_ORDERS);
}

static void find_limits(struct work *w)
{
    for (int side = 0; side < 2; side++) {
        struct proof_number *n = &w->p->number[side ? PROOF_limit_right : PROOF_limit_left];
        size_t i = side ? w->pieces.count - 1 : 0;
        const struct end_value *v = &w->ends[0][2 * i + (size_t)side];
        n->state = PROOF_LEFT_OUT;
        if (w->drifts)
            tell_double(n, (side ? 1 : -1) * w->drift * (double)INFINITY, false);
        else if (w->periodic)
            n->state =
                w->pieces.piece[0].flat && w->pieces.count == 1 ? PROOF_LEFT_OUT : PROOF_NONE;
        else if (w->pieces.endless)
            leave_out(n);
        else if (w->pieces.piece[i].node < 0 || v->kind == END_NONE)
            n->state = PROOF_NONE;
        else if (v->kind == END_VALUE)
            tell(n, &v->value, v->proved);
        else if (v->kind == END_INFINITE)
            tell_double(n, v->sign * (double)INFINITY, v->proved);
    }
}

/* ---- zeros of the slopes -------------------------------------------------------------------- */

static void add_place(double x, double *places, size_t *n, bool *more)
{
    for (size_t i = 0; i < *n; i++)
        if (places[i] == x)
            return;
    if (*n == PROOF_PLACES)
        *more = true;
    else
        places[(*n)++] = x == 0 ? 0 : x;
}

/* At a break where the derivative goes through 0. */
static void break_zero(struct work *w, size_t i, int order, double *places, size_t *n, bool *more)
{
    const struct piece *a = &w->pieces.piece[i - 1], *b = &w->pieces.piece[i];
    if (a->node < 0 || b->node < 0 || w->pieces.at[i].node < 0)
        return;
    int s = break_smoothness(w, i);
    const struct end_value *left = end_of(w, order, i - 1, 1);
    double x = interval_middle(&w->pieces.at[i].x);
    if (s < order || fabs(x) > PROOF_NEAR || left->kind != END_VALUE ||
        !interval_is_tiny(&left->value, 100) || (order == 1 ? a->flat || b->flat : 0) ||
        (order == 2 && (a->straight || b->straight)))
        return;
    if (order == 2) { /* only where the sign changes */
        struct arf p = { { 0 } };
        int before, after;
        point_within(&p, &a->low.hi, &a->high.lo);
        struct arf q = { { 0 } }, h = { { 0 } };
        arb.arf_set_d(&h, 0x1p-20);
        arb.arf_sub(&q, &a->high.lo, &h, 300, ARF_NEAR);
        before = sign_at(&w->pieces.s, a->node, 2, &q);
        arb.arf_add(&q, &b->low.hi, &h, 300, ARF_NEAR);
        after = sign_at(&w->pieces.s, b->node, 2, &q);
        arb.arf_clear(&p);
        arb.arf_clear(&q);
        if (before * after != -1)
            return;
    }
    add_place(x, places, n, more);
}

static bool find_places(struct work *w, int order, double *places, size_t *n, bool *more)
{
    struct arf end = { { 0 } };
    bool known = w->pieces.complete;
    for (size_t i = 0; i < w->pieces.count; i++) {
        const struct piece *q = &w->pieces.piece[i];
        struct interval low = { 0 }, high = { 0 };
        struct zero_list z;
        if (i > 0)
            break_zero(w, i, order, places, n, more);
        if (q->node < 0 || (order == 1 ? q->flat : q->straight))
            continue;
        interval_set(&low, &q->low);
        interval_set(&high, &q->high);
        arb.arf_set_d(&end, -PROOF_NEAR - 0x1p-20);
        if (arb.arf_cmp(&low.hi, &end) < 0)
            interval_set_point(&low, &end);
        arb.arf_set_d(&end, PROOF_NEAR + 0x1p-20);
        if (arb.arf_cmp(&high.lo, &end) > 0)
            interval_set_point(&high, &end);
        if (arb.arf_cmp(&low.hi, &high.lo) < 0) {
            zeros_find(&w->pieces.s, q->node, order, &low, &high, 4 * PROOF_PLACES, &w->effort, &z);
            known = known && z.complete;
            for (size_t k = 0; k < z.count; k++) {
                double x = interval_middle(&z.place[k].x);
                if ((order == 1 || z.place[k].multiplicity % 2) && fabs(x) <= PROOF_NEAR)
                    add_place(x, places, n, more);
            }
            zero_list_free(&z);
        }
        interval_clear(&low);
        interval_clear(&high);
    }
    qsort(places, *n, sizeof *places, number_ascending);
    arb.arf_clear(&end);
    return known;
}

/* ---- means ---------------------------------------------------------------------------------- */

static void tell_gain(struct proof_number *n, const struct expectation *x, int mean)
{
    struct interval root = { 0 }, one = { 0 };
    n->state = PROOF_LEFT_OUT;
    if (x->diverges[mean]) {
        tell_double(n, 0, false);
    } else if (x->known[mean] && interval_sign(&x->mean[mean]) > 0) {
        interval_set_double(&one, 1);
        interval_map(&root, INTERVAL_SQRT, &x->mean[mean]);
        interval_div(&root, &one, &root);
        tell(n, &root, x->proved);
    }
    interval_clear(&root);
}

/* The best line for z ~ N(0, 1) is E f + E(z f) z; it explains (E z f)^2 of the variance. */
static void tell_affine(struct work *w, const struct expectation *x)
{
    struct proof_number *n = &w->p->number[PROOF_not_affine_percent];
    struct interval variance = { 0 }, t = { 0 }, hundred = { 0 };
    n->state = PROOF_LEFT_OUT;
    if (w->pieces.count == 1 && w->pieces.piece[0].straight) {
        if (w->pieces.piece[0].flat)
            n->state = PROOF_NONE;
        else
            tell_double(n, 0, true);
        return;
    }
    if (!x->known[MEAN_F] || !x->known[MEAN_ZF] || !x->known[MEAN_FF] || x->diverges[MEAN_FF] ||
        x->diverges[MEAN_F] || x->diverges[MEAN_ZF])
        return;
    interval_set_double(&hundred, 100);
    interval_square(&t, &x->mean[MEAN_F]);
    interval_sub(&variance, &x->mean[MEAN_FF], &t);
    interval_square(&t, &x->mean[MEAN_ZF]);
    interval_sub(&t, &variance, &t);
    interval_div(&t, &t, &variance);
    interval_mul(&t, &t, &hundred);
    tell(n, &t, x->proved);
    interval_clear(&variance);
    interval_clear(&t);
}

static void find_means(struct work *w)
{
    struct expectation x;
    struct proof_number *n = w->p->number;
    bool line = true;
    for (size_t i = 0; i < w->pieces.count; i++)
        line = line && w->pieces.piece[i].node >= 0 && (i == 0 || w->pieces.at[i].node >= 0);
    if (!line || !w->pieces.complete) {
        for (int k = PROOF_gain_forward; k <= PROOF_not_affine_percent; k++)
            n[k].state = line ? PROOF_LEFT_OUT : PROOF_NONE;
        return;
    }
    expectation_find(&w->pieces, w->p->inflection, w->p->ninflections, &w->effort, &x);
    tell_gain(&n[PROOF_gain_forward], &x, MEAN_FF);
    tell_gain(&n[PROOF_gain_backward], &x, MEAN_DD);
    tell_affine(w, &x);
    expectation_clear(&x);
}

/* ---- underflow ------------------------------------------------------------------------------ */

/* Is |f(x)| more than 2^exponent? -1: not to be told. */
static int is_above(const struct work *w, size_t i, double x, int exponent)
{
    struct interval at = { 0 }, y = { 0 };
    interval_set_double(&at, x);
    value_at(&w->pieces.s, w->pieces.piece[i].node, 0, &at, 60, &y);
    interval_abs(&y, &y);
    int above = arb.arf_cmpabs_2exp_si(&y.lo, exponent) > 0    ? 1
                : arb.arf_cmpabs_2exp_si(&y.hi, exponent) <= 0 ? 0
                                                               : -1;
    interval_clear(&at);
    interval_clear(&y);
    return above;
}

/* Does |f| fall all the way from x outwards? */
static bool rests(const struct work *w, size_t i, int side, double x)
{
    struct arf from = { { 0 } }, out = { { 0 } };
    arb.arf_set_d(&from, x / 4);
    if (side)
        arb.arf_pos_inf(&out);
    else
        arb.arf_neg_inf(&out);
    return quiet_between(&w->pieces.s, w->pieces.piece[i].node, 2, side ? &from : &out,
                         side ? &out : &from);
}

/* The x beyond which |f| <= 2^exponent, on its way to 0. */
static void find_underflow(struct work *w, int exponent, double end, struct proof_number *n)
{
    for (int side = 0; side < 2 && n->state != PROOF_CONVERGED; side++) {
        size_t i = side ? w->pieces.count - 1 : 0;
        const struct end_value *v = &w->ends[0][2 * i + (size_t)side];
        n->state = n->state == PROOF_NONE || side == 0 ? PROOF_NONE : n->state;
        if (w->pieces.piece[i].node < 0 || w->pieces.piece[i].flat || w->pieces.endless ||
            v->kind != END_VALUE || !interval_is_zero(&v->value))
            continue;
        double sign = side ? 1 : -1, in = 0, out = sign;
        int above = 1;
        while (fabs(out) < end && (above = is_above(w, i, out, exponent)) == 1) {
            in = out;
            out *= 2;
        }
        if (above != 0 || in == 0)
            continue;
        while (above >= 0 && fabs(out - in) > 1e-15 * fabs(out)) {
            double middle = in + (out - in) / 2;
            above = is_above(w, i, middle, exponent);
            *(above ? &in : &out) = middle;
        }
        if (above >= 0 && !rests(w, i, side, out)) /* it swings on its way to 0 */
            n->state = PROOF_LEFT_OUT;
        else if (above >= 0)
            *n = (struct proof_number){ PROOF_CONVERGED, fmin(in, out), fmax(in, out), out };
    }
}

/* ---- all ------------------------------------------------------------------------------------ */

static void find_series(struct work *w)
{
    struct interval zero = { 0 }, y[SMOOTH_ORDERS] = { 0 };
    struct proof *p = w->p;
    for (size_t i = 0; i < w->pieces.count; i++) {
        const struct piece *q = &w->pieces.piece[i];
        if (q->node < 0 || !(arb.arf_sgn(&q->low.hi) < 0 && arb.arf_sgn(&q->high.lo) > 0))
            continue;
        int64_t before = interval_bits;
        interval_bits = 400;
        smooth_series(&w->pieces.s, q->node, &zero, PROOF_SERIES, y);
        interval_bits = before;
        bool ok = true;
        for (size_t k = 0; k < PROOF_SERIES; k++) {
            ok = ok && (interval_is_narrow(&y[k], 60) || interval_is_tiny(&y[k], 200));
            p->series[k] = interval_is_tiny(&y[k], 200) ? 0 : interval_middle(&y[k]);
        }
        p->nseries = ok ? PROOF_SERIES : 0;
    }
    taylor_clear(y, SMOOTH_ORDERS);
}

/* What repeats itself is looked at within the window alone. */
static void find_period(struct work *w, const struct function *g)
{
    int drift;
    if (!period_find(&w->pieces, &drift))
        return;
    w->periodic = drift == 0;
    w->drifts = drift != 0;
    w->drift = drift;
    if (!w->pieces.endless) {
        pieces_free(&w->pieces);
        w->p->available = pieces_find(&w->pieces, PIECES_FUNCTION, g, NULL, -PIECES_WINDOW,
                                      PIECES_WINDOW, &w->effort);
        w->pieces.endless = true;
    }
}

static void work_free(struct work *w)
{
    supremum_free(&w->low);
    supremum_free(&w->high);
    supremum_free(&w->steep_up);
    supremum_free(&w->steep_down);
    for (int order = 0; order < 3; order++) {
        for (size_t i = 0; w->ends[order] && i < 2 * w->pieces.count; i++)
            end_clear(&w->ends[order][i]);
        free(w->ends[order]);
    }
    pieces_free(&w->pieces);
}

void proof_free(struct proof *p)
{
    free(p->domain);
    p->domain = NULL;
}

void proof_find(const struct function *g, double seconds, struct proof *p)
{
    struct work w = { .p = p };
    memset(p, 0, sizeof *p);
    for (int k = 0; k < PROOF_FACTS; k++)
        leave_out(&p->number[k]);
    if (!arb_load())
        return;
    p->installed = true;
    effort_start(&w.effort, seconds);
    p->available = pieces_find(&w.pieces, PIECES_FUNCTION, g, NULL, -INFINITY, INFINITY, &w.effort);
    if (p->available)
        find_period(&w, g);
    if (p->available) {
        p->domain = domain_text(&w.pieces);
        p->nowhere = p->domain && strcmp(p->domain, "empty") == 0;
    }
    if (p->available && p->nowhere) {
        for (int k = 0; k < PROOF_FACTS; k++)
            p->number[k].state = PROOF_NONE;
    } else if (p->available) {
        find_ends(&w);
        find_kinks(&w);
        find_range(&w);
        find_lipschitz(&w);
        find_monotone(&w);
        find_at_zero(&w);
        find_limits(&w);
        bool spent = w.effort.spent; /* what comes first must not starve the rest */
        effort_start(&w.effort, spent ? seconds / 2 : seconds);
        p->slope_zeros_known =
            find_places(&w, 1, p->slope_zero, &p->nslope_zeros, &p->slope_zeros_more);
        p->inflections_known =
            find_places(&w, 2, p->inflection, &p->ninflections, &p->inflections_more);
        spent = spent || w.effort.spent;
        effort_start(&w.effort, spent ? seconds / 2 : seconds);
        find_means(&w);
        find_series(&w);
        find_underflow(&w, -1075, 0x1p1023, &p->number[PROOF_underflow_x_double]);
        find_underflow(&w, -150, 0x1p127, &p->number[PROOF_underflow_x_float]);
        p->spent = spent || w.effort.spent;
    }
    work_free(&w);
}
