/* Making formulas. */
#include "activation/tree.h"
#include "activation/expression.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODES_MOST = 30000, BUCKETS = 4096, PARTS_MOST = 1000 };

void tree_init(struct tree *t)
{
    *t = (struct tree){ .count = 1, .room = 64 };
    t->nodes = memory_new(t->room, sizeof *t->nodes);
    t->first = memory_new(BUCKETS, sizeof *t->first);
}

void tree_free(struct tree *t)
{
    for (size_t i = 0; i < t->count; i++)
        free(t->nodes[i].parts);
    free(t->nodes);
    free(t->first);
    *t = (struct tree){ .nodes = NULL };
}

/* ---- nodes ---------------------------------------------------------------------------------- */

static unsigned mixed(unsigned hash, uint64_t bits)
{
    return (hash ^ (unsigned)(bits ^ bits >> 32)) * 16777619U;
}

static unsigned mixed_double(unsigned hash, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return mixed(hash, bits);
}

static unsigned hash_of(const struct tree_node *n)
{
    unsigned h = 2166136261U;
    h = mixed(mixed(h, n->kind), n->op);
    h = mixed(mixed(mixed(h, (uint64_t)n->a), (uint64_t)n->b), (uint64_t)n->c);
    h = mixed_double(h, n->number.value);
    h = mixed(mixed(h, (uintptr_t)n->elementary), (uintptr_t)n->row);
    for (int i = 0; i < PARAMETERS_MAX; i++)
        h = mixed_double(h, n->param[i]);
    for (size_t i = 0; i < n->nparts; i++)
        h = mixed_double(mixed(h, (uint64_t)n->parts[i].node), n->parts[i].factor.value);
    return h;
}

static bool equal(const struct tree_node *a, const struct tree_node *b)
{
    bool same = a->kind == b->kind && a->op == b->op && a->a == b->a && a->b == b->b &&
                a->c == b->c && rational_same(a->number, b->number) &&
                a->elementary == b->elementary && a->row == b->row &&
                memcmp(a->param, b->param, sizeof a->param) == 0 && a->nparts == b->nparts;
    for (size_t i = 0; i < a->nparts && same; i++)
        same = a->parts[i].node == b->parts[i].node &&
               rational_same(a->parts[i].factor, b->parts[i].factor);
    return same;
}

/* Takes the parts. */
static int append(struct tree *t, struct tree_node n)
{
    n.hash = hash_of(&n);
    int *bucket = &t->first[n.hash % BUCKETS];
    for (int i = *bucket; i; i = t->nodes[i].next)
        if (t->nodes[i].hash == n.hash && equal(&t->nodes[i], &n)) {
            free(n.parts);
            return i;
        }
    if (t->count == NODES_MOST) {
        t->full = true;
        free(n.parts);
        return 0;
    }
    if (t->count == t->room) {
        t->room *= 2;
        t->nodes = memory_resize(t->nodes, t->room, sizeof *t->nodes);
    }
    n.next = *bucket;
    *bucket = (int)t->count;
    t->nodes[t->count] = n;
    return (int)t->count++;
}

int tree_number(struct tree *t, struct rational value)
{
    if (value.q == 0 && value.value == 3.14159265358979323846)
        return append(t, (struct tree_node){ .kind = TREE_PI });
    if (value.q && value.value == 3.14159265358979323846)
        return append(t, (struct tree_node){ .kind = TREE_PI });
    if (value.value == 2.7182818284590452354)
        return append(t, (struct tree_node){ .kind = TREE_E });
    return append(t, (struct tree_node){ .kind = TREE_NUMBER, .number = value });
}

int tree_whole(struct tree *t, int64_t value)
{
    return tree_number(t, rational_whole(value));
}

int tree_x(struct tree *t)
{
    return append(t, (struct tree_node){ .kind = TREE_X });
}

bool tree_is_number(const struct tree *t, int node, struct rational *value)
{
    *value = t->nodes[node].number;
    return t->nodes[node].kind == TREE_NUMBER;
}

static bool is(const struct tree *t, int node, int64_t value)
{
    return t->nodes[node].kind == TREE_NUMBER && rational_is(t->nodes[node].number, value);
}

