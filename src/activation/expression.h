/* Inside the activation room: expressions in x. */
#ifndef ACTFN_EXPRESSION_H
#define ACTFN_EXPRESSION_H

#include "activation/activation.h"

/* NULL and a message (what is wrong; the text; a caret under the place) if it is none. The settings
 * bind its free names. The caller frees it. */
struct expression *expression_parse(const char *text, const struct setting *set, size_t nset,
                                    struct error *err);
/* The same with nothing worked out beforehand in double: for series. */
struct expression *expression_parse_exact(const char *text, const struct setting *set, size_t nset,
                                          struct error *err);
/* What e was read from, read so. */
struct expression *expression_exact(const struct expression *e);
void expression_free(struct expression *e);

/* Is it one catalogue row of x itself, "gelu(x)"? Then the row and its parameters. */
const struct activation *expression_row(const struct expression *e, double *param);
/* Does x stand in its text? */
bool expression_has_x(const struct expression *e);
/* Is it a number, the same for every x? */
bool expression_constant(const struct expression *e, double *value);

void expression_map(const struct expression *e, size_t n, const double *x, double *f, double *df,
                    double *ddf);
size_t expression_kinks(const struct expression *e, double low, double high, double *at,
                        size_t most);

#endif
