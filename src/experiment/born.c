/* Networks born dead, measured and by the formula. */
#include "experiment/born.h"

#include <math.h>
#include <stdlib.h>

/* Flat for z < 0, where it gives 0, and not flat for z > 0. */
static bool rectifies(const struct function *f)
{
    static const double at[] = { 1e-8, 1e-3, 0.1, 1, 5, 30, 1e4 };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        struct jet left = function_at(f, -at[i]), right = function_at(f, at[i]);
        if (left.f != 0 || left.df != 0 || right.df == 0)
            return false;
    }
    return function_at(f, 0).f == 0 && function_at(f, 0).df == 0;
}

bool born_dead_known(const struct function *f, const struct init *init, double bias)
{
    bool uniform;
    if (isnan(bias))
        bias = init_bias(init, 1, &uniform);
    return bias == 0 && init->kind != INIT_ASYMMETRIC && init->kind != INIT_ZEROS && rectifies(f);
}

double born_dead_formula(const size_t *widths, size_t layers)
{
    double log_alive = 0;
    for (size_t l = 0; l < layers; l++)
        log_alive += log1p(-exp2(-(double)widths[l]));
    return -expm1(log_alive);
}

static bool born_dead(const struct born_wish *w, const struct init *init, const size_t *shape,
                      size_t layers, double steepest, uint64_t seed)
{
    struct network n;
    struct layer_units *units = memory_new(layers, sizeof *units);
    bool dead = false;
    network_new(&n, shape, layers + 1, 0, w->function);
    network_init(&n, init, false, 0, seed);
    network_census(&n, w->probe->x, w->probe->rows, steepest, units, NULL, NULL);
    for (size_t l = 0; l < layers; l++)
        dead |= units[l].dead == units[l].units;
    network_free(&n);
    free(units);
    return dead;
}

void born_map(const struct born_wish *w, struct born_cell *cell)
{
    static const size_t widths[BORN_WIDTHS] = { 1, 2, 3, 4, 5, 6, 8, 10, 12 },
                        depths[BORN_DEPTHS] = { 1, 2, 4, 8, 16, 32 };
    double steepest = function_steepest(w->function);
    size_t cells = w->ninits * BORN_DEPTHS * BORN_WIDTHS;
    progress_start("counting dead networks", (double)cells);
    for (size_t c = 0; c < cells; c++) {
        size_t width = widths[c % BORN_WIDTHS], layers = depths[c / BORN_WIDTHS % BORN_DEPTHS];
        const struct init *init = &w->inits[c / BORN_WIDTHS / BORN_DEPTHS];
        size_t shape[33] = { w->probe->inputs }, dead = 0;
        for (size_t l = 1; l <= layers; l++)
            shape[l] = width;
        for (size_t k = 0; k < w->trials; k++)
            dead += born_dead(w, init, shape, layers, steepest, w->seed + k);
        bool known = born_dead_known(w->function, init, NAN);
        cell[c] = (struct born_cell){
            .init = init->name,
            .layers = layers,
            .width = width,
            .dead_percent = 100 * (double)dead / (double)w->trials,
            .predicted_percent = known ? 100 * born_dead_formula(shape + 1, layers) : NAN,
        };
        progress_step((double)(c + 1), "%s, %zu layers of %zu", init->name, layers, width);
    }
    progress_end();
}
