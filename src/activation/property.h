/* property: what can be computed about a FUNCTION. Places are located to the last bits, not sampled. */
#ifndef ACTFN_PROPERTY_H
#define ACTFN_PROPERTY_H

#include "activation/activation.h"

/* ---- marks: what a figure points at ---------------------------------------------------------------*/
enum mark_kind {
    MARK_MINIMUM, MARK_MAXIMUM,    /* f turns there (at a corner too) */
    MARK_FLAT,                     /* f' touches 0 and goes on: x^3 at 0 */
    MARK_INFLECTION,               /* f'' changes its sign */
    MARK_STEEPEST,                 /* the largest |f'| of the range, where it is at an inflection */
    MARK_CORNER,                   /* left, right: the slopes on either side; slope: the one used */
    MARK_JUMP                      /* left, right: the values on either side */
};
struct mark {
    enum mark_kind kind;
    double x, f, df;               /* the place, and what the function gives there */
    double left, right;
    bool lowest, highest;          /* of all on the range */
};
/* Ascending in x; at most `most` are stored, the number found is returned. low < high, finite. Functions of a whole
 * vector have none. */
size_t function_marks(const struct function *g, double low, double high, struct mark *marks, size_t most);
const char *mark_name(enum mark_kind kind);     /* "minimum" */

#endif
