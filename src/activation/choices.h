/* Inside the activation room: a FUNCTION as one list of operations, its rows written out by their
 * definitions, choices still open. */
#ifndef ACTFN_CHOICES_H
#define ACTFN_CHOICES_H

#include "activation/program.h"
#include "activation/smooth.h"

enum choice_function { /* taylor_function first, then these */
                       CHOICE_SQRT = 100,
                       CHOICE_LOG2,
                       CHOICE_LOG10,
                       CHOICE_TAN,
                       CHOICE_ABS,
                       CHOICE_SIGN,
                       CHOICE_FLOOR,
                       CHOICE_CEIL
};
struct choice_node {
    enum op op;
    int function; /* of OP_ELEMENTARY */
    int a, b, c;
    double value;
    bool filled; /* a quotient that a definition means to be continued where it is 0/0 */
};
struct choices {
    struct choice_node *nodes;
    size_t count, room;
    int result;
};

/* Appends g (x is node 0); -1: it cannot be written out. */
void choices_start(struct choices *c);
int choices_append(struct choices *c, const struct function *g);
int choices_node(struct choices *c, struct choice_node n);
void choices_free(struct choices *c);

#endif
