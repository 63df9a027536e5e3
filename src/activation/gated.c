/* Gated linear units, as curves of one input: gate u = w x + b, value v x + c, f = g(u) (v x + c).
 * In a network u and the value are two different products of the same input; this is a slice
 * through that. */
#include "kernel/logistic.h"
#include "kernel/normal.h"
#include "map.h"

/* g(u) with its slopes, for a gate u in two parts. What decays is kept 2^256 times too large:
 * `scale` and `slope_scale` bring g and its slope back (UNSCALE or 1); `bend` is g'' 2^256
 * everywhere. */
struct gating {
    struct two g;
    double slope, bend, scale, slope_scale;
    bool gone; /* so far left that g is 0: the value, which may be infinite there, does not count */
};

/* f = g V, f' = w g' V + v g, f'' = w^2 g'' V + 2 v w g'; V in two parts, since it has a zero of
 * its own. */
INLINE struct jet gated(double x, const double *param, bool plain, struct gating g)
{
    double w = plain ? 1 : param[0], v = plain ? 1 : param[2];
    struct two line_two = plain ? exact_sum(x, param[3]) : line(v, x, param[3]);
    line_two.lo = fabs(x) < INFINITY ? line_two.lo : 0;
    double big = line_two.hi + line_two.lo,
           small = (g.gone | (fabs(x) == INFINITY)) ? copysign(1, big) : big;
    bool fine = (fabs(big) < 1e300) & !g.gone;
    struct two value = { g.gone ? small : big, fine ? (line_two.hi - big) + line_two.lo : 0 };
    struct two f = two_times((struct two){ g.g.hi, g.g.lo }, value);
    double rough = g.g.hi * value.hi, sure = fabs(rough) < 1e300 ? f.hi + f.lo : rough;
    return (struct jet){
        .f = sure * g.scale,
        .df = (w * g.slope * (g.slope_scale < g.scale ? small : value.hi)) * g.slope_scale +
              v * beside(v, g.g.hi) * g.scale,
        .ddf = w * w * g.bend * small * UNSCALE + 2 * v * w * g.slope * g.slope_scale,
    };
}

/* A gate that is a sum of two doubles, renormalised, with its rest. */
INLINE struct two gate_of(double x, const double *param, bool plain)
{
    if (plain)
        return (struct two){ x, 0 };
    struct two u = line(param[0], x, param[1]);
    double s = u.hi + u.lo;
    return (struct two){ s, fabs(s) < 1e300 ? (u.hi - s) + u.lo : 0 };
}

/* The gate x itself and the value x + c need no products. */
INLINE bool gate_is_plain(const double *param)
{
    return (param[0] == 1) & (param[1] == 0) & (param[2] == 1);
}

#define MAP_GATED(name)                                              \
    INLINE bool name##_is_plain(const double *param)                 \
    {                                                                \
        return gate_is_plain(param);                                 \
    }                                                                \
    INLINE struct jet name##_plain_at(double x, const double *param) \
    {                                                                \
        return name##_jet(x, param, true);                           \
    }                                                                \
    INLINE struct jet name##_at(double x, const double *param)       \
    {                                                                \
        return name##_jet(x, param, false);                          \
    }                                                                \
    MAP_OR_PLAIN(name)

/* g = s(u): g' = p q, g'' = p q (q - p), both small on both sides. */
INLINE struct jet glu_jet(double x, const double *param, bool plain)
{
    struct two u = gate_of(x, param, plain);
    struct logistic s = logistic(u.hi, fabs(u.hi) < DECAY_END ? u.lo : 0);
    double w = one_over_exactly(s.r), slope = s.d.m * w * w, lean = -decay_minus_1(s.d).hi * w;
    struct gating g = { .g = { s.p, s.p_rest },
                        .slope = slope,
                        .bend = slope * copysign(lean, -u.hi),
                        .scale = s.scale,
                        .slope_scale = UNSCALE,
                        .gone = u.hi < -DECAY_END };
    return gated(x, param, plain, g);
}
MAP_GATED(glu)

INLINE struct jet bilinear_jet(double x, const double *param, bool plain)
{
    struct gating g = {
        .g = gate_of(x, param, plain), .slope = 1, .bend = nan_of(x), .scale = 1, .slope_scale = 1
    };
    return gated(x, param, plain, g);
}
MAP_GATED(bilinear)

/* At the corner: slope 0, as relu. */
INLINE struct jet reglu_jet(double x, const double *param, bool plain)
{
    struct two u = gate_of(x, param, plain);
    bool on = u.hi > 0;
    struct gating g = { .g = { on ? u.hi : nan_of(x), on ? u.lo : 0 },
                        .slope = (on ? 1 : 0) + nan_of(x),
                        .bend = nan_of(x),
                        .scale = 1,
                        .slope_scale = 1,
                        .gone = !on };
    return gated(x, param, plain, g);
}
MAP_GATED(reglu)

static size_t reglu_kinks(const double *param, double *at)
{
    at[0] = -param[1] / param[0];
    return param[0] != 0;
}

