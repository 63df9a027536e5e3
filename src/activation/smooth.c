/* Making formulas, and what they simplify to. */
#include "activation/smooth.h"
#include "base/base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODES_MOST = 20000, WINDOW = 256, DEGREE_MOST = 12 };

void smooth_init(struct smooth *s)
{
    *s = (struct smooth){ .nodes = NULL };
}

static void node_clear(struct smooth_node *n)
{
    arb.fmpq_poly_clear(&n->polynomial);
    arb.fmpq_clear(&n->power);
    for (size_t i = 0; i < n->nterms; i++)
        arb.fmpq_clear(&n->terms[i].factor);
    free(n->terms);
}

void smooth_free(struct smooth *s)
{
    for (size_t i = 0; i < s->count; i++)
        node_clear(&s->nodes[i]);
    free(s->nodes);
    smooth_init(s);
}

static void node_init(struct smooth_node *n, enum smooth_kind kind)
{
    *n = (struct smooth_node){ .kind = kind, .a = -1, .b = -1 };
    arb.fmpq_poly_init(&n->polynomial);
    arb.fmpq_init(&n->power);
}

static bool node_equal(const struct smooth_node *a, const struct smooth_node *b)
{
    if (a->kind != b->kind || a->a != b->a || a->b != b->b || a->nterms != b->nterms ||
        a->function != b->function || !arb.fmpq_equal(&a->power, &b->power) ||
        !arb.fmpq_poly_equal(&a->polynomial, &b->polynomial))
        return false;
    for (size_t i = 0; i < a->nterms; i++)
        if (a->terms[i].node != b->terms[i].node ||
            !arb.fmpq_equal(&a->terms[i].factor, &b->terms[i].factor))
            return false;
    return true;
}

/* Takes the node over. */
static int keep(struct smooth *s, struct smooth_node *n)
{
    size_t from = s->count > WINDOW ? s->count - WINDOW : 0;
    for (size_t i = from; i < s->count; i++)
        if (node_equal(&s->nodes[i], n)) {
            node_clear(n);
            return (int)i;
        }
    if (s->count == NODES_MOST) {
        node_clear(n);
        s->overflow = true;
        return -1;
    }
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 32;
        s->nodes = memory_resize(s->nodes, s->room, sizeof *s->nodes);
    }
    s->nodes[s->count] = *n;
    return (int)s->count++;
}

/* ---- numbers -------------------------------------------------------------------------------- */

int smooth_x(struct smooth *s)
{
    struct smooth_node n;
    struct fmpq one;
    node_init(&n, SMOOTH_POLYNOMIAL);
    arb.fmpq_init(&one);
    arb.fmpq_set_si(&one, 1, 1);
    arb.fmpq_poly_set_coeff_fmpq(&n.polynomial, 1, &one);
    arb.fmpq_clear(&one);
    return keep(s, &n);
}

int smooth_fraction(struct smooth *s, const struct fmpq *q)
{
    struct smooth_node n;
    node_init(&n, SMOOTH_POLYNOMIAL);
    n.constant = true;
    arb.fmpq_poly_set_fmpq(&n.polynomial, q);
    return keep(s, &n);
}

int smooth_number(struct smooth *s, int64_t numerator, uint64_t denominator)
{
    struct fmpq q;
    arb.fmpq_init(&q);
    arb.fmpq_set_si(&q, numerator, denominator);
    int node = smooth_fraction(s, &q);
    arb.fmpq_clear(&q);
    return node;
}

/* "-1.25e-7" as digits over a power of ten. */
static void fraction_of(struct fmpq *q, double value)
{
    char text[NUMBER_SIZE], digits[NUMBER_SIZE];
    struct buffer b = { 0 };
    long exponent = 0, n = 0;
    bool point = false;
    number_print(text, value);
    for (const char *c = text; *c; c++) {
        if (*c == 'e') {
            exponent += strtol(c + 1, NULL, 10);
            break;
        }
        if (*c == '.')
            point = true;
        else
            digits[n++] = *c;
        exponent -= point && *c != '.';
    }
    digits[n] = 0;
    buffer_text(&b, digits);
    for (long k = 0; k < exponent; k++)
        buffer_text(&b, "0");
    if (exponent < 0)
        buffer_text(&b, "/1");
    for (long k = exponent; k < 0; k++)
        buffer_text(&b, "0");
    arb.fmpq_set_str(q, b.bytes, 10);
    struct fmpq one; /* fmpq_set_str does not cancel: multiplied, it does */
    arb.fmpq_init(&one);
    arb.fmpq_set_si(&one, 1, 1);
    arb.fmpq_mul(q, q, &one);
    arb.fmpq_clear(&one);
    free(b.bytes);
}

