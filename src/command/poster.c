/* The curves of the functions in a list, a small panel each. */
#include "command/poster.h"

#include "command/edges.h"

#include <math.h>
#include <stdlib.h>

enum { POSTER_POINTS = 401 };

static const char RANGE[] = "-4:4";

/* The functions among the names that take one number; the others' names go to `without`. */
static struct curves *curves_of(char *const *names, size_t n, struct buffer *without)
{
    struct curves *c = memory_new(1, sizeof *c);
    struct range range = { 0 };
    struct error ignored;
    c->functions = memory_new(n + 1, sizeof *c->functions);
    c->scratch = memory_new(CURVES_SCRATCH * (size_t)TABLE_BLOCK, sizeof *c->scratch);
    c->source = FROM_GRID;
    bool ok = range_parse(RANGE, &range, &ignored) &&
              grid_make(&range, POSTER_POINTS, &c->grid, &ignored);
    free(range.typed);
    if (!ok)
        return c;
    for (size_t i = 0; i < n; i++) {
        struct function *g = &c->functions[c->nfunctions];
        if (!function_parse(g, names[i], NULL, 0, &ignored))
            continue;
        if (g->vectorwise) {
            buffer_item(without, ", ", "%s", names[i]);
            function_free(g);
        } else {
            c->nfunctions++;
        }
    }
    return c;
}

bool poster_report(struct report *r, char *const *names, size_t n, struct error *err)
{
    struct buffer without = { 0 };
    struct curves *c = curves_of(names, n, &without);
    bool any = c->nfunctions > 0;
    if (!any)
        curves_free(c);
    else if (curves_table(c, r, err)) {
        struct table *values = report_find_table(r, "values");
        values->no_text = values->on_request = true;
        edges_report(c, r);
        report_figure(r, "poster");
    }
    report_subtitle(r, "x from -4 to 4%s%s%s", without.bytes ? "; not drawn: " : "",
                    without.bytes ? without.bytes : "",
                    without.bytes ? ", which take a whole vector" : "");
    free(without.bytes);
    return !any || r->figure;
}
