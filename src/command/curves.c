/* Functions over a range of x, as a table of values made on demand: a hundred million rows need no
 * more memory than ten. Functions of a whole vector (softmax) need the whole column and are stored.
 */
#include "command/curves.h"
#include "activation/emulation.h"
#include "activation/rounding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FLOAT32_DIGITS = 24 };

/* Two columns of one name would be a riddle in csv and lost in json. */
static bool labels_differ(const struct curves *c, struct error *err)
{
    for (size_t i = 0; i < c->nfunctions; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(c->functions[i].label, c->functions[k].label) == 0)
                return error_usage(err, "%s: given more than once",
                                   quote(c->functions[i].label).text);
    return true;
}

static bool log_wanted(const struct request *q)
{
    return q->delivery->log && strchr(q->delivery->log, 'x');
}

enum { ALL_MOST = 1 << 17 }; /* values of a format that make a table */

/* --points all: every value of the format, or those within a range that was given. */
static bool all_values(const struct request *q, const struct range_options *o, struct curves *c,
                       struct error *err)
{
    const struct dtype *d = o->dtype ? o->dtype : o->compute_dtype;
    if (!d)
        return error_usage(err, "--points all: of which format? add --dtype NAME, float16 for one");
    if (d->digits > FLOAT32_DIGITS || dtype_count(d) > ALL_MOST)
        return error_usage(
            err,
            "--points all: %s has too many values for a table; float16, bfloat16 and "
            "the two of 8 bits have 65,536 or fewer%s",
            d->name,
            d->digits > FLOAT32_DIGITS ? ""
                                       : ", and 'actfn grade' takes all of float32 without one");
    uint64_t low = 0, high = dtype_count(d) - 1;
    if (option_given(q, &o->range)) {
        double a = dtype_round(d, o->range.low), b = dtype_round(d, o->range.high);
        a = fabs(a) <= d->largest ? a : copysign(d->largest, o->range.low);
        b = fabs(b) <= d->largest ? b : copysign(d->largest, o->range.high);
        low = dtype_index(d, a == 0 ? -0.0 : a) + (a < o->range.low);
        high = dtype_index(d, b == 0 ? 0.0 : b) - (b > o->range.high);
    }
    if (low > high)
        return error_usage(err, "--points all: %s has no value within %s", d->name, o->range.typed);
    c->source = FROM_DTYPE;
    c->first_value = low;
    c->nvalues = high - low + 1;
    c->grid = (struct grid){ .points = c->nvalues,
                             .low = dtype_value(d, low),
                             .high = dtype_value(d, high) };
    return true;
}

static bool source_read(const struct request *q, const struct range_options *o, uint64_t points,
                        struct curves *c, struct error *err)
{
    for (size_t i = 0; i < q->noperands; i++)
        if (strcmp(q->operands[i], "-") == 0)
            c->source = FROM_INPUT;
    if (c->source == FROM_INPUT && o->at.count)
        return error_usage(err, "%s: points come from '-' or as numbers, not both",
                           number_text(o->at.value[0]).text);
    if (c->source == FROM_INPUT) {
        c->input = (struct numbers){ .file = stdin, .name = "standard input" };
        return true;
    }
    if (o->at.count) {
        c->source = FROM_LIST;
        c->list = memory_new(o->at.count, sizeof *c->list);
        memcpy(c->list, o->at.value, o->at.count * sizeof *c->list);
        c->nlist = o->at.count;
        return true;
    }
    const struct dtype *d = o->dtype ? o->dtype : o->compute_dtype;
    bool all = o->points == POINTS_ALL;
    c->whole = all && (points & POINTS_WHOLE) && d && d->digits == FLOAT32_DIGITS;
    c->range_given = option_given(q, &o->range);
    if (all && !c->whole)
        return all_values(q, o, c, err);
    points &= ~POINTS_WHOLE;
    if (o->points && !all)
        points = o->points;
    else if (o->range.has_step)
        points = 0;
    if (log_wanted(q) && !o->range.has_step && o->range.low > 0)
        return grid_make_log(&o->range, points, &c->grid, err);
    return grid_make(&o->range, points, &c->grid, err);
}

static bool functions_read(const struct request *q, const struct settings *set, const char *sweep,
                           struct curves *c, struct error *err)
{
    if (!sweep)
        return curves_functions(q, set, &c->functions, &c->nfunctions, err);
    return sweep_parse(sweep, &c->sweep, err) &&
           sweep_functions(q, set, &c->sweep, &c->functions, &c->nfunctions, err);
}

static uint64_t rows(const struct curves *c)
{
    return c->source == FROM_INPUT   ? ROWS_UNKNOWN
           : c->source == FROM_LIST  ? c->nlist
           : c->source == FROM_DTYPE ? c->nvalues
                                     : c->grid.points;
}

static bool needs_whole_column(const struct curves *c)
{
    for (size_t i = 0; i < c->nfunctions; i++)
        if (c->functions[i].vectorwise)
            return true;
    return false;
}

