/* shared: options that several commands take, each with its place and its default in the command's
 * own struct. S is that struct, M the member it goes to, PRESET the default as one would type it or
 * NULL. */
#ifndef ACTFN_SHARED_H
#define ACTFN_SHARED_H

#include "cli/option.h"

enum { LAYERS_MOST = 1000000 };
#define POINTS_MOST UINT64_C(1000000000000)

/* ---- functions over a range of x ------------------------------------------------------------ */
#define OPT_RANGE(S, M, PRESET)                                                                \
    {                                                                                          \
        .name = "range", .letter = 'r', .argument = "LO:HI[:STEP]", .kind = &option_range,     \
        .place = offsetof(S, M), .preset = (PRESET), .help = "from LO to HI, in steps of STEP" \
    }
#define OPT_POINTS(S, M)                                                         \
    {                                                                            \
        .name = "points", .letter = 'n', .argument = "N", .kind = &option_count, \
        .place = offsetof(S, M), .low = 1, .high = POINTS_MOST,                  \
        .help = "number of points (21 in text, 1001 otherwise)"                  \
    }
#define OPT_POINTS_OR_ALL(S, M)                                                           \
    {                                                                                     \
        .name = "points", .letter = 'n', .argument = "N", .kind = &option_points,         \
        .place = offsetof(S, M), .low = 1, .high = POINTS_MOST,                           \
        .help = "number of points (21 in text, 1001 otherwise), or all values of --dtype" \
    }
#define OPT_AT(S, M)                                                                 \
    {                                                                                \
        .name = "at", .letter = 'a', .argument = "X,X,...", .kind = &option_numbers, \
        .place = offsetof(S, M), .help = "these points instead of a range"           \
    }
#define OPT_DERIVATIVES(S, M, PRESET)                                                 \
    {                                                                                 \
        .name = "derivatives", .letter = 'd', .argument = "N", .kind = &option_count, \
        .place = offsetof(S, M), .low = 0, .high = 2, .preset = (PRESET),             \
        .help = "0: f; 1: f and f'; 2: f, f' and f''"                                 \
    }
#define OPT_SET(S, M)                                                                       \
    {                                                                                       \
        .name = "set", .argument = "NAME=VALUE", .kind = &option_settings,                  \
        .place = offsetof(S, M), .help = "a parameter of the functions; may be given again" \
    }
#define OPT_EFFORT(S, M)                                                                          \
    {                                                                                             \
        .name = "effort", .argument = "SECONDS", .kind = &option_number, .place = offsetof(S, M), \
        .low = 0, .high = 3600, .preset = "1",                                                    \
        .help = "how long may be worked on what is hard to prove; counted in steps, some "        \
                "seconds on a usual computer, so that the answer is the same everywhere"          \
    }
#define OPT_DTYPE(S, M)                                                                      \
    {                                                                                        \
        .name = "dtype", .argument = "NAME", .kind = &option_dtype, .place = offsetof(S, M), \
        .names = &names_dtypes,                                                              \
        .help = "number format: x and the exact result are rounded to it once"               \
    }

#define OPT_COMPUTE_DTYPE(S, M)                                                    \
    {                                                                              \
        .name = "compute-dtype", .argument = "NAME", .kind = &option_dtype,        \
        .place = offsetof(S, M), .names = &names_dtypes,                           \
        .help = "arithmetic as it is done in that format, every operation rounded" \
    }

/* ---- stacks of layers ----------------------------------------------------------------------- */
/* Hidden layers: without any a net is linear, and so is one without activation. */
#define OPT_HIDDEN(S, M, PRESET)                                                           \
    {                                                                                      \
        .name = "layers", .argument = "N", .kind = &option_count, .place = offsetof(S, M), \
        .low = 1, .high = LAYERS_MOST, .preset = (PRESET), .help = "number of layers",     \
        .below = "a network without hidden layers is linear, as is: --activation identity" \
    }
#define OPT_LAYERS(S, M, PRESET)                                                           \
    {                                                                                      \
        .name = "layers", .argument = "N", .kind = &option_count, .place = offsetof(S, M), \
        .low = 1, .high = LAYERS_MOST, .preset = (PRESET), .help = "number of layers"      \
    }
#define OPT_WIDTH(S, M, PRESET)                                                            \
    {                                                                                      \
        .name = "width", .argument = "N", .kind = &option_counts, .place = offsetof(S, M), \
        .low = 1, .preset = (PRESET), .help = "units of each layer"                        \
    }
#define OPT_SHAPE(S, M)                                                                          \
    {                                                                                            \
        .name = "shape", .argument = "A,B,...", .kind = &option_counts, .place = offsetof(S, M), \
        .low = 2, .help = "the widths one by one, inputs first"                                  \
    }
