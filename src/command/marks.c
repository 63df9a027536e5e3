/* What a lecturer would point at: minima, corners, where the slope is zero, steepest, negative. As tables that the
 * figure draws (marks, regions) and as sentences for those who read instead. */
#include "command/marks.h"
#include "activation/property.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MARKS_MOST = 24, FEW_FUNCTIONS = 4, REGIONS_MOST = 3 };

/* "−0.752": three decimals and a real minus sign, as on a blackboard; whole numbers without decimals. */
static char *figure(double x)
{
    double size = fabs(x);
    const char *sign = x < 0 ? "−" : "";
    if (size >= 0.01 && size < 1000 && size != floor(size))
        return text_format("%s%.3f", sign, size);
    return text_format("%s%s", sign, number_text_short(size, 3).text);
}

/* Tables under construction; a row is a point of one curve with its words. */
struct points { double *x, *y; char **label, **series, **kind; size_t count; };

/* Takes over label (NULL: a point without words). */
static void point_add(struct points *p, double x, double y, char *label, const struct function *g, unsigned order, const char *kind)
{
    size_t n = p->count + 1;
    p->x = memory_resize(p->x, n, sizeof *p->x);
    p->y = memory_resize(p->y, n, sizeof *p->y);
    p->label = memory_resize(p->label, n, sizeof *p->label);
    p->series = memory_resize(p->series, n, sizeof *p->series);
    p->kind = memory_resize(p->kind, n, sizeof *p->kind);
    p->x[p->count] = x;
    p->y[p->count] = y;
    p->label[p->count] = label ? label : text_copy("");
    p->series[p->count] = text_format("%s%s", g->label, order == 0 ? "" : order == 1 ? "'" : "''");
    p->kind[p->count] = text_copy(kind);
    p->count = n;
}

static void points_table(struct points *p, struct report *r)
{
    if (p->count) {
        struct table *t = report_table(r, "marks", p->count);
        double *x = table_numbers(t, "x"), *y = table_numbers(t, "y");
        char **label = table_texts(t, "label"), **series = table_texts(t, "series"), **kind = table_texts(t, "kind");
        memcpy(x, p->x, p->count * sizeof *x);
        memcpy(y, p->y, p->count * sizeof *y);
        memcpy(label, p->label, p->count * sizeof *label);
        memcpy(series, p->series, p->count * sizeof *series);
        memcpy(kind, p->kind, p->count * sizeof *kind);
        t->no_text = true;
    }
    free(p->x);
    free(p->y);
    free(p->label);
    free(p->series);
    free(p->kind);
}

static bool is_extreme(const struct mark *m)
{
    return m->kind == MARK_MINIMUM || m->kind == MARK_MAXIMUM;
}

/* The words beside a mark; in company they are short, since each curve brings its own. */
static char *words(const struct mark *m, bool alone)
{
    char *x = figure(m->x), *f = figure(m->f), *left = figure(m->left), *right = figure(m->right), *text = NULL;
    if (is_extreme(m) && alone)
        text = text_format("%s %s at x = %s", mark_name(m->kind), f, x);
    else if (is_extreme(m))
        text = text_copy(f);
    else if (m->kind == MARK_CORNER && alone)
        text = text_format("corner: slope %s left, %s right", left, right);
    else if (m->kind == MARK_JUMP)
        text = text_format("jump from %s to %s", left, right);
    free(x);
    free(f);
    free(left);
    free(right);
    return text;
}

static void mark_slope(struct points *p, const struct function *g, const struct mark *m)
{
    char *x = figure(m->x), *slope = figure(m->df);
    if ((is_extreme(m) && fabs(m->df) < 1e-6) || m->kind == MARK_FLAT)   /* located to the last bit: nearly 0 */
        point_add(p, m->x, 0, text_copy("slope 0"), g, 1, "slope_zero");
    else if (m->kind == MARK_STEEPEST)
        point_add(p, m->x, m->df, text_format("steepest: slope %s at x = %s", slope, x), g, 1, "steepest");
    free(x);
    free(slope);
}