static bool column_fits(const struct curves *c, struct error *err)
{
    double need = 8 * (double)rows(c) * (1 + (double)c->nfunctions * (c->order + 1));
    if (c->source == FROM_INPUT || !needs_whole_column(c) || need < memory_there())
        return true;
    return error_usage(
        err, "%s points: functions of the whole column need %.0f MB for so many, %s %.0f",
        number_text((double)rows(c)).text, need / 1e6, memory_whose(), memory_there() / 1e6);
}

static bool emulations_start(struct curves *c, struct error *err)
{
    bool ok = true;
    if (!c->compute_dtype)
        return true;
    c->emulations = memory_new(c->nfunctions, sizeof(struct emulation *));
    for (size_t i = 0; ok && i < c->nfunctions; i++) {
        c->emulations[i] = emulation_new(&c->functions[i], c->compute_dtype, err);
        ok = c->emulations[i];
    }
    return ok;
}

bool curves_read(const struct request *q, const struct range_options *o, const char *sweep,
                 uint64_t points, struct curves **curves, struct error *err)
{
    struct curves *c = memory_new(1, sizeof *c);
    bool family = sweep && !option_given(q, &o->derivatives); /* is read by its f */
    c->order = family ? 0 : (unsigned)o->derivatives;
    if (o->compute_dtype && c->order > 1) {
        free(c);
        return error_usage(err, "--derivatives 2: with --compute-dtype there are f and f' only");
    }
    c->scratch = memory_new(CURVES_SCRATCH * (size_t)TABLE_BLOCK, sizeof *c->scratch);
    c->dtype = o->dtype ? o->dtype : o->compute_dtype;
    c->compute_dtype = o->compute_dtype;
    if (!source_read(q, o, points, c, err) || !functions_read(q, &o->set, sweep, c, err) ||
        !labels_differ(c, err) || !column_fits(c, err) || !emulations_start(c, err)) {
        curves_free(c);
        return false;
    }
    *curves = c;
    return true;
}

void curves_free(void *curves)
{
    struct curves *c = curves;
    for (size_t i = 0; c->roundings && i < c->nfunctions; i++)
        rounding_free(c->roundings[i]);
    free(c->roundings);
    for (size_t i = 0; c->emulations && i < c->nfunctions; i++)
        emulation_free(c->emulations[i]);
    free(c->emulations);
    functions_free(c->functions, c->nfunctions);
    sweep_free(&c->sweep);
    free(c->list);
    free(c->scratch);
    free(c);
}

static bool points_get(struct curves *c, uint64_t first, size_t *count, double *x,
                       struct error *err)
{
    if (c->source == FROM_INPUT) {
        if (!numbers_read(&c->input, count, x, err))
            return false;
    } else if (c->source == FROM_LIST)
        memcpy(x, c->list + first, *count * sizeof *x);
    else if (c->source == FROM_DTYPE)
        for (size_t i = 0; i < *count; i++)
            x[i] = dtype_value(c->dtype, c->first_value + first + i);
    else
        grid_points(&c->grid, first, *count, x);
    if (c->dtype)
        dtype_round_all(c->dtype, *count, x);
    return true;
}

/* What stands behind the numbers of --compute-dtype. */
void curves_note(const struct curves *c, struct report *r)
{
    for (size_t i = 0; c->emulations && i < c->nfunctions; i++)
        if (c->emulations[i])
            report_note(r, "%s", emulation_sequence(c->emulations[i]));
}

void curves_values(struct curves *c, size_t i, size_t n, const double *x, double *const y[3])
{
    const struct function *g = &c->functions[i];
    if (c->emulations && c->emulations[i]) {
        emulation_map(c->emulations[i], n, x, y[0], y[1]);
        for (size_t k = 0; y[2] && k < n; k++)
            y[2][k] = NAN;
        return;
    }
    if (!c->dtype || c->dtype->digits > FLOAT32_DIGITS || g->vectorwise) {
        function_map(g, n, x, y[0], y[1], y[2]);
        for (int k = 0; c->dtype && k < 3 && y[k]; k++)
            dtype_round_all(c->dtype, n, y[k]);
        return;
    }
    if (!c->roundings)
        c->roundings = memory_new(c->nfunctions, sizeof(struct rounding *));
    if (!c->roundings[i])
        c->roundings[i] = rounding_new(g, c->dtype, true);
    rounding_map(c->roundings[i], n, x, y[0], y[1], y[2]);
}

/* One function into its columns; a value nobody wants goes to scratch, as the loops always write
 * lower orders. */
static void function_fill(struct curves *c, size_t i, size_t n, const double *x,
                          double *const *cells, double *scratch)
{
    double *y[3] = { NULL, NULL, NULL };
    int highest = -1;
    for (unsigned k = 0; k <= c->order; k++)
        if (cells[k])
            highest = (int)k;
    for (int k = 0; k <= highest; k++)
        y[k] = cells[k] ? cells[k] : scratch + k * TABLE_BLOCK;
    if (highest < 0)
        return;
    curves_values(c, i, n, x, y);
}

