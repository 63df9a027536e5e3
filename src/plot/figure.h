/* A report's figure: the report, how it shall look, its script of plots/, and the tables that the
 * script names. */
#ifndef ACTFN_FIGURE_H
#define ACTFN_FIGURE_H

#include "plot/figure_data.h"
#include "plot/plot.h"

struct figure_script;
struct figure {
    const struct report *report;
    const struct look *look;
    const struct figure_script *script;
    struct figure_data *data; /* those with rows */
    size_t ndata;
};
/* Report and look stay the caller's and must outlive the figure; `pixels`: the picture's width,
 * what curves are reduced to. False: `err` says it, and nothing is to be freed. */
bool figure_read(struct figure *f, const struct report *r, const struct look *look, size_t pixels,
                 struct error *err);
void figure_free(struct figure *f);
const struct figure_data *figure_table(const struct figure *f,
                                       const char *name); /* NULL: none, or no row */

#endif
