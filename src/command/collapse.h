/* What collapse found, between its files: collapse.c measures, collapse_files.c takes a user's
 * matrices, collapse_words.c says what is so, of a user's matrices collapse_own.c, and
 * collapse_tables.c lays it out. */
#ifndef ACTFN_COMMAND_COLLAPSE_H
#define ACTFN_COMMAND_COLLAPSE_H

#include "activation/regions.h"
#include "cli/cli.h"
#include "cli/shared.h"
#include "experiment/stack_files.h"

struct collapse_options {
    struct delivery delivery;
    struct net_options net;
    bool no_bias, transpose;
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

    /* A user's matrices: the first init is none, and `files` says where they are from. */
    bool own, whole;          /* whole: they hold whole numbers, and were multiplied exactly */
    struct stack_files files; /* their names; the stack is below */

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
/* `grid`: on how many activations the ruled plane is followed through the stack, for the figure
 * that wants it. */
void collapse_tables(struct collapse *c, struct report *r, size_t grid, uint64_t seed);
/* The operands as a stack: sizes, bias, stack and files. False: what cannot be read or does not fit
 * together, or options that say what files say. */
bool collapse_files(const struct request *q, struct collapse *c, struct error *err);
/* What is said of a user's matrices, in the place of the first three sentences of others; figure as
 * above. */
void collapse_own_words(const struct collapse *c, const char *figure, struct report *r);
/* The one matrix (and, of a user's, table `bias`), and the stack's weights. Both go to the report.
 */
void collapse_matrix_table(struct collapse *c, struct report *r);
void collapse_weights_table(struct collapse *c, struct report *r);
/* Beyond double's range the table holds the numbers without their power of two, and a fact has
 * that. */
static inline bool collapse_within(int64_t exponent)
{
    enum { MOST = 900 };
    return exponent < MOST && exponent > -MOST;
}

/* ---- phrases (collapse_phrases.c) ----------------------------------------------------------- */
const char *collapse_count(size_t n); /* "ten", "11"; good for four calls */
char *collapse_capital(const char *word);
char *collapse_thousands(double number);      /* "20,488,000"; the caller frees these */
bool collapse_even(const struct collapse *c); /* all layers of one width */
char *collapse_shape(const struct collapse *c);
size_t collapse_narrowest(const struct collapse *c);
const char *collapse_plural(size_t n);
/* "relu", or "relu:he" where inits are compared; the caller frees it. */
char *collapse_label(const struct collapse *c, size_t init, size_t function);

#endif
