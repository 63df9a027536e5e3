/* Inside the activation room: what an expression becomes. A program is a list of nodes, each made
 * from earlier ones; the last is the result. It runs on blocks of points, and every node carries f,
 * f' and f'' along (a jet), so slopes are exact to rounding: automatic differentiation, forward,
 * two orders. */
#ifndef ACTFN_PROGRAM_H
#define ACTFN_PROGRAM_H

#include "activation/activation.h"

enum op {
    OP_CONSTANT,
    OP_X,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_POWER, /* of a and b */
    OP_MIN,
    OP_MAX,
    OP_HYPOT,
    OP_LESS,
    OP_LESS_EQUAL,
    OP_EQUAL,
    OP_NOT_EQUAL, /* 1, 0, or NaN where an operand is */
    OP_AND,
    OP_OR,
    OP_NOT,
    OP_SELECT,    /* a ? b : c */
    OP_ROW,       /* a catalogue row of a */
    OP_ELEMENTARY /* sqrt, log, ... of a */
};

/* What is known of a node without running it. It saves work, and it keeps 0*inf out of the product
 * rule: a slope that is 0 for every x is left out, not multiplied. */
enum node_kind { KIND_CONSTANT, KIND_LINE /* f' the same everywhere */, KIND_CURVE };

struct elementary {
    const char *name;
    const char *row; /* a catalogue row that computes it, with these parameters; or */
    double param[2];
    struct jet (*at)(double u);                /* f(u), f'(u), f''(u) */
    bool flat;                                 /* a staircase: f' = 0 */
    enum { BY_CHAIN, AS_LOG, AS_ROOT } slopes; /* how slopes are made: jets.c */
    double scale, shift;                       /* AS_LOG: f(u) = scale log(shift + u) */
};
size_t elementary_count(void);
const struct elementary *elementary_row(size_t i); /* NULL after the last */
const struct elementary *elementary_find(const char *name);

struct node {
    enum op op;
    enum node_kind kind;
    int a, b, c;  /* operands, or -1 */
    double value; /* of a constant; slope of a line */
    const struct activation *row;
    double param[PARAMETERS_MAX];
    const struct elementary *elementary;
    int slot; /* where its arrays are while it runs; -1: needs none */
};

enum { NODES_MAX = 10000 };
struct program {
    struct node *nodes;
    size_t count, room;
    int result;
    int slots;         /* most alive at once */
    unsigned meanings; /* how many names with a meaning were read into it */
    bool exact;        /* nothing is folded or simplified: for series.c */
};

/* The node's place, or -1 when the program is full. Constants are folded (unless exact), equal
 * nodes shared. */
int program_constant(struct program *p, double value);
int program_node(struct program *p, enum op op, int a, int b, int c);
int program_elementary(struct program *p, const struct elementary *function, int a);
int program_call(struct program *p, const struct activation *row, const double *param, int a);
/* Is the node a number, though nothing was folded? Its value in double. */
bool program_number(const struct program *p, int node, double *value);
void program_finish(struct program *p,
                    int result); /* forgets what is not needed, hands out slots */
void program_free(struct program *p);

/* Arrays of one node: df, ddf NULL where not wanted. A constant's are filled too. */
struct jets {
    const double *f, *df, *ddf;
    enum node_kind kind;
    double value;
};
/* One node on n <= BLOCK points; results never overlap operands. */
void node_map(const struct node *node, size_t n, const struct jets *a, const struct jets *b,
              const struct jets *c, double *f, double *df, double *ddf);

/* NaN in, NaN out: a slope beside a NaN becomes one too. ddf may be NULL. */
void jets_spread_nan(size_t n, const double *f, double *df, double *ddf);

/* The whole on n points. */
void program_map(const struct program *p, size_t n, const double *x, double *f, double *df,
                 double *ddf);
/* f of every node: node i's value at point j is values[i*n + j]. */
void program_trace(const struct program *p, size_t n, const double *x, double *values);

struct expression {
    struct program program;
    char *text; /* what it was read from, to be read again exactly */
    struct setting *set;
    size_t nset;
    bool has_x; /* x stands in its text */
};

#endif
