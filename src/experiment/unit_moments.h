/* unit_moments: mean, spread, least and greatest of the numbers of each unit, which come once and
 * in pieces. */
#ifndef ACTFN_UNIT_MOMENTS_H
#define ACTFN_UNIT_MOMENTS_H

#include <stdbool.h>
#include <stddef.h>

struct unit_moments {
    size_t units;
    double *first;         /* the unit's first number: sums are of what differs from it */
    double *sum, *squares; /* so that nothing cancels far from 0 */
    double *low, *high;    /* NaN is not seen */
    double *memory;        /* private */
};
void unit_moments_new(struct unit_moments *m, size_t units);
void unit_moments_free(struct unit_moments *m);
/* rows x units numbers of the units first .. first + units - 1. */
void unit_moments_add(struct unit_moments *m, size_t first, size_t rows, size_t units,
                      const double *value);
double unit_mean(const struct unit_moments *m, size_t unit, double samples);
double unit_deviation(const struct unit_moments *m, size_t unit, double samples); /* over samples */
static inline bool unit_is_constant(const struct unit_moments *m, size_t unit)
{
    return m->low[unit] == m->high[unit] && m->sum[unit] == 0;
}

#endif
