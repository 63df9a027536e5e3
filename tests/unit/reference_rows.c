/* The activations' formulas for the reference: each in a form that loses nothing in 200 bits. */
#include "reference.h"

#include <math.h>
#include <string.h>

#define FORMULA(name, expression)                                \
    static const char *name##_formula(double x, const double *p) \
    {                                                            \
        (void)x, (void)p;                                        \
        return expression;                                       \
    }

/* Whether w x + b > limit, for choosing a piece. */
static bool above(double w, double x, double b, double limit)
{
    return (long double)w * x + b > limit;
}

FORMULA(identity, "x")
FORMULA(square, "x x *")
FORMULA(cube, "x x * x *")
FORMULA(step, x > 0 ? "1" : "0")
FORMULA(sign, x > 0 ? "1" : x < 0 ? "-1" : "0")

FORMULA(relu, x > 0 ? "x" : "0")
FORMULA(relu6, x > 0 && x < 6 ? "x" : x > 0 ? "6" : "0")
FORMULA(leaky_relu, x > 0 ? "x" : "x a *")
FORMULA(rrelu, x > 0 ? "x" : "x a b + 2 / *")
FORMULA(thresholded_relu, x > p[0] ? "x" : "0")
FORMULA(abs, x > 0 ? "x" : x < 0 ? "x neg" : "0")
FORMULA(relu2, x > 0 ? "x x *" : "0")
FORMULA(star_relu, x > 0 ? "x x * a * b +" : "b")
FORMULA(nlrelu, x > 0 ? "x a * log1p" : "0")

FORMULA(hard_tanh, x > -1 && x < 1 ? "x" : x > 0 ? "1" : "-1")
static const char *hard_sigmoid_formula(double x, const double *p)
{
    if (p[0] == 1.0 / 6 && p[1] == 0.5) /* 1/6 means 1/6, though it is no double */
        return x <= -3 ? "0" : x >= 3 ? "1" : "x 3 + 6 /";
    if (p[0] == 0.2 && p[1] == 0.5)
        return x <= -2.5 ? "0" : x >= 2.5 ? "1" : "x 2.5 + 5 /";
    return !above(p[0], x, p[1], 0) ? "0" : !above(-p[0], x, -p[1], -1) ? "1" : "x a * b +";
}
FORMULA(sparse_sigmoid, x <= -1 ? "0" : x >= 1 ? "1" : "x 1 + 2 /")
FORMULA(hard_swish, x <= -3 ? "0" : x >= 3 ? "x" : "x x 3 + * 6 /")
FORMULA(sparse_plus, x <= -1 ? "0" : x >= 1 ? "x" : "x 1 + dup * 4 /")
FORMULA(smelu, x <= -p[0] ? "0" : x >= p[0] ? "x" : "x a + dup * a / 4 /")

FORMULA(hardshrink, fabs(x) > p[0] ? "x" : "0")
FORMULA(softshrink, x > p[0] ? "x a -" : x < -p[0] ? "x a +" : "0")
FORMULA(tanhshrink, fabs(x) < 1e-10 ? "x x * x * 3 / x x * x x * * x * 2 * 15 / -" : "x x tanh -")

FORMULA(elu, x > 0 ? "x" : "x expm1 a *")
FORMULA(celu, x > 0 ? "x" : "x a / expm1 a *")
FORMULA(selu, x > 0 ? "x 1.05070098735548049341933498529460635L *"
                    : "x expm1 1.67326324235437728481704299167165204L * "
                      "1.05070098735548049341933498529460635L *")
FORMULA(exponential, x > 800 ? "x X - 800 + exp" : "x exp") /* MPFR's exponents end too */
FORMULA(gaussian, "x x * neg exp")
FORMULA(cloglog, x > 40            ? "1"
                 : fabs(x) < 1e-15 ? "1 -1 exp - -1 exp x x x * x * 6 / - x x * x x * * 24 / - * +"
                                   : "x exp neg expm1 neg")
FORMULA(xielu, x > 0             ? "x x * a * x c * +"
               : fabs(x) < 1e-10 ? "x x * 2 / x x * x * 6 / + x x * x x * * 24 / + b * x c * +"
                                 : "x expm1 x - b * x c * +")
FORMULA(elish, x >= 0 ? "x x sigmoid *" : "x expm1 x sigmoid *")

FORMULA(sigmoid, "x sigmoid")
FORMULA(tanh, "x tanh")
FORMULA(scaled_tanh, "x b * tanh a *")
FORMULA(softcap, "x a / tanh a *")
FORMULA(softsign, x == 0        ? "x"
                  : fabs(x) < 1 ? (x > 0 ? "x 1 x + /" : "x 1 x - /")
                  : x > 0       ? "1 1 1 x + / -"
                                : "1 1 x - / 1 -")
