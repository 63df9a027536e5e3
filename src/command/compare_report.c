/* What compare found, in words and tables. */
#include "activation/comparison.h"
#include "command/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- pairs of functions --------------------------------------------------------------------- */

struct pair_row {
    const char *f, *g;
    double max, at_x, slope, slope_at_x, relative, relative_at_x, rms;
};

static const struct column_row pair_columns[] = {
    COLUMN(struct pair_row, f),
    COLUMN(struct pair_row, g),
    COLUMN_AS("max_difference", struct pair_row, max),
    COLUMN(struct pair_row, at_x),
    COLUMN_AS("max_slope_difference", struct pair_row, slope),
    COLUMN(struct pair_row, slope_at_x),
    COLUMN_AS("max_relative_difference", struct pair_row, relative),
    COLUMN(struct pair_row, relative_at_x),
    COLUMN_AS("rms_difference", struct pair_row, rms),
};

struct place_row {
    double x_low, x_high;
    const char *f, *g;
};
static const struct column_row place_columns[] = {
    COLUMN(struct place_row, x_low),
    COLUMN(struct place_row, x_high),
    COLUMN(struct place_row, f),
    COLUMN(struct place_row, g),
};

struct pair_bound {
    const char *fact;
    double low, high;
    const char *how, *f, *g;
};
static const struct column_row pair_bound_columns[] = {
    COLUMN(struct pair_bound, fact), COLUMN(struct pair_bound, low),
    COLUMN(struct pair_bound, high), COLUMN(struct pair_bound, how),
    COLUMN(struct pair_bound, f),    COLUMN(struct pair_bound, g),
};

static double number_of(const struct proof_number *n)
{
    return n->state == PROOF_LEFT_OUT ? NAN : n->value;
}

static double first_place(const struct comparison_part *p)
{
    return p->nplaces ? p->place[0].low : NAN;
}

/* Of several pairs the headline is the one that differs most. */
static const struct pair_row *most_different(const struct pair_row *rows, size_t count)
{
    const struct pair_row *most = rows;
    for (size_t i = 1; i < count; i++)
        most = rows[i].max > most->max ? &rows[i] : most;
    return most;
}

static void pairs_headline(const struct pair_row *p, struct report *r)
{
    if (p->max == 0)
        report_headline(r, "%s and %s are equal", p->f, p->g);
    else if (isnan(p->max))
        report_headline(r, "%s and %s", p->f, p->g);
    else
        report_headline(r, "%s and %s differ by at most %s, at x = %s", p->f, p->g,
                        number_text_short(p->max, 4).text, number_text_short(p->at_x, 4).text);
}

/* "-1.96547, 1.96547", "0:0.5" */
static char *places_text(const struct comparison_part *p)
{
    enum { SHOWN = 4 };
    struct buffer b = { 0 };
    for (size_t i = 0; i < p->nplaces && i < SHOWN; i++) {
        buffer_item(&b, ", ", "%s", number_text_short(p->place[i].low, 6).text);
        if (p->place[i].high > p->place[i].low)
            buffer_print(&b, ":%s", number_text_short(p->place[i].high, 6).text);
    }
    if (p->nplaces > SHOWN)
        buffer_print(&b, " and %zu more", p->nplaces - SHOWN);
    return buffer_take(&b);
}

static void add_part(struct buffer *b, const char *what, const struct comparison_part *p)
{
    if (p->number.state == PROOF_LEFT_OUT)
        return;
    char *places = places_text(p);
    buffer_item(b, ", ", "%s %s", what, number_text_short(p->number.value, 12).text);
    if (p->number.value > 0 && *places)
        buffer_print(b, " (at %s)", places);
    free(places);
}

static void say_pair(const struct pair_row *p, const struct comparison *c, struct report *r)
{
    char *both = text_format("%s, %s", p->f, p->g);
    struct buffer b = { 0 };
    if (p->max == 0 && p->slope == 0) {
        report_say(r, both, "give the same values and the same slopes on the whole range");
    } else {
        add_part(&b, "differ by at most", &c->difference);
        add_part(&b, "their slopes by", &c->slope);
        char *relative = text_format("relative to %s by", p->f);
        add_part(&b, relative, &c->relative);
        free(relative);
        if (!isnan(p->rms))
            buffer_item(&b, "; ", "root mean square for inputs from N(0,1): %s",
                        number_text_short(p->rms, 12).text);
        if (b.length)
            report_say(r, both, "%s", b.bytes);
    }
    free(b.bytes);
    free(both);
}

