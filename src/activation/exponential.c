/* Exponentials: on the left of a line, or alone. */
#include "kernel/logistic.h"
#include "map.h"

/* left (e^v - 1) for x <= 0, right x above; v = x/width. One exp serves all three; e^v - 1 reuses
 * its polynomial, so that small x keep their digits. At 0: the left slope, as torch. */
INLINE struct jet elu_pieces(double x, struct two v, double left, double slope, double curvature,
                             double right)
{
    bool pos = x > 0;
    struct decay d = decay(pos ? 0 : v.hi, pos ? 0 : v.lo);
    /* Where v is tiny, the line: -0 would be lost, and v may have underflowed. */
    double em = fabs(v.hi) < 1e-20 ? x * slope : left * decay_minus_1(d).hi;
    return (struct jet){
        .f = pos ? right * x : em,
        .df = pos ? right : unscaled(d.m, slope),
        .ddf = pos ? 0 : unscaled(d.m, curvature),
    };
}

INLINE bool elu_is_plain(const double *param)
{
    return param[0] == 1;
}

INLINE struct jet elu_plain_at(double x, const double *param)
{
    (void)param;
    bool pos = x > 0;
    struct decay d = decay(pos ? 0 : x, 0);
    return (struct jet){ .f = x < 0 ? decay_minus_1(d).hi : x,
                         .df = d.e,
                         .ddf = pos ? 0 : d.e }; /* e^0 = 1 */
}

INLINE struct jet elu_at(double x, const double *param)
{
    return elu_pieces(x, (struct two){ x, 0 }, param[0], param[0], param[0], 1);
}
MAP_OR_PLAIN(elu)

/* alpha (e^(x/alpha) - 1): the slope at 0 is 1 whatever alpha, so there is no corner. */
INLINE struct jet celu_at(double x, const double *param)
{
    struct two inverse = reciprocal(param[0]);
    return elu_pieces(x, product(inverse, x, DECAY_END), param[0], 1, inverse.hi, 1);
}
MAP(celu)

/* alpha = 1.67326324235437728481704299..., lambda = 1.05070098735548049341933498...: fixed points
 * of mean 0 and variance 1. The product is rounded once, from the exact numbers. */
static const double SELU_LAMBDA = 0x1.0cfabd6a91132p+0, SELU_LAMBDA_ALPHA = 0x1.c212cc640f031p+0;

INLINE struct jet selu_at(double x, const double *param)
{
    (void)param;
    return elu_pieces(x, (struct two){ x, 0 }, SELU_LAMBDA_ALPHA, SELU_LAMBDA_ALPHA,
                      SELU_LAMBDA_ALPHA, SELU_LAMBDA);
}
MAP(selu)

INLINE struct jet exponential_at(double x, const double *param)
{
    (void)param;
    double y = growth(x, 0);
    return (struct jet){ .f = y, .df = y, .ddf = y };
}
MAP(exponential)

/* e^(-x^2), the square split so that its first part is exact: exp(-(x*x)) alone is off by x^2 ulps.
 */
INLINE struct jet gaussian_at(double x, const double *param)
{
    (void)param;
    double t = fabs(x) > 30 ? 30 : fabs(x), a = head(t), b = t - a;
    struct decay d = decay_within(-(a * a), -(b * (2 * a + b)));
    return (struct jet){ .f = d.m * UNSCALE,
                         .df = copysign(2 * t * d.m, -x) * UNSCALE,
                         .ddf = (4 * t * t - 2) * d.m * UNSCALE };
}
MAP(gaussian)

/* 1 - e^-u = -(e^v - 1), v = -u, u = e^x in two parts. f' = u e^-u, f'' = -(e^x - 1) f': of the two
 * factors of f' the small one stays scaled. */
INLINE struct jet cloglog_at(double x, const double *param)
{
    (void)param;
    bool neg = x < 0;
    struct decay u = decay(x > 7 ? 7 : x, 0); /* e^-e^7 is 0 */
    struct decay d = decay(-u.e, -u.ml * UNSCALE);
    double slope = neg ? u.m * d.e : u.e * d.m;
    return (struct jet){ .f = x < -40 ? u.m * UNSCALE : -decay_minus_1(d).hi,
                         .df = slope * UNSCALE,
                         .ddf = -slope * decay_minus_1(u).hi * UNSCALE };
}
MAP(cloglog)

/* (e^x - 1 - x)/x^2, -1.5 <= x <= 0.35 (tools/coefficients/polynomials.sollya). Relative error
 * 2^-57.6. */
static const double EXP_MINUS_1_X[] = {
    0x1p-1,
    0x1.5555555555555p-3,
    0x1.555555555556ep-5,
    0x1.1111111111229p-7,
    0x1.6c16c16c106d6p-10,
    0x1.a01a019f87ecbp-13,
    0x1.a01a01ac40cbp-16,
    0x1.71de3c1d33b6bp-19,
    0x1.27e5037900edp-22,
    0x1.ae61b21a0abc8p-26,
    0x1.1eba81c2ef25ap-29,
    0x1.5dc12c71fc36fp-33,
    0x1.73b1fc6484e06p-37,
    0x1.0788725b11bedp-41,
};

/* Right: alpha_p x^2 + beta x = x (alpha_p x + beta). Left: alpha_n (e^x - 1 - x) + beta x = x
 * (alpha_n y + beta) with y = (e^x - 1 - x)/x, from a polynomial while e^x - 1 - x would cancel. At
 * 0 both slopes are beta. */
