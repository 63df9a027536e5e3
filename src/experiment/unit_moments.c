/* Moments of units, in vector loops: an array for each, a number a unit in it. */
#include "experiment/unit_moments.h"
#include "base/base.h"

#include <math.h>
#include <stdlib.h>

void unit_moments_new(struct unit_moments *m, size_t units)
{
    double **arrays[] = { &m->first, &m->sum, &m->squares, &m->low, &m->high };
    enum { ARRAYS = sizeof arrays / sizeof *arrays };
    *m = (struct unit_moments){ .units = units };
    m->memory = memory_new(ARRAYS * units, sizeof *m->memory);
    for (size_t k = 0; k < ARRAYS; k++)
        *arrays[k] = m->memory + k * units;
    for (size_t u = 0; u < units; u++) {
        m->low[u] = INFINITY; /* above high: the unit has no number yet */
        m->high[u] = -INFINITY;
    }
}

void unit_moments_free(struct unit_moments *m)
{
    free(m->memory);
    *m = (struct unit_moments){ 0 };
}

static void add_row(const struct unit_moments *m, size_t at, size_t units, const double *value)
{
    double *restrict sum = m->sum + at, *restrict squares = m->squares + at;
    double *restrict low = m->low + at, *restrict high = m->high + at;
    const double *restrict first = m->first + at;
    for (size_t u = 0; u < units; u++) {
        double x = value[u], apart = x - first[u];
        sum[u] += apart;
        squares[u] += apart * apart;
        low[u] = x < low[u] ? x : low[u];
        high[u] = x > high[u] ? x : high[u];
    }
}

/* A run of numbers of one unit. */
static void add_run(const struct unit_moments *m, size_t unit, size_t n, const double *value)
{
    double sum = 0, squares = 0, low = m->low[unit], high = m->high[unit], first = m->first[unit];
    for (size_t i = 0; i < n; i++) {
        double apart = value[i] - first;
        sum += apart;
        squares += apart * apart;
        low = value[i] < low ? value[i] : low;
        high = value[i] > high ? value[i] : high;
    }
    m->sum[unit] += sum;
    m->squares[unit] += squares;
    m->low[unit] = low;
    m->high[unit] = high;
}

void unit_moments_add(struct unit_moments *m, size_t first, size_t rows, size_t units,
                      const double *value)
{
    for (size_t u = 0; rows > 0 && u < units; u++)
        if (m->low[first + u] > m->high[first + u] && m->sum[first + u] == 0)
            m->first[first + u] = value[u];
    if (units == 1) {
        add_run(m, first, rows, value);
        return;
    }
    for (size_t i = 0; i < rows; i++)
        add_row(m, first, units, value + i * units);
}

double unit_mean(const struct unit_moments *m, size_t unit, double samples)
{
    return m->first[unit] + m->sum[unit] / samples;
}

double unit_deviation(const struct unit_moments *m, size_t unit, double samples)
{
    double mean = m->sum[unit] / samples, square = m->squares[unit] / samples - mean * mean;
    return isnan(square) ? square : sqrt(fmax(square, 0));
}