/* ---- lists of parts ------------------------------------------------------------------------- */

struct list {
    struct tree_part *part;
    size_t n, room;
    struct rational number; /* what stands beside them: added, or multiplied */
};

static void list_put(struct list *l, int node, struct rational factor)
{
    size_t i = l->n;
    while (i > 0 && l->part[i - 1].node > node)
        i--;
    if (i > 0 && l->part[i - 1].node == node) {
        struct rational *f = &l->part[i - 1].factor;
        *f = rational_add(*f, factor);
        if (rational_is(*f, 0)) {
            memmove(&l->part[i - 1], &l->part[i], (l->n - i) * sizeof *l->part);
            l->n--;
        }
        return;
    }
    if (l->n == l->room) {
        l->room = 2 * l->room + 4;
        l->part = memory_resize(l->part, l->room, sizeof *l->part);
    }
    memmove(&l->part[i + 1], &l->part[i], (l->n - i) * sizeof *l->part);
    l->part[i] = (struct tree_part){ node, factor };
    l->n++;
}

/* ---- sums ----------------------------------------------------------------------------------- */

static void sum_put(const struct tree *t, struct list *l, int node, struct rational factor)
{
    const struct tree_node *n = &t->nodes[node];
    if (n->kind == TREE_NUMBER) {
        l->number = rational_add(l->number, rational_multiply(n->number, factor));
    } else if (n->kind == TREE_SUM) {
        l->number = rational_add(l->number, rational_multiply(n->number, factor));
        for (size_t i = 0; i < n->nparts; i++)
            sum_put(t, l, n->parts[i].node, rational_multiply(n->parts[i].factor, factor));
    } else {
        list_put(l, node, factor);
    }
}

static int sum_take(struct tree *t, struct list *l)
{
    int node;
    if (l->n == 0)
        node = tree_number(t, l->number);
    else if (l->n == 1 && rational_is(l->number, 0) && rational_is(l->part[0].factor, 1))
        node = l->part[0].node;
    else if (l->n > PARTS_MOST)
        node = 0;
    else
        return append(
            t, (struct tree_node){
                   .kind = TREE_SUM, .number = l->number, .parts = l->part, .nparts = l->n });
    free(l->part);
    return node;
}

int tree_add(struct tree *t, int a, int b)
{
    struct list l = { .number = rational_whole(0) };
    if (!a || !b)
        return 0;
    sum_put(t, &l, a, rational_whole(1));
    sum_put(t, &l, b, rational_whole(1));
    return sum_take(t, &l);
}

int tree_subtract(struct tree *t, int a, int b)
{
    return tree_add(t, a, tree_multiply(t, tree_whole(t, -1), b));
}

/* ---- products ------------------------------------------------------------------------------- */

/* A number times one node. */
static bool is_scaled(const struct tree_node *n)
{
    return n->kind == TREE_SUM && n->nparts == 1 && rational_is(n->number, 0);
}

enum { WHOLE_MOST = 64 };

static bool is_small_whole(struct rational n)
{
    return rational_is_whole(n) && n.p >= -WHOLE_MOST && n.p <= WHOLE_MOST;
}

/* node^n; what is within is raised by itself if n is whole: (x^2)^(1/2) is |x|, no x. */
static void product_put(const struct tree *t, struct list *l, int node, struct rational n)
{
    const struct tree_node *k = &t->nodes[node];
    bool whole = is_small_whole(n);
    if (k->kind == TREE_NUMBER && rational_is(k->number, 1)) {
        return;
    }
    if (k->kind == TREE_NUMBER && whole && (n.p > 0 || !rational_is(k->number, 0))) {
        l->number = rational_multiply(l->number, rational_power(k->number, (int)n.p));
    } else if (is_scaled(k) && whole) {
        l->number = rational_multiply(l->number, rational_power(k->parts[0].factor, (int)n.p));
        product_put(t, l, k->parts[0].node, n);
    } else if (k->kind == TREE_PRODUCT && whole) {
        for (size_t i = 0; i < k->nparts; i++)
            product_put(t, l, k->parts[i].node, rational_multiply(k->parts[i].factor, n));
    } else {
        list_put(l, node, n);
    }
}

