/* Inside report: a table's beginning and end. */
#ifndef ACTFN_TABLE_H
#define ACTFN_TABLE_H

#include "report/report.h"

struct table *table_new(const char *name, uint64_t rows);
void table_free(struct table *t);

#endif
