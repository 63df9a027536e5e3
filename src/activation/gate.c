/* Gates: x times something between 0 and 1 that depends on x. */
#include "kernel/logistic.h"
#include "kernel/normal.h"
#include "map.h"

INLINE struct jet jet_of(struct gate g)
{
    return (struct jet){g.f, g.df, g.ddf};
}

/* x s(x). One exp serves value, slope and curvature; p = s(x) and q = 1 - p come without a subtraction, so both tails
 * keep their digits. */
INLINE struct jet silu_at(double x, const double *param)
{
    (void)param;
    return jet_of(gate_linear(x, x, 0, 1));
}
MAP(silu)

INLINE struct jet swish_at(double x, const double *param)
{
    struct two v = product(param[0], x, DECAY_END);
    return jet_of(gate_linear(x, v.hi, v.lo, param[0]));
}
MAP(swish)

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

/* x/2 (1 + tanh u) = x s(2u), 2u = x (a + b x^2) with a = 2 sqrt(2/pi) and b = 0.044715 a, both in two parts: the
 * exponent grows as x^3, and an argument rounded to a double costs 2u ulps. */
INLINE struct jet gelu_tanh_at(double x, const double *param)
{
    static const double A_HI = 0x1.9884530000000p+0, A_LO = 0x1.ea1b284687e5ap-27, A = 0x1.9884533d43651p+0;
    static const double B_HI = 0x1.2444f28000000p-4, B_LO = 0x1.26c5a559fb89ep-31, B = 0x1.2444f2a4d8b4bp-4;
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
    double pq = g.p * ((g.neg ? 1 : g.d.m) * g.r.w);
    return (struct jet){
        .f = (x < -25 ? -25 : x) * g.p * g.scale,
        .df = g.p * (1 + xc * w * g.q) * g.scale,
        .ddf = pq * (w * (2 - fabs(xc) * w * g.lean) + 2 * (w - A)) * UNSCALE,
    };
}
MAP(gelu_tanh)

/* x tanh(softplus(x)), without a log: T = e (2 + e)/(2 + 2e + e^2) on the left, (1 + 2e)/(1 + 2e + 2e^2) on the right,
 * e = e^-|x|; numerator and denominator are selected, so there is one division.
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
    struct ratio r = {.d = u + z};
    r.l = ((u - r.d) + z) + ul + (neg ? u : 2 * u - 1) * el;
    r.w = 1 / r.d;
    double left = 2 * d.m + d.m * e;
    double n = neg ? left : u, nl = neg ? ((2 * d.m - left) + d.m * e) + u * d.ml : ul + 2 * el;
    double t = over_exactly(n, nl, r);
    double w = one_over(r), g = 4 * d.m * (neg ? 1 : e) * w * w;
    double c0 = neg ? 2 : -2, c1 = e * (neg ? 2 - e * (3 + 2 * e) : e * (2 + 2 * e) - 3), c = c0 + c1;
    double scale = neg ? UNSCALE : 1;
    return (struct jet){
        .f = (x < -DECAY_END ? -DECAY_END : x) * t * scale,
        .df = (t + xc * (1 + e) * g * (neg ? 1 : UNSCALE)) * scale,
        .ddf = g * (2 * (1 + e) + xc * over(c, (c0 - c) + c1, r)) * UNSCALE,
    };
}
MAP(mish)

static const struct activation ROWS[] = {
    {ACTIVATION(gelu), .aliases = "gelu_erf gelu_exact", .family = "gate", .formula = "x*Phi(x)",
     .about = "x times the chance that a standard normal number is below x; dips below 0 near -0.75.",
     .paper = "Hendrycks and Gimpel, Gaussian error linear units", .year = 2016, .smoothness = SMOOTH},
    {ACTIVATION(gelu_tanh), .aliases = "gelu_new gelu_fast gelu_accurate gelu_pytorch_tanh gelu_approximate", .family = "gate",
     .formula = "x/2*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))",
     .about = "gelu with tanh in place of erf, from the days when erf was slow; off by up to 5e-4.",
     .paper = "Hendrycks and Gimpel, Gaussian error linear units", .year = 2016, .smoothness = SMOOTH},
    {ACTIVATION(silu), .aliases = "swish-1 simple_swish", .family = "gate", .formula = "x*s(x), s(x) = 1/(1 + e^-x)",
     .about = "x gated by its own sigmoid; the activation of most large language models, inside swiglu.",
     .paper = "Hendrycks and Gimpel 2016; Elfwing, Uchibe and Doya, Sigmoid-weighted linear units", .year = 2016,
     .smoothness = SMOOTH},
    {ACTIVATION(swish), .family = "gate", .formula = "x*s(beta*x), s(x) = 1/(1 + e^-x)",
     .about = "silu with a sharpness: beta = 0 is x/2, large beta is nearly relu.",
     .paper = "Ramachandran, Zoph and Le, Searching for activation functions", .year = 2017,
     .accuracy = "within 2 ulp (f) and 4 (f', f''); for |beta| > 1e50, f'' is 0 from |beta*x| = 880 on",
     .params = {{"beta", 1, ANY}}, .smoothness = SMOOTH},
    {ACTIVATION(mish), .family = "gate", .formula = "x*tanh(log(1 + e^x))",
     .about = "Much like silu, with a slightly deeper dip and a steeper right side.",
     .paper = "Misra, Mish: a self regularized non-monotonic activation function", .year = 2019, .smoothness = SMOOTH},
};
FAMILY(family_gate, ROWS);
