/* What a lecturer would point at: minima, corners, where the slope is zero, steepest, negative. As
 * tables that the figure draws (marks, regions) and as sentences for those who read instead. */
#include "command/marks.h"
#include "activation/outline.h"
#include "activation/property.h"
#include "command/edges.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MARKS_MOST = 24, FEW_FUNCTIONS = 4, REGIONS_MOST = 3 };

/* What f has beside a pole is at least this. */
static const double POLE = 1e7;

/* "−0.752": three decimals and a real minus sign, as on a blackboard; whole numbers without
 * decimals. */
static char *figure(double x)
{
    double size = fabs(x);
    const char *sign = x < 0 ? "−" : "";
    if (size >= 0.01 && size < 1000 && size != floor(size))
        return text_format("%s%.3f", sign, size);
    return text_format("%s%s", sign, number_text_short(size, 3).text);
}

/* A point of one curve, with its words. */
struct marked_point {
    double x, y;
    char *label, *series;
    const char *kind;
};
struct marked_points {
    struct marked_point *row;
    size_t count;
};

/* Takes over label (NULL: a point without words). */
static void point_add(struct marked_points *p, double x, double y, char *label,
                      const struct function *g, unsigned order, const char *kind)
{
    static const char *const primes[] = { "", "'", "''" };
    p->row = memory_resize(p->row, p->count + 1, sizeof *p->row);
    p->row[p->count++] = (struct marked_point){
        .x = x,
        .y = y,
        .label = label ? label : text_copy(""),
        .series = text_format("%s%s", g->label, primes[order]),
        .kind = kind,
    };
}

/* And frees them. */
static void points_table(struct marked_points *p, struct report *r)
{
    static const struct column_row columns[] = {
        COLUMN(struct marked_point, x),     COLUMN(struct marked_point, y),
        COLUMN(struct marked_point, label), COLUMN(struct marked_point, series),
        COLUMN(struct marked_point, kind),
    };
    if (p->count)
        report_rows(r, "marks", columns, COLUMNS(columns), p->row, p->count, sizeof *p->row)
            ->no_text = true;
    for (size_t i = 0; i < p->count; i++) {
        free(p->row[i].label);
        free(p->row[i].series);
    }
    free(p->row);
}

static bool is_extreme(const struct mark *m)
{
    return m->kind == MARK_MINIMUM || m->kind == MARK_MAXIMUM;
}

/* The words beside a mark; in company they are short, since each curve brings its own. */
static char *words(const struct mark *m, bool alone)
{
    char *x = figure(m->x), *f = figure(m->f), *left = figure(m->left), *right = figure(m->right),
         *text = NULL;
    if (is_extreme(m) && alone)
        text = text_format("%s %s at x = %s", mark_name(m->kind), f, x);
    else if (is_extreme(m))
        text = text_copy(f);
    else if (m->kind == MARK_CORNER && alone)
        text = text_format("corner: slope %s left, %s right", left, right);
    else if (m->kind == MARK_JUMP && fmax(fabs(m->left), fabs(m->right)) < POLE)
        text = text_format("jump from %s to %s", left, right);
    free(x);
    free(f);
    free(left);
    free(right);
    return text;
}

static void mark_slope(struct marked_points *p, const struct function *g, const struct mark *m)
{
    char *x = figure(m->x), *slope = figure(m->df);
    if ((is_extreme(m) && fabs(m->df) < 1e-6) ||
        m->kind == MARK_FLAT) /* located to the last bit: nearly 0 */
        point_add(p, m->x, 0, text_copy("slope 0"), g, 1, "slope_zero");
    else if (m->kind == MARK_STEEPEST)
        point_add(p, m->x, m->df, text_format("steepest: slope %s at x = %s", slope, x), g, 1,
                  "steepest");
    free(x);
    free(slope);
}

