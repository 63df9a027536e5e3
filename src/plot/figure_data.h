/* A table of the report, reduced to what the eye can see. Row-major; text columns are NaN here and
 * keep their text beside. */
#ifndef ACTFN_FIGURE_DATA_H
#define ACTFN_FIGURE_DATA_H

#include "report/report.h"

struct figure_data {
    const char *name;
    const struct table *table;
    size_t rows, columns;
    double *cells;      /* rows x columns */
    double *low, *high; /* of each column's finite values, all rows counted (NaN if none) */
};
enum { DATA_ROWS = 10000, TEXT_ROWS = 4096, MOST_ROWS = 4000000 };
/* The caller frees it by figure_data_free, also of a failed one. reduce: the first column is x and
 * the rest are curves over it, of any length. */
bool data_read(struct figure_data *d, const struct table *t, size_t pixels, bool reduce,
               struct error *err);
void figure_data_free(struct figure_data *d);
double data_at(const struct figure_data *d, size_t row, size_t column);
size_t data_column(const struct figure_data *d, const char *name); /* columns when there is none */
const char *data_text(const struct figure_data *d, size_t row,
                      size_t column); /* "" when there is none */

#endif
