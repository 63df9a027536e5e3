/* What one node of a program does to a block of jets. Plain loops, made three times like the
 * catalogue's (map.h) for the instruction set in use.
 *
 * Products of slopes and values meet 0*inf where the true product is 0: x*sigmoid'(x) at infinity,
 * or exp(u) u' where exp(u) has sunk to 0. `times` gives a slope of 0 the last word; the chain rule
 * also gives it to an outer slope of 0 at an infinite argument. Anywhere else 0*inf is honestly
 * NaN. */
#include "activation/map.h"
#include "activation/program.h"

#include <float.h>
#include <math.h>
#include <string.h>

INLINE double times(double slope, double value)
{
    return slope == 0 ? 0 : slope * value;
}

INLINE double chained(double outer, double du, double u)
{
    return du == 0 || (outer == 0 && fabs(u) > DBL_MAX) ? 0 : outer * du;
}

/* Loops are written for all three numbers; `order`, how many slopes are wanted, is known when they
 * are compiled. */
#define EACH for (size_t i = 0; i < n; i++)

/* In: F'(u) and F''(u). Out: the slopes of F(u(x)). */
INLINE void chain(size_t n, int order, const struct jets *u, double *restrict df,
                  double *restrict ddf)
{
    if (u->kind == KIND_LINE) {
        double s = u->value;
        if (s == 1)
            return;
        EACH
        {
            if (order > 0)
                df[i] = s == 0 ? 0 : df[i] * s;
            if (order > 1)
                ddf[i] = s == 0 ? 0 : ddf[i] * s * s;
        }
        return;
    }
    EACH
    {
        double x = u->f[i], slope = order > 0 ? u->df[i] : 0, outer = order > 0 ? df[i] : 0;
        if (order > 0)
            df[i] = chained(outer, slope, x);
        if (order > 1)
            ddf[i] = chained(chained(ddf[i], slope, x), slope, x) + chained(outer, u->ddf[i], x);
    }
}

/* The slope of a number or a line is one number for the whole block. */
INLINE double slope_of(const struct jets *a)
{
    return a->kind == KIND_LINE ? a->value : 0;
}

INLINE void add(size_t n, int order, const struct jets *a, const struct jets *b, double sign,
                double *restrict f, double *restrict df, double *restrict ddf)
{
    if (a->kind == KIND_CURVE && b->kind == KIND_CURVE) {
        EACH
        {
            f[i] = a->f[i] + sign * b->f[i];
            if (order > 0)
                df[i] = a->df[i] + sign * b->df[i];
            if (order > 1)
                ddf[i] = a->ddf[i] + sign * b->ddf[i];
        }
        return;
    }
    const struct jets *curve = a->kind == KIND_CURVE ? a : b;
    double factor = a->kind == KIND_CURVE ? 1 : sign,
           slope = a->kind == KIND_CURVE ? sign * slope_of(b) : slope_of(a);
    EACH
    {
        f[i] = a->f[i] + sign * b->f[i];
        if (order > 0)
            df[i] = factor * curve->df[i] + slope;
        if (order > 1)
            ddf[i] = factor * curve->ddf[i];
    }
}

/* (ab)' = a'b + ab', (ab)'' = a''b + 2a'b' + ab''; what is known to be 0 is left out. */
INLINE void multiply_curves(size_t n, int order, const struct jets *a, const struct jets *b,
                            double *restrict f, double *restrict df, double *restrict ddf)
{
    EACH
    {
        double u = a->f[i], v = b->f[i], du = order > 0 ? a->df[i] : 0,
               dv = order > 0 ? b->df[i] : 0;
        f[i] = u * v;
        if (order > 0)
            df[i] = times(du, v) + times(dv, u);
        if (order > 1)
            ddf[i] = times(a->ddf[i], v) + 2 * times(du, dv) + times(b->ddf[i], u);
    }
}

INLINE void multiply_line(size_t n, int order, const struct jets *line, const struct jets *curve,
                          double *restrict f, double *restrict df, double *restrict ddf)
{
    double s = slope_of(line);
    EACH
    {
        double u = line->f[i], v = curve->f[i], dv = order > 0 ? curve->df[i] : 0;
        f[i] = u * v;
        if (order > 0)
            df[i] = times(s, v) + times(dv, u);
        if (order > 1)
            ddf[i] = 2 * times(s, dv) + times(curve->ddf[i], u);
    }
}

INLINE void multiply_number(size_t n, int order, double number, const struct jets *curve,
                            double *restrict f, double *restrict df, double *restrict ddf)
{
    EACH
    {
        f[i] = number * curve->f[i];
        if (order > 0)
            df[i] = times(curve->df[i], number);
        if (order > 1)
            ddf[i] = times(curve->ddf[i], number);
    }
}

