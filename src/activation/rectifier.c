/* Rectifiers: nothing, or a little, on the left; a line, a square or a logarithm on the right. */
#include "kernel/log.h"
#include "map.h"

/* At the corner: slope 0 (torch, JAX). */
INLINE struct jet relu_at(double x, const double *param)
{
    (void)param;
    return (struct jet){ .f = x <= 0 ? 0 : x, .df = (x > 0 ? 1 : 0) + nan_of(x), .ddf = nan_of(x) };
}
MAP(relu)

/* At both corners: slope 0 (torch, JAX). */
INLINE struct jet relu6_at(double x, const double *param)
{
    (void)param;
    bool inside = (x > 0) & (x < 6);
    return (struct jet){ .f = x <= 0  ? 0
                              : x > 6 ? 6
                                      : x,
                         .df = (inside ? 1 : 0) + nan_of(x),
                         .ddf = nan_of(x) };
}
MAP(relu6)

static size_t relu6_kinks(const double *param, double *at)
{
    (void)param;
    at[0] = 0;
    at[1] = 6;
    return 2;
}

/* slope x on the left. A slope of 0 makes 0 of -infinity too. At the corner: slope (torch). */
INLINE struct jet leaky(double x, double slope)
{
    double left = slope == 0 && x < 0 ? -1 : x;
    return (struct jet){ .f = x > 0 ? x : slope * left,
                         .df = (x > 0 ? 1 : slope) + nan_of(x),
                         .ddf = nan_of(x) };
}

INLINE struct jet leaky_relu_at(double x, const double *param)
{
    return leaky(x, param[0]);
}
MAP(leaky_relu)

INLINE struct jet prelu_at(double x, const double *param)
{
    return leaky(x, param[0]);
}
MAP(prelu)

/* In training the slope is drawn between lower and upper for each number; this is the mean, which
 * evaluation uses. */
INLINE struct jet rrelu_at(double x, const double *param)
{
    return leaky(x, (param[0] + param[1]) / 2);
}
MAP(rrelu)

/* At theta itself: 0, slope 0 (torch, ONNX). */
INLINE struct jet thresholded_relu_at(double x, const double *param)
{
    bool on = x > param[0];
    double gone = nan_of(x);
    return (struct jet){ .f = on ? x : gone, .df = (on ? 1 : 0) + gone, .ddf = gone };
}
MAP(thresholded_relu)

static size_t thresholded_relu_kinks(const double *param, double *at)
{
    at[0] = param[0];
    return 1;
}

/* At the corner: slope 0 (torch). */
INLINE struct jet abs_at(double x, const double *param)
{
    (void)param;
    return (struct jet){ .f = fabs(x), .df = x > 0 ? 1 : x < 0 ? -1 : nan_of(x), .ddf = nan_of(x) };
}
MAP(abs)

INLINE struct jet relu2_at(double x, const double *param)
{
    (void)param;
    double r = x <= 0 ? 0 : x;
    return (struct jet){ .f = r * r, .df = 2 * r, .ddf = (x > 0 ? 2 : 0) + nan_of(x) };
}
MAP(relu2)

/* s r^2 + b has a zero where the digits of s r^2 cancel: there the square and both products are
 * kept in two parts. Very small or large r need no such care, and their parts would leave the range
 * of doubles. */
INLINE struct jet star_relu_at(double x, const double *param)
{
    double s = param[0], b = param[1], r = x <= 0 ? 0 : x;
    bool near = (x > 1e-60) & (x < 1e60) & (fabs(s) < 1e60);
    struct two square = exact_times(r, r), y = exact_times(s, square.hi), f = exact_sum(y.hi, b);
    y.lo += s * square.lo;
    return (struct jet){
        .f = near ? f.hi + (f.lo + y.lo) : s * r * r + b,
        .df = 2 * s * r,
        .ddf = (x > 0 ? 2 * s : 0) + nan_of(x),
    };
}
MAP(star_relu)

/* log(1 + beta x) for x > 0; 1 + beta x in two parts is log1p. Slope 1/(1/beta + x); 0 at the
 * corner, as relu. Where beta x overflows, the logarithm is had of a smaller number. */
INLINE struct jet nlrelu_at(double x, const double *param)
{
    double beta = param[0], u = beta * (x <= 0 ? 0 : x);
    bool far = (u > 1e300) & (x < INFINITY);
    double y = far ? beta * 0x1p-512 * (x * 0x1p-512) : u;
    struct two a = exact_sum(far ? 0 : 1, y);
    double slope = x > 0 ? 1 / (1 / beta + x) : nan_of(x);
    return (struct jet){ .f = log_of(a, far ? 1024 : 0), .df = slope, .ddf = -slope * slope };
}
MAP(nlrelu)

