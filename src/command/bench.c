/* bench: what the functions cost here, and how exact they are, measured on the spot. */
#include "activation/property.h"
#include "command/curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { POINTS = 8192, CHECKED = 1024, ROUNDS = 15 };       /* 8192 points, four arrays: in the cache of any processor */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct arrays { double x[POINTS], f[POINTS], df[POINTS], ddf[POINTS]; };

static void evaluate(const struct function *g, int order, struct arrays *a)
{
    function_map(g, POINTS, a->x, a->f, order > 0 ? a->df : NULL, order > 1 ? a->ddf : NULL);
}

/* Nanoseconds a value: the least of several rounds, each long enough for the clock; what else the machine does can only
 * add to it. order -1: copying, the least that any function costs. */
static double cost(const struct function *g, int order, struct arrays *a)
{
    double best = INFINITY;
    int repeats = 1;
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds(), spent;
        for (int i = 0; i < repeats; i++) {
            if (order >= 0)
                evaluate(g, order, a);
            else
                memcpy(a->f, a->x, sizeof a->f);
            __asm__ volatile("" : : "r"(a) : "memory");      /* the results are wanted */
        }
        spent = seconds() - start;
        if (spent < 2e-4) {
            repeats = spent < 2e-5 ? repeats * 10 : repeats * 2;
            round = -1;
            continue;
        }
        best = fmin(best, spent / repeats / POINTS * 1e9);
    }
    return best;
}

/* Units: for f of a row, of its last place; for slopes, for expressions and for rows that say so (info), 2^-52 (|y| +
 * |x y'|), since beside a zero where terms cancel no digits can be held. */
static long double unit_of(const struct function *g, int order, double x, const long double *y)
{
    long double size = fabsl(y[order]) + fabsl(x * y[order + 1]);
    if (order == 0 && g->activation && !g->activation->accuracy)
        return dtype_ulp(dtype_find("float64"), (double)y[0]);
    return fmaxl(0x1p-52L * size, 0x1p-1074L);
}

static void worst_errors(const struct function *g, const struct arrays *a, double *worst)
{
    struct exact *r = exact_new(g);
    worst[0] = worst[1] = worst[2] = NAN;
    for (size_t i = 0; i < POINTS; i += POINTS / CHECKED) {
        long double y[4];
        const double got[3] = { a->f[i], a->df[i], a->ddf[i] };
        if (!exact_at(r, a->x[i], 4, y))
            continue;
        for (int k = 0; k < 3; k++) {
            double error = (double)(fabsl(got[k] - y[k]) / unit_of(g, k, a->x[i], y));
            worst[k] = isnan(worst[k]) || error > worst[k] ? error : worst[k];
        }
    }
    exact_free(r);
}

/* ---- the table --------------------------------------------------------------------------------------*/

struct columns_of { char **function; double *derivatives, *ns, *speed, *relative, *error; };

static void rows_add(struct columns_of *c, size_t row, const struct function *g, double copy, struct arrays *a)
{
    double worst[3] = { NAN, NAN, NAN };
    if (!g->vectorwise) {
        evaluate(g, 2, a);
        worst_errors(g, a, worst);
    }
    for (int order = 0; order < 3; order++) {
        double ns = cost(g, order, a);
        c->function[row] = text_copy(g->label);
        c->derivatives[row] = order;
        c->ns[row] = ns;
        c->speed[row] = 1e9 / ns;
        c->relative[row] = ns / copy;
        c->error[row] = worst[order];
        row++;
    }
}

/* Every row of the catalogue, where no function is named. */
static bool functions_find(const struct request *q, const struct settings *set, struct function **functions,
                           size_t *count, struct message *why)
{
    if (q->noperands)
        return curves_functions(q, set, functions, count, why);
    *count = activation_count();
    *functions = memory_new(*count, sizeof **functions);
    for (size_t i = 0; i < *count; i++)
        if (!function_parse(&(*functions)[i], activation_row(i)->name, NULL, 0, why))
            return false;
    return true;
}

struct bench_options { struct delivery delivery; struct range range; struct settings set; };
#define S struct bench_options
static const struct option_row rows[] = {
    OPT_RANGE(S, range, "-6:6"),
    OPT_SET(S, set),
    { .name = NULL },
};

static int bench_run(const struct request *q, struct report *r, struct message *why)
{
    const struct bench_options *o = q->options;
    struct function *functions;
    size_t n;
    struct grid grid;
    if (!grid_make(&o->range, POINTS, &grid, why) || !functions_find(q, &o->set, &functions, &n, why))
        return STATUS_USAGE;
    struct arrays *a = memory_new(1, sizeof *a);
    struct table *t = report_table(r, "cost", 3 * n);
    struct columns_of c;
    c.function = table_texts(t, "function");
    c.derivatives = table_numbers(t, "derivatives");
    c.ns = table_numbers(t, "ns_per_value");
    c.speed = table_numbers(t, "values_per_second");
    c.relative = table_numbers(t, "relative_to_copy");
    c.error = table_numbers(t, "max_error_ulp");
    grid_points(&grid, 0, POINTS, a->x);
    double copy = cost(NULL, -1, a);
    progress_start("bench", (double)n);
    for (size_t i = 0; i < n; i++) {
        progress_step((double)i, "%s", functions[i].label);
        rows_add(&c, 3 * i, &functions[i], copy, a);
    }
    progress_end();
    report_headline(r, "Nanoseconds a value, on one core, by the loops for %s", activation_cpu());
    report_subtitle(r, "%d points from %s to %s, in the cache; copying a value takes %s ns", POINTS,
                    number_text(o->range.low).text, number_text(o->range.high).text, number_text_short(copy, 3).text);
    report_fact(r, "copy_ns", copy);
    report_fact_text(r, "cpu", activation_cpu());
    report_note(r, "derivatives 1: f and f' together; 2: f, f' and f''. Errors against the definition in long double, at "
                   "%d of the points: of a catalogue f in units in the last place, of slopes and expressions in "
                   "2^-52 (|y| + |x y'|).", CHECKED);
    functions_free(functions, n);
    free(a);
    return STATUS_DONE;
}

const struct command command_bench = {
    .name = "bench",
    .order = 60,
    .operands = "[FUNCTION...]",
    .names = &names_functions,
    .about = "what functions cost, and how exact they are, measured here and now",
    .options = rows,
    .size = sizeof(S),
    .details = "Without a function: all of the catalogue. The least of several rounds counts.",
    .examples = "actfn bench gelu silu tanh\n"
                "actfn bench 'x*sigmoid(1.702*x)' quick_gelu\n"
                "actfn bench --format csv --output cost.csv",
    .run = bench_run,
};
