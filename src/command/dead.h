/* dead: counting units, of nets trained here and of numbers that a user's own net left in files.
 * dead.c asks, dead_report.c lays out and dead_words.c says it of nets; dead_file.c asks,
 * dead_file_report.c lays out and dead_file_words.c says what is in files, dead_steps.c how that
 * changes from file to file; dead_tables.c has what all have in common, dead_recipe.c prints how to
 * make such files. */
#ifndef ACTFN_DEAD_H
#define ACTFN_DEAD_H

#include "command/net.h"
#include "experiment/problem.h"
#include "experiment/diagnosis.h"
#include "experiment/layer_steps.h"

struct dead_options {
    struct delivery delivery;
    struct net_options net;
    struct training_options training;
    char *data, *target, *recipe;
    double shift, bias_init, tau;
    int64_t axis;   /* below 0: from the end */
    uint64_t probe; /* 0: the training data */
    bool post, steps_of;
};

void dead_net_report(const struct runs *r, const struct problem *s, const struct request *q,
                     struct report *report);
/* --steps 0: facts born_dead_percent and born_dead_predicted (dead_born.c). */
void dead_born_report(const struct runs *r, size_t samples, struct report *report);
/* --figure born: the same by width and depth, as a table. */
void dead_born_map(const struct runs *r, const struct problem *s, struct report *report);
void dead_words(const struct runs *r, const struct problem *s, const struct request *q,
                struct report *report);
bool dead_files(const struct request *q, struct report *report, struct error *err);
void dead_recipe_report(const char *name, struct report *report);

/* ---- what files hold ------------------------------------------------------------------------ */
void dead_file_report(const struct layer_counts *c, const struct request *q, struct report *report);
void dead_file_words(const struct layer_counts *c, const struct layer_totals *t,
                     const struct request *q, struct report *report);
void dead_file_facts(const struct layer_counts *c, const struct layer_totals *t, double tau,
                     struct report *report);
/* Tables `layers` and `capacity`. each: layers of one dump, whose moment is then its file; 0: the
 * files are no dumps over time. */
void dead_file_layers(const struct layer_counts *c, size_t each, char *const *operands, double tau,
                      struct report *report);
void dead_file_units(const struct layer_counts *c, struct report *report);
void dead_file_histogram(const struct layer_counts *c, struct report *report);
const char *dead_figure(const struct request *q);                           /* of files */
void dead_names_table(const struct layer_counts *c, struct report *report); /* for the figure */
char *dead_short_name(const char *name); /* the end of a long one; the caller's */
void dead_steps_report(const struct layer_steps *s, const struct request *q, struct report *report);
/* Table `diagnosis`, and a sentence a layer. */
void dead_diagnosis(const struct layer_counts *c, const struct request *q, struct report *report);

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

/* A row of table `capacity`: how much of a layer is used; name as in `layers`. */
struct dead_capacity {
    const char *name, *activation, *init;
    double seed;
    const char *moment;
    size_t layer, units;
    double dormant, dormant_percent; /* tau-dormant units (Sokar et al. 2023) */
    double effective_rank;           /* of the activations, samples x units; NaN: not computed */
};
/* unit[u->units]; the rest is the row's. */
struct dead_capacity dead_capacity(const struct dead_layer *row, const struct unit *unit,
                                   double tau);
void dead_capacity_table(struct report *report, const struct dead_capacity *rows, size_t n);

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

/* Over the layers of a net trained here. */
struct dead_totals {
    size_t units, dead, always_on, mixed, near_dead;
    double zero, zero_of_dead, saturated;
};
struct dead_totals dead_totals(const struct runs *r, const struct training_run *run, int moment);
int dead_last_moment(const struct runs *r); /* --steps 0: there is nothing but the start */
size_t dead_last_step(const struct training_run *run);
double dead_at_end(const struct training_run *run); /* percent */

#endif
