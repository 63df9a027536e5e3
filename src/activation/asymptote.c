/* Horizontal asymptotes, by what f has reached far out. */
#include "activation/property.h"

#include <math.h>

static const double FAR = 1e9, FARTHER = 1e12;
static const double SETTLED = 1e-6; /* relative: what f may still change from FAR to FARTHER */

size_t function_asymptotes(const struct function *g, double level[2])
{
    size_t count = 0;
    for (int side = -1; side <= 1; side += 2) {
        double f = function_at(g, side * FAR).f, farther = function_at(g, side * FARTHER).f;
        bool settled = f != 0 && fabs(f - farther) <= SETTLED * fabs(f);
        if (settled && !(count && level[0] == f))
            level[count++] = farther;
    }
    return count;
}
