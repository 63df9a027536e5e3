/* bench: what the functions cost here, and how exact they are, measured on the spot. */
#include "command/curves.h"
#include "experiment/cost.h"

#include <stdlib.h>

/* Every row of the catalogue, where no function is named. */
static bool functions_find(const struct request *q, const struct settings *set,
                           struct function **functions, size_t *count, struct error *err)
{
    if (q->noperands)
        return curves_functions(q, set, functions, count, err);
    *count = activation_count();
    *functions = memory_new(*count, sizeof **functions);
    for (size_t i = 0; i < *count; i++)
        if (!function_parse(&(*functions)[i], activation_row(i)->name, NULL, 0, err))
            return false;
    return true;
}

struct bench_options {
    struct delivery delivery;
    struct range range;
    struct settings set;
};
#define S struct bench_options
static const struct option_row rows[] = {
    OPT_RANGE(S, range, "-6:6"),
    OPT_SET(S, set),
    { .name = NULL },
};

static void bench_report(const struct function_cost *costs, size_t n, double copy,
                         const struct range *range, struct report *r)
{
    static const struct column_row columns[] = {
        COLUMN(struct function_cost, function),
        COLUMN(struct function_cost, derivatives),
        COLUMN(struct function_cost, ns_per_value),
        COLUMN(struct function_cost, values_per_second),
        COLUMN(struct function_cost, relative_to_copy),
        COLUMN(struct function_cost, max_error_ulp),
    };
    report_figure(r, "bench");
    report_rows(r, "cost", columns, COLUMNS(columns), costs, n, sizeof *costs);
    report_headline(r, "Nanoseconds a value, on one core, by the loops for %s", activation_cpu());
    report_subtitle(r, "%d points from %s to %s, in the cache; copying a value takes %s ns",
                    COST_POINTS, number_text(range->low).text, number_text(range->high).text,
                    number_text_short(copy, 3).text);
    report_fact(r, "copy_ns", copy);
    report_fact_text(r, "cpu", activation_cpu());
    report_note(r,
                "derivatives 1: f and f' together; 2: f, f' and f''. Errors against the definition "
                "in long double, at "
                "%d of the points: of a catalogue f in units in the last place, of slopes and "
                "expressions in "
                "2^-52 (|y| + |x y'|).",
                COST_CHECKED);
}

static bool bench_run(const struct request *q, struct report *r, struct error *err)
{
    const struct bench_options *o = q->options;
    struct function *functions;
    size_t n;
    struct grid grid;
    if (!grid_make(&o->range, COST_POINTS, &grid, err) ||
        !functions_find(q, &o->set, &functions, &n, err))
        return false;
    struct function_cost *costs = memory_new(3 * n, sizeof *costs);
    double copy = cost_measure(functions, n, &grid, costs);
    bench_report(costs, 3 * n, copy, &o->range, r);
    functions_free(functions, n);
    free(costs);
    return true;
}

const struct command command_bench = {
    .name = "bench",
    .order = 60,
    .operands = "[FUNCTION...]",
    .names = &names_functions,
    .about = "measure the speed and accuracy of functions on this machine",
    .group = GROUP_EXPLORE,
    .meanings = "benchmark speed time timing perf performance",
    .options = rows,
    .size = sizeof(S),
    .details = "Without a function: all of the catalogue. The least of several rounds counts.",
    .examples = "actfn bench gelu silu tanh\n"
                "actfn bench 'x*sigmoid(1.702*x)' quick_gelu\n"
                "actfn bench --format csv --output cost.csv",
    .run = bench_run,
};
