/* runs: nets that differ in one thing, trained on the same data.
 * Every run has its activation, init, widths and seed; the seed settles its data, its first weights
 * and the order of its samples, so runs of one seed differ in what is compared and in nothing else.
 */
#ifndef ACTFN_RUNS_H
#define ACTFN_RUNS_H

#include "network/network.h"

/* The data of one seed; the caller frees it. probe: fresh samples, or rows 0 for the training data
 * themselves. */
typedef void runs_data(const void *state, uint64_t seed, struct data *data);

/* What was seen at one step. */
struct training_record {
    size_t step;
    struct score score;
    size_t units, dead, died,
        revived; /* died, revived: since the record before; only with a census */
};

struct training_run {
    const struct function *function;
    const struct init *init;
    size_t width; /* --width's, 0 with --shape */
    uint64_t seed;
    struct network net;
    struct training_record *record;
    size_t records;
    real **weights; /* the net's at each record, as network.weights; with `film` only, else NULL */
    struct score score; /* at the end */
    size_t died, revived;
    /* The units at the start and at the end (start and end are one at --steps 0; of a run that
     * diverged the end is its last record, the last moment with numbers); with a census only. */
    struct layer_units *layer[2];
    struct unit *unit[2];
    size_t parameters;
    double seconds;  /* of training, records included */
    size_t diverged; /* the step at which the loss was no number any more; 0: it did not */
};

struct runs {
    struct function *functions;
    size_t nfunctions;
    struct init *inits;
    size_t ninits;
    size_t *widths;
    size_t nwidths; /* hidden width of each rung; 1 with --shape */
    size_t hidden;  /* layers */
    size_t *shape;  /* --shape's hidden widths, or NULL */
    size_t seeds;
    uint64_t seed;
    struct learning learning;
    size_t steps, every; /* every: steps between two records */
    bool census;
    bool film;    /* keep the weights of the first seed's nets at every record */
    size_t probe; /* rows of fresh samples for the census; 0: the training data */
    bool has_bias;
    double bias;        /* the hidden layers' first biases */
    bool spread_biases; /* biases U(+-1/sqrt(fan_in)) whatever the init: one-dimensional targets
                           need them */
    runs_data *data, *probe_data;
    const void *state;
    struct training_run *run;
    size_t count; /* activations x inits x widths x seeds, seeds fastest */
};

/* Makes `run` and `count` from what stands above them; everything above is the caller's to fill. */
void runs_plan(struct runs *r);
/* What they take, in bytes, those that are trained at the same time: weights, all samples at once,
 * fresh samples; and what is kept of all of them. */
struct runs_bytes {
    double nets, samples, probe, kept;
    size_t at_once;
};
struct runs_bytes runs_bytes(const struct runs *r, size_t inputs, size_t outputs, size_t rows);
/* Trains them all, as many at once as there are processors. */
void runs_train(struct runs *r, const char *what);
void runs_free(struct runs *r);
/* The network of a run before its first step, its data, and (rows 0: none asked for) its fresh
 * samples; the caller frees all three. Every training begins with this. */
void runs_begin(const struct runs *r, struct training_run *run, struct data *data,
                struct data *probe);
struct learning runs_learning(const struct runs *r, const struct training_run *run);

/* Index of a run: function f, init i, width w, seed s. */
struct training_run *runs_at(const struct runs *r, size_t f, size_t i, size_t w, size_t s);
/* Mean and ends, over the seeds that did not diverge, of what `value` takes from a run; nan where
 * all diverged. */
struct seed_spread {
    double mean, low, high;
    size_t diverged;
};
struct seed_spread runs_spread(const struct runs *r, size_t f, size_t i, size_t w,
                               double (*value)(const struct training_run *run));

#endif