/* Powers that have come out whole are opened in their turn. */
static void product_open(const struct tree *t, struct list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        struct tree_part part = l->part[i];
        const struct tree_node *k = &t->nodes[part.node];
        bool number = k->kind == TREE_NUMBER && !rational_is(k->number, 0); /* 0^-1 stays */
        if (!is_small_whole(part.factor) || (k->kind != TREE_PRODUCT && !number && !is_scaled(k)))
            continue;
        memmove(&l->part[i], &l->part[i + 1], (l->n - i - 1) * sizeof part);
        l->n--;
        product_put(t, l, part.node, part.factor);
        i = (size_t)-1;
    }
}

/* A sum is multiplied out by a number alone where that shortens it: -(1 - x), 2*(x/2 + 1). */
static int scaled(struct tree *t, int node, struct rational factor)
{
    struct list l = { .number = rational_whole(0) };
    bool out = t->nodes[node].kind == TREE_SUM && rational_is(factor, -1);
    if (rational_is(factor, 1))
        return node;
    if (out)
        sum_put(t, &l, node, factor);
    else
        list_put(&l, node, factor);
    return sum_take(t, &l);
}

static int product_take(struct tree *t, struct list *l)
{
    int node;
    product_open(t, l);
    if (rational_is(l->number, 0) || l->n == 0) {
        free(l->part);
        return tree_number(t, l->number);
    }
    if (l->n == 1 && rational_is(l->part[0].factor, 1)) {
        node = l->part[0].node;
        free(l->part);
    } else if (l->n > PARTS_MOST) {
        free(l->part);
        return 0;
    } else {
        node =
            append(t, (struct tree_node){ .kind = TREE_PRODUCT, .parts = l->part, .nparts = l->n });
    }
    return node ? scaled(t, node, l->number) : 0;
}

int tree_multiply(struct tree *t, int a, int b)
{
    struct list l = { .number = rational_whole(1) };
    struct rational value;
    if (!a || !b)
        return 0;
    if (tree_is_number(t, a, &value) && t->nodes[b].kind == TREE_SUM && !is_scaled(&t->nodes[b]) &&
        rational_is(value, -1))
        return scaled(t, b, value);
    product_put(t, &l, a, rational_whole(1));
    product_put(t, &l, b, rational_whole(1));
    return product_take(t, &l);
}

int tree_divide(struct tree *t, int a, int b)
{
    return tree_multiply(t, a, tree_raise(t, b, rational_whole(-1)));
}

static bool is_zero(const struct tree *t, int node)
{
    return is(t, node, 0);
}

/* ---- powers --------------------------------------------------------------------------------- */

int tree_raise(struct tree *t, int a, struct rational n)
{
    struct list l = { .number = rational_whole(1) };
    if (!a)
        return 0;
    if (rational_is(n, 0))
        return tree_whole(t, 1);
    product_put(t, &l, a, n);
    return product_take(t, &l);
}

int tree_power(struct tree *t, int a, int b)
{
    struct rational n;
    if (!a || !b)
        return 0;
    if (t->nodes[a].kind == TREE_E)
        return tree_call(t, elementary_find("exp"), NULL, NULL, b);
    if (tree_is_number(t, b, &n))
        return tree_raise(t, a, n);
    return append(t, (struct tree_node){ .kind = TREE_POWER, .a = a, .b = b });
}

/* ---- the rest ------------------------------------------------------------------------------- */

int tree_choice(struct tree *t, int a, int b, int c)
{
    struct rational value;
    if (!a || !b || !c)
        return 0;
    if (b == c)
        return b;
    if (tree_is_number(t, a, &value) && !isnan(value.value))
        return value.value != 0 ? b : c;
    return append(t, (struct tree_node){ .kind = TREE_CHOICE, .a = a, .b = b, .c = c });
}

static bool compared(enum op op, double a, double b)
{
    switch (op) {
    case OP_LESS:
        return a < b;
    case OP_LESS_EQUAL:
        return a <= b;
    case OP_EQUAL:
        return a == b;
    default:
        return a != b;
    }
}

