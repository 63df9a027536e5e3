/* dead: the units of a net that no gradient reaches any more, layer by layer, before and after
 * training. */
#include "command/dead.h"

#include <string.h>

#define S struct dead_options
static const struct option_row rows[] = {
    OPT_SET(S, net.set),
    OPT_LAYERS(S, net.layers, "5"),
    OPT_WIDTH(S, net.width, "64"),
    OPT_SHAPE(S, net.shape),
    OPT_ACTIVATION(S, net.activation, "relu"),
    OPT_INIT(S, net.init, "he"),
    { .name = "data",
      .argument = "NAME|FILE",
      .kind = &option_text,
      .place = offsetof(S, data),
      .preset = "spiral",
      .names = &names_tasks,
      .path = PATH_INPUT,
      .help = "what to learn: spiral, two-spirals, circles, moons, xor, noise, or a csv file" },
    OPT_TARGET(S, target),
    { .name = "shift",
      .argument = "S",
      .kind = &option_number,
      .place = offsetof(S, shift),
      .help = "add S to every input" },
    { .name = "bias-init",
      .argument = "B",
      .kind = &option_number,
      .place = offsetof(S, bias_init),
      .help = "start the hidden layers' biases at B instead of the init's own" },
    OPT_OPTIMIZER(S, training.optimizer),
    OPT_LR(S, training.lr),
    OPT_WEIGHT_DECAY(S, training.weight_decay),
    OPT_BATCH(S, training.batch),
    OPT_STEPS(S, training.steps, "1000"),
    OPT_BIG_STEP(S, training.big_step),
    OPT_COUNT("probe", S, probe, 1, 100000000,
              "count on N fresh samples (default: the training data)"),
    OPT_SEEDS(S, training.seeds, "1"),
    OPT_FLAG("post", S, post, "the file holds activations, not pre-activations"),
    { .name = "axis",
      .argument = "N",
      .kind = &option_integer,
      .place = offsetof(S, axis),
      .high = 32,
      .help = "which axis of the file counts the units, from 0 (default: the last)" },
    { .name = "tau",
      .argument = "T",
      .kind = &option_amount,
      .place = offsetof(S, tau),
      .preset = "0.025",
      .help = "dormant: mean |f(z)| at most T times the layer's mean" },
    OPT_FLAG("steps-of", S, steps_of,
             "the files are dumps of one network over time, earliest first"),
    { .name = "recipe",
      .argument = "NAME",
      .kind = &option_text,
      .place = offsetof(S, recipe),
      .choices = "pytorch jax numpy",
      .list = true,
      .help = "print the lines that save a network's activations" },
    OPT_FIGURE(S, "all map training histogram born"),
    { .name = NULL },
};

static bool dead_read(const struct request *q, const struct problem *s, struct runs *r,
                      struct error *err)
{
    const struct dead_options *o = q->options;
    if (!runs_read(r, &o->net, &o->training, o->delivery.seed, s->inputs, err))
        return false;
    if (option_given(q, &o->training.lr))
        r->learning.rate = o->training.lr;
    r->has_bias = option_given(q, &o->bias_init);
    r->bias = o->bias_init;
    r->census = true;
    r->probe = s->probe;
    r->data = problem_data;
    r->probe_data = problem_probe;
    r->state = s;
    return true;
}

static bool dead_net(const struct request *q, struct report *report, struct error *err)
{
    const struct dead_options *o = q->options;
    const struct counts *shape = &o->net.shape;
    struct problem_options wish = {
        .probe = o->probe,
        .shift = o->shift,
        .target = o->target,
        .inputs = shape->count ? shape->value[0] : 0,
    };
    struct problem s;
    struct runs r;
    if (!problem_read(&s, o->data, &wish, err))
        return error_prefix(err, "--data ");
    if (!dead_read(q, &s, &r, err)) {
        problem_free(&s);
        return false;
    }
    bool fits = runs_fit(&r, &o->net, false, s.inputs, s.classes ? s.classes : 1, s.rows, err);
    if (fits) {
        runs_train(&r, "training");
        dead_net_report(&r, &s, q, report);
    }
    runs_free(&r);
    problem_free(&s);
    return fits;
}

static bool recipe(const struct request *q, struct report *report, struct error *err)
{
    const struct dead_options *o = q->options;
    if (q->noperands)
        return error_usage(err, "%s: --recipe prints how to make a file; it reads none",
                           quote(q->operands[0]).text);
    dead_recipe_report(o->recipe, report);
    return true;
}

static bool dead_run(const struct request *q, struct report *report, struct error *err)
{
    const struct dead_options *o = q->options;
    if (o->recipe)
        return recipe(q, report, err);
    if (o->post && !q->noperands)
        return error_usage(err, "--post: says what a file holds; give the file");
    if (option_given(q, &o->axis) && !q->noperands)
        return error_usage(err, "--axis: says which axis of a file counts units; give the file");
    if (o->steps_of && q->noperands < 2)
        return error_usage(err, "--steps-of: compares dumps over time; give two files or more");
    return q->noperands ? dead_files(q, report, err) : dead_net(q, report, err);
}

const struct command command_dead = {
    .name = "dead",
    .order = 80,
    .operands = "[FILE...]",
    .files = true,
    .about = "count dead units before and after training",
    .group = GROUP_NETWORKS,
    .meanings = "dying units neurons sparsity",
    .options = rows,
    .size = sizeof(S),
    .details =
        "Trains a small network and checks every hidden unit on a fixed set of samples. A "
        "unit is dead when the slope f'(z) is 0 "
        "on all of them, always linear when the slope is the same and not 0 on all of them, "
        "else mixed. Layers are numbered from 1; "
        "a linear head is added.\n\n"
        "With FILE the same counts for a network of yours: an array of samples by units a "
        "file, FILE.safetensors:TENSOR, or a file whose arrays are all layers. What is "
        "wrong with a layer is said with likely causes and a run to compare with; --recipe "
        "prints the lines that save every layer, and --steps-of compares dumps over time. Of "
        "images (four "
        "axes) --axis says which one counts the channels: 1 in PyTorch, 3 in TensorFlow. "
        "From PyTorch, with your net and inputs:\n"
        "    import numpy, torch\n"
        "    layer = next(m for m in net.modules() if isinstance(m, torch.nn.Linear))\n"
        "    kept = []\n"
        "    hook = layer.register_forward_hook(\n"
        "        lambda m, i, out: kept.append(out.detach().float().cpu().clone()))\n"
        "    net(inputs)\n"
        "    hook.remove()\n"
        "    numpy.save('z.npy', torch.cat(kept).numpy())\n"
        "What the Linear (or Conv2d) layer gives is what the activation after it gets. It "
        "is copied at once, before an "
        "inplace activation overwrites it.",
    .examples = "actfn dead\n"
                "actfn dead --lr 1                      # too large a learning rate\n"
                "actfn dead --big-step 10               # one bad step, then careful ones\n"
                "actfn dead --activation relu,leaky_relu,gelu --seeds 5\n"
                "actfn dead --steps 0 --init he,asymmetric --figure born --plot\n"
                "actfn dead z.npy --activation gelu       # pre-activations of your own net\n"
                "actfn dead acts.npz                      # every layer of it\n"
                "actfn dead --steps-of before.npz after.npz\n"
                "actfn dead --data noise --shape 784,256,256,256,256,256,128,128,128,128,128 "
                "--init torch,he --steps 0",
    .run = dead_run,
};
