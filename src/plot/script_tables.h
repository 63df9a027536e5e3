/* The tables of a script. */
#ifndef ACTFN_SCRIPT_TABLES_H
#define ACTFN_SCRIPT_TABLES_H

#include "plot/layout.h"

/* Files without a name that gnuplot opens as /dev/fd/N: for the tables' numbers, and for its
 * picture. */
struct script_files {
    int data, drawn;
};
/* Their numbers go to files->data; files NULL: into the script. */
bool script_tables(struct buffer *b, const struct plot_layout *l, const struct script_files *files,
                   struct error *err);

#endif
