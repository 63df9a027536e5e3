/* Gates: x times something between 0 and 1 that depends on x. */
#include "kernel/erf.h"
#include "kernel/log.h"
#include "kernel/logistic.h"
#include "kernel/normal.h"
#include "map.h"

INLINE struct jet jet_of(struct gate g)
{
    return (struct jet){ g.f, g.df, g.ddf };
}

/* x s(x). One exp serves value, slope and curvature; p = s(x) and q = 1 - p come without a
 * subtraction, so both tails keep their digits. */
INLINE struct jet silu_at(double x, const double *param)
{
    (void)param;
    return jet_of(gate_linear(x, x, 0, 1));
}
MAP(silu)

INLINE bool swish_is_plain(const double *param)
{
    return param[0] == 1;
}

INLINE struct jet swish_plain_at(double x, const double *param)
{
    return silu_at(x, param);
}

INLINE struct jet swish_at(double x, const double *param)
{
    struct two v = product((struct two){ param[0], 0 }, beside(param[0], x), DECAY_END);
    return jet_of(gate_linear(x, v.hi, v.lo, param[0]));
}
MAP_OR_PLAIN(swish)

INLINE struct jet quick_gelu_at(double x, const double *param)
{
    (void)param;
    struct two v = product((struct two){ 1.702, 0 }, x, DECAY_END);
    return jet_of(gate_linear(x, v.hi, v.lo, 1.702));
}
MAP(quick_gelu)

/* x Phi(x). f' = Phi + x phi, f'' = phi (2 - x^2). */
INLINE struct jet gelu_at(double x, const double *param)
{
    (void)param;
    bool neg = x < 0;
    double xc = clamp_to(x, NORMAL_END), t = fabs(xc), a = head(t);
    struct normal n = normal_tail(a, t - a);
    double p = neg ? n.small : 1 - n.small * UNSCALE, scale = neg ? UNSCALE : 1;
    double phi = n.d.m * ONE_OVER_SQRT_2PI;
    return (struct jet){
        .f = (x < -NORMAL_END ? -NORMAL_END : x) * p * scale,
        .df = (p + xc * phi * (neg ? 1 : UNSCALE)) * scale,
        .ddf = phi * (2 - xc * xc) * UNSCALE,
    };
}
MAP(gelu)

/* gelu, at most 10. gelu(10) is 10 - 7.6e-23, so the corner is the double 10, and its slope is the
 * left one. */
INLINE struct jet gelu_10_at(double x, const double *param)
{
    struct jet y = gelu_at(x, param);
    return (
        struct jet){ .f = x > 10 ? 10 : y.f, .df = x > 10 ? 0 : y.df, .ddf = x > 10 ? 0 : y.ddf };
}
MAP(gelu_10)

static size_t gelu_10_kinks(const double *param, double *at)
{
    (void)param;
    at[0] = 10;
    return 1;
}

/* x/2 (1 + tanh u) = x s(2u), 2u = x (a + b x^2) with a = 2 sqrt(2/pi) and b = 0.044715 a, both in
 * two parts: the exponent grows as x^3, and an argument rounded to a double costs 2u ulps. */
INLINE struct jet gelu_tanh_at(double x, const double *param)
{
    static const double A_HI = 0x1.9884530000000p+0, A_LO = 0x1.ea1b284687e5ap-27,
                        A = 0x1.9884533d43651p+0;
    static const double B_HI = 0x1.2444f28000000p-4, B_LO = 0x1.26c5a559fb89ep-31,
                        B = 0x1.2444f2a4d8b4bp-4;
    (void)param;
    double xc = clamp_to(x, 25); /* 2u is beyond DECAY_END there */
    double xh = head(xc), xl = xc - xh;
    double s = xc * xc, sh = head(s), sl = (xh * xh - sh) + xl * (xc + xh);
    /* v = a + b x^2: vh on a grid of 2^-20 (26 bits, so xh vh is exact), vl the rest. */
    double vh = ((A + B * s) + 0x1.8p32) - 0x1.8p32;
    double vl = ((A_HI - vh) + B_HI * sh) + (A_LO + (B_HI * sl + B_LO * s));
    double hi = xh * vh, lo = xh * vl + xl * (vh + vl);
    struct logistic g = logistic(hi, lo);
    double w = (3 * vh - 2 * A_HI) + (3 * vl - 2 * A_LO); /* (2u)' */
    double pq = g.p * ((g.neg ? 1 : g.d.m) * one_over_exactly(g.r));
    return (struct jet){
        .f = (x < -25 ? -25 : x) * g.p * g.scale,
        .df = g.p * (1 + xc * w * g.q) * g.scale,
        .ddf = pq * (w * (2 - fabs(xc) * w * g.lean) + 2 * (w - A)) * UNSCALE,
    };
}
MAP(gelu_tanh)

