/* What each row is by definition, and its slope: the formulas of a textbook, as expressions that
 * the program itself can read. Digits that such a formula loses in double are no matter here: the
 * first is evaluated in long double, as a series (series.c), the second is for people. Smooth
 * functions are written without a choice at 0, where their Taylor series is asked for. */
#include "activation/series.h"

#include <string.h>

static const struct definition {
    const char *name, *formula, *slope;
} definitions[] = {
    { "identity", "x", "1" },
    { "step", "x > 0 ? 1 : 0", "0" },
    { "sign", NULL, "0" },
    { "relu", "max(x, 0)", "x > 0 ? 1 : 0" },
    { "relu6", "min(max(x, 0), 6)", "x > 0 && x < 6 ? 1 : 0" },
    { "leaky_relu", "x > 0 ? x : slope*x", "x > 0 ? 1 : slope" },
    { "prelu", "x > 0 ? x : a*x", "x > 0 ? 1 : a" },
    { "rrelu", "x > 0 ? x : x*(lower + upper)/2", "x > 0 ? 1 : (lower + upper)/2" },
    { "thresholded_relu", "x > theta ? x : 0", "x > theta ? 1 : 0" },
    { "hard_tanh", "min(max(x, -1), 1)", "x > -1 && x < 1 ? 1 : 0" },
    { "hard_sigmoid", /* as the kernel: the double nearest to 1/k means 1/k, so that the corners are
                         exact */
      "min(max(abs(1/alpha - floor(1/alpha + 1/2)) < 1e-12 ? x/floor(1/alpha + 1/2) + beta : "
      "alpha*x + beta, 0), 1)",
      "0 < alpha*x + beta && alpha*x + beta < 1 ? alpha : 0" },
    { "sparse_sigmoid", "min(max((x + 1)/2, 0), 1)", "-1 < x && x < 1 ? 1/2 : 0" },
    { "hardshrink", "x > lambda || x < -lambda ? x : 0", "abs(x) > lambda ? 1 : 0" },
    { "softshrink", "x > lambda ? x - lambda : x < -lambda ? x + lambda : 0",
      "abs(x) > lambda ? 1 : 0" },
    { "abs", NULL, "sign(x)" },
    { "square", "x^2", "2*x" },
    { "cube", "x^3", "3*x^2" },
    { "relu2", "max(x, 0)^2", "2*max(x, 0)" },
    { "star_relu", "s*max(x, 0)^2 + b", "2*s*max(x, 0)" },
    { "hard_swish", "x*min(max(x + 3, 0), 6)/6", "x <= -3 ? 0 : x < 3 ? (2*x + 3)/6 : 1" },
    { "sparse_plus", "x <= -1 ? 0 : x < 1 ? (x + 1)^2/4 : x",
      "x <= -1 ? 0 : x < 1 ? (x + 1)/2 : 1" },
    { "smelu", "x <= -beta ? 0 : x < beta ? (x + beta)^2/(4*beta) : x",
      "x <= -beta ? 0 : x < beta ? (x + beta)/(2*beta) : 1" },
    { "elu", "x > 0 ? x : alpha*expm1(x)", "x > 0 ? 1 : alpha*exp(x)" },
    { "celu", "x > 0 ? x : alpha*expm1(x/alpha)", "x > 0 ? 1 : exp(x/alpha)" },
    { "selu",
      "x > 0 ? 1.0507009873554804934193349852946*x : 1.7580993408473768599402175208123*expm1(x)",
      "x > 0 ? 1.0507009873554805 : 1.7580993408473768*exp(x)" },
    { "exponential", NULL, "exp(x)" },
    { "gaussian", "exp(-x^2)", "-2*x*exp(-x^2)" },
    { "cloglog", "-expm1(-exp(x))", "exp(x - exp(x))" },
    { "xielu", "x > 0 ? alpha_p*x^2 + beta*x : alpha_n*(expm1(x) - x) + beta*x",
      "x > 0 ? 2*alpha_p*x + beta : alpha_n*expm1(x) + beta" },
    { "elish", "x >= 0 ? x/(1 + exp(-x)) : expm1(x)/(1 + exp(-x))",
      "x >= 0 ? sigmoid(x)*(1 + x*(1 - sigmoid(x))) : sigmoid(x)*(exp(x) + expm1(x)*(1 - "
      "sigmoid(x)))" },
    { "sigmoid", "1/(1 + exp(-x))", "sigmoid(x)*(1 - sigmoid(x))" },
    { "log_sigmoid", "-log1p(exp(-x))", "sigmoid(-x)" },
    { "tanh", NULL, "1 - tanh(x)^2" },
    { "scaled_tanh", "a*tanh(b*x)", "a*b*(1 - tanh(b*x)^2)" },
    { "softcap", "c*tanh(x/c)", "1 - tanh(x/c)^2" },
    { "tanhshrink", "x - tanh(x)", "tanh(x)^2" },
    { "softsign", "x/(1 + abs(x))", "1/(1 + abs(x))^2" },
    { "arctan", NULL, "1/(1 + x^2)" },
    { "erf", NULL, "2/sqrt(pi)*exp(-x^2)" },
    { "asinh", NULL, "1/sqrt(1 + x^2)" },
    { "isru", "x/sqrt(1 + alpha*x^2)", "1/(1 + alpha*x^2)^(3/2)" },
    { "isrlu", "x >= 0 ? x : x/sqrt(1 + alpha*x^2)", "x >= 0 ? 1 : 1/(1 + alpha*x^2)^(3/2)" },
    { "laplace", "Phi((x - mu)/sigma)", "phi((x - mu)/sigma)/sigma" },
    { "dsilu", "(1 + x/(1 + exp(x)))/(1 + exp(-x))",
      "sigmoid(x)*(1 - sigmoid(x))*(2 + x*(1 - 2*sigmoid(x)))" },
    { "softplus", "log1p(exp(beta*x))/beta", "sigmoid(beta*x)" },
    { "squareplus", "(x + sqrt(x^2 + b))/2", "(1 + x/sqrt(x^2 + b))/2" },
    { "bent_identity", "x^2/(2*(sqrt(x^2 + 1) + 1)) + x", "1 + x/(2*sqrt(x^2 + 1))" },
    { "nlrelu", "log1p(beta*max(x, 0))", "x > 0 ? beta/(1 + beta*x) : 0" },
    { "gelu", "x*Phi(x)", "Phi(x) + x*phi(x)" },
    { "gelu_tanh", "x/(1 + exp(-2*sqrt(2/pi)*(x + 0.044715*x^3)))",
      "sigmoid(2*sqrt(2/pi)*(x + 0.044715*x^3))*(1 + 2*sqrt(2/pi)*(x + "
      "0.134145*x^3)*sigmoid(-2*sqrt(2/pi)*(x + "
      "0.044715*x^3)))" },
    { "quick_gelu", "x/(1 + exp(-1.702*x))",
      "sigmoid(1.702*x)*(1 + 1.702*x*(1 - sigmoid(1.702*x)))" },
    { "gelu_10", "min(max(x*Phi(x), -10), 10)", "x < 10 ? Phi(x) + x*phi(x) : 0" },
    { "silu", "x/(1 + exp(-x))", "sigmoid(x)*(1 + x*(1 - sigmoid(x)))" },
    { "swish", "x/(1 + exp(-beta*x))", "sigmoid(beta*x)*(1 + beta*x*(1 - sigmoid(beta*x)))" },
    { "mish", "x*tanh(log1p(exp(x)))",
      "tanh(softplus(x)) + x*sigmoid(x)*(1 - tanh(softplus(x))^2)" },
    { "tanhexp", "x*tanh(exp(x))", "tanh(exp(x)) + x*exp(x)*(1 - tanh(exp(x))^2)" },
    { "serf", "x*erf(log1p(exp(x)))",
      "erf(softplus(x)) + x*sigmoid(x)*2/sqrt(pi)*exp(-softplus(x)^2)" },
    { "smish", "x*tanh(log1p(1/(1 + exp(-x))))",
      "tanh(log1p(sigmoid(x))) + x*(1 - tanh(log1p(sigmoid(x)))^2)*sigmoid(x)*(1 - sigmoid(x))/(1 "
      "+ sigmoid(x))" },
    { "logish", "x*log1p(1/(1 + exp(-x)))",
      "log1p(sigmoid(x)) + x*sigmoid(x)*(1 - sigmoid(x))/(1 + sigmoid(x))" },
    { "lisht", "x*tanh(x)", "tanh(x) + x*(1 - tanh(x)^2)" },
    { "glu", "(v*x + c)/(1 + exp(-(w*x + b)))",
      "v*sigmoid(w*x + b) + w*(v*x + c)*sigmoid(w*x + b)*(1 - sigmoid(w*x + b))" },
    { "bilinear", "(w*x + b)*(v*x + c)", "w*(v*x + c) + v*(w*x + b)" },
    { "reglu", "max(w*x + b, 0)*(v*x + c)", "w*x + b > 0 ? w*(v*x + c) + v*(w*x + b) : 0" },
    { "geglu", "(w*x + b)*Phi(w*x + b)*(v*x + c)",
      "w*(v*x + c)*(Phi(w*x + b) + (w*x + b)*phi(w*x + b)) + v*gelu(w*x + b)" },
    { "swiglu", "(w*x + b)/(1 + exp(-(w*x + b)))*(v*x + c)",
      "w*(v*x + c)*sigmoid(w*x + b)*(1 + (w*x + b)*(1 - sigmoid(w*x + b))) + v*silu(w*x + b)" },
    { "sin", NULL, "cos(x)" },
    { "cos", NULL, "-sin(x)" },
    { "sinc", "sin(x)/x", "(cos(x) - sinc(x))/x" },
    { "snake", "x + sin(a*x)^2/a", "1 + sin(2*a*x)" },
    { "gcu", "x*cos(x)", "cos(x) - x*sin(x)" },
};

static const struct definition *find(const struct activation *row)
{
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++)
        if (strcmp(definitions[i].name, row->name) == 0)
            return &definitions[i];
    return NULL;
}

const char *definition_of(const struct activation *row)
{
    const struct definition *d = find(row);
    return d ? d->formula : NULL;
}

const char *activation_slope(const struct activation *row)
{
    const struct definition *d = find(row);
    return d ? d->slope : NULL;
}
