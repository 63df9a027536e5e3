/* Arithmetic on Taylor coefficients: with e = exp(u), e' = e u', so k e_k = sum j u_j e_(k-j), and
 * the like for the others, as in series.c. */
#include "activation/taylor.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 24 };

void taylor_clear(struct interval *y, size_t n)
{
    for (size_t k = 0; k < n; k++)
        interval_clear(&y[k]);
}

static void add_product(struct interval *sum, const struct interval *a, const struct interval *b)
{
    struct interval p = { 0 };
    interval_mul(&p, a, b);
    interval_add(sum, sum, &p);
    interval_clear(&p);
}

static void zero(struct interval *y)
{
    interval_set_double(y, 0);
}

void taylor_mul(struct interval *y, const struct interval *a, const struct interval *b, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        zero(&y[k]);
        for (size_t j = 0; j <= k; j++)
            add_product(&y[k], &a[j], &b[k - j]);
    }
}

/* Squares are not negative: a_i^2 once, the mixed products twice. */
void taylor_square(struct interval *y, const struct interval *a, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        struct interval s = { 0 };
        zero(&y[k]);
        for (size_t j = 0; 2 * j < k; j++)
            add_product(&y[k], &a[j], &a[k - j]);
        interval_mul_int(&y[k], &y[k], 2);
        if (k % 2 == 0) {
            interval_square(&s, &a[k / 2]);
            interval_add(&y[k], &y[k], &s);
        }
        interval_clear(&s);
    }
}

void taylor_div(struct interval *y, const struct interval *a, const struct interval *b, size_t n)
{
    struct interval sum = { 0 }, p = { 0 };
    for (size_t k = 0; k < n; k++) {
        interval_set(&sum, &a[k]);
        for (size_t j = 1; j <= k; j++) {
            interval_mul(&p, &b[j], &y[k - j]);
            interval_sub(&sum, &sum, &p);
        }
        interval_div(&y[k], &sum, &b[0]);
    }
    interval_clear(&sum);
    interval_clear(&p);
}

/* y with y' = g u', y[0] given. */
static void integrate(struct interval *y, const struct interval *g, const struct interval *u,
                      size_t n)
{
    struct interval p = { 0 };
    for (size_t k = 1; k < n; k++) {
        zero(&y[k]);
        for (size_t j = 1; j <= k; j++) {
            interval_mul_int(&p, &u[j], (int64_t)j);
            add_product(&y[k], &p, &g[k - j]);
        }
        interval_div_int(&y[k], &y[k], (int64_t)k);
    }
    interval_clear(&p);
}

/* ---- powers --------------------------------------------------------------------------------- */

/* y = u^p: y' u = p y' u'; by division by u[0], which must not be 0. */
static void power_by_division(struct interval *y, const struct interval *u,
                              const struct interval *p, size_t n)
{
    struct interval factor = { 0 }, term = { 0 }, sum = { 0 }, d = { 0 };
    for (size_t k = 1; k < n; k++) {
        zero(&sum);
        for (size_t j = 1; j <= k; j++) {
            interval_mul_int(&factor, p, (int64_t)j);
            interval_set_double(&d, (double)(k - j));
            interval_sub(&factor, &factor, &d);
            interval_mul(&term, &factor, &u[j]);
            add_product(&sum, &term, &y[k - j]);
        }
        interval_mul_int(&d, &u[0], (int64_t)k);
        interval_div(&y[k], &sum, &d);
    }
    interval_clear(&factor);
    interval_clear(&term);
    interval_clear(&sum);
    interval_clear(&d);
}

/* u^m by squaring, m > 0: where u may be 0. */
static void power_by_products(struct interval *y, const struct interval *u, uint64_t m, size_t n)
{
    struct interval base[MOST] = { 0 }, result[MOST] = { 0 }, t[MOST] = { 0 };
    interval_set_double(&result[0], 1);
    for (size_t k = 0; k < n; k++)
        interval_set(&base[k], &u[k]);
    for (; m; m >>= 1) {
        if (m & 1) {
            taylor_mul(t, result, base, n);
            for (size_t k = 0; k < n; k++)
                interval_set(&result[k], &t[k]);
        }
        taylor_square(t, base, n);
        for (size_t k = 0; k < n; k++)
            interval_set(&base[k], &t[k]);
    }
    for (size_t k = 0; k < n; k++)
        interval_set(&y[k], &result[k]);
    taylor_clear(base, n);
    taylor_clear(result, n);
    taylor_clear(t, n);
}

