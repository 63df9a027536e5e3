/* What a grade found, in words and tables. */
#include "command/grade.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_SHOWN = 12, REGIONS_SHOWN = 40 }; /* that a reader of text is given */

static const struct column_row error_columns[] = {
    COLUMN(struct graded_row, x),
    COLUMN(struct graded_row, got),
    COLUMN(struct graded_row, want),
    COLUMN(struct graded_row, ulp),
};
static const struct column_row bin_columns[] = {
    COLUMN(struct graded_bin, ulp_low),
    COLUMN(struct graded_bin, ulp_high),
    COLUMN(struct graded_bin, count),
};
static const struct column_row region_columns[] = {
    COLUMN(struct graded_region, x_low),
    COLUMN(struct graded_region, x_high),
    COLUMN(struct graded_region, max_ulp),
    COLUMN(struct graded_region, wrong_percent),
};
static const struct column_row point_columns[] = {
    COLUMN(struct graded_point, x),
    COLUMN(struct graded_point, ulp),
};

const char *grading_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (strcmp(path, "-") == 0)
        return "standard input";
    return slash ? slash + 1 : path;
}

static double percent(uint64_t part, uint64_t all)
{
    return all ? 100 * (double)part / (double)all : 0;
}

static double mean(const struct graded_column *c)
{
    return c->count > c->broken ? c->sum / (double)(c->count - c->broken) : NAN;
}

/* ---- words ---------------------------------------------------------------------------------- */

static void say_column(const struct graded_column *c, const char *term, struct report *r)
{
    report_say(r, term,
               "%s of %s values are not the nearest number (%s%%). The largest error is %s ulp, at "
               "x = %s; the mean is %s ulp.",
               number_text((double)c->wrong).text, number_text((double)c->count).text,
               number_text_short(percent(c->wrong, c->count), 3).text,
               number_text_short(c->max, 4).text, number_text_short(c->max_x, 9).text,
               number_text_short(mean(c), 3).text);
    if (c->sign_errors)
        report_say(r, "", "%s values have the wrong sign.",
                   number_text((double)c->sign_errors).text);
    if (c->flushed)
        report_say(r, "", "%s subnormal inputs or results are flushed to 0.",
                   number_text((double)c->flushed).text);
    if (c->broken)
        report_say(r, "",
                   "%s values are nan or infinite where the function is not, or the reverse; the "
                   "mean leaves them out.",
                   number_text((double)c->broken).text);
}

/* The worst region, where one stands out. */
static void say_regions(const struct kernel_grading *s, struct report *r)
{
    const struct graded_region *worst = s->regions;
    size_t beyond = 0;
    for (size_t i = 0; i < s->nregions; i++) {
        if (s->regions[i].max_ulp > worst->max_ulp)
            worst = &s->regions[i];
        beyond += s->regions[i].max_ulp > 2;
    }
    if (beyond)
        report_say(r, "Where",
                   "%zu of %zu regions have errors above 2 ulp; the worst is x from %s to %s, "
                   "where %s%% of the values are wrong.",
                   beyond, s->nregions, number_text_short(worst->x_low, 4).text,
                   number_text_short(worst->x_high, 4).text,
                   number_text_short(worst->wrong_percent, 3).text);
}

static void say_order(const struct kernel_grading *s, struct report *r)
{
    if (s->sorted && s->not_monotone)
        report_say(r, "Order", "%s neighbors go the other way than the function does.",
                   number_text((double)s->not_monotone).text);
    if (s->sorted && !isnan(s->f.zero_end))
        report_say(r, "Zero", "f is 0 from x = %s leftwards.",
                   number_text_short(s->f.zero_end, 9).text);
    if (s->sorted && s->df.count && !isnan(s->df.zero_end))
        report_say(r, "", "f' is 0 from x = %s leftwards.",
                   number_text_short(s->df.zero_end, 9).text);
}

/* ---- facts ---------------------------------------------------------------------------------- */

static void facts(const struct kernel_grading *s, struct report *r)
{
    report_fact(r, "values", (double)s->f.count);
    report_fact(r, "max_ulp", s->f.max);
    report_fact(r, "max_ulp_x", s->f.max_x);
    report_fact(r, "mean_ulp", mean(&s->f));
    report_fact(r, "wrong", (double)s->f.wrong);
    report_fact(r, "wrong_percent", percent(s->f.wrong, s->f.count));
    if (s->df.count) {
        report_fact(r, "max_ulp_slope", s->df.max);
        report_fact(r, "max_ulp_slope_x", s->df.max_x);
        report_fact(r, "wrong_slope", (double)s->df.wrong);
        report_fact(r, "sign_errors_slope", (double)s->df.sign_errors);
    }
    report_fact(r, "flushed", (double)s->f.flushed);
    report_fact(r, "sign_errors", (double)s->f.sign_errors);
    if (s->sorted)
        report_fact(r, "not_monotone", (double)s->not_monotone);
    if (s->sorted && !isnan(s->f.zero_end))
        report_fact(r, "first_zero_x", s->f.zero_end);
    if (s->sorted && s->df.count && !isnan(s->df.zero_end))
        report_fact(r, "first_zero_x_slope", s->df.zero_end);
    report_fact_text(r, "dtype", s->dtype->name);
}

static void notes(const struct kernel_grading *s, struct report *r)
{
    if (s->sequence)
        report_note(r, "%s", s->sequence);
    if (s->unheld)
        report_note(r, "%s numbers of the file are none of %s; they were rounded to it.",
                    number_text((double)s->unheld).text, s->dtype->name);
    if (s->open)
        report_note(r,
                    "%s right values could not be decided beyond the double; is the MPFR library "
                    "installed?",
                    number_text((double)s->open).text);
}

void grading_report(const struct kernel_grading *s, const char *of, const char *against,
                    struct report *r)
{
    report_headline(r, "%s: largest error %s ulp of %s against %s", of,
                    number_text_short(s->f.max, 4).text, s->dtype->name, against);
    report_subtitle(r, "a correctly rounded value is within 0.5 ulp");
    say_column(&s->f, "Values", r);
    if (s->df.count)
        say_column(&s->df, "Slopes", r);
    say_regions(s, r);
    say_order(s, r);
    facts(s, r);
    struct table *t = report_rows(r, "errors", error_columns, COLUMNS(error_columns), s->rows,
                                  s->nrows, sizeof *s->rows);
    t->no_text = s->nrows > ROWS_SHOWN;
    report_rows(r, "histogram", bin_columns, COLUMNS(bin_columns), s->bins, s->nbins,
                sizeof *s->bins);
    t = report_rows(r, "regions", region_columns, COLUMNS(region_columns), s->regions, s->nregions,
                    sizeof *s->regions);
    t->no_text = s->nregions > REGIONS_SHOWN;
    t = report_rows(r, "profile", point_columns, COLUMNS(point_columns), s->points, s->npoints,
                    sizeof *s->points);
    t->no_text = t->on_request = true;
    notes(s, r);
    report_figure(r, "grade");
}

bool grading_within(const struct kernel_grading *s, double most, const char *of, struct error *err)
{
    const struct graded_column *c = &s->f;
    const char *what = "f";
    if (!(c->max > most)) {
        c = &s->df;
        what = "f'";
    }
    return !(c->max > most) ||
           error_set(err, "%s: %s is off by %s ulp at x = %s, beyond --max-ulp %s", quote(of).text,
                     what, number_text_short(c->max, 4).text, number_text_short(c->max_x, 9).text,
                     number_text(most).text);
}