static void mark_function(struct points *p, const struct function *g, const struct mark *marks, size_t n, unsigned order, bool alone)
{
    for (size_t i = 0; i < n; i++) {
        const struct mark *m = &marks[i];
        bool on_curve = is_extreme(m) || m->kind == MARK_CORNER || m->kind == MARK_JUMP;
        if (on_curve)
            point_add(p, m->x, m->f, words(m, alone), g, 0, mark_name(m->kind));
        if (order >= 1 && alone)
            mark_slope(p, g, m);
        if (order >= 2 && alone && (m->kind == MARK_INFLECTION || m->kind == MARK_STEEPEST))
            point_add(p, m->x, 0, text_copy("inflection"), g, 2, "inflection");
        if (order >= 1 && m->kind == MARK_CORNER && m->left != m->right) {   /* both ends of the slope's jump */
            point_add(p, m->x, m->left, NULL, g, 1, "corner");
            point_add(p, m->x, m->right, NULL, g, 1, "corner");
        }
    }
}

/* ---- where the slope is negative -----------------------------------------------------------------------*/

static void regions_table(const struct function *g, const struct mark *marks, size_t n, double low, double high, struct report *r)
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
    if (!extremes || !count)   /* falling everywhere is no news */
        return;
    struct table *t = report_table(r, "regions", count);
    memcpy(table_numbers(t, "low"), from, count * sizeof *from);
    memcpy(table_numbers(t, "high"), to, count * sizeof *to);
    char **label = table_texts(t, "label");
    for (size_t i = 0; i < count; i++)
        label[i] = text_copy("slope negative");
    t->no_text = true;
}

/* ---- where the function goes to -----------------------------------------------------------------------*/

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

/* ---- the same in words --------------------------------------------------------------------------------*/

static void say(const struct function *g, const struct mark *marks, size_t n, double low, double high, struct report *r)
{
    struct jet a = function_at(g, low), b = function_at(g, high);
    char *all = text_format("goes from %s at %s to %s at %s", number_text_short(a.f, 6).text, number_text_short(low, 6).text,
                            number_text_short(b.f, 6).text, number_text_short(high, 6).text);
    for (size_t i = 0; i < n; i++) {
        const struct mark *m = &marks[i];
        char *more = NULL;
        if (is_extreme(m))
            more = text_format("%s; %s %s at x = %s", all, mark_name(m->kind), number_text_short(m->f, 6).text, number_text_short(m->x, 6).text);
        else if (m->kind == MARK_CORNER)
            more = text_format("%s; corner at x = %s, slope %s left and %s right, %s used", all, number_text_short(m->x, 6).text,
                               number_text_short(m->left, 6).text, number_text_short(m->right, 6).text, number_text_short(m->df, 6).text);
        else if (m->kind == MARK_JUMP)
            more = text_format("%s; jump at x = %s from %s to %s", all, number_text_short(m->x, 6).text,
                               number_text_short(m->left, 6).text, number_text_short(m->right, 6).text);
        else if (m->kind == MARK_STEEPEST)
            more = text_format("%s; steepest at x = %s, slope %s", all, number_text_short(m->x, 6).text, number_text_short(m->df, 6).text);
        if (more) {
            free(all);
            all = more;
        }
    }
    report_say(r, g->label, "%s.", all);
    free(all);
}

void marks_report(const struct curves *c, struct report *r)
{
    struct points p = { 0 };
    double low = curves_low(c), high = curves_high(c);
    bool alone = c->nfunctions == 1;
    if (c->sweep.count || c->nfunctions > FEW_FUNCTIONS || c->source != FROM_GRID || !(low < high))
        return;
    for (size_t i = 0; i < c->nfunctions; i++) {
        const struct function *g = &c->functions[i];
        struct mark marks[MARKS_MOST];
        size_t n;
        if (g->vectorwise)
            continue;
        n = function_marks(g, low, high, marks, MARKS_MOST);
        if (n > MARKS_MOST)   /* sin(30*x): a forest of marks shows nothing */
            n = 0;
        mark_function(&p, g, marks, n, c->order, alone);
        if (alone) {
            regions_table(g, marks, n, low, high, r);
            levels_table(g, r);
        }
        say(g, marks, n, low, high, r);
    }
    points_table(&p, r);
}