INLINE struct jet xielu_at(double x, const double *param)
{
    double alpha_p = param[0], alpha_n = param[1], beta = param[2];
    bool pos = x > 0;
    struct two right = line(alpha_p, x, beta);
    struct decay d = decay(pos ? 0 : x, 0);
    double em = x < 0 ? decay_minus_1(d).hi : x, near = x < -1.5 ? -1 : x;
    /* Far out the -1 of y stands with beta, where equal parameters cancel without a trace. */
    double y = x < -1.5 ? em / x : near * horner(EXP_MINUS_1_X, 13, near),
           rest = x < -1.5 ? beta - alpha_n : beta;
    return (struct jet){
        .f = x * (pos ? right.hi + right.lo : alpha_n * y + rest),
        .df = pos ? 2 * alpha_p * x + beta : alpha_n * em + beta,
        .ddf = pos ? 2 * alpha_p : unscaled(d.m, alpha_n),
    };
}
MAP(xielu)

/* Right x s(x), left (e^x - 1) s(x) = e^x (e^x - 1)/(1 + e^x). With p = s(x), q = s(-x): left
 * f' = p (e + em q), f'' = p (e (1 + 2q) + em q (q - p)). f'' is 1 left of 0 and 1/2 right of it;
 * at 0 we return the right one. e is a product, which a sum may fuse or not as f'' is asked for or
 * not: f' has 1 + em instead. */
INLINE struct jet elish_at(double x, const double *param)
{
    (void)param;
    struct logistic s = logistic(x, 0);
    struct two em = decay_minus_1(s.d), n = two_times(em, (struct two){ s.d.m, s.d.ml });
    double w = one_over(s.r), e = s.d.e, xc = x > DECAY_END ? DECAY_END : x;
    double left = s.d.m * w, pq = left * w; /* scaled */
    return (struct jet){
        .f = s.neg ? over(n.hi, n.lo, s.r) * UNSCALE : x * s.p,
        .df = s.neg ? left * (1 + em.hi + em.hi * w) * UNSCALE : s.p * (1 + xc * s.q),
        .ddf =
            (s.neg ? left * (e * (1 + 2 * w) - em.hi * em.hi * (w * w)) : pq * (2 - xc * s.lean)) *
            UNSCALE,
    };
}
MAP(elish)

static const struct activation ROWS[] = {
    { ACTIVATION(elu), .family = "exponential", .formula = "x if x > 0, else alpha*(e^x - 1)",
      .about = "Saturates smoothly at -alpha, which pulls the mean of the outputs towards 0.",
      .paper = "Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by "
               "exponential linear units",
      .year = 2015, .params = { { "alpha", 1, ANY } }, .kinks = kink_at_0, .smoothness = 0 },
    { ACTIVATION(celu), .family = "exponential",
      .formula = "max(0, x) + min(0, alpha*(e^(x/alpha) - 1))",
      .about = "elu without its kink at 0 when alpha is not 1.",
      .paper = "Barron, Continuously differentiable exponential linear units", .year = 2017,
      .params = { { "alpha", 1, POSITIVE } }, .kinks = kink_at_0, .smoothness = 1 },
    { ACTIVATION(selu), .family = "exponential",
      .formula = "1.0507*(x if x > 0, else 1.67326*(e^x - 1))",
      .about = "elu scaled so that mean 0 and variance 1 are a fixed point from layer to layer.",
      .paper = "Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks",
      .year = 2017, .kinks = kink_at_0, .smoothness = 0 },
    { ACTIVATION(exponential), .family = "exponential", .formula = "e^x",
      .about = "Its own slope; makes any number positive (Poisson rates, attention before it is "
               "normalised).",
      .paper = "classical", .smoothness = SMOOTH },
    { ACTIVATION(gaussian), .aliases = "rbf", .family = "exponential", .formula = "e^(-x^2)",
      .about = "Answers to what is near 0, and to nothing else.",
      .paper = "Broomhead and Lowe, Multivariable functional interpolation and adaptive networks",
      .year = 1988, .smoothness = SMOOTH },
    { ACTIVATION(cloglog), .aliases = "complementary_log_log", .family = "exponential",
      .formula = "1 - e^(-e^x)",
      .about = "An asymmetric sigmoid, which approaches 1 faster than 0.",
      .paper = "Gomes and Ludermir, Complementary log-log and probit: activation functions in "
               "artificial neural networks",
      .year = 2008, .smoothness = SMOOTH },
    { ACTIVATION(xielu), .family = "exponential",
      .formula = "alpha_p*x^2 + beta*x if x > 0, else alpha_n*(e^x - 1 - x) + beta*x",
      .about = "The integral of an elu: a parabola on the right, almost a line on the left.",
      .paper = "Huang and Schlag, Deriving activation functions using integration", .year = 2024,
      .accuracy = "f', f'' within 4 ulp; f within 2 ulp except where alpha_n*(e^x - 1 - x) and "
                  "beta*x cancel (x near -2.4 by "
                  "default): there within 4 ulp of |f| + |x f'|, as its zero is no double",
      .params = { { "alpha_p", 0.8, ANY }, { "alpha_n", 0.8, ANY }, { "beta", 0.5, ANY } },
      .kinks = kink_at_0, .smoothness = 1 },
    { ACTIVATION(elish), .family = "exponential",
      .formula = "x*s(x) if x >= 0, else (e^x - 1)*s(x), s(x) = 1/(1 + e^-x)",
      .about = "silu on the right, elu gated by the sigmoid on the left.",
      .paper = "Basirat and Roth, The quest for the golden activation function", .year = 2018,
      .kinks = kink_at_0, .smoothness = 1 },
};
FAMILY(family_exponential, ROWS);
