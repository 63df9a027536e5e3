/* FUNCTION: names, parameters, frameworks' names, and what is refused. */
#include "activation/activation.h"
#include "activation/framework.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct function parsed(const char *text)
{
    struct function g;
    struct error err;
    if (!function_parse(&g, text, NULL, 0, &err))
        fail_msg("%s", err.text);
    return g;
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *row;
    } cases[] = {
        { "gelu", "gelu" },
        { "LeakyReLU", "leaky_relu" },
        { "hard-swish", "hard_swish" },
        { "HARD_SWISH", "hard_swish" },
        { " silu ", "silu" },
        { "gelu()", "gelu" },
        { "gelu(x)", "gelu" },
        { "linear", "identity" },
        { "swish-1", "silu" },
        { "swish", "swish" },
        { "torch.gelu", "gelu" },
        { "jax.gelu", "gelu_tanh" },
        { "Torch.SiLU", "silu" },
        { "keras.layers.LeakyReLU", "leaky_relu" },
        { "torch.nn.functional.hardswish", "hard_swish" },
        { "tf.nn.leaky_relu", "leaky_relu" },
        { "hf.gelu_new", "gelu_tanh" },
        { "ggml.gelu", "gelu_tanh" },
        { "keras.ops.gelu", "gelu_tanh" },
        { "keras.gelu", "gelu" },
        { "keras.relu", "relu" },
        { "tf.silu(beta=2)", "swish" },
        { "keras.gelu(approximate=1)", "gelu_tanh" },
        { "torch.softplus", NULL },
        { "onnx.selu", NULL },
        { "x", NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct function g = parsed(cases[i].typed);
        if (!g.activation != !cases[i].row ||
            (g.activation && strcmp(g.activation->name, cases[i].row) != 0))
            fail_msg("%s is %s", cases[i].typed, g.activation ? g.activation->name : "no row");
        assert_null(strchr(g.label, ' '));
        function_free(&g);
    }
}

static void test_every_name(void **state)
{
    (void)state;
    const char *name;
    size_t n = 0;
    for (size_t i = 0; (name = function_name(i)); i++, n++) {
        struct function g;
        struct error err;
        if (function_parse(&g, name, NULL, 0, &err)) {
            assert_string_equal(g.label, name);
            function_free(&g);
        } else if (!strstr(err.text, "has no default there")) {
            fail_msg("%s", err.text);
        }
    }
    assert_true(n > 300);
}