INLINE void multiply(size_t n, int order, const struct jets *a, const struct jets *b,
                     double *restrict f, double *restrict df, double *restrict ddf)
{
    const struct jets *curve = a->kind == KIND_CURVE ? a : b,
                      *other = a->kind == KIND_CURVE ? b : a;
    if (other->kind == KIND_CURVE || (other->kind == KIND_LINE && curve->kind == KIND_LINE))
        multiply_curves(n, order, a, b, f, df, ddf);
    else if (other->kind == KIND_LINE)
        multiply_line(n, order, other, curve, f, df, ddf);
    else
        multiply_number(n, order, other->value, curve, f, df, ddf);
}

/* With f = a/b: f' = (a' - f b')/b, f'' = (a'' - 2 f' b' - f b'')/b. An infinite b ends f and what
 * it divides. */
INLINE double quotient_term(double f, double slope, double b)
{
    return slope == 0 || fabs(b) > DBL_MAX ? 0 : f * slope;
}

INLINE void divide(size_t n, int order, const struct jets *a, const struct jets *b,
                   double *restrict f, double *restrict df, double *restrict ddf)
{
    if (b->kind == KIND_CONSTANT) {
        EACH
        {
            f[i] = a->f[i] / b->value;
            if (order > 0)
                df[i] = a->df[i] / b->value;
            if (order > 1)
                ddf[i] = a->ddf[i] / b->value;
        }
        return;
    }
    EACH
    {
        double v = b->f[i], y = a->f[i] / v, dv = order > 0 ? b->df[i] : 0, dy = 0;
        f[i] = y;
        if (order > 0)
            df[i] = dy = (a->df[i] - quotient_term(y, dv, v)) / v;
        if (order > 1)
            ddf[i] =
                (a->ddf[i] - 2 * quotient_term(dy, dv, v) - quotient_term(y, b->ddf[i], v)) / v;
    }
}

/* One of two values with its slopes. Where they are equal: the flatter one's, which is what torch
 * gives for relu = max(x, 0), relu6 and leaky relu = max(x, 0.1x); slopes of equal size and
 * opposite sign, as in max(x, -x), give 0. */
INLINE void extreme(size_t n, int order, const struct jets *a, const struct jets *b, double sign,
                    double *restrict f, double *restrict df, double *restrict ddf)
{
    EACH
    {
        double u = a->f[i], v = b->f[i], s = order > 0 ? a->df[i] : 0, t = order > 0 ? b->df[i] : 0;
        bool equal = u == v, flatter = fabs(s) < fabs(t) || s == t, opposite = s == -t && s != t;
        bool first = sign * u > sign * v || (equal && flatter);
        f[i] = u != u ? u : v != v ? v : first || equal ? u : v;
        if (order > 0)
            df[i] = equal && opposite ? 0 : first ? s : t;
        if (order > 1)
            ddf[i] = equal && opposite ? 0 : first ? a->ddf[i] : b->ddf[i];
    }
}

/* a ? b : c. Only the branch taken counts: the other one may be NaN. */
INLINE void choose(size_t n, int order, const struct jets *a, const struct jets *b,
                   const struct jets *c, double *restrict f, double *restrict df,
                   double *restrict ddf)
{
    EACH
    {
        double t = a->f[i], u = b->f[i], v = c->f[i];
        f[i] = t != t ? t : t != 0 ? u : v;
        if (order > 0)
            df[i] = t != 0 ? b->df[i] : c->df[i];
        if (order > 1)
            ddf[i] = t != 0 ? b->ddf[i] : c->ddf[i];
    }
}

/* u^2, u^3, u^4 by multiplication (rounded once, twice, twice); other powers by pow, which is as
 * exact. */
INLINE void power_small(size_t n, int order, const double *u, int whole, double *restrict f,
                        double *restrict df, double *restrict ddf)
{
    EACH
    {
        double x = u[i], square = x * x;
        f[i] = whole == 2 ? square : whole == 3 ? square * x : square * square;
        if (order > 0)
            df[i] = whole == 2 ? 2 * x : whole == 3 ? 3 * square : 4 * (square * x);
        if (order > 1)
            ddf[i] = whole == 2 ? 2 : whole == 3 ? 6 * x : 12 * square;
    }
}

INLINE void power_constant(size_t n, int order, const struct jets *a, double exponent,
                           double *restrict f, double *restrict df, double *restrict ddf)
{
    const double *u = a->f;
    if (exponent == 2)
        power_small(n, order, u, 2, f, df, ddf);
    else if (exponent == 3)
        power_small(n, order, u, 3, f, df, ddf);
    else if (exponent == 4)
        power_small(n, order, u, 4, f, df, ddf);
    else
        EACH
        {
            f[i] = pow(u[i], exponent);
            if (order > 0)
                df[i] = times(exponent, pow(u[i], exponent - 1));
            if (order > 1)
                ddf[i] = times(exponent * (exponent - 1), pow(u[i], exponent - 2));
        }
    chain(n, order, a, df, ddf);
}