/* u^p = e^(p log u) for one number u > 0 */
static void power_of(struct interval *y, const struct interval *u, const struct interval *p)
{
    struct interval half = { 0 };
    interval_set_double(&half, 0.5);
    if (interval_is_point(p) && arb.arf_cmp(&p->lo, &half.lo) == 0) {
        interval_map(y, INTERVAL_SQRT, u);
    } else {
        struct interval l = { 0 };
        interval_map(&l, INTERVAL_LOG, u);
        interval_mul(&l, &l, p);
        interval_map(y, INTERVAL_EXP, &l);
        interval_clear(&l);
    }
    interval_clear(&half);
}

/* 0^p: 0 for p > 0, and the coefficients below p are 0 as well, those above without bound. */
static void fraction_power(struct interval *y, const struct interval *u, const struct interval *p,
                           size_t n)
{
    power_of(&y[0], u, p);
    if (arb.arf_sgn(&u[0].lo) > 0) {
        power_by_division(y, u, p, n);
        return;
    }
    /* u reaches 0: derivatives of w^p, by the falling factorials, in powers of w that are
     * functions of their own; then the chain rule by Horner on u - u0. */
    struct interval g[MOST] = { 0 }, q = { 0 }, one = { 0 }, v[MOST] = { 0 }, t[MOST] = { 0 };
    interval_set_double(&one, 1);
    interval_set(&q, p);
    interval_set_double(&g[0], 1);
    struct interval factor = { 0 };
    interval_set_double(&factor, 1);
    for (size_t k = 0; k < n; k++) { /* g_k = C(p, k) w^(p - k) */
        power_of(&g[k], u, &q);
        interval_mul(&g[k], &g[k], &factor);
        interval_mul(&factor, &factor, &q);
        interval_div_int(&factor, &factor, (int64_t)k + 1);
        interval_sub(&q, &q, &one);
    }
    for (size_t k = 1; k < n; k++)
        interval_set(&v[k], &u[k]);
    for (size_t k = 0; k < n; k++)
        zero(&y[k]);
    for (size_t k = n; k-- > 0;) {
        taylor_mul(t, y, v, n);
        for (size_t i = 0; i < n; i++)
            interval_set(&y[i], &t[i]);
        interval_add(&y[0], &y[0], &g[k]);
    }
    /* u is 0 itself: sqrt(x^2) at 0 has no slope, though 0 times infinity would be taken for 0 */
    bool singular = false;
    for (size_t k = 0; k < n && interval_is_zero(&u[0]); k++) {
        singular = singular || !interval_is_finite(&g[k]);
        if (singular)
            interval_entire(&y[k]);
    }
    taylor_clear(g, n);
    taylor_clear(v, n);
    taylor_clear(t, n);
    interval_clear(&q);
    interval_clear(&factor);
}

void taylor_power(struct interval *y, const struct interval *u, const struct interval *p,
                  bool is_whole, int64_t whole, size_t n)
{
    struct interval v[MOST] = { 0 }, one[MOST] = { 0 };
    uint64_t m = whole < 0 ? -(uint64_t)whole : (uint64_t)whole;
    if (!is_whole) {
        fraction_power(y, u, p, n);
        return;
    }
    if (whole >= 0 || interval_sign(&u[0]) == 0)
        power_by_products(v, u, m, n);
    interval_set_double(&one[0], 1);
    if (interval_sign(&u[0])) {
        interval_power(&y[0], &u[0], m);
        if (whole < 0)
            interval_div(&y[0], &one[0], &y[0]);
        power_by_division(y, u, p, n);
    } else if (whole < 0) {
        taylor_div(y, one, v, n);
    } else {
        for (size_t k = 0; k < n; k++)
            interval_set(&y[k], &v[k]);
        interval_power(&y[0], &u[0], m);
    }
    taylor_clear(v, n);
    taylor_clear(one, 1);
}

/* ---- functions ------------------------------------------------------------------------------ */

static void exponential(struct interval *y, const struct interval *u, size_t n)
{
    struct interval p = { 0 };
    for (size_t k = 1; k < n; k++) {
        zero(&y[k]);
        for (size_t j = 1; j <= k; j++) {
            interval_mul_int(&p, &u[j], (int64_t)j);
            add_product(&y[k], &p, &y[k - j]);
        }
        interval_div_int(&y[k], &y[k], (int64_t)k);
    }
    interval_clear(&p);
}

/* s' = c u', c' = sign s u' */
static void pair(struct interval *s, struct interval *c, const struct interval *u, int sign,
                 size_t n)
{
    struct interval p = { 0 };
    for (size_t k = 1; k < n; k++) {
        zero(&s[k]);
        zero(&c[k]);
        for (size_t j = 1; j <= k; j++) {
            interval_mul_int(&p, &u[j], (int64_t)j);
            add_product(&s[k], &p, &c[k - j]);
            if (sign < 0)
                interval_neg(&p, &p);
            add_product(&c[k], &p, &s[k - j]);
        }
        interval_div_int(&s[k], &s[k], (int64_t)k);
        interval_div_int(&c[k], &c[k], (int64_t)k);
    }
    interval_clear(&p);
}

