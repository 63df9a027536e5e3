/* collapse: facts and tables. */
#include "command/collapse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

char *collapse_label(const struct collapse *c, size_t init, size_t function)
{
    if (c->ninits == 1)
        return text_copy(c->functions[function].label);
    return text_format("%s:%s", c->functions[function].label, c->inits[init].name);
}

static double collapse_parameters(const struct collapse *c)
{
    return c->own ? stack_own_parameters(c->stack) : stack_parameters(c->sizes, c->layers, c->bias);
}

void collapse_facts(const struct collapse *c, const struct collapse_options *o, struct report *r)
{
    const struct collapsed *last = &c->rows[c->ndepths - 1];
    const struct exactly *e = &c->exactly;
    report_fact(r, "layers", (double)c->layers);
    report_fact(r, "parameters_stacked", collapse_parameters(c));
    report_fact(r, "parameters_collapsed",
                (double)c->sizes[c->layers] * ((double)c->sizes[0] + c->bias));
    if (!c->own || !e->out_of_reach) {
        report_fact(r, "exact_outputs", (double)e->outputs);
        report_fact(r, "exact_equal", (double)e->equal);
        report_fact(r, "exact_largest", e->largest);
    }
    if (e->modulus)
        report_fact(r, "exact_modulus", (double)e->modulus);
    report_fact(r, "relative_error", last->relative_error);
    report_fact(r, "error_bound", last->error_bound);
    report_fact(r, "rank", (double)last->rank);
    report_fact(r, "rank_tolerance", last->rank_tolerance);
    report_fact(r, "stable_rank", last->stable_rank);
    report_fact(r, "effective_rank", last->effective_rank);
    report_fact(r, "log10_condition", last->log10_condition);
    if (!collapse_within(c->one.exponent))
        report_fact(r, "matrix_log2_scale", (double)c->one.exponent);
    if (!collapse_within(c->one.bias_exponent))
        report_fact(r, "matrix_bias_log2_scale", (double)c->one.bias_exponent);
    report_fact(r, "samples", (double)o->samples);
    report_fact(r, "seed", (double)o->delivery.seed);
    if (!c->own)
        report_fact_text(r, "init", o->net.init);
}

/* ---- depth ---------------------------------------------------------------------------------- */
static double *labelled(struct table *t, const char *what, const char *label)
{
    char *name = text_format("%s:%s", what, label);
    double *numbers = table_numbers(t, name);
    free(name);
    return numbers;
}

static void depth_table(const struct collapse *c, struct report *r)
{
    struct table *t = report_table(r, "depth", c->ndepths);
    double *depth = table_numbers(t, "depth"), *error = table_numbers(t, "relative_error"),
           *bound = table_numbers(t, "error_bound"), *norm = table_numbers(t, "log10_norm"),
           *stable = table_numbers(t, "stable_rank"),
           *effective = table_numbers(t, "effective_rank");
    for (size_t i = 0; i < c->ndepths; i++) {
        const struct collapsed *row = &c->rows[i];
        depth[i] = (double)row->depth;
        error[i] = row->relative_error;
        bound[i] = row->error_bound;
        norm[i] = row->log10_norm;
        stable[i] = row->stable_rank;
        effective[i] = row->effective_rank;
    }
    for (size_t q = 0; q < c->nfunctions * c->ninits; q++) {
        char *label = collapse_label(c, q / c->nfunctions, q % c->nfunctions);
        double *percent = labelled(t, "not_affine_percent", label);
        for (size_t i = 0; i < c->ndepths; i++)
            percent[i] = c->metered[q].meters[i].percent;
        if (c->pieces[q])
            memcpy(labelled(t, "pieces", label), c->pieces[q], c->ndepths * sizeof(double));
        free(label);
    }
}

/* One standard error of each not_affine_percent, from the inputs' being a sample. */
static void sampling_table(const struct collapse *c, struct report *r)
{
    struct table *t = report_table(r, "sampling", c->ndepths);
    double *depth = table_numbers(t, "depth");
    t->no_text = true;
    for (size_t i = 0; i < c->ndepths; i++)
        depth[i] = (double)c->depths[i];
    for (size_t q = 0; q < c->nfunctions * c->ninits; q++) {
        char *label = collapse_label(c, q / c->nfunctions, q % c->nfunctions);
        double *error = labelled(t, "standard_error_percent", label);
        for (size_t i = 0; i < c->ndepths; i++)
            error[i] = c->metered[q].meters[i].error;
        free(label);
    }
}

static void spectrum_table(const struct collapse *c, struct report *r)
{
    size_t n = 0, at = 0;
    for (size_t i = 0; i < c->ndepths; i++)
        n += c->rows[i].values;
    struct table *t = report_table(r, "spectrum", n);
    double *depth = table_numbers(t, "depth"), *index = table_numbers(t, "index"),
           *value = table_numbers(t, "log10_singular_value");
    t->no_text = true;
    for (size_t i = 0; i < c->ndepths; i++)
        for (size_t k = 0; k < c->rows[i].values; k++, at++) {
            depth[at] = (double)c->rows[i].depth;
            index[at] = (double)(k + 1);
            value[at] = c->rows[i].log10_value[k];
        }
}

/* ---- a ruled plane through the stack -------------------------------------------------------- */
enum { RULES = 13, STEPS = 61, GRID_DEPTHS = 20, GRID_MAPS = 6 };

/* Lines one way, then lines the other way; 2 x points. */
static struct matrix ruled_plane(void)
{
    size_t points = 2 * RULES * STEPS;
    struct matrix p = matrix_new(2, points);
    for (size_t way = 0, at = 0; way < 2; way++)
        for (size_t line = 0; line < RULES; line++)
            for (size_t step = 0; step < STEPS; step++, at++) {
                p.at[way * points + at] = 2 * (2 * (double)line / (RULES - 1) - 1);
                p.at[(1 - way) * points + at] = 2 * (2 * (double)step / (STEPS - 1) - 1);
            }
    return p;
}

