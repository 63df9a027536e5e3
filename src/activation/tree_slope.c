/* Differentiating formulas. */
#include "activation/property.h"
#include "activation/tree.h"

#include <string.h>

/* Slopes of the functions that are no catalogue rows. */
static const struct {
    const char *name, *slope;
} slopes[] = {
    { "expm1", "exp(x)" },
    { "log", "1/x" },
    { "log1p", "1/(1 + x)" },
    { "log2", "1/(log(2)*x)" },
    { "log10", "1/(log(10)*x)" },
    { "tan", "1 + tan(x)^2" },
    { "asin", "1/sqrt(1 - x^2)" },
    { "acos", "-1/sqrt(1 - x^2)" },
    { "sinh", "cosh(x)" },
    { "cosh", "sinh(x)" },
    { "acosh", "1/(sqrt(x - 1)*sqrt(x + 1))" },
    { "atanh", "1/(1 - x^2)" },
    { "erfc", "-2/sqrt(pi)*exp(-x^2)" },
    { "phi", "-x*phi(x)" },
    { "floor", "0" },
    { "ceil", "0" },
};

static int outer_slope(struct tree *t, const struct tree_node *n)
{
    struct setting set[PARAMETERS_MAX];
    if (n->row) {
        size_t count = activation_params(n->row);
        const char *text = activation_slope(n->row);
        for (size_t i = 0; i < count; i++)
            set[i] = (struct setting){ .name = n->row->params[i].name, .value = n->param[i] };
        return text ? tree_text(t, text, set, count, n->a) : 0;
    }
    for (size_t i = 0; i < sizeof slopes / sizeof *slopes; i++)
        if (strcmp(slopes[i].name, n->elementary->name) == 0)
            return tree_text(t, slopes[i].slope, NULL, 0, n->a);
    return 0;
}

/* outer*inner; (u > 0 ? 1 : 0)*v is u > 0 ? v : 0. */
static int chained(struct tree *t, int outer, int inner)
{
    const struct tree_node *n = &t->nodes[outer];
    struct rational value;
    if (!outer || !inner)
        return 0;
    if (n->kind != TREE_CHOICE)
        return tree_multiply(t, outer, inner);
    bool brief = tree_is_number(t, n->b, &value) || tree_is_number(t, n->c, &value) ||
                 tree_is_number(t, inner, &value);
    if (!brief)
        return tree_multiply(t, outer, inner);
    int a = n->a, c = n->c, first = chained(t, n->b, inner);
    return tree_choice(t, a, first, chained(t, c, inner));
}

/* Sum of e b^(e-1) b' times the other factors. */
static int product_slope(struct tree *t, int node)
{
    size_t count = t->nodes[node].nparts;
    int sum = tree_whole(t, 0);
    for (size_t i = 0; i < count && sum; i++) {
        struct tree_part part = t->nodes[node].parts[i];
        int slope = tree_slope(t, part.node), factor = tree_number(t, part.factor);
        if (!slope)
            return 0;
        struct rational zero;
        if (tree_is_number(t, slope, &zero) && rational_is(zero, 0))
            continue;
        factor = tree_multiply(
            t, factor, tree_raise(t, part.node, rational_add(part.factor, rational_whole(-1))));
        for (size_t k = 0; k < count; k++)
            if (k != i)
                factor = tree_multiply(
                    t, factor,
                    tree_raise(t, t->nodes[node].parts[k].node, t->nodes[node].parts[k].factor));
        sum = tree_add(t, sum, chained(t, slope, factor));
    }
    return sum;
}

static int sum_slope(struct tree *t, int node)
{
    int sum = tree_whole(t, 0);
    for (size_t i = 0; i < t->nodes[node].nparts && sum; i++) {
        struct tree_part part = t->nodes[node].parts[i];
        int slope = tree_slope(t, part.node);
        sum = tree_add(t, sum, chained(t, slope, tree_number(t, part.factor)));
    }
    return sum;
}

/* a^b = e^(b log a) */
static int power_slope(struct tree *t, int node)
{
    int a = t->nodes[node].a, b = t->nodes[node].b;
    int da = tree_slope(t, a), db = tree_slope(t, b);
    int log_a = tree_call(t, elementary_find("log"), NULL, NULL, a);
    int first = tree_multiply(t, db, tree_multiply(t, log_a, node));
    int less = tree_power(t, a, tree_subtract(t, b, tree_whole(t, 1)));
    return tree_add(t, first, tree_multiply(t, da, tree_multiply(t, b, less)));
}

static int binary_slope(struct tree *t, int node)
{
    int a = t->nodes[node].a, b = t->nodes[node].b, da, db;
    enum op op = t->nodes[node].op;
    if (op != OP_MIN && op != OP_MAX && op != OP_HYPOT)
        return tree_whole(t, 0);
    da = tree_slope(t, a);
    db = tree_slope(t, b);
    if (op == OP_MAX)
        return tree_choice(t, tree_binary(t, OP_LESS, b, a), da, db);
    if (op == OP_MIN)
        return tree_choice(t, tree_binary(t, OP_LESS, a, b), da, db);
    return tree_divide(t, tree_add(t, tree_multiply(t, a, da), tree_multiply(t, b, db)), node);
}

static int slope_of(struct tree *t, int node)
{
    struct tree_node n = t->nodes[node];
    switch (n.kind) {
    case TREE_NUMBER:
    case TREE_PI:
    case TREE_E:
        return tree_whole(t, 0);
    case TREE_X:
        return tree_whole(t, 1);
    case TREE_SUM:
        return sum_slope(t, node);
    case TREE_PRODUCT:
        return product_slope(t, node);
    case TREE_POWER:
        return power_slope(t, node);
    case TREE_CALL: {
        int inner = tree_slope(t, n.a);
        struct rational zero;
        if (inner && tree_is_number(t, inner, &zero) && rational_is(zero, 0))
            return inner;
        return chained(t, outer_slope(t, &n), inner);
    }
    case TREE_CHOICE: {
        int b = tree_slope(t, n.b);
        return tree_choice(t, n.a, b, tree_slope(t, n.c));
    }
    case TREE_BINARY:
        return binary_slope(t, node);
    }
    return 0;
}

int tree_slope(struct tree *t, int node)
{
    if (!node)
        return 0;
    if (!t->nodes[node].slope) {
        int slope = slope_of(t, node);
        t->nodes[node].slope = slope;
    }
    return t->nodes[node].slope;
}
