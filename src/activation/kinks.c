/* Where an expression may break: the places at which one of its nodes changes over. Every such node
 * has a state (which side of a comparison, which piece of a catalogue row, which step of a
 * staircase); the range is scanned for changes of state, and each is located by bisection down to
 * neighbouring doubles. */
#include "activation/curve.h"
#include "activation/expression.h"
#include "activation/program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STATE_NAN = 1000000 };

static int64_t compare_state(double a, double b)
{
    return isnan(a) || isnan(b) ? STATE_NAN : (a > b) - (a < b);
}

/* Which step of a staircase: an edge is a state of its own. */
static int64_t step_state(double u)
{
    double step = floor(u);
    if (!(fabs(step) < 1e15))
        return isnan(step) ? STATE_NAN : 0; /* every double is a whole number out there */
    return 2 * (int64_t)step + (u == step);
}

static int64_t row_state(const struct node *node, double u)
{
    double at[KINKS_MAX];
    size_t n = node->row->kinks ? node->row->kinks(node->param, at) : 0;
    int64_t state = 0;
    if (isnan(u))
        return STATE_NAN;
    for (size_t i = 0; i < n; i++)
        state += 2 * (u > at[i]) + (u == at[i]);
    return state;
}

static int64_t elementary_state(const struct elementary *e, double u)
{
    if (e->flat)
        return step_state(u);
    if (strcmp(e->name, "tan") == 0)
        return step_state(u / 3.14159265358979323846 + 0.5);
    if (e->slopes != BY_CHAIN)
        return compare_state(e->shift + u, 0); /* sqrt, log: an end of where they live */
    return isnan(e->at(u).f) ? STATE_NAN : 0;
}

/* v: values of the operands and of the node itself. */
static int64_t node_state(const struct node *node, double a, double b, double f)
{
    switch (node->op) {
    case OP_MIN:
    case OP_MAX:
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_EQUAL:
    case OP_NOT_EQUAL:
        return compare_state(a, b);
    case OP_AND:
    case OP_OR:
    case OP_HYPOT:
        return isnan(a) || isnan(b) ? STATE_NAN : 2 * (a != 0) + (b != 0);
    case OP_NOT:
    case OP_SELECT:
        return isnan(a) ? STATE_NAN : a != 0;
    case OP_DIV:
        return compare_state(b, 0);
    case OP_POWER:
        return b == floor(b) && b >= 0 ? 0 : compare_state(a, 0);
    case OP_ROW:
        return row_state(node, a);
    case OP_ELEMENTARY:
        return elementary_state(node->elementary, a);
    default:
        return isnan(f) ? STATE_NAN : 0;
    }
}

static int64_t state_at(const struct program *p, const struct node *node, const double *values,
                        size_t n, size_t j)
{
    double a = node->a < 0 ? 0 : values[(size_t)node->a * n + j],
           b = node->b < 0 ? 0 : values[(size_t)node->b * n + j];
    return node_state(node, a, b, values[(size_t)(node - p->nodes) * n + j]);
}

struct kink_search {
    const struct program *program;
    const struct node *node;
    double *values; /* of every node at one point */
    double *at;
    size_t n, most;
};

static int64_t search_state(const struct kink_search *s, double x)
{
    program_trace(s->program, 1, &x, s->values);
    return state_at(s->program, s->node, s->values, 1, 0);
}

/* Of two neighbouring doubles the one that a person would write. */
static double rounder(double a, double b)
{
    char text[NUMBER_SIZE];
    return number_print(text, a) <= number_print(text, b) ? a : b;
}

static void keep(struct kink_search *s, double x)
{
    if (fabs(x) < 1e-100) /* x^2 has underflowed there: it is 0 that was meant */
        x = 0;
    for (size_t i = 0; i < s->n; i++)
        if (s->at[i] == x)
            return;
    size_t place = s->n;
    if (s->n < s->most) {
        s->n++;
    } else { /* of too many those next to 0 stay: floor(x) has them without end */
        place = 0;
        for (size_t i = 1; i < s->n; i++)
            if (fabs(s->at[i]) > fabs(s->at[place]))
                place = i;
        if (fabs(x) >= fabs(s->at[place]))
            return;
    }
    s->at[place] = x;
}

/* All changes of the node's state between a and b, whose states differ: one after the other from
 * the left. */
static void locate(struct kink_search *s, double a, double b)
{
    int64_t end = search_state(s, b), start;
    for (int changes = 0; changes < 8 && (start = search_state(s, a)) != end; changes++) {
        double low = a, high = b, m;
        while ((m = point_between(low, high)) > low)
            if (search_state(s, m) == start)
                low = m;
            else
                high = m;
        /* A state of one point only (u == 0 in |u|) is the kink itself. */
        double after = nextafter(high, INFINITY);
        bool single = after <= b && search_state(s, high) != search_state(s, after);
        keep(s, single ? high : rounder(low, high));
        a = single ? after : high;
    }
}

/* A point whose state is unlike both neighbours', which are alike: |u| where u only touches 0. */
static void touch(struct kink_search *s, int64_t left, int64_t here, int64_t right, double x)
{
    if (left == right && here != left)
        keep(s, x);
}

/* max(e^x, 2): its sides are equal over a few doubles, which are one kink. */
static size_t merged(double *at, size_t n)
{
    size_t kept = 0;
    qsort(at, n, sizeof *at, number_ascending);
    for (size_t i = 0; i < n; i++)
        if (kept && at[i] - at[kept - 1] <= 1e-14 * fabs(at[i]))
            at[kept - 1] += (at[i] - at[kept - 1]) / 2;
        else
            at[kept++] = at[i];
    return kept;
}

size_t expression_kinks(const struct expression *e, double low, double high, double *at,
                        size_t most)
{
    const struct program *p = &e->program;
    double *x;
    size_t n = scan_points(low, high, NULL, 0, &x), block = 256;
    double *values = memory_new(p->count * block, sizeof *values);
    struct kink_search s = {
        .program = p, .values = memory_new(p->count, sizeof(double)), .at = at, .most = most
    };
    for (size_t first = 0; first + 1 < n; first += block - 2) { /* blocks overlap by two points */
        size_t m = n - first < block ? n - first : block;
        program_trace(p, m, x + first, values);
        for (size_t k = 0; k < p->count; k++) {
            s.node = &p->nodes[k];
            for (size_t j = 0; j + 1 < m; j++) {
                int64_t here = state_at(p, s.node, values, m, j),
                        after = state_at(p, s.node, values, m, j + 1);
                if (j > 0 && here != after)
                    touch(&s, after, here, state_at(p, s.node, values, m, j - 1), x[first + j]);
                if (here != after)
                    locate(&s, x[first + j], x[first + j + 1]);
            }
        }
    }
    free(values);
    free(s.values);
    free(x);
    return merged(at, s.n);
}
