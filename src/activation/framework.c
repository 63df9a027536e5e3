/* What each framework's name for an activation computes when nothing else is said. Gathered from
 * the frameworks' sources; where one name means two things (gelu, leaky_relu, hard_sigmoid,
 * softplus, selu) this table is what tells them apart.
 *
 * A meaning is a FUNCTION in actfn's words. `parameters` are the framework's own, with its defaults
 * ("?": it has none, the user must say); `general` is the meaning once a user has given one of
 * them, where that is another function than the plain name. */
#include "activation/framework.h"
#include "activation/property.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define GELU_FORMS "approximate ? gelu_tanh(x) : gelu(x)"
#define CLIP(low, high) "min(max(x, " low "), " high ")"
/* Both xIELUs clamp the argument of expm1, not x: f(0) = alpha_n expm1(eps), not 0. */
#define XIELU "x > 0 ? alpha_p*x^2 + beta*x : alpha_n*(expm1(min(x, eps)) - x) + beta*x"

static const struct framework_name names[] = {
    { "torch", "identity", "identity", NULL, NULL },
    { "torch", "relu", "relu", NULL, NULL },
    { "torch", "relu6", "relu6", NULL, NULL },
    { "torch", "leaky_relu", "leaky_relu(slope=negative_slope)", "negative_slope=0.01", NULL },
    { "torch", "prelu", "prelu(a=init)", "init=0.25", NULL },
    { "torch", "rrelu", "rrelu(lower=lower,upper=upper)", "lower=0.125, upper=0.3333333333333333",
      NULL },
    { "torch", "threshold", "x > threshold ? x : value", "threshold=?, value=?", NULL },
    { "torch", "hardtanh", "hard_tanh", "min_val=-1, max_val=1", CLIP("min_val", "max_val") },
    { "torch", "hardsigmoid", "hard_sigmoid", NULL, NULL },
    { "torch", "hardswish", "hard_swish", NULL, NULL },
    { "torch", "hardshrink", "hardshrink(lambda=lambd)", "lambd=0.5", NULL },
    { "torch", "softshrink", "softshrink(lambda=lambd)", "lambd=0.5", NULL },
    { "torch", "elu", "elu(alpha=alpha)", "alpha=1", NULL },
    { "torch", "celu", "celu(alpha=alpha)", "alpha=1", NULL },
    { "torch", "selu", "selu", NULL, NULL },
    { "torch", "sigmoid", "sigmoid", NULL, NULL },
    { "torch", "logsigmoid", "log_sigmoid", NULL, NULL },
    { "torch", "tanh", "tanh", NULL, NULL },
    { "torch", "tanhshrink", "tanhshrink", NULL, NULL },
    { "torch", "softsign", "softsign", NULL, NULL },
    /* torch returns x itself once beta x > threshold: a jump of 2.06e-9. */
    { "torch", "softplus", "beta*x > threshold ? x : softplus(x, beta=beta)",
      "beta=1, threshold=20", NULL },
    { "torch", "gelu", "gelu", NULL, NULL },
    { "torch", "gelu_tanh", "gelu_tanh", NULL, NULL }, /* approximate="tanh" */
    { "torch", "silu", "silu", NULL, NULL },
    { "torch", "mish", "mish", NULL, NULL },
    { "torch", "glu", "glu", NULL, NULL },
    { "torch", "softmax", "softmax", NULL, NULL },
    { "torch", "softmin", "softmin", NULL, NULL },
    { "torch", "log_softmax", "log_softmax", NULL, NULL },

    { "keras", "linear", "identity", NULL, NULL },
    /* x itself above the threshold, not x - threshold: a jump when the threshold is not 0. */
    { "keras", "relu", "relu", "negative_slope=0, max_value=inf, threshold=0",
      "x > threshold ? min(x, max_value) : negative_slope*(x - threshold)" },
    { "keras", "relu6", "relu6", NULL, NULL },
    { "keras", "leaky_relu", "leaky_relu(slope=negative_slope)", "negative_slope=0.2", NULL },
    { "keras", "layers.leaky_relu", "leaky_relu(slope=negative_slope)", "negative_slope=0.3",
      NULL },
    { "keras", "prelu", "prelu(a=alpha)", "alpha=0",
      NULL }, /* plain relu until it has been trained */
    { "keras", "threshold", "x > threshold ? x : default_value", "threshold=?, default_value=?",
      NULL },
    { "keras", "hard_tanh", "hard_tanh", NULL, NULL },
    { "keras", "hard_sigmoid", "hard_sigmoid", NULL, NULL },
    { "keras", "sparse_sigmoid", "sparse_sigmoid", NULL, NULL },
    { "keras", "hard_shrink", "hardshrink(lambda=threshold)", "threshold=0.5", NULL },
    { "keras", "soft_shrink", "softshrink(lambda=threshold)", "threshold=0.5", NULL },
    { "keras", "hard_silu", "hard_swish", NULL, NULL },
    { "keras", "hard_swish", "hard_swish", NULL, NULL },
    { "keras", "sparse_plus", "sparse_plus", NULL, NULL },
    { "keras", "elu", "elu(alpha=alpha)", "alpha=1", NULL },
    { "keras", "celu", "celu(alpha=alpha)", "alpha=1", NULL },
    { "keras", "selu", "selu", NULL, NULL },
    { "keras", "exponential", "exponential", NULL, NULL },
    { "keras", "sigmoid", "sigmoid", NULL, NULL },
    { "keras", "log_sigmoid", "log_sigmoid", NULL, NULL },
    { "keras", "tanh", "tanh", NULL, NULL },
    { "keras", "tanh_shrink", "tanhshrink", NULL, NULL },
    { "keras", "softsign", "softsign", NULL, NULL },
    { "keras", "softplus", "softplus", NULL, NULL },
    { "keras", "squareplus", "squareplus(b=b)", "b=4", NULL },
    { "keras", "gelu", "gelu", "approximate=0", GELU_FORMS },
    { "keras", "ops.gelu", "gelu_tanh", "approximate=1",
      GELU_FORMS }, /* Keras contradicts itself */
    { "keras", "silu", "silu", NULL, NULL },
    { "keras", "swish", "silu", NULL, NULL },
    { "keras", "mish", "mish", NULL, NULL },
    { "keras", "glu", "glu", NULL, NULL },
    { "keras", "softmax", "softmax", NULL, NULL },
    { "keras", "log_softmax", "log_softmax", NULL, NULL },
    { "keras", "sparsemax", "sparsemax", NULL, NULL },

    { "jax", "identity", "identity", NULL, NULL },
    { "jax", "relu", "relu", NULL, NULL },
    { "jax", "relu6", "relu6", NULL, NULL },
    { "jax", "leaky_relu", "leaky_relu(slope=negative_slope)", "negative_slope=0.01", NULL },
    { "jax", "hard_tanh", "hard_tanh", NULL, NULL },
    { "jax", "hard_sigmoid", "hard_sigmoid", NULL, NULL },
    { "jax", "sparse_sigmoid", "sparse_sigmoid", NULL, NULL },
    { "jax", "hard_silu", "hard_swish", NULL, NULL },
    { "jax", "hard_swish", "hard_swish", NULL, NULL },
    { "jax", "sparse_plus", "sparse_plus", NULL, NULL },
    { "jax", "elu", "elu(alpha=alpha)", "alpha=1", NULL },
    { "jax", "celu", "celu(alpha=alpha)", "alpha=1", NULL },
    { "jax", "selu", "selu", NULL, NULL },
    { "jax", "sigmoid", "sigmoid", NULL, NULL },
    { "jax", "log_sigmoid", "log_sigmoid", NULL, NULL },
    { "jax", "tanh", "tanh", NULL, NULL },
    { "jax", "soft_sign", "softsign", NULL, NULL },
    { "jax", "softplus", "softplus", NULL, NULL },
    { "jax", "squareplus", "squareplus(b=b)", "b=4", NULL },
    { "jax", "gelu", "gelu_tanh", "approximate=1", GELU_FORMS },
    { "jax", "silu", "silu", NULL, NULL },
    { "jax", "swish", "silu", NULL, NULL },
    { "jax", "mish", "mish", NULL, NULL },
    { "jax", "glu", "glu", NULL, NULL },
    { "jax", "softmax", "softmax", NULL, NULL },
    { "jax", "log_softmax", "log_softmax", NULL, NULL },
    { "jax", "logsumexp", "logsumexp", NULL, NULL },

    { "flax", "identity", "identity", NULL, NULL },
    { "flax", "relu", "relu", NULL, NULL },
    { "flax", "relu6", "relu6", NULL, NULL },
    { "flax", "leaky_relu", "leaky_relu(slope=negative_slope)", "negative_slope=0.01", NULL },
    { "flax", "prelu", "prelu(a=negative_slope_init)", "negative_slope_init=0.01", NULL },
    { "flax", "hard_tanh", "hard_tanh", NULL, NULL },
    { "flax", "hard_sigmoid", "hard_sigmoid", NULL, NULL },
    { "flax", "hard_silu", "hard_swish", NULL, NULL },
    { "flax", "hard_swish", "hard_swish", NULL, NULL },
    { "flax", "elu", "elu(alpha=alpha)", "alpha=1", NULL },
    { "flax", "celu", "celu(alpha=alpha)", "alpha=1", NULL },
    { "flax", "selu", "selu", NULL, NULL },
    { "flax", "sigmoid", "sigmoid", NULL, NULL },
    { "flax", "log_sigmoid", "log_sigmoid", NULL, NULL },
    { "flax", "tanh", "tanh", NULL, NULL },
    { "flax", "soft_sign", "softsign", NULL, NULL },
    { "flax", "softplus", "softplus", NULL, NULL },
    { "flax", "gelu", "gelu_tanh", "approximate=1", GELU_FORMS },
    { "flax", "silu", "silu", NULL, NULL },
    { "flax", "swish", "silu", NULL, NULL },
    { "flax", "glu", "glu", NULL, NULL },
    { "flax", "softmax", "softmax", NULL, NULL },
    { "flax", "log_softmax", "log_softmax", NULL, NULL },

    { "onnx", "identity", "identity", NULL, NULL },
    { "onnx", "affine", "alpha*x + beta", "alpha=?, beta=?", NULL },
    { "onnx", "sign", "sign", NULL, NULL },
    { "onnx", "relu", "relu", NULL, NULL },
    { "onnx", "leaky_relu", "leaky_relu(slope=alpha)", "alpha=0.01", NULL },
    { "onnx", "prelu", "prelu(a=slope)", "slope=?", NULL },
    { "onnx", "thresholded_relu", "thresholded_relu(theta=alpha)", "alpha=1", NULL },
    { "onnx", "hard_sigmoid", "hard_sigmoid(alpha=alpha,beta=beta)", "alpha=0.2, beta=0.5", NULL },
    { "onnx", "shrink", "hardshrink", "lambd=0.5, bias=0",
      "x < -lambd ? x + bias : x > lambd ? x - bias : 0*x" },
    { "onnx", "clip", CLIP("min", "max"), "min=?, max=?", NULL },
    { "onnx", "abs", "abs", NULL, NULL },
    { "onnx", "hard_swish", "hard_swish", NULL, NULL },
    { "onnx", "elu", "elu(alpha=alpha)", "alpha=1", NULL },
    { "onnx", "celu", "celu(alpha=alpha)", "alpha=1", NULL },
    /* Its defaults are the constants rounded to float32. */
    { "onnx", "selu", "gamma*elu(x, alpha=alpha)",
      "alpha=1.67326319217681884765625, gamma=1.05070102214813232421875", NULL },
    { "onnx", "exp", "exponential", NULL, NULL },
    { "onnx", "sigmoid", "sigmoid", NULL, NULL },
    { "onnx", "tanh", "tanh", NULL, NULL },
    { "onnx", "scaled_tanh", "scaled_tanh(a=alpha,b=beta)", "alpha=?, beta=?", NULL },
    { "onnx", "softsign", "softsign", NULL, NULL },
    { "onnx", "atan", "arctan", NULL, NULL },
    { "onnx", "erf", "erf", NULL, NULL },
    { "onnx", "asinh", "asinh", NULL, NULL },
    { "onnx", "softplus", "softplus", NULL, NULL },
    { "onnx", "gelu", "gelu", NULL, NULL },
    { "onnx", "gelu_tanh", "gelu_tanh", NULL, NULL }, /* approximate="tanh" */
    { "onnx", "swish", "swish(beta=alpha)", "alpha=1", NULL },
    { "onnx", "mish", "mish", NULL, NULL },
    { "onnx", "swiglu", "swiglu", NULL, NULL },
    { "onnx", "sin", "sin", NULL, NULL },
    { "onnx", "cos", "cos", NULL, NULL },
    { "onnx", "softmax", "softmax", NULL, NULL },
    { "onnx", "log_softmax", "log_softmax", NULL, NULL },
    { "onnx", "hardmax", "hardmax", NULL, NULL },

    { "ggml", "step", "step", NULL, NULL },
    { "ggml", "sgn", "sign", NULL, NULL },
    { "ggml", "neg", "-x", NULL, NULL },
    { "ggml", "relu", "relu", NULL, NULL },
    { "ggml", "leaky_relu", "leaky_relu(slope=negative_slope)", "negative_slope=?", NULL },
    { "ggml", "hardsigmoid", "hard_sigmoid", NULL, NULL },
    { "ggml", "hardswish", "hard_swish", NULL, NULL },
    { "ggml", "abs", "abs", NULL, NULL },
    { "ggml", "elu", "elu", NULL, NULL },
    { "ggml", "exp", "exponential", NULL, NULL },
    { "ggml", "expm1", "expm1(x)", NULL, NULL },
    { "ggml", "sigmoid", "sigmoid", NULL, NULL },
    { "ggml", "tanh", "tanh", NULL, NULL },
    { "ggml", "softplus", "x > 20 ? x : softplus(x)", NULL, NULL },
    /* Up to float16: the CPU code looks gelu and quick_gelu up in a table of 65536 entries. */
    { "ggml", "gelu", "gelu_tanh", NULL, NULL },
    { "ggml", "gelu_erf", "gelu", NULL, NULL },
    { "ggml", "gelu_quick", "quick_gelu", NULL, NULL },
    { "ggml", "silu", "silu", NULL, NULL },
    /* ggml is given the raw numbers and applies softplus itself; these are the effective ones. */
    { "ggml", "xielu", XIELU, "alpha_p=0.8, alpha_n=0.8, beta=0.5, eps=-1e-6", NULL },
    { "ggml", "reglu", "reglu", NULL, NULL },
    { "ggml", "geglu", "gelu_tanh(x)*(x + 1)", NULL, NULL },
    { "ggml", "geglu_erf", "geglu", NULL, NULL },
    { "ggml", "geglu_quick", "quick_gelu(x)*(x + 1)", NULL, NULL },
    { "ggml", "swiglu", "swiglu", NULL, NULL },
    /* gate min(x, 7); value clamped to [-7, 7], then 1 is added */
    { "ggml", "swiglu_oai", "quick_gelu(min(x, 7))*(" CLIP("-7", "7") " + 1)", NULL, NULL },
    { "ggml", "soft_max", "softmax", NULL, NULL },

    { "onednn", "linear", "identity", "alpha=1, beta=0", "alpha*x + beta" },
    { "onednn", "relu", "relu", "alpha=0", "leaky_relu(slope=alpha)" },
    { "onednn", "prelu", "prelu(a=weights)", "weights=?", NULL },
    { "onednn", "clip", CLIP("alpha", "beta"), "alpha=?, beta=?", NULL },
    { "onednn", "hardsigmoid", "hard_sigmoid(alpha=alpha,beta=beta)", "alpha=?, beta=?", NULL },
    { "onednn", "hardswish", "x*hard_sigmoid(x, alpha=alpha, beta=beta)", "alpha=?, beta=?", NULL },
    { "onednn", "abs", "abs", NULL, NULL },
    { "onednn", "square", "square", NULL, NULL },
    { "onednn", "pow", "alpha*x^beta", "alpha=?, beta=?", NULL },
    { "onednn", "elu", "elu(alpha=alpha)", "alpha=?", NULL },
    { "onednn", "exp", "exponential", NULL, NULL },
    { "onednn", "logistic", "sigmoid", NULL, NULL },
    { "onednn", "tanh", "tanh", NULL, NULL },
    { "onednn", "soft_relu", "softplus(alpha*x)/alpha", "alpha=?",
      NULL },                                                        /* alpha = -1: log_sigmoid */
    { "onednn", "softplus", "softplus(beta=beta)", "beta=1", NULL }, /* its graph interface */
    { "onednn", "gelu", "gelu", NULL, NULL },                        /* its graph interface */
    { "onednn", "gelu_erf", "gelu", NULL, NULL },
    { "onednn", "gelu_tanh", "gelu_tanh", NULL, NULL },
    { "onednn", "swish", "swish(beta=alpha)", "alpha=?", NULL },
    { "onednn", "mish", "mish", NULL, NULL },
    { "onednn", "softmax", "softmax", NULL, NULL },
    { "onednn", "log_softmax", "log_softmax", NULL, NULL },

    { "tf", "relu", "relu", NULL, NULL },
    { "tf", "relu6", "relu6", NULL, NULL },
    { "tf", "leaky_relu", "leaky_relu(slope=alpha)", "alpha=0.2", NULL },
    { "tf", "elu", "elu", NULL, NULL },
    { "tf", "selu", "selu", NULL, NULL },
    { "tf", "sigmoid", "sigmoid", NULL, NULL },
    { "tf", "log_sigmoid", "log_sigmoid", NULL, NULL },
    { "tf", "tanh", "tanh", NULL, NULL },
    { "tf", "softsign", "softsign", NULL, NULL },
    { "tf", "softplus", "softplus", NULL, NULL },
    { "tf", "gelu", "gelu", "approximate=0", GELU_FORMS },
    { "tf", "silu", "silu", "beta=1", "swish(beta=beta)" },
    { "tf", "swish", "silu", "beta=1", "swish(beta=beta)" },
    { "tf", "crelu", "crelu", NULL, NULL },
    { "tf", "softmax", "softmax", NULL, NULL },
    { "tf", "log_softmax", "log_softmax", NULL, NULL },

    { "hf", "linear", "identity", NULL, NULL },
    { "hf", "relu", "relu", NULL, NULL },
    { "hf", "relu6", "relu6", NULL, NULL },
    { "hf", "relu2", "relu2", NULL, NULL },
    { "hf", "leaky_relu", "leaky_relu(slope=negative_slope)", "negative_slope=0.01", NULL },
    { "hf", "prelu", "prelu(a=init)", "init=0.25", NULL },
    { "hf", "xielu", XIELU, "alpha_p=0.8, alpha_n=0.8, beta=0.5, eps=-1e-6", NULL },
    { "hf", "sigmoid", "sigmoid", NULL, NULL },
    { "hf", "tanh", "tanh", NULL, NULL },
    { "hf", "laplace", "laplace(mu=mu,sigma=sigma)", "mu=0.707107, sigma=0.282095", NULL },
    { "hf", "gelu", "gelu", NULL, NULL },
    { "hf", "gelu_python", "gelu", NULL, NULL },
    { "hf", "gelu_new", "gelu_tanh", NULL, NULL },
    { "hf", "gelu_accurate", "gelu_tanh", NULL, NULL },
    { "hf", "gelu_pytorch_tanh", "gelu_tanh", NULL, NULL },
    { "hf", "gelu_python_tanh", "gelu_tanh", NULL, NULL },
    /* sqrt(2/pi) written with ten digits */
    { "hf", "gelu_fast", "x*sigmoid(2*0.7978845608*x*(1 + 0.044715*x^2))", NULL, NULL },
    { "hf", "quick_gelu", "quick_gelu", NULL, NULL },
    { "hf", "gelu_10", "gelu_10", NULL, NULL },
    { "hf", "silu", "silu", NULL, NULL },
    { "hf", "swish", "silu", NULL, NULL },
    { "hf", "mish", "mish", NULL, NULL },

    { "xnnpack", "sign", "sign", NULL, NULL },
    { "xnnpack", "clamp", "relu", "min=0, max=inf", CLIP("min", "max") },
    { "xnnpack", "leaky_relu", "leaky_relu(slope=negative_slope)", "negative_slope=?", NULL },
    { "xnnpack", "prelu", "prelu(a=slope)", "slope=?", NULL },
    { "xnnpack", "abs", "abs", NULL, NULL },
    { "xnnpack", "square", "square", NULL, NULL },
    { "xnnpack", "hardswish", "hard_swish", NULL, NULL },
    { "xnnpack", "elu", "elu(alpha=alpha)", "alpha=?", NULL },
    { "xnnpack", "exp", "exponential", NULL, NULL },
    { "xnnpack", "sigmoid", "sigmoid", NULL, NULL },
    { "xnnpack", "tanh", "tanh", NULL, NULL },
    { "xnnpack", "gelu", "gelu", NULL, NULL },
    { "xnnpack", "approxgelu", "gelu_tanh", NULL, NULL },
    { "xnnpack", "sine", "sin", NULL, NULL },
    { "xnnpack", "cosine", "cos", NULL, NULL },
    { "xnnpack", "softmax", "softmax", NULL, NULL },
};

