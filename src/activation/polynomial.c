/* Powers of x. */
#include "map.h"

INLINE struct jet identity_at(double x, const double *param)
{
    (void)param;
    return (struct jet){ .f = x, .df = 1 + nan_of(x), .ddf = nan_of(x) };
}
MAP(identity)

INLINE struct jet square_at(double x, const double *param)
{
    (void)param;
    return (struct jet){ .f = x * x, .df = 2 * x, .ddf = 2 + nan_of(x) };
}
MAP(square)

INLINE struct jet cube_at(double x, const double *param)
{
    (void)param;
    return (struct jet){ .f = x * x * x, .df = 3 * x * x, .ddf = 6 * x };
}
MAP(cube)

static const struct activation ROWS[] = {
    { ACTIVATION(identity), .aliases = "linear", .family = "polynomial", .formula = "x",
      .about = "Nothing is added: a stack of layers with it collapses into one matrix.",
      .paper = "Widrow and Hoff, Adaptive switching circuits (the linear unit of ADALINE)",
      .year = 1960, .smoothness = SMOOTH },
    { ACTIVATION(square), .family = "polynomial", .formula = "x^2",
      .about = "The quadratic unit: a network of them is a polynomial.", .paper = "classical",
      .smoothness = SMOOTH },
    { ACTIVATION(cube), .aliases = "cubic", .family = "polynomial", .formula = "x^3",
      .about = "Products of three inputs at a time, once used for parsing sentences.",
      .paper = "Chen and Manning, A fast and accurate dependency parser using neural networks",
      .year = 2014, .smoothness = SMOOTH },
};
FAMILY(family_polynomial, ROWS);
