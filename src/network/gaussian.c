/* Means over normal numbers, to the last digits for any f: Gauss-Legendre on panels that end at
 * the kinks of f and are halved until f^2 and f'^2 are integrated. Gauss-Hermite would need
 * hundreds of nodes for tanh(4 z) and never gets relu. */
#include "network/gaussian.h"

#include <math.h>
#include <stdlib.h>

#define INV_SQRT_2PI 0.39894228040143267794

enum {
    NODES = 16,
    HALVINGS = 50,
    PANELS_MOST = 1000,
    PAIR_NODES_MOST = 100000 /* of a 2-D mean, a fifth of a second: c up to 1 - 1e-6 */
};

void gaussian_start(struct gaussian *g, const struct function *f)
{
    *g = (struct gaussian){ .f = f };
    g->nkinks = function_kinks(f, -1e6, 1e6, g->kink, GAUSSIAN_KINKS);
    if (g->nkinks > GAUSSIAN_KINKS)
        g->nkinks = GAUSSIAN_KINKS;
    for (size_t i = 0; i < g->nkinks; i++) {
        double k = g->kink[i], by = 1e-6 * fmax(1, fabs(k));
        double far = function_at(f, k + by).f - function_at(f, k - by).f;
        double near = function_at(f, k + 1e-6 * by).f - function_at(f, k - 1e-6 * by).f;
        struct jet at = function_at(f, k + by);
        double rounding = 1e-13 * (fabs(at.f) + fabs(at.df) * fmax(1, fabs(k)));
        if (fabs(near) > 0.1 * fabs(far) && fabs(near) > rounding) { /* |x - 1| is level at 1 */
            g->jump[i] = near;
            g->njumps++;
        }
    }
}

/* ---- panels --------------------------------------------------------------------------------- */

/* Nodes and weights on [-1, 1]: zeros of the Legendre polynomial by Newton's method. */
struct legendre {
    double x[NODES], w[NODES];
};

static void legendre_make(struct legendre *r)
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

struct node_list {
    double *z, *w, *f, *df; /* w: without the normal density */
    size_t n, room;
};

struct panels {
    const struct gaussian *g;
    struct legendre rule;
    struct node_list nodes;
    double root_q, widest;
    double total[2]; /* about E f^2 and E f'^2: what error does not matter */
    int left;        /* halvings that may still be made: noise would take any number */
    bool endless;    /* a singularity at which E f'^2 did not settle */
    bool pole;       /* one at which E f^2 did not: 1/x */
    double doubt;    /* what panels that did not settle may be off in E f^2 */
};

struct panel {
    double low, high;
    double z[NODES], w[NODES], f[NODES], df[NODES];
    double part[2]; /* of E f^2 and of E f'^2 */
};

static void panel_fill(const struct panels *s, double low, double high, struct panel *p)
{
    double u[NODES];
    p->low = low;
    p->high = high;
    for (int i = 0; i < NODES; i++) {
        p->z[i] = (low + high) / 2 + (high - low) / 2 * s->rule.x[i];
        p->w[i] = (high - low) / 2 * s->rule.w[i];
        u[i] = s->root_q * p->z[i];
    }
    function_map(s->g->f, NODES, u, p->f, p->df, NULL);
    p->part[0] = p->part[1] = 0;
    for (int i = 0; i < NODES; i++) {
        double density = INV_SQRT_2PI * exp(-p->z[i] * p->z[i] / 2) * p->w[i];
        p->part[0] += density == 0 ? 0 : density * p->f[i] * p->f[i];
        p->part[1] += density == 0 ? 0 : density * p->df[i] * p->df[i];
    }
}

static void panel_keep(struct panels *s, const struct panel *p)
{
    struct node_list *l = &s->nodes;
    if (l->n + NODES > l->room) {
        l->room = 2 * l->room + 1024;
        l->z = memory_resize(l->z, l->room, sizeof *l->z);
        l->w = memory_resize(l->w, l->room, sizeof *l->w);
        l->f = memory_resize(l->f, l->room, sizeof *l->f);
        l->df = memory_resize(l->df, l->room, sizeof *l->df);
    }
    for (int i = 0; i < NODES; i++, l->n++) {
        l->z[l->n] = p->z[i];
        l->w[l->n] = p->w[i];
        l->f[l->n] = p->f[i];
        l->df[l->n] = p->df[i];
    }
}

