/* Braille in cells, from gnuplot's tkcanvas stream. */
#ifndef ACTFN_BRAILLE_H
#define ACTFN_BRAILLE_H

#include "base/base.h"

enum colours { NO_COLOURS, COLOURS_256, ALL_COLOURS };
struct cells {
    size_t columns, rows;
    enum colours colours;
    bool ascii;  /* for fonts without braille */
    bool shades; /* the paper's colour is known, so cells may be tinted */
};
/* Reads gnuplot's tkcanvas stream and prints it in cells. */
bool braille_print(const char *tk, size_t length, const struct cells *how, struct buffer *out,
                   struct error *err);

#endif
