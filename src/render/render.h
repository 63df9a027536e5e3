/* render: a report to bytes, a file a format. Sees columns; knows no activation and no command. All
 * formats stream: memory does not grow with the rows. Numbers as number_print spells them. */
#ifndef ACTFN_RENDER_H
#define ACTFN_RENDER_H

#include "report/report.h"

struct layout {
    const char *table; /* --table: the one that csv, tsv and npy write; NULL: the first */
    bool header;       /* csv, tsv: a header row */
    int columns;       /* text: screen width to keep within, 40 .. 250; 80 where nothing is known */
    bool colour;       /* text: bold and dim by ANSI sequences */
};

struct format {
    const char *name;   /* "csv" */
    const char *suffix; /* of its files: "txt" */
    const char *about;  /* for --help */
    bool people;        /* for a person to read: few rows, few digits */
    bool binary;        /* refuse a terminal */
    /* false: message (a table that is not there, rows that could not be made, a failed write). */
    bool (*render)(const struct report *r, const struct layout *layout, FILE *out,
                   struct error *err);
};
const struct format *format_row(size_t i); /* NULL after the last */
const struct format *
format_find(const char *name); /* by exact name; a suffix is a name: ".csv", "txt" */

#endif
