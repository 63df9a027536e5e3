/* Rectifiers: straight pieces, corners between them. */
#include "map.h"

/* 0, or NaN where x is one: keeps NaN in pieces that do not look at x. */
INLINE double zero(double x)
{
    return 0 * clamp_to(x, 1);
}

static size_t kink_at_0(const double *param, double *at)
{
    (void)param;
    at[0] = 0;
    return 1;
}

/* At the corner: slope 0 (torch, JAX). */
INLINE struct jet relu_at(double x, const double *param)
{
    (void)param;
    return (struct jet){.f = x < 0 ? 0 : x, .df = (x > 0 ? 1 : 0) + zero(x), .ddf = zero(x)};
}
MAP(relu)

/* slope x on the left. A slope of 0 makes 0 of -infinity too. At the corner: slope (torch). */
INLINE struct jet leaky(double x, double slope)
{
    double left = slope == 0 && x < 0 ? -1 : x;
    return (struct jet){.f = x > 0 ? x : slope * left, .df = (x > 0 ? 1 : slope) + zero(x), .ddf = zero(x)};
}

INLINE struct jet leaky_relu_at(double x, const double *param)
{
    return leaky(x, param[0]);
}
MAP(leaky_relu)

static const struct activation ROWS[] = {
    {ACTIVATION(relu), .aliases = "rectifier", .family = "rectifier", .formula = "max(0, x)",
     .about = "Cuts off the negative side; a unit that only sees negative inputs gets no slope and cannot learn.",
     .paper = "Fukushima, Visual feature extraction by a multilayered network of analog threshold elements", .year = 1969,
     .kinks = kink_at_0, .smoothness = 0},
    {ACTIVATION(leaky_relu), .family = "rectifier", .formula = "x if x > 0, else slope*x",
     .about = "Keeps a little slope where relu has none.",
     .paper = "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models", .year = 2013,
     .params = {{"slope", 0.01, ANY}}, .kinks = kink_at_0, .smoothness = 0},
};
FAMILY(family_rectifier, ROWS);
