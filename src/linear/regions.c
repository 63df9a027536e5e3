/* Linear regions along a line. A stack with a piecewise-linear activation is piecewise linear along
 * any straight line x = a + t d. Where do its regions meet? Followed exactly, a layer at a time:
 * between two neighbouring break points every unit runs straight, so it passes a kink of the
 * activation there if and only if its values at the two points lie on different sides. Each value
 * at a break point is computed once and serves both sides, so no passage is missed or counted
 * twice, however short the region.
 *
 * Kept: the units' values at the break points, and their slopes along the line on every region (one
 * region more than points; the first and the last are endless). Neighbouring regions with the same
 * slopes, bit for bit, are one region: what broke there was cut off by a flat part further on (a
 * unit that is off). Slopes are made by sums whose order does not depend on their place, so equal
 * stays equal. */
#include "linear/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STREAM_LINE = 21 };
#define WORK_MOST 5e8 /* multiply-adds in all, about a tenth of a second: then we stop counting */

struct line {
    size_t points, units;
    struct matrix value, slope;
};
struct passage {
    double where;
    size_t unit;
    double kink;
};

static void line_free(struct line *l)
{
    matrix_free(&l->value);
    matrix_free(&l->slope);
}

void stack_line(size_t n, uint64_t seed, double *from, double *along)
{
    struct random rng;
    random_seed(&rng, seed, STREAM_LINE);
    for (size_t i = 0; i < n; i++) {
        from[i] = random_normal(&rng);
        along[i] = random_normal(&rng);
    }
}

static struct line line_start(size_t n, uint64_t seed)
{
    struct line l = { 1, n, matrix_new(1, n), matrix_new(2, n) };
    stack_line(n, seed, l.value.at, l.slope.at);
    memcpy(l.slope.at + n, l.slope.at, n * sizeof *l.slope.at);
    return l;
}

static struct line line_layer(const struct line *in, const struct matrix *w, const double *bias)
{
    struct matrix transposed = matrix_new(w->columns, w->rows);
    struct line out = { in->points, w->rows, matrix_new(in->points, w->rows),
                        matrix_new(in->points + 1, w->rows) };
    for (size_t i = 0; i < w->rows; i++)
        for (size_t j = 0; j < w->columns; j++)
            transposed.at[j * w->rows + i] = w->at[i * w->columns + j];
    gemm_steady(in->points, w->rows, w->columns, in->value.at, in->units, transposed.at, w->rows,
                out.value.at, w->rows);
    gemm_steady(in->points + 1, w->rows, w->columns, in->slope.at, in->units, transposed.at,
                w->rows, out.slope.at, w->rows);
    for (size_t p = 0; bias && p < in->points; p++)
        for (size_t i = 0; i < w->rows; i++)
            out.value.at[p * w->rows + i] += bias[i];
    matrix_free(&transposed);
    return out;
}

static bool same_slopes(const struct line *l, size_t region)
{
    for (size_t i = 0; i < l->units; i++)
        if (l->slope.at[region * l->units + i] != l->slope.at[(region + 1) * l->units + i])
            return false;
    return true;
}

static size_t line_regions(const struct line *l)
{
    size_t regions = 1;
    for (size_t p = 0; p < l->points; p++)
        regions += !same_slopes(l, p);
    return regions;
}

/* ---- kinks passed within a region ----------------------------------------------------------- */
struct passages {
    struct passage *all;
    size_t count, room;
};

static void passages_add(struct passages *p, double where, size_t unit, double kink)
{
    if (p->count == p->room) {
        p->room = p->room ? 2 * p->room : 64;
        p->all = memory_resize(p->all, p->room, sizeof *p->all);
    }
    p->all[p->count++] = (struct passage){ where, unit, kink };
}

static int by_place(const void *a, const void *b)
{
    double x = ((const struct passage *)a)->where, y = ((const struct passage *)b)->where;
    return (x > y) - (x < y);
}

/* `where`: on an inner region the share of the way from its left point to its right one; on an
 * endless one the distance from its point, negative on the left. */
static void find_passages(const struct line *l, size_t region, const struct map *f,
                          struct passages *found)
{
    size_t n = l->units;
    bool first = region == 0, last = region == l->points;
    const double *left = l->value.at + (first ? 0 : region - 1) * n,
                 *right = l->value.at + (last ? region - 1 : region) * n;
    const double *slope = l->slope.at + region * n;
    found->count = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t q = 0; q < f->nkinks; q++) {
            double kink = f->kinks[q], a = left[i] - kink, b = right[i] - kink, way = -a / slope[i];
            if (!first && !last && ((a < 0 && b > 0) || (a > 0 && b < 0)))
                passages_add(found, a / (a - b), i, kink);
            if ((first || last) && isfinite(way) && (first ? way < 0 : way > 0))
                passages_add(found, way, i, kink);
        }
    if (found->count)
        qsort(found->all, found->count, sizeof *found->all, by_place);
}

