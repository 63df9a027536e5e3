/* What one node of a program does to a block of jets. Plain loops, made three times like the catalogue's (map.h)
 * for the instruction set in use.
 *
 * Products of slopes and values meet 0*inf where the true product is 0: x*sigmoid'(x) at infinity, or
 * exp(u) u' where exp(u) has sunk to 0. `times` gives a slope of 0 the last word; the chain rule also gives it to
 * an outer slope of 0 at an infinite argument. Anywhere else 0*inf is honestly NaN. */
#include "activation/map.h"
#include "activation/program.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

INLINE double times(double slope, double value)
{
    return slope == 0 ? 0 : slope * value;
}

INLINE double chained(double outer, double du, double u)
{
    return du == 0 || (outer == 0 && fabs(u) > DBL_MAX) ? 0 : outer * du;
}

/* In: F'(u) and F''(u). Out: the slopes of F(u(x)). */
INLINE void chain(size_t n, const struct jets *u, double *restrict df, double *restrict ddf)
{
    if (u->kind == KIND_LINE) {
        double s = u->value;
        for (size_t i = 0; df && s != 1 && i < n; i++)
            df[i] = s == 0 ? 0 : df[i] * s;
        for (size_t i = 0; ddf && s != 1 && i < n; i++)
            ddf[i] = s == 0 ? 0 : ddf[i] * s * s;
        return;
    }
    for (size_t i = 0; ddf && i < n; i++)
        ddf[i] = chained(chained(ddf[i], u->df[i], u->f[i]), u->df[i], u->f[i]) + chained(df[i], u->ddf[i], u->f[i]);
    for (size_t i = 0; df && i < n; i++)
        df[i] = chained(df[i], u->df[i], u->f[i]);
}

/* The slope of a number or a line is one number for the whole block. */
INLINE double slope_of(const struct jets *a)
{
    return a->kind == KIND_LINE ? a->value : 0;
}

INLINE void add_slopes(size_t n, const struct jets *a, const struct jets *b, double sign, double *restrict df,
                       double *restrict ddf)
{
    if (a->kind == KIND_CURVE && b->kind == KIND_CURVE) {
        for (size_t i = 0; df && i < n; i++)
            df[i] = a->df[i] + sign * b->df[i];
        for (size_t i = 0; ddf && i < n; i++)
            ddf[i] = a->ddf[i] + sign * b->ddf[i];
        return;
    }
    const struct jets *curve = a->kind == KIND_CURVE ? a : b;
    double factor = a->kind == KIND_CURVE ? 1 : sign, slope = a->kind == KIND_CURVE ? sign * slope_of(b) : slope_of(a);
    for (size_t i = 0; df && i < n; i++)
        df[i] = factor * curve->df[i] + slope;
    for (size_t i = 0; ddf && i < n; i++)
        ddf[i] = factor * curve->ddf[i];
}

/* (ab)' = a'b + ab', (ab)'' = a''b + 2a'b' + ab''; what is known to be 0 is left out. */
INLINE void multiply_slopes(size_t n, const struct jets *a, const struct jets *b, double *restrict df,
                            double *restrict ddf)
{
    if (a->kind == KIND_CURVE && b->kind == KIND_CURVE) {
        for (size_t i = 0; ddf && i < n; i++)
            ddf[i] = times(a->ddf[i], b->f[i]) + 2 * times(a->df[i], b->df[i]) + times(b->ddf[i], a->f[i]);
        for (size_t i = 0; df && i < n; i++)
            df[i] = times(a->df[i], b->f[i]) + times(b->df[i], a->f[i]);
        return;
    }
    if (a->kind != KIND_CURVE && b->kind != KIND_CURVE) {                      /* two lines */
        double sa = slope_of(a), sb = slope_of(b);
        for (size_t i = 0; df && i < n; i++)
            df[i] = times(sa, b->f[i]) + times(sb, a->f[i]);
        for (size_t i = 0; ddf && i < n; i++)
            ddf[i] = 2 * sa * sb;
        return;
    }
    const struct jets *curve = a->kind == KIND_CURVE ? a : b, *line = a->kind == KIND_CURVE ? b : a;
    if (line->kind == KIND_CONSTANT) {
        for (size_t i = 0; df && i < n; i++)
            df[i] = times(curve->df[i], line->value);
        for (size_t i = 0; ddf && i < n; i++)
            ddf[i] = times(curve->ddf[i], line->value);
        return;
    }
    double s = line->value;
    for (size_t i = 0; df && i < n; i++)
        df[i] = times(s, curve->f[i]) + times(curve->df[i], line->f[i]);
    for (size_t i = 0; ddf && i < n; i++)
        ddf[i] = 2 * times(s, curve->df[i]) + times(curve->ddf[i], line->f[i]);
}

