/* Where the data to learn come from: a data set by name, an expression, a file. */
#include "experiment/problem.h"
#include "experiment/operand.h"
#include "input/input.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 256 }; /* of an expression's training data */

static const char *next_task(const void *state, size_t i)
{
    (void)state;
    return task_row(i) ? task_row(i)->name : NULL;
}

static bool unknown(const char *typed, bool expressions, struct error *err)
{
    const char *near = name_nearest(typed, next_task, NULL);
    if (near)
        return error_usage(err, "%s: unknown data set; did you mean '%s'?", quote(typed).text,
                           near);
    return error_usage(err,
                       "%s: unknown data set; there are spiral, two-spirals, circles, moons, xor, "
                       "noise, csv files%s",
                       quote(typed).text, expressions ? " and expressions in x: 'sin(3*x)'" : "");
}

static bool only_a_name(const char *typed)
{
    for (; *typed; typed++)
        if (!isalnum((unsigned char)*typed) && *typed != '-' && *typed != '_')
            return false;
    return true;
}

static bool constant(size_t rows, const double *target)
{
    for (size_t i = 1; i < rows; i++)
        if (target[i] != target[0])
            return false;
    return true;
}

/* Can a net learn it? Finite everywhere, and not the same everywhere: a target that never changes
 * has no variance to explain. */
static bool curve_suits(size_t rows, const double *x, const double *y, const char *typed,
                        struct error *err)
{
    for (size_t i = 0; i < rows; i++)
        if (!isfinite(y[i]))
            return error_usage(err, "%s: is %s at x = %s; choose a --range on which it is finite",
                               quote(typed).text, number_text(y[i]).text,
                               number_text_short(x[i], 6).text);
    return !constant(rows, y) ||
           error_usage(err, "%s: is %s at every x of the range; there is nothing to learn",
                       quote(typed).text, number_text(y[0]).text);
}

static bool read_expression(struct problem *s, const char *typed, const struct problem_curve *o,
                            struct error *err)
{
    struct function g;
    if (!function_parse(&g, typed, o->set, o->nset, err))
        return false;
    s->target = memory_new(1, sizeof *s->target);
    *s->target = g;
    s->range = o->range;
    s->inputs = 1;
    s->rows = o->points > 0 ? (size_t)o->points : POINTS;
    if (s->rows < 2)
        return error_usage(err, "--points %zu: a curve to fit needs 2 points or more", s->rows);
    return true;
}

bool problem_look(struct problem *s, const char *typed, struct error *err)
{
    double *x, *y;
    if (!s->target)
        return true;
    x = memory_new(s->rows, sizeof *x);
    y = memory_new(s->rows, sizeof *y);
    for (size_t i = 0; i < s->rows; i++)
        x[i] = s->range.low + (s->range.high - s->range.low) * (double)i / (double)(s->rows - 1);
    function_map(s->target, s->rows, x, y, NULL, NULL);
    double square = 0;
    for (size_t i = 0; i < s->rows; i++)
        s->mean += y[i] / (double)s->rows;
    for (size_t i = 0; i < s->rows; i++)
        square += (y[i] - s->mean) * (y[i] - s->mean) / (double)s->rows;
    s->scale = square > 0 ? sqrt(square) : 1;
    bool ok = curve_suits(s->rows, x, y, typed, err);
    free(x);
    free(y);
    return ok;
}

/* ---- a file: inputs, and in the last column the target or the class ------------------------- */

/* Whole numbers, few of them and each many times: classes. --target says otherwise, up to so many
 * classes. */
enum { CLASSES_MOST = 20, SAMPLES_EACH = 5, CLASSES_ASKED_MOST = 1000 };

/* The different numbers in order, the caller's. */
static double *distinct(size_t rows, const double *target, size_t *n)
{
    double *found = memory_new(rows, sizeof *found);
    memcpy(found, target, rows * sizeof *found);
    qsort(found, rows, sizeof *found, number_ascending);
    *n = 0;
    for (size_t i = 0; i < rows; i++)
        if (i == 0 || found[i] != found[i - 1])
            found[(*n)++] = found[i];
    return found;
}