/* x tanh(softplus(x)), without a log: T = e (2 + e)/(2 + 2e + e^2) on the left, (1 + 2e)/(1 + 2e +
 * 2e^2) on the right, e = e^-|x|; numerator and denominator are selected, so there is one division.
 * T' = 4e (1 + e)/D^2 and 4e^2 (1 + e)/D^2; T'' = 4e c/D^3 and 4e^2 c/D^3. */
INLINE struct jet mish_at(double x, const double *param)
{
    (void)param;
    bool neg = x < 0;
    double xc = clamp_to(x, DECAY_END);
    struct decay d = decay(-fabs(xc), 0);
    double e = d.e, el = d.ml * UNSCALE;
    double a = neg ? 2 : 1, u = a + 2 * e, ul = 2 * e - (u - a); /* u + ul = a + 2e exactly */
    double z = (neg ? 1 : 2) * e * e;
    struct ratio r = { .d = u + z };
    r.l = ((u - r.d) + z) + ul + (neg ? u : 2 * u - 1) * el;
    r.w = 1 / r.d;
    double left = 2 * d.m + d.m * e;
    double n = neg ? left : u, nl = neg ? ((2 * d.m - left) + d.m * e) + u * d.ml : ul + 2 * el;
    double t = over_exactly(n, nl, r);
    double w = one_over_exactly(r), g = 4 * d.m * (neg ? 1 : e) * w * w;
    double c0 = neg ? 2 : -2, c1 = e * (neg ? 2 - e * (3 + 2 * e) : e * (2 + 2 * e) - 3),
           c = c0 + c1;
    double scale = neg ? UNSCALE : 1;
    return (struct jet){
        .f = (x < -DECAY_END ? -DECAY_END : x) * t * scale,
        .df = (t + xc * (1 + e) * g * (neg ? 1 : UNSCALE)) * scale,
        .ddf = g * (2 * (1 + e) + xc * over_exactly(c, (c0 - c) + c1, r)) * UNSCALE,
    };
}
MAP(mish)

/* x tanh(log(1 + s(x))): with y = 1 + s(x), tanh(log y) = (y^2 - 1)/(y^2 + 1), again rational in e
 * = e^-|x|: T = e (2 + 3e)/(2 + 6e + 5e^2) on the left, (3 + 2e)/(5 + 6e + 2e^2) on the right. T' =
 * 4e (1 + e)(1 + 2e)/D^2 and 4e (1 + e)(2 + e)/D^2; T'' = 4e c/D^3. */
INLINE struct jet smish_at(double x, const double *param)
{
    (void)param;
    bool neg = x < 0;
    double xc = clamp_to(x, DECAY_END);
    struct decay d = decay(-fabs(xc), 0);
    double e = d.e, el = d.ml * UNSCALE;
    struct two u = exact_sum(neg ? 2 : 5, 6 * e);
    double z = (neg ? 5 : 2) * e * e;
    struct ratio r = { .d = u.hi + z };
    r.l = ((u.hi - r.d) + z) + (u.lo + ((neg ? 10 : 4) * e + 6) * el);
    r.w = 1 / r.d;
    struct two left = two_times((struct two){ d.m, d.ml }, exact_sum(2, 3 * e)),
               right = exact_sum(3, 2 * e);
    left.lo += 3 * el * d.m;
    double t = over_exactly(neg ? left.hi : right.hi, neg ? left.lo : right.lo + 2 * el, r);
    double w = one_over_exactly(r), g = 4 * d.m * w * w,
           h = (neg ? 1 : 2) + e * (3 + (neg ? 2 : 1) * e);
    double c0 = neg ? 2 : -10;
    double c1 = neg ? e * (6 - e * (3 + e * (18 + 10 * e))) : e * (e * (e * (6 + 2 * e) - 3) - 18),
           c = c0 + c1;
    double scale = neg ? UNSCALE : 1;
    return (struct jet){
        .f = (x < -DECAY_END ? -DECAY_END : x) * t * scale,
        .df = (t + xc * h * g * (neg ? 1 : UNSCALE)) * scale,
        .ddf = g * (2 * h + xc * over_exactly(c, (c0 - c) + c1, r)) * UNSCALE,
    };
}
MAP(smish)

