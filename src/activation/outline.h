/* outline: what has to be known of a function before it can be drawn: where it breaks and what it
 * has on either side, where it is undefined, where it swings faster than a drawing can follow. Not
 * for functions of a whole vector. */
#ifndef ACTFN_OUTLINE_H
#define ACTFN_OUTLINE_H

#include "activation/activation.h"

/* A place where f or one of its derivatives breaks. Limits: infinite at a pole, NaN where there is
 * no function on that side. */
struct break_point {
    double x;
    struct jet left, at, right;
    int smoothness; /* -1: f jumps or has a pole; 0: f' does; 1: f'' does; 2 and more: neither */
};
/* Ascending; at most `most` are stored, the number found is returned. low < high, finite. */
size_t function_breaks(const struct function *g, double low, double high, struct break_point *at,
                       size_t most);

/* Does the derivative of this order (0: f itself) differ on the two sides? */
bool break_parts(const struct break_point *b, int order);

/* A stretch without values, its ends found by bisection. */
struct stretch {
    double low, high;
};
size_t function_undefined(const struct function *g, double low, double high, struct stretch *at,
                          size_t most);

/* The range in OUTLINE_BINS bins, and in each the extent of f, f' or f'' over OUTLINE_SAMPLES
 * samples and how often it turns between them; turns of less than a hundredth of the whole extent
 * do not count. NaN: no value in the bin. */
enum { OUTLINE_BINS = 600, OUTLINE_SAMPLES = 32 };
struct outline_bin {
    double x_low, x_high, low, high;
    int turns;
};
void function_outline(const struct function *g, double low, double high, int order,
                      struct outline_bin bins[OUTLINE_BINS]);

#endif