int smooth_double(struct smooth *s, double value)
{
    if (value == 3.14159265358979323846)
        return smooth_pi(s);
    if (value == 2.7182818284590452354)
        return smooth_e(s);
    if (!isfinite(value))
        return -1;
    struct fmpq q;
    arb.fmpq_init(&q);
    fraction_of(&q, value);
    int node = smooth_fraction(s, &q);
    arb.fmpq_clear(&q);
    return node;
}

static int plain(struct smooth *s, enum smooth_kind kind)
{
    struct smooth_node n;
    node_init(&n, kind);
    n.constant = true;
    return keep(s, &n);
}

int smooth_pi(struct smooth *s)
{
    return plain(s, SMOOTH_PI);
}

int smooth_e(struct smooth *s)
{
    return plain(s, SMOOTH_E);
}

bool smooth_is_polynomial(const struct smooth *s, int node, int64_t degree)
{
    return node >= 0 && s->nodes[node].kind == SMOOTH_POLYNOMIAL &&
           s->nodes[node].polynomial.length <= degree + 1;
}

void smooth_coefficient(const struct smooth *s, int node, int64_t k, struct fmpq *q)
{
    arb.fmpq_poly_get_coeff_fmpq(q, &s->nodes[node].polynomial, k);
}

bool smooth_is_number(const struct smooth *s, int node, struct fmpq *q)
{
    if (!smooth_is_polynomial(s, node, 0))
        return false;
    smooth_coefficient(s, node, 0, q);
    return true;
}

static bool is_integer(const struct smooth *s, int node, int64_t value)
{
    struct fmpq q, v;
    arb.fmpq_init(&q);
    arb.fmpq_init(&v);
    arb.fmpq_set_si(&v, value, 1);
    bool same = smooth_is_number(s, node, &q) && arb.fmpq_equal(&q, &v);
    arb.fmpq_clear(&q);
    arb.fmpq_clear(&v);
    return same;
}

/* ---- sums ----------------------------------------------------------------------------------- */

static void add_term(struct smooth_node *sum, int node, const struct fmpq *factor)
{
    size_t i = 0;
    while (i < sum->nterms && sum->terms[i].node < node)
        i++;
    if (i < sum->nterms && sum->terms[i].node == node) {
        arb.fmpq_add(&sum->terms[i].factor, &sum->terms[i].factor, factor);
        if (arb.fmpq_sgn(&sum->terms[i].factor) == 0) {
            arb.fmpq_clear(&sum->terms[i].factor);
            memmove(&sum->terms[i], &sum->terms[i + 1], (sum->nterms - i - 1) * sizeof *sum->terms);
            sum->nterms--;
        }
        return;
    }
    sum->terms = memory_resize(sum->terms, sum->nterms + 1, sizeof *sum->terms);
    memmove(&sum->terms[i + 1], &sum->terms[i], (sum->nterms - i) * sizeof *sum->terms);
    sum->terms[i].node = node;
    arb.fmpq_init(&sum->terms[i].factor);
    arb.fmpq_set(&sum->terms[i].factor, factor);
    sum->nterms++;
}

/* sum += factor*node, taken apart where the node is a sum itself. */
static void gather(struct smooth_node *sum, const struct smooth *s, int node,
                   const struct fmpq *factor)
{
    const struct smooth_node *n = &s->nodes[node];
    struct fmpq_poly p;
    struct fmpq f;
    arb.fmpq_poly_init(&p);
    arb.fmpq_init(&f);
    if (n->kind == SMOOTH_POLYNOMIAL || n->kind == SMOOTH_SUM) {
        arb.fmpq_poly_scalar_mul_fmpq(&p, &n->polynomial, factor);
        arb.fmpq_poly_add(&sum->polynomial, &sum->polynomial, &p);
        for (size_t i = 0; i < n->nterms; i++) {
            arb.fmpq_mul(&f, &n->terms[i].factor, factor);
            add_term(sum, n->terms[i].node, &f);
        }
    } else {
        add_term(sum, node, factor);
    }
    arb.fmpq_poly_clear(&p);
    arb.fmpq_clear(&f);
}