/* x log(1 + p) = x L, p = s(x), q = s(-x). L' = p q/(1 + p), L'' = L' (2/(1 + p) - (1 + p)). */
INLINE struct jet logish_at(double x, const double *param)
{
    (void)param;
    struct logistic s = logistic(x, 0);
    double xc = clamp_to(x, DECAY_END), scale = s.scale, p = s.p, pu = p * scale;
    struct two l = two_times((struct two){ p, s.p_rest }, log1p_over_two(pu));
    struct two f = two_times((struct two){ x < -DECAY_END ? -DECAY_END : x, 0 }, l);
    double w = 1 / (1 + pu),
           g = p * ((s.neg ? 1 : s.d.m) * one_over_exactly(s.r)) * w; /* scaled on both sides */
    double bend =
        s.neg ? pu * (2 * w + 1) : s.q * (w + 1); /* 2w - (1 + p) is 1 - bend, or its negative */
    return (struct jet){
        .f = x < INFINITY ? copysign(f.hi, x) * scale : x,
        .df = (l.hi + xc * g * (s.neg ? 1 : UNSCALE)) * scale,
        .ddf = g * (2 + fabs(xc) * (bend - 1)) * UNSCALE,
    };
}
MAP(logish)

/* x erf(u), u = softplus(x). On the left u is kept scaled and in two parts: errors of log1p, erf
 * and the products add up. f' = erf u + x k s, f'' = k s (2 + x (q - 2 u s)), k = 2/sqrt(pi)
 * e^(-u^2), s = s(x), q = s(-x). */
INLINE struct jet serf_at(double x, const double *param)
{
    (void)param;
    bool neg = x < 0;
    double xc = clamp_to(x, DECAY_END);
    struct decay d = decay(-fabs(xc), 0);
    struct two left =
        two_times((struct two){ d.m, d.ml }, log1p_over_two(d.e)); /* 2^256 log(1 + e^-|x|) */
    struct two right = exact_sum(neg ? 0 : xc > 30 ? 30 : xc, left.hi * UNSCALE);
    right.lo += left.lo * UNSCALE;
    double u = right.hi, uh = head(u), ul = u - uh;
    struct decay k = decay_within(-(uh * uh), -(ul * (u + uh)) - 2 * u * right.lo);
    struct two near = two_times(neg ? left : right, erf_over(u > 1 ? 1 : u));
    struct ratio r = ratio(1, d.e);
    double sig = over(neg ? d.m : 1, neg ? d.ml : 0, r), q = (neg ? 1 : d.e) * r.w;
    bool low = u < 1;
    double value = low ? near.hi : erf_far(u, k.e);
    struct two f = two_times((struct two){ xc, 0 }, (struct two){ value, low ? near.lo : 0 });
    double kf = TWO_OVER_SQRT_PI * (neg ? k.e : k.m), both = kf * sig; /* scaled on both sides */
    double scale = neg ? UNSCALE : 1;
    return (struct jet){
        .f = x > 30 ? x : copysign(f.hi, x) * scale,
        .df = (value + xc * both * (neg ? 1 : UNSCALE)) * scale,
        .ddf = both * (2 + xc * (q - 2 * u * (sig * scale))) * UNSCALE,
    };
}
MAP(serf)

/* x tanh(u), u = e^x. Below -20 tanh(u) is u itself, scaled. h = 1 - tanh^2, on the right 4E/(1 +
 * E)^2, E = e^(-2u); f' = tanh u + x u h, f'' = u h (2 + x (1 - 2 u tanh u)). */
INLINE struct jet tanhexp_at(double x, const double *param)
{
    (void)param;
    bool neg = x < 0, tiny = x < -20;
    double xc = x > 7 ? 7 : x < -DECAY_END ? -DECAY_END : x;
    struct decay u = decay_within(xc, 0);
    struct decay d = decay_within(-2 * u.e, -2 * u.ml * UNSCALE);
    struct two em = decay_minus_1(d);
    struct ratio r = ratio(1, d.e);
    double t = over(-em.hi, -(em.lo + d.one * d.lost), r), w = one_over(r);
    double h = neg ? 1 - t * t : d.m * 4 * w * w,
           uh = (neg ? u.m : u.e) * h; /* uh: scaled on both sides */
    double scale = tiny ? UNSCALE : 1, value = tiny ? u.m : t;
    double xf = x < -DECAY_END ? -DECAY_END : x;
    return (struct jet){
        .f = xf * value * scale,
        .df = (value + xc * uh * (tiny ? 1 : UNSCALE)) * scale,
        .ddf = uh * (2 + xc * (1 - 2 * u.e * t)) * UNSCALE,
    };
}
MAP(tanhexp)

/* x tanh x, even. f' = t + x h, f'' = 2h (1 - x t), t = tanh x, h = 1 - t^2. */
INLINE struct jet lisht_at(double x, const double *param)
{
    (void)param;
    double v = fabs(x), vc = v > DECAY_END ? DECAY_END : v;
    struct decay d = decay(-2 * vc, 0);
    struct two em = decay_minus_1(d);
    struct ratio r = ratio(1, d.e);
    double t = over(-em.hi, -em.lo, r), h = 4 * d.m * r.w * r.w;
    return (struct jet){ .f = v * t,
                         .df = copysign(t + vc * h * UNSCALE, x),
                         .ddf = 2 * h * (1 - vc * t) * UNSCALE };
}
MAP(lisht)

