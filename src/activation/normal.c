/* Normal forms of formulas without choices. */
#include "activation/normal.h"
#include "activation/tree.h"
#include "base/base.h"

#include <stdlib.h>
#include <string.h>

enum { TERMS_MOST = 200, POWER_MOST = 8 };

/* Both are sums of products, multiplied out. 0: it has grown too long. */
struct quotient {
    int top, bottom;
};

static const struct quotient none = { 0, 0 };

/* ---- sums of products ----------------------------------------------------------------------- */

static int multiplied(struct tree *t, int a, int b);

/* A product in which a power of a sum has come out whole: sqrt(1 + x)^2. */
static int opened(struct tree *t, int product)
{
    for (size_t i = 0; t->nodes[product].kind == TREE_PRODUCT && i < t->nodes[product].nparts;
         i++) {
        struct tree_part part = t->nodes[product].parts[i];
        if (t->nodes[part.node].kind != TREE_SUM || !rational_is_whole(part.factor) ||
            part.factor.p < 1 || part.factor.p > POWER_MOST)
            continue;
        struct rational minus = rational_multiply(part.factor, rational_whole(-1));
        int rest = tree_multiply(t, product, tree_raise(t, part.node, minus));
        for (int64_t k = 0; k < part.factor.p; k++)
            rest = multiplied(t, rest, part.node);
        return rest;
    }
    return product;
}

/* a sum times b. */
static int sum_multiplied(struct tree *t, int a, int b)
{
    int sum = multiplied(t, tree_number(t, t->nodes[a].number), b);
    if (t->nodes[a].nparts > TERMS_MOST)
        return 0;
    for (size_t i = 0; i < t->nodes[a].nparts && sum; i++) {
        struct tree_part part = t->nodes[a].parts[i];
        int term = multiplied(t, part.node, b);
        sum = tree_add(t, sum, multiplied(t, tree_number(t, part.factor), term));
    }
    return sum;
}

static int multiplied(struct tree *t, int a, int b)
{
    if (!a || !b)
        return 0;
    if (t->nodes[a].kind == TREE_SUM && t->nodes[b].kind != TREE_NUMBER)
        return sum_multiplied(t, a, b);
    if (t->nodes[b].kind == TREE_SUM) { /* by a number, or by one term */
        if (t->nodes[a].kind != TREE_NUMBER)
            return sum_multiplied(t, b, a);
        int sum = tree_multiply(t, a, tree_number(t, t->nodes[b].number));
        for (size_t i = 0; i < t->nodes[b].nparts && sum; i++) {
            struct tree_part part = t->nodes[b].parts[i];
            int factor = tree_multiply(t, a, tree_number(t, part.factor));
            sum = tree_add(t, sum, tree_multiply(t, factor, part.node));
        }
        return sum;
    }
    if (t->nodes[a].kind == TREE_SUM)
        return multiplied(t, b, a);
    int product = tree_multiply(t, a, b);
    return product ? opened(t, product) : 0;
}

/* ---- quotients ------------------------------------------------------------------------------ */

/* A bottom of one term goes up. */
static struct quotient quotient(struct tree *t, int top, int bottom)
{
    struct rational one;
    if (!top || !bottom || (tree_is_number(t, bottom, &one) && rational_is(one, 0)))
        return none;
    bool single = t->nodes[bottom].kind != TREE_SUM ||
                  (t->nodes[bottom].nparts == 1 && rational_is(t->nodes[bottom].number, 0));
    if (single) {
        top = multiplied(t, top, tree_raise(t, bottom, rational_whole(-1)));
        bottom = tree_whole(t, 1);
    }
    return (struct quotient){ top, bottom };
}

static struct quotient whole(struct tree *t, int node)
{
    return (struct quotient){ node, node ? tree_whole(t, 1) : 0 };
}

static struct quotient number(struct tree *t, int64_t value)
{
    return whole(t, tree_whole(t, value));
}

static struct quotient times(struct tree *t, struct quotient a, struct quotient b)
{
    return quotient(t, multiplied(t, a.top, b.top), multiplied(t, a.bottom, b.bottom));
}

static struct quotient over(struct tree *t, struct quotient a, struct quotient b)
{
    return quotient(t, multiplied(t, a.top, b.bottom), multiplied(t, a.bottom, b.top));
}

static struct quotient plus(struct tree *t, struct quotient a, struct quotient b)
{
    if (a.bottom == b.bottom)
        return quotient(t, tree_add(t, a.top, b.top), a.bottom);
    return quotient(t, tree_add(t, multiplied(t, a.top, b.bottom), multiplied(t, b.top, a.bottom)),
                    multiplied(t, a.bottom, b.bottom));
}

static struct quotient scaled(struct tree *t, struct quotient a, struct rational factor)
{
    return quotient(t, multiplied(t, tree_number(t, factor), a.top), a.bottom);
}

