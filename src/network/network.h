/* network: small nets that really train. Layers with any activation, their initial weights, data to
 * learn, gradient descent, and counts of what every unit does. Computes in float, as the frameworks
 * do; the tests build the same files in double. Fills arrays and returns numbers; prints nothing.
 *
 * Threads: work is cut the same way however many there are, and every sum has its one order, so the
 * same seed gives the same bytes on one core or twenty. */
#ifndef ACTFN_NETWORK_H
#define ACTFN_NETWORK_H

#include "activation/activation.h"
#include "base/pool.h"
#include "linear/linear.h"

#ifdef NETWORK_DOUBLE
typedef double real;
#else
typedef float real;
#endif

/* Chance: one stream of random numbers for each use, so that changing one thing changes nothing
 * else. */
enum {
    STREAM_WEIGHTS = 1,
    STREAM_DATA,
    STREAM_ORDER,
    STREAM_PROBE,
    STREAM_GRADIENT,
    STREAM_BIASES
};

/* ---- data to learn -------------------------------------------------------------------------- */
struct data {
    char *name;
    size_t rows, inputs;
    size_t classes;  /* 0: numbers to fit */
    double *x;       /* rows x inputs */
    double *target;  /* numbers: rows */
    uint32_t *class; /* classes: rows, each below `classes` */
};
/* A data set that has a name. */
struct task {
    const char *name, *about;
    size_t inputs; /* 0: any number, as the net's shape says */
    size_t rows, classes;
    void (*make)(struct data *d, struct random *r); /* fills x and class */
    double decay;                                   /* the weight decay it is usually learnt with */
};
const struct task *task_row(size_t i);          /* NULL after the last */
const struct task *task_find(const char *name); /* or NULL */
/* rows 0: as many as usual; inputs 0: as usual. */
void dataset_make(struct data *d, const struct task *task, size_t rows, size_t inputs,
                  uint64_t seed, uint64_t stream);
/* Every input moved and scaled to [-1, 1]: for data that users bring. */
void dataset_scale(struct data *d);
void dataset_free(struct data *d);
double dataset_bytes(double rows,
                     double inputs); /* what they take, the order of the steps included */

/* ---- a net ------------------------------------------------------------------------------------
 * Every layer is z = [x, 1] W: the bias is the weight of one more input that is always 1, so
 * products with W and with its transpose serve biases too. Rows of all matrices start
 * network_stride() numbers apart. */
struct layer {
    size_t in, out;
    const struct function *activation; /* NULL: a linear head */
    real *weight;                      /* (in + 1) rows of out; the last row is the bias */
    real *transposed;                  /* out rows of in: kept equal to weight, bias left out */
};
struct network {
    size_t inputs, count; /* count: layers, the head (if any) among them */
    struct layer *layer;
    size_t parameters; /* what can be learnt: padding not counted */
    size_t stored;     /* numbers in `memory` that are weights, padding counted */
    real *weights;     /* all layers' weights, one after the other */
    void *memory;
};
size_t network_stride(size_t columns);
/* shape: inputs, hidden widths, ...; outputs 0: no head. Borrows the function. Bytes it would take:
 * network_bytes. */
void network_new(struct network *n, const size_t *shape, size_t nshape, size_t outputs,
                 const struct function *activation);
double network_bytes(const size_t *shape, size_t nshape, size_t outputs, size_t rows);
void network_free(struct network *n);
size_t network_hidden(const struct network *n); /* layers before the head */
/* Weights and biases by init. has_bias: biases of the hidden layers are `bias` instead of the
 * init's own. */
void network_init(struct network *n, const struct init *init, bool has_bias, double bias,
                  uint64_t seed);
/* The weight (row, column of W; row n->in is the bias) of a layer, to look at or to set. */
real network_weight(const struct network *n, size_t layer, size_t row, size_t column);
void network_set(struct network *n, size_t layer, size_t row, size_t column, real value);

/* What a batch leaves behind on its way through: for every layer f(z) and f'(z), and on the way
 * back the gradient of the loss by z, which takes the place of f'(z). */
