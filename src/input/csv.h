/* Inside input: rows of cells from a text file. */
#ifndef ACTFN_CSV_H
#define ACTFN_CSV_H

#include "input/source.h"

/* One row at a time; the cells are good until the next call. */
struct csv {
    struct source source;
    char separator;          /* ',', '\t', ';', or ' ' for runs of blanks; 0: not yet known */
    uint64_t line, row_line; /* where reading stands; where the row began */
    char *text;
    size_t length, room;
    size_t *start;
    size_t cells, cells_room;
    unsigned char *buffer;
    size_t at, filled;
    bool ended;
};
void csv_open(struct csv *c, const struct source *s); /* which it then owns */
void csv_close(struct csv *c);
/* The next row that is neither empty nor a remark (#); cells 0: there are no more. */
bool csv_row(struct csv *c, struct error *err);
static inline const char *csv_cell(const struct csv *c, size_t i)
{
    return c->text + c->start[i];
}

#endif