static int finish_sum(struct smooth *s, struct smooth_node *sum)
{
    struct fmpq one;
    arb.fmpq_init(&one);
    arb.fmpq_set_si(&one, 1, 1);
    bool alone = sum->nterms == 1 && sum->polynomial.length == 0 &&
                 arb.fmpq_equal(&sum->terms[0].factor, &one);
    arb.fmpq_clear(&one);
    if (alone) {
        int node = sum->terms[0].node;
        node_clear(sum);
        return node;
    }
    sum->kind = sum->nterms ? SMOOTH_SUM : SMOOTH_POLYNOMIAL;
    sum->constant = sum->polynomial.length <= 1;
    for (size_t i = 0; i < sum->nterms; i++)
        sum->constant = sum->constant && s->nodes[sum->terms[i].node].constant;
    return keep(s, sum);
}

static int combine(struct smooth *s, int a, int b, int64_t factor)
{
    struct smooth_node sum;
    struct fmpq f;
    if (a < 0 || b < 0)
        return -1;
    node_init(&sum, SMOOTH_SUM);
    arb.fmpq_init(&f);
    arb.fmpq_set_si(&f, 1, 1);
    gather(&sum, s, a, &f);
    arb.fmpq_set_si(&f, factor, 1);
    gather(&sum, s, b, &f);
    arb.fmpq_clear(&f);
    return finish_sum(s, &sum);
}

int smooth_add(struct smooth *s, int a, int b)
{
    return combine(s, a, b, 1);
}

int smooth_sub(struct smooth *s, int a, int b)
{
    return combine(s, a, b, -1);
}

static int scale(struct smooth *s, int a, const struct fmpq *factor)
{
    struct smooth_node sum;
    node_init(&sum, SMOOTH_SUM);
    if (arb.fmpq_sgn(factor))
        gather(&sum, s, a, factor);
    return finish_sum(s, &sum);
}

/* Is it 1 + e^u, or e^u + sign*1? Then u. */
static int exp_and_one(const struct smooth *s, int node, int sign)
{
    const struct smooth_node *n = &s->nodes[node];
    struct fmpq q, one;
    bool yes = false;
    if (n->kind != SMOOTH_SUM || n->nterms != 1 || n->polynomial.length != 1)
        return -1;
    const struct smooth_node *t = &s->nodes[n->terms[0].node];
    arb.fmpq_init(&q);
    arb.fmpq_init(&one);
    arb.fmpq_set_si(&one, 1, 1);
    yes = t->kind == SMOOTH_FUNCTION && t->function == TAYLOR_EXP &&
          arb.fmpq_equal(&n->terms[0].factor, &one);
    arb.fmpq_set_si(&one, sign, 1);
    arb.fmpq_poly_get_coeff_fmpq(&q, &n->polynomial, 0);
    yes = yes && arb.fmpq_equal(&q, &one);
    arb.fmpq_clear(&q);
    arb.fmpq_clear(&one);
    return yes ? t->a : -1;
}

static int minus(struct smooth *s, int a)
{
    return smooth_mul(s, smooth_number(s, -1, 1), a);
}

static bool is_function(const struct smooth *s, int node, enum taylor_function f)
{
    return s->nodes[node].kind == SMOOTH_FUNCTION && s->nodes[node].function == f;
}

/* ---- products ------------------------------------------------------------------------------- */

static int pair_node(struct smooth *s, enum smooth_kind kind, int a, int b)
{
    struct smooth_node n;
    node_init(&n, kind);
    n.a = a;
    n.b = b;
    n.constant = s->nodes[a].constant && s->nodes[b].constant;
    return keep(s, &n);
}

/* c x^k: a polynomial of more terms is not multiplied out, for its factors say more about its sign.
 */