static const struct activation ROWS[] = {
    { ACTIVATION(gelu), .aliases = "gelu_erf gelu_exact", .family = "gate", .formula = "x*Phi(x)",
      .about = "x times the standard normal CDF at x; its minimum is near -0.75.",
      .paper = "Hendrycks and Gimpel, Gaussian error linear units", .year = 2016,
      .smoothness = SMOOTH },
    { ACTIVATION(gelu_tanh),
      .aliases = "gelu_new gelu_fast gelu_accurate gelu_pytorch_tanh gelu_approximate",
      .family = "gate", .formula = "x/2*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))",
      .about =
          "gelu with tanh in place of erf, from the days when erf was slow; off by up to 5e-4.",
      .paper = "Hendrycks and Gimpel, Gaussian error linear units", .year = 2016,
      .smoothness = SMOOTH },
    { ACTIVATION(silu), .aliases = "swish-1 simple_swish", .family = "gate",
      .formula = "x*s(x), s(x) = 1/(1 + e^-x)",
      .about = "x gated by its own sigmoid; the activation of most large language models, inside "
               "swiglu.",
      .paper = "Hendrycks and Gimpel 2016; Elfwing, Uchibe and Doya, Sigmoid-weighted linear units",
      .year = 2016, .smoothness = SMOOTH },
    { ACTIVATION(swish), .family = "gate", .formula = "x*s(beta*x), s(x) = 1/(1 + e^-x)",
      .about = "silu with a sharpness: beta = 0 is x/2, large beta is nearly relu.",
      .paper = "Ramachandran, Zoph and Le, Searching for activation functions", .year = 2017,
      .accuracy =
          "within 2 ulp (f) and 4 (f', f''); for |beta| > 1e50, f'' is 0 from |beta*x| = 880 on",
      .params = { { "beta", 1, ANY } }, .smoothness = SMOOTH },
    { ACTIVATION(quick_gelu), .aliases = "quickgelu sigmoid_gelu", .family = "gate",
      .formula = "x*s(1.702*x), s(x) = 1/(1 + e^-x)",
      .about = "gelu from a sigmoid: off by up to 0.02, and cheap.",
      .paper = "Hendrycks and Gimpel, Gaussian error linear units", .year = 2016,
      .smoothness = SMOOTH },
    { ACTIVATION(gelu_10), .aliases = "clipped_gelu", .family = "gate",
      .formula = "min(max(-10, x*Phi(x)), 10)",
      .about = "gelu clipped at 10 for 8-bit numbers; the lower bound never acts.",
      .paper = "Wu et al., Integer quantization for deep learning inference", .year = 2020,
      .kinks = gelu_10_kinks, .smoothness = 0 },
    { ACTIVATION(mish), .family = "gate", .formula = "x*tanh(log(1 + e^x))",
      .about = "Much like silu, with a slightly deeper dip and a steeper right side.",
      .paper = "Misra, Mish: a self regularized non-monotonic activation function", .year = 2019,
      .smoothness = SMOOTH },
    { ACTIVATION(tanhexp), .aliases = "telu", .family = "gate", .formula = "x*tanh(e^x)",
      .about = "A gate that opens faster than mish's; proposed again as TeLU in 2024.",
      .paper = "Liu and Di, TanhExp: a smooth activation function with high convergence speed",
      .year = 2020, .smoothness = SMOOTH },
    { ACTIVATION(serf), .family = "gate", .formula = "x*erf(log(1 + e^x))",
      .about = "mish with erf in place of tanh.",
      .paper = "Nag and Bhattacharyya, SERF: towards better training of deep neural networks",
      .year = 2021, .smoothness = SMOOTH },
    { ACTIVATION(smish), .family = "gate", .formula = "x*tanh(log(1 + s(x))), s(x) = 1/(1 + e^-x)",
      .about = "A gate that opens to 3/5 only.",
      .paper = "Wang, Ren and Wang, Smish: a novel activation function for deep learning methods",
      .year = 2022, .smoothness = SMOOTH },
    { ACTIVATION(logish), .family = "gate", .formula = "x*log(1 + s(x)), s(x) = 1/(1 + e^-x)",
      .about = "A gate that opens to log 2 only.",
      .paper = "Zhu et al., Logish: a new nonlinear nonmonotonic activation function", .year = 2021,
      .smoothness = SMOOTH },
    { ACTIVATION(lisht), .family = "gate", .formula = "x*tanh(x)",
      .about = "A smooth |x|: even, never negative.",
      .paper = "Roy, Manna, Dubey and Chaudhuri, LiSHT: non-parametric linearly scaled hyperbolic "
               "tangent",
      .year = 2019, .smoothness = SMOOTH },
};
FAMILY(family_gate, ROWS);
