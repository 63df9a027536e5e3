/* Taylor coefficients of a formula over an interval. */
#include "activation/smooth.h"
#include "activation/effort.h"
#include "base/base.h"

#include <stdlib.h>
#include <string.h>

enum { ORDERS = SMOOTH_ORDERS + 6 };

struct run {
    const struct smooth *s;
    const struct interval *x;
    size_t n;             /* coefficients that are worked out */
    size_t wanted;        /* and that are asked for */
    size_t shift;         /* lost to quotients that are continued; known only after the run */
    bool bounded;         /* every part of it is finite */
    bool nested;          /* within a quotient's own look at one point */
    struct interval *all; /* [node * n + order] */
};

static void at_point(const struct smooth *s, int node, const struct arf *c, size_t n,
                     struct interval *y, bool nested);

static struct interval *of(const struct run *r, int node)
{
    return &r->all[(size_t)node * r->n];
}

static void intersect(struct interval *y, const struct interval *b)
{
    if (arb.arf_cmp(&b->lo, &y->lo) > 0 && arb.arf_cmp(&b->lo, &y->hi) <= 0)
        arb.arf_set(&y->lo, &b->lo);
    if (arb.arf_cmp(&b->hi, &y->hi) < 0 && arb.arf_cmp(&b->hi, &y->lo) >= 0)
        arb.arf_set(&y->hi, &b->hi);
}

/* ---- polynomials ---------------------------------------------------------------------------- */

/* C(j, k) */
static int64_t choose(int64_t j, int64_t k)
{
    int64_t c = 1;
    for (int64_t i = 1; i <= k; i++)
        c = c * (j - k + i) / i;
    return c;
}

/* Coefficient k of p at x: sum C(j, k) p_j x^(j - k), by powers and by Horner: each encloses it. */
static void polynomial_order(struct interval *y, const struct interval *p, int64_t degree,
                             const struct interval *x, int64_t k)
{
    struct interval sum = { 0 }, horner = { 0 }, term = { 0 };
    for (int64_t j = degree; j >= k; j--) {
        interval_mul_int(&term, &p[j], choose(j, k));
        interval_mul(&horner, &horner, x);
        interval_add(&horner, &horner, &term);
        if (!interval_is_zero(&term)) {
            struct interval power = { 0 };
            interval_power(&power, x, (uint64_t)(j - k));
            interval_mul(&term, &term, &power);
            interval_add(&sum, &sum, &term);
            interval_clear(&power);
        }
    }
    intersect(&sum, &horner);
    interval_set(y, &sum);
    interval_clear(&sum);
    interval_clear(&horner);
    interval_clear(&term);
}

enum { COEFFICIENTS = 64 };

static void polynomial(struct interval *y, const struct fmpq_poly *p, const struct interval *x,
                       size_t n)
{
    struct interval c[COEFFICIENTS] = { 0 };
    struct fmpq q;
    int64_t length = p->length < COEFFICIENTS ? p->length : COEFFICIENTS;
    arb.fmpq_init(&q);
    for (int64_t j = 0; j < length; j++) {
        arb.fmpq_poly_get_coeff_fmpq(&q, p, j);
        interval_set_fraction(&c[j], &q);
    }
    arb.fmpq_clear(&q);
    for (size_t k = 0; k < n; k++) {
        interval_set_double(&y[k], 0);
        if ((int64_t)k < length)
            polynomial_order(&y[k], c, length - 1, x, (int64_t)k);
    }
    taylor_clear(c, (size_t)length);
}

/* ---- nodes ---------------------------------------------------------------------------------- */

/* e^u - 1, whose digits the difference would lose. */
static bool exp_less_one(const struct run *r, const struct smooth_node *k, struct interval *y)
{
    struct fmpq q, one;
    if (k->nterms != 1 || k->polynomial.length != 1)
        return false;
    const struct smooth_node *t = &r->s->nodes[k->terms[0].node];
    arb.fmpq_init(&q);
    arb.fmpq_init(&one);
    arb.fmpq_poly_get_coeff_fmpq(&q, &k->polynomial, 0);
    arb.fmpq_set_si(&one, -1, 1);
    bool yes = arb.fmpq_equal(&q, &one);
    arb.fmpq_neg(&one, &one);
    yes = yes && arb.fmpq_equal(&k->terms[0].factor, &one) && t->kind == SMOOTH_FUNCTION &&
          t->function == TAYLOR_EXP;
    if (yes)
        taylor_apply(y, TAYLOR_EXPM1, of(r, t->a), r->n);
    arb.fmpq_clear(&q);
    arb.fmpq_clear(&one);
    return yes;
}

