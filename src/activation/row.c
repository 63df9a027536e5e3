/* One row of the catalogue by itself: its parameters, what they may be, and the kink that most rows
 * have. */
#include "activation/row.h"
#include "map.h"

#include <float.h>
#include <math.h>

size_t activation_params(const struct activation *row)
{
    size_t n = 0;
    while (n < PARAMETERS_MAX && row->params[n].name)
        n++;
    return n;
}

/* "slope >= 0", "0 < c < 1": what a parameter may be. */
static void allowed_text(const struct parameter *p, char *text, size_t size)
{
    const char *less = p->open ? "<" : "<=", *more = p->open ? ">" : ">=";
    if (isinf(p->low) && isinf(p->high))
        snprintf(text, size, "a finite number");
    else if (p->high >= DBL_MAX)
        snprintf(text, size, "%s %s %s", p->name, more, number_text(p->low).text);
    else
        snprintf(text, size, "%s %s %s %s %s", number_text(p->low).text, less, p->name, less,
                 number_text(p->high).text);
}

bool parameter_allowed(const struct parameter *p, double value, char *allowed, size_t size)
{
    allowed_text(p, allowed, size);
    return p->open ? value > p->low && value < p->high : value >= p->low && value <= p->high;
}

size_t kink_at_0(const double *param, double *at)
{
    (void)param;
    at[0] = 0;
    return 1;
}
