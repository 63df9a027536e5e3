/* A feedforward block at work: forward passes, a few hundred inputs at a time. */
#include "experiment/block.h"

#include <math.h>
#include <stdlib.h>

enum { AT_ONCE = 256 };     /* inputs: as many as the middle's memory should hold */
enum { STREAM_INPUTS = 6 }; /* of random numbers */

struct block_pass {
    const struct block_wish *wish;
    struct block_measured *m;
    float *x, *pre, *middle, *y;
    double seconds, activating;
};

size_t block_inputs_most(size_t dim)
{
    double fit =
        memory_there() / 4 / (5 * sizeof(double) * (double)dim); /* five doubles a number */
    if (fit > 1e6)
        return 1000000;
    return fit < AT_ONCE ? AT_ONCE : (size_t)fit;
}

/* ---- where the numbers of a forward pass stop being finite, if they do ---------------------- */

struct block_stage {
    const char *what;
    const float *at;
    size_t width;
};

static bool stays_finite(const struct block_wish *wish, size_t n, size_t first,
                         const struct block_stage *stage, size_t nstages, struct error *err)
{
    for (size_t s = 0; s < nstages; s++)
        for (size_t i = 0; i < n * stage[s].width; i++)
            if (!isfinite(stage[s].at[i]))
                return error_set(
                    err,
                    "%s: the output overflows float at %s %zu on input %zu (from 0, %s): it is %s",
                    wish->whose, stage[s].what, i % stage[s].width, first + i / stage[s].width,
                    wish->given->x ? "--inputs" : "N(0,1)",
                    number_text((double)stage[s].at[i]).text);
    return true;
}

/* An activation that has no finite value where it is asked for one: the function's fault, not the
 * weights'. */
static bool activation_finite(const struct ffn *block, size_t n, const float *pre,
                              struct error *err)
{
    double x[BLOCK], f[BLOCK];
    for (size_t i = 0; i < n * block->hidden; i += BLOCK) {
        size_t m = n * block->hidden - i < BLOCK ? n * block->hidden - i : BLOCK;
        for (size_t k = 0; k < m; k++)
            x[k] = (double)pre[i + k];
        function_map(block->activation, m, x, f, NULL, NULL);
        for (size_t k = 0; k < m; k++)
            if (!isfinite(f[k]))
                return error_set(err, "%s: is %s at %s, which unit %zu gets",
                                 quote(block->activation->label).text, number_text(f[k]).text,
                                 number_text_short(x[k], 6).text, (i + k) % block->hidden);
    }
    return true;
}

static bool pass_finite(const struct block_pass *p, size_t first, size_t n, const float *y,
                        struct error *err)
{
    const struct ffn *block = p->wish->block;
    const struct block_stage before = { "the pre-activation of unit", p->pre, block->hidden };
    const struct block_stage after[] = { { "unit", p->middle, block->hidden },
                                         { "output", y, block->dim } };
    struct error function;
    if (!stays_finite(p->wish, n, first, &before, 1, err))
        return false;
    if (stays_finite(p->wish, n, first, after, 2, err))
        return true;
    if (!activation_finite(block, n, p->pre, &function))
        *err = function;
    return false;
}

/* ---- forward -------------------------------------------------------------------------------- */

/* AT_ONCE inputs or fewer: times, units, histogram. y is where the outputs go. */
static bool pass_some(struct block_pass *p, const float *x, size_t first, size_t n, float *y,
                      struct error *err)
{
    const struct ffn *block = p->wish->block;
    double activating, wide[BLOCK];
    size_t count = n * block->hidden;
    p->seconds += ffn_forward(block, n, x, p->pre, p->middle, y, &activating);
    p->activating += activating;
    if (!pass_finite(p, first, n, y, err))
        return false;
    ffn_units_add(block, n, p->pre, &p->m->units);
    for (size_t i = 0; i < count; i += BLOCK) {
        size_t m = count - i < BLOCK ? count - i : BLOCK;
        for (size_t k = 0; k < m; k++)
            wide[k] = (double)p->pre[i + k];
        bins_add(&p->m->pre, m, wide);
    }
    return true;
}

/* All inputs through the block. outputs: where they are wanted (rows of dim), or NULL. */
static bool pass_all(struct block_pass *p, float *outputs, struct error *err)
{
    size_t dim = p->wish->block->dim, all = p->m->inputs;
    const float *given = p->wish->given->x;
    struct random chance;
    bool ok = true;
    random_seed(&chance, p->wish->seed, STREAM_INPUTS);
    for (size_t first = 0; first < all && ok; first += AT_ONCE) {
        size_t n = all - first < AT_ONCE ? all - first : AT_ONCE;
        for (size_t i = 0; !given && i < n * dim; i++)
            p->x[i] = (float)random_normal(&chance);
        ok = pass_some(p, given ? given + first * dim : p->x, first, n,
                       outputs ? outputs + first * dim : p->y, err);
        progress_step((double)(first + n), NULL);
    }
    return ok;
}

static bool forward(const struct block_wish *wish, struct block_measured *m, float *outputs,
                    struct error *err)
{
    const struct ffn *block = wish->block;
    size_t most = m->inputs < AT_ONCE ? m->inputs : AT_ONCE;
    struct block_pass p = {
        .wish = wish,
        .m = m,
        .x = memory_new(most * block->dim, sizeof(float)),
        .pre = memory_new(most * block->hidden, sizeof(float)),
        .middle = memory_new(most * block->hidden, sizeof(float)),
        .y = memory_new(most * block->dim, sizeof(float)),
    };
    ffn_units_start(block, &m->units);
    bins_new(&m->pre);
    bool ok = pass_all(&p, outputs, err);
    ffn_units_finish(block, &m->units);
    m->activation_percent = 100 * p.activating / p.seconds;
    free(p.x);
    free(p.pre);
    free(p.middle);
    free(p.y);
    return ok;
}

static void units_judge(size_t hidden, struct block_measured *m)
{
    for (size_t i = 0; i < hidden; i++) {
        double low = m->units.slope_low[i], high = m->units.slope_high[i];
        m->dead += low == 0 && high == 0;
        m->always_on += low == high && low != 0;
    }
}

bool block_measure(const struct block_wish *wish, struct block_measured *m, struct error *err)
{
    const struct ffn *block = wish->block;
    const float *given = wish->given->x;
    *m = (struct block_measured){ .inputs = given ? wish->given->rows : wish->samples };
    float *outputs = given ? memory_new(m->inputs * block->dim, sizeof *outputs) : NULL;
    progress_start("measuring", (double)m->inputs);
    bool ok = forward(wish, m, outputs, err);
    if (ok && given)
        ffn_effect_given(block, m->inputs, given, outputs, &m->effect);
    else if (ok)
        ffn_effect(block, wish->samples, wish->seed, &m->effect);
    progress_end();
    free(outputs);
    if (ok)
        units_judge(block->hidden, m);
    return ok;
}

void block_measured_free(struct block_measured *m)
{
    ffn_units_free(&m->units);
    bins_free(&m->pre);
    *m = (struct block_measured){ 0 };
}