/* Sine, cosine and their hyperbolic sisters: which of the two is wanted? */
static void paired(struct interval *y, enum taylor_function f, const struct interval *u, size_t n)
{
    struct interval s[MOST] = { 0 }, c[MOST] = { 0 }, v[MOST] = { 0 }, pi = { 0 };
    bool hyperbolic = f == TAYLOR_SINH || f == TAYLOR_COSH, by_pi = f == TAYLOR_SIN_PI;
    for (size_t k = 0; k < n; k++)
        interval_set(&v[k], &u[k]);
    if (by_pi) {
        interval_pi(&pi);
        for (size_t k = 1; k < n; k++)
            interval_mul(&v[k], &v[k], &pi);
        interval_sin_cos_pi(&s[0], &c[0], &u[0]);
    } else if (hyperbolic) {
        interval_map(&s[0], INTERVAL_SINH, &u[0]);
        interval_map(&c[0], INTERVAL_COSH, &u[0]);
    } else {
        interval_sin_cos(&s[0], &c[0], &u[0]);
    }
    pair(s, c, v, hyperbolic ? 1 : -1, n);
    const struct interval *wanted = f == TAYLOR_COS || f == TAYLOR_COSH ? c : s;
    for (size_t k = 0; k < n; k++)
        interval_set(&y[k], &wanted[k]);
    taylor_clear(s, n);
    taylor_clear(c, n);
    taylor_clear(v, n);
    interval_clear(&pi);
}

/* y' = w u', where w = 1 - y^2 (tanh) or y q, q = 1 - y (sigmoid); w[0] is had by itself, since
 * 1 - y has no digits far out. */
static void gate(struct interval *y, enum taylor_function f, const struct interval *u, size_t n)
{
    struct interval w[MOST] = { 0 }, q[MOST] = { 0 }, p = { 0 };
    if (f == TAYLOR_TANH) {
        interval_map(&y[0], INTERVAL_TANH, &u[0]);
        interval_map(&w[0], INTERVAL_SECH, &u[0]);
        interval_square(&w[0], &w[0]);
    } else {
        interval_map(&y[0], INTERVAL_SIGMOID, &u[0]);
        interval_neg(&q[0], &u[0]);
        interval_map(&q[0], INTERVAL_SIGMOID, &q[0]);
        interval_mul(&w[0], &y[0], &q[0]);
    }
    for (size_t k = 1; k < n; k++) {
        zero(&y[k]);
        for (size_t j = 1; j <= k; j++) {
            interval_mul_int(&p, &u[j], (int64_t)j);
            add_product(&y[k], &p, &w[k - j]);
        }
        interval_div_int(&y[k], &y[k], (int64_t)k);
        interval_neg(&q[k], &y[k]);
        zero(&w[k]);
        for (size_t j = 0; j <= k; j++) {
            add_product(&w[k], &y[j], f == TAYLOR_TANH ? &y[k - j] : &q[k - j]);
        }
        if (f == TAYLOR_TANH)
            interval_neg(&w[k], &w[k]);
    }
    taylor_clear(w, n);
    taylor_clear(q, n);
    interval_clear(&p);
}

/* The slope of an inverse function: 1/(first + sign u^2), or one over its root. */
static void inverse(struct interval *y, const struct interval *u, double first, int sign, bool root,
                    size_t n)
{
    struct interval d[MOST] = { 0 }, r[MOST] = { 0 }, one = { 0 }, half = { 0 };
    taylor_square(d, u, n);
    for (size_t k = 0; k < n && sign < 0; k++)
        interval_neg(&d[k], &d[k]);
    interval_set_double(&one, first);
    interval_add(&d[0], &d[0], &one);
    if (root) {
        interval_set_double(&half, -0.5);
        taylor_power(r, d, &half, false, 0, n);
    } else {
        interval_set_double(&one, -1);
        taylor_power(r, d, &one, true, -1, n);
    }
    integrate(y, r, u, n);
    taylor_clear(d, n);
    taylor_clear(r, n);
}

/* factor e^(-u^2/c) as coefficients; the square is one of its own. */
static void bell(struct interval *y, const struct interval *u, int c, const struct interval *factor,
                 size_t n)
{
    struct interval v[MOST] = { 0 };
    taylor_square(v, u, n);
    for (size_t k = 0; k < n; k++) {
        interval_neg(&v[k], &v[k]);
        interval_div_int(&v[k], &v[k], c);
    }
    interval_map(&y[0], INTERVAL_EXP, &v[0]);
    interval_mul(&y[0], &y[0], factor);
    exponential(y, v, n);
    taylor_clear(v, n);
}