const struct framework_name *framework_name(size_t i)
{
    return i < sizeof names / sizeof *names ? &names[i] : NULL;
}

bool framework_known(const char *framework, size_t length)
{
    const struct framework_name *row;
    for (size_t i = 0; (row = framework_name(i)); i++)
        if (strlen(row->framework) == length && strncasecmp(row->framework, framework, length) == 0)
            return true;
    return false;
}

/* Modules that may stand between: torch.nn.functional.gelu is torch.gelu. (Not keras.ops and
 * keras.layers, whose functions differ from those of keras.activations.) */
static const char *without_modules(const char *name)
{
    static const char *const modules[] = { "nn.",    "functional.", "activations.",
                                           "linen.", "nnx.",        "math." };
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        if (strncasecmp(name, modules[i], strlen(modules[i])) == 0)
            return without_modules(name + strlen(modules[i]));
    return name;
}

const struct framework_name *framework_find(const char *name)
{
    const char *dot = strchr(name, '.');
    const struct framework_name *row;
    if (!dot)
        return NULL;
    const char *rest = without_modules(dot + 1);
    for (size_t i = 0; (row = framework_name(i)); i++)
        if (strlen(row->framework) == (size_t)(dot - name) &&
            strncasecmp(row->framework, name, (size_t)(dot - name)) == 0 &&
            name_equal(row->name, rest))
            return row;
    return NULL;
}

