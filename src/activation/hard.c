/* Straight and parabolic pieces in place of smooth curves: cheap, and exact in few bits. */
#include "map.h"

/* At both corners: slope 0 (torch; JAX has 1). */
INLINE struct jet hard_tanh_at(double x, const double *param)
{
    (void)param;
    bool inside = (x > -1) & (x < 1);
    return (
        struct jet){ .f = clamp_to(x, 1), .df = (inside ? 1 : 0) + nan_of(x), .ddf = nan_of(x) };
}
MAP(hard_tanh)

static size_t hard_tanh_kinks(const double *param, double *at)
{
    (void)param;
    at[0] = -1;
    at[1] = 1;
    return 2;
}

/* 1/6 and 1/5 are no doubles. A slope that is the double nearest to 1/k is taken for 1/k itself, as
 * everyone means it: then the corners are at -beta k and (1 - beta) k, and f is 0 and 1 there, not
 * nearly. */
struct slope_inverse {
    double k;
    bool whole;
};

INLINE struct slope_inverse inverse_of(double alpha)
{
    double k = (1 / alpha + 0x1.8p52) - 0x1.8p52;
    return (struct slope_inverse){ k, (k >= 1) & (k <= 1000) & (1 / k == alpha) };
}

/* From above = y c and to_one = (y - 1) c, y the line: f may round to 1 before its corner. At both
 * corners: slope 0 (torch, JAX). */
INLINE struct jet between_0_and_1(double x, double above, double to_one, double c, double slope)
{
    double f = above / c;
    bool inside = (f > 0) & (to_one < 0);
    return (struct jet){ .f = f <= 0  ? 0
                              : f > 1 ? 1
                                      : f,
                         .df = (inside ? slope : 0) + nan_of(x),
                         .ddf = nan_of(x) };
}

INLINE bool hard_sigmoid_is_plain(const double *param)
{
    return inverse_of(param[0]).whole;
}

INLINE struct jet hard_sigmoid_plain_at(double x, const double *param)
{
    double k = inverse_of(param[0]).k;
    struct two shift = exact_times(param[1], k);
    return between_0_and_1(x, (x + shift.hi) + shift.lo, ((x - k) + shift.hi) + shift.lo, k,
                           param[0]);
}

INLINE struct jet hard_sigmoid_at(double x, const double *param)
{
    struct two y = line(param[0], x, param[1]);
    return between_0_and_1(x, y.hi + y.lo, (y.hi - 1) + y.lo, 1, param[0]);
}
MAP_OR_PLAIN(hard_sigmoid)

static size_t hard_sigmoid_kinks(const double *param, double *at)
{
    double alpha = param[0], beta = param[1], k = inverse_of(alpha).k;
    bool whole = inverse_of(alpha).whole;
    if (alpha == 0)
        return 0;
    double zero = whole ? -beta * k : -beta / alpha,
           one = whole ? (1 - beta) * k : (1 - beta) / alpha;
    at[0] = zero < one ? zero : one;
    at[1] = zero < one ? one : zero;
    return 2;
}

INLINE struct jet sparse_sigmoid_at(double x, const double *param)
{
    (void)param;
    bool inside = (x > -1) & (x < 1);
    return (struct jet){ .f = x <= -1 ? 0
                              : x > 1 ? 1
                                      : (x + 1) / 2,
                         .df = (inside ? 0.5 : 0) + nan_of(x),
                         .ddf = nan_of(x) };
}
MAP(sparse_sigmoid)

/* Slopes at -3 and 3: 0 and 1 (torch's kernels today, JAX), the outer ones. */
INLINE struct jet hard_swish_at(double x, const double *param)
{
    (void)param;
    bool inside = (x > -3) & (x < 3);
    return (struct jet){
        .f = x <= -3  ? 0
             : x >= 3 ? x
                      : x * (x + 3) / 6,
        .df = inside ? (2 * x + 3) / 6 : (x >= 3 ? 1 : 0) + nan_of(x),
        .ddf = (inside ? 1.0 / 3 : 0) + nan_of(x),
    };
}
MAP(hard_swish)

