/* Marks: the places of a function on a range that a figure should point at. */
#include "activation/curve.h"
#include "activation/property.h"

#include <math.h>
#include <stdlib.h>

enum { ZEROS = 256 };

struct marks {
    struct mark *marks;
    size_t n, most;
};

static struct mark *add(struct marks *m, const struct curve *c, enum mark_kind kind, double x)
{
    static struct mark spare;
    struct jet y = curve_at(c, x);
    struct mark *mark = m->n < m->most ? &m->marks[m->n] : &spare;
    *mark = (struct mark){ .kind = kind, .x = x, .f = y.f, .df = y.df, .left = NAN, .right = NAN };
    m->n++;
    return mark;
}

static void add_turns(struct marks *m, const struct curve *c)
{
    struct zero zeros[ZEROS];
    size_t n = curve_zeros(c, 1, zeros, ZEROS);
    for (size_t i = 0; i < n && i < ZEROS; i++) {
        double ddf = curve_at(c, zeros[i].x).ddf;
        add(m, c,
            !zeros[i].crossing ? MARK_FLAT
            : ddf < 0          ? MARK_MAXIMUM
                               : MARK_MINIMUM,
            zeros[i].x);
    }
}

static void add_inflections(struct marks *m, const struct curve *c)
{
    struct zero zeros[ZEROS];
    size_t n = curve_zeros(c, 2, zeros, ZEROS);
    double steepest_x, steepest = curve_largest(c, 1, &steepest_x);
    for (size_t i = 0; i < n && i < ZEROS; i++)
        if (zeros[i].crossing && curve_at(c, zeros[i].x).df != 0) { /* else a flat point already */
            bool is_steepest = fabs(curve_at(c, zeros[i].x).df) >= steepest * (1 - 1e-14);
            add(m, c, is_steepest ? MARK_STEEPEST : MARK_INFLECTION, zeros[i].x);
        }
}

/* A corner where the slopes left and right have opposite signs is a turn as well. */
static void add_kinks(struct marks *m, const struct curve *c)
{
    for (size_t i = 0; i < c->nkinks; i++) {
        double x = c->kinks[i];
        struct jet left = curve_left(c, x), right = curve_right(c, x);
        bool inside = x > c->low && x < c->high;
        int smoothness = inside ? curve_smoothness(c, x) : 3;
        if (smoothness < 0) {
            struct mark *jump = add(m, c, MARK_JUMP, x);
            jump->left = left.f;
            jump->right = right.f;
        }
        if (smoothness == 0) {
            struct mark *corner = add(m, c, MARK_CORNER, x);
            corner->left = left.df;
            corner->right = right.df;
            if (left.df * right.df < 0)
                add(m, c, left.df < 0 ? MARK_MINIMUM : MARK_MAXIMUM, x);
        }
        /* One slope on both sides, and it is 0: the zeros of f' were sought between the kinks only.
         */
        if (inside && smoothness > 0 && curve_at(c, x).df == 0 && left.ddf != 0 && right.ddf != 0)
            add(m, c,
                left.ddf * right.ddf < 0 ? MARK_FLAT
                : left.ddf < 0           ? MARK_MAXIMUM
                                         : MARK_MINIMUM,
                x);
    }
}

static int by_place(const void *a, const void *b)
{
    const struct mark *p = a, *q = b;
    return p->x != q->x ? (p->x > q->x) - (p->x < q->x) : (int)p->kind - (int)q->kind;
}

static void find_extremes(struct marks *m, const struct curve *c)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < c->n; i++) {
        low = fmin(low, c->f[i]);
        high = fmax(high, c->f[i]);
    }
    for (size_t i = 0; i < m->n && i < m->most; i++) {
        double slack = 1e-14 * (fabs(m->marks[i].f) + 1e-300);
        m->marks[i].lowest = m->marks[i].kind == MARK_MINIMUM && m->marks[i].f <= low + slack;
        m->marks[i].highest = m->marks[i].kind == MARK_MAXIMUM && m->marks[i].f >= high - slack;
    }
}

size_t function_marks(const struct function *g, double low, double high, struct mark *marks,
                      size_t most)
{
    struct marks m = { .marks = marks, .most = most };
    struct curve c;
    if (g->vectorwise)
        return 0;
    curve_of(&c, g, low, high);
    add_turns(&m, &c);
    add_inflections(&m, &c);
    add_kinks(&m, &c);
    qsort(marks, m.n < most ? m.n : most, sizeof *marks, by_place);
    find_extremes(&m, &c);
    curve_free(&c);
    return m.n;
}

const char *mark_name(enum mark_kind kind)
{
    static const char *const names[] = { "minimum",        "maximum", "flat point", "inflection",
                                         "steepest point", "corner",  "jump" };
    return names[kind];
}
