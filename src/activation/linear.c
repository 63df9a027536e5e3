/* What is no activation at all, for comparison. */
#include "map.h"

INLINE struct jet identity_at(double x, const double *param)
{
    (void)param;
    return (struct jet){.f = x, .df = 1 + 0 * clamp_to(x, 1), .ddf = 0 * clamp_to(x, 1)}; /* NaN in, NaN out */
}
MAP(identity)

static const struct activation ROWS[] = {
    {ACTIVATION(identity), .aliases = "linear", .family = "linear", .formula = "x",
     .about = "Nothing is added: a stack of layers with it collapses into one matrix.",
     .paper = "Widrow and Hoff, the linear unit of ADALINE", .year = 1960, .smoothness = SMOOTH},
};
FAMILY(family_linear, ROWS);
