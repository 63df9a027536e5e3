/* Braille in cells, from gnuplot's tkcanvas stream. */
#ifndef ACTFN_BRAILLE_H
#define ACTFN_BRAILLE_H

#include "plot/canvas.h"

/* Reads gnuplot's tkcanvas stream and prints it in cells. */
bool braille_print(const char *tk, size_t length, const struct cells *how, struct buffer *out,
                   struct error *err);

#endif
