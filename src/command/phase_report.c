/* What phase found, in tables and words. */
#include "command/phase.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WEIGHTS = 60, BIASES = 30, EDGE_MOST = 400, MAP_POINTS = 41 };

/* ---- tables --------------------------------------------------------------------------------- */

struct phase_extent {
    double weights, biases; /* the diagram shows 0 .. these */
};

static struct phase_extent extent_of(const struct phase_found *f)
{
    struct phase_extent e = { fmax(4, 1.25 * f->point.weight_variance),
                              fmax(0.5, 1.25 * f->point.bias_variance) };
    if (f->edge < 10) /* sigmoid has its at 100: the inits would be one dot */
        e.weights = fmax(e.weights, 1.25 * f->edge);
    return e;
}

struct phase_row {
    const char *init;
    double weight_variance, bias_variance, q_star, chi_1;
    const char *phase;
};

static struct phase_row phase_row(const char *init, const struct meanfield *p)
{
    return (struct phase_row){ init,      p->weight_variance, p->bias_variance,
                               p->q_star, p->chi_1,           meanfield_phase_name(p->phase) };
}

static void table_diagram(const struct phase_found *f, struct report *r)
{
    static const struct column_row columns[] = {
        COLUMN(struct phase_row, weight_variance), COLUMN(struct phase_row, bias_variance),
        COLUMN(struct phase_row, q_star),          COLUMN(struct phase_row, chi_1),
        COLUMN(struct phase_row, phase),
    };
    struct phase_extent e = extent_of(f);
    struct meanfield *points = memory_new(WEIGHTS * BIASES, sizeof *points);
    struct phase_row *rows = memory_new(WEIGHTS * BIASES, sizeof *rows);
    double weights[WEIGHTS], biases[BIASES];
    for (int i = 0; i < WEIGHTS; i++)
        weights[i] = e.weights * (i + 0.5) / WEIGHTS;
    for (int i = 0; i < BIASES; i++)
        biases[i] = e.biases * (i + 0.5) / BIASES;
    meanfield_grid(&f->gaussian, weights, WEIGHTS, biases, BIASES, points);
    for (size_t i = 0; i < WEIGHTS * BIASES; i++)
        rows[i] = phase_row(NULL, &points[i]);
    report_rows(r, "diagram", columns, COLUMNS(columns), rows, WEIGHTS * BIASES, sizeof *rows)
        ->no_text = true;
    free(rows);
    free(points);
}

static void table_edge(const struct phase_found *f, struct report *r)
{
    static const struct column_row columns[] = {
        COLUMN(struct meanfield_edge_point, bias_variance),
        COLUMN(struct meanfield_edge_point, weight_variance),
        COLUMN_AS("q_star", struct meanfield_edge_point, q),
    };
    struct meanfield_edge_point points[EDGE_MOST];
    double at_nothing = meanfield_edge(&f->gaussian, 0);
    size_t n =
        meanfield_edge_curve(&f->gaussian, 4 * extent_of(f).biases, points + 1, EDGE_MOST - 1);
    bool first = isfinite(at_nothing);
    points[0] = (struct meanfield_edge_point){ 0, at_nothing, 0 };
    report_rows(r, "edge", columns, COLUMNS(columns), points + !first, n + first, sizeof *points)
        ->no_text = true;
}

/* The inits whose weight variance is a number over fan_in, those that share it in one row; in the
 * limit of wide layers, where torch's biases have variance 0. */
static void table_inits(const struct phase_found *f, struct report *r)
{
    static const struct {
        const char *name;
        double variance;
    } inits[] = { { "torch", 1.0 / 3 }, { "lecun, xavier, orthogonal", 1 }, { "he", 2 } };
    enum { INITS = sizeof inits / sizeof *inits };
    static const struct column_row columns[] = {
        COLUMN(struct phase_row, init),   COLUMN(struct phase_row, weight_variance),
        COLUMN(struct phase_row, q_star), COLUMN(struct phase_row, chi_1),
        COLUMN(struct phase_row, phase),
    };
    struct phase_row rows[INITS];
    for (size_t i = 0; i < INITS; i++) {
        struct meanfield p;
        meanfield_length(&f->gaussian, inits[i].variance, 0, &p);
        rows[i] = phase_row(inits[i].name, &p);
    }
    report_rows(r, "inits", columns, COLUMNS(columns), rows, INITS, sizeof *rows);
}

struct phase_map {
    double c, next, same;
};

static void table_map(const struct phase_found *f, struct report *r)
{
    static const struct column_row columns[] = {
        COLUMN(struct phase_map, c),
        COLUMN(struct phase_map, next),
        COLUMN(struct phase_map, same),
    };
    struct phase_map rows[MAP_POINTS];
    /* Where lengths vanish, the map of short ones; where they settle nowhere, that of length 1. */
    double q = f->point.q_star == 0 ? 1e-12 : f->point.q_star;
    if (!isfinite(q))
        q = 1;
    if (!isfinite(gaussian_moments(&f->gaussian, q).square))
        return;
    for (int i = 0; i < MAP_POINTS; i++) {
        double c = (double)i / (MAP_POINTS - 1);
        rows[i] = (struct phase_map){ c, meanfield_correlation(&f->gaussian, &f->point, q, c), c };
    }
    report_rows(r, "c_map", columns, COLUMNS(columns), rows, MAP_POINTS, sizeof *rows)->no_text =
        true;
}

