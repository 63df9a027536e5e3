/* One offline page around a drawing. */
#ifndef ACTFN_PAGE_H
#define ACTFN_PAGE_H

#include "plot/layout.h"

/* `narrow`: the same figure for a narrow window, or NULL. `said`: what the theme printed about its
 * colours. */
void page_write(struct buffer *b, const struct plot_layout *l, const struct buffer *svg,
                const struct buffer *narrow, const char *said, const char *title);

#endif
