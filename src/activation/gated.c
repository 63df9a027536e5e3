/* Gated linear units, as curves of one input: gate u = w x + b, value v x + c, f = g(u) (v x + c).
 * In a network u and the value are two different products of the same input; this is a slice through that. */
#include "kernel/logistic.h"
#include "kernel/normal.h"
#include "map.h"

/* g(u) with its slopes, for a gate u in two parts. Where u < 0 g is `scaled` (2^256 too large); g'' always is when the
 * gate decays on both sides. */
struct gating {
    struct two g;      /* as g.hi + g.lo */
    double slope, bend;
    bool scaled;       /* g, slope */
    bool slope_scaled; /* slope, whatever the side */
    bool gone;         /* so far left that g is 0: the value, which may be infinite there, does not count */
};

/* f = g V, f' = w g' V + v g, f'' = w^2 g'' V + 2 v w g'; V in two parts, since it has a zero of its own. */
INLINE struct jet gated(double x, const double *param, struct gating g)
{
    double w = param[0], v = param[2];
    struct two value = line(v, x, param[3]);
    double big = value.hi + value.lo;
    value.lo = (value.hi - big) + value.lo;
    value.hi = big;
    bool fading = g.gone || fabs(x) == INFINITY;
    double small = fading ? copysign(1, big) : big; /* beside what decays */
    value.hi = g.gone ? small : value.hi;
    value.lo = g.gone || fabs(big) == INFINITY ? 0 : value.lo;
    g.g.lo = fabs(g.g.hi) < 1e300 ? g.g.lo : 0;
    struct two f = two_times(g.g, value);
    double scale = g.scaled ? UNSCALE : 1, slope_scale = g.scaled || g.slope_scaled ? UNSCALE : 1;
    double beside = g.slope_scaled ? small : value.hi + value.lo;
    return (struct jet){
        .f = (f.hi + (fabs(f.hi) < 1e300 ? f.lo : 0)) * scale,
        .df = w * g.slope * beside * slope_scale + (v == 0 ? 0 : v * (g.g.hi + g.g.lo) * scale),
        .ddf = w * w * g.bend * small * UNSCALE + 2 * v * w * g.slope * slope_scale,
    };
}

/* A gate that is a sum of two doubles, renormalised, with its rest. */
INLINE struct two gate_of(double x, const double *param)
{
    struct two u = line(param[0], x, param[1]);
    double s = u.hi + u.lo;
    return (struct two){s, fabs(s) < 1e300 ? (u.hi - s) + u.lo : 0};
}

/* g = s(u): g' = p q, g'' = p q (q - p), both small on both sides. */
INLINE struct jet glu_at(double x, const double *param)
{
    struct two u = gate_of(x, param);
    struct logistic s = logistic(u.hi, fabs(u.hi) < DECAY_END ? u.lo : 0);
    double w = one_over_exactly(s.r), slope = s.d.m * w * w, lean = -decay_minus_1(s.d).hi * w;
    struct gating g = {.g = {s.p, s.p_rest}, .slope = slope, .bend = slope * copysign(lean, -u.hi), .scaled = s.neg,
                       .slope_scaled = true, .gone = u.hi < -DECAY_END};
    return gated(x, param, g);
}
MAP(glu)

INLINE struct jet bilinear_at(double x, const double *param)
{
    struct gating g = {.g = gate_of(x, param), .slope = 1, .bend = 0 * clamp_to(x, 1)};
    return gated(x, param, g);
}
MAP(bilinear)

/* At the corner: slope 0, as relu. */
INLINE struct jet reglu_at(double x, const double *param)
{
    struct two u = gate_of(x, param);
    bool on = u.hi > 0;
    struct gating g = {.g = {on ? u.hi : nan_of(x), on ? u.lo : 0}, .slope = (on ? 1 : 0) + nan_of(x), .bend = nan_of(x),
                       .gone = !on};
    return gated(x, param, g);
}
MAP(reglu)

static size_t reglu_kinks(const double *param, double *at)
{
    at[0] = -param[1] / param[0];
    return param[0] != 0;
}

