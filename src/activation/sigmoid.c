/* S-shaped curves. */
#include "kernel/atan.h"
#include "kernel/erf.h"
#include "kernel/logistic.h"
#include "kernel/normal.h"
#include "map.h"

/* s(x) = 1/(1 + e^-x). s' = s(x) s(-x), and s'' = s' (s(-x) - s(x)), whose difference is
 * -tanh(x/2): had from e^-|x| - 1, it keeps its digits at 0. */
INLINE struct jet sigmoid_at(double x, const double *param)
{
    (void)param;
    struct logistic s = logistic(x, 0);
    double w = one_over(s.r), slope = s.d.m * w * w;
    double lean = -decay_minus_1(s.d).hi * w;
    return (struct jet){
        .f = (s.neg ? s.d.m : 1) * w * s.scale,
        .df = slope * UNSCALE,
        .ddf = slope * copysign(lean, -x) * UNSCALE,
    };
}
MAP(sigmoid)

/* tanh(v/2) = (1 - E)/(1 + E), E = e^-|v|, with the numerator from e^-|v| - 1; 2^256 (1 - tanh^2) =
 * 4 m/(1 + E)^2. */
struct tanh {
    double f, slope;
};

INLINE struct tanh tanh_half(double hi, double lo)
{
    bool neg = hi < 0;
    struct decay d = decay(neg ? hi : -hi, neg ? lo : -lo);
    struct two em = decay_minus_1(d);
    struct ratio r = ratio(1, d.e);
    r.l += d.ml * UNSCALE;
    return (struct tanh){ copysign(over(-em.hi, -(em.lo + d.one * d.lost), r), hi),
                          4 * d.m * r.w * r.w };
}

INLINE struct jet tanh_at(double x, const double *param)
{
    (void)param;
    struct tanh t = tanh_half(2 * x, 0);
    return (struct jet){ .f = t.f, .df = t.slope * UNSCALE, .ddf = -2 * t.f * t.slope * UNSCALE };
}
MAP(tanh)

/* a tanh(v/2), v = 2 b x in two parts. Where v is tiny, a b x: it may have underflowed. */
INLINE struct jet tanh_scaled(double x, struct two v, double a, double b, double ab)
{
    struct tanh t = tanh_half(v.hi, v.lo);
    bool tiny = fabs(v.hi) < 0x1p-28;
    return (struct jet){
        .f = tiny ? ab * x : a * t.f,
        .df = unscaled(t.slope, ab),
        .ddf = unscaled(-2 * (tiny ? b * x : t.f) * t.slope, ab * b),
    };
}

INLINE struct jet scaled_tanh_at(double x, const double *param)
{
    double a = param[0], b = param[1];
    return tanh_scaled(x, product((struct two){ 2 * b, 0 }, beside(b, x), DECAY_END), a, b, a * b);
}
MAP(scaled_tanh)

INLINE struct jet softcap_at(double x, const double *param)
{
    struct two rate = quotient((struct two){ 2, 0 }, param[0]);
    return tanh_scaled(x, product(rate, x, DECAY_END), param[0], 1 / param[0], 1);
}
MAP(softcap)

/* x/(1 + |x|). f'' jumps from 2 to -2 at 0; we return 0 there, as torch. */
INLINE struct jet softsign_at(double x, const double *param)
{
    (void)param;
    double w = 1 / (1 + fabs(x)), slope = w * w;
    return (struct jet){
        .f = fabs(x) == INFINITY ? copysign(1, x) : x / (1 + fabs(x)),
        .df = slope,
        .ddf = (x > 0   ? -2
                : x < 0 ? 2
                        : nan_of(x)) *
               (slope * w),
    };
}
MAP(softsign)

/* With s = 1/x beyond 1, 1/(1 + x^2) = s^2/(1 + s^2): no square overflows, and its tail keeps its
 * digits. */
INLINE struct jet arctan_at(double x, const double *param)
{
    (void)param;
    double t = fabs(x), s = t > 1 ? 1 / t : t, w = 1 / (1 + s * s);
    double slope = (t > 1 ? s * s : 1) * w;
    return (struct jet){ .f = copysign(atan_of(t, s), x),
                         .df = slope,
                         .ddf = copysign(2 * slope * (s * w), -x) };
}
MAP(arctan)

/* asinh' = 1/sqrt(1 + x^2), asinh'' = -x/(1 + x^2)^(3/2), with s as above. */
INLINE struct jet asinh_at(double x, const double *param)
{
    (void)param;
    double t = fabs(x), s = t > 1 ? 1 / t : t, w = 1 / sqrt(1 + s * s);
    double slope =
        t > 1 ? s * w
              : w; /* s * s stands in one sum only: fused with it whatever else is asked for */
    return (struct jet){ .f = copysign(asinh_of(t), x),
                         .df = slope,
                         .ddf = copysign(slope * (s * w) * w, -x) };
}
MAP(asinh)

