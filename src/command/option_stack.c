/* Options of commands that stack layers. */
#include "command/option.h"

enum { LAYERS_MOST = 1000000 };

static bool take_layers(struct options *o, const char *typed, struct message *why)
{
    o->layers_given = true;
    return count_parse(typed, 1, LAYERS_MOST, &o->layers, why);
}

static bool take_width(struct options *o, const char *typed, struct message *why)
{
    free(o->widths);
    o->widths = NULL;
    o->nwidths = 0;
    o->width_given = true;
    if (!shape_parse(typed, 1, &o->widths, &o->nwidths, why))
        return false;
    o->width = o->widths[0];
    return true;
}

static bool take_shape(struct options *o, const char *typed, struct message *why)
{
    free(o->shape);
    o->shape = NULL;
    o->nshape = 0;
    return shape_parse(typed, 2, &o->shape, &o->nshape, why);      /* LAYERS_MOST of them no command line holds */
}

static bool take_bias(struct options *o, const char *typed, struct message *why)
{
    (void)typed, (void)why;
    o->no_bias = false;
    return true;
}

static bool take_no_bias(struct options *o, const char *typed, struct message *why)
{
    (void)typed, (void)why;
    o->no_bias = true;
    return true;
}

static bool take_activation(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->activation, typed);
    return true;
}

static bool take_init(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->init, typed);
    return true;
}

static bool take_samples(struct options *o, const char *typed, struct message *why)
{
    o->samples_given = true;
    return count_parse(typed, 1, 1000000000, &o->samples, why);
}

const struct option_row stack_options[] = {
    { 0, "layers", "N", "how many layers", NULL, take_layers },
    { 0, "width", "N", "units of each layer", NULL, take_width },
    { 0, "shape", "A,B,...", "the widths one by one, inputs first", NULL, take_shape },
    { 0, "bias", NULL, "layers have biases (the default)", NULL, take_bias },
    { 0, "no-bias", NULL, "layers have none", NULL, take_no_bias },
    { 0, "activation", "F,...", "the activation functions to compare", NULL, take_activation },
    { 0, "init", "NAME", "initial weights: he, xavier, lecun, torch, orthogonal or normal:STD", NULL, take_init },
    { 0, "samples", "N", "random inputs to measure on", NULL, take_samples },
    { 0 },
};