static bool all_whole(size_t n, const double *values)
{
    for (size_t i = 0; i < n; i++)
        if (values[i] != floor(values[i]))
            return false;
    return true;
}

static void set_classes(struct data *d, size_t n, const double *values)
{
    d->classes = n;
    d->class = memory_new(d->rows, sizeof *d->class);
    for (size_t i = 0; i < d->rows; i++) {
        const double *at = bsearch(&d->target[i], values, n, sizeof *values, number_ascending);
        d->class[i] = at ? (uint32_t)(at - values) : 0;
    }
}

/* "target 'y'", or without a name. */
static char *target_name(const struct columns *c)
{
    return c->named ? text_format("The target %s", quote(c->names[c->count - 1]).text)
                    : text_copy("The target, the last column,");
}

/* What the rule makes of the target, and why: the rule of the help, with this file's numbers. */
static char *rule_said(const char *target, size_t rows, size_t n, bool whole, bool classes)
{
    const char *other =
        classes ? "--target numbers learns them as numbers" : "--target classes tells them apart";
    if (!whole)
        return text_format("%s has values that are not whole: numbers.", target);
    if (n > CLASSES_MOST)
        return text_format("%s has %zu distinct whole values, more than %d: numbers (%s).", target,
                           n, CLASSES_MOST, other);
    return text_format(
        "%s has %zu distinct whole values in %zu rows, %s %d rows for each: %s (%s).", target, n,
        rows, classes ? "at least" : "less than", SAMPLES_EACH, classes ? "classes" : "numbers",
        other);
}

/* Classes or numbers: as --target says, else by the rule. Words, which came as 0, 1, 2 ..., are
 * always classes. */
static bool find_classes(struct problem *s, struct data *d, const struct columns *c,
                         const char *wish, const char *typed, struct error *err)
{
    size_t n, words = c->nclasses;
    bool asked = wish && strcmp(wish, "classes") == 0;
    if (words > 0 && wish && !asked)
        return error_set(err, "%s: --target numbers: the last column holds words, like %s",
                         quote(typed).text, quote(c->classes[0]).text);
    double *values = distinct(d->rows, d->target, &n);
    bool whole = all_whole(n, values),
         fits = whole && n <= CLASSES_MOST && n * SAMPLES_EACH <= d->rows;
    bool ok = !asked || n <= CLASSES_ASKED_MOST ||
              error_set(err,
                        "%s: --target classes: the last column has %zu different values; at "
                        "most %d are told apart",
                        quote(typed).text, n, CLASSES_ASKED_MOST);
    char *target = target_name(c);
    if (ok && (words > 0 || asked || (!wish && fits)))
        set_classes(d, n, values);
    s->said[0] =
        words > 0 ? text_format("%s has %zu different words: classes.", target, n)
        : wish ? text_format("%s has %zu distinct values: %s, as --target says.", target, n, wish)
               : rule_said(target, d->rows, n, whole, d->classes > 0);
    free(target);
    free(values);
    return ok;
}

/* pandas and R write the numbers of the rows into a first column without a name: whole numbers,
 * each once. */
static bool is_index(const struct columns *c, const struct data *d)
{
    if (!c->named || d->inputs < 2 ||
        (c->names[0][0] != '\0' && !name_equal(c->names[0], "Unnamed: 0")))
        return false;
    double *first = memory_new(d->rows, sizeof *first);
    for (size_t i = 0; i < d->rows; i++)
        first[i] = d->x[i * d->inputs];
    size_t n;
    double *values = distinct(d->rows, first, &n);
    bool index = n == d->rows && n > 0 && all_whole(n, values) && values[0] >= 0;
    free(first);
    free(values);
    return index;
}

