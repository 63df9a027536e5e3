/* Timing functions in the cache, and their errors against the definition in long double. */
#include "experiment/cost.h"
#include "activation/property.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15 }; /* COST_POINTS, four arrays: in the cache of any processor */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct cost_arrays {
    double x[COST_POINTS], f[COST_POINTS], df[COST_POINTS], ddf[COST_POINTS];
};

static void evaluate(const struct function *g, int order, struct cost_arrays *a)
{
    function_map(g, COST_POINTS, a->x, a->f, order > 0 ? a->df : NULL, order > 1 ? a->ddf : NULL);
}

/* Nanoseconds a value: the least of several rounds, each long enough for the clock; what else the
 * machine does can only add to it. order -1: copying, the least that any function costs. */
static double nanoseconds(const struct function *g, int order, struct cost_arrays *a)
{
    double best = INFINITY;
    int repeats = 1;
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds(), spent;
        for (int i = 0; i < repeats; i++) {
            if (order >= 0)
                evaluate(g, order, a);
            else
                memcpy(a->f, a->x, sizeof a->f);
            __asm__ volatile("" : : "r"(a) : "memory"); /* the results are wanted */
        }
        spent = seconds() - start;
        if (spent < 2e-4) {
            repeats = spent < 2e-5 ? repeats * 10 : repeats * 2;
            round = -1;
            continue;
        }
        best = fmin(best, spent / repeats / COST_POINTS * 1e9);
    }
    return best;
}

/* Units: for f of a row, of its last place; for slopes, for expressions and for rows that say so
 * (info), 2^-52 (|y| + |x y'|), since beside a zero where terms cancel no digits can be held. */
static long double unit_of(const struct function *g, int order, double x, const long double *y)
{
    long double size = fabsl(y[order]) + fabsl(x * y[order + 1]);
    if (order == 0 && g->activation && !g->activation->accuracy)
        return dtype_ulp(dtype_find("float64"), (double)y[0]);
    return fmaxl(0x1p-52L * size, 0x1p-1074L);
}

static void worst_errors(const struct function *g, const struct cost_arrays *a, double *worst)
{
    struct exact *r = exact_new(g);
    worst[0] = worst[1] = worst[2] = NAN;
    for (size_t i = 0; i < COST_POINTS; i += COST_POINTS / COST_CHECKED) {
        long double y[4];
        const double got[3] = { a->f[i], a->df[i], a->ddf[i] };
        if (!exact_at(r, a->x[i], 4, y))
            continue;
        for (int k = 0; k < 3; k++) {
            double error = (double)(fabsl(got[k] - y[k]) / unit_of(g, k, a->x[i], y));
            worst[k] = isnan(worst[k]) || error > worst[k] ? error : worst[k];
        }
    }
    exact_free(r);
}

static void cost_rows(const struct function *g, double copy, struct cost_arrays *a,
                      struct function_cost *rows)
{
    double worst[3] = { NAN, NAN, NAN };
    if (!g->vectorwise) {
        evaluate(g, 2, a);
        worst_errors(g, a, worst);
    }
    for (int order = 0; order < 3; order++) {
        double ns = nanoseconds(g, order, a);
        rows[order] = (struct function_cost){
            .function = g->label,
            .derivatives = order,
            .ns_per_value = ns,
            .values_per_second = 1e9 / ns,
            .relative_to_copy = ns / copy,
            .max_error_ulp = worst[order],
        };
    }
}

double cost_measure(const struct function *functions, size_t n, const struct grid *grid,
                    struct function_cost *rows)
{
    struct cost_arrays *a = memory_new(1, sizeof *a);
    grid_points(grid, 0, COST_POINTS, a->x);
    double copy = nanoseconds(NULL, -1, a);
    progress_start("bench", (double)n);
    for (size_t i = 0; i < n; i++) {
        progress_step((double)i, "%s", functions[i].label);
        cost_rows(&functions[i], copy, a, &rows[3 * i]);
    }
    progress_end();
    free(a);
    return copy;
}