struct pass {
    size_t rows;   /* room for */
    real **value;  /* [0]: inputs; [l]: outputs of layer l-1; each with its column of ones */
    real **slope;  /* [l]: of layer l; then dL/dz */
    real *scratch; /* row r from r * widest on: layers of different widths run at once */
    size_t widest;
    void *memory;
};
void pass_new(struct pass *p, const struct network *n, size_t rows);
void pass_free(struct pass *p);
/* Copies rows of x (rows x inputs) into value[0], adding the column of ones. */
void pass_load(struct pass *p, const struct network *n, const double *x, size_t rows);
/* Rows first .. last-1 through all layers. */
void pass_forward(struct pass *p, const struct network *n, size_t first, size_t last);
/* The two halves of one layer's way forward: z = x W + b into value[l + 1]; then f(z) there and
 * f'(z) into slope[l]. For who does something in between. */
void pass_linear(struct pass *p, const struct network *n, size_t l, size_t first, size_t last);
void pass_activate(struct pass *p, const struct network *n, size_t l, size_t first, size_t last);
/* Back from slope[count-1], which holds dL/dz of the last layer. */
void pass_backward(struct pass *p, const struct network *n, size_t first, size_t last);
/* Rows i0 .. i1-1 of dL/dW of one layer, from `rows` rows: gradient has the layout of weight. */
void pass_gradient(const struct pass *p, const struct network *n, size_t layer, size_t rows,
                   size_t i0, size_t i1, real *gradient);

/* ---- training ------------------------------------------------------------------------------- */
enum optimizer { SGD, MOMENTUM, ADAM };
bool optimizer_parse(const char *typed, enum optimizer *o, struct error *err);
const char *optimizer_name(size_t i); /* NULL after the last */

struct learning {
    enum optimizer optimizer;
    double rate, decay; /* weight decay: of weights, not biases */
    size_t batch;       /* 0 or more than there are: all samples */
    double big_step;    /* learning rate of the first step; 0: as the others */
    uint64_t seed;      /* of the order of the samples */
};
struct trainer;
/* Borrows all it is given. Loss: mean cross-entropy of classes, mean squared error of numbers. */
struct trainer *trainer_new(struct network *n, const struct data *d, const struct learning *how,
                            struct pool *pool);
void trainer_free(struct trainer *t);
double trainer_step(struct trainer *t); /* the batch's loss before the step */
/* dL/dW of all samples, for tests: the layout of n->weights. Returns the loss, decay not counted.
 */
double trainer_gradient(struct trainer *t, real *gradient);
/* All that the next steps depend on, weights of the network included, as trainer_bytes() bytes:
 * restored, training goes on to the very same numbers. */
size_t trainer_bytes(const struct trainer *t);
void trainer_save(const struct trainer *t, void *bytes);
void trainer_restore(struct trainer *t, const void *bytes);
void trainer_rate(struct trainer *t, double rate); /* learning rate of the steps to come */

/* Rows of x through the net, a stretch at a time; take sees what each stretch left in the pass. In
 * order, one at a time. */
void network_read(const struct network *n, const double *x, size_t rows, struct pool *pool,
                  void (*take)(void *state, const struct pass *p, size_t first, size_t rows),
                  void *state);
/* The loss of one sample for the head's outputs z; dz, where not NULL: `share` times its gradient
 * by z. */
double sample_loss(const struct data *d, size_t sample, size_t outputs, const real *z, double share,
                   real *dz);

struct score {
    double loss, accuracy, r2;
}; /* accuracy of classes, r2 of numbers; else nan */
struct score network_score(const struct network *n, const struct data *d, struct pool *pool);
/* The head's outputs for rows of x: rows x outputs. */
void network_predict(const struct network *n, const double *x, size_t rows, double *outputs,
                     struct pool *pool);

