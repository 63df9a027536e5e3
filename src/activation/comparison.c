/* Suprema of differences. */
#include "activation/comparison.h"
#include "activation/expectation.h"
#include "activation/supremum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void add_place(struct comparison_part *part, const struct interval *from,
                      const struct interval *to)
{
    if (part->nplaces == PROOF_PLACES)
        return;
    double low = interval_middle(from), high = interval_middle(to);
    struct comparison_place place = { low == 0 ? 0 : low, high == 0 ? 0 : high };
    size_t i = part->nplaces;
    while (i > 0 && part->place[i - 1].low > place.low) {
        part->place[i] = part->place[i - 1];
        i--;
    }
    part->place[i] = place;
    part->nplaces++;
}

/* Points at the end of an interval, and intervals that touch, are one place. */
static void join_places(struct comparison_part *part)
{
    size_t kept = 0;
    for (size_t i = 1; i < part->nplaces; i++) {
        struct comparison_place *last = &part->place[kept], here = part->place[i];
        if (here.low <= last->high)
            last->high = fmax(last->high, here.high);
        else
            part->place[++kept] = here;
    }
    if (part->nplaces)
        part->nplaces = kept + 1;
}

static void tell(struct comparison_part *part, const struct interval *y, bool proved)
{
    struct proof_number *n = &part->number;
    if (interval_is_zero(y) || interval_is_narrow(y, 42))
        *n = (struct proof_number){ proved ? PROOF_ENCLOSED : PROOF_CONVERGED, interval_low(y),
                                    interval_high(y), interval_middle(y) };
}

static void add_places(struct comparison_part *part, const struct supremum *x)
{
    for (size_t i = 0; i < x->count; i++)
        add_place(part, &x->place[i].from, &x->place[i].to);
}

static struct end_value *find_ends(const struct pieces *p, int order)
{
    struct end_value *ends = memory_new(2 * p->count, sizeof *ends);
    for (size_t i = 0; i < p->count; i++)
        for (int side = 0; side < 2 && p->piece[i].node >= 0; side++)
            end_find(p, i, side ? 1 : -1, order, &ends[2 * i + (size_t)side]);
    return ends;
}

static void free_ends(const struct pieces *p, struct end_value *ends)
{
    for (size_t i = 0; i < 2 * p->count; i++)
        end_clear(&ends[i]);
    free(ends);
}

static void infinite(struct comparison_part *part)
{
    part->number = (struct proof_number){ PROOF_CONVERGED, INFINITY, INFINITY, INFINITY };
}

/* Places where it grows without bound: ends of pieces. */
static void infinite_places(const struct pieces *p, const struct end_value *ends,
                            struct comparison_part *part)
{
    for (size_t i = 0; i < p->count; i++)
        for (int side = 0; side < 2; side++)
            if (ends[2 * i + (size_t)side].kind == END_INFINITE) {
                const struct interval *x = side ? &p->piece[i].high : &p->piece[i].low;
                add_place(part, x, x);
            }
}

/* The supremum of |coefficient|. */
static void largest(const struct pieces *p, int order, struct effort *e,
                    struct comparison_part *part)
{
    struct supremum up, down;
    struct end_value *ends = find_ends(p, order);
    part->number.state = PROOF_LEFT_OUT;
    supremum_find(p, order, 1, ends, NULL, e, &up);
    supremum_find(p, order, -1, ends, up.known && !up.infinite ? &up.value.lo : NULL, e, &down);
    if (up.infinite || down.infinite) {
        infinite(part);
        infinite_places(p, ends, part);
    } else if (up.known && down.known && p->complete) {
        bool proved = up.proved && down.proved, both = !down.below_floor;
        bool tie = both && interval_overlaps(&up.value, &down.value);
        bool first = tie || !both || arb.arf_cmp(&up.value.lo, &down.value.lo) > 0;
        tell(part, first ? &up.value : &down.value, proved);
        if (first)
            add_places(part, &up);
        if (tie || !first)
            add_places(part, &down);
    }
    join_places(part);
    free_ends(p, ends);
    supremum_free(&up);
    supremum_free(&down);
}

/* Where f is 0 all along and g is not: pieces of the difference within those where the quotient is
 * not defined. */
