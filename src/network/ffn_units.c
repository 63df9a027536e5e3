/* What every hidden unit does on given inputs. */
#include "network/ffn.h"

#include <math.h>
#include <stdlib.h>

/* One block of units on one input: Welford's update, so that nothing cancels far from 0. */
static void unit_update(struct ffn_units *u, size_t first, size_t m, size_t seen, const double *x, const double *df)
{
    for (size_t j = 0; j < m; j++) {
        size_t k = first + j;
        double step = x[j] - u->mean[k];
        u->mean[k] += step / (double)(seen + 1);
        u->spread[k] += step * (x[j] - u->mean[k]);
        u->active_percent[k] += df[j] != 0;
        u->negative_percent += x[j] < 0;
        u->slope_low[k] = seen ? fmin(u->slope_low[k], df[j]) : df[j];
        u->slope_high[k] = seen ? fmax(u->slope_high[k], df[j]) : df[j];
    }
}

/* How many pre-activations have a slope below the limit. */
static double saturated(const struct ffn *block, size_t n, const float *pre, double limit)
{
    double x[BLOCK], f[BLOCK], df[BLOCK], count = 0;
    for (size_t i = 0; i < n * block->hidden; i += BLOCK) {
        size_t m = n * block->hidden - i < BLOCK ? n * block->hidden - i : BLOCK;
        for (size_t j = 0; j < m; j++)
            x[j] = (double)pre[i + j];
        function_map(block->activation, m, x, f, df, NULL);
        for (size_t j = 0; j < m; j++)
            count += fabs(df[j]) < limit;
    }
    return count;
}

void ffn_units(const struct ffn *block, size_t n, const float *pre, struct ffn_units *u)
{
    size_t hidden = block->hidden;
    double *x = memory_new(3 * (size_t)BLOCK, sizeof *x), *f = x + BLOCK, *df = f + BLOCK;
    double steepest = 0, all = (double)n * (double)hidden;
    *u = (struct ffn_units){ memory_new(hidden, sizeof(double)), memory_new(hidden, sizeof(double)),
                             memory_new(hidden, sizeof(double)), memory_new(hidden, sizeof(double)),
                             memory_new(hidden, sizeof(double)), 0, 0 };
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < hidden; k += BLOCK) {
            size_t m = hidden - k < BLOCK ? hidden - k : BLOCK;
            for (size_t j = 0; j < m; j++)
                x[j] = (double)pre[i * hidden + k + j];
            function_map(block->activation, m, x, f, df, NULL);
            unit_update(u, k, m, i, x, df);
        }
    free(x);
    for (size_t k = 0; k < hidden; k++) {
        u->spread[k] = n > 1 ? sqrt(u->spread[k] / (double)(n - 1)) : NAN;
        u->active_percent[k] *= 100 / (double)n;
        steepest = fmax(steepest, fmax(fabs(u->slope_low[k]), fabs(u->slope_high[k])));
    }
    u->negative_percent *= 100 / all;
    u->saturated_percent = 100 * saturated(block, n, pre, 0.1 * steepest) / all;
}

void ffn_units_free(struct ffn_units *u)
{
    free(u->mean);
    free(u->spread);
    free(u->active_percent);
    free(u->slope_low);
    free(u->slope_high);
}
