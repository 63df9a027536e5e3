/* Cutting a FUNCTION into pieces. */
#include "activation/pieces.h"
#include "activation/resolve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BREAKS_MOST = 200 };

/* A piece while it is made: what the operations so far are on it. */
struct draft {
    struct interval low, high;
    int *node;
    int done; /* conditions of the operation at hand that have no zero in it */
};
struct cutting {
    struct pieces *p;
    struct choices choices;
    struct draft *draft; /* from left to right */
    size_t count, room;
    struct effort *effort;
};

static void draft_free(struct draft *d)
{
    interval_clear(&d->low);
    interval_clear(&d->high);
    free(d->node);
}

/* Some point of the piece that a person would take. */
static bool inner_point(const struct draft *d, struct interval *x)
{
    struct arf m = { { 0 } };
    bool ok = point_within(&m, &d->low.hi, &d->high.lo);
    if (ok && arb.arf_sgn(&m) == 0) { /* where much is 0 by chance */
        struct arf zero = { { 0 } };
        ok = point_within(&m, &zero, &d->high.lo);
    }
    interval_set_point(x, &m);
    arb.arf_clear(&m);
    return ok;
}

/* Draft i becomes two; the new one stands at i + 1. */
static void split(struct cutting *c, size_t i, const struct interval *x)
{
    if (c->count == c->room) {
        c->room = 2 * c->room + 8;
        c->draft = memory_resize(c->draft, c->room, sizeof *c->draft);
    }
    memmove(&c->draft[i + 2], &c->draft[i + 1], (c->count - i - 1) * sizeof *c->draft);
    c->count++;
    struct draft *left = &c->draft[i], *right = &c->draft[i + 1];
    *right =
        (struct draft){ .node = memory_new(c->choices.count, sizeof(int)), .done = left->done };
    memcpy(right->node, left->node, c->choices.count * sizeof(int));
    interval_set(&right->high, &left->high);
    interval_set(&right->low, x);
    interval_set(&left->high, x);
}

static void window_end(struct interval *x, bool low)
{
    struct arf end = { { 0 } };
    arb.arf_set_si(&end, low ? -PIECES_WINDOW : PIECES_WINDOW);
    if (low ? arb.arf_cmp(&x->lo, &end) < 0 : arb.arf_cmp(&x->hi, &end) > 0)
        interval_set_point(x, &end);
}

/* Only what lies within the window is kept. */
static void cut_window(struct cutting *c)
{
    struct arf low = { { 0 } }, high = { { 0 } };
    size_t kept = 0;
    arb.arf_set_si(&low, -PIECES_WINDOW);
    arb.arf_set_si(&high, PIECES_WINDOW);
    c->p->endless = true;
    for (size_t i = 0; i < c->count; i++) {
        struct draft *d = &c->draft[i];
        if (arb.arf_cmp(&d->high.lo, &low) <= 0 || arb.arf_cmp(&d->low.hi, &high) >= 0) {
            draft_free(d);
            continue;
        }
        window_end(&d->low, true);
        window_end(&d->high, false);
        c->draft[kept++] = *d;
    }
    c->count = kept;
}

/* The zeros of a condition within draft i cut it. false: there are too many. */
static bool cut(struct cutting *c, size_t i, int condition)
{
    struct zero_list z;
    struct draft *d = &c->draft[i];
    d->done++;
    if (condition < 0 || c->p->s.nodes[condition].constant ||
        zeros_everywhere(&c->p->s, condition, 0, &d->low, &d->high))
        return true;
    zeros_find(&c->p->s, condition, 0, &d->low, &d->high, BREAKS_MOST, c->effort, &z);
    bool ok = z.complete;
    c->p->proved = c->p->proved && z.proved;
    for (size_t k = z.count; ok && k-- > 0;)
        split(c, i, &z.place[k].x);
    zero_list_free(&z);
    return ok;
}

static bool cut_all(struct cutting *c, struct resolver *r, size_t k)
{
    for (size_t i = 0; i < c->count; i++)
        c->draft[i].done = 0;
    for (size_t i = 0; i < c->count; i++) {
        int condition[2];
        r->node = c->draft[i].node;
        int n = resolve_conditions(r, k, condition);
        while (c->draft[i].done < n)
            if (!cut(c, i, condition[c->draft[i].done]))
                return false;
    }
    return true;
}

/* Operation k on every draft, which its conditions cut first. */
static void operation(struct cutting *c, struct resolver *r, size_t k)
{
    bool filled = c->choices.nodes[k].filled && c->choices.nodes[k].op == OP_DIV;
    if (!filled && !cut_all(c, r, k)) {
        if (!c->p->endless)
            cut_window(c);
        if (!cut_all(c, r, k))
            c->p->complete = false;
    }
    for (size_t i = 0; i < c->count; i++) {
        r->node = c->draft[i].node;
        interval_set(&r->low, &c->draft[i].low);
        interval_set(&r->high, &c->draft[i].high);
        if (!inner_point(&c->draft[i], &r->x))
            c->p->complete = false;
        c->draft[i].node[k] = resolve_node(r, k);
    }
}

static void outer_end(struct interval *x, double end)
{
    interval_set_double(x, end);
}

