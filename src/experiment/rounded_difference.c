/* Differences of rounded values: looked at one by one, as they are steps and not curves. */
#include "experiment/rounded_difference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 4096, NORMAL_POINTS = 4096 };

static void larger(double value, double x, double *most, double *at)
{
    if (value > *most || isnan(*most)) {
        *most = value;
        *at = x;
    }
}

static void look(struct rounded_gaps *d, size_t n, const double *x, double *const y[4])
{
    for (size_t i = 0; i < n; i++) {
        double gap = fabs(y[2][i] - y[0][i]), slope = fabs(y[3][i] - y[1][i]);
        if (y[2][i] == y[0][i])
            gap = 0; /* infinities too */
        if (!isnan(gap)) {
            larger(gap, x[i], &d->max, &d->at_x);
            if (!(gap < d->max_relative * fabs(y[0][i]))) /* a division is slow */
                larger(gap == 0 ? 0 : gap / fabs(y[0][i]), x[i], &d->max_relative,
                       &d->relative_at_x);
        }
        if (!isnan(slope))
            larger(slope, x[i], &d->max_slope, &d->slope_at_x);
    }
}

/* Over z from -8 to 8, weighted by their density. */
static double rms(values_at *values, void *state, size_t f, size_t g, const struct dtype *d,
                  double *x, double *const y[4])
{
    double sum = 0, all = 0;
    for (size_t i = 0; i < NORMAL_POINTS; i++)
        x[i] = dtype_round(d, -8 + 16 * ((double)i + 0.5) / NORMAL_POINTS);
    values(state, f, NORMAL_POINTS, x, y[0], y[1]);
    values(state, g, NORMAL_POINTS, x, y[2], y[3]);
    for (size_t i = 0; i < NORMAL_POINTS; i++) {
        double weight = exp(-x[i] * x[i] / 2), gap = y[2][i] - y[0][i];
        sum += weight * gap * gap;
        all += weight;
    }
    return sqrt(sum / all);
}

uint64_t rounded_difference(values_at *values, void *state, size_t f, size_t g,
                            const struct dtype *d, double low, double high, uint64_t most,
                            struct rounded_gaps *out)
{
    double a = fmax(low, -d->largest), b = fmin(high, d->largest), *x, *y[4];
    double from = dtype_round(d, a), to = dtype_round(d, b);
    uint64_t start = dtype_index(d, from == 0 ? -0.0 : from) + (from < a);
    uint64_t stop = dtype_index(d, to == 0 ? 0.0 : to) + (to <= b);
    uint64_t count = stop > start ? stop - start : 0, points = count < most ? count : most;
    double step = points > 1 ? (double)(count - 1) / (double)(points - 1) : 0;
    *out = (struct rounded_gaps){ NAN, NAN, NAN, NAN, NAN, NAN, NAN };
    x = memory_new(5 * (size_t)AT_ONCE, sizeof *x);
    for (int k = 0; k < 4; k++)
        y[k] = x + (size_t)(k + 1) * AT_ONCE;
    progress_start("Comparing", (double)points);
    for (uint64_t i = 0; i < points; i += AT_ONCE) {
        size_t n = points - i < AT_ONCE ? (size_t)(points - i) : AT_ONCE;
        if (points == count)
            dtype_values(d, start + i, n, x);
        for (size_t k = 0; points < count && k < n; k++)
            x[k] = dtype_value(d, start + (uint64_t)((double)(i + k) * step));
        progress_step((double)i, NULL);
        values(state, f, n, x, y[0], y[1]);
        values(state, g, n, x, y[2], y[3]);
        look(out, n, x, y);
    }
    progress_end();
    if (points)
        out->rms = rms(values, state, f, g, d, x, y);
    free(x);
    return points;
}
