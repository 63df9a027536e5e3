/* Arithmetic on Taylor series. With u = u0 + u1 t + u2 t^2 + ..., a function of u solves a
 * differential equation, and comparing coefficients of t^k gives its k-th from the earlier ones:
 * for e = exp(u), e' = e u', so k e_k = sum j u_j e_(k-j) (Knuth, TAOCP 2, 4.7; Griewank and
 * Walther, ch. 13). */
#include "activation/series.h"
#include "activation/expression.h"
#include "activation/program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Two more coefficients than are given away: sin(x)/x at 0 uses one up. */
enum { N = TAYLOR_MAX + 2 };
#define PI_L 3.14159265358979323846264338327950288L
#define SQRT2_L 1.41421356237309504880168872420969808L
#define INV_SQRT_2PI_L 0.398942280401432677939946059934381868L
#define TWO_OVER_SQRT_PI_L 1.12837916709551257389615890312154517L

struct series {
    long double c[N];
};
typedef bool step(const struct series *u, struct series *y, int n);

static bool run_program(const struct program *p, const struct series *x, struct series *y, int n,
                        int depth);

/* ---- sums, products, quotients -------------------------------------------------------------- */

static void multiply(const struct series *a, const struct series *b, struct series *y, int n)
{
    struct series product = { { 0 } };
    for (int k = 0; k < n; k++)
        for (int j = 0; j <= k; j++)
            if (a->c[j] != 0 && b->c[k - j] != 0) /* a 0 is a 0 here, beside an infinity too */
                product.c[k] += a->c[j] * b->c[k - j];
    *y = product;
}

static bool divide(struct series a, struct series b, struct series *y, int n)
{
    int lost = 0;
    while (b.c[0] == 0 && a.c[0] == 0 && lost < N - TAYLOR_MAX) { /* 0/0: both divided by t */
        memmove(a.c, a.c + 1, (N - 1) * sizeof *a.c);
        memmove(b.c, b.c + 1, (N - 1) * sizeof *b.c);
        lost++;
    }
    if (b.c[0] == 0)
        return false;
    for (int k = 0; k < n; k++) {
        long double sum = a.c[k];
        for (int j = 1; j <= k; j++)
            if (b.c[j] != 0)
                sum -= b.c[j] * y->c[k - j];
        y->c[k] = sum / b.c[0];
    }
    return true;
}

static void scale(struct series *y, long double factor, int n)
{
    for (int k = 0; k < n; k++)
        y->c[k] *= factor;
}

/* ---- functions ------------------------------------------------------------------------------ */

/* y with y' = g u', y0 given: the integral of a slope that is itself a series. */
static void integrate(const struct series *g, const struct series *u, long double y0,
                      struct series *y, int n)
{
    struct series result = { { y0 } };
    for (int k = 1; k < n; k++) {
        for (int j = 1; j <= k; j++)
            if (u->c[j] != 0)
                result.c[k] += (long double)j * u->c[j] * g->c[k - j];
        result.c[k] /= k;
    }
    *y = result;
}

static bool exp_step(const struct series *u, struct series *y, int n)
{
    struct series e = { { expl(u->c[0]) } };
    for (int k = 1; k < n; k++) {
        for (int j = 1; j <= k; j++)
            if (u->c[j] != 0)
                e.c[k] += (long double)j * u->c[j] * e.c[k - j];
        e.c[k] /= k;
    }
    *y = e;
    return true;
}

static bool expm1_step(const struct series *u, struct series *y, int n)
{
    long double first = expm1l(u->c[0]);
    exp_step(u, y, n);
    y->c[0] = first;
    return true;
}

/* y' (shift + u) = u' */
static bool log_shifted(const struct series *u, long double shift, long double y0, struct series *y,
                        int n)
{
    struct series one = { { 1 } }, v = *u, g = { { 0 } };
    v.c[0] += shift;
    if (!(v.c[0] > 0) || !divide(one, v, &g, n))
        return false;
    integrate(&g, u, y0, y, n);
    return true;
}

static bool log_step(const struct series *u, struct series *y, int n)
{
    return log_shifted(u, 0, logl(u->c[0]), y, n);
}

static bool log1p_step(const struct series *u, struct series *y, int n)
{
    return log_shifted(u, 1, log1pl(u->c[0]), y, n);
}

static bool log2_step(const struct series *u, struct series *y, int n)
{
    bool ok = log_step(u, y, n);
    scale(y, 1.44269504088896340735992468100189214L, n);
    return ok;
}

