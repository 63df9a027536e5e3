/* fit: nets that learn a curve or tell classes apart, side by side, one thing changed at a time. */
#include "command/fit.h"

#include <stdlib.h>
#include <string.h>

#define S struct fit_options
static const struct option_row rows[] = {
    OPT_RANGE(S, range.range, "-5:5"),
    OPT_POINTS(S, range.points),
    OPT_SET(S, net.set),
    OPT_HIDDEN(S, net.layers, "1"),
    OPT_WIDTH(S, net.width, "32"),
    OPT_SHAPE(S, net.shape),
    OPT_ACTIVATION(S, net.activation, "identity,relu,gelu"),
    OPT_INIT(S, net.init, "he"),
    OPT_TARGET(S, target),
    OPT_OPTIMIZER(S, training.optimizer),
    OPT_LR(S, training.lr),
    OPT_WEIGHT_DECAY(S, training.weight_decay),
    OPT_BATCH(S, training.batch),
    OPT_STEPS(S, training.steps, "3000"),
    OPT_BIG_STEP(S, training.big_step),
    OPT_SEEDS(S, training.seeds, "1"),
    OPT_FIGURE(S, "result process loss width"),
    { .name = NULL },
};

/* Plain gradient descent takes minutes for a curve with a few bends (its error surface is a long
 * valley): adam does it in a second. */
static struct training_options training_of(const struct request *q, const struct fit_options *o,
                                           bool numbers)
{
    static char adam[] = "adam";
    struct training_options how = o->training;
    if (!numbers)
        return how;
    if (!how.optimizer)
        how.optimizer = adam;
    if (!option_given(q, &o->training.steps))
        how.steps = 5000;
    return how;
}

bool fit_read(const struct request *q, const struct problem *s, struct runs *r, struct error *err)
{
    const struct fit_options *o = q->options;
    struct training_options how = training_of(q, o, s->classes == 0);
    if (!runs_read(r, &o->net, &how, o->delivery.seed, s->inputs, err))
        return false;
    if (option_given(q, &o->training.lr))
        r->learning.rate = o->training.lr;
    if (s->task && !option_given(q, &o->training.weight_decay))
        r->learning.decay = s->task->decay;
    r->data = problem_data;
    r->state = s;
    r->spread_biases = true;
    return true;
}

static bool fit_run(const struct request *q, struct report *report, struct error *err)
{
    const struct fit_options *o = q->options;
    const struct counts *shape = &o->net.shape;
    const struct problem_curve curve = { o->range.range, o->range.points, o->net.set.value,
                                         o->net.set.count };
    struct problem_options wish = { .curve = &curve,
                                    .target = o->target,
                                    .inputs = shape->count ? shape->value[0] : 0 };
    struct problem s;
    struct runs r;
    if (q->noperands != 1)
        return error_usage(err,
                           "%s: give one task: 'sin(3*x)', spiral, two-spirals, circles, moons, "
                           "xor, noise or a csv file",
                           q->noperands ? quote(q->operands[1]).text : "nothing to fit");
    if (!problem_read(&s, q->operands[0], &wish, err))
        return false;
    if (!fit_read(q, &s, &r, err)) {
        problem_free(&s);
        return false;
    }
    bool fits = runs_fit(&r, &o->net, o->range.points > 0, s.inputs, s.classes ? s.classes : 1,
                         s.rows, err) &&
                problem_look(&s, q->operands[0], err);
    if (fits) {
        r.film = film_wanted(&r, &s, q);
        runs_train(&r, "training");
        fit_report(&r, &s, q, report);
    }
    runs_free(&r);
    problem_free(&s);
    return fits;
}

const struct command command_fit = {
    .name = "fit",
    .order = 100,
    .operands = "TASK",
    .names = &names_tasks,
    .about = "train small networks with different activations",
    .group = GROUP_NETWORKS,
    .meanings = "train learn training classify regress",
    .options = rows,
    .size = sizeof(S),
    .details =
        "TASK is an expression in x, learned on --range, or a data set: spiral, two-spirals, "
        "circles, moons, xor, noise, or a csv file whose "
        "last column is the target or class (- is standard input). A first column without a "
        "name that counts the rows, as pandas "
        "writes it, is left out. Words in the last column are classes; so are whole "
        "numbers, at most 20 different ones with "
        "5 rows or more for each on average; --target decides otherwise. Classes are "
        "learned by cross-entropy, numbers by mean squared error; inputs are scaled to [-1, "
        "1]. Nets of one seed have the same data, "
        "the same first weights and the same order of samples.\n\n"
        "Where nothing else is asked for: an expression or a file of numbers is learned by "
        "adam in 5000 steps, an expression at 256 points "
        "(-n); classes by sgd in 3000 steps. Weight decay is 0, for spiral 0.001. The "
        "accuracy or r2 is that of the training samples.",
    .examples = "actfn fit spiral --plot\n"
                "actfn fit 'sin(3*x)' --range -2:2 --plot\n"
                "actfn fit two-spirals --layers 3 --width 4,8,16,32 --activation identity,relu\n"
                "actfn fit 'sin(x)' --width 2,4,8,16,32 --activation identity,relu --seeds 3 "
                "--figure width --plot\n"
                "actfn fit moons --activation relu,gelu,silu --seeds 10",
    .run = fit_run,
};
