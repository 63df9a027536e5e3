/* What each row is by definition: the formula of its paper, as an expression that the program itself can read. Digits
 * that a formula loses in double are no matter here: it is evaluated in long double, as a series. Smooth
 * functions are written without a choice at 0, where their Taylor series is asked for. */
#include "activation/series.h"

#include <string.h>

static const struct { const char *name, *formula; } definitions[] = {
    { "identity", "x" },
    { "step", "x > 0 ? 1 : 0" },
    { "relu", "max(x, 0)" },
    { "relu6", "min(max(x, 0), 6)" },
    { "leaky_relu", "x > 0 ? x : slope*x" },
    { "prelu", "x > 0 ? x : a*x" },
    { "rrelu", "x > 0 ? x : x*(lower + upper)/2" },
    { "thresholded_relu", "x > theta ? x : 0" },
    { "hard_tanh", "min(max(x, -1), 1)" },
    { "hard_sigmoid", "min(max(alpha*x + beta, 0), 1)" },
    { "sparse_sigmoid", "min(max((x + 1)/2, 0), 1)" },
    { "hardshrink", "abs(x) > lambda ? x : 0" },
    { "softshrink", "x > lambda ? x - lambda : x < -lambda ? x + lambda : 0" },
    { "square", "x^2" },
    { "cube", "x^3" },
    { "relu2", "max(x, 0)^2" },
    { "star_relu", "s*max(x, 0)^2 + b" },
    { "hard_swish", "x*min(max(x + 3, 0), 6)/6" },
    { "sparse_plus", "x <= -1 ? 0 : x < 1 ? (x + 1)^2/4 : x" },
    { "smelu", "x <= -beta ? 0 : x < beta ? (x + beta)^2/(4*beta) : x" },
    { "elu", "x > 0 ? x : alpha*expm1(x)" },
    { "celu", "x > 0 ? x : alpha*expm1(x/alpha)" },
    { "selu", "x > 0 ? 1.0507009873554804934193349852946*x : 1.7580993408473768599402175208123*expm1(x)" },
    { "gaussian", "exp(-x^2)" },
    { "cloglog", "-expm1(-exp(x))" },
    { "xielu", "x > 0 ? alpha_p*x^2 + beta*x : alpha_n*(expm1(x) - x) + beta*x" },
    { "elish", "x >= 0 ? x/(1 + exp(-x)) : expm1(x)/(1 + exp(-x))" },
    { "sigmoid", "1/(1 + exp(-x))" },
    { "log_sigmoid", "-log1p(exp(-x))" },
    { "scaled_tanh", "a*tanh(b*x)" },
    { "softcap", "c*tanh(x/c)" },
    { "tanhshrink", "x - tanh(x)" },
    { "softsign", "x/(1 + abs(x))" },
    { "isru", "x/sqrt(1 + alpha*x^2)" },
    { "isrlu", "x >= 0 ? x : x/sqrt(1 + alpha*x^2)" },
    { "laplace", "Phi((x - mu)/sigma)" },
    { "dsilu", "(1 + x/(1 + exp(x)))/(1 + exp(-x))" },
    { "softplus", "log1p(exp(beta*x))/beta" },
    { "squareplus", "(x + sqrt(x^2 + b))/2" },
    { "bent_identity", "x^2/(2*(sqrt(x^2 + 1) + 1)) + x" },
    { "nlrelu", "log1p(beta*max(x, 0))" },
    { "gelu", "x*Phi(x)" },
    { "gelu_tanh", "x/(1 + exp(-2*sqrt(2/pi)*(x + 0.044715*x^3)))" },
    { "quick_gelu", "x/(1 + exp(-1.702*x))" },
    { "gelu_10", "min(max(x*Phi(x), -10), 10)" },
    { "silu", "x/(1 + exp(-x))" },
    { "swish", "x/(1 + exp(-beta*x))" },
    { "mish", "x*tanh(log1p(exp(x)))" },
    { "tanhexp", "x*tanh(exp(x))" },
    { "serf", "x*erf(log1p(exp(x)))" },
    { "smish", "x*tanh(log1p(1/(1 + exp(-x))))" },
    { "logish", "x*log1p(1/(1 + exp(-x)))" },
    { "lisht", "x*tanh(x)" },
    { "glu", "(v*x + c)/(1 + exp(-(w*x + b)))" },
    { "bilinear", "(w*x + b)*(v*x + c)" },
    { "reglu", "max(w*x + b, 0)*(v*x + c)" },
    { "geglu", "(w*x + b)*Phi(w*x + b)*(v*x + c)" },
    { "swiglu", "(w*x + b)/(1 + exp(-(w*x + b)))*(v*x + c)" },
    { "sinc", "sin(x)/x" },
    { "snake", "x + sin(a*x)^2/a" },
    { "gcu", "x*cos(x)" },
};

const char *definition_of(const struct activation *row)
{
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++)
        if (strcmp(definitions[i].name, row->name) == 0)
            return definitions[i].formula;
    return NULL;
}
