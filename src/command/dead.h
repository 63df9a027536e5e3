/* dead: counting units, of nets trained here (dead.c) and of activations that a user brings (dead_file.c). */
#ifndef ACTFN_DEAD_H
#define ACTFN_DEAD_H

#include "experiment/problem.h"
#include "command/net.h"

struct dead_options {
    struct delivery delivery;
    struct net_options net;
    struct training_options training;
    char *data, *target;
    double shift, bias_init;
    int64_t axis;                          /* below 0: from the end */
    uint64_t probe;                        /* 0: the training data */
    bool post;
};

double dead_percent(size_t part, size_t whole);
/* The units of one layer as cells of the map: columns panel, layer, low, high, active_percent, kind of `cell`, from `row` on.
 * Returns the next row. */
size_t dead_map(const struct unit *unit, size_t units, size_t panel, size_t layer, size_t row, double *const *cell);
/* Tables `map` (rows cells) and `maps` (a title for each panel). */
void dead_map_tables(struct report *report, size_t cells, size_t panels, double **cell, char ***title);

/* Which of the outputs that are 0 are of dead units: shares of all outputs. */
void dead_say_zeros(struct report *report, double zero, double of_dead);

/* FILE, or FILE:TENSOR. */
int dead_file(const struct request *q, struct report *report, struct message *why);

#endif
