/* Inside the activation room: formulas written down. */
#ifndef ACTFN_TREE_PRINT_H
#define ACTFN_TREE_PRINT_H

#include "activation/derivative.h"
#include "activation/tree.h"

/* What binds how strongly: a part that binds less stands in parentheses. */
enum binding {
    BIND_CHOICE,
    BIND_OR,
    BIND_AND,
    BIND_COMPARE,
    BIND_SUM,
    BIND_PRODUCT,
    BIND_SIGN,
    BIND_POWER,
    BIND_ATOM
};

enum { PRINT_MOST = 20000 }; /* bytes; more: it was given up */

struct printer {
    const struct tree *t;
    enum derivative_style style;
    struct buffer out;
    int calls[64]; /* nodes of C functions that have to be written first */
    size_t ncalls;
    bool failed;
};
void print_node(struct printer *p, int node, enum binding least);
const char *print_name(const struct tree_node *call); /* "exp", "Phi", "swish" */

#endif
