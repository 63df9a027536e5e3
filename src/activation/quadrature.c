/* Means over the standard normal distribution. */
#include "activation/curve.h"
#include "activation/property.h"

#include <math.h>
#include <stdlib.h>

enum { NODES = 16, DEPTH = 40, BUDGET = 4000 };
#define REACH 38.5 /* exp(-z^2/2) has ended there */
#define INV_SQRT_2PI 0.39894228040143267794

/* Nodes and weights of Gauss-Legendre on [-1, 1]: zeros of the Legendre polynomial by Newton's
 * method. */
struct quadrature_rule {
    double x[NODES], w[NODES];
};

static void rule_make(struct quadrature_rule *r)
{
    for (int i = 0; i < NODES; i++) {
        double x = cos(3.14159265358979323846 * (i + 0.75) / (NODES + 0.5)), slope = 1;
        for (int step = 0; step < 8; step++) {
            double p = 1, before = 0;
            for (int k = 1; k <= NODES; k++) {
                double next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
                before = p;
                p = next;
            }
            slope = NODES * (x * p - before) / (x * x - 1);
            x -= p / slope;
        }
        r->x[i] = x;
        r->w[i] = 2 / ((1 - x * x) * slope * slope);
    }
}

struct integral {
    const struct curve *c;
    double (*of)(double z, struct jet y, const double *extra);
    const double *extra;
    struct quadrature_rule rule;
    double scale; /* about how large the whole is: what error does not matter */
    int left;     /* halvings that may still be made: rounding noise would take any number */
};

static double panel(const struct integral *q, double a, double b)
{
    double z[NODES], f[NODES], df[NODES], ddf[NODES], sum = 0, half = (b - a) / 2;
    for (int i = 0; i < NODES; i++)
        z[i] = (a + b) / 2 + half * q->rule.x[i];
    q->c->map(q->c->state, NODES, z, f, df, ddf);
    for (int i = 0; i < NODES; i++) {
        double weight = exp(-z[i] * z[i] / 2),
               y = q->of(z[i], (struct jet){ f[i], df[i], 0 }, q->extra);
        sum += q->rule.w[i] * (weight == 0 ? 0 : weight * y);
    }
    return sum * half * INV_SQRT_2PI;
}

static double refine(struct integral *q, double a, double b, double whole, int depth)
{
    double m = a + (b - a) / 2, left = panel(q, a, m), right = panel(q, m, b);
    if (depth == DEPTH || q->left-- <= 0 || !(fabs(left + right - whole) > 1e-16 * q->scale))
        return left + right;
    return refine(q, a, m, left, depth + 1) + refine(q, m, b, right, depth + 1);
}

double curve_mean(const struct curve *c, double (*of)(double z, struct jet y, const double *extra),
                  const double *extra)
{
    enum { PANELS = 154, EDGES = PANELS + 1 + CURVE_KINKS };
    struct integral q = { .c = c, .of = of, .extra = extra, .left = BUDGET };
    double edges[EDGES], parts[EDGES] = { 0 }, sum = 0, most = 0;
    size_t n = 0;
    for (size_t i = 0; i < c->nkinks; i++)
        if (fabs(c->kinks[i]) < REACH)
            edges[n++] = c->kinks[i];
    for (int i = 0; i <= PANELS; i++)
        edges[n++] = -REACH + i * (2 * REACH / PANELS);
    qsort(edges, n, sizeof *edges, number_ascending);
    rule_make(&q.rule);
    for (size_t i = 0; i + 1 < n; i++) {
        parts[i] = panel(&q, edges[i], edges[i + 1]);
        q.scale += fabs(parts[i]);
        most = fmax(most, fabs(parts[i]));
    }
    /* What has not died away at the ends has no mean. */
    if (!(q.scale < INFINITY) || fabs(parts[0]) > 1e-9 * most || fabs(parts[n - 2]) > 1e-9 * most)
        return most == 0 ? 0 : NAN;
    for (size_t i = 0; i + 1 < n; i++)
        sum += refine(&q, edges[i], edges[i + 1], parts[i], 0);
    return sum;
}