static void sum(const struct run *r, const struct smooth_node *k, struct interval *y)
{
    struct interval factor = { 0 }, term = { 0 };
    if (exp_less_one(r, k, y))
        return;
    polynomial(y, &k->polynomial, r->x, r->n);
    for (size_t i = 0; i < k->nterms; i++) {
        const struct interval *t = of(r, k->terms[i].node);
        interval_set_fraction(&factor, &k->terms[i].factor);
        for (size_t j = 0; j < r->n; j++) {
            interval_mul(&term, &t[j], &factor);
            interval_add(&y[j], &y[j], &term);
        }
    }
    interval_clear(&factor);
    interval_clear(&term);
}

/* How many coefficients at c are 0, and known to be? -1: all that were looked at, or not known. */
static int zeros_at(const struct smooth *s, int node, const struct arf *c)
{
    enum { LOOK = 6 };
    struct interval y[LOOK] = { 0 };
    int count = 0;
    at_point(s, node, c, LOOK, y, true);
    while (count < LOOK && interval_is_zero(&y[count]))
        count++;
    bool known = count < LOOK && interval_sign(&y[count]) != 0;
    taylor_clear(y, LOOK);
    return known ? count : -1;
}

/* 0/0 at a point c of x: a = (x - c)^m p, b = (x - c)^m q, and p_k(x) is within a_(k+m)(x), since p
 * is a mean of derivatives of a between c and x. */
static int common_zeros(const struct run *r, const struct smooth_node *k)
{
    struct arf zero = { { 0 } };
    const struct arf *places[3] = { &zero, &r->x->lo, &r->x->hi };
    for (int i = 0; i < 3; i++) {
        if (!arb.arf_is_finite(places[i]) || arb.arf_cmp(places[i], &r->x->lo) < 0 ||
            arb.arf_cmp(places[i], &r->x->hi) > 0)
            continue;
        int below = zeros_at(r->s, k->b, places[i]);
        if (below <= 0)
            continue;
        int above = zeros_at(r->s, k->a, places[i]);
        if (above >= below)
            return below;
    }
    return 0;
}

static void quotient(struct run *r, const struct smooth_node *k, struct interval *y)
{
    const struct interval *a = of(r, k->a), *b = of(r, k->b);
    size_t m = 0;
    if (interval_has_zero(&b[0]) && interval_has_zero(&a[0]) && !r->nested)
        m = (size_t)common_zeros(r, k);
    if (m >= r->n) {
        r->shift += m;
        m = 0;
    }
    r->shift += m;
    taylor_div(y, a + m, b + m, r->n - m);
    for (size_t j = r->n - m; j < r->n; j++)
        interval_entire(&y[j]);
}

static void power(const struct run *r, const struct smooth_node *k, struct interval *y)
{
    struct interval p = { 0 };
    bool whole =
        k->power.denominator == 1 && k->power.numerator < 1000000 && k->power.numerator > -1000000;
    interval_set_fraction(&p, &k->power);
    taylor_power(y, of(r, k->a), &p, whole, whole ? k->power.numerator : 0, r->n);
    interval_clear(&p);
}

/* How much work a node is: a + b n + c n^2 steps for n coefficients of 128 bits. */
struct cost {
    uint64_t once, each, square;
};

static struct cost function_cost(enum taylor_function f)
{
    switch (f) {
    case TAYLOR_TANH:
    case TAYLOR_SIGMOID:
        return (struct cost){ 0, 40, 1 };
    case TAYLOR_ERF:
    case TAYLOR_ERFC:
    case TAYLOR_NORMAL:
    case TAYLOR_DENSITY:
        return (struct cost){ 100, 30, 1 };
    case TAYLOR_ATAN:
    case TAYLOR_ASIN:
    case TAYLOR_ACOS:
    case TAYLOR_ASINH:
    case TAYLOR_ACOSH:
    case TAYLOR_ATANH:
    case TAYLOR_SOFTPLUS:
        return (struct cost){ 0, 60, 5 };
    default:
        return (struct cost){ 0, 20, 2 };
    }
}

static void spend(const struct smooth_node *k, size_t n)
{
    static const struct cost kinds[] = {
        [SMOOTH_POLYNOMIAL] = { 20, 4, 0 }, [SMOOTH_PI] = { 3, 0, 0 },  [SMOOTH_E] = { 3, 0, 0 },
        [SMOOTH_SUM] = { 15, 2, 0 },        [SMOOTH_MUL] = { 0, 4, 1 }, [SMOOTH_DIV] = { 0, 8, 1 },
        [SMOOTH_POWER] = { 0, 30, 5 },
    };
    struct cost c = k->kind == SMOOTH_FUNCTION ? function_cost(k->function) : kinds[k->kind];
    uint64_t steps = c.once + n * (c.each + c.square * n + k->nterms);
    if (k->kind == SMOOTH_POLYNOMIAL || k->kind == SMOOTH_SUM)
        steps += (uint64_t)k->polynomial.length * n;
    effort_spend(steps * (uint64_t)(896 + interval_bits) / 1024);
}