/* g = u Phi(u): g' = Phi + u phi, g'' = phi (2 - u^2). */
INLINE struct jet geglu_jet(double x, const double *param, bool plain)
{
    struct two u = gate_of(x, param, plain);
    bool far = fabs(u.hi) >= NORMAL_END;
    double hi = clamp_to(u.hi, NORMAL_END), lo = far ? 0 : u.lo, t = fabs(hi), a = head(t);
    bool neg = u.hi < 0;
    struct normal n = normal_tail(a, (t - a) + (neg ? -lo : lo));
    double large = 1 - n.small * UNSCALE, p = neg ? n.small : large,
           phi = n.d.m * ONE_OVER_SQRT_2PI;
    double rest = neg ? 0 : (1 - large) - n.small * UNSCALE;
    bool right = far & !neg;
    struct two product = two_times((struct two){ neg ? hi : u.hi, lo }, (struct two){ p, rest });
    struct gating g = { .g = { right ? u.hi : product.hi, right ? 0 : product.lo },
                        .slope = p + hi * phi * (neg ? 1 : UNSCALE),
                        .bend = phi * (2 - hi * hi),
                        .scale = neg ? UNSCALE : 1,
                        .slope_scale = neg ? UNSCALE : 1,
                        .gone = neg & far };
    return gated(x, param, plain, g);
}
MAP_GATED(geglu)

/* g = u s(u). */
INLINE struct jet swiglu_jet(double x, const double *param, bool plain)
{
    struct two u = gate_of(x, param, plain);
    struct logistic s = logistic(u.hi, fabs(u.hi) < DECAY_END ? u.lo : 0);
    s.p = over_exactly(s.neg ? s.d.m : 1, s.neg ? s.d.ml : 0,
                       s.r); /* f'' is a sum: it needs these digits */
    bool gone = u.hi < -DECAY_END;
    double uc = clamp_to(u.hi, DECAY_END), pq = s.p * ((s.neg ? 1 : s.d.m) * one_over_exactly(s.r));
    struct two product =
        two_times((struct two){ gone ? -1 : u.hi, gone ? 0 : u.lo }, (struct two){ s.p, 0 });
    bool right = u.hi > DECAY_END; /* s(u) = 1 */
    struct gating g = { .g = { right ? u.hi : product.hi, right ? 0 : product.lo },
                        .slope = s.p * (1 + uc * s.q),
                        .bend = pq * (2 - fabs(uc) * s.lean),
                        .scale = s.scale,
                        .slope_scale = s.scale,
                        .gone = gone };
    return gated(x, param, plain, g);
}
MAP_GATED(swiglu)

#define GATE_AND_VALUE                                     \
    {                                                      \
        { "w", 1, ANY }, { "b", 0, ANY }, { "v", 1, ANY }, \
        {                                                  \
            "c", 1, ANY                                    \
        }                                                  \
    }

#define GATED_ACCURACY                                                                             \
    "f within 2 ulp; f', f'' within 6 ulp of |y| + (|x| + |b/w| + |c/v|)*|y'|: b and c move what " \
    "they are sums of"

static const struct activation ROWS[] = {
    { ACTIVATION(glu), .family = "gated", .formula = "(v*x + c)*s(w*x + b), s(x) = 1/(1 + e^-x)",
      .about = "A value let through by the sigmoid of a gate.",
      .paper = "Dauphin et al., Language modeling with gated convolutional networks", .year = 2016,
      .params = GATE_AND_VALUE, .smoothness = SMOOTH, .slice = true, .accuracy = GATED_ACCURACY },
    { ACTIVATION(bilinear), .family = "gated", .formula = "(v*x + c)*(w*x + b)",
      .about = "A product of two linear units: no activation at all, and yet not linear.",
      .paper = "Mnih and Hinton 2007; Shazeer, GLU variants improve transformer (2020)",
      .year = 2007, .params = GATE_AND_VALUE, .smoothness = SMOOTH, .slice = true,
      .accuracy = GATED_ACCURACY },
    { ACTIVATION(reglu), .family = "gated", .formula = "(v*x + c)*max(0, w*x + b)",
      .about = "glu with relu in place of the sigmoid.",
      .paper = "Shazeer, GLU variants improve transformer", .year = 2020, .params = GATE_AND_VALUE,
      .kinks = reglu_kinks, .smoothness = 0, .slice = true, .accuracy = GATED_ACCURACY },
    { ACTIVATION(geglu), .family = "gated", .formula = "(v*x + c)*u*Phi(u), u = w*x + b",
      .about = "glu with gelu in place of the sigmoid: T5 and Gemma.",
      .paper = "Shazeer, GLU variants improve transformer", .year = 2020, .params = GATE_AND_VALUE,
      .smoothness = SMOOTH, .slice = true, .accuracy = GATED_ACCURACY },
    { ACTIVATION(swiglu), .family = "gated",
      .formula = "(v*x + c)*u*s(u), u = w*x + b, s(x) = 1/(1 + e^-x)",
      .about = "glu with silu in place of the sigmoid: Llama and most large language models since.",
      .paper = "Shazeer, GLU variants improve transformer", .year = 2020, .params = GATE_AND_VALUE,
      .smoothness = SMOOTH, .slice = true, .accuracy = GATED_ACCURACY },
};
FAMILY(family_gated, ROWS);