static void leave_out_first(struct data *d)
{
    size_t inputs = d->inputs - 1;
    for (size_t i = 0; i < d->rows; i++)
        memmove(d->x + i * inputs, d->x + i * d->inputs + 1, inputs * sizeof *d->x);
    d->inputs = inputs;
}

static void scale_target(struct problem *s, struct data *d)
{
    double square = 0;
    for (size_t i = 0; i < d->rows; i++)
        s->mean += d->target[i] / (double)d->rows;
    for (size_t i = 0; i < d->rows; i++)
        square += (d->target[i] - s->mean) * (d->target[i] - s->mean) / (double)d->rows;
    s->scale = square > 0 ? sqrt(square) : 1;
    for (size_t i = 0; i < d->rows; i++)
        d->target[i] = (d->target[i] - s->mean) / s->scale;
}

static bool read_rows(struct columns *c, struct data *d, const char *typed, struct error *err)
{
    enum { AT_ONCE = 1024 };
    double **cell = memory_new(c->count, sizeof *cell);
    size_t count = AT_ONCE, room = 0;
    bool ok = true;
    for (size_t k = 0; k < c->count; k++)
        cell[k] = memory_new(AT_ONCE, sizeof **cell);
    while (ok && count == AT_ONCE && (ok = columns_read(c, &count, cell, err))) {
        if (d->rows + count > room) {
            room = 2 * (d->rows + count);
            d->x = memory_resize(d->x, room * d->inputs, sizeof *d->x);
            d->target = memory_resize(d->target, room, sizeof *d->target);
        }
        for (size_t i = 0; i < count && ok; i++, d->rows++) {
            for (size_t k = 0; k < c->count && ok; k++)
                ok = isfinite(cell[k][i]) ||
                     error_set(err,
                               "%s: row %zu, column %zu is %s; networks learn from finite numbers",
                               quote(typed).text, d->rows + 1, k + 1, number_text(cell[k][i]).text);
            for (size_t j = 0; j < d->inputs; j++)
                d->x[d->rows * d->inputs + j] = cell[j][i];
            d->target[d->rows] = cell[d->inputs][i];
        }
    }
    for (size_t k = 0; k < c->count; k++)
        free(cell[k]);
    free(cell);
    return ok;
}

static bool file_suits(const struct data *d, size_t words, const char *typed, struct error *err)
{
    if (!constant(d->rows, d->target))
        return true;
    return words > 0
               ? error_set(err, "%s: every row is of one class; there is nothing to tell apart",
                           quote(typed).text)
               : error_set(err,
                           "%s: the target, its last column, is %s in every row; there is "
                           "nothing to learn",
                           quote(typed).text, number_text(d->target[0]).text);
}

static bool read_file(struct problem *s, const char *typed, const char *wish, struct error *err)
{
    struct columns c;
    struct data *d = memory_new(1, sizeof *d);
    if (!columns_open(&c, typed, err)) {
        free(d);
        return false;
    }
    s->file = d;
    d->name = text_copy(typed);
    d->inputs = c.count - 1;
    bool ok =
        c.count >= 2 ||
        error_set(err, "%s: has one column; the last one is the target, those before it are inputs",
                  quote(typed).text);
    ok = ok && read_rows(&c, d, typed, err) &&
         (d->rows >= 2 || error_set(err, "%s: has %zu row%s; there is nothing to learn",
                                    quote(typed).text, d->rows, d->rows == 1 ? "" : "s")) &&
         file_suits(d, c.nclasses, typed, err) && find_classes(s, d, &c, wish, typed, err);
    if (ok && is_index(&c, d)) {
        leave_out_first(d);
        s->said[1] = text_copy(
            "Its first column has no name and counts the rows: it is left out of the inputs.");
    }
    if (ok) {
        if (!d->classes)
            scale_target(s, d);
        dataset_scale(d);
        s->inputs = d->inputs;
        s->classes = d->classes;
        s->rows = d->rows;
    }
    columns_close(&c);
    return ok;
}

