/* Correct rounding of f and f' to a narrower format.
 *
 * A double that the kernels give lies within E of the true value. Where y - E and y + E round to
 * the same number, that is the answer; a midpoint between two numbers of the format is that near
 * for some tens in 2^32 float32 inputs. Those are evaluated with more bits (precise.c). E is twice
 * what the rows promise: 2 ulp of f (3 without FMA), and 4 of |f'| + |x f''| for f'. */
#include "activation/rounding.h"
#include "activation/precise.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNIT (8 * DBL_EPSILON)
#define CONDITION_MOST \
    0x1p20 /* far out the kernels reduce x exactly: their error no longer grows */
#define TINY 0x1p-60
#define LOOSE \
    0x1p22 /* how much further from the double MPFR's value may be and be the same thing */

struct rounding {
    const struct function *g;
    const struct dtype *d;
    bool every, tried;
    struct precise *precise; /* once tried; NULL: none */
    uint64_t decided, open;
    struct tail {
        double x;
        int side;       /* 0: not known yet */
    } tails[2][2];      /* of f and f'; left and right */
    double y[3][BLOCK]; /* the kernels' */
};

struct rounding *rounding_new(const struct function *g, const struct dtype *d, bool every)
{
    struct rounding *r = memory_new(1, sizeof *r);
    r->g = g;
    r->d = d;
    r->every = every && g->expression;
    return r;
}

void rounding_free(struct rounding *r)
{
    if (!r)
        return;
    precise_free(r->precise);
    free(r);
}

void rounding_counts(const struct rounding *r, uint64_t *decided, uint64_t *open)
{
    *decided = r->decided;
    *open = r->open;
}

static double beside(const struct rounding *r, double y, int side)
{
    return dtype_round(r->d, nextafter(y, side > 0 ? INFINITY : -INFINITY));
}

/* Near 0 f(x) = f'(0) x + f''(0) x^2/2 + ...: where the first term is the midpoint itself (GELU of
 * half of all subnormal numbers), the second says on which side f is. */
static bool beside_tie(const struct rounding *r, double x, const double y[3], double *answer)
{
    bool applies = fabs(x) < TINY && x != 0 && y[0] != 0 && y[1] * x == y[0] && y[2] != 0 &&
                   y[1] == (double)(float)y[1] && fabs(y[2] * x) < 0x1p-30 * fabs(y[1]);
    if (applies)
        *answer = beside(r, y[0], y[2] > 0 ? 1 : -1);
    return applies;
}

/* Far out, where what is left of e^-|x| is beyond all bits, f is on the same side of its asymptote
 * for all x. So one tie there tells of all beyond it (x - tanh x has 2^23 of them in float32). Not
 * of products like x (x + 1) s(x), whose double may be a tie by its own rounding. */
static bool beyond_tail(const struct rounding *r, const struct tail *t, double x, bool tie)
{
    const struct activation *a = r->g->activation;
    return a && !a->slice && tie && t->side && fabs(x) >= t->x;
}

static bool is_kink(const struct function *g, double x)
{
    double at;
    return function_kinks(g, x, x, &at, 1) > 0;
}

/* The value of order 0 or 1 that the double y leaves open. */
static double decide(struct rounding *r, int order, double x, const double *y, double error)
{
    double answer = dtype_round(r->d, y[0]);
    if (order == 0 && !r->every && beside_tie(r, x, y, &answer))
        return answer;
    double low = dtype_round(r->d, y[0] - error), high = dtype_round(r->d, y[0] + error);
    bool tie = low + (high - low) / 2 == y[0] && low != high;
    struct tail *tail = &r->tails[order][x > 0];
    if (beyond_tail(r, tail, x, tie))
        return beside(r, y[0], tail->side);
    if (!r->tried) {
        r->tried = true;
        r->precise = precise_new(r->g);
    }
    double tolerance = r->every && !(order && is_kink(r->g, x)) ? INFINITY : error * LOOSE;
    if (r->precise && precise_round(r->precise, order, x, y[0], tolerance, r->d, &answer))
        r->decided++;
    else {
        answer = dtype_round(r->d, y[0]);
        r->open++;
    }
    if (r->precise && tie && answer != y[0] && precise_far_tail(r->precise))
        *tail = (struct tail){ fabs(x), answer > y[0] ? 1 : -1 };
    return answer;
}

/* Where a smooth f comes up to 0 from below on the left, its slope is negative too, though both
 * have underflowed. */
static bool falls_to_0(const struct rounding *r, size_t i, double x)
{
    const struct activation *a = r->g->activation;
    return a && a->smoothness == SMOOTH && x < 0 && r->y[0][i] == 0 && signbit(r->y[0][i]) &&
           r->y[1][i] == 0;
}

/* y: f or f' (order) and its derivative; rounded into `to`. */
static void round_block(struct rounding *r, int order, size_t n, const double *x, double *to)
{
    const double *y = r->y[order], *slope = r->y[order + 1];
    bool bounded = !r->g->activation || r->g->activation->accuracy || order;
    for (size_t i = 0; i < n; i++) {
        double condition = bounded ? fmin(fabs(x[i]), CONDITION_MOST) : 0;
        double error = UNIT * (fabs(y[i]) + condition * fabs(slope[i])) + 0x1p-1070;
        double low = dtype_round(r->d, y[i] - error), high = dtype_round(r->d, y[i] + error);
        to[i] = low;
        bool open = low != high || (signbit(low) != signbit(high) && y[i] != 0);
        if (isfinite(x[i]) && (r->every || (isfinite(error) && open))) {
            const double own[3] = { y[i], slope[i], order ? 0 : r->y[2][i] };
            to[i] = decide(r, order, x[i], own, error);
        } else if (!isfinite(error) || y[i] == 0)
            to[i] = dtype_round(r->d, y[i]);
        if (order && falls_to_0(r, i, x[i]))
            to[i] = -0.0;
    }
}

void rounding_map(struct rounding *r, size_t n, const double *x, double *f, double *df, double *ddf)
{
    for (size_t i = 0; i < n; i += BLOCK) {
        size_t m = n - i < BLOCK ? n - i : BLOCK;
        function_map(r->g, m, x + i, r->y[0], r->y[1], r->y[2]);
        round_block(r, 0, m, x + i, f + i);
        if (df)
            round_block(r, 1, m, x + i, df + i);
        if (ddf)
            memcpy(ddf + i, r->y[2], m * sizeof *ddf);
        if (ddf)
            dtype_round_all(r->d, m, ddf + i);
    }
}