/* e^(-x^2) of a rounded square is enough here: where f uses it, it is small beside 1, and the
 * tolerance of the slopes grows with x^2. */
INLINE struct jet erf_at(double x, const double *param)
{
    (void)param;
    double t = fabs(x) > 30 ? 30 : fabs(x);
    struct decay d = decay_within(-(t * t), 0);
    double near = t > 1 ? 1 : t, slope = TWO_OVER_SQRT_PI * d.m;
    struct two q = erf_over(near);
    return (struct jet){
        .f = t < 1 ? x * q.hi + x * q.lo : copysign(erf_far(t, d.e), x),
        .df = slope * UNSCALE,
        .ddf = copysign(2 * t * slope, -x) * UNSCALE,
    };
}
MAP(erf)

/* x/sqrt(1 + alpha x^2). (alpha x) x neither overflows early nor underflows late; where it is
 * beyond 2^110, f is the limit. */
INLINE struct jet isru_jet(double x, double alpha)
{
    double square = alpha * x * x, u = square > 1e300 ? 1e300 : square;
    bool far = square > 0x1p110, odd = far | (square < 0x1p-110);
    struct two xs = { odd ? 1 : x, 0 },
               part = two_times((struct two){ alpha, 0 }, two_times(xs, xs));
    struct two z = exact_sum(1, odd ? u : part.hi);
    z = normal_form((struct two){ z.hi, odd ? 0 : z.lo + part.lo });
    struct ratio r = { z.hi, z.lo, 1 / z.hi };
    double v = one_over_exactly(r), w = sqrt(v); /* 1/(1 + alpha x^2) and its root */
    double bend = fabs(x) < INFINITY ? x * v * alpha : 0;
    return (struct jet){
        .f = far ? copysign(1 / sqrt(alpha), x) : x / sqrt(z.hi),
        .df = v * w,
        .ddf = copysign(3 * fabs(bend) * (v * w), -x) + nan_of(x),
    };
}

INLINE struct jet isru_at(double x, const double *param)
{
    return isru_jet(x, param[0]);
}
MAP(isru)

/* The left half of isru and a line: f'' is continuous at 0, f''' is not. */
INLINE struct jet isrlu_at(double x, const double *param)
{
    struct jet left = isru_jet(x > 0 ? 0 : x, param[0]);
    bool pos = x > 0;
    return (
        struct jet){ .f = pos ? x : left.f, .df = pos ? 1 : left.df, .ddf = pos ? 0 : left.ddf };
}
MAP(isrlu)

/* Phi(z), z = (x - mu)/sigma, all in two parts: the tail forgets 10^7 ulps otherwise. */
INLINE struct jet laplace_at(double x, const double *param)
{
    static const struct two PHI_0 = { 0x1.9884533d43651p-2,
                                      -0x1.cbc0d30ebfd15p-56 }; /* 1/sqrt(2 pi) */
    double mu = param[0], sigma = param[1];
    struct two rate = reciprocal(sigma), d = exact_sum(x, -mu);
    double height = quotient(PHI_0, sigma).hi, bend = quotient(quotient(PHI_0, sigma), sigma).hi;
    double ch = head(rate.hi), cl = (rate.hi - ch) + rate.lo, xh = head(d.hi),
           rough = d.hi * rate.hi;
    bool neg = rough < 0, far = fabs(rough) >= NORMAL_END;
    double first = xh * ch, rest = xh * cl + ((d.hi - xh) + d.lo) * rate.hi; /* z */
    double hi = fabs(first + rest), lo = (fabs(first) - hi) + (neg ? -rest : rest);
    double t = far ? NORMAL_END : hi, a = head(t), b = (t - a) + (far ? 0 : lo);
    struct normal n = normal_tail(a, b);
    return (struct jet){
        .f = neg ? n.small * UNSCALE : 1 - n.small * UNSCALE,
        .df = unscaled(n.d.m, height),
        .ddf = unscaled(copysign(t, -rough) * n.d.m, bend),
    };
}
MAP(laplace)

/* silu': p (1 + x q), and with d = q - p = -tanh(x/2), d^2 = 1 - 4 p q: f' = p q (2 + x d),
 * f'' = p q (3d + x (1 - 6 p q)). */
INLINE struct jet dsilu_at(double x, const double *param)
{
    (void)param;
    struct logistic s = logistic(x, 0);
    double xc = clamp_to(x, DECAY_END), w = one_over_exactly(s.r), pq = s.d.m * w * w;
    struct two em = decay_minus_1(s.d);
    double d = copysign(over_exactly(-em.hi, -em.lo, s.r), -x), e = s.d.e * w * w;
    return (struct jet){
        .f = s.p * (1 + xc * s.q) * s.scale,
        .df = pq * (2 - fabs(xc) * s.lean) * UNSCALE,
        .ddf = pq * (3 * d + xc * (1 - 6 * e)) * UNSCALE,
    };
}
MAP(dsilu)