static void mark_function(struct marked_points *p, const struct function *g,
                          const struct mark *marks, size_t n, unsigned order, bool alone)
{
    for (size_t i = 0; i < n; i++) {
        const struct mark *m = &marks[i];
        bool on_curve = is_extreme(m) || m->kind == MARK_CORNER || m->kind == MARK_JUMP;
        if (m->kind == MARK_JUMP && !(fmax(fabs(m->left), fabs(m->right)) < POLE && isfinite(m->f)))
            continue;
        if (on_curve)
            point_add(p, m->x, m->f, words(m, alone), g, 0, mark_name(m->kind));
        if (order >= 1 && alone)
            mark_slope(p, g, m);
        if (order >= 2 && alone && (m->kind == MARK_INFLECTION || m->kind == MARK_STEEPEST))
            point_add(p, m->x, 0, text_copy("inflection"), g, 2, "inflection");
    }
}

/* Where a curve parts: rings at the limits that it does not take, a disc at the value that f has.
 * A slope has none there: two rings. */
static void mark_limits(struct marked_points *p, const struct function *g, double low, double high,
                        unsigned order)
{
    enum { BREAKS_MOST = 64, SHOWN_MOST = 8 };
    struct break_point at[BREAKS_MOST];
    size_t n = function_breaks(g, low, high, at, BREAKS_MOST);
    if (n > SHOWN_MOST)
        return;
    for (size_t i = 0; i < n; i++) {
        const struct break_point *b = &at[i];
        double left[] = { b->left.f, b->left.df, b->left.ddf },
               right[] = { b->right.f, b->right.df, b->right.ddf };
        for (unsigned k = 0; k <= order; k++) {
            if (!break_parts(b, (int)k) || !(b->x > low && b->x < high))
                continue;
            if (isfinite(left[k]) && (k || left[k] != b->at.f))
                point_add(p, b->x, left[k], NULL, g, k, "limit");
            if (isfinite(right[k]) && (k || right[k] != b->at.f))
                point_add(p, b->x, right[k], NULL, g, k, "limit");
        }
    }
}

/* ---- where there is no function ------------------------------------------------------------- */

struct region_row {
    double low, high;
    const char *label, *kind;
};
struct region_rows {
    struct region_row *row;
    size_t count;
};

static void region_add(struct region_rows *t, double low, double high, const char *label,
                       const char *kind)
{
    t->row = memory_resize(t->row, t->count + 1, sizeof *t->row);
    t->row[t->count++] =
        (struct region_row){ .low = low, .high = high, .label = label, .kind = kind };
}

static void undefined_regions(const struct function *g, double low, double high,
                              struct region_rows *t)
{
    enum { STRETCHES_MOST = 16 };
    struct stretch at[STRETCHES_MOST];
    size_t n = function_undefined(g, low, high, at, STRETCHES_MOST);
    for (size_t i = 0; i < n; i++)
        region_add(t, at[i].low, at[i].high, "undefined", "undefined");
}

static void regions_table(struct region_rows *t, struct report *r)
{
    static const struct column_row columns[] = { COLUMN(struct region_row, low),
                                                 COLUMN(struct region_row, high),
                                                 COLUMN(struct region_row, label),
                                                 COLUMN(struct region_row, kind) };
    if (t->count)
        report_rows(r, "regions", columns, COLUMNS(columns), t->row, t->count, sizeof *t->row)
            ->no_text = true;
    free(t->row);
}

/* ---- where the slope is negative ------------------------------------------------------------ */

static void falling_regions(const struct function *g, const struct mark *marks, size_t n,
                            double low, double high, struct region_rows *t)
{
    double from[REGIONS_MOST], to[REGIONS_MOST], edge = low;
    size_t count = 0, extremes = 0;
    for (size_t i = 0; i <= n; i++) {
        double next = i < n ? marks[i].x : high, middle = edge + (next - edge) / 2;
        if (i < n && !is_extreme(&marks[i]))
            continue;
        extremes += i < n;
        if (function_at(g, middle).df < 0) {
            if (count == REGIONS_MOST)
                return;
            from[count] = edge;
            to[count++] = next;
        }
        edge = next;
    }
    if (!extremes || !count) /* falling everywhere is no news */
        return;
    for (size_t i = 0; i < count; i++)
        region_add(t, from[i], to[i], "slope negative", "falling");
}