/* Functions as they stand in code, each with its value at -1.5 by another way. */
static void test_code(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *plain;
    } cases[] = {
        { "nn.GELU(approximate=\"tanh\")", "gelu_tanh" },
        { "nn.GELU(approximate='none')", "gelu" },
        { "F.gelu(x, approximate='tanh')", "gelu_tanh" },
        { "F.leaky_relu(x, 0.2)", "leaky_relu(slope=0.2)" },
        { "F.leaky_relu(x, negative_slope=0.2, inplace=True)", "leaky_relu(slope=0.2)" },
        { "nn.LeakyReLU(0.2, inplace=True)", "leaky_relu(slope=0.2)" },
        { "torch.nn.functional.hardswish(x)", "hard_swish" },
        { "torch.nn.modules.activation.GELU", "gelu" },
        { "torch.ops.aten.gelu", "gelu" },
        { "torch.special.expit", "sigmoid" },
        { "tf.keras.activations.gelu(x, approximate=True)", "gelu_tanh" },
        { "tf.keras.layers.LeakyReLU(alpha=0.3)", "leaky_relu(slope=0.3)" },
        { "keras.activations.relu(x, alpha=0.1)", "leaky_relu(slope=0.1)" },
        { "keras.layers.ReLU(6.0)", "relu6" },
        { "keras.layers.ReLU(6, 0.5)", "max(min(x, 6), 0.5*x)" },
        { "keras.activations.relu(x, 0.5)", "leaky_relu(slope=0.5)" },
        { "keras.layers.Activation('relu')", "relu" },
        { "tf.keras.activations.get(\"gelu\")", "gelu" },
        { "tf.nn.gelu(x, approximate=True, name='act')", "gelu_tanh" },
        { "tf.nn.silu(features=x)", "silu" },
        { "jax.nn.gelu(x, approximate=False)", "gelu" },
        { "jax.lax.logistic", "sigmoid" },
        { "jax.numpy.tanh", "tanh" },
        { "jnp.where(x > 0, x, jnp.expm1(x))", "elu" },
        { "np.where(x > 0, np.where(x > 1, 1, x), np.exp(x) - 1)", "x > 0 ? min(x, 1) : expm1(x)" },
        { "np.maximum(0, x)", "relu" },
        { "x / (1 + np.abs(x))", "softsign" },
        { "np.arctan(x)*math.pi", "atan(x)*pi" },
        { "torch.clamp(x, 0, 6)", "relu6" },
        { "torch.clamp(x, min=-1)", "max(x, -1)" },
        { "torch.clip(x, max=-2)", "min(x, -2)" },
        { "np.clip(x, -1, 1)", "hard_tanh" },
        { "tf.clip_by_value(x, -1, 1)", "hard_tanh" },
        { "x.relu()", "relu" },
        { "x * x.sigmoid()", "silu" },
        { "x.clamp(min=-1) + x.tanh()", "max(x, -1) + tanh(x)" },
        { "x.leaky_relu(0.2)", "leaky_relu(slope=0.2)" },
        { "lambda x: x*torch.sigmoid(x)", "silu" },
        { "partial(F.leaky_relu, negative_slope=0.2)", "leaky_relu(slope=0.2)" },
        { "functools.partial(jax.nn.gelu, approximate=False)", "gelu" },
        { "ACT2FN[\"gelu_new\"]", "gelu_tanh" },
        { "ACT2FN['silu']", "silu" },
        { "NewGELUActivation()", "gelu_tanh" },
        { "transformers.activations.QuickGELUActivation()", "quick_gelu" },
        { "burn::tensor::activation::gelu", "gelu" },
        { "candle_nn::ops::silu", "silu" },
        { "ggml_gelu", "gelu_tanh" },
        { "GGML_UNARY_OP_GELU_QUICK", "quick_gelu" },
        { "ggml.swiglu_oai(alpha=1.702,limit=7)", "swiglu_oai" },
        { "0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * torch.pow(x, 3))))",
          "gelu_tanh" },
        { "F.softmax(x, dim=-1)", "softmax" },
        { "softmax(x)", "softmax" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct function g = parsed(cases[i].typed), h = parsed(cases[i].plain);
        double a = function_at(&g, -1.5).f, b = function_at(&h, -1.5).f;
        if (!(fabs(a - b) <= 1e-14 * fabs(b)))
            fail_msg("%s is %.17g, not %.17g", cases[i].typed, a, b);
        function_free(&g);
        function_free(&h);
    }
}

/* What each framework computes by default, where they part: CATALOGUE's list of same names for
 * different functions. */
static void test_frameworks(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        double x, y;
    } cases[] = {
        { "torch.gelu", -1, -0.15865525393145705 },
        { "jax.gelu", -1, -0.15880800939172324 },
        { "torch.leaky_relu", -1, -0.01 },
        { "keras.leaky_relu", -1, -0.2 },
        { "keras.layers.leaky_relu", -1, -0.3 },
        { "tf.leaky_relu", -1, -0.2 },
        { "torch.prelu", -1, -0.25 },
        { "flax.prelu", -1, -0.01 },
        { "keras.prelu", -1, 0 },
        { "torch.hardsigmoid", 2.5, 5.5 / 6 },
        { "onnx.hard_sigmoid", 2.5, 1 },
        { "onnx.hard_sigmoid", 1, 0.7 },
        { "torch.rrelu", -1, -11.0 / 48 },
        { "torch.softplus", 21, 21 },
        { "jax.softplus", 21, 21.00000000075826 },
        { "ggml.softplus", 20.5, 20.5 },
        { "onnx.selu", 1, 1.05070102214813232421875 },
        { "onnx.thresholded_relu", 1, 0 },
        { "onnx.thresholded_relu", 1.5, 1.5 },
        { "onnx.shrink", 0.7, 0.7 },
        { "onnx.shrink(bias=0.5)", 0.7, 0.2 },
        { "keras.relu(negative_slope=0.5,threshold=1)", 0, -0.5 },
        { "keras.relu(negative_slope=0.5,threshold=1)", 2, 2 },
        { "hf.xielu", 0, 0.8 * -9.999995000001667e-07 },
        { "hf.xielu", 1, 1.3 },
        { "ggml.geglu", 1, 2 * 0.8411919906082768 },
        { "ggml.swiglu_oai", 8, 56 / (1 + 6.696001505107632e-06) },
        { "torch.hardtanh(max_val=2)", 3, 2 },
        { "torch.threshold(threshold=1,value=20)", 0, 20 },
        { "onednn.linear(alpha=2,beta=1)", 3, 7 },
        { "onednn.soft_relu(alpha=-1)", 2, -0.12692801104297252 },
        { "torch.leaky_relu(slope=0.3)", -1, -0.3 },
        { "torch.leaky_relu(negative_slope=0.3)", -1, -0.3 },
        { "hf.gelu_fast", 1, 0.84119199060 },
        { "xnnpack.clamp", -2, 0 },
        { "xnnpack.clamp(max=6)", 9, 6 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct function g = parsed(cases[i].typed);
        double y = function_at(&g, cases[i].x).f;
        if (!(fabs(y - cases[i].y) <= 2e-11 * fabs(cases[i].y)))
            fail_msg("%s at %g: %.17g, not %.17g", cases[i].typed, cases[i].x, y, cases[i].y);
        function_free(&g);
    }
}