static void report_part_places(const struct pair_row *p, const struct comparison_part *part,
                               struct place_row **rows, size_t *n)
{
    *rows = memory_resize(*rows, *n + part->nplaces + 1, sizeof **rows);
    for (size_t i = 0; i < part->nplaces; i++)
        (*rows)[(*n)++] = (struct place_row){ part->place[i].low, part->place[i].high, p->f, p->g };
}

static void add_bound(struct pair_bound *rows, size_t *n, const char *fact,
                      const struct proof_number *x, const struct pair_row *p)
{
    if (x->state != PROOF_LEFT_OUT)
        rows[(*n)++] = (struct pair_bound){
            fact, x->low, x->high, x->state == PROOF_ENCLOSED ? "enclosed" : "converged", p->f, p->g
        };
}

static void note_left_out(const struct pair_row *p, const struct comparison *c, struct report *r)
{
    struct buffer b = { 0 };
    if (!c->installed) {
        report_note(r, "Nothing is told: proofs need the library Arb (Debian: libflint-arb2).");
        return;
    }
    if (isnan(p->max))
        buffer_item(&b, ", ", "max_difference");
    if (isnan(p->slope))
        buffer_item(&b, ", ", "max_slope_difference");
    if (isnan(p->relative))
        buffer_item(&b, ", ", "max_relative_difference");
    if (isnan(p->rms))
        buffer_item(&b, ", ", "rms_difference");
    if (b.length)
        report_note(r, "%s, %s: left out, since not established or not defined: %s.", p->f, p->g,
                    b.bytes);
    free(b.bytes);
}

static void pair_of(const struct curves *c, size_t i, size_t j, const struct comparison *d,
                    struct pair_row *p)
{
    *p = (struct pair_row){ .f = c->functions[i].label,
                            .g = c->functions[j].label,
                            .max = number_of(&d->difference.number),
                            .at_x = first_place(&d->difference),
                            .slope = number_of(&d->slope.number),
                            .slope_at_x = first_place(&d->slope),
                            .relative = number_of(&d->relative.number),
                            .relative_at_x = first_place(&d->relative),
                            .rms = number_of(&d->rms) };
}

void pairs_report(const struct curves *c, double effort, struct report *r)
{
    static const char *const names[3] = { "places", "slope_places", "relative_places" };
    size_t n = c->nfunctions, count = 0, nplaces[3] = { 0 }, nbounds = 0;
    double low = curves_low(c), high = curves_high(c);
    struct pair_row *rows = memory_new(n * (n - 1) / 2, sizeof *rows);
    struct place_row *places[3] = { NULL };
    struct pair_bound *bounds = memory_new(2 * n * (n - 1), sizeof *bounds);
    struct comparison *d = memory_new(1, sizeof *d);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            struct pair_row *p = &rows[count++];
            comparison_find(&c->functions[i], &c->functions[j], low, high, effort, d);
            pair_of(c, i, j, d, p);
            say_pair(p, d, r);
            note_left_out(p, d, r);
            const struct comparison_part *part[3] = { &d->difference, &d->slope, &d->relative };
            for (int k = 0; k < 3; k++)
                report_part_places(p, part[k], &places[k], &nplaces[k]);
            add_bound(bounds, &nbounds, "max_difference", &d->difference.number, p);
            add_bound(bounds, &nbounds, "max_slope_difference", &d->slope.number, p);
            add_bound(bounds, &nbounds, "max_relative_difference", &d->relative.number, p);
            add_bound(bounds, &nbounds, "rms_difference", &d->rms, p);
        }
    pairs_headline(most_different(rows, count), r);
    report_subtitle(r, "x from %s to %s", number_text(low).text, number_text(high).text);
    report_rows(r, "pairs", pair_columns, COLUMNS(pair_columns), rows, count, sizeof *rows)
        ->no_text = true;
    for (int k = 0; k < 3; k++) {
        report_rows(r, names[k], place_columns, COLUMNS(place_columns), places[k], nplaces[k],
                    sizeof *places[k])
            ->no_text = true;
        free(places[k]);
    }
    report_rows(r, "bounds", pair_bound_columns, COLUMNS(pair_bound_columns), bounds, nbounds,
                sizeof *bounds)
        ->no_text = true;
    free(bounds);
    free(rows);
    free(d);
}