int tree_binary(struct tree *t, enum op op, int a, int b)
{
    struct rational u, v;
    if (!a || (!b && op != OP_NOT))
        return 0;
    bool numbers = tree_is_number(t, a, &u) && b && tree_is_number(t, b, &v);
    if (numbers && (op == OP_MIN || op == OP_MAX))
        return (op == OP_MIN) == (u.value <= v.value) ? a : b;
    if (numbers && op != OP_HYPOT && op != OP_AND && op != OP_OR && op != OP_NOT)
        return tree_whole(t, compared(op, u.value, v.value));
    if ((op == OP_MIN || op == OP_MAX) && a == b)
        return a;
    return append(t, (struct tree_node){ .kind = TREE_BINARY, .op = op, .a = a, .b = b });
}

int tree_call(struct tree *t, const struct elementary *e, const struct activation *row,
              const double *param, int a)
{
    struct tree_node n = { .kind = TREE_CALL, .elementary = e, .row = row, .a = a };
    if (!a)
        return 0;
    if (e && e->row) { /* the catalogue has it */
        n.row = activation_find(e->row);
        n.elementary = NULL;
        param = e->param;
        memcpy(n.param, param, sizeof e->param);
    } else if (row) {
        memcpy(n.param, param, activation_params(row) * sizeof *param);
    }
    if (e && strcmp(e->name, "sqrt") == 0)
        return tree_raise(t, a, rational_of(1, 2));
    if (n.row && strcmp(n.row->name, "identity") == 0)
        return a;
    if (n.row && strcmp(n.row->name, "square") == 0)
        return tree_raise(t, a, rational_whole(2));
    if (n.row && strcmp(n.row->name, "cube") == 0)
        return tree_raise(t, a, rational_whole(3));
    if (n.row && strcmp(n.row->name, "exponential") == 0 && is(t, a, 0))
        return tree_whole(t, 1);
    return append(t, n);
}

bool tree_is_call(const struct tree *t, int node, const char *name)
{
    const struct tree_node *n = &t->nodes[node];
    return n->kind == TREE_CALL && strcmp(n->row ? n->row->name : n->elementary->name, name) == 0;
}

/* ---- from programs -------------------------------------------------------------------------- */

static int from_node(struct tree *t, const struct node *n, int a, int b, int c)
{
    switch (n->op) {
    case OP_CONSTANT:
        return isfinite(n->value) ? tree_number(t, rational_read(n->value)) : 0;
    case OP_ADD:
        return tree_add(t, a, b);
    case OP_SUB:
        return tree_subtract(t, a, b);
    case OP_MUL:
        return tree_multiply(t, a, b);
    case OP_DIV:
        return b && is_zero(t, b) ? 0 : tree_divide(t, a, b);
    case OP_POWER:
        return tree_power(t, a, b);
    case OP_SELECT:
        return tree_choice(t, a, b, c);
    case OP_ROW:
        return tree_call(t, NULL, n->row, n->param, a);
    case OP_ELEMENTARY:
        return tree_call(t, n->elementary, NULL, NULL, a);
    default:
        return tree_binary(t, n->op, a, b);
    }
}

int tree_program(struct tree *t, const struct program *p, int x)
{
    int *place = memory_new(p->count, sizeof *place), node = 0;
    for (size_t i = 0; i < p->count; i++) {
        const struct node *n = &p->nodes[i];
        place[i] = n->op == OP_X
                       ? x
                       : from_node(t, n, n->a < 0 ? 0 : place[n->a], n->b < 0 ? 0 : place[n->b],
                                   n->c < 0 ? 0 : place[n->c]);
    }
    node = place[p->result];
    free(place);
    return node;
}

int tree_text(struct tree *t, const char *text, const struct setting *set, size_t n, int x)
{
    struct error err;
    struct expression *e = expression_parse_exact(text, set, n, &err);
    int node = e ? tree_program(t, &e->program, x) : 0;
    if (e)
        expression_free(e);
    return node;
}