/* g = u Phi(u): g' = Phi + u phi, g'' = phi (2 - u^2). */
INLINE struct jet geglu_at(double x, const double *param)
{
    struct two u = gate_of(x, param);
    bool far = fabs(u.hi) >= NORMAL_END;
    double hi = clamp_to(u.hi, NORMAL_END), lo = far ? 0 : u.lo, t = fabs(hi), a = head(t);
    bool neg = hi < 0;
    struct normal n = normal_tail(a, (t - a) + (neg ? -lo : lo));
    double large = 1 - n.small * UNSCALE, p = neg ? n.small : large, phi = n.d.m * ONE_OVER_SQRT_2PI;
    double rest = neg ? 0 : (1 - large) - n.small * UNSCALE;
    struct gating g = {.g = two_times((struct two){neg ? hi : u.hi, lo}, (struct two){p, rest}),
                       .slope = p + hi * phi * (neg ? 1 : UNSCALE), .bend = phi * (2 - hi * hi), .scaled = neg,
                       .gone = neg && far};
    return gated(x, param, g);
}
MAP(geglu)

/* g = u s(u). */
INLINE struct jet swiglu_at(double x, const double *param)
{
    struct two u = gate_of(x, param);
    struct logistic s = logistic(u.hi, fabs(u.hi) < DECAY_END ? u.lo : 0);
    s.p = over_exactly(s.neg ? s.d.m : 1, s.neg ? s.d.ml : 0, s.r); /* f'' is a sum: it needs these digits */
    bool gone = u.hi < -DECAY_END;
    double uc = clamp_to(u.hi, DECAY_END), pq = s.p * ((s.neg ? 1 : s.d.m) * one_over_exactly(s.r));
    struct gating g = {.g = two_times((struct two){gone ? -1 : u.hi, gone ? 0 : u.lo}, (struct two){s.p, 0}),
                       .slope = s.p * (1 + uc * s.q), .bend = pq * (2 - fabs(uc) * s.lean), .scaled = s.neg, .gone = gone};
    return gated(x, param, g);
}
MAP(swiglu)

#define GATE_AND_VALUE {{"w", 1, ANY}, {"b", 0, ANY}, {"v", 1, ANY}, {"c", 1, ANY}}

#define GATED_ACCURACY                                                                                                 \
    "f within 2 ulp; f', f'' within 4 ulp of |y| + (|x| + |b/w| + |c/v|)*|y'|: b and c move what f is a product of; "       \
    "without FMA f'' within 6"

static const struct activation ROWS[] = {
    {ACTIVATION(glu), .family = "gated", .formula = "(v*x + c)*s(w*x + b), s(x) = 1/(1 + e^-x)",
     .about = "A value let through by the sigmoid of a gate.",
     .paper = "Dauphin et al., Language modeling with gated convolutional networks", .year = 2016, .params = GATE_AND_VALUE,
     .smoothness = SMOOTH, .slice = true, .accuracy = GATED_ACCURACY},
    {ACTIVATION(bilinear), .family = "gated", .formula = "(v*x + c)*(w*x + b)",
     .about = "A product of two linear units: no activation at all, and yet not linear.",
     .paper = "Mnih and Hinton 2007; Shazeer, GLU variants improve transformer (2020)", .year = 2007,
     .params = GATE_AND_VALUE, .smoothness = SMOOTH, .slice = true, .accuracy = GATED_ACCURACY},
    {ACTIVATION(reglu), .family = "gated", .formula = "(v*x + c)*max(0, w*x + b)",
     .about = "glu with relu in place of the sigmoid.", .paper = "Shazeer, GLU variants improve transformer", .year = 2020,
     .params = GATE_AND_VALUE, .kinks = reglu_kinks, .smoothness = 0, .slice = true, .accuracy = GATED_ACCURACY},
    {ACTIVATION(geglu), .family = "gated", .formula = "(v*x + c)*u*Phi(u), u = w*x + b",
     .about = "glu with gelu in place of the sigmoid: T5 and Gemma.", .paper = "Shazeer, GLU variants improve transformer",
     .year = 2020, .params = GATE_AND_VALUE, .smoothness = SMOOTH, .slice = true, .accuracy = GATED_ACCURACY},
    {ACTIVATION(swiglu), .family = "gated", .formula = "(v*x + c)*u*s(u), u = w*x + b, s(x) = 1/(1 + e^-x)",
     .about = "glu with silu in place of the sigmoid: Llama and most large language models since.",
     .paper = "Shazeer, GLU variants improve transformer", .year = 2020, .params = GATE_AND_VALUE, .smoothness = SMOOTH,
     .slice = true, .accuracy = GATED_ACCURACY},
};
FAMILY(family_gated, ROWS);