static bool log10_step(const struct series *u, struct series *y, int n)
{
    bool ok = log_step(u, y, n);
    scale(y, 0.434294481903251827651128918916605082L, n);
    return ok;
}

/* y = u^p: y' u = p y u' */
static bool power_step(const struct series *u, long double p, long double y0, struct series *y,
                       int n)
{
    struct series result = { { y0 } };
    if (u->c[0] == 0)
        return false;
    for (int k = 1; k < n; k++) {
        for (int j = 1; j <= k; j++)
            result.c[k] += (p * j - (long double)(k - j)) * u->c[j] * result.c[k - j];
        result.c[k] /= k * u->c[0];
    }
    *y = result;
    return true;
}

static bool sqrt_step(const struct series *u, struct series *y, int n)
{
    return u->c[0] > 0 && power_step(u, 0.5L, sqrtl(u->c[0]), y, n);
}

/* Pairs: s' = c u', c' = sign s u'. */
static void pair(const struct series *u, long double sign, struct series *s, struct series *c,
                 int n)
{
    for (int k = 1; k < n; k++) {
        s->c[k] = c->c[k] = 0;
        for (int j = 1; j <= k; j++) {
            s->c[k] += (long double)j * u->c[j] * c->c[k - j];
            c->c[k] += (long double)j * u->c[j] * s->c[k - j] * sign;
        }
        s->c[k] /= k;
        c->c[k] /= k;
    }
}

static bool sin_step(const struct series *u, struct series *y, int n)
{
    struct series s = { { sinl(u->c[0]) } }, c = { { cosl(u->c[0]) } };
    pair(u, -1, &s, &c, n);
    *y = s;
    return true;
}

static bool cos_step(const struct series *u, struct series *y, int n)
{
    struct series s = { { sinl(u->c[0]) } }, c = { { cosl(u->c[0]) } };
    pair(u, -1, &s, &c, n);
    *y = c;
    return true;
}

static bool sinh_step(const struct series *u, struct series *y, int n)
{
    struct series s = { { sinhl(u->c[0]) } }, c = { { coshl(u->c[0]) } };
    pair(u, 1, &s, &c, n);
    *y = s;
    return true;
}

static bool cosh_step(const struct series *u, struct series *y, int n)
{
    struct series s = { { sinhl(u->c[0]) } }, c = { { coshl(u->c[0]) } };
    pair(u, 1, &s, &c, n);
    *y = c;
    return true;
}

static bool tan_step(const struct series *u, struct series *y, int n)
{
    struct series s, c;
    sin_step(u, &s, n);
    cos_step(u, &c, n);
    return divide(s, c, y, n);
}

/* y' = w u' with w = 1 - y^2, whose first number is 1/cosh^2: 1 - tanh^2 has no digits far out. */
static bool tanh_step(const struct series *u, struct series *y, int n)
{
    long double c = coshl(u->c[0]);
    struct series t = { { tanhl(u->c[0]) } }, w = { { 1 / c / c } };
    for (int k = 1; k < n; k++) {
        for (int j = 1; j <= k; j++)
            t.c[k] += (long double)j * u->c[j] * w.c[k - j];
        t.c[k] /= k;
        for (int j = 0; j <= k; j++)
            w.c[k] -= t.c[j] * t.c[k - j];
    }
    *y = t;
    return true;
}

/* 1/(1 + sign u^2), or its square root. */
static bool inverse_slope(const struct series *u, long double first, long double sign, bool root,
                          struct series *g, int n)
{
    struct series one = { { 1 } }, d;
    multiply(u, u, &d, n);
    scale(&d, sign, n);
    d.c[0] += first;
    return (!root || sqrt_step(&d, &d, n)) && divide(one, d, g, n);
}

static bool atan_step(const struct series *u, struct series *y, int n)
{
    struct series g = { { 0 } };
    bool ok = inverse_slope(u, 1, 1, false, &g, n);
    integrate(&g, u, atanl(u->c[0]), y, n);
    return ok;
}

static bool asin_step(const struct series *u, struct series *y, int n)
{
    struct series g = { { 0 } };
    bool ok = inverse_slope(u, 1, -1, true, &g, n);
    integrate(&g, u, asinl(u->c[0]), y, n);
    return ok;
}

static bool acos_step(const struct series *u, struct series *y, int n)
{
    bool ok = asin_step(u, y, n);
    scale(y, -1, n);
    y->c[0] = acosl(u->c[0]);
    return ok;
}

