/* Where the data to learn come from: a data set by name, an expression, a file. */
#include "command/problem.h"
#include "input/input.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 256 };                     /* of an expression's training data */

static const char *next_task(const void *state, size_t i)
{
    (void)state;
    return task_row(i) ? task_row(i)->name : NULL;
}

static bool unknown(const char *typed, bool expressions, struct message *why)
{
    const char *near = name_nearest(typed, next_task, NULL);
    if (near)
        return message_set(why, "%s: no such data set; did you mean '%s'?", quote(typed).text, near);
    return message_set(why, "%s: no such data set; there are spiral, two-spirals, circles, moons, xor, noise, csv files%s", quote(typed).text,
                       expressions ? " and expressions in x: 'sin(3*x)'" : "");
}

static bool only_a_name(const char *typed)
{
    for (; *typed; typed++)
        if (!isalnum((unsigned char)*typed) && *typed != '-' && *typed != '_') return false;
    return true;
}

static bool constant(size_t rows, const double *target)
{
    for (size_t i = 1; i < rows; i++)
        if (target[i] != target[0]) return false;
    return true;
}

/* Can a net learn it? Finite everywhere, and not the same everywhere: a target that never changes has no variance to explain. */
static bool curve_suits(size_t rows, const double *x, const double *y, const char *typed, struct message *why)
{
    for (size_t i = 0; i < rows; i++)
        if (!isfinite(y[i]))
            return message_set(why, "%s: is %s at x = %s; choose a --range on which it is finite", quote(typed).text,
                               number_text(y[i]).text, number_text_short(x[i], 6).text);
    return !constant(rows, y) || message_set(why, "%s: is %s at every x of the range; there is nothing to learn", quote(typed).text,
                                             number_text(y[0]).text);
}

static bool read_expression(struct problem *s, const char *typed, const struct options *o, struct message *why)
{
    struct function g;
    if (!function_parse(&g, typed, o->set, o->nset, why))
        return false;
    s->target = memory_new(1, sizeof *s->target);
    *s->target = g;
    s->range = o->range;
    s->inputs = 1;
    s->rows = o->points > 0 ? (size_t)o->points : POINTS;
    if (s->rows < 2)
        return message_set(why, "--points %zu: a curve to fit needs 2 points or more", s->rows);
    return true;
}

bool problem_look(struct problem *s, const char *typed, struct message *why)
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
    for (size_t i = 0; i < s->rows; i++) s->mean += y[i] / (double)s->rows;
    for (size_t i = 0; i < s->rows; i++) square += (y[i] - s->mean) * (y[i] - s->mean) / (double)s->rows;
    s->scale = square > 0 ? sqrt(square) : 1;
    bool good = curve_suits(s->rows, x, y, typed, why);
    free(x);
    free(y);
    return good;
}

/* ---- a file: inputs, and in the last column the target or the class ------------------------------------*/

/* Whole numbers, few of them and each many times: classes. */
enum { CLASSES_MOST = 20, SAMPLES_EACH = 5 };

/* How many different numbers there are, at most CLASSES_MOST + 1; 0 when one of them is no whole number. */
static size_t different(size_t rows, const double *target, double *found)
{
    size_t n = 0;
    for (size_t i = 0; i < rows; i++) {
        size_t k = 0;
        if (target[i] != floor(target[i])) return 0;
        while (k < n && found[k] != target[i]) k++;
        if (k < n) continue;
        if (n == CLASSES_MOST) return CLASSES_MOST + 1;
        found[n++] = target[i];
    }
    qsort(found, n, sizeof *found, number_ascending);
    return n;
}

static void find_classes(struct data *d, size_t words)
{
    double found[CLASSES_MOST] = { 0 };
    size_t n = words > 0 ? words : different(d->rows, d->target, found);
    if (n < 2 || (words == 0 && (n > CLASSES_MOST || n * SAMPLES_EACH > d->rows)))
        return;
    d->classes = n;
    d->class = memory_new(d->rows, sizeof *d->class);
    for (size_t i = 0; i < d->rows; i++) {
        size_t k = 0;
        while (words == 0 && found[k] != d->target[i]) k++;
        d->class[i] = (uint32_t)(words > 0 ? (size_t)d->target[i] : k);
    }
}

static void scale_target(struct problem *s, struct data *d)
{
    double square = 0;
    for (size_t i = 0; i < d->rows; i++) s->mean += d->target[i] / (double)d->rows;
    for (size_t i = 0; i < d->rows; i++) square += (d->target[i] - s->mean) * (d->target[i] - s->mean) / (double)d->rows;
    s->scale = square > 0 ? sqrt(square) : 1;
    for (size_t i = 0; i < d->rows; i++) d->target[i] = (d->target[i] - s->mean) / s->scale;
}

