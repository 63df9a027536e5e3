/* Expressions in x (being written). */
#include "activation/expression.h"

struct expression *expression_parse(const char *text, const struct setting *set, size_t nset, struct message *why)
{
    (void)set, (void)nset;
    message_set(why, "%s: not the name of an activation", quote(text).text);
    return NULL;
}
void expression_free(struct expression *e)
{
    (void)e;
}
const struct activation *expression_row(const struct expression *e, double *param)
{
    (void)e, (void)param;
    return NULL;
}
bool expression_constant(const struct expression *e, double *value)
{
    (void)e, (void)value;
    return false;
}
void expression_map(const struct expression *e, size_t n, const double *x, double *f, double *df, double *ddf)
{
    (void)e, (void)n, (void)x, (void)f, (void)df, (void)ddf;
}
size_t expression_kinks(const struct expression *e, double low, double high, double *at, size_t most)
{
    (void)e, (void)low, (void)high, (void)at, (void)most;
    return 0;
}
