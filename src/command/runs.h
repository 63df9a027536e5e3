/* runs: nets that differ in one thing, trained on the same data. Shared by dead and fit.
 * Every run has its activation, init, widths and seed; the seed settles its data, its first weights and the
 * order of its samples, so runs of one seed differ in what is compared and in nothing else. */
#ifndef ACTFN_RUNS_H
#define ACTFN_RUNS_H

#include "command/command.h"
#include "network/network.h"

/* The data of one seed; the caller frees it. probe: fresh samples, or rows 0 for the training data themselves. */
typedef void runs_data(const void *state, uint64_t seed, struct data *data);

/* What was seen at one step. */
struct record {
    size_t step;
    struct score score;
    size_t units, dead, died, revived;     /* died, revived: since the record before; only with a census */
};

struct run {
    const struct function *function;
    const struct init *init;
    size_t width;                          /* --width's, 0 with --shape */
    uint64_t seed;
    struct network net;
    struct record *record; size_t records;
    struct score score;                    /* at the end */
    size_t died, revived;
    /* The units at the start and at the end (start and end are one at --steps 0; of a run that diverged the end is its
     * last record, the last moment with numbers); with a census only. */
    struct layer_units *layer[2];
    struct unit *unit[2];
    size_t parameters;
    double seconds;                        /* of training, records included */
    size_t diverged;                       /* the step at which the loss was no number any more; 0: it did not */
};

struct runs {
    struct function *functions; size_t nfunctions;
    struct init *inits; size_t ninits;
    size_t *widths; size_t nwidths;        /* hidden width of each rung; 1 with --shape */
    size_t hidden;                         /* layers */
    size_t *shape;                         /* --shape's hidden widths, or NULL */
    size_t seeds;
    uint64_t seed;
    struct learning learning;
    size_t steps, every;                   /* every: steps between two records */
    bool census;
    size_t probe;                          /* rows of fresh samples for the census; 0: the training data */
    bool has_bias; double bias;            /* the hidden layers' first biases */
    bool spread_biases;                    /* biases U(+-1/sqrt(fan_in)) whatever the init: one-dimensional targets need them */
    runs_data *data, *probe_data;
    const void *state;
    struct run *run; size_t count;         /* activations x inits x widths x seeds, seeds fastest */
};

/* --activation and --init, for flow too; the caller frees what it gets. */
bool runs_functions(const struct options *o, struct function **functions, size_t *count, struct message *why);
bool runs_inits(const struct options *o, struct init **inits, size_t *count, struct message *why);
/* Functions, inits, widths and learning from the options; inputs: what the data have, 0: any number. The rest is the caller's. */
bool runs_read(struct runs *r, const struct options *o, size_t inputs, struct message *why);
const char *runs_size(const struct options *o);   /* the option that makes a net large */
/* Refuses what does not fit into the memory there is: the nets that are trained at the same time, their data, what is kept of every run. */
bool runs_fit(const struct runs *r, const struct options *o, size_t inputs, size_t outputs, size_t rows, struct message *why);
/* Trains them all, as many at once as there are processors. */
void runs_train(struct runs *r, const char *what);
void runs_free(struct runs *r);

/* Index of a run: function f, init i, width w, seed s. */
struct run *runs_at(const struct runs *r, size_t f, size_t i, size_t w, size_t s);
/* Mean and ends, over the seeds that did not diverge, of what `value` takes from a run; nan where all diverged. */
struct spread { double mean, low, high; size_t diverged; };
struct spread runs_spread(const struct runs *r, size_t f, size_t i, size_t w, double (*value)(const struct run *run));
/* Adds table `training`: activation, init[, width], seed, step, loss, accuracy or r2[, dead_percent, died, revived]. */
void runs_training(const struct runs *r, struct report *report);
/* What a headline says of the seeds' mean: "63.1 %", "63.1 % (1 of 5 seeds diverged)", "diverged". The caller frees it. */
char *runs_verdict(const struct spread *s, size_t seeds);
/* A share 0..100 in three digits, more where they would say 100 of what is less ("99.9996"). */
struct number_text percent_text(double percent);
double percent_rounded(double percent);    /* the same as a number */
/* Which net the facts are of, where there are several. */
void runs_whose_facts(const struct runs *r, struct report *report);
/* A sentence for every run that diverged. */
void runs_diverged(const struct runs *r, struct report *report);

#endif