static struct quotient minus(struct tree *t, struct quotient a)
{
    return scaled(t, a, rational_whole(-1));
}

static struct quotient raised(struct tree *t, struct quotient a, int64_t n)
{
    struct quotient y = number(t, 1);
    for (int64_t k = 0; k < llabs(n); k++)
        y = times(t, y, a);
    return n < 0 ? over(t, number(t, 1), y) : y;
}

static int joined(struct tree *t, struct quotient a)
{
    return a.top && a.bottom ? tree_divide(t, a.top, a.bottom) : 0;
}

/* ---- exponentials and logarithms ------------------------------------------------------------ */

static int exp_of(struct tree *t, int node)
{
    return tree_call(t, elementary_find("exp"), NULL, NULL, node);
}

static bool is_exp(const struct tree *t, int node)
{
    return t->nodes[node].kind == TREE_E || tree_is_call(t, node, "exponential");
}

/* A sum of positive multiples of powers of exponentials. */
static bool is_positive(const struct tree *t, int node)
{
    const struct tree_node *n = &t->nodes[node];
    bool yes = true;
    if (n->kind == TREE_NUMBER)
        return n->number.value > 0;
    if (is_exp(t, node))
        return true;
    if (n->kind == TREE_SUM)
        yes = n->number.value >= 0;
    for (size_t i = 0; i < n->nparts; i++)
        yes = yes && is_positive(t, n->parts[i].node) &&
              (n->kind == TREE_PRODUCT || n->parts[i].factor.value > 0);
    return yes && (n->kind == TREE_SUM || n->kind == TREE_PRODUCT);
}

/* e^(c m) for one term. */
static struct quotient exp_term(struct tree *t, struct rational c, int m)
{
    if (tree_is_call(t, m, "log") && is_positive(t, t->nodes[m].a) && rational_is_whole(c) &&
        llabs(c.p) <= POWER_MOST)
        return raised(t, whole(t, t->nodes[m].a), c.p);
    return whole(t, tree_raise(t, exp_of(t, m), c));
}

static struct quotient exponential(struct tree *t, struct quotient u)
{
    struct rational value;
    if (!u.top || !u.bottom)
        return none;
    if (!tree_is_number(t, u.bottom, &value) || !rational_is(value, 1))
        return whole(t, exp_of(t, joined(t, u)));
    if (tree_is_number(t, u.top, &value))
        return whole(t, tree_raise(t, tree_number(t, rational_read(2.7182818284590452354)), value));
    if (t->nodes[u.top].kind != TREE_SUM)
        return exp_term(t, rational_whole(1), u.top);
    int constant = tree_number(t, t->nodes[u.top].number);
    struct quotient y = exponential(t, whole(t, constant));
    for (size_t i = 0; i < t->nodes[u.top].nparts; i++) {
        struct tree_part part = t->nodes[u.top].parts[i];
        y = times(t, y, exp_term(t, part.factor, part.node));
    }
    return y;
}

/* The lowest power of an exponential that all terms of a sum have. */
static struct rational least_power(const struct tree *t, int sum, int base)
{
    const struct tree_node *n = &t->nodes[sum];
    struct rational least = rational_whole(0);
    for (size_t i = 0; i < n->nparts; i++) {
        const struct tree_node *k = &t->nodes[n->parts[i].node];
        struct rational e = rational_whole(n->parts[i].node == base);
        for (size_t j = 0; k->kind == TREE_PRODUCT && j < k->nparts; j++)
            if (k->parts[j].node == base)
                e = k->parts[j].factor;
        if (e.value < least.value || (i == 0 && rational_is(n->number, 0)))
            least = e;
    }
    return least;
}

static int exponent_of(struct tree *t, int base)
{
    return t->nodes[base].kind == TREE_E ? tree_whole(t, 1) : t->nodes[base].a;
}