static bool is_monomial(const struct smooth *s, int node)
{
    const struct smooth_node *n = &s->nodes[node];
    struct fmpq q;
    int terms = 0;
    if (n->kind != SMOOTH_POLYNOMIAL)
        return false;
    arb.fmpq_init(&q);
    for (int64_t k = 0; k < n->polynomial.length; k++) {
        arb.fmpq_poly_get_coeff_fmpq(&q, &n->polynomial, k);
        terms += arb.fmpq_sgn(&q) != 0;
    }
    arb.fmpq_clear(&q);
    return terms <= 1;
}

static int polynomial_product(struct smooth *s, int a, int b)
{
    struct smooth_node n;
    node_init(&n, SMOOTH_POLYNOMIAL);
    arb.fmpq_poly_mul(&n.polynomial, &s->nodes[a].polynomial, &s->nodes[b].polynomial);
    n.constant = n.polynomial.length <= 1;
    return keep(s, &n);
}

/* A sum of one term is a factor times it: the factor goes to the front of a product. */
static bool single(const struct smooth *s, int node, int *term, struct fmpq *factor)
{
    const struct smooth_node *n = &s->nodes[node];
    if (n->kind != SMOOTH_SUM || n->nterms != 1 || n->polynomial.length)
        return false;
    *term = n->terms[0].node;
    arb.fmpq_set(factor, &n->terms[0].factor);
    return true;
}

/* a^n of whole n > 0: base and exponent. */
static int base_of(const struct smooth *s, int node, struct fmpq *power)
{
    const struct smooth_node *n = &s->nodes[node];
    arb.fmpq_set_si(power, 1, 1);
    if (n->kind != SMOOTH_POWER || n->power.denominator != 1 || arb.fmpq_sgn(&n->power) < 0)
        return node;
    arb.fmpq_set(power, &n->power);
    return n->a;
}

/* (e^u - 1) sigmoid(-u) = tanh(u/2), (e^u + 1) sigmoid(-u) = 1, e^u sigmoid(-u) = sigmoid(u): a
 * factor of a, or a, together with b; -1: none. */
static int logistic_product(struct smooth *s, int a, int b)
{
    int u;
    if (!is_function(s, b, TAYLOR_SIGMOID))
        return -1;
    int v = minus(s, s->nodes[b].a);
    if (is_function(s, a, TAYLOR_EXP) && s->nodes[a].a == v)
        return smooth_call(s, TAYLOR_SIGMOID, v);
    if ((u = exp_and_one(s, a, -1)) >= 0 && u == v)
        return smooth_call(s, TAYLOR_TANH, smooth_mul(s, smooth_number(s, 1, 2), u));
    if ((u = exp_and_one(s, a, 1)) >= 0 && u == v)
        return smooth_number(s, 1, 1);
    if (s->nodes[a].kind == SMOOTH_MUL) {
        int p = s->nodes[a].a, q = s->nodes[a].b, r = logistic_product(s, p, b);
        if (r >= 0)
            return smooth_mul(s, r, q);
        r = logistic_product(s, q, b);
        return r < 0 ? -1 : smooth_mul(s, p, r);
    }
    return -1;
}

static int product(struct smooth *s, int a, int b)
{
    struct fmpq p, q;
    int u, node = -1;
    arb.fmpq_init(&p);
    arb.fmpq_init(&q);
    if (is_function(s, a, TAYLOR_EXP) && is_function(s, b, TAYLOR_EXP)) {
        node = smooth_call(s, TAYLOR_EXP, smooth_add(s, s->nodes[a].a, s->nodes[b].a));
    } else if ((u = logistic_product(s, a, b)) >= 0 || (u = logistic_product(s, b, a)) >= 0) {
        node = u;
    } else if (base_of(s, a, &p) == base_of(s, b, &q)) {
        arb.fmpq_add(&p, &p, &q);
        node = smooth_power(s, base_of(s, b, &q), &p);
    } else {
        node = pair_node(s, SMOOTH_MUL, a < b ? a : b, a < b ? b : a);
    }
    arb.fmpq_clear(&p);
    arb.fmpq_clear(&q);
    return node;
}