static void test_parameters(void **state)
{
    (void)state;
    const struct setting set[] = { { .name = "beta", .value = 3 },
                                   { .name = "slope", .value = 0.5 } };
    struct function g;
    struct error err;
    assert_true(function_parse(&g, "swish", set, 2, &err));
    assert_true(g.param[0] == 3);
    function_free(&g);
    assert_true(function_parse(&g, "swish(beta=7)", set, 2, &err)); /* what stands there counts */
    assert_true(g.param[0] == 7);
    function_free(&g);
    assert_true(function_parse(&g, "leaky_relu(slope=1/8)", NULL, 0, &err));
    assert_true(g.param[0] == 0.125);
    function_free(&g);
    assert_true(function_parse(&g, "SwiGLU( W=2, b=0, v=1, c=1 )", NULL, 0, &err));
    assert_true(g.param[0] == 2 && g.param[3] == 1);
    assert_string_equal(g.label, "SwiGLU(W=2,b=0,v=1,c=1)");
    function_free(&g);
    assert_true(function_parse(&g, "softmax(temperature=0.5)", NULL, 0, &err));
    assert_non_null(g.vectorwise);
    function_free(&g);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *says;
    } cases[] = {
        { "gelo", "'gelo': unknown activation; did you mean 'gelu'?" },
        { "", "empty" },
        { "  ", "empty" },
        { "torch.gelo", "did you mean 'torch.gelu'?" },
        { "pytorch.gello", "unknown activation" },
        { "mxnett.gelu", "did you mean 'mxnet.gelu'?" },
        { "theano.gelu", "unknown framework; known are torch, keras" },
        { "leaky_relu(slop=1)", "did you mean 'slope'?" },
        { "gelu(a=1)", "it has none" },
        { "swish(beta=1,beta=2)", "given more than once" },
        { "softcap(c=0)", "c > 0" },
        { "elu(alpha=nan)", "alpha" },
        { "elu(alpha=inf)", "alpha" },
        { "swish(beta=x)", "depends on x" },
        { "swish(beta=)", "'swish(beta=)': parameter 'beta' has no value" },
        { "elu(alpha= )", "has no value" },
        { "swish(=1)", "" },
        { "onednn.swish", "alpha has no default there" },
        { "torch.elu(aplha=1)", "it takes alpha=1" },
        { "torch.gelu(alpha=1)", "it takes approximate=0" },
        { "swish(beta=1", "" },
        { "softmax(temperature=-1)", "temperature > 0" },
        { "zzzzzzzz", "actfn list" },
        { "torch.", "" },
        { ".gelu", "" },
        { "gelu gelu", "" },
        { "swish(a=1,b=2,c=3,d=4,e=5,f=6,g=7,h=8,i=9)",
          "too many parameters; no function has more than 4" },
        { "crelu(half=3)", "half = 3 is outside its range; allowed: 1 <= half <= 2" },
        { "softshrink(lambda=-1)", "allowed: lambda >= 0" },
        { "softplus(beta=inf)", "allowed: beta > 0" },
        { "swish(beta=nan)", "allowed: a finite number" },
        { "crelu(half=nan)", "allowed: 1 <=" },
        { "elu(alpha=(1)", "')' is missing" },
        { "elu(aplha=1)", "did you mean 'alpha'?" },
        { "torch.elu(alpha=1,alpha=2)", "given more than once" },
        { "torch.threshold(threshold=1)", "value has no default there" },
        { "elu(alpha=1))", "" },
        { "swish(beta==1)", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct function g;
        struct error err = { 0 };
        if (function_parse(&g, cases[i].typed, NULL, 0, &err))
            fail_msg("'%s' was taken", cases[i].typed);
        if (!strstr(err.text, cases[i].says) || !err.text[0])
            fail_msg("'%s' says: %s", cases[i].typed, err.text);
        assert_null(g.label);
    }
}

