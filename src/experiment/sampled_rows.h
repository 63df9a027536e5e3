/* sampled_rows: some of an array's samples, evenly spread and each with all of its units, kept for
 * what cannot be counted number by number: the effective rank. */
#ifndef ACTFN_SAMPLED_ROWS_H
#define ACTFN_SAMPLED_ROWS_H

#include "base/base.h"

enum { SAMPLED_MOST = 1 << 21 }; /* numbers that are kept: 16 MB */

struct sampled_rows {
    size_t units, rows;
    uint64_t stride; /* every stride-th sample is kept */
    double *value;   /* rows x units */
};
/* All of `samples` samples if they fit, else every so manieth: a step that shares no divisor with
 * `period` (samples that come again and again, like the pixels of an image). rows is 0 where not
 * two samples fit. */
void sampled_rows_new(struct sampled_rows *s, uint64_t samples, size_t units, uint64_t period);
void sampled_rows_free(struct sampled_rows *s);
/* Numbers of samples first .. first + rows - 1, of the units from `unit` on: rows x units. */
void sampled_rows_add(struct sampled_rows *s, uint64_t first, size_t rows, size_t unit,
                      size_t units, const double *value);

#endif