static const struct activation ROWS[] = {
    { ACTIVATION(relu), .aliases = "rectifier", .family = "rectifier", .formula = "max(0, x)",
      .about = "Cuts off the negative side; a unit that only sees negative inputs gets no slope "
               "and cannot learn.",
      .paper = "Fukushima, Visual feature extraction by a multilayered network of analog threshold "
               "elements",
      .year = 1969, .kinks = kink_at_0, .smoothness = 0 },
    { ACTIVATION(relu6), .family = "rectifier", .formula = "min(max(0, x), 6)",
      .about = "relu clipped at 6, so that it quantizes well.",
      .paper = "Krizhevsky, Convolutional deep belief networks on CIFAR-10", .year = 2010,
      .kinks = relu6_kinks, .smoothness = 0 },
    { ACTIVATION(leaky_relu), .family = "rectifier", .formula = "x if x > 0, else slope*x",
      .about = "Keeps a little slope where relu has none.",
      .paper =
          "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models",
      .year = 2013, .params = { { "slope", 0.01, ANY } }, .kinks = kink_at_0, .smoothness = 0 },
    { ACTIVATION(prelu), .family = "rectifier", .formula = "x if x > 0, else a*x",
      .about =
          "leaky_relu whose slope is learned; a is its value at the start of training (PyTorch).",
      .paper = "He, Zhang, Ren and Sun, Delving deep into rectifiers", .year = 2015,
      .params = { { "a", 0.25, ANY } }, .kinks = kink_at_0, .smoothness = 0 },
    { ACTIVATION(rrelu), .aliases = "rrelu_eval", .family = "rectifier",
      .formula = "x if x > 0, else (lower + upper)/2*x",
      .about = "leaky_relu whose slope is resampled in training; shown with the mean slope, as in "
               "evaluation.",
      .paper = "Xu, Wang, Chen and Li, Empirical evaluation of rectified activations in "
               "convolution network",
      .year = 2015, .params = { { "lower", 1.0 / 8, ANY }, { "upper", 1.0 / 3, ANY } },
      .kinks = kink_at_0, .smoothness = 0 },
    { ACTIVATION(thresholded_relu), .aliases = "threshold", .family = "rectifier",
      .formula = "x if x > theta, else 0", .about = "Silent up to theta, then x itself: a jump.",
      .paper = "Konda, Memisevic and Krueger, Zero-bias autoencoders and the benefits of "
               "co-adapting features",
      .year = 2014, .params = { { "theta", 1, ANY } }, .kinks = thresholded_relu_kinks,
      .smoothness = -1 },
    { ACTIVATION(abs), .aliases = "absolute", .family = "rectifier", .formula = "|x|",
      .about = "Folds the line in two: keeps the size, forgets the sign.",
      .paper = "Jarrett, Kavukcuoglu, Ranzato and LeCun, What is the best multi-stage architecture "
               "for object recognition?",
      .year = 2009, .kinks = kink_at_0, .smoothness = 0 },
    { ACTIVATION(relu2), .aliases = "squared_relu relu_squared", .family = "rectifier",
      .formula = "max(0, x)^2", .about = "relu squared: no kink, and small near 0.",
      .paper = "So et al., Primer: searching for efficient transformers for language modeling",
      .year = 2021, .kinks = kink_at_0, .smoothness = 1 },
    { ACTIVATION(star_relu), .family = "rectifier", .formula = "s*max(0, x)^2 + b",
      .about = "relu squared, shifted and scaled to mean 0 and variance 1 for a standard normal x.",
      .paper = "Yu et al., MetaFormer baselines for vision", .year = 2022,
      .params = { { "s", 0.8944, ANY }, { "b", -0.4472, ANY } }, .kinks = kink_at_0,
      .smoothness = 1 },
    { ACTIVATION(nlrelu), .family = "rectifier", .formula = "log(1 + beta*max(0, x))",
      .about = "A relu that flattens like a logarithm.",
      .paper = "Liu, Zhang et al., Natural-logarithm-rectified activation function in "
               "convolutional neural networks",
      .year = 2019, .params = { { "beta", 1, POSITIVE } }, .kinks = kink_at_0, .smoothness = 0 },
};
FAMILY(family_rectifier, ROWS);