/* ---- words ---------------------------------------------------------------------------------- */

static struct number_text three(double x)
{
    return number_text_short(x, 3);
}

static void headline(const struct phase_found *f, struct report *r)
{
    static const char *const means[] = {
        [MEANFIELD_ORDERED] = "is ordered: inputs become alike and gradients vanish with depth",
        [MEANFIELD_EDGE] = "is at the edge of chaos: gradients keep their size",
        [MEANFIELD_CHAOTIC] = "is chaotic: nearby inputs part and gradients grow with depth",
        [MEANFIELD_DIVERGES] = "has no fixed point: signals grow without end, q diverges",
        [MEANFIELD_CYCLES] = "has no fixed point: the size of signals never settles",
        [MEANFIELD_UNDEFINED] = "has no fixed point that could be found: E f(z)^2 is not finite",
        [MEANFIELD_UNKNOWN] = "wavers too fast: whether it has a fixed point is not established",
    };
    const struct meanfield *p = &f->point;
    report_headline(r, "%s %s", f->function->label, means[p->phase]);
    report_subtitle(r, "Wide layers, weights of variance %s/fan_in, biases of variance %s",
                    number_text(p->weight_variance).text, number_text(p->bias_variance).text);
}

static void say_length(const struct meanfield *p, struct report *r)
{
    if (p->any_q)
        report_say(r, "Length",
                   "Every mean square q of the pre-activations is a fixed point: each "
                   "layer keeps it. q_star is stated as 1.");
    else if (p->q_star == 0)
        report_say(r, "Length", "The mean square of the pre-activations goes to 0 with depth.");
    else
        report_say(r, "Length",
                   "The mean square of the pre-activations settles at q* = %s; its distance to q* "
                   "shrinks by a factor e in %s layers.",
                   three(p->q_star).text, three(p->xi_q).text);
}

static void say_gradient(const struct meanfield *p, struct report *r)
{
    if (isinf(p->chi_1))
        report_say(r, "Gradient",
                   "The function jumps (or its slope is not square integrable), so "
                   "chi_1 is infinite: inputs part however close they are.");
    else if (p->phase == MEANFIELD_EDGE)
        report_say(r, "Gradient", "A layer keeps the mean square of a gradient: chi_1 = 1.");
    else
        report_say(r, "Gradient",
                   "One layer back multiplies the mean square of a gradient by chi_1 = %s, its "
                   "RMS by %s; ten layers multiply the RMS by %s.",
                   three(p->chi_1).text, three(sqrt(p->chi_1)).text, three(pow(p->chi_1, 5)).text);
}

static void say_correlation(const struct meanfield *p, struct report *r)
{
    if (isnan(p->c_star))
        report_say(r, "Correlation", "c* is too close to 1 to be told from it.");
    else if (isinf(p->xi_c))
        report_say(r, "Correlation",
                   "Two inputs end at correlation c* = %s, slower than exponentially.",
                   three(p->c_star).text);
    else
        report_say(r, "Correlation",
                   "Two inputs end at correlation c* = %s; the distance to it shrinks by a factor "
                   "e in %s layers.",
                   three(p->c_star).text, three(p->xi_c).text);
}

static void say_edge(const struct phase_found *f, struct report *r)
{
    if (f->point.phase == MEANFIELD_UNKNOWN)
        return;
    if (isnan(f->edge))
        report_say(r, "Edge", "No weight variance puts this bias variance at a stable edge.");
    else
        report_say(r, "Edge", "chi_1 = 1 at weight variance %s for this bias variance.",
                   number_text_short(f->edge, 6).text);
}

static void fact(struct report *r, const char *name, double value)
{
    if (!isnan(value))
        report_fact(r, name, value);
}

static void facts(const struct phase_found *f, struct report *r)
{
    const struct meanfield *p = &f->point;
    if (p->phase < MEANFIELD_DIVERGES) {
        fact(r, "q_star", p->q_star);
        fact(r, "chi_1", p->chi_1);
        fact(r, "c_star", p->c_star);
        fact(r, "xi_q", p->xi_q);
        fact(r, "xi_c", p->xi_c);
    }
    report_fact_text(r, "phase", meanfield_phase_name(p->phase));
    fact(r, "edge_weight_variance", f->edge);
    fact(r, "weight_variance", p->weight_variance);
    fact(r, "bias_variance", p->bias_variance);
    r->digits = 12;
}

void phase_report(const struct phase_found *f, struct report *r)
{
    headline(f, r);
    if (f->point.phase < MEANFIELD_DIVERGES) {
        say_length(&f->point, r);
        say_gradient(&f->point, r);
        say_correlation(&f->point, r);
    }
    say_edge(f, r);
    facts(f, r);
    if (f->point.phase == MEANFIELD_UNKNOWN) {
        table_inits(f, r);
        return;
    }
    table_diagram(f, r);
    table_inits(f, r);
    table_edge(f, r);
    table_map(f, r);
    report_note(r, "Plot: actfn phase %s --plot    Measured beside it: actfn flow",
                f->function->activation ? f->function->label : "FUNCTION");
}
