/* Many points of the phase diagram at once: E f(u)^2 is tabled over q once, each point's fixed
 * point is found on the table, and then polished on the function itself. */
#include "network/meanfield.h"

#include <math.h>

enum { TABLE = 320, STEPS = 4000 };
#define TABLE_LOW 1e-10
#define TABLE_RATIO 1.15 /* up to 2.5e9 */

struct square_table {
    double log_square[TABLE];
    bool finite[TABLE];
};

static void table_make(const struct gaussian *g, struct square_table *t)
{
    double q = TABLE_LOW;
    for (int i = 0; i < TABLE; i++, q *= TABLE_RATIO) {
        double square = gaussian_moments(g, q).square;
        t->finite[i] = isfinite(square);
        t->log_square[i] = log(fmax(square, 1e-300));
    }
}

/* Where the tabled map leads from q = 1; 0 below the table, infinity above it, NaN: unsettled. */
static double table_follow(const struct square_table *t, double v, double b)
{
    double q = 1;
    for (int i = 0; i < STEPS; i++) {
        double at = log(q / TABLE_LOW) / log(TABLE_RATIO);
        if (at < 0 || at >= TABLE - 1)
            return at < 0 ? 0 : INFINITY;
        int k = (int)at;
        if (!t->finite[k + 1])
            return INFINITY;
        double part = at - k;
        double next = v * exp((1 - part) * t->log_square[k] + part * t->log_square[k + 1]) + b;
        if (fabs(next - q) <= 1e-9 * q)
            return next;
        q = next;
    }
    return NAN;
}

void meanfield_grid(const struct gaussian *g, const double *weight_variance, size_t weights,
                    const double *bias_variance, size_t biases, struct meanfield *points)
{
    struct square_table t;
    table_make(g, &t);
    for (size_t i = 0; i < weights * biases; i++) {
        double v = weight_variance[i % weights], b = bias_variance[i / weights];
        double near = table_follow(&t, v, b);
        if (isinf(near))
            meanfield_diverging(v, b, &points[i]);
        else if (!meanfield_polish(g, v, b, near, &points[i]))
            meanfield_length(g, v, b, &points[i]);
    }
}
