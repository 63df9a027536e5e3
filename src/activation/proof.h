/* proof: facts about a FUNCTION whose digits are certain. Each lies between two bounds: by interval
 * arithmetic (enclosed), or because evaluation at rising precision, towards places where no
 * enclosure reaches, comes to rest there (converged). What cannot be established is left out. Needs
 * Arb, found when first asked for; without it everything is left out. */
#ifndef ACTFN_PROOF_H
#define ACTFN_PROOF_H

#include "activation/activation.h"

enum proof_state {
    PROOF_NONE,     /* there is no such thing: no limit, not attained */
    PROOF_LEFT_OUT, /* not established */
    PROOF_CONVERGED,
    PROOF_ENCLOSED
};
struct proof_number {
    enum proof_state state;
    double low, high, value; /* low <= fact <= high, outwards to doubles; value: the middle */
};

/* Facts that are numbers, in the order they are told. */
#define PROOF_NUMBERS(F)  \
    F(range_lower)        \
    F(range_upper)        \
    F(minimum)            \
    F(minimum_x)          \
    F(maximum)            \
    F(maximum_x)          \
    F(lipschitz)          \
    F(lipschitz_x)        \
    F(value_at_0)         \
    F(slope_at_0)         \
    F(curvature_at_0)     \
    F(limit_left)         \
    F(limit_right)        \
    F(gain_forward)       \
    F(gain_backward)      \
    F(not_affine_percent) \
    F(underflow_x_double) \
    F(underflow_x_float)
enum proof_fact {
#define F(NAME) PROOF_##NAME,
    PROOF_NUMBERS(F)
#undef F
        PROOF_FACTS
};
const char *proof_name(enum proof_fact fact); /* "range_lower" */

/* Where the largest or smallest value, or the steepest slope, is attained, if at single points. */
enum proof_extreme_kind { EXTREME_MINIMUM, EXTREME_MAXIMUM, EXTREME_STEEPEST };
struct proof_extreme {
    double x, value;
    enum proof_extreme_kind kind;
};

/* A place where f (smoothness -1), f' (0) or f'' (1) breaks: limits from both sides, and what f
 * itself has there (NaN: nothing). */
struct proof_kink {
    double x;
    int smoothness;
    double left, right, used;
};

enum { PROOF_PLACES = 64, PROOF_SERIES = 13 };
#define PROOF_NEAR 10 /* places within are listed */
struct proof {
    bool installed; /* Arb is there */
    bool available; /* and the formula can be written out */
    struct proof_number number[PROOF_FACTS];
    const char *monotone; /* "increasing", "decreasing", "constant", "no"; NULL: left out */
    int smoothness;       /* -1 f jumps, 0 f', 1 f'', 2 f''', 100 none */
    bool smoothness_known;
    char *domain; /* "R", "(0, inf)", "R except 0"; NULL: left out */
    bool nowhere; /* defined nowhere */
    struct proof_extreme extreme[PROOF_PLACES];
    size_t nextremes;
    double slope_zero[PROOF_PLACES], inflection[PROOF_PLACES];
    size_t nslope_zeros, ninflections;
    bool slope_zeros_known, inflections_known;
    bool slope_zeros_more, inflections_more, kinks_more; /* than are listed */
    struct proof_kink kink[PROOF_PLACES];
    size_t nkinks;
    bool kinks_known;
    double series[PROOF_SERIES];
    size_t nseries;
    bool spent; /* the effort was, before all was done */
};

/* With about the work of `seconds` on a usual computer; counted, so that the same is found
 * everywhere. */
void proof_find(const struct function *g, double seconds, struct proof *p);
void proof_free(struct proof *p);

#endif