struct grid_columns {
    double *panel, *depth, *line, *way, *x, *y;
    size_t at;
};

static void grid_rows(struct grid_columns *g, size_t panel, size_t depth,
                      const struct matrix *picture, double scale)
{
    size_t points = picture->columns;
    for (size_t i = 0; i <= points; i++) { /* a row without numbers after each line lifts the pen */
        for (int lift = i > 0 && i % STEPS == 0 ? 1 : 0; lift >= 0; lift--, g->at++) {
            if (!lift && i == points)
                break;
            g->panel[g->at] = (double)panel;
            g->depth[g->at] = (double)depth;
            size_t line = (i - (size_t)lift) / STEPS;
            g->line[g->at] = (double)(line % RULES + 1);
            g->way[g->at] = line < RULES ? 1 : 2;
            g->x[g->at] = lift ? NAN : picture->at[i] * scale;
            g->y[g->at] = lift ? NAN : picture->at[points + i] * scale;
        }
    }
}

static void texts_table(struct report *r, const char *name, const char *column, size_t n,
                        char **texts)
{
    struct table *t = report_table(r, name, n);
    char **cells = table_texts(t, column);
    t->on_request = true;
    for (size_t i = 0; i < n; i++)
        cells[i] = texts[i];
}

static void grid_labels(const struct collapse *c, struct report *r, size_t panels)
{
    char *label[2 + GRID_MAPS] = { text_copy("a plane of inputs"), text_copy("nothing between") };
    for (size_t i = 2; i < panels; i++)
        label[i] = text_format("%s between", c->functions[i - 2].label);
    texts_table(r, "grid_panels", "label", panels, label);
}

/* The tables' depth nearest to one that is wanted. */
static size_t nearest_depth(const struct collapse *c, double wanted)
{
    size_t best = c->depths[c->ndepths - 1];
    for (size_t i = 0; i < c->ndepths; i++)
        if (fabs((double)c->depths[i] - wanted) < fabs((double)best - wanted))
            best = c->depths[i];
    return best;
}

/* Depths for a still picture: up to four from 2 to the last, the steps growing; and for a moving
 * one, up to GRID_DEPTHS evenly spread. */
static size_t grid_depths(const struct collapse *c, size_t *depths, struct report *r)
{
    enum { STILL = 4 };
    char *still[STILL];
    size_t shown = 0, n = 0, evenly = c->layers < GRID_DEPTHS ? c->layers : GRID_DEPTHS,
           still_depth[STILL] = { 0 };
    for (size_t i = 0; i < STILL; i++) {
        size_t depth = nearest_depth(
            c, c->layers < 2 ? 1 : 2 * pow((double)c->layers / 2, (double)i / (STILL - 1)));
        if (shown && depth <= still_depth[shown - 1])
            continue;
        still[shown] = text_format("%zu", depth);
        still_depth[shown++] = depth;
    }
    texts_table(r, "grid_depths", "depth", shown, still);
    for (size_t depth = 1, even = 1, at = 0; depth <= c->layers && n < GRID_DEPTHS + STILL;
         depth++) {
        bool is_even =
            even <= evenly && depth == (size_t)((double)c->layers * (double)even / (double)evenly);
        bool is_still = at < shown && depth == still_depth[at];
        if (is_even || is_still)
            depths[n++] = depth;
        even += is_even;
        at += is_still;
    }
    return n;
}

static void grid_table(const struct collapse *c, size_t most, uint64_t seed, struct report *r)
{
    struct matrix plane = ruled_plane(), pictures[GRID_DEPTHS + 4];
    size_t maps = c->layers < 2          ? 0
                  : c->nfunctions < most ? c->nfunctions
                                         : most,
           panels = 2 + maps, depths[GRID_DEPTHS + 4];
    size_t n = grid_depths(c, depths, r);
    struct table *t = report_table(r, "grid", (1 + (panels - 1) * n) * (plane.columns + 2 * RULES));
    struct grid_columns g = { .at = 0 };
    t->on_request = true;
    g.panel = table_numbers(t, "panel");
    g.depth = table_numbers(t, "depth");
    g.way = table_numbers(t, "way");
    g.line = table_numbers(t, "line");
    g.x = table_numbers(t, "x");
    g.y = table_numbers(t, "y");
    grid_rows(&g, 1, 0, &plane, 0.5);
    for (size_t panel = 2; panel <= panels; panel++) {
        stack_plane(c->stack, panel == 2 ? NULL : &c->maps[panel - 3].map, seed, &plane, depths, n,
                    pictures);
        for (size_t i = 0; i < n; i++) {
            grid_rows(&g, panel, depths[i], &pictures[i], 1);
            matrix_free(&pictures[i]);
        }
    }
    grid_labels(c, r, panels);
    if (maps < c->nfunctions && c->layers > 1) /* a title says no more than its picture */
        report_subtitle(r, "%s; the plane through %zu of %zu activations", r->subtitle, maps,
                        c->nfunctions);
    matrix_free(&plane);
}

void collapse_tables(struct collapse *c, struct report *r, size_t grid, uint64_t seed)
{
    if (c->own)
        collapse_matrix_table(c, r);
    depth_table(c, r);
    sampling_table(c, r);
    spectrum_table(c, r);
    if (grid)
        grid_table(c, grid < GRID_MAPS ? grid : GRID_MAPS, seed, r);
    if (!c->own)
        collapse_matrix_table(c, r);
    collapse_weights_table(c, r);
}
