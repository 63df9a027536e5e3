/* dead: counting units, of nets trained here and of numbers that a user's own net left in a file.
 * dead.c asks, the others tell: dead_report.c of nets, dead_file_report.c of files, dead_tables.c
 * what both have in common. */
#ifndef ACTFN_DEAD_H
#define ACTFN_DEAD_H

#include "command/net.h"
#include "experiment/problem.h"
#include "experiment/unit_counts.h"

struct dead_options {
    struct delivery delivery;
    struct net_options net;
    struct training_options training;
    char *data, *target;
    double shift, bias_init;
    int64_t axis;   /* below 0: from the end */
    uint64_t probe; /* 0: the training data */
    bool post;
};

void dead_net_report(const struct runs *r, const struct problem *s, const struct request *q,
                     struct report *report);
void dead_file_report(const struct unit_counts *c, const struct request *q, struct report *report);

/* ---- what both have in common (dead_tables.c) ----------------------------------------------- */

double dead_percent(size_t part, size_t whole);

/* A row of table `layers`; name: of a file's layer, NULL in the rows of nets, whose table has no
 * such column. */
struct dead_layer {
    const char *name, *activation, *init;
    double seed; /* nan: a file's */
    const char *moment;
    size_t layer, units;
    double dead, always_on, mixed, dead_percent, zero_percent, saturated_percent, mean_abs_slope;
};
struct dead_layer dead_layer(const struct layer_units *u); /* units and all that is counted */
struct table *dead_layers_table(struct report *report, const struct dead_layer *rows, size_t n);

/* A row of table `units`. */
struct dead_unit {
    const char *activation, *init;
    double seed;
    size_t layer, unit;
    double active_percent, max_abs_slope;
};
void dead_units_table(struct report *report, const struct dead_unit *rows, size_t n);

/* Tables `map`, a cell a unit, and `maps`, a title a panel: panel by panel, and its layers one
 * after the other. */
struct dead_cell {
    size_t panel, layer;
    double low, high, active_percent;
    int kind;
};
struct dead_map {
    struct dead_cell *cell;
    size_t cells;
    char **title;
    size_t panels;
};
void dead_map_new(struct dead_map *m, size_t panels, size_t cells);
void dead_map_panel(struct dead_map *m, char *title); /* takes the title over */
void dead_map_layer(struct dead_map *m, size_t layer, const struct unit *unit, size_t units);
void dead_map_tables(struct dead_map *m, struct report *report); /* and frees the map */

/* Table `histogram`. */
struct dead_bin {
    size_t layer;
    double z, percent;
};
void dead_histogram_table(struct report *report, const struct dead_bin *rows, size_t n);

/* Which of the outputs that are 0 are of dead units: shares of all outputs. */
void dead_say_zeros(struct report *report, double zero, double of_dead);

#endif