static bool on_stretches(const struct pieces *q, const struct pieces *d,
                         struct comparison_part *part)
{
    struct arf m = { { 0 } };
    bool any = false;
    for (size_t i = 0; i < q->count; i++)
        for (size_t k = 0; k < d->count && q->piece[i].node < 0; k++) {
            const struct piece *a = &q->piece[i], *b = &d->piece[k];
            const struct interval *low =
                arb.arf_cmp(&a->low.lo, &b->low.lo) > 0 ? &a->low : &b->low;
            const struct interval *high =
                arb.arf_cmp(&a->high.lo, &b->high.lo) < 0 ? &a->high : &b->high;
            if (b->node >= 0 && arb.arf_cmp(&low->hi, &high->lo) < 0 &&
                point_within(&m, &low->hi, &high->lo) &&
                !zeros_everywhere(&d->s, b->node, 0, low, high)) {
                add_place(part, low, high);
                any = true;
            }
        }
    arb.arf_clear(&m);
    return any;
}

static void find_relative(const struct function *f, const struct function *g, double low,
                          double high, const struct pieces *d, struct effort *e,
                          struct comparison_part *part)
{
    struct pieces q;
    part->number.state = PROOF_LEFT_OUT;
    if (pieces_find(&q, PIECES_RELATIVE, f, g, low, high, e) && q.complete && !q.endless) {
        struct end_value *ends = find_ends(&q, 0);
        if (on_stretches(&q, d, part)) {
            infinite(part);
            infinite_places(&q, ends, part);
            join_places(part);
        } else {
            largest(&q, 0, e, part);
        }
        free_ends(&q, ends);
    }
    pieces_free(&q);
}

static void find_rms(const struct function *f, const struct function *g,
                     const struct comparison_part *slope, struct effort *e, struct proof_number *n)
{
    double places[PROOF_PLACES];
    for (size_t i = 0; i < slope->nplaces; i++)
        places[i] = slope->place[i].low;
    struct pieces p;
    n->state = PROOF_LEFT_OUT;
    if (pieces_find(&p, PIECES_DIFFERENCE, f, g, -INFINITY, INFINITY, e) && p.complete) {
        struct expectation x;
        bool nothing = true;
        for (size_t i = 0; i < p.count; i++)
            nothing = nothing && p.piece[i].node >= 0 &&
                      zeros_everywhere(&p.s, p.piece[i].node, 0, &p.piece[i].low, &p.piece[i].high);
        expectation_find(&p, places, slope->nplaces, e, &x);
        if (nothing) {
            *n = (struct proof_number){ PROOF_CONVERGED, 0, 0, 0 };
        } else if (x.diverges[MEAN_FF]) {
            *n = (struct proof_number){ PROOF_CONVERGED, INFINITY, INFINITY, INFINITY };
        } else if (x.known[MEAN_FF] && interval_sign(&x.mean[MEAN_FF]) > 0) {
            struct comparison_part part = { .number = { .state = PROOF_LEFT_OUT } };
            interval_map(&x.mean[MEAN_FF], INTERVAL_SQRT, &x.mean[MEAN_FF]);
            tell(&part, &x.mean[MEAN_FF], x.proved);
            *n = part.number;
        }
        expectation_clear(&x);
    }
    pieces_free(&p);
}

void comparison_find(const struct function *f, const struct function *g, double low, double high,
                     double seconds, struct comparison *c)
{
    struct pieces d;
    struct effort e;
    memset(c, 0, sizeof *c);
    c->difference.number.state = c->slope.number.state = PROOF_LEFT_OUT;
    c->relative.number.state = c->rms.state = PROOF_LEFT_OUT;
    c->installed = arb_load();
    if (!c->installed)
        return;
    effort_start(&e, seconds);
    if (pieces_find(&d, PIECES_DIFFERENCE, f, g, low, high, &e) && d.complete && !d.endless) {
        largest(&d, 0, &e, &c->difference);
        largest(&d, 1, &e, &c->slope);
        effort_start(&e, seconds);
        find_relative(f, g, low, high, &d, &e, &c->relative);
    }
    pieces_free(&d);
    effort_start(&e, seconds);
    find_rms(f, g, &c->slope, &e, &c->rms);
}
