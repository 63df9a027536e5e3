/* The activations' formulas for the reference: each in a form that loses nothing in 200 bits. */
#include "reference.h"

#include <string.h>

#define FORMULA(name, expression)                                                                                      \
    static const char *name##_formula(double x, const double *p)                                                       \
    {                                                                                                                  \
        (void)x, (void)p;                                                                                              \
        return expression;                                                                                             \
    }

FORMULA(identity, "x")
FORMULA(relu, x > 0 ? "x" : "0")
FORMULA(leaky_relu, x > 0 ? "x" : "x a *")
FORMULA(elu, x > 0 ? "x" : "x expm1 a *")
FORMULA(selu, x > 0 ? "x 1.05070098735548049341933498529460635L *"
                    : "x expm1 1.67326324235437728481704299167165204L * 1.05070098735548049341933498529460635L *")
FORMULA(sigmoid, "x sigmoid")
FORMULA(tanh, "x tanh")
FORMULA(softplus, "x a * softplus a /")
FORMULA(gelu, "x x neg 2 sqrt / erfc 2 / *")
FORMULA(gelu_tanh, "x x x x * x * 0.044715 * + 8 pi / sqrt * sigmoid *")
FORMULA(silu, "x x sigmoid *")
FORMULA(swish, "x x a * sigmoid *")
FORMULA(mish, "x x softplus tanh *")

#define ROW(name) #name, name##_formula
static const struct reference_row ROWS[] = {
    {ROW(identity), {{0}}},
    {ROW(relu), {{0}}},
    {ROW(leaky_relu), {{0.2}, {-1.5}}},
    {ROW(elu), {{0.3}, {-2}, {1.7}}},
    {ROW(selu), {{0}}},
    {ROW(sigmoid), {{0}}},
    {ROW(tanh), {{0}}},
    {ROW(softplus), {{0.1}, {3.7}, {100}, {1e-300}, {1e50}}},
    {ROW(gelu), {{0}}},
    {ROW(gelu_tanh), {{0}}},
    {ROW(silu), {{0}}},
    {ROW(swish), {{1.7}, {-0.3}, {1e-3}, {50}, {1e-300}, {1e50}, {-3e15}, {1e-310}}},
    {ROW(mish), {{0}}},
};

const struct reference_row *reference_row(const char *name)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        if (!strcmp(ROWS[i].name, name))
            return &ROWS[i];
    return NULL;
}