static void panel_refine(struct panels *s, const struct panel *whole, int depth)
{
    struct panel left, right;
    double middle = whole->low + (whole->high - whole->low) / 2;
    panel_fill(s, whole->low, middle, &left);
    panel_fill(s, middle, whole->high, &right);
    bool settled = true, wide = whole->high - whole->low > s->widest;
    double off = fabs(left.part[0] + right.part[0] - whole->part[0]);
    for (int i = 0; i < 2; i++) {
        double more = left.part[i] + right.part[i] - whole->part[i];
        s->total[i] += fmax(more, 0); /* a slope so steep that it was missed at first */
        settled &= fabs(more) <= 2e-16 * s->total[i];
    }
    s->left -= !settled;
    if (depth >= HALVINGS || (!wide && (settled || s->left <= 0))) {
        s->endless |= depth >= HALVINGS && whole->part[1] > 1e-8 * s->total[1];
        s->pole |= depth >= HALVINGS && whole->part[0] > 1e-8 * s->total[0];
        s->doubt += settled ? 0 : off;
        panel_keep(s, whole);
    } else if (s->nodes.n <= PAIR_NODES_MOST) {
        panel_refine(s, &left, depth + 1);
        panel_refine(s, &right, depth + 1);
    }
}

static void nodes_free(struct node_list *l)
{
    free(l->z);
    free(l->w);
    free(l->f);
    free(l->df);
}

/* A kink that is also the end of a panel counts once: f may be no number there. */
static size_t without_equal(double *sorted, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || sorted[i] > sorted[kept - 1])
            sorted[kept++] = sorted[i];
    return kept;
}

/* Panels of width 1 from -reach to reach, and the kinks. false: what is left at the ends counts
 * still, or f is no number. */
static bool panels_make(struct panels *s, double reach)
{
    enum { EDGES = 2 * 39 + 2 + GAUSSIAN_KINKS };
    double edges[EDGES];
    struct panel first[EDGES];
    size_t n = 0;
    for (size_t i = 0; i < s->g->nkinks; i++)
        if (fabs(s->g->kink[i]) < reach * s->root_q)
            edges[n++] = s->g->kink[i] / s->root_q;
    for (double z = -reach; z <= reach; z++)
        edges[n++] = z;
    qsort(edges, n, sizeof *edges, number_ascending);
    n = without_equal(edges, n);
    s->doubt = 0;
    s->total[0] = s->total[1] = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        panel_fill(s, edges[i], edges[i + 1], &first[i]);
        s->total[0] += first[i].part[0];
        s->total[1] += first[i].part[1];
    }
    double ends = first[0].part[0] + first[n - 2].part[0];
    if (!isfinite(s->total[0]) || ends > 1e-18 * s->total[0])
        return false;
    for (size_t i = 0; i + 1 < n; i++)
        panel_refine(s, &first[i], 0);
    return true;
}

/* Nodes for u = sqrt(q) z, no panel wider than `widest`; false: E f^2 is no finite number. */
static bool panels_start(struct panels *s, const struct gaussian *g, double q, double widest)
{
    static const double reach[] = { 10, 20, 38 };
    *s = (struct panels){ .g = g, .root_q = sqrt(q), .widest = widest };
    legendre_make(&s->rule);
    for (size_t i = 0; i < sizeof reach / sizeof *reach; i++) {
        s->left = PANELS_MOST;
        if (panels_make(s, reach[i]))
            return true;
    }
    return false;
}

/* ---- one number ----------------------------------------------------------------------------- */

