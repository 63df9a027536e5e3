/* The functions of an expression that are not activations: value and two slopes at a point. Those
 * that the catalogue has too are taken from there, as loops. */
#include "activation/program.h"

#include <math.h>
#include <string.h>

#define INV_SQRT_2PI 0.39894228040143267794
#define TWO_OVER_SQRT_PI 1.1283791670955125739
#define INV_LN2 1.4426950408889634074
#define INV_LN10 0.43429448190325182765

/* e^(-c u^2). The square is taken in two parts, h^2 exact: e^(-(u*u)) alone loses u^2 ulps in the
 * tail. */
static double gaussian(double u, double c)
{
    if (!(fabs(u) < 64))
        return isnan(u) ? u : 0;
    double h = (float)u, low = u - h;
    return exp(-c * (h * h)) * exp(-c * low * (u + h));
}

/* Roots and logarithms: the value alone. jets.c has their slopes from the argument's (AS_ROOT,
 * AS_LOG). */
static struct jet sqrt_jet(double u)
{
    return (struct jet){ .f = sqrt(u) };
}

static struct jet expm1_jet(double u)
{
    double e = exp(u);
    return (struct jet){ expm1(u), e, e };
}

static struct jet log_jet(double u)
{
    return (struct jet){ .f = log(u) };
}

static struct jet log1p_jet(double u)
{
    return (struct jet){ .f = log1p(u) };
}

static struct jet log2_jet(double u)
{
    return (struct jet){ .f = log2(u) };
}

static struct jet log10_jet(double u)
{
    return (struct jet){ .f = log10(u) };
}

static struct jet tan_jet(double u)
{
    double f = tan(u), df = 1 + f * f;
    return (struct jet){ f, df, 2 * f * df };
}

/* (1 - u)(1 + u), not 1 - u^2: the digits near 1 are in 1 - u, which is exact there. */
static struct jet asin_jet(double u)
{
    double s = (1 - u) * (1 + u), df = 1 / sqrt(s);
    return (struct jet){ asin(u), df, u * df / s };
}

static struct jet acos_jet(double u)
{
    double s = (1 - u) * (1 + u), df = -1 / sqrt(s);
    return (struct jet){ acos(u), df, u * df / s };
}

static struct jet sinh_jet(double u)
{
    double f = sinh(u);
    return (struct jet){ f, cosh(u), f };
}

static struct jet cosh_jet(double u)
{
    double f = cosh(u);
    return (struct jet){ f, sinh(u), f };
}

static struct jet acosh_jet(double u)
{
    double r = sqrt(u - 1) * sqrt(u + 1), df = 1 / r;
    return (struct jet){ acosh(u), df, -(u / r) * df * df };
}

static struct jet atanh_jet(double u)
{
    double df = 1 / ((1 - u) * (1 + u));
    return (struct jet){ atanh(u), df, 2 * u * df * df };
}

static struct jet erfc_jet(double u)
{
    double df = -TWO_OVER_SQRT_PI * gaussian(u, 1);
    return (struct jet){ erfc(u), df, df == 0 ? 0 : -2 * u * df };
}

static struct jet phi_jet(double u)
{
    double f = INV_SQRT_2PI * gaussian(u, 0.5);
    return (struct jet){ f, f == 0 ? 0 : -u * f, f == 0 ? 0 : (u - 1) * (u + 1) * f };
}

static struct jet floor_jet(double u)
{
    return (struct jet){ floor(u), 0, 0 };
}

static struct jet ceil_jet(double u)
{
    return (struct jet){ ceil(u), 0, 0 };
}

static const struct elementary functions[] = {
    { .name = "abs", .row = "abs" },
    { .name = "sign", .row = "sign" },
    { .name = "sqrt", .at = sqrt_jet, .slopes = AS_ROOT },
    { .name = "exp", .row = "exponential" },
    { .name = "expm1", .at = expm1_jet },
    { .name = "log", .at = log_jet, .slopes = AS_LOG, .scale = 1 },
    { .name = "log1p", .at = log1p_jet, .slopes = AS_LOG, .scale = 1, .shift = 1 },
    { .name = "log2", .at = log2_jet, .slopes = AS_LOG, .scale = INV_LN2 },
    { .name = "log10", .at = log10_jet, .slopes = AS_LOG, .scale = INV_LN10 },
    { .name = "sin", .row = "sin" },
    { .name = "cos", .row = "cos" },
    { .name = "tan", .at = tan_jet },
    { .name = "asin", .at = asin_jet },
    { .name = "acos", .at = acos_jet },
    { .name = "atan", .row = "arctan" },
    { .name = "sinh", .at = sinh_jet },
    { .name = "cosh", .at = cosh_jet },
    { .name = "tanh", .row = "tanh" },
    { .name = "asinh", .row = "asinh" },
    { .name = "acosh", .at = acosh_jet },
    { .name = "atanh", .at = atanh_jet },
    { .name = "erf", .row = "erf" },
    { .name = "erfc", .at = erfc_jet },
    { .name = "Phi", .row = "laplace", .param = { 0, 1 } }, /* the normal distribution function */
    { .name = "phi", .at = phi_jet },
    { .name = "floor", .at = floor_jet, .flat = true },
    { .name = "ceil", .at = ceil_jet, .flat = true },
};

size_t elementary_count(void)
{
    return sizeof functions / sizeof *functions;
}

const struct elementary *elementary_row(size_t i)
{
    return i < elementary_count() ? &functions[i] : NULL;
}

/* Exactly as written: Phi and phi are two functions. */
const struct elementary *elementary_find(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i].name, name) == 0)
            return &functions[i];
    return NULL;
}