/* log |P|: powers of exponentials that P consists of come out, and the size of its first term. */
static struct quotient log_of(struct tree *t, int p)
{
    struct quotient y = number(t, 0);
    size_t n = t->nodes[p].kind == TREE_SUM ? t->nodes[p].nparts : 1;
    for (size_t i = 0; i < n && p; i++) {
        int term = t->nodes[p].kind == TREE_SUM ? t->nodes[p].parts[i].node : p;
        size_t count = t->nodes[term].kind == TREE_PRODUCT ? t->nodes[term].nparts : 1;
        for (size_t k = 0; k < count && p; k++) {
            bool product = t->nodes[term].kind == TREE_PRODUCT;
            int base = product ? t->nodes[term].parts[k].node : term;
            if (!is_exp(t, base))
                continue;
            struct rational e = t->nodes[p].kind == TREE_SUM ? least_power(t, p, base)
                                : product                    ? t->nodes[term].parts[k].factor
                                                             : rational_whole(1);
            if (rational_is(e, 0))
                continue;
            struct rational back = rational_multiply(e, rational_whole(-1));
            y = plus(t, y, scaled(t, whole(t, exponent_of(t, base)), e));
            p = multiplied(t, p, tree_raise(t, base, back));
            return plus(t, y, log_of(t, p));
        }
    }
    if (!p)
        return none;
    struct rational first = t->nodes[p].kind == TREE_SUM      ? t->nodes[p].parts[0].factor
                            : t->nodes[p].kind == TREE_NUMBER ? t->nodes[p].number
                                                              : rational_whole(1);
    if (first.q == 0 || rational_is(first, 0))
        return none;
    if (first.value < 0)
        first = rational_multiply(first, rational_whole(-1));
    p = multiplied(t, p, tree_number(t, rational_power(first, -1)));
    const struct elementary *log = elementary_find("log");
    if (!rational_is(first, 1))
        y = plus(t, y, whole(t, tree_call(t, log, NULL, NULL, tree_number(t, first))));
    struct rational one;
    if (p && tree_is_number(t, p, &one) && (rational_is(one, 1) || rational_is(one, -1)))
        return y;
    return plus(t, y, whole(t, tree_call(t, log, NULL, NULL, p)));
}

static struct quotient logarithm(struct tree *t, struct quotient u)
{
    if (!u.top || !u.bottom)
        return none;
    struct quotient above = log_of(t, u.top), below = log_of(t, u.bottom);
    return plus(t, above, minus(t, below));
}

/* ---- functions ------------------------------------------------------------------------------ */

/* Is it -u rather than u? */
static bool turned(const struct tree *t, struct quotient u)
{
    const struct tree_node *n = &t->nodes[u.top];
    if (n->kind == TREE_NUMBER)
        return n->number.value < 0;
    return n->kind == TREE_SUM && n->parts[0].factor.value < 0;
}

static struct quotient called(struct tree *t, const char *name, struct quotient u)
{
    return whole(t, tree_call(t, elementary_find(name), NULL, NULL, joined(t, u)));
}

static struct quotient odd(struct tree *t, const char *name, struct quotient u)
{
    return turned(t, u) ? minus(t, called(t, name, minus(t, u))) : called(t, name, u);
}

static struct quotient root(struct tree *t, int64_t value)
{
    return whole(t, tree_raise(t, tree_whole(t, value), rational_of(1, 2)));
}

/* 1/(1 + e^-u) */
static struct quotient sigmoid(struct tree *t, struct quotient u)
{
    return over(t, number(t, 1), plus(t, number(t, 1), exponential(t, minus(t, u))));
}

static struct quotient function(struct tree *t, enum taylor_function f, struct quotient u)
{
    struct quotient one = number(t, 1), half = whole(t, tree_number(t, rational_of(1, 2)));
    switch (f) {
    case TAYLOR_EXP:
        return exponential(t, u);
    case TAYLOR_EXPM1:
        return plus(t, exponential(t, u), number(t, -1));
    case TAYLOR_LOG:
        return logarithm(t, u);
    case TAYLOR_LOG1P:
        return logarithm(t, plus(t, one, u));
    case TAYLOR_SOFTPLUS:
        return logarithm(t, plus(t, one, exponential(t, u)));
    case TAYLOR_SIGMOID:
        return sigmoid(t, u);
    case TAYLOR_TANH: /* 2 sigmoid(2u) - 1 */
        return plus(t, scaled(t, sigmoid(t, scaled(t, u, rational_whole(2))), rational_whole(2)),
                    number(t, -1));
    case TAYLOR_SINH:
        return times(t, half, plus(t, exponential(t, u), minus(t, exponential(t, minus(t, u)))));
    case TAYLOR_COSH:
        return times(t, half, plus(t, exponential(t, u), exponential(t, minus(t, u))));
    case TAYLOR_NORMAL:
        return times(t, half, plus(t, one, odd(t, "erf", over(t, u, root(t, 2)))));
    case TAYLOR_ERFC:
        return plus(t, one, minus(t, odd(t, "erf", u)));
    case TAYLOR_ERF:
        return odd(t, "erf", u);
    case TAYLOR_SIN:
        return odd(t, "sin", u);
    case TAYLOR_ATAN:
        return odd(t, "atan", u);
    case TAYLOR_ASIN:
        return odd(t, "asin", u);
    case TAYLOR_ASINH:
        return odd(t, "asinh", u);
    case TAYLOR_ATANH:
        return odd(t, "atanh", u);
    case TAYLOR_COS:
        return called(t, "cos", turned(t, u) ? minus(t, u) : u);
    case TAYLOR_ACOS:
        return called(t, "acos", u);
    case TAYLOR_ACOSH:
        return called(t, "acosh", u);
    default:
        return none;
    }
}