/* With f = a/b: f' = (a' - f b')/b, f'' = (a'' - 2 f' b' - f b'')/b. An infinite b ends f and what it divides. */
INLINE double quotient_term(double f, double slope, double b)
{
    return slope == 0 || fabs(b) > DBL_MAX ? 0 : f * slope;
}

INLINE void divide_slopes(size_t n, const struct jets *a, const struct jets *b, const double *restrict f,
                          double *restrict df, double *restrict ddf)
{
    if (b->kind == KIND_CONSTANT) {
        for (size_t i = 0; df && i < n; i++)
            df[i] = a->df[i] / b->value;
        for (size_t i = 0; ddf && i < n; i++)
            ddf[i] = a->ddf[i] / b->value;
        return;
    }
    for (size_t i = 0; df && i < n; i++)
        df[i] = (a->df[i] - quotient_term(f[i], b->df[i], b->f[i])) / b->f[i];
    for (size_t i = 0; ddf && i < n; i++)
        ddf[i] = (a->ddf[i] - 2 * quotient_term(df[i], b->df[i], b->f[i]) - quotient_term(f[i], b->ddf[i], b->f[i])) /
                 b->f[i];
}

/* One of two values with its slopes. Where they are equal: the flatter one's, which is what torch gives for relu =
 * max(x, 0), relu6 and leaky relu = max(x, 0.1x); slopes of equal size and opposite sign, as in max(x, -x), give 0. */
INLINE void extreme(size_t n, const struct jets *a, const struct jets *b, double sign, double *restrict f,
                    double *restrict df, double *restrict ddf)
{
    for (size_t i = 0; i < n; i++) {
        double u = a->f[i], v = b->f[i], s = a->df ? a->df[i] : 0, t = b->df ? b->df[i] : 0;
        bool equal = u == v, flatter = fabs(s) < fabs(t) || s == t, opposite = s == -t && s != t;
        bool first = sign * u > sign * v || (equal && flatter);
        f[i] = u != u ? u : v != v ? v : first || equal ? u : v;
        if (df)
            df[i] = equal && opposite ? 0 : first ? s : t;
        if (ddf)
            ddf[i] = equal && opposite ? 0 : first ? a->ddf[i] : b->ddf[i];
    }
}

/* a ? b : c. Only the branch taken counts: the other one may be NaN. */
INLINE void choose(size_t n, const struct jets *a, const struct jets *b, const struct jets *c, double *restrict f,
                   double *restrict df, double *restrict ddf)
{
    for (size_t i = 0; i < n; i++)
        f[i] = a->f[i] != a->f[i] ? a->f[i] : a->f[i] != 0 ? b->f[i] : c->f[i];
    for (size_t i = 0; df && i < n; i++)
        df[i] = a->f[i] != 0 ? b->df[i] : c->df[i];
    for (size_t i = 0; ddf && i < n; i++)
        ddf[i] = a->f[i] != 0 ? b->ddf[i] : c->ddf[i];
}

