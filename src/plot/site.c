/* The one search for the best place of a label. */
#include "plot/site.h"

#include <math.h>

/* What is known before the cover is asked, which takes a hundred times as long. */
static double cost_of_standing(const struct site_search *s, const struct site *site)
{
    return s->weight[STRAYING] * site->straying + s->weight[FAR] * site->far +
           s->weight[CENTRED] * site->centred;
}

static double cost_of_hiding(const struct site_search *s, const struct cover *c,
                             const struct site *site)
{
    double hidden = covered(c, site->free);
    return s->weight[HIDING] * (s->whole ? ceil(hidden) : hidden);
}

/* How often a leader runs over something, its first steps (in its own curve) apart. */
static double crossed(const struct cover *c, const struct site *site)
{
    double dx = site->ex - site->x, dy = site->ey - site->y, length = hypot(dx, dy), sum = 0;
    for (double at = 4 * c->square; at < length - c->square; at += c->square) {
        double x = site->x + dx * at / length, y = site->y + dy * at / length;
        sum += covered(c, (struct box){ x, y, x, y }) >= 1;
    }
    return sum;
}

static double cost_of_leading(const struct site_search *s, const struct cover *c,
                              const struct site *site)
{
    return site->leader ? s->weight[LEADING] + s->weight[CROSSING] * crossed(c, site) : 0;
}

bool site_find(const struct site_search *s, const struct cover *c, const void *label,
               struct site *best)
{
    double cheapest = s->dearest;
    bool found = false;
    for (int i = 0; i < s->sites; i++) {
        struct site try = { 0 };
        if (!s->propose(label, i, &try))
            continue;
        double cost = cost_of_standing(s, &try);
        if (cost >= cheapest)
            continue;
        cost += cost_of_hiding(s, c, &try);
        cost += cost_of_leading(s, c, &try);
        if (cost < cheapest) {
            cheapest = cost;
            *best = try;
            found = true;
        }
    }
    return found;
}