/* ---- formulas ------------------------------------------------------------------------------- */

static bool read_fraction(const struct fmpq *q, struct rational *value)
{
    char *text = arb.fmpq_get_str(NULL, 10, q), *slash = strchr(text, '/');
    bool small = strlen(text) <= 36 && (slash ? (size_t)(slash - text) : strlen(text)) <= 18 &&
                 (!slash || strlen(slash + 1) <= 18);
    if (small)
        *value = rational_of(strtoll(text, NULL, 10), slash ? strtoll(slash + 1, NULL, 10) : 1);
    arb.flint_free(text);
    return small;
}

static struct quotient polynomial(struct tree *t, const struct fmpq_poly *p)
{
    struct fmpq q;
    int sum = tree_whole(t, 0);
    arb.fmpq_init(&q);
    for (int64_t k = 0; k < p->length && sum; k++) {
        struct rational value;
        arb.fmpq_poly_get_coeff_fmpq(&q, p, k);
        int power = tree_raise(t, tree_x(t), rational_whole(k));
        sum = read_fraction(&q, &value)
                  ? tree_add(t, sum, tree_multiply(t, tree_number(t, value), power))
                  : 0;
    }
    arb.fmpq_clear(&q);
    return whole(t, sum);
}

static struct quotient power(struct tree *t, struct quotient a, const struct fmpq *exponent)
{
    struct rational n;
    if (!read_fraction(exponent, &n) || n.q == 0 || !a.top || !a.bottom)
        return none;
    if (rational_is_whole(n))
        return llabs(n.p) <= POWER_MOST ? raised(t, a, n.p) : none;
    int64_t below = n.p / n.q - (n.p < 0); /* u^n = u^below u^rest, 0 < rest < 1 */
    struct rational rest = rational_add(n, rational_whole(-below));
    struct rational base;
    if (llabs(below) > POWER_MOST)
        return none;
    if (tree_is_number(t, a.bottom, &base) && rational_is(base, 1) &&
        tree_is_number(t, a.top, &base) && base.q && base.p > 0) { /* (p/q)^n */
        struct rational turned_n = rational_multiply(n, rational_whole(-1));
        return whole(t, tree_multiply(t, tree_raise(t, tree_whole(t, base.p), n),
                                      tree_raise(t, tree_whole(t, base.q), turned_n)));
    }
    return times(t, raised(t, a, below), whole(t, tree_raise(t, joined(t, a), rest)));
}

static struct quotient node_form(struct tree *t, const struct smooth_node *k,
                                 const struct quotient *done)
{
    struct quotient y;
    switch (k->kind) {
    case SMOOTH_POLYNOMIAL:
        return polynomial(t, &k->polynomial);
    case SMOOTH_PI:
        return whole(t, tree_number(t, rational_read(3.14159265358979323846)));
    case SMOOTH_E:
        return whole(t, tree_number(t, rational_read(2.7182818284590452354)));
    case SMOOTH_SUM:
        y = polynomial(t, &k->polynomial);
        for (size_t i = 0; i < k->nterms; i++) {
            struct rational factor;
            if (!read_fraction(&k->terms[i].factor, &factor))
                return none;
            y = plus(t, y, scaled(t, done[k->terms[i].node], factor));
        }
        return y;
    case SMOOTH_MUL:
        return times(t, done[k->a], done[k->b]);
    case SMOOTH_DIV:
        return over(t, done[k->a], done[k->b]);
    case SMOOTH_POWER:
        return power(t, done[k->a], &k->power);
    case SMOOTH_FUNCTION:
        return done[k->a].top ? function(t, k->function, done[k->a]) : none;
    }
    return none;
}

/* Was a number too long for a fraction? Then nothing is proved. */
static bool is_exact(const struct tree *t)
{
    bool exact = true;
    for (size_t i = 1; i < t->count && exact; i++) {
        const struct tree_node *n = &t->nodes[i];
        exact = (n->kind != TREE_NUMBER && n->kind != TREE_SUM) || n->number.q;
        for (size_t k = 0; k < n->nparts; k++)
            exact = exact && n->parts[k].factor.q;
    }
    return exact;
}

bool normal_is_zero(const struct smooth *s, int node)
{
    struct tree t;
    struct quotient *done = memory_new((size_t)node + 1, sizeof *done);
    struct rational value;
    tree_init(&t);
    for (int i = 0; i <= node && !t.full; i++)
        done[i] = node_form(&t, &s->nodes[i], done);
    bool zero = !t.full && is_exact(&t) && done[node].top &&
                tree_is_number(&t, done[node].top, &value) && value.q && rational_is(value, 0);
    tree_free(&t);
    free(done);
    return zero;
}
