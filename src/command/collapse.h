/* What collapse found, between its files: collapse.c measures, collapse_words.c says it,
 * collapse_tables.c lays it out. */
#ifndef ACTFN_COMMAND_COLLAPSE_H
#define ACTFN_COMMAND_COLLAPSE_H

#include "activation/regions.h"
#include "cli/cli.h"
#include "cli/shared.h"
#include "linear/linear.h"

struct collapse_options {
    struct delivery delivery;
    struct net_options net;
    bool no_bias;
    uint64_t samples;
};

struct activation_map {
    struct map map;
    struct regions regions;
}; /* the map borrows from the regions */

struct collapse {
    size_t layers, *sizes;
    bool bias;
    struct init *inits;
    size_t ninits; /* the first one makes acts 1 and 2 */
    struct function *functions;
    size_t nfunctions;
    struct activation_map *maps; /* [nfunctions] */
    size_t *depths, ndepths;     /* where the meter is read; the last is `layers` */

    struct exactly exactly;
    struct stack *stack;     /* given to the tables, which free it */
    struct collapsed *rows;  /* [ndepths] */
    struct one_layer one;    /* given to the tables too */
    struct metered *metered; /* [init * nfunctions + function] */
    double **pieces;         /* the same; NULL where there are none to count */
};

/* `figure`: the headline is for a picture, and says what it shows. */
void collapse_words(const struct collapse *c, const struct request *q, const char *figure,
                    struct report *r);
void collapse_facts(const struct collapse *c, const struct collapse_options *o, struct report *r);
/* `grid`: with the ruled plane on its way through the stack, for the figure that wants it. */
void collapse_tables(struct collapse *c, struct report *r, bool grid, uint64_t seed);
/* "relu", or "relu:he" where inits are compared; the caller frees it. */
char *collapse_label(const struct collapse *c, size_t init, size_t function);

#endif