/* The units' values at a passage within a region. */
static void passage_values(const struct line *l, size_t region, const struct passage *at,
                           double *value)
{
    size_t n = l->units;
    const double *left = l->value.at + (region > 0 ? region - 1 : 0) * n,
                 *right = l->value.at + region * n, *slope = l->slope.at + region * n;
    bool inner = region > 0 && region < l->points;
    for (size_t i = 0; i < n; i++)
        value[i] =
            inner ? left[i] + at->where * (right[i] - left[i]) : left[i] + at->where * slope[i];
    value[at->unit] = at->kink;
}

static void rows_add(struct matrix *a, const double *row, size_t *room)
{
    if (a->rows == *room) {
        *room = 2 * *room + 16;
        a->at = memory_resize(a->at, *room * a->columns, sizeof *a->at);
    }
    memcpy(a->at + a->rows++ * a->columns, row, a->columns * sizeof *row);
}

/* The same line with a break point at every passage. */
static struct line line_split(const struct line *l, const struct map *f)
{
    size_t n = l->units, value_room = l->points + 16, slope_room = l->points + 17;
    struct line out = { 0, n, matrix_new(value_room, n), matrix_new(slope_room, n) };
    struct passages found = { 0 };
    double *value = memory_new(n, sizeof *value);
    out.value.rows = out.slope.rows = 0;
    for (size_t region = 0; region <= l->points; region++) {
        find_passages(l, region, f, &found);
        rows_add(&out.slope, l->slope.at + region * n, &slope_room);
        for (size_t i = 0; i < found.count; i++) {
            passage_values(l, region, &found.all[i], value);
            rows_add(&out.value, value, &value_room);
            rows_add(&out.slope, l->slope.at + region * n, &slope_room);
        }
        if (region < l->points)
            rows_add(&out.value, l->value.at + region * n, &value_room);
    }
    out.points = out.value.rows;
    free(found.all);
    free(value);
    return out;
}

/* ---- the activation, and joining what it made equal ----------------------------------------- */
/* Between the kinks on whose side the middle of left and right lies. */
static double straight_slope(const struct map *f, double left, double right)
{
    size_t part = 0;
    while (part < f->nkinks && (left - f->kinks[part]) + (right - f->kinks[part]) > 0)
        part++;
    return f->slopes[part];
}

/* A value further out on an endless region: a step of the slope, the next double at least. */
static double further(double value, double step)
{
    return value + step != value || step == 0 ? value + step
                                              : nextafter(value, copysign(INFINITY, step));
}

static void line_activate(struct line *l, const struct map *f)
{
    size_t n = l->units;
    for (size_t region = 0; region <= l->points; region++)
        for (size_t i = 0; i < n; i++) {
            double *slope = &l->slope.at[region * n + i], left, right;
            left = region > 0 ? l->value.at[(region - 1) * n + i] : NAN;
            right = region < l->points ? l->value.at[region * n + i] : NAN;
            left = isnan(left) ? further(right, -*slope) : left; /* no kink lies ahead any more */
            right = isnan(right) ? further(left, *slope) : right;
            *slope *= straight_slope(f, left, right);
        }
    double *in = memory_new(n, sizeof *in);
    for (size_t p = 0; p < l->points; p++) {
        memcpy(in, l->value.at + p * n, n * sizeof *in);
        f->at(f->state, n, in, l->value.at + p * n);
    }
    free(in);
}

/* Point p lies between regions p and p + 1. One point at least is kept, to say where the line is.
 */
static void line_join(struct line *l)
{
    size_t n = l->units, kept = 0;
    for (size_t p = 0; p < l->points; p++) {
        bool needless = same_slopes(l, p) && (kept > 0 || p + 1 < l->points);
        if (needless)
            continue;
        memmove(l->value.at + kept * n, l->value.at + p * n, n * sizeof(double));
        memmove(l->slope.at + kept * n, l->slope.at + p * n, n * sizeof(double));
        kept++;
    }
    memmove(l->slope.at + kept * n, l->slope.at + l->points * n, n * sizeof(double));
    l->points = kept;
    l->value.rows = kept;
    l->slope.rows = kept + 1;
}

void stack_regions(const struct stack *s, const struct map *f, uint64_t seed, const size_t *depths,
                   size_t ndepths, double *regions)
{
    struct line l = line_start(s->sizes[0], seed);
    size_t next = 0, deepest = ndepths ? depths[ndepths - 1] : 0;
    double work = 0;
    for (size_t i = 0; i < ndepths; i++)
        regions[i] = NAN;
    for (size_t k = 1; k <= deepest; k++) {
        work += (double)(2 * l.points + 1) * (double)s->sizes[k] * (double)s->sizes[k - 1];
        if (work > WORK_MOST)
            break;
        struct line z = line_layer(&l, &s->weights[k - 1], s->biases[k - 1]);
        line_free(&l);
        l = z;
        if (!isfinite(matrix_largest(&z.value)) || !isfinite(matrix_largest(&z.slope)))
            break;
        if (next < ndepths && depths[next] == k)
            regions[next++] = (double)line_regions(&z);
        l = line_split(&z, f);
        line_free(&z);
        line_activate(&l, f);
        line_join(&l);
    }
    line_free(&l);
}