/* 2/sqrt(pi), 1/sqrt(2 pi) */
static void bell_factor(struct interval *y, bool normal)
{
    struct interval top = { 0 };
    interval_pi(y);
    interval_mul_int(y, y, normal ? 2 : 1);
    interval_map(y, INTERVAL_SQRT, y);
    interval_set_double(&top, normal ? 1 : 2);
    interval_div(y, &top, y);
}

static void bells(struct interval *y, enum taylor_function f, const struct interval *u, size_t n)
{
    struct interval g[MOST] = { 0 }, factor = { 0 };
    bool normal = f == TAYLOR_NORMAL || f == TAYLOR_DENSITY;
    bell_factor(&factor, normal);
    if (f == TAYLOR_DENSITY) {
        bell(y, u, 2, &factor, n);
    } else {
        if (f == TAYLOR_ERFC)
            interval_neg(&factor, &factor);
        interval_map(&y[0],
                     normal             ? INTERVAL_NORMAL
                     : f == TAYLOR_ERFC ? INTERVAL_ERFC
                                        : INTERVAL_ERF,
                     &u[0]);
        bell(g, u, normal ? 2 : 1, &factor, n);
        integrate(y, g, u, n);
    }
    taylor_clear(g, n);
    interval_clear(&factor);
}

static void logarithm(struct interval *y, const struct interval *u, int shift, size_t n)
{
    struct interval g[MOST] = { 0 }, v[MOST] = { 0 }, one[MOST] = { 0 };
    for (size_t k = 0; k < n; k++)
        interval_set(&v[k], &u[k]);
    interval_set_double(&one[0], 1);
    if (shift)
        interval_add(&v[0], &v[0], &one[0]);
    if (arb.arf_sgn(&v[0].lo) < 0)
        arb.arf_set_si(&v[0].lo, 0); /* within its domain */
    interval_map(&y[0], shift ? INTERVAL_LOG1P : INTERVAL_LOG, &u[0]);
    taylor_div(g, one, v, n);
    integrate(y, g, u, n);
    taylor_clear(g, n);
    taylor_clear(v, n);
}

static void softplus(struct interval *y, const struct interval *u, size_t n)
{
    struct interval g[MOST] = { 0 };
    interval_map(&y[0], INTERVAL_SOFTPLUS, &u[0]);
    gate(g, TAYLOR_SIGMOID, u, n);
    integrate(y, g, u, n);
    taylor_clear(g, n);
}

static void negated(struct interval *y, size_t n)
{
    for (size_t k = 1; k < n; k++)
        interval_neg(&y[k], &y[k]);
}

void taylor_apply(struct interval *y, enum taylor_function f, const struct interval *u, size_t n)
{
    switch (f) {
    case TAYLOR_EXP:
        interval_map(&y[0], INTERVAL_EXP, &u[0]);
        exponential(y, u, n);
        break;
    case TAYLOR_EXPM1: {
        interval_map(&y[0], INTERVAL_EXP, &u[0]);
        exponential(y, u, n);
        interval_map(&y[0], INTERVAL_EXPM1, &u[0]);
        break;
    }
    case TAYLOR_LOG:
    case TAYLOR_LOG1P:
        logarithm(y, u, f == TAYLOR_LOG1P, n);
        break;
    case TAYLOR_SIN:
    case TAYLOR_COS:
    case TAYLOR_SIN_PI:
    case TAYLOR_SINH:
    case TAYLOR_COSH:
        paired(y, f, u, n);
        break;
    case TAYLOR_ATAN:
        interval_map(&y[0], INTERVAL_ATAN, &u[0]);
        inverse(y, u, 1, 1, false, n);
        break;
    case TAYLOR_ASIN:
        interval_map(&y[0], INTERVAL_ASIN, &u[0]);
        inverse(y, u, 1, -1, true, n);
        break;
    case TAYLOR_ACOS:
        interval_map(&y[0], INTERVAL_ACOS, &u[0]);
        inverse(y, u, 1, -1, true, n);
        negated(y, n);
        break;
    case TAYLOR_ASINH:
        interval_map(&y[0], INTERVAL_ASINH, &u[0]);
        inverse(y, u, 1, 1, true, n);
        break;
    case TAYLOR_ACOSH:
        interval_map(&y[0], INTERVAL_ACOSH, &u[0]);
        inverse(y, u, -1, 1, true, n);
        break;
    case TAYLOR_ATANH:
        interval_map(&y[0], INTERVAL_ATANH, &u[0]);
        inverse(y, u, 1, -1, false, n);
        break;
    case TAYLOR_TANH:
    case TAYLOR_SIGMOID:
        gate(y, f, u, n);
        break;
    case TAYLOR_SOFTPLUS:
        softplus(y, u, n);
        break;
    case TAYLOR_ERF:
    case TAYLOR_ERFC:
    case TAYLOR_NORMAL:
    case TAYLOR_DENSITY:
        bells(y, f, u, n);
        break;
    }
}
