/* Where a FUNCTION is defined, in words: "R", "R except 0", "(0, inf)", "[-1, 0) and (0, inf)". */
#include "activation/domain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static char *number(const struct interval *x)
{
    return text_copy(number_text_short(interval_middle(x), 12).text);
}

static bool defined(const struct pieces *p, size_t i)
{
    return p->piece[i].node >= 0;
}

/* Break i: is f defined at it? */
static bool at(const struct pieces *p, size_t i)
{
    return p->at[i].node >= 0 && interval_is_finite(&p->at[i].x);
}

/* Only points are missing. */
static char *all_but_points(const struct pieces *p)
{
    struct buffer b = { 0 };
    for (size_t i = 0; i < p->count; i++)
        if (!defined(p, i))
            return NULL;
    for (size_t i = 1; i < p->count; i++)
        if (!at(p, i)) {
            char *x = number(&p->at[i].x);
            buffer_item(&b, " ", "%s", x);
            free(x);
        }
    if (!b.length)
        return text_copy("R");
    if (p->endless) { /* they go on and on */
        free(b.bytes);
        return NULL;
    }
    char *points = buffer_take(&b), *text = text_format("R except %s", points);
    free(points);
    return text;
}

static void add_part(struct buffer *b, const struct pieces *p, size_t from, size_t to)
{
    char *low = number(&p->at[from].x), *high = number(&p->at[to].x);
    buffer_item(b, " and ", "%c%s, %s%c", at(p, from) ? '[' : '(', low, high,
                at(p, to) ? ']' : ')');
    free(low);
    free(high);
}

char *domain_text(const struct pieces *p)
{
    struct buffer b = { 0 };
    if (!p->complete)
        return NULL;
    char *text = all_but_points(p);
    if (text || p->endless)
        return text;
    for (size_t i = 0; i < p->count; i++) {
        size_t from = i;
        if (defined(p, i)) {
            while (i + 1 < p->count && defined(p, i + 1) && at(p, i + 1))
                i++;
            add_part(&b, p, from, i + 1);
        } else if (i + 1 < p->count && !defined(p, i + 1) && at(p, i + 1)) {
            char *x = number(&p->at[i + 1].x);
            buffer_item(&b, " and ", "{%s}", x);
            free(x);
        }
    }
    return b.length ? buffer_take(&b) : text_copy("empty");
}