FORMULA(arctan, "x atan")
FORMULA(erf, "x erf")
FORMULA(asinh, "x asinh")
static const char *isru_formula(double x, const double *p)
{
    if (p[0] * x * x < 1)
        return "x 1 a x x * * + sqrt /";
    return x > 0 ? "1 a 1 x x * / + sqrt /" : "-1 a 1 x x * / + sqrt /";
}
FORMULA(isrlu, x >= 0 ? "x" : isru_formula(x, p))
FORMULA(laplace, "x a - b 2 sqrt * / neg erfc 2 /")
FORMULA(dsilu, fabs(x) < 1e-10 ? "1 2 / x 2 / + x x * x * 12 / - x x * x x * * x * 80 / +"
                               : "x sigmoid 1 x x neg sigmoid * + *")

FORMULA(softplus, "x a * softplus a /")
FORMULA(log_sigmoid, "x neg softplus neg")
/* Far out the roots' second derivatives are small differences; from 1 + b/x^2 they are not. */
FORMULA(squareplus, x < -1e5  ? "a 2 / x neg 1 a x x * / + sqrt 1 + * /"
                    : x < 0   ? "a 2 / x x * a + sqrt x - /"
                    : x < 1e5 ? "x x x * a + sqrt + 2 /"
                              : "x x 1 a x x * / + sqrt * + 2 /")
FORMULA(bent_identity, fabs(x) < 1e5 ? "x x x * 2 x x * 1 + sqrt 1 + * / +"
                       : x > 0       ? "x x 1 1 x x * / + sqrt * 1 - 2 / +"
                                     : "x x neg 1 1 x x * / + sqrt * 1 - 2 / +")

FORMULA(gelu, "x x neg 2 sqrt / erfc 2 / *")
FORMULA(gelu_10, x > 10 ? "10" : "x x neg 2 sqrt / erfc 2 / *")
FORMULA(gelu_tanh, "x x x x * x * 0.044715 * + 8 pi / sqrt * sigmoid *")
FORMULA(quick_gelu, "x x 1.702 * sigmoid *")
FORMULA(silu, "x x sigmoid *")
FORMULA(swish, "x x a * sigmoid *")
FORMULA(mish, "x x softplus tanh *")
FORMULA(tanhexp, x > 60 ? "x" : "x x exp tanh *")
FORMULA(serf, "x x softplus erf *")
FORMULA(smish, "x x sigmoid log1p tanh *")
FORMULA(logish, "x x sigmoid log1p *")
FORMULA(lisht, "x x tanh *")

FORMULA(sin, "x sin")
FORMULA(cos, "x cos")
FORMULA(sinc, fabs(x) < 1e-8 ? "1 x x * 6 / - x x * x x * * 120 / +" : "x sin x /")
FORMULA(snake, "x x a * sin dup * a / +")
FORMULA(gcu, "x x cos *")

FORMULA(glu, "x a * b + sigmoid x c * d + *")
FORMULA(bilinear, "x a * b + x c * d + *")
FORMULA(reglu, above(p[0], x, p[1], 0) ? "x a * b + x c * d + *" : "0")
FORMULA(geglu, "x a * b + dup neg 2 sqrt / erfc 2 / * x c * d + *")
FORMULA(swiglu, "x a * b + dup sigmoid * x c * d + *")