/* ---- where the function goes to ------------------------------------------------------------- */

static void levels_table(const struct function *g, struct report *r)
{
    double at[2];
    size_t count = function_asymptotes(g, at);
    if (!count)
        return;
    struct table *t = report_table(r, "levels", count);
    memcpy(table_numbers(t, "y"), at, count * sizeof *at);
    char **text = table_texts(t, "text");
    for (size_t i = 0; i < count; i++)
        text[i] = text_copy(number_text(at[i]).text);
    t->no_text = true;
}

/* ---- the same in words ---------------------------------------------------------------------- */

/* A mark as a part of the sentence; nothing of those that only the figure shows. */
static void say_mark(struct buffer *all, const struct mark *m)
{
    struct number_text x = number_text_short(m->x, 6), df = number_text_short(m->df, 6);
    struct number_text left = number_text_short(m->left, 6), right = number_text_short(m->right, 6);
    if (is_extreme(m))
        buffer_print(all, "; %s %s at x = %s", mark_name(m->kind), number_text_short(m->f, 6).text,
                     x.text);
    else if (m->kind == MARK_CORNER)
        buffer_print(all, "; corner at x = %s, slope %s left and %s right, %s used", x.text,
                     left.text, right.text, df.text);
    else if (m->kind == MARK_JUMP && !(fmax(fabs(m->left), fabs(m->right)) < POLE))
        buffer_print(all, "; pole at x = %s", x.text);
    else if (m->kind == MARK_JUMP)
        buffer_print(all, "; jump at x = %s from %s to %s", x.text, left.text, right.text);
    else if (m->kind == MARK_STEEPEST)
        buffer_print(all, "; steepest at x = %s, slope %s", x.text, df.text);
}

static void say(const struct function *g, const struct mark *marks, size_t n, double low,
                double high, struct report *r)
{
    struct jet a = function_at(g, low), b = function_at(g, high);
    struct buffer all = { 0 };
    buffer_print(&all, "goes from %s at %s to %s at %s", number_text_short(a.f, 6).text,
                 number_text_short(low, 6).text, number_text_short(b.f, 6).text,
                 number_text_short(high, 6).text);
    for (size_t i = 0; i < n; i++)
        say_mark(&all, &marks[i]);
    report_say(r, g->label, "%s.", all.bytes);
    free(all.bytes);
}

void marks_report(const struct curves *c, struct report *r)
{
    struct marked_points p = { 0 };
    struct region_rows regions = { 0 };
    double low = curves_low(c), high = curves_high(c);
    bool alone = c->nfunctions == 1;
    edges_report(c, r);
    if (c->sweep.count || c->nfunctions > FEW_FUNCTIONS || c->source != FROM_GRID || !(low < high))
        return;
    for (size_t i = 0; i < c->nfunctions; i++) {
        const struct function *g = &c->functions[i];
        struct mark marks[MARKS_MOST];
        size_t n;
        if (g->vectorwise)
            continue;
        n = function_marks(g, low, high, marks, MARKS_MOST);
        if (n > MARKS_MOST) /* sin(30*x): a forest of marks shows nothing */
            n = 0;
        mark_function(&p, g, marks, n, c->order, alone);
        mark_limits(&p, g, low, high, c->order);
        if (alone) {
            undefined_regions(g, low, high, &regions);
            if (!regions.count)
                falling_regions(g, marks, n, low, high, &regions);
            levels_table(g, r);
        }
        say(g, marks, n, low, high, r);
    }
    points_table(&p, r);
    regions_table(&regions, r);
}