int smooth_mul(struct smooth *s, int a, int b)
{
    struct fmpq f, g;
    int node = -1;
    if (a < 0 || b < 0)
        return -1;
    const struct smooth_node *m = &s->nodes[a], *n = &s->nodes[b];
    arb.fmpq_init(&f);
    arb.fmpq_init(&g);
    if (smooth_is_number(s, a, &f)) {
        node = scale(s, b, &f);
    } else if (smooth_is_number(s, b, &f)) {
        node = scale(s, a, &f);
    } else if (is_monomial(s, a) && is_monomial(s, b) &&
               m->polynomial.length + n->polynomial.length <= DEGREE_MOST + 2) {
        node = polynomial_product(s, a, b);
    } else {
        arb.fmpq_set_si(&f, 1, 1);
        arb.fmpq_set_si(&g, 1, 1);
        single(s, a, &a, &f);
        single(s, b, &b, &g);
        arb.fmpq_mul(&f, &f, &g);
        node = product(s, a, b);
        node = node < 0 ? -1 : scale(s, node, &f);
    }
    arb.fmpq_clear(&f);
    arb.fmpq_clear(&g);
    return node;
}

/* (e^u - 1)/(e^u + 1) = tanh(u/2) and a/(1 + e^u)^n = a sigmoid(-u)^n do not overflow. */
static int logistic_quotient(struct smooth *s, int a, int b)
{
    struct fmpq n;
    arb.fmpq_init(&n);
    int base = base_of(s, b, &n), u = exp_and_one(s, base, 1), node = -1;
    if (u >= 0 && base == b && exp_and_one(s, a, -1) == u) {
        node = smooth_call(s, TAYLOR_TANH, smooth_mul(s, smooth_number(s, 1, 2), u));
    } else if (u >= 0) {
        int gate = smooth_call(s, TAYLOR_SIGMOID, minus(s, u));
        node = a;
        for (int64_t k = 0; k < n.numerator && n.numerator < 20; k++)
            node = smooth_mul(s, node, gate);
        node = n.numerator < 20 ? node : -1;
    }
    arb.fmpq_clear(&n);
    return node;
}

int smooth_div(struct smooth *s, int a, int b)
{
    struct fmpq f, g;
    int node = -1;
    if (a < 0 || b < 0)
        return -1;
    if (a == b)
        return smooth_number(s, 1, 1);
    if (is_integer(s, a, 0))
        return a;
    arb.fmpq_init(&f);
    arb.fmpq_init(&g);
    if (smooth_is_number(s, b, &f)) {
        if (arb.fmpq_sgn(&f)) {
            arb.fmpq_set_si(&g, 1, 1);
            arb.fmpq_div(&f, &g, &f);
            node = scale(s, a, &f);
        }
    } else {
        arb.fmpq_set_si(&f, 1, 1);
        arb.fmpq_set_si(&g, 1, 1);
        single(s, a, &a, &f);
        single(s, b, &b, &g);
        arb.fmpq_div(&f, &f, &g);
        node = a == b ? smooth_number(s, 1, 1) : logistic_quotient(s, a, b);
        node = node < 0 ? pair_node(s, SMOOTH_DIV, a, b) : node;
        node = node < 0 ? -1 : scale(s, node, &f);
    }
    arb.fmpq_clear(&f);
    arb.fmpq_clear(&g);
    return node;
}

int smooth_power(struct smooth *s, int a, const struct fmpq *p)
{
    struct smooth_node n;
    if (a < 0)
        return -1;
    if (arb.fmpq_sgn(p) == 0)
        return smooth_number(s, 1, 1);
    bool whole = p->denominator == 1 && p->numerator > 0 && p->numerator < 1000;
    if (whole && p->numerator == 1)
        return a;
    if (is_integer(s, a, 1) || (is_integer(s, a, 0) && arb.fmpq_sgn(p) > 0))
        return a;
    if (p->denominator == 1 && p->numerator == -1)
        return smooth_div(s, smooth_number(s, 1, 1), a);
    node_init(&n, SMOOTH_POWER);
    const struct smooth_node *base = &s->nodes[a];
    if (whole && is_monomial(s, a) && (base->polynomial.length - 1) * p->numerator <= DEGREE_MOST) {
        n.kind = SMOOTH_POLYNOMIAL;
        arb.fmpq_poly_pow(&n.polynomial, &base->polynomial, (uint64_t)p->numerator);
        n.constant = n.polynomial.length <= 1;
    } else {
        n.a = a;
        n.constant = base->constant;
        arb.fmpq_set(&n.power, p);
    }
    return keep(s, &n);
}