struct gaussian_moments gaussian_moments(const struct gaussian *g, double q)
{
    struct panels s;
    struct gaussian_moments m = { 0 };
    double off = 0;
    if (q < 1e-300) {
        struct jet left = function_at(g->f, -1e-150), right = function_at(g->f, 1e-150);
        double f = function_at(g->f, 0).f, slopes = left.df * left.df + right.df * right.df;
        return (struct gaussian_moments){ f, f * f, slopes / 2, NAN, false };
    }
    if (!panels_start(&s, g, q, INFINITY) || s.pole) {
        double none = isnan(s.total[0]) ? NAN : INFINITY;
        nodes_free(&s.nodes);
        return (struct gaussian_moments){ none, none, none, none, false };
    }
    for (size_t i = 0; i < s.nodes.n; i++) {
        double z = s.nodes.z[i], f = s.nodes.f[i], df = s.nodes.df[i];
        double density = INV_SQRT_2PI * exp(-z * z / 2) * s.nodes.w[i];
        m.mean += density * f;
        m.square += density * f * f;
        m.slope_square += density * df * df;
        off += density * f * f * (z * z - 1);
    }
    m.square_by_q = off / (2 * q); /* by parts (Stein), so that kinks and jumps need no f'' */
    if (s.endless)
        m.slope_square = INFINITY;
    m.unsure = !(s.doubt <= 1e-10 * m.square);
    nodes_free(&s.nodes);
    return m;
}

/* ---- two numbers ---------------------------------------------------------------------------- */

/* For one z1: the means of (f(u2) - f1)^2 and f'(u2). The nodes are the same for both numbers, so
 * the kinks end panels along both axes and the density is all that depends on c. */
static void conditional(const struct node_list *l, double middle, double s, double f1,
                        double *apart, double *df)
{
    double low = middle - 9.5 * s, high = middle + 9.5 * s, sum_f = 0, sum_df = 0;
    size_t first = 0, end = l->n;
    while (first < end) { /* the first node not below low */
        size_t half = first + (end - first) / 2;
        if (l->z[half] < low)
            first = half + 1;
        else
            end = half;
    }
    for (size_t j = first; j < l->n && l->z[j] <= high; j++) {
        double off = (l->z[j] - middle) / s, density = l->w[j] * exp(-off * off / 2);
        sum_f += density * (l->f[j] - f1) * (l->f[j] - f1);
        sum_df += density * l->df[j];
    }
    *apart = sum_f * INV_SQRT_2PI / s;
    *df = sum_df * INV_SQRT_2PI / s;
}

/* What jumps add to E f' f': E J_i d(u1 - k_i) f'(u2), twice, and both deltas. */
static double slopes_at_jumps(const struct gaussian *g, const struct node_list *l, double root_q,
                              double c, double s)
{
    double sum = 0;
    for (size_t i = 0; i < g->nkinks; i++) {
        double k = g->kink[i] / root_q, unused, df;
        double density = INV_SQRT_2PI * exp(-k * k / 2) / root_q;
        if (g->jump[i] == 0)
            continue;
        conditional(l, c * k, s, 0, &unused, &df);
        sum += 2 * g->jump[i] * density * df;
        for (size_t j = 0; j < g->nkinks; j++) {
            double off = (g->kink[j] / root_q - c * k) / s;
            sum += g->jump[i] * g->jump[j] * density * INV_SQRT_2PI * exp(-off * off / 2) /
                   (s * root_q);
        }
    }
    return sum;
}

struct gaussian_pair gaussian_pair(const struct gaussian *g, double q, double c)
{
    struct panels p;
    struct gaussian_pair e = { 0 };
    double s = sqrt((1 - c) * (1 + c));
    /* At 3 s the nodes err by 1e-12, at 2 s by less than rounding. */
    if (!panels_start(&p, g, q, 1.5 * s) || p.nodes.n > PAIR_NODES_MOST || p.left <= 0) {
        nodes_free(&p.nodes);
        return (struct gaussian_pair){ NAN, NAN };
    }
    for (size_t i = 0; i < p.nodes.n; i++) {
        double z = p.nodes.z[i], density = INV_SQRT_2PI * exp(-z * z / 2) * p.nodes.w[i];
        double f = p.nodes.f[i], apart, df;
        if (density < 1e-22 * p.nodes.w[i])
            continue;
        conditional(&p.nodes, c * z, s, f, &apart, &df);
        e.apart += density * apart / 2;
        e.slopes += density * p.nodes.df[i] * df;
    }
    if (g->njumps)
        e.slopes += slopes_at_jumps(g, &p.nodes, p.root_q, c, s);
    nodes_free(&p.nodes);
    return e;
}