static bool asinh_step(const struct series *u, struct series *y, int n)
{
    struct series g = { { 0 } };
    bool ok = inverse_slope(u, 1, 1, true, &g, n);
    integrate(&g, u, asinhl(u->c[0]), y, n);
    return ok;
}

static bool acosh_step(const struct series *u, struct series *y, int n)
{
    struct series g = { { 0 } };
    bool ok = inverse_slope(u, -1, 1, true, &g, n);
    integrate(&g, u, acoshl(u->c[0]), y, n);
    return ok;
}

static bool atanh_step(const struct series *u, struct series *y, int n)
{
    struct series g = { { 0 } };
    bool ok = inverse_slope(u, 1, -1, false, &g, n);
    integrate(&g, u, atanhl(u->c[0]), y, n);
    return ok;
}

/* factor * exp(-c u^2) */
static void bell(const struct series *u, long double c, long double factor, struct series *y, int n)
{
    struct series v;
    multiply(u, u, &v, n);
    scale(&v, -c, n);
    exp_step(&v, y, n);
    scale(y, factor, n);
}

static bool erf_step(const struct series *u, struct series *y, int n)
{
    struct series g;
    bell(u, 1, TWO_OVER_SQRT_PI_L, &g, n);
    integrate(&g, u, erfl(u->c[0]), y, n);
    return true;
}

static bool erfc_step(const struct series *u, struct series *y, int n)
{
    struct series g;
    bell(u, 1, -TWO_OVER_SQRT_PI_L, &g, n);
    integrate(&g, u, erfcl(u->c[0]), y, n);
    return true;
}

static bool normal_step(const struct series *u, struct series *y, int n)
{
    struct series g;
    bell(u, 0.5L, INV_SQRT_2PI_L, &g, n);
    integrate(&g, u, erfcl(-u->c[0] / SQRT2_L) / 2, y, n);
    return true;
}

static bool phi_step(const struct series *u, struct series *y, int n)
{
    bell(u, 0.5L, INV_SQRT_2PI_L, y, n);
    return true;
}

static bool flat_step(const struct series *u, struct series *y, int n)
{
    *y = (struct series){ { floorl(u->c[0]) } };
    return floorl(u->c[0]) != u->c[0] || (n > 1 && u->c[1] == 0);
}

static bool ceil_step(const struct series *u, struct series *y, int n)
{
    bool ok = flat_step(u, y, n);
    y->c[0] = ceill(u->c[0]);
    return ok;
}

static bool abs_step(const struct series *u, struct series *y, int n)
{
    *y = *u;
    scale(y, u->c[0] < 0 ? -1 : 1, n);
    return u->c[0] != 0 || n == 1;
}

static bool sign_step(const struct series *u, struct series *y, int n)
{
    *y = (struct series){ { (u->c[0] > 0) - (u->c[0] < 0) } };
    return u->c[0] != 0 || n == 1;
}

static const struct {
    const char *name;
    step *take;
} steps[] = {
    { "exponential", exp_step }, { "expm1", expm1_step }, { "log", log_step },
    { "log1p", log1p_step },     { "log2", log2_step },   { "log10", log10_step },
    { "sqrt", sqrt_step },       { "sin", sin_step },     { "cos", cos_step },
    { "tan", tan_step },         { "asin", asin_step },   { "acos", acos_step },
    { "arctan", atan_step },     { "sinh", sinh_step },   { "cosh", cosh_step },
    { "tanh", tanh_step },       { "asinh", asinh_step }, { "acosh", acosh_step },
    { "atanh", atanh_step },     { "erf", erf_step },     { "erfc", erfc_step },
    { "phi", phi_step },         { "floor", flat_step },  { "ceil", ceil_step },
    { "abs", abs_step },         { "sign", sign_step },
};

static step *step_find(const char *name)
{
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (strcmp(steps[i].name, name) == 0)
            return steps[i].take;
    return NULL;
}

/* ---- nodes ---------------------------------------------------------------------------------- */

/* A definition: parsed without folding, so that sqrt(2/pi) is worked out here and not in double. */
static bool take_row(const struct activation *row, const double *param, const struct series *u,
                     struct series *y, int n, int depth)
{
    const char *formula = definition_of(row);
    step *take = step_find(row->name);
    if (strcmp(row->name, "laplace") == 0 && param[0] == 0 && param[1] == 1)
        return normal_step(u, y, n);
    if (!formula || depth > 8)
        return take && take(u, y, n);
    struct setting set[PARAMETERS_MAX];
    size_t nset = activation_params(row);
    struct error err;
    for (size_t i = 0; i < nset; i++)
        set[i] = (struct setting){ .name = row->params[i].name, .value = param[i] };
    struct expression *e = expression_parse_exact(formula, set, nset, &err);
    bool ok = e && run_program(&e->program, u, y, n, depth + 1);
    if (e)
        expression_free(e);
    return ok;
}

