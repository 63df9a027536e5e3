/* ffn: what its recipe (ffn.c) hands to its report (ffn_report.c). */
#ifndef ACTFN_COMMAND_FFN_H
#define ACTFN_COMMAND_FFN_H

#include "cli/cli.h"
#include "cli/shared.h"
#include "experiment/block.h"

struct ffn_options {
    struct delivery delivery;
    struct settings set;
    bool no_bias;
    char *activation, *init;
    uint64_t samples;
    char *block;
    uint64_t dim, hidden; /* 0: the block's own */
    bool gated, ungated, check;
    uint64_t layer, expert;
    char *up, *down, *gate;
    bool list;
    char *inputs;
};

/* The block that was asked for, and what was measured. */
struct ffn_found {
    struct ffn block;
    struct function activation;
    const char *name;          /* "GPT-2 XL" */
    bool real;                 /* weights from a file */
    struct model model;        /* then: what its names and config.json told */
    struct model_inputs given; /* --inputs; x NULL: N(0,1) */
    struct block_measured measured;
};

void ffn_report(const struct ffn_options *o, const struct ffn_found *found, struct report *r);
/* --list: what is in a model's file. */
bool ffn_list_report(const char *path, struct report *r, struct error *err);
/* --check: the parts of a transformer, which are linear. */
void ffn_parts_report(const struct function *g, uint64_t seed, struct report *r);

#endif
