/* Ranges and steps of the axes: what must be seen, and nothing that flattens it. */
#include "plot/range.h"

#include <math.h>
#include <stdlib.h>

/* How much of a curve is shown, in spans of its middle half on either side: a relu whole, an
 * exponential bent. */
static const double REACH = 1.5;
/* With slopes in the same frame f may take this many spans of theirs on either side, 2.6 in all
 * with their own. */
static const double F_BESIDE_SLOPES = 1.6;
/* A range that begins within this share of its far end begins at 0: the zero line says more than
 * the room saved. */
static const double NEAR_ZERO = 0.4;
/* Of a range: the air between the outermost point and the frame, so that no curve runs along it. */
static const double AIR = 0.07, AIR_LOG = 0.05;
/* gnuplot takes what is beyond about 8.9e307 for undefined. */
static const double GREATEST = 8e307;

struct extent {
    double low, high;
}; /* NaN: nothing */

/* The smallest of 1, 2, 5 times a power of ten that leaves at most `most` steps in the range. */
double nice_step(double low, double high, double most)
{
    double rough = (high / 2 - low / 2) * 2 / fmax(most, 1);
    if (!(rough > 0) || !isfinite(rough))
        return 1;
    double power = pow(10, floor(log10(rough)));
    double parts = rough / power;
    return power * (parts <= 1 ? 1 : parts <= 2 ? 2 : parts <= 5 ? 5 : 10);
}

static struct extent join(struct extent a, double y)
{
    return (struct extent){ y < a.low || isnan(a.low) ? y : a.low,
                            y > a.high || isnan(a.high) ? y : a.high };
}

/* A pole, told from a mere peak: the extreme stands far out of nine tenths of the values, and
 * hardly any value is half as large. The range is then what those nine tenths need, and half as
 * much again. */
static struct extent without_poles(const double *sorted, size_t n)
{
    double low = sorted[n / 20], high = sorted[n - 1 - n / 20], span = high - low;
    struct extent e = { sorted[0], sorted[n - 1] };
    size_t above = 0, below = 0;
    for (size_t i = 0; i < n; i++) {
        above += sorted[i] > e.high / 2 + high / 2;
        below += sorted[i] < e.low / 2 + low / 2;
    }
    if (n < 20 || !(span > 0))
        return e;
    if (e.high - high > 8 * span && above <= 3)
        e.high = high + span / 4;
    if (low - e.low > 8 * span && below <= 3)
        e.low = low - span / 4;
    return e;
}

/* What a curve needs. A curve of a function: all of what it does in the middle half of the x axis,
 * and towards the ends as much as one and a half times that on either side: a relu is whole, an
 * exponential does not flatten the rest. Measured lines are shown whole. */
static struct extent curve_extent(const struct plot_layout *l, const struct plot_curve *c)
{
    const struct figure_data *t = l->drawn;
    double *sorted = memory_new(t->rows + 1, sizeof *sorted);
    struct extent all = { NAN, NAN }, middle = { NAN, NAN };
    size_t n = 0;
    for (size_t row = 0; row < t->rows; row++) {
        double v = data_at(t, row, c->column);
        if (isfinite(v) && !(l->log_y && v <= 0))
            sorted[n++] = v;
    }
    qsort(sorted, n, sizeof *sorted, number_ascending);
    if (n && (c->measured || l->log_y))
        all = (struct extent){ sorted[0], sorted[n - 1] };
    else if (n)
        all = without_poles(sorted, n);
    free(sorted);
    if (c->measured || l->log_y)
        return all;
    for (size_t row = t->rows / 4; row < t->rows - t->rows / 4; row++) {
        double v = data_at(t, row, c->column);
        if (v >= all.low && v <= all.high)
            middle = join(middle, v);
    }
    double reach = REACH * (middle.high - middle.low);
    if (reach > 0.02 * (all.high - all.low)) {
        all.low = fmax(all.low, middle.low - reach);
        all.high = fmin(all.high, middle.high + reach);
    }
    return all;
}

static struct extent fenced(const struct plot_layout *l, size_t panel, int rank)
{
    struct extent e = { NAN, NAN };
    for (size_t i = 0; i < l->ncurves; i++)
        if (l->curves[i].panel == panel && (rank < 0 || l->curves[i].rank == rank)) {
            struct extent one = curve_extent(l, &l->curves[i]);
            if (!isnan(one.low))
                e = join(join(e, one.low), one.high);
        }
    return e;
}

