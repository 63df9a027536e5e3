/* The conductor: a report's figure all the way to bytes. It alone calls every stage, and no stage
 * calls back:
 *
 *     report -> figure (tables, reduced) -> layout (frames, ranges, places of labels)
 *            -> script -> child -> bytes
 *
 * Each stage reads what came before as it is. */
#ifndef ACTFN_DRAW_H
#define ACTFN_DRAW_H

#include "plot/layout.h"

/* All that a script is written from. The layout points into the rest: not to be copied. */
struct drawing {
    struct plot_sheet sheet;
    struct figure figure;
    struct plot_layout layout;
    struct buffer narrow; /* of a page: the figure again, for a narrow window */
};
/* Report, look, device and theme ("light", "dark", "print") stay the caller's and must outlive the
 * drawing. False: `err` says it, and nothing is to be freed. */
bool drawing_prepare(struct drawing *d, const struct report *r, const struct look *look,
                     const struct device *device, const char *theme, struct error *err);
void drawing_free(struct drawing *d);

/* Report to bytes on this device by way of gnuplot; `out` is the caller's to free. */
bool drawing_draw(const struct report *r, const struct look *look, const struct device *device,
                  const char *theme, struct buffer *out, struct error *err);
/* The script alone, its data inside; gnuplot is not needed for it. */
bool drawing_write(const struct report *r, const struct look *look, const char *theme,
                   struct buffer *out, struct error *err);

#endif
