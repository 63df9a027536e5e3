/* What info has proved, as facts, tables and notes. */
#include "activation/proof.h"
#include "activation/property.h"
#include "command/info.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_there(const struct proof_number *n)
{
    return n->state == PROOF_CONVERGED || n->state == PROOF_ENCLOSED;
}

static void report_numbers(struct report *r, const struct proof *p, enum proof_fact from,
                           enum proof_fact to)
{
    for (enum proof_fact k = from; k <= to; k++)
        if (is_there(&p->number[k]))
            report_fact(r, proof_name(k), p->number[k].value == 0 ? 0 : p->number[k].value);
}

static void report_facts(struct report *r, const struct proof *p)
{
    report_numbers(r, p, PROOF_range_lower, PROOF_lipschitz_x);
    if (p->monotone)
        report_fact_text(r, "monotone", p->monotone);
    if (p->smoothness_known)
        report_fact_text(r, "smoothness", smoothness_name(p->smoothness));
    if (p->domain)
        report_fact_text(r, "domain", p->domain);
    report_numbers(r, p, PROOF_value_at_0, PROOF_FACTS - 1);
}

/* ---- tables --------------------------------------------------------------------------------- */

struct bound_row {
    const char *fact;
    double low, high;
    const char *how;
};
static const struct column_row bound_columns[] = {
    COLUMN(struct bound_row, fact),
    COLUMN(struct bound_row, low),
    COLUMN(struct bound_row, high),
    COLUMN(struct bound_row, how),
};

static void report_bounds(struct report *r, const struct proof *p)
{
    struct bound_row rows[PROOF_FACTS];
    size_t n = 0;
    for (enum proof_fact k = 0; k < PROOF_FACTS; k++) {
        const struct proof_number *x = &p->number[k];
        if (is_there(x))
            rows[n++] = (struct bound_row){ proof_name(k), x->low == 0 ? 0 : x->low,
                                            x->high == 0 ? 0 : x->high,
                                            x->state == PROOF_ENCLOSED ? "enclosed" : "converged" };
    }
    report_rows(r, "bounds", bound_columns, COLUMNS(bound_columns), rows, n, sizeof *rows)
        ->no_text = true;
}

struct extreme_row {
    double x, value;
    const char *kind;
};
static const struct column_row extreme_columns[] = {
    COLUMN(struct extreme_row, x),
    COLUMN(struct extreme_row, value),
    COLUMN(struct extreme_row, kind),
};

static void report_extrema(struct report *r, const struct proof *p)
{
    static const char *const kinds[] = { "minimum", "maximum", "steepest" };
    struct extreme_row rows[PROOF_PLACES];
    for (size_t i = 0; i < p->nextremes; i++)
        rows[i] = (struct extreme_row){ p->extreme[i].x == 0 ? 0 : p->extreme[i].x,
                                        p->extreme[i].value, kinds[p->extreme[i].kind] };
    report_rows(r, "extrema", extreme_columns, COLUMNS(extreme_columns), rows, p->nextremes,
                sizeof *rows)
        ->no_text = p->nextremes < 3;
}

static void report_places(struct report *r, const char *name, const double *x, size_t n)
{
    struct table *t = report_table(r, name, n);
    memcpy(table_numbers(t, "x"), x, n * sizeof *x);
    t->no_text = n == 0;
}

/* At a jump left, right and used are values of f; elsewhere of the derivative that breaks: f' or
 * f''. There `used` is what the program takes at the point. */
static void report_kinks(struct report *r, const struct proof *p, const struct function *g)
{
    struct table *t = report_table(r, "kinks", p->nkinks);
    double *x = table_numbers(t, "x"), *left = table_numbers(t, "left"),
           *right = table_numbers(t, "right"), *used = table_numbers(t, "used");
    char **what = table_texts(t, "of");
    for (size_t i = 0; i < p->nkinks; i++) {
        const struct proof_kink *k = &p->kink[i];
        struct jet y = function_at(g, k->x);
        x[i] = k->x == 0 ? 0 : k->x;
        left[i] = k->left;
        right[i] = k->right;
        used[i] = k->smoothness < 0 ? k->used : k->smoothness == 0 ? y.df : y.ddf;
        what[i] = text_copy(k->smoothness < 0 ? "f" : k->smoothness == 0 ? "f'" : "f''");
    }
    t->no_text = p->nkinks == 0;
}

static void report_series(struct report *r, const struct proof *p)
{
    struct table *t = report_table(r, "series", p->nseries);
    double *power = table_numbers(t, "power"), *coefficient = table_numbers(t, "coefficient");
    for (size_t i = 0; i < p->nseries; i++) {
        power[i] = (double)i;
        coefficient[i] = p->series[i];
    }
    t->no_text = p->nseries == 0;
}

/* ---- notes ---------------------------------------------------------------------------------- */

static void note_left_out(struct report *r, const struct proof *p)
{
    struct buffer all = { 0 };
    for (enum proof_fact k = 0; k < PROOF_FACTS; k++)
        if (p->number[k].state == PROOF_LEFT_OUT)
            buffer_item(&all, ", ", "%s", proof_name(k));
    if (!p->monotone)
        buffer_item(&all, ", ", "monotone");
    if (!p->smoothness_known)
        buffer_item(&all, ", ", "smoothness");
    if (!p->domain)
        buffer_item(&all, ", ", "domain");
    if (!p->slope_zeros_known)
        buffer_item(&all, ", ", "slope_zeros");
    if (!p->inflections_known)
        buffer_item(&all, ", ", "inflections");
    if (!p->kinks_known)
        buffer_item(&all, ", ", "kinks");
    if (all.length)
        report_note(r, "Left out, since not established%s: %s.",
                    p->spent ? " within the effort (--effort)" : "", all.bytes);
    free(all.bytes);
}

static void report_notes(struct report *r, const struct proof *p)
{
    if (p->nowhere) {
        report_note(r, "The function is defined nowhere.");
        return;
    }
    if (p->slope_zeros_more || p->inflections_more || p->kinks_more)
        report_note(r, "Some lists go on beyond what is shown: places within %d of 0, at most %d.",
                    PROOF_NEAR, PROOF_PLACES);
    note_left_out(r, p);
}

void proof_report(struct report *r, const struct function *g, double effort)
{
    struct proof *p = memory_new(1, sizeof *p);
    proof_find(g, effort, p);
    if (!p->available) {
        report_note(r, "Nothing about its range, slopes and gains is told: %s.",
                    p->installed ? "the formula cannot be worked with exactly"
                                 : "proofs need the library Arb (Debian: libflint-arb2)");
    } else {
        r->digits = 12;
        report_facts(r, p);
        report_bounds(r, p);
        report_extrema(r, p);
        if (p->slope_zeros_known)
            report_places(r, "slope_zeros", p->slope_zero, p->nslope_zeros);
        if (p->inflections_known)
            report_places(r, "inflections", p->inflection, p->ninflections);
        if (p->kinks_known)
            report_kinks(r, p, g);
        report_series(r, p);
        report_notes(r, p);
    }
    proof_free(p);
    free(p);
}
