/* S-shaped curves and their integrals. */
#include "kernel/logistic.h"
#include "map.h"

/* s(x) = 1/(1 + e^-x). s' = s(x) s(-x), and s'' = s' (s(-x) - s(x)), whose difference is -tanh(x/2): had from
 * e^-|x| - 1, it keeps its digits at 0. */
INLINE struct jet sigmoid_at(double x, const double *param)
{
    (void)param;
    struct logistic s = logistic(x, 0);
    double w = one_over(s.r), slope = s.d.m * w * w;
    double lean = -decay_minus_1(s.d).hi * w;
    return (struct jet){
        .f = s.p * s.scale,
        .df = slope * UNSCALE,
        .ddf = slope * copysign(lean, -x) * UNSCALE,
    };
}
MAP(sigmoid)

/* tanh x = (1 - E)/(1 + E), E = e^(-2|x|), with the numerator from e^v - 1. */
INLINE struct jet tanh_jet(double x)
{
    struct decay d = decay(-2 * fabs(x), 0);
    struct two em = decay_minus_1(d);
    struct ratio r = ratio(1, d.e);
    double f = copysign(over(-em.hi, -em.lo, r), x);
    double slope = 4 * d.m * r.w * r.w;
    return (struct jet){.f = f, .df = slope * UNSCALE, .ddf = -2 * f * slope * UNSCALE};
}

INLINE struct jet tanh_at(double x, const double *param)
{
    (void)param;
    return tanh_jet(x);
}
MAP(tanh)

/* max(x, 0) + log(1 + e^-|beta x|)/beta: e only ever sees a value <= 0, and log1p keeps the tail that log(1 + e)
 * would round to zero. */
INLINE struct jet softplus_at(double x, const double *param)
{
    double beta = param[0];
    struct two v = product(beta, x, DECAY_END);
    bool neg = x < 0, tiny = beta < 0x1p-768; /* 2^256/beta would overflow there */
    struct decay d = decay(-fabs(v.hi), neg ? v.lo : -v.lo);
    double w = 1 / (1 + d.e);
    struct two inverse = reciprocal(tiny ? beta * 0x1p512 : beta);
    double tail = (neg ? d.m : d.e) * log1p_over(d.e);
    tail = (tail * inverse.hi + tail * inverse.lo);
    return (struct jet){
        .f = neg ? tail * (tiny ? 0x1p256 : UNSCALE) : x + tail * (tiny ? 0x1p512 : 1),
        .df = (neg ? d.m : 1) * w * (neg ? UNSCALE : 1),
        .ddf = unscaled(d.m * w * w, beta),
    };
}
MAP(softplus)

static const struct activation ROWS[] = {
    {ACTIVATION(sigmoid), .aliases = "logistic expit", .family = "sigmoid", .formula = "1/(1 + e^-x)",
     .about = "Squeezes everything into 0..1; its slope is at most 1/4 and vanishes on both sides.",
     .paper = "Verhulst 1845 (the curve); Rumelhart, Hinton and Williams, Learning representations by back-propagating errors",
     .year = 1986, .smoothness = SMOOTH},
    {ACTIVATION(tanh), .family = "sigmoid", .formula = "tanh(x)",
     .about = "The sigmoid made odd and twice as steep: outputs around 0, slope 1 at 0.",
     .paper = "LeCun et al., Efficient backprop", .year = 1991, .smoothness = SMOOTH},
    {ACTIVATION(softplus), .aliases = "smooth_relu soft_relu", .family = "sigmoid", .formula = "log(1 + e^(beta*x))/beta",
     .about = "A smooth relu; its slope is the sigmoid.",
     .paper = "Dugas, Bengio, Belisle, Nadeau and Garcia, Incorporating second-order functional knowledge", .year = 2000,
     .accuracy = "within 2 ulp (f) and 4 (f', f''); for beta > 1e50, f'' is 0 from |beta*x| = 880 on",
     .params = {{"beta", 1, POSITIVE}}, .smoothness = SMOOTH},
};
FAMILY(family_sigmoid, ROWS);