/* ---- what the units do ---------------------------------------------------------------------- */
enum unit_kind { UNIT_DEAD, UNIT_ALWAYS_ON, UNIT_MIXED };
struct unit {
    enum unit_kind kind;
    double active;    /* share of the samples on which it is not saturated */
    double max_slope; /* largest |f'(z)| seen */
    double size;      /* mean |f(z)| */
};
struct layer_units {
    size_t units, dead, always_on, mixed, near_dead;
    double zero,
        saturated; /* shares of all outputs: exactly 0; |f'| < 0.1 of the function's largest */
    double zero_of_dead; /* share of all outputs: exactly 0 and of a dead unit */
    double mean_slope;   /* mean |f'(z)| */
};
/* How many of a layer's units are tau-dormant: mean |f(z)| of the unit over the samples, divided by
 * the mean of that over the layer's units, is at most tau (Sokar, Agarwal, Castro and Evci 2023,
 * The Dormant Neuron Phenomenon in Deep Reinforcement Learning, section 3). A layer that gives only
 * 0 is dormant throughout; units whose outputs are not finite are left out of both. */
size_t units_dormant(const struct unit *unit, size_t units, double tau);
/* The largest |f'| of the function on [-40, 40]; the yardstick of "saturated". */
double function_steepest(const struct function *g);
/* 1 / sqrt(E f(z)^2), z ~ N(0, 1): the weight gain that keeps a signal's size. */
double function_gain(const struct function *g);

/* Counts over samples that come in blocks; then the verdict. */
struct census {
    size_t units;
    double samples;
    double steepest;
    double *low, *high;       /* of each unit: smallest and largest f'(z), with sign */
    double *largest, *sum;    /* of |f'(z)| */
    double *saturated, *zero; /* counts */
    double *size;             /* sum of |f(z)| */
    double *memory;
};
void census_new(struct census *c, size_t units, double steepest);
/* rows x units, rows `stride` apart: outputs and slopes. */
void census_add(struct census *c, size_t rows, size_t stride, const real *value, const real *slope);
/* Some units only, first .. first + units - 1, in double; `samples` is then the caller's to set,
 * before the verdict. */
void census_add_part(struct census *c, size_t first, size_t rows, size_t units, const double *value,
                     const double *slope);
/* unit[units] may be NULL. */
void census_verdict(const struct census *c, struct layer_units *layer, struct unit *unit);
void census_free(struct census *c);

/* The units of all hidden layers on a probe (rows x inputs). layer[hidden], unit[sum of hidden
 * widths] or NULL. */
void network_census(const struct network *n, const double *probe, size_t rows, double steepest,
                    struct layer_units *layer, struct unit *unit, struct pool *pool);

/* share[hidden x bins]: which part of a layer's pre-activations falls into each of `bins` equal
 * bins on -*range .. *range; *range 0: three times the largest layer's root mean square, left
 * there. */
void network_spread(const struct network *n, const double *x, size_t rows, size_t bins,
                    double *range, double *share);

/* ---- signals forward, gradients back -------------------------------------------------------- */
struct flow {
    double forward_mean, forward_std; /* of the layer's outputs */
    double backward_rms;              /* of the gradient at the layer's output */
    double weight_gradient_rms;       /* mean over the samples, biases not counted */
    double saturated;                 /* share of the outputs */
};
enum flow_norm { FLOW_NO_NORM, FLOW_LAYER_NORM, FLOW_RMS_NORM };
struct flow_wish {
    size_t samples;
    uint64_t seed;
    const float *x;         /* samples x inputs; NULL: N(0, 1) */
    const double *steepest; /* [count]: function_steepest of each layer's function */
    /* The activation acts on z brought to mean 0 and variance 1 over the units (layer; no gain, no
     * epsilon), or to mean square 1 (rms), sample by sample. */
    enum flow_norm norm;
    bool residual; /* a layer's input is added to its output: all widths equal */
};
/* A net without a head, and a N(0, 1) gradient at the last layer's output. flow[count];
 * input_square: mean of the squares of the inputs, where not NULL. */
void network_flow(const struct network *n, const struct flow_wish *wish, struct flow *flow,
                  double *input_square, struct pool *pool);

#endif
