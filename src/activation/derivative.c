/* Derivatives as formulas. */
#include "activation/derivative.h"
#include "activation/expression.h"
#include "activation/series.h"
#include "activation/tree_print.h"

#include <stdlib.h>
#include <string.h>

static int function_tree(struct tree *t, const struct function *g)
{
    if (g->activation)
        return tree_call(t, NULL, g->activation, g->param, tree_x(t));
    if (!g->expression)
        return 0;
    struct expression *e = expression_exact(g->expression);
    int node = e ? tree_program(t, &e->program, tree_x(t)) : 0;
    if (e)
        expression_free(e);
    return node;
}

/* ---- C -------------------------------------------------------------------------------------- */

/* Functions whose definition would overflow, or lose its digits. */
static const struct {
    const char *name, *body;
} written[] = {
    { "sign", "(x > 0) - (x < 0)" },
    { "Phi", "erfc(-x/sqrt(2.0))/2" },
    { "phi", "exp(-x*x/2)/2.50662827463100050242" }, /* sqrt(2 pi) */
    { "sigmoid", "x >= 0 ? 1/(1 + exp(-x)) : exp(x)/(1 + exp(x))" },
    { "log_sigmoid", "fmin(x, 0) - log1p(exp(-fabs(x)))" },
    { "sinc", "x == 0 ? 1 : sin(x)/x" },
    { "silu", "x >= 0 ? x/(1 + exp(-x)) : x*exp(x)/(1 + exp(x))" },
};

static char *written_body(const struct tree_node *n)
{
    for (size_t i = 0; i < sizeof written / sizeof *written; i++)
        if (strcmp(written[i].name, print_name(n)) == 0)
            return text_copy(written[i].body);
    if (n->row && strcmp(n->row->name, "softplus") == 0) {
        const char *beta = number_text(n->param[0]).text;
        return text_format("(fmax(%s*x, 0) + log1p(exp(-fabs(%s*x))))/%s", beta, beta, beta);
    }
    return NULL;
}

/* A definition's own calls come before it: the list grows while it is worked through. */
static int definition_node(struct tree *t, const struct tree_node *n)
{
    struct setting set[PARAMETERS_MAX];
    struct tree_node call = *n;
    const char *text = call.row ? definition_of(call.row) : NULL;
    size_t count = call.row ? activation_params(call.row) : 0;
    for (size_t i = 0; i < count; i++)
        set[i] = (struct setting){ .name = call.row->params[i].name, .value = call.param[i] };
    return text ? tree_text(t, text, set, count, tree_x(t)) : 0;
}

static char *c_source(struct tree *t, int node, const char *name)
{
    struct printer p = { .t = t, .style = DERIVATIVE_C };
    char *helper[sizeof p.calls / sizeof *p.calls];
    size_t done = 0;
    print_node(&p, node, BIND_CHOICE);
    char *body = buffer_take(&p.out);
    for (; done < p.ncalls && !p.failed; done++) {
        struct tree_node call = t->nodes[p.calls[done]];
        char *text = written_body(&call);
        if (!text) {
            int definition = definition_node(t, &call);
            if (definition)
                print_node(&p, definition, BIND_CHOICE);
            p.failed = p.failed || !definition;
            text = buffer_take(&p.out);
        }
        helper[done] = text_format("static double %s_%zu(double x)\n{\n    return %s;\n}\n\n",
                                   print_name(&call), done + 1, text);
        free(text);
    }
    struct buffer all = { 0 };
    buffer_text(&all, "#include <math.h>\n\n");
    for (size_t i = 0; i < done; i++) /* what is called is declared first */
        buffer_print(&all, "static double %s_%zu(double x);\n", print_name(&t->nodes[p.calls[i]]),
                     i + 1);
    buffer_text(&all, done ? "\n" : "");
    for (size_t i = 0; i < done; i++) {
        buffer_text(&all, helper[i]);
        free(helper[i]);
    }
    buffer_print(&all, "double %s(double x)\n{\n    return %s;\n}\n", name, body);
    free(body);
    free(p.out.bytes);
    char *text = buffer_take(&all);
    if (p.failed) {
        free(text);
        return NULL;
    }
    return text;
}

char *derivative_text(const struct function *g, int order, enum derivative_style style,
                      const char *name)
{
    struct tree t;
    tree_init(&t);
    int node = function_tree(&t, g);
    for (int i = 0; i < order; i++)
        node = tree_factored(&t, tree_slope(&t, node));
    char *text = NULL;
    if (node && !t.full && style == DERIVATIVE_C) {
        text = c_source(&t, node, name);
    } else if (node && !t.full) {
        struct printer p = { .t = &t, .style = style };
        print_node(&p, node, BIND_CHOICE);
        text = buffer_take(&p.out);
        if (p.failed) {
            free(text);
            text = NULL;
        }
    }
    tree_free(&t);
    return text;
}