/* A value is the same whether slopes are asked for or not, a slope whether curvatures are. */
static void test_same_however_asked(void **state)
{
    enum { N = 4003 };
    static double x[N], f[N], df[N], ddf[N], only_f[N], with_df[N], only_df[N];
    (void)state;
    for (size_t k = 0; k < N; k++)
        x[k] = ((double)k - N / 2) / 401;
    for (size_t i = 0; i < activation_count(); i++) {
        struct function g;
        struct error err;
        assert_true(function_parse(&g, activation_row(i)->name, NULL, 0, &err));
        function_map(&g, N, x, f, df, ddf);
        function_map(&g, N, x, with_df, only_df, NULL);
        function_map(&g, N, x, only_f, NULL, NULL);
        if (memcmp(f, only_f, sizeof f) != 0 || memcmp(f, with_df, sizeof f) != 0)
            fail_msg("%s: values differ", g.label);
        if (memcmp(df, only_df, sizeof df) != 0)
            fail_msg("%s: slopes differ", g.label);
        function_free(&g);
    }
}

/* alpha (e^x - 1 - x) + beta x with alpha = beta: x goes without a trace, alpha (e^x - 1) stays. */
static void test_equal_parameters(void **state)
{
    static const double far[] = { -40, -1000, -1e15, -1e300 };
    (void)state;
    struct function g;
    struct error err;
    assert_true(function_parse(&g, "xielu(beta=0.8)", NULL, 0, &err));
    for (size_t i = 0; i < sizeof far / sizeof *far; i++)
        assert_true(fabs(function_at(&g, far[i]).f + 0.8) <= 2 * 0x1p-53);
    function_free(&g);
}

static void test_map(void **state)
{
    (void)state;
    static const char *const texts[] = { "gelu", "x*sigmoid(1.702*x)", "3", "x", "2*x" };
    enum { N = 1300 };
    static double x[N], f[N], df[N], ddf[N];
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        struct function g = parsed(texts[k]);
        for (int i = 0; i < N; i++)
            x[i] = (i - 650) / 100.0;
        function_map(&g, N, x, f, df, ddf);
        for (int i = 0; i < N; i++) {
            struct jet y = function_at(&g, x[i]);
            assert_true(y.f == f[i] && y.df == df[i] && y.ddf == ddf[i]);
        }
        for (size_t n = 0; n < 70; n++) { /* any n: nothing is written beyond */
            f[n] = df[n] = ddf[n] = 42;
            function_map(&g, n, x, f, df, ddf);
            assert_true(f[n] == 42 && df[n] == 42 && ddf[n] == 42);
        }
        function_free(&g);
    }
}

static void test_kinks(void **state)
{
    (void)state;
    struct function g = parsed("relu6");
    double at[4];
    assert_true(function_kinks(&g, -9, 9, at, 4) == 2 && at[0] == 0 && at[1] == 6);
    assert_true(function_kinks(&g, 1, 9, at, 4) == 1 && at[0] == 6);
    assert_true(function_kinks(&g, -9, 9, at, 1) == 1);
    function_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_every_name),
        cmocka_unit_test(test_code),
        cmocka_unit_test(test_frameworks),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_same_however_asked),
        cmocka_unit_test(test_equal_parameters),
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_kinks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