/* a^b = e^(b log a), both moving; terms of a slope that is 0 are left out, so 2^x and x^x need no
 * log of 0. */
INLINE void power_general(size_t n, int order, const struct jets *a, const struct jets *b,
                          double *restrict f, double *restrict df, double *restrict ddf)
{
    EACH
    {
        double u = a->f[i], v = b->f[i], y = pow(u, v);
        f[i] = u != u ? u : v != v ? v : y;
        if (order == 0)
            continue;
        double du = a->df[i], dv = b->df[i], l = log(u), first = v * pow(u, v - 1),
               both = y == 0 ? 0 : y * l;
        df[i] = times(du, first) + times(dv, both);
        if (order == 1)
            continue;
        double second = v * (v - 1) * pow(u, v - 2), mixed = pow(u, v - 1) * (1 + v * l);
        ddf[i] = times(du * du, second) + 2 * times(du * dv, mixed) + times(dv * dv, both * l) +
                 times(a->ddf[i], first) + times(b->ddf[i], both);
    }
}

/* With p = a/r, q = b/r: r' = p a' + q b', r'' = (q a' - p b')^2/r + p a'' + q b''. At r = 0 a
 * corner like that of |x|, with its slope 0. */
INLINE void hypotenuse(size_t n, int order, const struct jets *a, const struct jets *b,
                       double *restrict f, double *restrict df, double *restrict ddf)
{
    EACH
    {
        double u = a->f[i], v = b->f[i], r = hypot(u, v), p = u / r, q = v / r;
        f[i] = u != u ? u : v != v ? v : r;
        if (order > 0)
            df[i] = r == 0 ? 0 : times(a->df[i], p) + times(b->df[i], q);
        if (order > 1) {
            double turn = times(a->df[i], q) - times(b->df[i], p);
            ddf[i] = r == 0 ? 0 : turn * turn / r + times(a->ddf[i], p) + times(b->ddf[i], q);
        }
    }
}

/* Comparisons and logic: a NaN is neither true nor false. */
INLINE void truth(enum op op, size_t n, const double *a, const double *b, double *restrict f)
{
    if (op == OP_LESS)
        EACH f[i] = a[i] < b[i] ? 1 : a[i] >= b[i] ? 0 : NAN;
    else if (op == OP_LESS_EQUAL)
        EACH f[i] = a[i] <= b[i] ? 1 : a[i] > b[i] ? 0 : NAN;
    else if (op == OP_EQUAL)
        EACH f[i] = a[i] != a[i] || b[i] != b[i] ? NAN : a[i] == b[i] ? 1 : 0;
    else if (op == OP_NOT_EQUAL)
        EACH f[i] = a[i] != a[i] || b[i] != b[i] ? NAN : a[i] != b[i] ? 1 : 0;
    else if (op == OP_AND)
        EACH f[i] = a[i] != a[i] || b[i] != b[i] ? NAN : a[i] != 0 && b[i] != 0 ? 1 : 0;
    else if (op == OP_OR)
        EACH f[i] = a[i] != a[i] || b[i] != b[i] ? NAN : a[i] != 0 || b[i] != 0 ? 1 : 0;
    else
        EACH f[i] = a[i] != a[i] ? NAN : a[i] == 0 ? 1 : 0;
}

static void elementary_map(const struct elementary *e, size_t n, int order, const double *u,
                           double *f, double *df, double *ddf)
{
    EACH
    {
        struct jet y = e->at(u[i]);
        f[i] = y.f;
        if (order > 0)
            df[i] = y.df;
        if (order > 1)
            ddf[i] = y.ddf;
    }
}

/* log u: u'/u and u''/u - (u'/u)^2. By the chain rule 1/u^2 would be 0 from u = 1e154 on, while
 * u'^2 is as large. */
static void log_slopes(const struct elementary *e, size_t n, int order, const struct jets *u,
                       double *df, double *ddf)
{
    EACH
    {
        double v = e->shift + u->f[i], r = chained(1 / v, u->df[i], v);
        df[i] = e->scale * r;
        if (order > 1)
            ddf[i] = e->scale * (chained(1 / v, u->ddf[i], v) - r * r);
    }
}

/* y = sqrt u: 2 y y' = u', 2 y y'' = u'' - 2 y'^2. At 0 what has no slope of its own keeps to 0,
 * the corner of |x|. */
