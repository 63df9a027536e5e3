/* grade: how good is a kernel? Its numbers in a file, or what a framework computes, against the
 * exact ones. */
#include "command/grade.h"
#include "experiment/operand.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct grade_options {
    struct delivery delivery;
    struct range range;
    uint64_t points;
    struct settings set;
    const struct dtype *dtype, *compute_dtype;
    double max_ulp;
    bool flush;
    char *columns;
};
#define S struct grade_options
static const struct option_row rows[] = {
    OPT_RANGE(S, range, NULL),
    OPT_POINTS_OR_ALL(S, points),
    OPT_SET(S, set),
    OPT_DTYPE(S, dtype),
    OPT_COMPUTE_DTYPE(S, compute_dtype),
    { .name = "max-ulp",
      .argument = "N",
      .kind = &option_amount,
      .place = offsetof(S, max_ulp),
      .help = "fail (status 1) if f or f' is beyond N ulp" },
    OPT_FLAG("flush", S, flush, "accept subnormal inputs and results flushed to 0"),
    OPT_TEXT("columns", S, columns, "X,F[,DF]", "the file's names of x, f and the slope"),
    { .name = NULL },
};

static bool columns_read_names(const char *typed, char ***names, size_t *count,
                               struct grading_options *o, struct error *err)
{
    if (!typed)
        return true;
    if (!list_parse(typed, names, count, err))
        return false;
    if (*count < 2 || *count > 3)
        return error_usage(err, "--columns %s: two or three names: x, f and the slope",
                           quote(typed).text);
    for (size_t i = 0; i < *count; i++)
        o->columns[i] = (*names)[i];
    return true;
}

/* The second operand is a framework's function. */
static bool grade_function(const struct request *q, const struct function *exact,
                           const struct grading_options *options, struct kernel_grading *s,
                           struct error *err)
{
    const struct grade_options *o = q->options;
    const char *typed = q->operands[1];
    struct function g;
    if (exact->vectorwise)
        return error_usage(err, "%s: acts on a whole vector; only a file of one is graded",
                           quote(q->operands[0]).text);
    if (!options->compute_dtype)
        return error_usage(err,
                           "%s: a function is graded in a number format: add --compute-dtype "
                           "float32; or give a file",
                           quote(typed).text);
    if (!function_parse(&g, typed, o->set.value, o->set.count, err))
        return false;
    bool ok = grading_emulated(s, exact, &g, options, err);
    function_free(&g);
    return ok;
}

static bool range_check(const struct grade_options *o, bool file, struct error *err)
{
    if (o->range.has_step)
        return error_usage(err, "--range %s: a step has no meaning here", o->range.typed);
    if (file && (o->range.typed || o->points || o->compute_dtype))
        return error_usage(err, "%s: a file is graded as it is",
                           o->compute_dtype ? "--compute-dtype"
                           : o->points      ? "--points"
                                            : "--range");
    return true;
}

static bool grade_run(const struct request *q, struct report *r, struct error *err)
{
    const struct grade_options *o = q->options;
    if (q->noperands != 2)
        return error_usage(err, "grade takes a function and a file, or a framework's function with "
                                "--compute-dtype: actfn grade gelu mine.npy");
    bool file = operand_is_file(q->operands[1]);
    struct grading_options options = {
        .dtype = o->dtype,
        .compute_dtype = o->compute_dtype,
        .flush = o->flush,
        .points = o->points,
        .low = o->range.typed ? o->range.low : -INFINITY,
        .high = o->range.typed ? o->range.high : INFINITY,
    };
    struct function exact;
    struct kernel_grading *s = memory_new(1, sizeof *s);
    char **names = NULL;
    size_t count = 0;
    bool ok = range_check(o, file, err) &&
              columns_read_names(o->columns, &names, &count, &options, err) &&
              function_parse(&exact, q->operands[0], o->set.value, o->set.count, err);
    if (ok) {
        const char *of = file ? grading_file_name(q->operands[1]) : q->operands[1];
        ok = file ? grading_file(s, &exact, q->operands[1], &options, err)
                  : grade_function(q, &exact, &options, s, err);
        if (ok && option_given(q, &o->max_ulp))
            ok = grading_within(s, o->max_ulp, of, err);
        if (ok)
            grading_report(s, of, exact.label, r);
        grading_free(s);
        function_free(&exact);
    }
    list_free(names, count);
    free(s);
    return ok;
}

const struct command command_grade = {
    .name = "grade",
    .order = 55,
    .operands = "FUNCTION FILE",
    .names = &names_functions,
    .files = true,
    .about = "check an implementation: errors of its values and slopes",
    .options = rows,
    .size = sizeof(S),
    .details = "FILE (.csv, .npy; - reads a csv from standard input) has columns x and f, and df "
               "for the slope. Errors are in units in the last place of the file's format, or of "
               "--dtype. Instead of a file, a function with --compute-dtype: what that framework "
               "computes, or what its textbook formula gives, in that format; --points all takes "
               "every value of the format (float32: 4,278,190,080), otherwise all of a format of "
               "16 bits and 1,048,576 of float32. The table `errors` has the 50 largest.",
    .meanings = "error ulp check verify accuracy",
    .examples = "actfn grade gelu torch.gelu --compute-dtype bfloat16\n"
                "actfn grade gelu mine.npy\n"
                "actfn grade gelu mine.csv --dtype float32 --max-ulp 2\n"
                "actfn grade silu silu --compute-dtype float16",
    .run = grade_run,
};
