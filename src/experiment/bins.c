/* A histogram whose range grows with its numbers. */
#include "experiment/bins.h"
#include "base/base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HALF = BINS_FINE / 2 };
static const double may_lie_beyond =
    1e-3; /* of the numbers: a few outliers do not squeeze the rest into one bin */

void bins_new(struct growing_bins *b)
{
    *b = (struct growing_bins){ .count = memory_new(BINS_FINE, sizeof *b->count) };
}

void bins_free(struct growing_bins *b)
{
    free(b->count);
    *b = (struct growing_bins){ 0 };
}

/* Two bins become one, and the outer halves are empty. From the middle outwards nothing is
 * overwritten that is still to be read. */
static void halve(struct growing_bins *b)
{
    for (size_t i = 0; i < HALF / 2; i++) {
        b->count[HALF + i] = b->count[HALF + 2 * i] + b->count[HALF + 2 * i + 1];
        b->count[HALF - 1 - i] = b->count[HALF - 1 - 2 * i] + b->count[HALF - 2 - 2 * i];
    }
    memset(b->count, 0, HALF / 2 * sizeof *b->count);
    memset(b->count + HALF + HALF / 2, 0, HALF / 2 * sizeof *b->count);
    b->power++;
}

/* The power that holds x: |x| < 2^power. */
static void grow(struct growing_bins *b, double x)
{
    int power;
    (void)frexp(x, &power);
    if (!b->begun) {
        b->begun = true;
        b->power = power;
        b->count[HALF] = b->zeros;
    }
    /* After 17 doublings all counts stand beside 0, and more of them change nothing. */
    for (int left = power - b->power < 20 ? power - b->power : 20; left > 0; left--)
        halve(b);
    b->power = power > b->power ? power : b->power;
}

/* The first numbers, the largest so far, and what is not finite. */
static void add_first(struct growing_bins *b, double x)
{
    if (!isfinite(x))
        return;
    b->all++;
    if (x == 0 && !b->begun) {
        b->zeros++;
        return;
    }
    if (!b->begun || !(fabs(x) < ldexp(1, b->power)))
        grow(b, x);
    b->count[(size_t)(HALF + floor(ldexp(x, -b->power) * HALF))]++;
}

/* x scale, below HALF in size, rounded down: a cast rounds towards 0. */
static inline size_t bin_of(double x, double scale)
{
    double y = x * scale;
    int whole = (int)y;
    return (size_t)(HALF + whole - (y < whole));
}

void bins_add(struct growing_bins *b, size_t n, const double *x)
{
    double reach = 0, scale = 0, within = 0;
    int power = 0;
    for (size_t i = 0; i < n; i++) {
        if (b->begun && (reach == 0 || power != b->power) && abs(b->power) < 900) {
            power = b->power;
            reach = ldexp(1, power);
            scale = ldexp(HALF, -power);
        }
        if (fabs(x[i]) < reach) {
            b->count[bin_of(x[i], scale)]++;
            within++;
        } else {
            add_first(b, x[i]);
        }
    }
    b->all += within;
}

/* How many numbers lie in the middle, where `span` fine bins are on either side. */
static double within(const struct growing_bins *b, size_t span)
{
    double sum = 0;
    for (size_t i = HALF - span; i < HALF + span; i++)
        sum += b->count[i];
    return sum;
}

void bins_show(const struct growing_bins *b, struct bins_shown *s)
{
    size_t span = HALF, each;
    int power = b->power;
    double beyond = 0;
    while (b->begun && span > BINS_SHOWN / 2) {
        double outside = b->all - within(b, span / 2);
        if (outside > may_lie_beyond * b->all)
            break;
        beyond = outside;
        span /= 2;
        power--;
    }
    *s = (struct bins_shown){ .width = ldexp(1, power - 5), .beyond = beyond };
    each = 2 * span / BINS_SHOWN;
    for (size_t i = 0; i < BINS_SHOWN; i++)
        for (size_t k = 0; k < each; k++)
            s->count[i] += b->count[HALF - span + i * each + k];
    if (!b->begun)
        s->count[BINS_SHOWN / 2] = b->zeros;
}
