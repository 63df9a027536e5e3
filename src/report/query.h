/* query: what a report says to one question.
 *
 *   minimum_x                                   a fact
 *   layers[layer=5,moment=init].dead_percent    a cell: of the first row with these values
 *   max(layers[layer=5].dead_percent)           min, max, mean, sum or count of all such rows */
#ifndef ACTFN_QUERY_H
#define ACTFN_QUERY_H

#include "report/report.h"

struct value {
    char *text;
    double number;
}; /* text, the caller's to free; or NULL and a number */
/* Returns false with a message where there is no such fact, table, column or row. */
bool report_query(const struct report *r, const char *question, struct value *v, struct error *err);

/* As people read it: "20,488,000", "0.1997"; whole numbers in full, others with so many digits. The
 * caller frees. */
char *number_readable(double x, int digits);

#endif