static void root_slopes(size_t n, int order, const struct jets *u, const double *f, double *df,
                        double *ddf)
{
    EACH
    {
        double half = 0.5 / fabs(f[i]);
        df[i] = chained(half, u->df[i], f[i]);
        if (order > 1)
            ddf[i] =
                f[i] == 0 && df[i] == 0 ? 0 : chained(half, u->ddf[i] - 2 * df[i] * df[i], f[i]);
    }
}

INLINE void node_body(const struct node *node, size_t n, int order, const struct jets *a,
                      const struct jets *b, const struct jets *c, double *restrict f,
                      double *restrict df, double *restrict ddf)
{
    switch (node->op) {
    case OP_CONSTANT:
    case OP_X:
        break;
    case OP_ADD:
        add(n, order, a, b, 1, f, df, ddf);
        break;
    case OP_SUB:
        add(n, order, a, b, -1, f, df, ddf);
        break;
    case OP_MUL:
        multiply(n, order, a, b, f, df, ddf);
        break;
    case OP_DIV:
        divide(n, order, a, b, f, df, ddf);
        break;
    case OP_POWER:
        if (b->kind == KIND_CONSTANT)
            power_constant(n, order, a, b->value, f, df, ddf);
        else
            power_general(n, order, a, b, f, df, ddf);
        break;
    case OP_MIN:
        extreme(n, order, a, b, -1, f, df, ddf);
        break;
    case OP_MAX:
        extreme(n, order, a, b, 1, f, df, ddf);
        break;
    case OP_HYPOT:
        hypotenuse(n, order, a, b, f, df, ddf);
        break;
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_EQUAL:
    case OP_NOT_EQUAL:
    case OP_AND:
    case OP_OR:
    case OP_NOT:
        truth(node->op, n, a->f, b->f, f);
        break;
    case OP_SELECT:
        choose(n, order, a, b, c, f, df, ddf);
        break;
    case OP_ROW:
        node->row->loops[activation_set()].map[order](n, a->f, node->param, f, df, ddf);
        chain(n, order, a, df, ddf);
        break;
    case OP_ELEMENTARY:
        elementary_map(node->elementary, n, order, a->f, f, df, ddf);
        if (order > 0 && node->elementary->slopes == AS_LOG)
            log_slopes(node->elementary, n, order, a, df, ddf);
        else if (order > 0 && node->elementary->slopes == AS_ROOT)
            root_slopes(n, order, a, f, df, ddf);
        else
            chain(n, order, a, df, ddf);
        break;
    }
}

typedef void node_loop(const struct node *node, size_t n, const struct jets *a,
                       const struct jets *b, const struct jets *c, double *f, double *df,
                       double *ddf);

#define NODE_LOOP(set, TARGET, order)                                                  \
    TARGET static void node_##set##_##order(                                           \
        const struct node *node, size_t n, const struct jets *a, const struct jets *b, \
        const struct jets *c, double *f, double *df, double *ddf)                      \
    {                                                                                  \
        node_body(node, n, order, a, b, c, f, df, ddf);                                \
    }
#define NODE_LOOPS(set, TARGET) \
    NODE_LOOP(set, TARGET, 0) NODE_LOOP(set, TARGET, 1) NODE_LOOP(set, TARGET, 2)
NODE_LOOPS(baseline, )
NODE_LOOPS(avx2, TARGET_AVX2)
NODE_LOOPS(avx512, TARGET_AVX512)

void node_map(const struct node *node, size_t n, const struct jets *a, const struct jets *b,
              const struct jets *c, double *f, double *df, double *ddf)
{
    static node_loop *const sets[3][3] = {
        { node_baseline_0, node_baseline_1, node_baseline_2 },
        { node_avx2_0, node_avx2_1, node_avx2_2 },
        { node_avx512_0, node_avx512_1, node_avx512_2 },
    };
    sets[activation_set()][ddf ? 2 : df ? 1 : 0](node, n, a, b, c, f, df, ddf);
}

/* A NaN is rare, so first it is asked whether there is one at all: the sum stays 0 where everything
 * is finite. */
INLINE bool all_finite(size_t n, const double *f)
{
    enum { LANES = 32 };
    double sum[LANES] = { 0 }, all = 0;
    size_t whole = n - n % LANES;
    for (size_t i = 0; i < whole; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            sum[k] += f[i + k] * 0;
    for (size_t i = whole; i < n; i++)
        all += f[i] * 0;
    for (size_t k = 0; k < LANES; k++)
        all += sum[k];
    return all == 0;
}

TARGET_AVX512 static bool all_finite_avx512(size_t n, const double *f)
{
    return all_finite(n, f);
}

void jets_spread_nan(size_t n, const double *f, double *df, double *ddf)
{
    if (activation_set() == 2 ? all_finite_avx512(n, f) : all_finite(n, f))
        return;
    EACH if (isnan(f[i]))
    {
        df[i] = NAN;
        if (ddf)
            ddf[i] = NAN;
    }
}
