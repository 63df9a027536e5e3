/* Inside the activation room: formulas for people, as they are written and differentiated. Nodes
 * are made from earlier ones, and equal ones shared, so that what is equal has one number. Sums are
 * gathered, powers of one base too; what is simplified may be defined at more points than before,
 * nowhere is it another number. */
#ifndef ACTFN_TREE_H
#define ACTFN_TREE_H

#include "activation/rational.h"
#include "activation/program.h"

enum tree_kind {
    TREE_NUMBER,
    TREE_PI,
    TREE_E,
    TREE_X,
    TREE_SUM,     /* number + sum of factor*node */
    TREE_PRODUCT, /* product of node^factor */
    TREE_POWER,   /* a^b, b no number */
    TREE_CALL,    /* a row, or an elementary function, of a */
    TREE_CHOICE,  /* a ? b : c */
    TREE_BINARY   /* op of a and b: min, max, hypot, comparisons, logic */
};
struct tree_part {
    int node;
    struct rational factor;
};
struct tree_node {
    enum tree_kind kind;
    enum op op;
    struct rational number;
    struct tree_part *parts; /* ascending by node */
    size_t nparts;
    int a, b, c;
    const struct elementary *elementary;
    const struct activation *row;
    double param[PARAMETERS_MAX];
    int slope; /* once it is known; 0: not yet */
    unsigned hash;
    int next; /* with the same hash */
};
struct tree {
    struct tree_node *nodes; /* [0] is unused, so that 0 is no node */
    size_t count, room;
    int *first; /* by hash */
    bool full;  /* too long: 0 is given from there on */
};

void tree_init(struct tree *t);
void tree_free(struct tree *t);

/* Each gives a node, or 0 where an operand is 0 or the tree is full. */
int tree_number(struct tree *t, struct rational value);
int tree_whole(struct tree *t, int64_t value);
int tree_x(struct tree *t);
int tree_add(struct tree *t, int a, int b);
int tree_subtract(struct tree *t, int a, int b);
int tree_multiply(struct tree *t, int a, int b);
int tree_divide(struct tree *t, int a, int b);
int tree_power(struct tree *t, int a, int b);
int tree_raise(struct tree *t, int a, struct rational n);
int tree_choice(struct tree *t, int a, int b, int c);
int tree_binary(struct tree *t, enum op op, int a, int b);
int tree_call(struct tree *t, const struct elementary *e, const struct activation *row,
              const double *param, int a);

bool tree_is_number(const struct tree *t, int node, struct rational *value);
/* Is it the function of that name (a row's, an elementary function's)? */
bool tree_is_call(const struct tree *t, int node, const char *name);

/* The program as a tree, x standing for node x. */
int tree_program(struct tree *t, const struct program *p, int x);
/* A text in x, with names bound; of ours, so that it can be read. */
int tree_text(struct tree *t, const char *text, const struct setting *set, size_t n, int x);
/* The derivative. */
int tree_slope(struct tree *t, int node);
/* What sums have in common is taken out of them, where that is shorter. */
int tree_factored(struct tree *t, int node);

#endif