/* ---- functions ------------------------------------------------------------------------------ */

/* f(0), where that is a whole number. */
static int at_zero(enum taylor_function f)
{
    switch (f) {
    case TAYLOR_EXP:
    case TAYLOR_COS:
    case TAYLOR_COSH:
    case TAYLOR_ERFC:
        return 1;
    case TAYLOR_LOG:
    case TAYLOR_NORMAL:
    case TAYLOR_DENSITY:
    case TAYLOR_SIGMOID:
    case TAYLOR_SOFTPLUS:
    case TAYLOR_ACOS:
    case TAYLOR_ACOSH:
        return -1;
    default:
        return 0;
    }
}

/* log(e^a + e^b) = b + softplus(a - b) does not overflow. */
static int log_of_exps(struct smooth *s, int a)
{
    const struct smooth_node *n = &s->nodes[a];
    struct fmpq one;
    if (n->kind != SMOOTH_SUM || n->nterms != 2 || n->polynomial.length)
        return -1;
    int first = n->terms[0].node, second = n->terms[1].node;
    arb.fmpq_init(&one);
    arb.fmpq_set_si(&one, 1, 1);
    bool yes = is_function(s, first, TAYLOR_EXP) && is_function(s, second, TAYLOR_EXP) &&
               arb.fmpq_equal(&n->terms[0].factor, &one) &&
               arb.fmpq_equal(&n->terms[1].factor, &one);
    arb.fmpq_clear(&one);
    if (!yes)
        return -1;
    int u = s->nodes[first].a, v = s->nodes[second].a;
    return smooth_add(s, v, smooth_call(s, TAYLOR_SOFTPLUS, smooth_sub(s, u, v)));
}

/* log cosh u = softplus(2u) - u - log 2 */
static int log_cosh(struct smooth *s, int u)
{
    int twice = smooth_mul(s, smooth_number(s, 2, 1), u),
        two = smooth_call(s, TAYLOR_LOG, smooth_number(s, 2, 1));
    return smooth_sub(s, smooth_sub(s, smooth_call(s, TAYLOR_SOFTPLUS, twice), u), two);
}

static int rewritten(struct smooth *s, enum taylor_function f, int a)
{
    int u;
    if (f == TAYLOR_LOG && (u = exp_and_one(s, a, 1)) >= 0)
        return smooth_call(s, TAYLOR_SOFTPLUS, u);
    if (f == TAYLOR_LOG && (u = log_of_exps(s, a)) >= 0)
        return u;
    if (f == TAYLOR_LOG && is_function(s, a, TAYLOR_EXP))
        return s->nodes[a].a;
    if (f == TAYLOR_LOG && is_function(s, a, TAYLOR_COSH))
        return log_cosh(s, s->nodes[a].a);
    if (f == TAYLOR_ASIN && is_function(s, a, TAYLOR_TANH)) { /* Gudermann: 2 atan tanh(u/2) */
        u = smooth_mul(s, smooth_number(s, 1, 2), s->nodes[a].a);
        u = smooth_call(s, TAYLOR_ATAN, smooth_call(s, TAYLOR_TANH, u));
        return smooth_mul(s, smooth_number(s, 2, 1), u);
    }
    if (f == TAYLOR_LOG1P && is_function(s, a, TAYLOR_EXP))
        return smooth_call(s, TAYLOR_SOFTPLUS, s->nodes[a].a);
    if (f == TAYLOR_EXPM1)
        return smooth_sub(s, smooth_call(s, TAYLOR_EXP, a), smooth_number(s, 1, 1));
    return -1;
}

int smooth_call(struct smooth *s, enum taylor_function f, int a)
{
    struct smooth_node n;
    int value = at_zero(f), node;
    if (a < 0)
        return -1;
    if (is_integer(s, a, 0) && value >= 0)
        return smooth_number(s, value, 1);
    if (f == TAYLOR_LOG && is_integer(s, a, 1))
        return smooth_number(s, 0, 1);
    node = rewritten(s, f, a);
    if (node >= 0)
        return node;
    node_init(&n, SMOOTH_FUNCTION);
    n.function = f;
    n.a = a;
    n.constant = s->nodes[a].constant;
    return keep(s, &n);
}
