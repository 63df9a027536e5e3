/* The formulas that people write, in the order in which they write the operations. Where one is the
 * same as the definition (definition.c) it stands there. */
#include "activation/textbook.h"
#include "activation/series.h"

#include <string.h>

static const struct {
    const char *row, *formula;
} formulas[] = {
    { "elu", "x > 0 ? x : alpha*(exp(x) - 1)" },
    { "celu", "max(x, 0) + min(alpha*(exp(x/alpha) - 1), 0)" },
    { "selu", "1.0507009873554805*(x > 0 ? x : 1.6732632423543772*(exp(x) - 1))" },
    { "log_sigmoid", "log(1/(1 + exp(-x)))" },
    { "softplus", "log(1 + exp(beta*x))/beta" },
    { "gelu", "0.5*x*(1 + erf(x/sqrt(2)))" },
    { "gelu_tanh", "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))" },
    { "quick_gelu", "x/(1 + exp(-1.702*x))" },
    { "mish", "x*tanh(log(1 + exp(x)))" },
    { "serf", "x*erf(log(1 + exp(x)))" },
    { "smish", "x*tanh(log(1 + 1/(1 + exp(-x))))" },
    { "logish", "x*log(1 + 1/(1 + exp(-x)))" },
    { "cloglog", "1 - exp(-exp(x))" },
    { "xielu", "x > 0 ? alpha_p*x^2 + beta*x : alpha_n*(exp(x) - 1 - x) + beta*x" },
    { "elish", "x >= 0 ? x/(1 + exp(-x)) : (exp(x) - 1)/(1 + exp(-x))" },
    { "bent_identity", "(sqrt(x^2 + 1) - 1)/2 + x" },
    { "nlrelu", "log(1 + beta*max(x, 0))" },
    { "hard_sigmoid", "min(max(alpha*x + beta, 0), 1)" },
    { "laplace", "0.5*(1 + erf((x - mu)/(sigma*sqrt(2))))" },
    { "gelu_10", "min(max(0.5*x*(1 + erf(x/sqrt(2))), -10), 10)" },
    { "geglu", "0.5*(w*x + b)*(1 + erf((w*x + b)/sqrt(2)))*(v*x + c)" },
};

const char *textbook_of(const struct activation *row)
{
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        if (strcmp(formulas[i].row, row->name) == 0)
            return formulas[i].formula;
    return definition_of(row);
}