static void evaluate(struct run *r, const struct smooth_node *k, struct interval *y)
{
    spend(k, r->n);
    switch (k->kind) {
    case SMOOTH_POLYNOMIAL:
        polynomial(y, &k->polynomial, r->x, r->n);
        break;
    case SMOOTH_PI:
        interval_pi(&y[0]);
        break;
    case SMOOTH_E:
        interval_e(&y[0]);
        break;
    case SMOOTH_SUM:
        sum(r, k, y);
        break;
    case SMOOTH_MUL:
        taylor_mul(y, of(r, k->a), of(r, k->b), r->n);
        break;
    case SMOOTH_DIV:
        quotient(r, k, y);
        break;
    case SMOOTH_POWER:
        power(r, k, y);
        break;
    case SMOOTH_FUNCTION:
        taylor_apply(y, k->function, of(r, k->a), r->n);
        break;
    }
}

static void mark(const struct smooth *s, int node, bool *needed)
{
    needed[node] = true;
    for (int i = node; i >= 0; i--) {
        const struct smooth_node *k = &s->nodes[i];
        if (!needed[i])
            continue;
        if (k->a >= 0)
            needed[k->a] = true;
        if (k->b >= 0)
            needed[k->b] = true;
        for (size_t j = 0; j < k->nterms; j++)
            needed[k->terms[j].node] = true;
    }
}

/* A number has no slope, however its parts are worked out. */
static void flatten(struct interval *y, size_t n)
{
    for (size_t j = 1; j < n; j++)
        interval_set_double(&y[j], 0);
}

static void run(struct run *r, int node, struct interval *y)
{
    size_t count = (size_t)node + 1;
    bool *needed = memory_new(count, sizeof *needed);
    r->all = memory_new(count * r->n, sizeof *r->all);
    r->shift = 0;
    r->bounded = true;
    mark(r->s, node, needed);
    effort_spend(count / 8 * r->n);
    for (size_t i = 0; i < count; i++) {
        if (!needed[i])
            continue;
        evaluate(r, &r->s->nodes[i], of(r, (int)i));
        if (r->s->nodes[i].constant)
            flatten(of(r, (int)i), r->n);
        for (size_t j = 0; j < r->wanted; j++)
            r->bounded = r->bounded && interval_is_finite(&of(r, (int)i)[j]);
    }
    for (size_t j = 0; j < r->wanted; j++)
        interval_set(&y[j], &of(r, node)[j]);
    taylor_clear(r->all, count * r->n);
    free(r->all);
    free(needed);
}

static bool series(const struct smooth *s, int node, const struct interval *x, size_t n,
                   struct interval *y, bool nested)
{
    struct run r = { .s = s, .x = x, .n = n, .wanted = n, .nested = nested };
    run(&r, node, y);
    if (r.shift && n + r.shift <= ORDERS) {
        r.n = n + r.shift;
        run(&r, node, y);
    }
    return r.bounded;
}

static void at_point(const struct smooth *s, int node, const struct arf *c, size_t n,
                     struct interval *y, bool nested)
{
    struct interval x = { 0 };
    interval_set_point(&x, c);
    series(s, node, &x, n, y, nested);
    interval_clear(&x);
}

bool smooth_series(const struct smooth *s, int node, const struct interval *x, size_t n,
                   struct interval *y)
{
    return series(s, node, x, n, y, false);
}

void smooth_signs(const struct smooth *s, int node, const struct interval *x, size_t n,
                  signed char *signs)
{
    struct run r = { .s = s, .x = x, .n = n, .wanted = 0 };
    size_t count = (size_t)node + 1;
    bool *needed = memory_new(count, sizeof *needed);
    r.all = memory_new(count * n, sizeof *r.all);
    mark(s, node, needed);
    for (size_t i = 0; i < count; i++) {
        struct interval *y = of(&r, (int)i);
        memset(signs + i * n, 0, n);
        if (!needed[i])
            continue;
        evaluate(&r, &s->nodes[i], y);
        if (s->nodes[i].constant)
            flatten(y, n);
        for (size_t j = 0; j < n; j++)
            signs[i * n + j] = (signed char)(interval_is_zero(&y[j]) ? 2 : interval_sign(&y[j]));
    }
    taylor_clear(r.all, count * n);
    free(r.all);
    free(needed);
}
