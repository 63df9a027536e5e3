/* parse: words to values. Ranges, grids, shapes, lists, FUNCTION. Every parser takes the whole
 * word, returns false with a message that says what was typed, what is wrong and what would do, and
 * prints nothing. */
#ifndef ACTFN_PARSE_H
#define ACTFN_PARSE_H

#include "activation/activation.h"

/* LO:HI, LO,HI or LO:HI:STEP, finite, LO below HI. `typed`, with ':', is the caller's to free; a
 * range made by a program may leave it NULL, its numbers then stand for their shortest decimals. */
struct range {
    double low, high, step;
    bool has_step;
    char *typed;
};
bool range_parse(const char *typed, struct range *r, struct error *err);

/* The points are the doubles nearest to the grid as written: with ends p/q (decimal or hexadecimal)
 * point i is (first + i*increment) / divisor in whole numbers, rounded once. Only where these
 * outgrow 127 bits ("1e-300:1e300") are the points computed in doubles. */
__extension__ typedef __int128 int128;
struct grid {
    uint64_t points;
    double low, high; /* and how to make a point: private below */
    enum { GRID_QUOTIENT, GRID_WHOLE, GRID_DOUBLES, GRID_LOG } way;
    int128 first, increment, divisor;
    double from, by, over;
};
/* points 0: from the range's step; otherwise so many, LO and HI among them (1: LO alone), and a
 * range with a STEP is refused. Refused too: more than 10^12 points. */
bool grid_make(const struct range *r, uint64_t points, struct grid *g, struct error *err);
/* The same evenly in log x, 0 < LO. */
bool grid_make_log(const struct range *r, uint64_t points, struct grid *g, struct error *err);
double grid_point(const struct grid *g, uint64_t i);
void grid_points(const struct grid *g, uint64_t first, size_t count, double *x);

/* A comma-separated list, split outside parentheses; items[] and each item are the caller's. */
bool list_parse(const char *typed, char ***items, size_t *count, struct error *err);
void list_free(char **items, size_t count);
bool numbers_parse(const char *typed, double **numbers, size_t *count, struct error *err);
/* A,B,C: whole numbers >= 1, at least `least` of them. */
bool shape_parse(const char *typed, size_t least, size_t **sizes, size_t *count, struct error *err);
/* NAME=VALUE; name and mark are the caller's: setting_free. */
void setting_free(struct setting *s);
bool setting_parse(const char *typed, struct setting *s, struct error *err);
/* A list of FUNCTIONs; or of FUNCTIONs and numbers ("gelu(1)"). */
bool functions_parse(const char *typed, const struct setting *set, size_t nset,
                     struct function **functions, size_t *count, struct error *err);
bool functions_value_parse(const char *typed, const struct setting *set, size_t nset,
                           struct function **functions, size_t *count, struct error *err);
void functions_free(struct function *functions, size_t count);
/* Functions of one's own, from ~/.config/actfn/functions (XDG_CONFIG_HOME), a definition a line, as
 * formula_define reads it. No file is no fault; a bad line is named. */
bool functions_own(struct error *err);

#endif
