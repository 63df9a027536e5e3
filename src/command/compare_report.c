/* What compare found, in words and tables. */
#include "activation/property.h"
#include "command/compare.h"

#include <stdlib.h>
#include <string.h>

/* ---- pairs of functions --------------------------------------------------------------------- */

struct pair_row {
    const char *f, *g;
    struct difference d;
};

static const struct column_row pair_columns[] = {
    COLUMN(struct pair_row, f),
    COLUMN(struct pair_row, g),
    COLUMN_AS("max_difference", struct pair_row, d.max),
    COLUMN_AS("at_x", struct pair_row, d.at_x),
    COLUMN_AS("max_slope_difference", struct pair_row, d.max_slope),
    COLUMN_AS("slope_at_x", struct pair_row, d.slope_at_x),
    COLUMN_AS("max_relative_difference", struct pair_row, d.max_relative),
    COLUMN_AS("relative_at_x", struct pair_row, d.relative_at_x),
    COLUMN_AS("rms_difference", struct pair_row, d.rms),
};

static void pairs_headline(const struct pair_row *p, struct report *r)
{
    if (p->d.max == 0)
        report_headline(r, "%s and %s are equal", p->f, p->g);
    else
        report_headline(r, "%s and %s differ by at most %s, at x = %s", p->f, p->g,
                        number_text_short(p->d.max, 4).text, number_text_short(p->d.at_x, 4).text);
}

static void say_pair(const struct pair_row *p, struct report *r)
{
    const struct difference *d = &p->d;
    char *both = text_format("%s, %s", p->f, p->g);
    if (d->max == 0 && d->max_slope == 0)
        report_say(r, both, "give the same values and the same slopes on the whole range");
    else
        report_say(
            r, both,
            "differ by at most %s (at x = %s), their slopes by %s (at %s); relative to %s by %s "
            "(at %s); root mean square for inputs from N(0,1): %s",
            number_text_short(d->max, 6).text, number_text_short(d->at_x, 6).text,
            number_text_short(d->max_slope, 6).text, number_text_short(d->slope_at_x, 6).text, p->f,
            number_text_short(d->max_relative, 6).text, number_text_short(d->relative_at_x, 6).text,
            number_text_short(d->rms, 6).text);
    free(both);
}

void pairs_report(const struct curves *c, struct report *r)
{
    size_t n = c->nfunctions, count = 0;
    double low = curves_low(c), high = curves_high(c);
    struct pair_row *rows = memory_new(n * (n - 1) / 2, sizeof *rows);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            struct pair_row *p = &rows[count++];
            *p = (struct pair_row){ .f = c->functions[i].label, .g = c->functions[j].label };
            functions_compare(&c->functions[i], &c->functions[j], low, high, &p->d);
            say_pair(p, r);
        }
    size_t largest = 0;
    for (size_t i = 1; i < count; i++)
        if (rows[i].d.max > rows[largest].d.max)
            largest = i;
    pairs_headline(&rows[largest], r);
    report_subtitle(r, "x from %s to %s", number_text(low).text, number_text(high).text);
    report_rows(r, "pairs", pair_columns, COLUMNS(pair_columns), rows, count, sizeof *rows)
        ->no_text = true;
    free(rows);
}