static const struct activation ROWS[] = {
    { ACTIVATION(sigmoid), .aliases = "logistic expit", .family = "sigmoid",
      .formula = "1/(1 + e^-x)",
      .about =
          "Squeezes everything into 0..1; its slope is at most 1/4 and vanishes on both sides.",
      .paper = "Verhulst 1845 (the curve); Rumelhart, Hinton and Williams, Learning "
               "representations by back-propagating errors",
      .year = 1986, .smoothness = SMOOTH },
    { ACTIVATION(tanh), .family = "sigmoid", .formula = "tanh(x)",
      .about = "The sigmoid made odd and twice as steep: outputs around 0, slope 1 at 0.",
      .paper = "LeCun et al., Efficient backprop (1998), recommended since 1991", .year = 1991,
      .smoothness = SMOOTH },
    { ACTIVATION(scaled_tanh), .aliases = "stanh lecun_tanh", .family = "sigmoid",
      .formula = "a*tanh(b*x)",
      .about =
          "With a = 1.7159 and b = 2/3, inputs of variance 1 give outputs of variance about 1.",
      .paper = "LeCun, Generalization and network design strategies", .year = 1989,
      .params = { { "a", 1.7159, ANY }, { "b", 2.0 / 3, ANY } }, .smoothness = SMOOTH },
    { ACTIVATION(softcap), .family = "sigmoid", .formula = "c*tanh(x/c)",
      .about = "x itself while it is small, never more than c: caps attention scores and logits.",
      .paper = "Bello et al., Neural combinatorial optimization (2016); Gemma 2 uses c = 30 and 50",
      .year = 2016, .params = { { "c", 30, POSITIVE } }, .smoothness = SMOOTH },
    { ACTIVATION(softsign), .aliases = "soft_sign", .family = "sigmoid", .formula = "x/(1 + |x|)",
      .about = "A sigmoid whose slope dies slowly, as 1/x^2.",
      .paper = "Elliott, A better activation function for artificial neural networks", .year = 1993,
      .kinks = kink_at_0, .smoothness = 1 },
    { ACTIVATION(arctan), .aliases = "atan", .family = "sigmoid", .formula = "atan(x)",
      .about = "The angle whose tangent is x: between -pi/2 and pi/2.", .paper = "classical",
      .smoothness = SMOOTH },
    { ACTIVATION(erf), .family = "sigmoid", .formula = "erf(x)",
      .about =
          "The error function: the probability that |z| is below sqrt(2)*x for a standard normal "
          "z, with the sign of x.",
      .paper = "classical (probit)", .smoothness = SMOOTH },
    { ACTIVATION(asinh), .aliases = "arcsinh", .family = "sigmoid", .formula = "asinh(x)",
      .about = "A line near 0, a logarithm far out: it never saturates.", .paper = "classical",
      .smoothness = SMOOTH },
    { ACTIVATION(isru), .family = "sigmoid", .formula = "x/sqrt(1 + alpha*x^2)",
      .about = "A sigmoid from one square root.",
      .paper = "Carlile et al., Improving deep learning by inverse square root linear units",
      .year = 2017, .params = { { "alpha", 1, POSITIVE } }, .smoothness = SMOOTH },
    { ACTIVATION(isrlu), .family = "sigmoid", .formula = "x if x >= 0, else x/sqrt(1 + alpha*x^2)",
      .about = "An elu made of a square root.",
      .paper = "Carlile et al., Improving deep learning by inverse square root linear units",
      .year = 2017, .params = { { "alpha", 1, POSITIVE } }, .kinks = kink_at_0, .smoothness = 2 },
    { ACTIVATION(laplace), .family = "sigmoid", .formula = "(1 + erf((x - mu)/(sigma*sqrt(2))))/2",
      .about = "A normal CDF, placed to resemble relu2 near 1.",
      .paper = "Ma et al., Mega: moving average equipped gated attention", .year = 2022,
      .params = { { "mu", 0.707107, ANY }, { "sigma", 0.282095, POSITIVE } },
      .smoothness = SMOOTH },
    { ACTIVATION(dsilu), .family = "sigmoid",
      .formula = "s(x)*(1 + x*(1 - s(x))), s(x) = 1/(1 + e^-x)",
      .about = "The slope of silu, used as a sigmoid that overshoots.",
      .paper = "Elfwing, Uchibe and Doya, Sigmoid-weighted linear units", .year = 2017,
      .accuracy = "f', f'' within 4 ulp; f within 2 ulp except next to its zero at -1.278, where 1 "
                  "and x*s(-x) cancel: there "
                  "within 4 ulp of |f| + |x f'|",
      .smoothness = SMOOTH },
};
FAMILY(family_sigmoid, ROWS);
