/* An exponential on the left, a line on the right. */
#include "kernel/exp.h"
#include "map.h"

static size_t kink_at_0(const double *param, double *at)
{
    (void)param;
    at[0] = 0;
    return 1;
}

/* left (e^x - 1) for x <= 0, right x above. One exp serves all three; e^x - 1 reuses its polynomial, so that small x
 * keep their digits. At 0: the left slope, as torch. */
INLINE struct jet elu_pieces(double x, double left, double right)
{
    bool pos = x > 0;
    struct decay d = decay(pos ? 0 : x, 0);
    double em = x < 0 ? decay_minus_1(d).hi : x; /* x itself at -0, which e^x - 1 would lose */
    double slope = unscaled(d.m, left);
    return (struct jet){.f = em * (pos ? right : left), .df = pos ? right : slope, .ddf = pos ? 0 : slope};
}

INLINE struct jet elu_at(double x, const double *param)
{
    return elu_pieces(x, param[0], 1);
}
MAP(elu)

/* alpha = 1.67326324235437728481704299..., lambda = 1.05070098735548049341933498...: fixed points of mean 0 and
 * variance 1. The product is rounded once, from the exact numbers. */
static const double SELU_LAMBDA = 0x1.0cfabd6a91132p+0, SELU_LAMBDA_ALPHA = 0x1.c212cc640f031p+0;

INLINE struct jet selu_at(double x, const double *param)
{
    (void)param;
    return elu_pieces(x, SELU_LAMBDA_ALPHA, SELU_LAMBDA);
}
MAP(selu)

static const struct activation ROWS[] = {
    {ACTIVATION(elu), .family = "exponential", .formula = "x if x > 0, else alpha*(e^x - 1)",
     .about = "Saturates smoothly at -alpha, which pulls the mean of the outputs towards 0.",
     .paper = "Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by exponential linear units",
     .year = 2015, .params = {{"alpha", 1, ANY}}, .kinks = kink_at_0, .smoothness = 0},
    {ACTIVATION(selu), .family = "exponential", .formula = "1.0507*(x if x > 0, else 1.67326*(e^x - 1))",
     .about = "elu scaled so that mean 0 and variance 1 are a fixed point from layer to layer.",
     .paper = "Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks", .year = 2017,
     .kinks = kink_at_0, .smoothness = 0},
};
FAMILY(family_exponential, ROWS);
