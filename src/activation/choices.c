/* Writing a FUNCTION out. */
#include "activation/choices.h"
#include "activation/expression.h"
#include "activation/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHOICES_MOST = 20000 };

static const struct {
    const char *name;
    int function;
} functions[] = {
    { "exponential", TAYLOR_EXP }, { "expm1", TAYLOR_EXPM1 }, { "log", TAYLOR_LOG },
    { "log1p", TAYLOR_LOG1P },     { "log2", CHOICE_LOG2 },   { "log10", CHOICE_LOG10 },
    { "sqrt", CHOICE_SQRT },       { "sin", TAYLOR_SIN },     { "cos", TAYLOR_COS },
    { "tan", CHOICE_TAN },         { "asin", TAYLOR_ASIN },   { "acos", TAYLOR_ACOS },
    { "arctan", TAYLOR_ATAN },     { "sinh", TAYLOR_SINH },   { "cosh", TAYLOR_COSH },
    { "tanh", TAYLOR_TANH },       { "asinh", TAYLOR_ASINH }, { "acosh", TAYLOR_ACOSH },
    { "atanh", TAYLOR_ATANH },     { "erf", TAYLOR_ERF },     { "erfc", TAYLOR_ERFC },
    { "phi", TAYLOR_DENSITY },     { "floor", CHOICE_FLOOR }, { "ceil", CHOICE_CEIL },
    { "abs", CHOICE_ABS },         { "sign", CHOICE_SIGN },   { "sigmoid", TAYLOR_SIGMOID },
};

static int function_find(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i].name, name) == 0)
            return functions[i].function;
    return -1;
}

int choices_node(struct choices *c, struct choice_node n)
{
    if (c->count == CHOICES_MOST)
        return -1;
    if (c->count == c->room) {
        c->room = c->room ? 2 * c->room : 32;
        c->nodes = memory_resize(c->nodes, c->room, sizeof *c->nodes);
    }
    c->nodes[c->count] = n;
    return (int)c->count++;
}

void choices_start(struct choices *c)
{
    *c = (struct choices){ .nodes = NULL };
    choices_node(c, (struct choice_node){ .op = OP_X, .a = -1, .b = -1, .c = -1 });
}

void choices_free(struct choices *c)
{
    free(c->nodes);
    *c = (struct choices){ .nodes = NULL };
}

static int call(struct choices *c, int function, int a)
{
    return choices_node(c,
                        (struct choice_node){
                            .op = OP_ELEMENTARY, .function = function, .a = a, .b = -1, .c = -1 });
}

static int append_program(struct choices *c, const struct program *p, int x, bool filled,
                          int depth);

static int append_row(struct choices *c, const struct activation *row, const double *param, int x,
                      int depth)
{
    const char *formula = definition_of(row);
    struct setting set[PARAMETERS_MAX];
    size_t n = activation_params(row);
    struct error err;
    int known = function_find(row->name);
    if (strcmp(row->name, "laplace") == 0 && param[0] == 0 && param[1] == 1)
        known = TAYLOR_NORMAL;
    if (known >= 0)
        return call(c, known, x);
    if (!formula || depth > 8)
        return -1;
    for (size_t i = 0; i < n; i++)
        set[i] = (struct setting){ .name = row->params[i].name, .value = param[i] };
    struct expression *e = expression_parse_exact(formula, set, n, &err);
    int node = e ? append_program(c, &e->program, x, true, depth + 1) : -1;
    if (e)
        expression_free(e);
    return node;
}

static int append_program(struct choices *c, const struct program *p, int x, bool filled, int depth)
{
    int *place = memory_new(p->count, sizeof *place), node = -1;
    for (size_t i = 0; i < p->count; i++) {
        const struct node *k = &p->nodes[i];
        int a = k->a < 0 ? -1 : place[k->a];
        if (k->op == OP_X)
            node = x;
        else if (k->op == OP_ROW)
            node = append_row(c, k->row, k->param, a, depth);
        else
            node = choices_node(
                c, (struct choice_node){
                       .op = k->op,
                       .function = k->op == OP_ELEMENTARY ? function_find(k->elementary->name) : -1,
                       .a = a,
                       .b = k->b < 0 ? -1 : place[k->b],
                       .c = k->c < 0 ? -1 : place[k->c],
                       .value = k->value,
                       .filled = filled });
        if (node < 0 || (k->op == OP_CONSTANT && !isfinite(k->value)) ||
            (k->op == OP_ELEMENTARY && c->nodes[node].function < 0)) {
            node = -1;
            break;
        }
        place[i] = node;
    }
    free(place);
    return node;
}

int choices_append(struct choices *c, const struct function *g)
{
    if (g->activation)
        return append_row(c, g->activation, g->param, 0, 0);
    if (!g->expression)
        return -1;
    struct expression *e = expression_exact(g->expression);
    int node = e ? append_program(c, &e->program, 0, false, 0) : -1;
    if (e)
        expression_free(e);
    return node;
}
