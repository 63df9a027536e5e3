/* dead --recipe: the lines that save what goes into every activation of a network. They are tried
 * by tests/commands/dead.bats where the frameworks are there. */
#include "command/dead.h"

#include <string.h>

/* Every call of an activation passes through the mode, whether it comes from a module, from
 * functional or from a method; the copy is made before an inplace activation writes over it. */
static const char pytorch[] =
    "# PyTorch (1.13 or later): saves what goes into every activation of `model`.\n"
    "# Then: actfn dead acts.npz    (the names end in the activation; --activation says another)\n"
    "import numpy, torch\n"
    "from torch.overrides import TorchFunctionMode\n"
    "NAMES = 'relu relu6 leaky_relu elu selu celu gelu silu mish hardswish tanh sigmoid'.split()\n"
    "class Keep(TorchFunctionMode):\n"
    "    kept, last = {}, 'model'\n"
    "    def __torch_function__(self, f, types, args=(), kwargs=None):\n"
    "        name = getattr(f, '__name__', '').rstrip('_')\n"
    "        if name in NAMES:\n"
    "            z = args[0] if args else kwargs['input']\n"
    "            key = '%03d.%s.%s' % (len(self.kept), self.last, name)\n"
    "            self.kept[key] = z.detach().float().cpu().numpy().copy()\n"
    "        return f(*args, **(kwargs or {}))\n"
    "keep = Keep()\n"
    "hooks = [m.register_forward_pre_hook(lambda m, x, n=n: setattr(keep, 'last', n or 'model'))\n"
    "         for n, m in model.named_modules()]\n"
    "with keep, torch.no_grad():\n"
    "    model(inputs)\n"
    "for hook in hooks:\n"
    "    hook.remove()\n"
    "numpy.savez('acts.npz', **keep.kept)\n";

/* Modules call nn.relu by that name, so other functions under the names are called instead. */
static const char jax[] =
    "# JAX: saves what goes into every activation that is called as jax.nn.NAME or "
    "flax.linen.NAME.\n"
    "# Run it before the network is first traced. Then: actfn dead acts.npz\n"
    "import jax, numpy\n"
    "NAMES = 'relu relu6 leaky_relu elu selu celu gelu silu swish mish hard_swish tanh "
    "sigmoid'.split()\n"
    "kept = {}\n"
    "def keep(f, name):\n"
    "    def kept_f(z, *args, **kwargs):\n"
    "        key = '%03d.%s' % (len(kept), name)\n"
    "        kept[key] = None                      # its place, in the order of the network\n"
    "        jax.debug.callback(lambda z: kept.update({key: numpy.array(z, 'float32')}), z)\n"
    "        return f(z, *args, **kwargs)\n"
    "    return kept_f\n"
    "modules = [jax.nn]                            # with Flax: [jax.nn, flax.linen]\n"
    "for module in modules:\n"
    "    for name in NAMES:\n"
    "        if hasattr(module, name):\n"
    "            setattr(module, name, keep(getattr(module, name), name))\n"
    "model(inputs)                                 # your network, once\n"
    "jax.effects_barrier()\n"
    "numpy.savez('acts.npz', **kept)\n";

static const char numpy[] =
    "# NumPy: put keep() around what goes into each activation; the net here is an example.\n"
    "# Then: actfn dead acts.npz\n"
    "import numpy\n"
    "kept = {}\n"
    "def keep(z, name):\n"
    "    kept.setdefault(name, []).append(numpy.array(z, dtype='float32'))\n"
    "    return z\n"
    "rng = numpy.random.default_rng(42)\n"
    "x = rng.normal(size=(256, 8))\n"
    "w1, w2 = rng.normal(size=(8, 32)) * (2 / 8) ** 0.5, rng.normal(size=(32, 32)) * (2 / 32) ** "
    "0.5\n"
    "for batch in numpy.split(x, 4):\n"
    "    h = numpy.maximum(keep(batch @ w1, 'layer1'), 0)\n"
    "    h = numpy.maximum(keep(h @ w2 - 1, 'layer2'), 0)\n"
    "numpy.savez('acts.npz', **{name: numpy.concatenate(z) for name, z in kept.items()})\n";

void dead_recipe_report(const char *name, struct report *report)
{
    static const struct recipe_row {
        const char *name, *lines;
    } recipes[] = { { "pytorch", pytorch }, { "jax", jax }, { "numpy", numpy } };
    for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++)
        if (strcmp(recipes[i].name, name) == 0) {
            report_listing(report, recipes[i].lines);
            report_fact_text(report, "recipe", recipes[i].lines);
        }
}