/* With slopes in the same frame, a steadily growing f may take 2.6 times the room that they need
 * and no more, so that the bend at the origin stays readable. */
static struct extent panel_extent(const struct plot_layout *l, size_t panel)
{
    struct extent all = fenced(l, panel, -1), f = fenced(l, panel, 0), slopes = fenced(l, panel, 1),
                  bends = fenced(l, panel, 2);
    const struct figure_data *marks = figure_table(l->figure, "marks");
    bool mixed = !isnan(f.low) && !isnan(slopes.low);
    if (isnan(all.low) || l->log_y || l->measured)
        return all;
    if (mixed)
        all = join(join(f, slopes.low), slopes.high);
    if (mixed && !isnan(bends.low) && bends.high - bends.low < 3 * (all.high - all.low))
        all = join(join(all, bends.low), bends.high);
    struct extent core = { 0, 0 };
    if (mixed)
        core = join(join(core, slopes.low), slopes.high);
    for (size_t i = 0; marks && i < marks->rows && marks->columns > 1; i++)
        if (data_at(marks, i, 1) >= all.low && data_at(marks, i, 1) <= all.high)
            core = join(core, data_at(marks, i, 1));
    const struct figure_data *levels = figure_table(l->figure, "levels");
    for (size_t i = 0; levels && i < levels->rows; i++) /* where f comes to rest must be seen */
        if (data_at(levels, i, 0) >= f.low - 0.1 * (f.high - f.low) &&
            data_at(levels, i, 0) <= f.high + 0.1 * (f.high - f.low))
            core = join(core, data_at(levels, i, 0));
    double span = core.high - core.low;
    if (span > 0 && mixed) {
        all.high = fmin(all.high, core.high + F_BESIDE_SLOPES * span);
        all.low = fmax(all.low, core.low - F_BESIDE_SLOPES * span);
    }
    if (all.low > 0 && all.low < NEAR_ZERO * all.high)
        all.low = 0;
    if (all.high < 0 && all.high > NEAR_ZERO * all.low)
        all.high = 0;
    return all;
}

void set_yrange(const struct plot_layout *l, struct plot_panel *p)
{
    struct extent e = panel_extent(l, (size_t)(p - l->panels));
    if (l->figure->look->has_yrange) {
        p->ylow = l->figure->look->ylow;
        p->yhigh = l->figure->look->yhigh;
    } else if (isnan(e.low)) {
        p->ylow = l->log_y ? 0.1 : -1;
        p->yhigh = 1;
    } else if (l->log_y) {
        double pad = e.high > e.low ? pow(e.high / e.low, AIR_LOG) : 2;
        p->ylow = e.low / pad;
        p->yhigh = e.high * pad;
    } else {
        double span = e.high - e.low, pad = span > 0 ? AIR * span : fmax(fabs(e.high), 1) * 0.5;
        p->ylow = fmax(e.low - pad, -GREATEST);
        p->yhigh = fmin(e.high + pad, GREATEST);
    }
    if (l->log_y && !(p->ylow > 0))
        p->ylow = fmin(p->yhigh, 1) * 1e-3;
}

/* The panel's x axis, from all that is drawn in it; false: nothing to draw. */
bool set_xrange(const struct plot_layout *l, struct plot_panel *p)
{
    struct extent x = { NAN, NAN };
    for (size_t i = 0; i < l->ncurves; i++)
        for (size_t row = 0; row < l->drawn->rows && &l->panels[l->curves[i].panel] == p; row++) {
            double v = data_at(l->drawn, row, l->curves[i].xcolumn),
                   y = data_at(l->drawn, row, l->curves[i].column);
            if (isfinite(v) && !(l->log_x && v <= 0) && (!l->measured || isfinite(y)))
                x = join(x, v);
        }
    if (x.low == x.high) {
        double wide = fmax(1, fabs(x.low)) / 2;
        x = l->log_x ? (struct extent){ x.low / 2, x.high * 2 }
                     : (struct extent){ x.low - wide, x.high + wide };
    }
    p->xlow = x.low;
    p->xhigh = x.high;
    return !isnan(x.low);
}
