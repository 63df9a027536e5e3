/* Inside input: columns of a file that is open. */
#ifndef ACTFN_COLUMNS_H
#define ACTFN_COLUMNS_H

#include "input/input.h"
#include "input/source.h"

/* The source is then the columns'. */
bool columns_take(struct columns *c, const struct source *source, const char *path,
                  struct error *err);

#endif
