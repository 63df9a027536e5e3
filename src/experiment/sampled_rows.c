/* Samples that are kept, picked by their number. */
#include "experiment/sampled_rows.h"

#include <stdlib.h>
#include <string.h>

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b > 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

void sampled_rows_new(struct sampled_rows *s, uint64_t samples, size_t units, uint64_t period)
{
    uint64_t most = units > 0 ? SAMPLED_MOST / units : 0;
    *s = (struct sampled_rows){ .units = units, .stride = 1 };
    if (most < 2 || samples == 0)
        return;
    if (samples > most) {
        s->stride = (samples + most - 1) / most;
        while (common_divisor(s->stride, period) > 1)
            s->stride++;
    }
    s->rows = (size_t)((samples + s->stride - 1) / s->stride);
    s->value = memory_new(s->rows * units, sizeof *s->value);
}

void sampled_rows_free(struct sampled_rows *s)
{
    free(s->value);
    *s = (struct sampled_rows){ 0 };
}

void sampled_rows_add(struct sampled_rows *s, uint64_t first, size_t rows, size_t unit,
                      size_t units, const double *value)
{
    if (s->rows == 0)
        return;
    uint64_t rest = first % s->stride, skip = rest > 0 ? s->stride - rest : 0;
    for (uint64_t i = skip; i < rows; i += s->stride)
        memcpy(s->value + (size_t)((first + i) / s->stride) * s->units + unit, value + i * units,
               units * sizeof *value);
}