static bool values_fill(void *state, uint64_t first, size_t *count, double *const *cells,
                        struct error *err)
{
    struct curves *c = state;
    double *x = cells[0] ? cells[0] : c->scratch + 3 * TABLE_BLOCK;
    if (!points_get(c, first, count, x, err))
        return false;
    for (size_t i = 0; i < c->nfunctions; i++)
        function_fill(c, i, *count, x, cells + 1 + i * (c->order + 1), c->scratch);
    return true;
}

static char *column_name(const struct function *g, unsigned order)
{
    return text_format("%s%s", g->label, order == 0 ? "" : order == 1 ? "'" : "''");
}

/* Every number of standard input, in memory. */
static bool read_to_end(struct curves *c, struct error *err)
{
    size_t room = 0, got;
    c->nlist = 0;
    do {
        if (c->nlist + TABLE_BLOCK > room) {
            room = 2 * room + TABLE_BLOCK;
            c->list = memory_resize(c->list, room, sizeof *c->list);
        }
        got = TABLE_BLOCK;
        if (!numbers_read(&c->input, &got, c->list + c->nlist, err))
            return false;
        c->nlist += got;
    } while (got == TABLE_BLOCK);
    c->source = FROM_LIST;
    return true;
}

static bool whole_table(struct curves *c, struct report *r, struct error *err)
{
    struct table *t;
    double *x;
    size_t n;
    if (c->source == FROM_INPUT && !read_to_end(c, err)) {
        curves_free(c);
        return false;
    }
    n = (size_t)rows(c);
    t = report_table(r, "values", n);
    t->state = c; /* lives as long as the table, though the rows are stored */
    t->state_free = curves_free;
    x = table_numbers(t, "x");
    if (!points_get(c, 0, &n, x, err))
        return false;
    for (size_t i = 0; i < c->nfunctions; i++) {
        double *y[3] = { NULL, NULL, NULL };
        for (unsigned k = 0; k <= c->order; k++) {
            char *name = column_name(&c->functions[i], k);
            y[k] = table_numbers(t, name);
            free(name);
        }
        curves_values(c, i, n, x, y);
    }
    return true;
}

static void made_table(struct curves *c, struct report *r)
{
    struct table *t = report_table(r, "values", rows(c));
    table_column(t, "x");
    for (size_t i = 0; i < c->nfunctions; i++)
        for (unsigned k = 0; k <= c->order; k++) {
            char *name = column_name(&c->functions[i], k);
            table_column(t, name);
            free(name);
        }
    table_on_demand(t, values_fill, c, curves_free);
}

bool curves_table(struct curves *c, struct report *r, struct error *err)
{
    bool ok = true;
    curves_note(c, r);
    if (needs_whole_column(c))
        ok = whole_table(c, r, err);
    else
        made_table(c, r);
    if (ok && c->sweep.count)
        sweep_report(c, r);
    return ok;
}

const char *curves_figure(const struct curves *c)
{
    if (needs_whole_column(c))
        return "vector";
    return c->source == FROM_GRID ? "curves" : "points";
}

static double extreme(const struct curves *c, double sign)
{
    double best = NAN;
    for (size_t i = 0; i < c->nlist; i++)
        if (!(sign * best >= sign * c->list[i]))
            best = c->list[i];
    return best;
}

double curves_low(const struct curves *c)
{
    return c->source == FROM_LIST ? extreme(c, -1) : c->grid.low;
}

double curves_high(const struct curves *c)
{
    return c->source == FROM_LIST ? extreme(c, 1) : c->grid.high;
}

/* "gelu, silu": the functions as they were typed, once each. */
static char *names(const struct curves *c)
{
    struct buffer all = { 0 };
    size_t n = c->sweep.count ? c->nfunctions / c->sweep.count : c->nfunctions;
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(c->functions[i].label);
        if (c->sweep.count) /* less " NAME=VALUE" */
            length = (size_t)(strrchr(c->functions[i].label, ' ') - c->functions[i].label);
        buffer_item(&all, ", ", "%.*s", (int)length, c->functions[i].label);
    }
    return buffer_take(&all);
}

/* Headline: what is shown; beside it the formula, where there is only one function to have one. */
void curves_describe(const struct curves *c, struct report *r)
{
    char *all = names(c);
    const struct activation *a = c->nfunctions ? c->functions[0].activation : NULL;
    report_headline(r, "%s", all);
    free(all);
    if (c->sweep.count)
        report_subtitle(r, "%s%s%s from %s to %s", a ? a->formula : "", a ? ", " : "",
                        c->sweep.name, number_text(c->sweep.value[0]).text,
                        number_text(c->sweep.value[c->sweep.count - 1]).text);
    else if (c->nfunctions == 1 && a)
        report_subtitle(r, "%s", a->formula);
}
