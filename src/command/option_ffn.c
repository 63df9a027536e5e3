/* Options of the feedforward block. */
#include "command/option.h"

static bool take_block(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->block, typed);
    return true;
}

static bool take_dim(struct options *o, const char *typed, struct message *why)
{
    return count_parse(typed, 1, 1u << 20, &o->dim, why);
}

static bool take_hidden(struct options *o, const char *typed, struct message *why)
{
    return count_parse(typed, 1, 1u << 20, &o->hidden, why);
}

static bool take_gated(struct options *o, const char *typed, struct message *why)
{
    (void)typed, (void)why;
    o->gated = true;
    return true;
}

static bool take_ungated(struct options *o, const char *typed, struct message *why)
{
    (void)typed, (void)why;
    o->ungated = true;
    return true;
}

static bool take_check(struct options *o, const char *typed, struct message *why)
{
    (void)typed, (void)why;
    o->check = true;
    return true;
}

static bool take_layer(struct options *o, const char *typed, struct message *why)
{
    o->layer_given = true;
    return count_parse(typed, 0, 100000, &o->layer, why);
}

static bool take_inputs(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->inputs, typed);
    return true;
}

const struct option_row ffn_options[] = {
    { 0, "block", "NAME", "whose sizes: gpt2 (XL), bert (base), llama (2 7B), t5 (v1.0 base) or gemma (2B)", "gpt2 bert llama t5 gemma", take_block },
    { 0, "dim", "N", "width of the model instead", NULL, take_dim },
    { 0, "hidden", "N", "width of the middle instead", NULL, take_hidden },
    { 0, "gated", NULL, "down(f(gate x) * up x), whatever the block", NULL, take_gated },
    { 0, "ungated", NULL, "down(f(up x)), whatever the block", NULL, take_ungated },
    { 0, "check", NULL, "which parts of a transformer are linear", NULL, take_check },
    { 0, "layer", "N", "which layer of the file, from 0", NULL, take_layer },
    { 0, "inputs", "FILE", "inputs to measure on (.npy, rows of the model's width)", NULL, take_inputs },
    { 0 },
};
