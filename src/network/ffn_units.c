/* What every hidden unit does on given inputs. */
#include "network/ffn.h"
#include "network/network.h"

#include <math.h>
#include <stdlib.h>

static const double saturated_below =
    0.1; /* of the steepest slope that the function has, as in census.c */

/* One block of units on one input: Welford's update, so that nothing cancels far from 0. */
static void unit_update(struct ffn_units *u, size_t first, size_t m, size_t seen, const double *x,
                        const double *df)
{
    for (size_t j = 0; j < m; j++) {
        size_t k = first + j;
        double step = x[j] - u->mean[k];
        u->mean[k] += step / (double)(seen + 1);
        u->spread[k] += step * (x[j] - u->mean[k]);
        u->active_percent[k] += df[j] != 0;
        u->negative_percent += x[j] < 0;
        u->saturated_percent += fabs(df[j]) < saturated_below * u->steepest;
        u->slope_low[k] = seen ? fmin(u->slope_low[k], df[j]) : df[j];
        u->slope_high[k] = seen ? fmax(u->slope_high[k], df[j]) : df[j];
    }
}

void ffn_units_start(const struct ffn *block, struct ffn_units *u)
{
    size_t hidden = block->hidden;
    *u = (struct ffn_units){ .mean = memory_new(hidden, sizeof(double)),
                             .spread = memory_new(hidden, sizeof(double)),
                             .active_percent = memory_new(hidden, sizeof(double)),
                             .slope_low = memory_new(hidden, sizeof(double)),
                             .slope_high = memory_new(hidden, sizeof(double)),
                             .steepest = function_steepest(block->activation) };
}

void ffn_units_add(const struct ffn *block, size_t n, const float *pre, struct ffn_units *u)
{
    size_t hidden = block->hidden;
    double *x = memory_new(3 * (size_t)BLOCK, sizeof *x), *f = x + BLOCK, *df = f + BLOCK;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < hidden; k += BLOCK) {
            size_t m = hidden - k < BLOCK ? hidden - k : BLOCK;
            for (size_t j = 0; j < m; j++)
                x[j] = (double)pre[i * hidden + k + j];
            function_map(block->activation, m, x, f, df, NULL);
            unit_update(u, k, m, u->inputs + i, x, df);
        }
    free(x);
    u->inputs += n;
}

void ffn_units_finish(const struct ffn *block, struct ffn_units *u)
{
    double n = (double)u->inputs, all = n * (double)block->hidden;
    for (size_t k = 0; k < block->hidden; k++) {
        u->spread[k] = n > 1 ? sqrt(u->spread[k] / (n - 1)) : NAN;
        u->active_percent[k] *= 100 / n;
    }
    u->negative_percent *= 100 / all;
    u->saturated_percent *= 100 / all;
}

void ffn_units_free(struct ffn_units *u)
{
    free(u->mean);
    free(u->spread);
    free(u->active_percent);
    free(u->slope_low);
    free(u->slope_high);
}