/* u^p for whole p >= 0, where u may be 0. */
static void whole_power(const struct series *u, int p, struct series *y, int n)
{
    struct series result = { { 1 } };
    for (int i = 0; i < p; i++)
        multiply(&result, u, &result, n);
    *y = result;
}

static bool is_number(const struct series *u, int n)
{
    for (int k = 1; k < n; k++)
        if (u->c[k] != 0)
            return false;
    return true;
}

static bool take_power(const struct series *a, const struct series *b, struct series *y, int n)
{
    long double p = b->c[0];
    if (is_number(b, n) && p >= 0 && p <= 64 && p == floorl(p)) {
        whole_power(a, (int)p, y, n);
        return true;
    }
    if (is_number(b, n))
        return power_step(a, p, powl(a->c[0], p), y, n);
    struct series l;
    if (!log_step(a, &l, n))
        return false;
    multiply(&l, b, &l, n);
    return exp_step(&l, y, n);
}

/* A comparison whose sides are equal at the point may go either way beside it: no series, but a
 * value. */
static bool take_truth(enum op op, const struct series *a, const struct series *b, struct series *y,
                       int n)
{
    long double u = a->c[0], v = b->c[0];
    bool same = u == v && !(is_number(a, n) && is_number(b, n));
    bool yes = op == OP_LESS         ? u < v
               : op == OP_LESS_EQUAL ? u <= v
               : op == OP_EQUAL      ? u == v
                                     : u != v;
    *y = (struct series){ { yes } };
    return !same || n == 1;
}

static bool take_node(const struct node *k, const struct series *a, const struct series *b,
                      const struct series *c, struct series *y, int n, int depth)
{
    switch (k->op) {
    case OP_ADD:
    case OP_SUB:
        for (int i = 0; i < n; i++)
            y->c[i] = k->op == OP_ADD ? a->c[i] + b->c[i] : a->c[i] - b->c[i];
        return true;
    case OP_MUL:
        multiply(a, b, y, n);
        return true;
    case OP_DIV:
        return divide(*a, *b, y, n);
    case OP_POWER:
        return take_power(a, b, y, n);
    case OP_MIN:
    case OP_MAX:
        *y = (a->c[0] < b->c[0]) == (k->op == OP_MIN) ? *a : *b;
        return a->c[0] != b->c[0] || n == 1;
    case OP_HYPOT: {
        struct series p, q;
        multiply(a, a, &p, n);
        multiply(b, b, &q, n);
        for (int i = 0; i < n; i++)
            p.c[i] += q.c[i];
        return sqrt_step(&p, y, n);
    }
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_EQUAL:
    case OP_NOT_EQUAL:
        return take_truth(k->op, a, b, y, n);
    case OP_AND:
        *y = (struct series){ { a->c[0] != 0 && b->c[0] != 0 } };
        return true;
    case OP_OR:
        *y = (struct series){ { a->c[0] != 0 || b->c[0] != 0 } };
        return true;
    case OP_NOT:
        *y = (struct series){ { a->c[0] == 0 } };
        return true;
    case OP_SELECT:
        *y = a->c[0] != 0 ? *b : *c;
        return true;
    case OP_ROW:
        return take_row(k->row, k->param, a, y, n, depth);
    case OP_ELEMENTARY: {
        step *take = step_find(k->elementary->name);
        return take && take(a, y, n);
    }
    default:
        return false;
    }
}

/* The doubles that stand for pi and e mean the numbers themselves. */
static long double constant_value(double value)
{
    return value == 3.14159265358979323846 ? PI_L : value;
}

