/* Inside the activation room: does a FUNCTION repeat itself? */
#ifndef ACTFN_PERIOD_H
#define ACTFN_PERIOD_H

#include "activation/pieces.h"

/* *drift: f(x + P) - f(x) is 0 wherever it is tried (0), or one positive (1) or negative (-1)
 * number. false: neither, or P is longer than the window of pieces.h. */
bool period_find(const struct pieces *p, int *drift);

#endif