#define ROW(name) #name, name##_formula
static const struct reference_row ROWS[] = {
    { ROW(identity), { { 0 } }, false },
    { ROW(square), { { 0 } }, false },
    { ROW(cube), { { 0 } }, false },
    { ROW(step), { { 0 } }, false },
    { ROW(sign), { { 0 } }, false },
    { ROW(relu), { { 0 } }, false },
    { ROW(relu6), { { 0 } }, false },
    { ROW(leaky_relu), { { 0.2 }, { -1.5 }, { 5e-324 } }, false },
    { "prelu", leaky_relu_formula, { { 0.1 }, { 3 } }, false },
    { ROW(rrelu), { { 0.1, 0.3 }, { -1, 0.5 } }, false },
    { ROW(thresholded_relu), { { 0.3 }, { -2 } }, false },
    { ROW(abs), { { 0 } }, false },
    { ROW(relu2), { { 0 } }, false },
    { ROW(star_relu), { { 2, 0.3 }, { 1, -1 }, { -0.7, 3 }, { 1e3, -7e-5 } }, false },
    { ROW(nlrelu), { { 0.1 }, { 30 }, { 1e-200 }, { 1e200 } }, false },
    { ROW(hard_tanh), { { 0 } }, false },
    { ROW(hard_sigmoid), { { 0.2, 0.5 }, { 0.3, 0.4 }, { -1.7, 0.1 }, { 0, 0.3 } }, false },
    { ROW(sparse_sigmoid), { { 0 } }, false },
    { ROW(hard_swish), { { 0 } }, false },
    { ROW(sparse_plus), { { 0 } }, false },
    { ROW(smelu), { { 0.3 }, { 7 }, { 1e-5 } }, false },
    { ROW(hardshrink), { { 1 }, { 0.1 } }, false },
    { ROW(softshrink), { { 1 }, { 0.1 } }, false },
    { ROW(tanhshrink), { { 0 } }, false },
    { ROW(elu), { { 0.3 }, { -2 }, { 1.7 }, { 1e10 }, { 1e-10 } }, false },
    { ROW(celu), { { 0.3 }, { 7 }, { 1e-3 }, { 1e5 } }, false },
    { ROW(selu), { { 0 } }, false },
    { ROW(exponential), { { 0 } }, false },
    { ROW(gaussian), { { 0 } }, false },
    { ROW(cloglog), { { 0 } }, false },
    { ROW(xielu), { { 0.1, 2, 0.5 }, { 1, 1, -0.3 }, { 0.8, 0.8, 2 } }, true },
    { ROW(elish), { { 0 } }, false },
    { ROW(sigmoid), { { 0 } }, false },
    { ROW(tanh), { { 0 } }, false },
    { ROW(scaled_tanh), { { 0.7, 1.3 }, { -3, 0.01 }, { 1e5, 40 } }, false },
    { ROW(softcap), { { 50 }, { 10 }, { 0.3 }, { 1e10 } }, false },
    { ROW(softsign), { { 0 } }, false },
    { ROW(arctan), { { 0 } }, false },
    { ROW(erf), { { 0 } }, false },
    { ROW(asinh), { { 0 } }, false },
    { ROW(isru), { { 0.1 }, { 7 }, { 1e-20 }, { 1e20 } }, false },
    { ROW(isrlu), { { 0.1 }, { 7 }, { 3 } }, false },
    { ROW(laplace), { { 0.3, 1.7 }, { -5, 0.01 }, { 0, 1 }, { 1e5, 300 } }, false },
    { ROW(dsilu), { { 0 } }, true },
    { ROW(softplus), { { 0.1 }, { 3.7 }, { 100 }, { 1e-300 }, { 1e50 } }, false },
    { ROW(log_sigmoid), { { 0 } }, false },
    { ROW(squareplus), { { 1 }, { 0.01 }, { 1e-10 }, { 300 } }, false },
    { ROW(bent_identity), { { 0 } }, false },
    { ROW(gelu), { { 0 } }, false },
    { ROW(gelu_10), { { 0 } }, false },
    { ROW(gelu_tanh), { { 0 } }, false },
    { ROW(quick_gelu), { { 0 } }, false },
    { ROW(silu), { { 0 } }, false },
    { ROW(swish),
      { { 1.7 }, { -0.3 }, { 1e-3 }, { 50 }, { 1e-300 }, { 1e50 }, { -3e15 }, { 1e-310 } },
      false },
    { ROW(mish), { { 0 } }, false },
    { ROW(tanhexp), { { 0 } }, false },
    { ROW(serf), { { 0 } }, false },
    { ROW(smish), { { 0 } }, false },
    { ROW(logish), { { 0 } }, false },
    { ROW(lisht), { { 0 } }, false },
    { ROW(sin), { { 0 } }, false },
    { ROW(cos), { { 0 } }, false },
    { ROW(sinc), { { 0 } }, false },
    { ROW(snake), { { 0.2 }, { 3.3 }, { 30 } }, false },
    { ROW(gcu), { { 0 } }, false },
    { ROW(glu), { { 0.7, 0.3, -1.2, 0.4 }, { 3, -7, 0.1, 5 }, { -1, 0, 0, 2 } }, false },
    { ROW(bilinear), { { 0.7, 0.3, -1.2, 0.4 }, { 3, -7, 0.1, 5 } }, false },
    { ROW(reglu), { { 0.7, 0.3, -1.2, 0.4 }, { 3, -7, 0.1, 5 }, { -1, 0, 0, 2 } }, false },
    { ROW(geglu), { { 0.7, 0.3, -1.2, 0.4 }, { 3, -7, 0.1, 5 }, { -1, 0, 0, 2 } }, false },
    { ROW(swiglu), { { 0.7, 0.3, -1.2, 0.4 }, { 3, -7, 0.1, 5 }, { -1, 0, 0, 2 } }, false },
};

const struct reference_row *reference_row(const char *name)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        if (!strcmp(ROWS[i].name, name))
            return &ROWS[i];
    return NULL;
}
