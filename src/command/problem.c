/* Where the data to learn come from. */
#include "command/problem.h"

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
    return message_set(why, "%s: no such data set; there are spiral, two-spirals, circles, moons, xor and noise%s", quote(typed).text,
                       expressions ? ", and expressions in x: 'sin(3*x)'" : "");
}

static bool only_a_name(const char *typed)
{
    for (; *typed; typed++)
        if (!isalnum((unsigned char)*typed) && *typed != '-' && *typed != '_') return false;
    return true;
}

static bool read_expression(struct problem *s, const char *typed, const struct options *o, struct message *why)
{
    struct function g;
    double *x, *y;
    if (!function_parse(&g, typed, o->set, o->nset, why))
        return false;
    s->target = memory_new(1, sizeof *s->target);
    *s->target = g;
    s->range = o->range;
    s->inputs = 1;
    s->rows = o->points > 0 ? (size_t)o->points : POINTS;
    if (s->rows < 2)
        return message_set(why, "--points %zu: a curve to fit needs 2 points or more", s->rows);
    x = memory_new(s->rows, sizeof *x);
    y = memory_new(s->rows, sizeof *y);
    for (size_t i = 0; i < s->rows; i++)
        x[i] = s->range.low + (s->range.high - s->range.low) * (double)i / (double)(s->rows - 1);
    function_map(s->target, s->rows, x, y, NULL, NULL);
    double square = 0;
    size_t bad = s->rows;
    for (size_t i = 0; i < s->rows; i++) {
        if (!isfinite(y[i]) && bad == s->rows) bad = i;
        s->mean += y[i] / (double)s->rows;
    }
    for (size_t i = 0; i < s->rows; i++) square += (y[i] - s->mean) * (y[i] - s->mean) / (double)s->rows;
    s->scale = square > 0 ? sqrt(square) : 1;
    bool good = bad == s->rows || message_set(why, "%s: is %s at x = %s; choose a --range on which it is finite", quote(typed).text,
                                              number_text(y[bad]).text, number_text_short(x[bad], 6).text);
    free(x);
    free(y);
    return good;
}

bool problem_read(struct problem *s, const char *typed, bool expressions, const struct options *o, size_t inputs, struct message *why)
{
    *s = (struct problem){ .shift = o->shift, .probe = (size_t)o->probe, .scale = 1 };
    s->task = task_find(typed);
    if (s->task) {
        s->inputs = s->task->inputs > 0 ? s->task->inputs : inputs > 0 ? inputs : 2;
        s->classes = s->task->classes;
        s->rows = s->task->rows;
        return true;
    }
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

void problem_data(const void *problem, uint64_t seed, struct data *d)
{
    const struct problem *s = problem;
    if (s->target) {
        curve(s, d);
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