static bool read_named_file(struct problem *s, const char *typed, const struct problem_options *o,
                            struct error *err)
{
    if (o->probe > 0)
        return error_usage(err, "%s: a file has no fresh samples; leave out --probe",
                           quote(typed).text);
    if (read_file(s, typed, o->target, err))
        return true;
    problem_free(s);
    return false;
}

bool problem_read(struct problem *s, const char *typed, const struct problem_options *o,
                  struct error *err)
{
    *s = (struct problem){ .shift = o->shift, .probe = (size_t)o->probe, .scale = 1 };
    s->task = task_find(typed);
    if (o->target && (s->task || !operand_is_file(typed)))
        return error_usage(err, "%s: has a target of its own; --target is for files",
                           quote(typed).text);
    if (s->task) {
        s->inputs = s->task->inputs > 0 ? s->task->inputs : o->inputs > 0 ? o->inputs : 2;
        s->classes = s->task->classes;
        s->rows = s->task->rows;
        return true;
    }
    if (operand_is_file(typed))
        return read_named_file(s, typed, o, err);
    if (!o->curve || (only_a_name(typed) && name_nearest(typed, next_task, NULL)))
        return unknown(typed, o->curve != NULL, err);
    if (read_expression(s, typed, o->curve, err))
        return true;
    problem_free(s);
    return false;
}

void problem_free(struct problem *s)
{
    free(s->said[0]);
    free(s->said[1]);
    if (s->target) {
        function_free(s->target);
        free(s->target);
    }
    if (s->file) {
        dataset_free(s->file);
        free(s->file);
    }
    *s = (struct problem){ 0 };
}

double problem_input(const struct problem *s, double x)
{
    double middle = 0.5 * s->range.low + 0.5 * s->range.high,
           half = 0.5 * s->range.high - 0.5 * s->range.low;
    return (x - middle) / half + s->shift;
}

static void shift(const struct problem *s, struct data *d)
{
    for (size_t i = 0; i < d->rows * d->inputs && s->shift != 0; i++)
        d->x[i] += s->shift;
}

static void curve(const struct problem *s, struct data *d)
{
    *d = (struct data){ .name = text_copy(s->target->label), .rows = s->rows, .inputs = 1 };
    d->x = memory_new(d->rows, sizeof *d->x);
    d->target = memory_new(d->rows, sizeof *d->target);
    for (size_t i = 0; i < d->rows; i++)
        d->x[i] = s->range.low + (s->range.high - s->range.low) * (double)i / (double)(d->rows - 1);
    function_map(s->target, d->rows, d->x, d->target, NULL, NULL);
    for (size_t i = 0; i < d->rows; i++) {
        d->x[i] = problem_input(s, d->x[i]);
        d->target[i] = (d->target[i] - s->mean) / s->scale;
    }
}

/* Every run may shift its data, so each has its own. */
static void copy_file(const struct data *file, struct data *d)
{
    *d = *file;
    d->name = text_copy(file->name);
    d->x = memory_new(d->rows * d->inputs, sizeof *d->x);
    memcpy(d->x, file->x, d->rows * d->inputs * sizeof *d->x);
    d->target = memory_new(d->rows, sizeof *d->target);
    memcpy(d->target, file->target, d->rows * sizeof *d->target);
    if (!file->class)
        return;
    d->class = memory_new(d->rows, sizeof *d->class);
    memcpy(d->class, file->class, d->rows * sizeof *d->class);
}

void problem_data(const void *problem, uint64_t seed, struct data *d)
{
    const struct problem *s = problem;
    if (s->target) {
        curve(s, d);
        return;
    }
    if (s->file) {
        copy_file(s->file, d);
        shift(s, d);
        return;
    }
    dataset_make(d, s->task, s->rows, s->inputs, seed, STREAM_DATA);
    shift(s, d);
}

void problem_probe(const void *problem, uint64_t seed, struct data *d)
{
    const struct problem *s = problem;
    dataset_make(d, s->task, s->probe, s->inputs, seed, STREAM_PROBE);
    shift(s, d);
}
