/* compare in a number format: words and table. */
#include "command/compare.h"
#include "experiment/rounded_difference.h"

#include <stdlib.h>

enum { FLOAT32_DIGITS = 24, VALUES_MOST = 1 << 20 };

struct rounded_pair {
    const char *f, *g;
    struct rounded_gaps d;
};

static const struct column_row columns[] = {
    COLUMN(struct rounded_pair, f),
    COLUMN(struct rounded_pair, g),
    COLUMN_AS("max_difference", struct rounded_pair, d.max),
    COLUMN_AS("at_x", struct rounded_pair, d.at_x),
    COLUMN_AS("max_slope_difference", struct rounded_pair, d.max_slope),
    COLUMN_AS("slope_at_x", struct rounded_pair, d.slope_at_x),
    COLUMN_AS("max_relative_difference", struct rounded_pair, d.max_relative),
    COLUMN_AS("relative_at_x", struct rounded_pair, d.relative_at_x),
    COLUMN_AS("rms_difference", struct rounded_pair, d.rms),
};

static void rounded_values(void *state, size_t i, size_t n, const double *x, double *f, double *df)
{
    double *const y[3] = { f, df, NULL };
    curves_values(state, i, n, x, y);
}

static void say(const struct rounded_pair *p, struct report *r)
{
    char *both = text_format("%s, %s", p->f, p->g);
    report_say(r, both,
               "differ by at most %s (at x = %s), their slopes by %s (at %s); relative to %s by %s "
               "(at %s); RMS difference, x ~ N(0,1): %s",
               number_text_short(p->d.max, 6).text, number_text_short(p->d.at_x, 6).text,
               number_text_short(p->d.max_slope, 6).text,
               number_text_short(p->d.slope_at_x, 6).text, p->f,
               number_text_short(p->d.max_relative, 6).text,
               number_text_short(p->d.relative_at_x, 6).text, number_text_short(p->d.rms, 6).text);
    free(both);
}

static void notes(const struct curves *c, struct report *r)
{
    bool sampled = c->dtype->digits == FLOAT32_DIGITS && !c->whole;
    curves_note(c, r);
    report_note(r, "Differences at the values of %s%s%s.", c->dtype->name,
                sampled ? ", 1,048,576 of them where there are more (--points all: every one)" : "",
                c->emulations ? "; functions without a note above are the exact ones, rounded once"
                              : "; each function is rounded once");
}

void rounded_pairs_report(struct curves *c, struct report *r)
{
    size_t n = c->nfunctions, count = 0;
    bool format = c->whole && !c->range_given;
    double low = format ? -c->dtype->largest : curves_low(c);
    double high = format ? c->dtype->largest : curves_high(c);
    struct rounded_pair *rows = memory_new(n * (n - 1) / 2, sizeof *rows);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            struct rounded_pair *p = &rows[count++];
            *p = (struct rounded_pair){ .f = c->functions[i].label, .g = c->functions[j].label };
            (void)rounded_difference(rounded_values, c, i, j, c->dtype, low, high,
                                     c->whole ? UINT64_MAX : VALUES_MOST, &p->d);
            say(p, r);
        }
    report_headline(r, "%s and %s in %s differ by at most %s, at x = %s", rows[0].f, rows[0].g,
                    c->dtype->name, number_text_short(rows[0].d.max, 4).text,
                    number_text_short(rows[0].d.at_x, 4).text);
    report_subtitle(r, "x from %s to %s", number_text(low).text, number_text(high).text);
    report_rows(r, "pairs", columns, COLUMNS(columns), rows, count, sizeof *rows)->no_text = true;
    notes(c, r);
    free(rows);
}
