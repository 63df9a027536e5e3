/* Ranges and steps of the axes: what must be seen, and nothing that flattens it. */
#include "plot/range.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of the values of a curve with a pole, as many beyond the frame on the pole's side. */
static const double BEYOND = 0.04, BEYOND_SLOPE = 0.1;
/* A range that begins within this share of its far end begins at 0: the zero line says more than
 * the room saved. */
static const double NEAR_ZERO = 0.4;
/* Of a range: the air between the outermost point and the frame, so that no curve runs along it. */
static const double AIR = 0.07, AIR_LOG = 0.05;
/* gnuplot takes what is beyond about 8.9e307 for undefined. */
static const double GREATEST = 8e307, LEAST = 1e-322;
/* What figure_data makes of an infinite value. */
static const double INFINITE = 7.9e307;
/* Of a curve that goes beyond it, so that what is cut there is outside of the frame. */
static const double SHOWN_MOST = 6.5e307;

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

/* The finite values of a column, ascending; those of the report's own rows, as the rows added
 * beside a pole would count for more than their share. The caller frees them. */
static double *sorted_values(const struct plot_layout *l, const struct plot_curve *c, size_t *count)
{
    const struct figure_data *values = figure_table(l->figure, "values"),
                             *t = values && !l->measured && values->columns == l->drawn->columns
                                      ? values
                                      : l->drawn;
    double *sorted = memory_new(t->rows + 1, sizeof *sorted);
    *count = 0;
    for (size_t row = 0; row < t->rows; row++) {
        double v = data_at(t, row, c->column);
        if (isfinite(v) && fabs(v) < INFINITE && !(l->log_y && v <= 0))
            sorted[(*count)++] = v;
    }
    qsort(sorted, *count, sizeof *sorted, number_ascending);
    return sorted;
}

/* What a curve needs: all of it; but not where it goes to infinity, which no frame holds. */
static struct extent curve_extent(const struct plot_layout *l, const struct plot_curve *c)
{
    const struct figure_data *t = l->drawn;
    struct extent all = { NAN, NAN };
    bool up = false, down = false;
    size_t n, extra;
    for (size_t row = 0; row < t->rows; row++) {
        double v = data_at(t, row, c->column);
        up = up || v >= INFINITE;
        down = down || v <= -INFINITE;
        if (isfinite(v) && fabs(v) < INFINITE && !(l->log_y && v <= 0))
            all = join(all, v);
        for (int end = 0; end < 2 && c->low; end++) {
            v = data_at(t, row, end ? c->high : c->low);
            if (isfinite(v) && !(l->log_y && v <= 0))
                all = join(all, v);
        }
    }
    double *sorted = sorted_values(l, c, &n);
    extra = (size_t)((c->rank ? BEYOND_SLOPE : BEYOND) * (double)n);
    if (n && !l->measured && !l->log_y) {
        if (!up && !down && (c->nbands || !figure_table(l->figure, "edges")))
            all = without_poles(sorted, n);
        if (up)
            all.high = fmin(sorted[n - 1 - extra], SHOWN_MOST);
        if (down)
            all.low = fmax(sorted[extra], -SHOWN_MOST);
    }
    free(sorted);
    return all;
}

/* All curves of the panel, and the extremes that are marked on them. */
static struct extent panel_extent(const struct plot_layout *l, size_t panel)
{
    const struct figure_data *marks = figure_table(l->figure, "marks");
    size_t series = marks ? data_column(marks, "series") : 0;
    struct extent all = { NAN, NAN };
    for (size_t i = 0; i < l->ncurves; i++) {
        if (l->curves[i].panel != panel && !(l->multiples && !l->own_scales))
            continue;
        struct extent one = curve_extent(l, &l->curves[i]);
        if (!isnan(one.low))
            all = join(join(all, one.low), one.high);
        for (size_t row = 0; marks && !l->measured && !l->log_y && row < marks->rows; row++)
            if (strcmp(data_text(marks, row, series), l->curves[i].series) == 0 &&
                fabs(data_at(marks, row, 1)) < INFINITE)
                all = join(all, data_at(marks, row, 1));
    }
    if (isnan(all.low) || l->log_y || l->measured)
        return all;
    if (all.low > 0 && all.low < NEAR_ZERO * all.high)
        all.low = 0;
    if (all.high < 0 && all.high > NEAR_ZERO * all.low)
        all.high = 0;
    return all;
}

void set_yrange(const struct plot_layout *l, struct plot_panel *p)
{
    struct extent e = panel_extent(l, (size_t)(p - l->panels));
    if (l->figure->look->has_yrange && (p == l->panels || !l->stacked)) { /* that of f */
        p->ylow = l->figure->look->ylow;
        p->yhigh = l->figure->look->yhigh;
    } else if (isnan(e.low)) {
        p->ylow = l->log_y ? 0.1 : -1;
        p->yhigh = 1;
    } else if (l->log_y) {
        double low = log10(e.low), high = log10(e.high),
               pad = high > low ? AIR_LOG * (high - low) : 0.3;
        p->ylow = fmax(pow(10, low - pad), LEAST);
        p->yhigh = fmin(pow(10, high + pad), GREATEST);
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