/* u^2, u^3, u^4 by multiplication (rounded once, twice, twice); other powers by pow, which is as exact. */
INLINE void power_constant(size_t n, const struct jets *a, double exponent, double *restrict f, double *restrict df,
                           double *restrict ddf)
{
    const double *u = a->f;
    int whole = exponent == 2 || exponent == 3 || exponent == 4 ? (int)exponent : 0;
    for (size_t i = 0; i < n && whole; i++) {
        double square = u[i] * u[i];
        f[i] = whole == 2 ? square : whole == 3 ? square * u[i] : square * square;
        if (df)
            df[i] = whole == 2 ? 2 * u[i] : whole == 3 ? 3 * square : 4 * (square * u[i]);
        if (ddf)
            ddf[i] = whole == 2 ? 2 : whole == 3 ? 6 * u[i] : 12 * square;
    }
    for (size_t i = 0; i < n && !whole; i++) {
        f[i] = pow(u[i], exponent);
        if (df)
            df[i] = times(exponent, pow(u[i], exponent - 1));
        if (ddf)
            ddf[i] = times(exponent * (exponent - 1), pow(u[i], exponent - 2));
    }
    chain(n, a, df, ddf);
}

/* a^b = e^(b log a), both moving; terms of a slope that is 0 are left out, so 2^x and x^x need no log of 0. */
INLINE void power_general(size_t n, const struct jets *a, const struct jets *b, double *restrict f, double *restrict df,
                          double *restrict ddf)
{
    for (size_t i = 0; i < n; i++) {
        double u = a->f[i], v = b->f[i], y = pow(u, v);
        f[i] = u != u ? u : v != v ? v : y;
        if (!df)
            continue;
        double du = a->df[i], dv = b->df[i], l = log(u), first = v * pow(u, v - 1), both = y == 0 ? 0 : y * l;
        df[i] = times(du, first) + times(dv, both);
        if (!ddf)
            continue;
        double second = v * (v - 1) * pow(u, v - 2), mixed = pow(u, v - 1) * (1 + v * l);
        ddf[i] = times(du * du, second) + 2 * times(du * dv, mixed) + times(dv * dv, both * l) +
                 times(a->ddf[i], first) + times(b->ddf[i], both);
    }
}

/* With p = a/r, q = b/r: r' = p a' + q b', r'' = (q a' - p b')^2/r + p a'' + q b''. At r = 0 a corner like that
 * of |x|, with its slope 0. */
INLINE void hypotenuse(size_t n, const struct jets *a, const struct jets *b, double *restrict f, double *restrict df,
                       double *restrict ddf)
{
    for (size_t i = 0; i < n; i++) {
        double r = hypot(a->f[i], b->f[i]), p = a->f[i] / r, q = b->f[i] / r;
        f[i] = a->f[i] != a->f[i] ? a->f[i] : b->f[i] != b->f[i] ? b->f[i] : r;
        if (df)
            df[i] = r == 0 ? 0 : times(a->df[i], p) + times(b->df[i], q);
        if (ddf) {
            double turn = times(a->df[i], q) - times(b->df[i], p);
            ddf[i] = r == 0 ? 0 : turn * turn / r + times(a->ddf[i], p) + times(b->ddf[i], q);
        }
    }
}

#define EACH(value)                                                                                                    \
    for (size_t i = 0; i < n; i++)                                                                                     \
        f[i] = value

/* Comparisons and logic: a NaN is neither true nor false. */
INLINE void truth(enum op op, size_t n, const double *a, const double *b, double *restrict f)
{
    if (op == OP_LESS)
        EACH(a[i] < b[i] ? 1 : a[i] >= b[i] ? 0 : NAN);
    else if (op == OP_LESS_EQUAL)
        EACH(a[i] <= b[i] ? 1 : a[i] > b[i] ? 0 : NAN);
    else if (op == OP_EQUAL)
        EACH(a[i] != a[i] || b[i] != b[i] ? NAN : a[i] == b[i] ? 1 : 0);
    else if (op == OP_NOT_EQUAL)
        EACH(a[i] != a[i] || b[i] != b[i] ? NAN : a[i] != b[i] ? 1 : 0);
    else if (op == OP_AND)
        EACH(a[i] != a[i] || b[i] != b[i] ? NAN : a[i] != 0 && b[i] != 0 ? 1 : 0);
    else if (op == OP_OR)
        EACH(a[i] != a[i] || b[i] != b[i] ? NAN : a[i] != 0 || b[i] != 0 ? 1 : 0);
    else
        EACH(a[i] != a[i] ? NAN : a[i] == 0 ? 1 : 0);
}

