/* Correct rounding of f and f' to a narrower format.
 *
 * A double that the kernels give lies within E of the true value. Where y - E and y + E round to
 * the same number, that is the answer; a midpoint between two numbers of the format is that near
 * for some tens in 2^32 float32 inputs. Those are evaluated with more bits (precise.c). E is twice
 * what the rows promise: 2 ulp of f (3 without FMA), and 4 of |f'| + |x f''| for f'. */
#include "activation/rounding.h"
#include "activation/precise.h"
#include "activation/sift.h"

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
    uint64_t open_at[BLOCK];
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

/* The value of y[i], whose double leaves it open. */
static double decide_at(struct rounding *r, int order, size_t i, double x, double error)
{
    const double *y = r->y[order];
    const double own[3] = { y[i], r->y[order + 1][i], order ? 0 : r->y[2][i] };
    return decide(r, order, x, own, error);
}

/* Where f has sunk below all numbers of the format, and nearly below all doubles, only the sign of
 * 0 is open, for 10^5 inputs of a tail. The catalogue's functions have no zeros so far out: what
 * both ends of a block are, all between is. Those that are decided so are no longer open. */
static void signs_decide(struct rounding *r, int order, size_t n, const double *x, double *to)
{
    const double sunk = 0x1p-1060, *y = r->y[order];
    size_t ends[2] = { n, 0 };
    bool alike = !r->every && r->g->activation;
    for (size_t i = 0; alike && i < n; i++) {
        if (!r->open_at[i] || fabs(y[i]) > sunk)
            continue;
        ends[0] = ends[0] < i ? ends[0] : i;
        alike = signbit(y[i]) == signbit(y[ends[0]]) && fabs(x[i]) > 1 &&
                x[i] >= x[ends[1] ? ends[1] : ends[0]];
        ends[1] = i;
    }
    if (!alike || ends[0] + 2 > ends[1])
        return;
    for (int k = 0; k < 2; k++)
        alike =
            alike && signbit(decide_at(r, order, ends[k], x[ends[k]], sunk)) == signbit(y[ends[k]]);
    for (size_t i = ends[0]; alike && i <= ends[1]; i++)
        if (r->open_at[i] && fabs(y[i]) <= sunk) {
            to[i] = copysign(0, y[i]);
            r->open_at[i] = 0;
        }
}

/* y: f or f' (order) and its derivative; rounded into `to`. Where a smooth f comes up to 0 from
 * below on the left, its slope is negative too, though both have underflowed. */
static void round_block(struct rounding *r, int order, size_t n, const double *x, double *to)
{
    const double *y = r->y[order], *slope = r->y[order + 1];
    const struct activation *a = r->g->activation;
    bool bounded = !a || a->accuracy || order;
    const struct sifting s = { .d = r->d,
                               .condition_most = bounded ? CONDITION_MOST : 0,
                               .fallen = order && a && a->smoothness == SMOOTH ? r->y[0] : NULL };
    bool any = sift(&s, n, x, y, slope, to, r->open_at);
    if (any)
        signs_decide(r, order, n, x, to);
    for (size_t i = 0; (any || r->every) && i < n; i++)
        if (r->open_at[i] || (r->every && isfinite(x[i]))) {
            double condition = fmin(fabs(x[i]), s.condition_most);
            double error = UNIT * (fabs(y[i]) + condition * fabs(slope[i])) + 0x1p-1070;
            to[i] = decide_at(r, order, i, x[i], error);
        }
}

void rounding_with(struct rounding *r, size_t n, const double *x, double *f, double *df,
                   double *ddf, double *const exact[2])
{
    for (size_t i = 0; i < n; i += BLOCK) {
        size_t m = n - i < BLOCK ? n - i : BLOCK;
        function_map(r->g, m, x + i, r->y[0], r->y[1], r->y[2]);
        round_block(r, 0, m, x + i, f + i);
        if (df)
            round_block(r, 1, m, x + i, df + i);
        if (ddf) {
            memcpy(ddf + i, r->y[2], m * sizeof *ddf);
            dtype_round_all(r->d, m, ddf + i);
        }
        for (int k = 0; k < 2; k++)
            if (exact[k])
                memcpy(exact[k] + i, r->y[k], m * sizeof **exact);
    }
}

void rounding_map(struct rounding *r, size_t n, const double *x, double *f, double *df, double *ddf)
{
    double *const none[2] = { NULL, NULL };
    rounding_with(r, n, x, f, df, ddf, none);
}