static size_t hard_swish_kinks(const double *param, double *at)
{
    (void)param;
    at[0] = -3;
    at[1] = 3;
    return 2;
}

/* (x + beta)^2/(4 beta) between -beta and beta. */
INLINE struct jet bow(double x, double beta)
{
    struct two s = exact_sum(x, beta);
    double u = s.hi / beta;
    bool inside = (x > -beta) & (x < beta);
    return (struct jet){
        .f = x <= -beta  ? 0
             : x >= beta ? x
                         : (s.hi * u + 2 * s.lo * u) / 4,
        .df = inside ? u / 2 : (x >= beta ? 1 : 0) + nan_of(x),
        .ddf = (inside ? 0.5 / beta : 0) + nan_of(x),
    };
}

INLINE struct jet sparse_plus_at(double x, const double *param)
{
    (void)param;
    return bow(x, 1);
}
MAP(sparse_plus)

INLINE struct jet smelu_at(double x, const double *param)
{
    return bow(x, param[0]);
}
MAP(smelu)

static size_t smelu_kinks(const double *param, double *at)
{
    at[0] = -param[0];
    at[1] = param[0];
    return 2;
}

static const struct activation ROWS[] = {
    { ACTIVATION(hard_tanh), .aliases = "hardtanh", .family = "hard",
      .formula = "min(max(-1, x), 1)", .about = "Piecewise linear tanh.",
      .paper = "Collobert, Large scale machine learning", .year = 2004, .kinks = hard_tanh_kinks,
      .smoothness = 0 },
    { ACTIVATION(hard_sigmoid), .aliases = "hardsigmoid", .family = "hard",
      .formula = "min(max(0, alpha*x + beta), 1)",
      .about =
          "The piecewise linear sigmoid; kinks at -3 and 3 (slope 1/6), in ONNX at -2.5 and 2.5 "
          "(slope 1/5).",
      .paper = "Courbariaux, Bengio and David, BinaryConnect (2015); Howard et al., Searching for "
               "MobileNetV3 (this slope)",
      .accuracy = "within 2 ulp (f) and 4 (f', f''); an alpha that is the double nearest to 1/k "
                  "counts as 1/k, so the corners are exact",
      .year = 2019, .params = { { "alpha", 1.0 / 6, ANY }, { "beta", 0.5, ANY } },
      .kinks = hard_sigmoid_kinks, .smoothness = 0 },
    { ACTIVATION(sparse_sigmoid), .family = "hard", .formula = "min(max(0, (x + 1)/2), 1)",
      .about = "sparsemax of two classes: probabilities that can be exactly 0 or 1.",
      .paper = "Martins and Astudillo, From softmax to sparsemax", .year = 2016,
      .kinks = hard_tanh_kinks, .smoothness = 0 },
    { ACTIVATION(hard_swish), .aliases = "hardswish hard_silu", .family = "hard",
      .formula = "x*min(max(0, x + 3), 6)/6",
      .about = "silu from lines and a parabola, made for mobile devices.",
      .paper = "Howard et al., Searching for MobileNetV3", .year = 2019, .kinks = hard_swish_kinks,
      .smoothness = 0 },
    { ACTIVATION(sparse_plus), .family = "hard",
      .formula = "0 if x <= -1, (x + 1)^2/4 between, x if x >= 1",
      .about = "A softplus that is exactly 0 on the left and exactly x on the right.",
      .paper = "Blondel, Martins and Niculae, Learning with Fenchel-Young losses", .year = 2019,
      .kinks = hard_tanh_kinks, .smoothness = 1 },
    { ACTIVATION(smelu), .family = "hard",
      .formula = "0 if x <= -beta, (x + beta)^2/(4*beta) between, x if x >= beta",
      .about = "relu with its kink smoothed over a width of 2 beta, for reproducible training.",
      .paper = "Shamir, Lin and Coviello, Smooth activations and reproducibility in deep networks",
      .year = 2020, .params = { { "beta", 1, POSITIVE } }, .kinks = smelu_kinks, .smoothness = 1 },
};
FAMILY(family_hard, ROWS);