static void elementary_map(const struct elementary *e, size_t n, const double *u, double *f, double *df, double *ddf)
{
    for (size_t i = 0; i < n; i++) {
        struct jet y = e->at(u[i]);
        f[i] = y.f;
        if (df)
            df[i] = y.df;
        if (ddf)
            ddf[i] = y.ddf;
    }
}

INLINE void node_body(const struct node *node, size_t n, const struct jets *a, const struct jets *b,
                      const struct jets *c, double *restrict f, double *restrict df, double *restrict ddf)
{
    switch (node->op) {
    case OP_CONSTANT:
    case OP_X:
        break;
    case OP_ADD:
        EACH(a->f[i] + b->f[i]);
        add_slopes(n, a, b, 1, df, ddf);
        break;
    case OP_SUB:
        EACH(a->f[i] - b->f[i]);
        add_slopes(n, a, b, -1, df, ddf);
        break;
    case OP_MUL:
        EACH(a->f[i] * b->f[i]);
        multiply_slopes(n, a, b, df, ddf);
        break;
    case OP_DIV:
        EACH(a->f[i] / b->f[i]);
        divide_slopes(n, a, b, f, df, ddf);
        break;
    case OP_POWER:
        if (b->kind == KIND_CONSTANT)
            power_constant(n, a, b->value, f, df, ddf);
        else
            power_general(n, a, b, f, df, ddf);
        break;
    case OP_MIN:
        extreme(n, a, b, -1, f, df, ddf);
        break;
    case OP_MAX:
        extreme(n, a, b, 1, f, df, ddf);
        break;
    case OP_HYPOT:
        hypotenuse(n, a, b, f, df, ddf);
        break;
    case OP_LESS: case OP_LESS_EQUAL: case OP_EQUAL: case OP_NOT_EQUAL: case OP_AND: case OP_OR: case OP_NOT:
        truth(node->op, n, a->f, b->f, f);
        break;
    case OP_SELECT:
        choose(n, a, b, c, f, df, ddf);
        break;
    case OP_ROW:
        node->row->loops[activation_set()].map[ddf ? 2 : df ? 1 : 0](n, a->f, node->param, f, df, ddf);
        chain(n, a, df, ddf);
        break;
    case OP_ELEMENTARY:
        elementary_map(node->elementary, n, a->f, f, df, ddf);
        chain(n, a, df, ddf);
        break;
    }
}

#define NODE_MAP(set, TARGET)                                                                                          \
    TARGET static void node_map_##set(const struct node *node, size_t n, const struct jets *a, const struct jets *b,   \
                                      const struct jets *c, double *f, double *df, double *ddf)                        \
    {                                                                                                                  \
        node_body(node, n, a, b, c, f, df, ddf);                                                                       \
    }
NODE_MAP(baseline, )
NODE_MAP(avx2, TARGET_AVX2)
NODE_MAP(avx512, TARGET_AVX512)

void node_map(const struct node *node, size_t n, const struct jets *a, const struct jets *b, const struct jets *c,
              double *f, double *df, double *ddf)
{
    static void (*const sets[])(const struct node *, size_t, const struct jets *, const struct jets *,
                                const struct jets *, double *, double *, double *) =
        { node_map_baseline, node_map_avx2, node_map_avx512 };
    sets[activation_set()](node, n, a, b, c, f, df, ddf);
}
