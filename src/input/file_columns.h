/* Inside input: columns of a csv or npy file, read as they come. */
#ifndef ACTFN_FILE_COLUMNS_H
#define ACTFN_FILE_COLUMNS_H

#include "input/input.h"
#include "input/source.h"

enum { COLUMNS_MOST = 1 << 16 };
/* The source is then the columns'. */
bool file_columns_take(struct columns *c, const struct source *source, const char *path,
                       struct error *err);
bool file_columns_read(struct columns *c, size_t *count, double *const *cells, struct error *err);
void file_columns_close(struct columns *c);
char *file_column_name(size_t i); /* of one that has none; the caller's */

#endif