static bool read_rows(struct columns *c, struct data *d, const char *typed, struct message *why)
{
    enum { AT_ONCE = 1024 };
    double **cell = memory_new(c->count, sizeof *cell);
    size_t count = AT_ONCE, room = 0;
    bool good = true;
    for (size_t k = 0; k < c->count; k++) cell[k] = memory_new(AT_ONCE, sizeof **cell);
    while (good && count == AT_ONCE && (good = columns_read(c, &count, cell, why))) {
        if (d->rows + count > room) {
            room = 2 * (d->rows + count);
            d->x = memory_resize(d->x, room * d->inputs, sizeof *d->x);
            d->target = memory_resize(d->target, room, sizeof *d->target);
        }
        for (size_t i = 0; i < count && good; i++, d->rows++) {
            for (size_t k = 0; k < c->count && good; k++)
                good = isfinite(cell[k][i]) || message_set(why, "%s: row %zu, column %zu is %s; nets learn from finite numbers",
                                                           quote(typed).text, d->rows + 1, k + 1, number_text(cell[k][i]).text);
            for (size_t j = 0; j < d->inputs; j++) d->x[d->rows * d->inputs + j] = cell[j][i];
            d->target[d->rows] = cell[d->inputs][i];
        }
    }
    for (size_t k = 0; k < c->count; k++) free(cell[k]);
    free(cell);
    return good;
}

static bool file_suits(const struct data *d, size_t words, const char *typed, struct message *why)
{
    if (!constant(d->rows, d->target)) return true;
    return words > 0 ? message_set(why, "%s: every row is of one class; there is nothing to tell apart", quote(typed).text)
                     : message_set(why, "%s: the target, its last column, is %s in every row; there is nothing to learn", quote(typed).text,
                                   number_text(d->target[0]).text);
}

static bool read_file(struct problem *s, const char *typed, struct message *why)
{
    struct columns c;
    struct data *d = memory_new(1, sizeof *d);
    if (!columns_open(&c, typed, why)) {
        free(d);
        return false;
    }
    s->file = d;
    d->name = text_copy(typed);
    d->inputs = c.count - 1;
    bool good = c.count >= 2 || message_set(why, "%s: has one column; the last one is the target, those before it are inputs", quote(typed).text);
    good = good && read_rows(&c, d, typed, why) &&
           (d->rows >= 2 || message_set(why, "%s: has %zu row%s; there is nothing to learn", quote(typed).text, d->rows, d->rows == 1 ? "" : "s")) &&
           file_suits(d, c.nclasses, typed, why);
    if (good) {
        find_classes(d, c.nclasses);
        if (!d->classes) scale_target(s, d);
        dataset_scale(d);
        s->inputs = d->inputs;
        s->classes = d->classes;
        s->rows = d->rows;
    }
    columns_close(&c);
    return good;
}

static bool is_file(const char *typed)
{
    static const char *const suffixes[] = { ".csv", ".tsv", ".txt", ".npy" };
    size_t length = strlen(typed);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (length > 4 && name_equal(typed + length - 4, suffixes[i])) return true;
    return false;
}

static bool read_named_file(struct problem *s, const char *typed, const struct options *o, int *status, struct message *why)
{
    if (o->probe > 0)
        return message_set(why, "%s: a file has no fresh samples; leave out --probe", quote(typed).text);
    if (read_file(s, typed, why)) return true;
    *status = STATUS_FAILED;
    problem_free(s);
    return false;
}

bool problem_read(struct problem *s, const char *typed, bool expressions, const struct options *o, size_t inputs, int *status,
                  struct message *why)
{
    *s = (struct problem){ .shift = o->shift, .probe = (size_t)o->probe, .scale = 1 };
    s->task = task_find(typed);
    if (s->task) {
        s->inputs = s->task->inputs > 0 ? s->task->inputs : inputs > 0 ? inputs : 2;
        s->classes = s->task->classes;
        s->rows = s->task->rows;
        return true;
    }
    if (is_file(typed))
        return read_named_file(s, typed, o, status, why);
    if (!expressions || (only_a_name(typed) && name_nearest(typed, next_task, NULL)))
        return unknown(typed, expressions, why);
    if (read_expression(s, typed, o, why)) return true;
    problem_free(s);
    return false;
}

void problem_free(struct problem *s)
{
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
    double middle = 0.5 * s->range.low + 0.5 * s->range.high, half = 0.5 * s->range.high - 0.5 * s->range.low;
    return (x - middle) / half + s->shift;
}

static void shift(const struct problem *s, struct data *d)
{
    for (size_t i = 0; i < d->rows * d->inputs && s->shift != 0; i++) d->x[i] += s->shift;
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
    if (!file->class) return;
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