#define OPT_NO_BIAS(S, M)                                                 \
    {                                                                     \
        .name = "no-bias", .kind = &option_flag, .place = offsetof(S, M), \
        .help = "layers without biases"                                   \
    }
#define OPT_ACTIVATION(S, M, PRESET)                                                              \
    {                                                                                             \
        .name = "activation", .argument = "F,...", .kind = &option_text, .place = offsetof(S, M), \
        .preset = (PRESET), .names = &names_functions,                                            \
        .help = "the activation functions to compare"                                             \
    }
#define OPT_INIT(S, M, PRESET)                                                               \
    {                                                                                        \
        .name = "init", .argument = "NAME", .kind = &option_text, .place = offsetof(S, M),   \
        .preset = (PRESET), .names = &names_inits,                                           \
        .help = "initial weights: he, xavier, lecun, torch, orthogonal, zeros, siren[:w0], " \
                "asymmetric, normal:STD, uniform:A or trunc_normal:STD"                      \
    }
#define OPT_SAMPLES(S, M, PRESET)                                                               \
    {                                                                                           \
        .name = "samples", .argument = "N", .kind = &option_count, .place = offsetof(S, M),     \
        .low = 1, .high = 1000000000, .preset = (PRESET), .help = "random inputs to measure on" \
    }

/* ---- training ------------------------------------------------------------------------------- */
#define OPT_TARGET(S, M)                                                                       \
    {                                                                                          \
        .name = "target", .argument = "WHAT", .kind = &option_text, .place = offsetof(S, M),   \
        .choices = "classes numbers",                                                          \
        .help = "what a file's last column holds (default: classes where it has words, or at " \
                "most 20 different whole "                                                     \
                "numbers with 5 rows or more for each)"                                        \
    }
#define OPT_OPTIMIZER(S, M)                                                                     \
    {                                                                                           \
        .name = "optimizer", .argument = "NAME", .kind = &option_text, .place = offsetof(S, M), \
        .choices = "sgd momentum adam",                                                         \
        .help = "sgd, momentum (0.9) or adam; default sgd, adam for curves"                     \
    }
#define OPT_LR(S, M)                                                                            \
    {                                                                                           \
        .name = "lr", .argument = "R", .kind = &option_amount, .place = offsetof(S, M),         \
        .help = "learning rate; default by optimizer: sgd 1 (0.1 with several hidden layers), " \
                "adam 0.01"                                                                     \
    }
#define OPT_WEIGHT_DECAY(S, M)                                                                    \
    {                                                                                             \
        .name = "weight-decay", .argument = "R", .kind = &option_amount, .place = offsetof(S, M), \
        .help = "weight decay (not on biases)"                                                    \
    }
#define OPT_BATCH(S, M)                                                                   \
    {                                                                                     \
        .name = "batch", .argument = "N", .kind = &option_count, .place = offsetof(S, M), \
        .low = 1, .high = 1000000000, .help = "batch size (all samples)"                  \
    }
#define OPT_STEPS(S, M, PRESET)                                                           \
    {                                                                                     \
        .name = "steps", .argument = "N", .kind = &option_count, .place = offsetof(S, M), \
        .low = 0, .high = 1000000000, .preset = (PRESET),                                 \
        .help = "training steps; 0 measures the initialization"                           \
    }
#define OPT_BIG_STEP(S, M)                                                                  \
    {                                                                                       \
        .name = "big-step", .argument = "R", .kind = &option_rate, .place = offsetof(S, M), \
        .help = "learning rate of the first step alone"                                     \
    }
#define OPT_SEEDS(S, M, PRESET)                                                           \
    {                                                                                     \
        .name = "seeds", .argument = "N", .kind = &option_count, .place = offsetof(S, M), \
        .low = 1, .high = 10000, .preset = (PRESET),                                      \
        .help = "repeat with N seeds, from --seed upwards"                                \
    }

/* ---- figures: of commands that have several ------------------------------------------------- */
#define OPT_FIGURE(S, CHOICES)                                                     \
    {                                                                              \
        .name = "figure", .argument = "NAME", .kind = &option_text,                \
        .place = offsetof(S, delivery.figure), .choices = (CHOICES), .list = true, \
        .help = "which figure"                                                     \
    }

/* ---- groups that several commands have whole ------------------------------------------------ */
struct range_options {
    struct range range;
    uint64_t points; /* 0: not given */
    struct numbers_list at;
    uint64_t derivatives;
    struct settings set;
    const struct dtype *dtype, *compute_dtype; /* NULL: not given */
};
struct net_options {
    uint64_t layers;
    struct counts width, shape; /* shape: instead of layers and width */
    char *activation, *init;    /* lists, as typed */
    struct settings set;
};
struct training_options {
    char *optimizer;                   /* NULL: what suits the problem */
    double lr, weight_decay, big_step; /* big_step 0: none */
    uint64_t batch, steps, seeds;      /* batch 0: all samples */
};

#endif
