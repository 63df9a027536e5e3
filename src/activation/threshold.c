/* Jumps. The slope is 0 wherever there is one, and we return 0 at the jump too. */
#include "map.h"

INLINE struct jet step_at(double x, const double *param)
{
    (void)param;
    return (struct jet){ .f = (x > 0 ? 1 : 0) + nan_of(x), .df = nan_of(x), .ddf = nan_of(x) };
}
MAP(step)

INLINE struct jet sign_at(double x, const double *param)
{
    (void)param;
    return (struct jet){ .f = x > 0 ? 1 : x < 0 ? -1 : x, .df = nan_of(x), .ddf = nan_of(x) };
}
MAP(sign)

static const struct activation ROWS[] = {
    { ACTIVATION(step), .aliases = "heaviside binary_step", .family = "threshold",
      .formula = "1 if x > 0, else 0",
      .about =
          "The first artificial neuron; with slope 0 everywhere, gradient descent cannot train it.",
      .paper = "McCulloch and Pitts, A logical calculus of the ideas immanent in nervous activity",
      .year = 1943, .kinks = kink_at_0, .smoothness = -1 },
    { ACTIVATION(sign), .aliases = "sgn signum", .family = "threshold",
      .formula = "1 if x > 0, -1 if x < 0, 0 at 0", .about = "The perceptron's threshold.",
      .paper = "Rosenblatt, The perceptron: a probabilistic model for information storage",
      .year = 1958, .kinks = kink_at_0, .smoothness = -1 },
};
FAMILY(family_threshold, ROWS);
