/* Expressions: what the rest of the room asks of one. Reading them: syntax.c; running them:
 * program.c, jets.c. */
#include "activation/expression.h"
#include "activation/program.h"

#include <stdlib.h>
#include <string.h>

void expression_free(struct expression *e)
{
    program_free(&e->program);
    for (size_t i = 0; i < e->nset; i++)
        free((char *)(uintptr_t)e->set[i].name);
    free(e->set);
    free(e->text);
    free(e);
}

const struct activation *expression_row(const struct expression *e, double *param)
{
    const struct node *last = &e->program.nodes[e->program.result];
    if (last->op != OP_ROW || e->program.nodes[last->a].op != OP_X)
        return NULL;
    memcpy(param, last->param, sizeof last->param);
    return last->row;
}

bool expression_has_x(const struct expression *e)
{
    return e->has_x;
}

bool function_setting(const struct function *g, size_t i, struct setting *s)
{
    if (!g->expression || i >= g->expression->nset)
        return false;
    *s = g->expression->set[i];
    return true;
}

bool expression_constant(const struct expression *e, double *value)
{
    const struct node *last = &e->program.nodes[e->program.result];
    *value = last->value;
    return last->op == OP_CONSTANT;
}

void expression_map(const struct expression *e, size_t n, const double *x, double *f, double *df,
                    double *ddf)
{
    program_map(&e->program, n, x, f, df, ddf);
}
