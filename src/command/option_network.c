/* Options of commands that train. */
#include "command/option.h"

#include <math.h>

static bool take_data(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->data, typed);
    return true;
}

static bool take_target(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->target, typed);
    return true;
}

static bool take_optimizer(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->optimizer, typed);
    return true;
}

/* A finite number, and one that is not negative. */
static bool a_number(const char *typed, double *x, struct message *why)
{
    if (!number_parse(typed, x, why)) return false;
    return isfinite(*x) || message_set(why, "%s: must be finite", quote(typed).text);
}

static bool not_negative(const char *typed, double *x, struct message *why)
{
    if (!a_number(typed, x, why)) return false;
    return *x >= 0 || message_set(why, "%s: must not be negative", quote(typed).text);
}

static bool take_rate(struct options *o, const char *typed, struct message *why)
{
    o->rate_given = true;
    return not_negative(typed, &o->rate, why);
}

static bool take_steps(struct options *o, const char *typed, struct message *why)
{
    o->steps_given = true;
    return count_parse(typed, 0, 1000000000, &o->steps, why);
}

static bool take_batch(struct options *o, const char *typed, struct message *why)
{
    return count_parse(typed, 1, 1000000000, &o->batch, why);
}

static bool take_decay(struct options *o, const char *typed, struct message *why)
{
    o->decay_given = true;
    return not_negative(typed, &o->decay, why);
}

static bool take_seeds(struct options *o, const char *typed, struct message *why)
{
    return count_parse(typed, 1, 10000, &o->seeds, why);
}

static bool take_probe(struct options *o, const char *typed, struct message *why)
{
    return count_parse(typed, 1, 100000000, &o->probe, why);
}

static bool take_big_step(struct options *o, const char *typed, struct message *why)
{
    if (!not_negative(typed, &o->big_step, why)) return false;
    return o->big_step > 0 || message_set(why, "%s: a learning rate above 0", quote(typed).text);
}

static bool take_shift(struct options *o, const char *typed, struct message *why)
{
    return a_number(typed, &o->shift, why);
}

static bool take_bias_init(struct options *o, const char *typed, struct message *why)
{
    o->has_bias_init = true;
    return a_number(typed, &o->bias_init, why);
}

static bool take_post(struct options *o, const char *typed, struct message *why)
{
    (void)typed, (void)why;
    o->post = true;
    return true;
}

/* From 0 as numpy counts, from -1 at the end. Files have at most 32. */
static bool take_axis(struct options *o, const char *typed, struct message *why)
{
    double axis;
    if (!number_parse(typed, &axis, why)) return false;
    if (!(axis >= -32 && axis < 32) || axis != floor(axis))
        return message_set(why, "%s: a whole number from 0, or from -1 (the last) down", quote(typed).text);
    o->axis = (int64_t)axis;
    o->axis_given = true;
    return true;
}

const struct option_row network_options[] = {
    { 0, "data", "NAME|FILE", "what to learn: spiral, two-spirals, circles, moons, xor, noise, or a csv file", NULL, take_data },
    { 0, "target", "WHAT", "what a file's last column holds (default: classes where it has words, or at most 20 different whole numbers "
      "with 5 rows or more for each)", "classes numbers", take_target },
    { 0, "shift", "S", "add S to every input", NULL, take_shift },
    { 0, "bias-init", "B", "start the hidden layers' biases at B instead of the init's own", NULL, take_bias_init },
    { 0, "optimizer", "NAME", "sgd, momentum (0.9) or adam; default sgd, adam for curves", "sgd momentum adam", take_optimizer },
    { 0, "lr", "R", "learning rate; default by optimizer: sgd 1 (0.1 with several hidden layers), adam 0.01", NULL, take_rate },
    { 0, "weight-decay", "R", "pull of the weights towards 0, biases not", NULL, take_decay },
    { 0, "batch", "N", "samples a step (default: all)", NULL, take_batch },
    { 0, "steps", "N", "steps of training; 0 looks at the start only", NULL, take_steps },
    { 0, "big-step", "R", "learning rate of the first step alone", NULL, take_big_step },
    { 0, "probe", "N", "count on N fresh samples (default: the training data)", NULL, take_probe },
    { 0, "seeds", "N", "repeat with N seeds, from --seed upwards", NULL, take_seeds },
    { 0, "post", NULL, "the file holds activations, not pre-activations", NULL, take_post },
    { 0, "axis", "N", "which axis of the file counts the units, from 0 (default: the last)", NULL, take_axis },
    { 0 },
};