const char *framework_parameter(const char *text, struct default_value *entry)
{
    if (!text || !*text)
        return NULL;
    size_t length = strcspn(text, "=");
    snprintf(entry->name, sizeof entry->name, "%.*s", (int)length, text);
    text += length + 1;
    char *end;
    entry->value = *text == '?' ? NAN : strtod(text, &end);
    text += strcspn(text, ",");
    return text + strspn(text, ", ");
}

/* Where a framework's slope at a corner is not the one used here, which is torch's. */
static const struct {
    const char *row, *differs;
} corners[] = {
    { "relu6", "onednn's clip: 0 at 0, 1 at 6" },
    { "leaky_relu", "jax: 1 at 0" },
    { "prelu", "flax: 1 at 0" },
    { "hard_tanh", "jax: 1 at -1 and at 1" },
    { "hard_tanh", "onednn's clip: 0 at -1, 1 at 1" },
    { "hard_swish", "onednn: 0 at 3" },
    { "hard_swish", "older torch: -0.5 at -3, 1.5 at 3" },
};

const char *activation_corner(const struct activation *row, size_t i)
{
    for (size_t k = 0; k < sizeof corners / sizeof *corners; k++)
        if (strcmp(corners[k].row, row->name) == 0 && i-- == 0)
            return corners[k].differs;
    return NULL;
}