/* The formula at the break itself. */
static int at_break(struct cutting *c, const struct interval *x)
{
    int *nodes = memory_new(c->choices.count, sizeof *nodes), node;
    struct resolver r = { .s = &c->p->s, .choices = &c->choices, .node = nodes, .at_break = true };
    interval_set(&r.x, x);
    for (size_t k = 0; k < c->choices.count; k++)
        nodes[k] = resolve_node(&r, k);
    node = nodes[c->choices.result];
    if (r.unknown)
        node = node < 0 ? -1 : node;
    interval_clear(&r.x);
    free(nodes);
    return node;
}

static void finish_piece(struct cutting *c, size_t i)
{
    struct draft *d = &c->draft[i];
    struct piece *piece = &c->p->piece[i];
    piece->node = d->node[c->choices.result];
    interval_set(&piece->low, &d->low);
    interval_set(&piece->high, &d->high);
    if (piece->node >= 0) {
        const struct smooth *s = &c->p->s;
        piece->flat = s->nodes[piece->node].constant ||
                      (!smooth_is_polynomial(s, piece->node, 12) &&
                       zeros_everywhere(s, piece->node, 1, &d->low, &d->high));
        piece->straight = piece->flat || smooth_is_polynomial(s, piece->node, 1) ||
                          (!smooth_is_polynomial(s, piece->node, 12) &&
                           zeros_everywhere(s, piece->node, 2, &d->low, &d->high));
    }
}

/* Neighbours with the same formula, and the same at the break between: no break. */
static void join(struct pieces *p)
{
    size_t kept = 0;
    for (size_t i = 1; i < p->count; i++) {
        struct piece *left = &p->piece[kept], *here = &p->piece[i];
        if (left->node == here->node && p->at[i].node == here->node) {
            interval_set(&left->high, &here->high);
            interval_clear(&here->low);
            interval_clear(&here->high);
            interval_clear(&p->at[i].x);
            continue;
        }
        p->at[kept + 1] = p->at[i];
        p->piece[++kept] = *here;
    }
    p->at[kept + 1] = p->at[p->count];
    p->count = kept + 1;
}

static void finish(struct cutting *c)
{
    struct pieces *p = c->p;
    p->count = c->count;
    p->piece = memory_new(c->count, sizeof *p->piece);
    p->at = memory_new(c->count + 1, sizeof *p->at);
    for (size_t i = 0; i < c->count; i++) {
        finish_piece(c, i);
        interval_set(&p->at[i].x, &c->draft[i].low);
        p->at[i].node = interval_is_finite(&p->at[i].x) ? at_break(c, &p->at[i].x) : -1;
    }
    interval_set(&p->at[c->count].x, &c->draft[c->count - 1].high);
    p->at[c->count].node =
        interval_is_finite(&p->at[c->count].x) ? at_break(c, &p->at[c->count].x) : -1;
    join(p);
}

static int result_of(struct choices *c, enum pieces_of of, const struct function *g,
                     const struct function *h)
{
    int a = choices_append(c, g), b;
    if (of == PIECES_FUNCTION || a < 0)
        return a;
    b = choices_append(c, h);
    if (b < 0)
        return -1;
    b = choices_node(c, (struct choice_node){ .op = OP_SUB, .a = b, .b = a, .c = -1 });
    if (of == PIECES_RELATIVE && b >= 0)
        b = choices_node(c, (struct choice_node){ .op = OP_DIV, .a = b, .b = a, .c = -1 });
    return b;
}

bool pieces_find(struct pieces *p, enum pieces_of of, const struct function *g,
                 const struct function *h, double low, double high, struct effort *e)
{
    struct cutting c = { .p = p, .effort = e };
    *p = (struct pieces){ .complete = true, .proved = true };
    smooth_init(&p->s);
    choices_start(&c.choices);
    c.choices.result = result_of(&c.choices, of, g, h);
    if (c.choices.result >= 0) {
        struct resolver r = { .s = &p->s, .choices = &c.choices };
        c.count = c.room = 1;
        c.draft = memory_new(1, sizeof *c.draft);
        c.draft[0].node = memory_new(c.choices.count, sizeof(int));
        outer_end(&c.draft[0].low, low);
        outer_end(&c.draft[0].high, high);
        for (size_t k = 0; k < c.choices.count; k++)
            operation(&c, &r, k);
        p->complete = p->complete && !r.unknown;
        finish(&c);
        for (size_t i = 0; i < c.count; i++)
            draft_free(&c.draft[i]);
        free(c.draft);
        interval_clear(&r.x);
        interval_clear(&r.low);
        interval_clear(&r.high);
    }
    bool ok = c.choices.result >= 0 && !p->s.overflow;
    choices_free(&c.choices);
    return ok;
}

void pieces_free(struct pieces *p)
{
    for (size_t i = 0; i < p->count; i++) {
        interval_clear(&p->piece[i].low);
        interval_clear(&p->piece[i].high);
        interval_clear(&p->at[i].x);
    }
    if (p->at)
        interval_clear(&p->at[p->count].x);
    free(p->piece);
    free(p->at);
    smooth_free(&p->s);
}