/* A branch that a choice does not take may have no series: it fails only if it is needed. */
static bool run_program(const struct program *p, const struct series *x, struct series *y, int n,
                        int depth)
{
    struct series *all = memory_new(p->count, sizeof *all);
    bool *ok = memory_new(p->count, sizeof *ok);
    for (size_t i = 0; i < p->count; i++) {
        const struct node *k = &p->nodes[i];
        static const struct series none = { { 0 } };
        bool ready = (k->a < 0 || ok[k->a]) && (k->b < 0 || ok[k->b]) && (k->c < 0 || ok[k->c]);
        if (k->op == OP_SELECT)
            ready = ok[k->a] && (all[k->a].c[0] != 0 ? ok[k->b] : ok[k->c]);
        if (k->op == OP_X || k->op == OP_CONSTANT) {
            all[i] = k->op == OP_X ? *x : (struct series){ { constant_value(k->value) } };
            ok[i] = true;
        } else if (ready) {
            ok[i] = take_node(k, &all[k->a], k->b < 0 ? &none : &all[k->b],
                              k->c < 0 ? &none : &all[k->c], &all[i], n, depth);
        }
    }
    bool done = ok[p->result];
    *y = all[p->result];
    free(all);
    free(ok);
    return done;
}

/* Of f(x0 + s t). */
static bool taylor(const struct function *g, double x0, long double s, int n, long double *c)
{
    struct series x = { { x0, s } }, y = { { 0 } };
    bool ok = false;
    int terms = n == 1 ? 1 : n + N - TAYLOR_MAX;
    if (g->activation)
        ok = take_row(g->activation, g->param, &x, &y, terms, 0);
    else if (g->expression)
        ok = run_program(&g->expression->program, &x, &y, terms, 0);
    for (int k = 0; k < n; k++) {
        c[k] = y.c[k];
        ok = ok && !isnan(y.c[k]);
    }
    return ok;
}

bool function_taylor(const struct function *g, double x0, int n, long double *c)
{
    return taylor(g, x0, 1, n, c);
}

/* A coefficient that is 0 comes out as a rounding error, where its terms cancel. Asked again on
 * another scale (the coefficients of f(s t) are s^k c_k) the error comes out differently, and a
 * true number does not. */
size_t function_series(const struct function *g, double *c, size_t most)
{
    long double terms[TAYLOR_MAX], again[TAYLOR_MAX], factor = 1;
    const long double s = 1.1L;
    if (most > TAYLOR_MAX || !taylor(g, 0, 1, (int)most, terms) ||
        !taylor(g, 0, s, (int)most, again))
        return 0;
    for (size_t k = 0; k < most; k++, factor *= s) {
        bool noise = !(fabsl(again[k] / factor - terms[k]) <= 1e-6L * fabsl(terms[k]));
        c[k] = noise ? 0 : (double)terms[k];
    }
    return most;
}

/* ---- reference ------------------------------------------------------------------------------ */

struct exact {
    const struct function *g;
    struct expression *own; /* a row's definition, parsed once */
    long double at_0[TAYLOR_MAX];
    bool has_series;
};
#define NEAR_0 0.0625L /* 18 terms end below 2^-64 there, if the nearest singularity is 1 away */

struct exact *exact_new(const struct function *g)
{
    struct exact *r = memory_new(1, sizeof *r);
    struct setting set[PARAMETERS_MAX];
    struct error err;
    r->g = g;
    if (g->activation && definition_of(g->activation)) {
        for (size_t i = 0; i < activation_params(g->activation); i++)
            set[i] =
                (struct setting){ .name = g->activation->params[i].name, .value = g->param[i] };
        r->own = expression_parse_exact(definition_of(g->activation), set,
                                        activation_params(g->activation), &err);
    }
    r->has_series = function_taylor(g, 0, TAYLOR_MAX, r->at_0);
    return r;
}

void exact_free(struct exact *r)
{
    if (r->own)
        expression_free(r->own);
    free(r);
}

/* Derivatives of the polynomial. */
static void near_0(const struct exact *r, long double x, int n, long double *c)
{
    for (int d = 0; d < n; d++) {
        long double sum = 0;
        for (int k = TAYLOR_MAX - 1; k >= d; k--) {
            long double term = r->at_0[k];
            for (int j = 0; j < d; j++)
                term *= k - j;
            sum = sum * x + term;
        }
        c[d] = sum;
    }
}

bool exact_at(const struct exact *r, double x, int n, long double *c)
{
    if (r->has_series && fabsl(x) <= NEAR_0) {
        near_0(r, x, n, c);
        return true;
    }
    struct series u = { { x, 1 } }, y = { { 0 } };
    if (r->own ? !run_program(&r->own->program, &u, &y, n, 1) : !function_taylor(r->g, x, n, y.c))
        return false;
    long double factor = 1;
    for (int k = 0; k < n; k++) {
        c[k] = y.c[k] * factor;
        factor *= k + 1;
        if (isnan(c[k]))
            return false;
    }
    return true;
}
