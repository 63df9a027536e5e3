/* Shrinkage: what is small becomes 0, or nearly. */
#include "kernel/exp.h"
#include "map.h"

/* At the jumps: 0, slope 0 (torch). */
INLINE struct jet hardshrink_at(double x, const double *param)
{
    bool on = fabs(x) > param[0];
    double gone = nan_of(x);
    return (struct jet){ .f = on ? x : gone, .df = (on ? 1 : 0) + gone, .ddf = gone };
}
MAP(hardshrink)

/* At the corners: slope 0 (torch). */
INLINE struct jet softshrink_at(double x, const double *param)
{
    double lambda = param[0], gone = nan_of(x);
    return (struct jet){ .f = x > lambda    ? x - lambda
                              : x < -lambda ? x + lambda
                                            : gone,
                         .df = (fabs(x) > lambda ? 1 : 0) + gone,
                         .ddf = gone };
}
MAP(softshrink)

static size_t shrink_kinks(const double *param, double *at)
{
    at[0] = -param[0];
    at[1] = param[0];
    if (param[0] > 0)
        return 2;
    at[0] = 0;
    return 1;
}

/* x^2 tanh x/(x - tanh x) in x^2, |x| <= 1.5; its first pole is at x^2 = -20
 * (tools/coefficients/polynomials.sollya). Relative error 2^-57.2. */
static const double SHRINK_B[] = {
    0x1.8p1,
    0x1.999999999996dp-3,
    -0x1.767dce43430dp-8,
    0x1.0a4e15819fc43p-12,
    -0x1.997cb7079dfep-17,
    0x1.41759741853e8p-21,
    -0x1.fbe32e7aca244p-26,
    0x1.9193916d01823p-30,
    -0x1.39e7b7d7629e6p-34,
    0x1.c467d20cb9a78p-39,
    -0x1.bd6c17c7b35d3p-44,
};

/* x - tanh x loses all digits towards 0 and three bits at 1. |x| < 1.5: x^3/(B(x^2) + x^2); outside
 * x - tanh x. Both need a quotient, so numerator and denominator are selected and there is one
 * division. The slopes are tanh^2 and 2 tanh (1 - tanh^2). */
INLINE struct jet tanhshrink_at(double x, const double *param)
{
    (void)param;
    double t = fabs(x);
    bool far = t > 1.5;
    struct decay d = decay(-2 * t, 0);
    struct two em = decay_minus_1(d);
    double h = head(t), z = t * t, zl = (h * h - z) + (t - h) * (t + h);
    z = far ? 0 : z;
    double a = far ? 1 : horner(SHRINK_B, 10, z), b = far ? d.e : z;
    struct ratio r = { .d = a + b };
    r.l = (a - r.d) + b + (far ? 0 : zl);
    r.w = 1 / r.d;
    double q = over(far ? -em.hi : t * z, far ? -em.lo : t * zl, r), f = far ? t - q : q;
    double th = far ? q : t - f, slope = far ? 4 * d.m * r.w * r.w : 1 - th * th;
    return (struct jet){ .f = copysign(f, x),
                         .df = th * th,
                         .ddf = copysign(2 * th * slope * (far ? UNSCALE : 1), x) };
}
MAP(tanhshrink)

static const struct activation ROWS[] = {
    { ACTIVATION(hardshrink), .aliases = "hard_shrink", .family = "shrink",
      .formula = "x if |x| > lambda, else 0",
      .about = "Drops what is smaller than lambda, keeps the rest as it is.",
      .paper = "Donoho and Johnstone, Ideal spatial adaptation by wavelet shrinkage", .year = 1994,
      .params = { { "lambda", 0.5, NOT_NEGATIVE } }, .kinks = shrink_kinks, .smoothness = -1 },
    { ACTIVATION(softshrink), .aliases = "soft_shrink soft_threshold", .family = "shrink",
      .formula = "sign(x)*max(|x| - lambda, 0)",
      .about = "Pulls everything towards 0 by lambda: the step of the lasso.",
      .paper = "Donoho and Johnstone, Ideal spatial adaptation by wavelet shrinkage", .year = 1994,
      .params = { { "lambda", 0.5, NOT_NEGATIVE } }, .kinks = shrink_kinks, .smoothness = 0 },
    { ACTIVATION(tanhshrink), .aliases = "tanh_shrink", .family = "shrink",
      .formula = "x - tanh(x)", .about = "Almost nothing near 0 (x^3/3), almost x far out.",
      .paper = "library function (Torch)", .smoothness = SMOOTH },
};
FAMILY(family_shrink, ROWS);
