/* fit as it happens: what the nets make of the plane or of the curve at some moments of training,
 * for a film or a strip. */
#include "command/fit.h"

#include "plot/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Moments of a film and of a strip; a plane's and a curve's points; and the most that is kept. */
enum { FILM_MOMENTS = 18, STRIP_MOMENTS = 5, PLANE = 81, CURVE = 201, FILM_BYTES = 256 << 20 };

static bool moves(const struct request *q)
{
    const struct picture *p = q->destination.picture;
    return p && (strcmp(p->suffix, "gif") == 0 || strcmp(p->suffix, "html") == 0);
}

bool film_wanted(const struct runs *r, const struct problem *s, const struct request *q)
{
    const char *figure = q->delivery->figure;
    bool process = figure && strcmp(figure, "process") == 0;
    double bytes = 102.0 * (double)(r->nfunctions * r->ninits * r->nwidths) *
                   (double)(r->widths[r->nwidths - 1] * r->widths[r->nwidths - 1] *
                            (r->hidden > 1 ? r->hidden - 1 : 1)) *
                   sizeof(real);
    if (!(s->target || (s->classes && s->inputs == 2)) || bytes > FILM_BYTES || r->shape)
        return false;
    return process || (!figure && moves(q));
}

/* The records that are shown: the start, then ever longer strides, as most happens early. */
static size_t choose_moments(const struct training_run *run, size_t most, size_t *moment)
{
    size_t n = 0;
    for (size_t i = 0; i < most; i++) {
        double at = pow((double)run->records, (double)i / (double)(most - 1)) - 1;
        size_t record = (size_t)(at + 0.5);
        if (n && record <= moment[n - 1])
            record = moment[n - 1] + 1;
        if (record < run->records)
            moment[n++] = record;
    }
    return n;
}

struct film {
    const struct runs *runs;
    const struct problem *problem;
    size_t nets, moments, moment[FILM_MOMENTS];
};

/* A net with the weights of a moment; one that diverged before keeps its last. */
static void at_moment(const struct training_run *run, size_t record)
{
    size_t last = run->records - 1, k = record < last ? record : last;
    memcpy(run->net.weights, run->weights[k], run->net.stored * sizeof(real));
}

static double *predictions(const struct film *f, const double *input, size_t rows, size_t outputs)
{
    double *z = memory_new(f->moments * f->nets * rows * outputs, sizeof *z);
    for (size_t k = 0; k < f->nets; k++) {
        const struct training_run *run = &f->runs->run[k * f->runs->seeds];
        size_t bytes = run->net.stored * sizeof(real);
        real *end = memory_new(run->net.stored, sizeof *end);
        memcpy(end, run->net.weights, bytes);
        for (size_t m = 0; m < f->moments; m++) {
            at_moment(run, f->moment[m]);
            network_predict(&run->net, input, rows, z + (m * f->nets + k) * rows * outputs, NULL);
        }
        memcpy(run->net.weights, end, bytes);
        free(end);
    }
    return z;
}

static struct table *hidden_table(struct report *report, const char *name, size_t rows)
{
    struct table *t = report_table(report, name, rows);
    t->no_text = t->on_request = true;
    return t;
}

static void film_curve(const struct film *f, struct report *report)
{
    const struct problem *s = f->problem;
    struct table *t = hidden_table(report, "film", f->moments * f->nets * CURVE);
    double *net = table_numbers(t, "net"), *frame = table_numbers(t, "frame"),
           *x = table_numbers(t, "x"), *y = table_numbers(t, "prediction");
    double point[CURVE], input[CURVE];
    for (size_t i = 0; i < CURVE; i++) {
        point[i] = s->range.low + (s->range.high - s->range.low) * (double)i / (CURVE - 1);
        input[i] = problem_input(s, point[i]);
    }
    double *z = predictions(f, input, CURVE, 1);
    for (size_t row = 0; row < f->moments * f->nets * CURVE; row++) {
        net[row] = (double)(row / CURVE % f->nets + 1);
        frame[row] = (double)(row / CURVE / f->nets + 1);
        x[row] = point[row % CURVE];
        y[row] = s->mean + s->scale * z[row];
    }
    free(z);
}

static size_t first_of_two(size_t n, const double *z, double *lead)
{
    size_t best = 0;
    double next = -INFINITY;
    for (size_t c = 1; c < n; c++)
        best = z[c] > z[best] ? c : best;
    for (size_t c = 0; c < n; c++)
        if (c != best)
            next = fmax(next, z[c]);
    *lead = tanh(0.5 * (z[best] - next));
    return best;
}

static double *plane_of(const struct data *d)
{
    double *input = memory_new(2 * PLANE * PLANE, sizeof *input);
    double low[2] = { INFINITY, INFINITY }, high[2] = { -INFINITY, -INFINITY };
    for (size_t i = 0; i < 2 * d->rows; i++) {
        low[i % 2] = fmin(low[i % 2], d->x[i]);
        high[i % 2] = fmax(high[i % 2], d->x[i]);
    }
    for (size_t i = 0; i < 2 * PLANE * PLANE; i++) {
        size_t j = i % 2, cell = i / 2;
        double edge = 0.05 * (high[j] - low[j]),
               at = (double)(j ? cell / PLANE : cell % PLANE) / (PLANE - 1);
        input[i] = low[j] - edge + at * (high[j] - low[j] + 2 * edge);
    }
    return input;
}

static void film_plane(const struct film *f, struct report *report)
{
    enum { CELLS = PLANE * PLANE };
    size_t classes = f->problem->classes;
    struct data d;
    problem_data(f->problem, f->runs->seed, &d);
    double *input = plane_of(&d), *z = predictions(f, input, CELLS, classes);
    struct table *t = hidden_table(report, "film", f->moments * f->nets * CELLS);
    double *net = table_numbers(t, "net"), *frame = table_numbers(t, "frame"),
           *x = table_numbers(t, "x"), *y = table_numbers(t, "y"),
           *class = table_numbers(t, "class"), *sure = table_numbers(t, "margin"),
           *border = table_numbers(t, "border");
    for (size_t row = 0; row < f->moments * f->nets * CELLS; row++) {
        size_t cell = row % CELLS;
        net[row] = (double)(row / CELLS % f->nets + 1);
        frame[row] = (double)(row / CELLS / f->nets + 1);
        x[row] = input[2 * cell];
        y[row] = input[2 * cell + 1];
        class[row] = (double)first_of_two(classes, z + row * classes, &sure[row]);
        border[row] = (cell % PLANE > 0 && class[row] != class[row - 1]) ||
                      (cell >= PLANE && class[row] != class[row - PLANE]);
    }
    free(z);
    free(input);
    dataset_free(&d);
}

static void film_names(const struct film *f, struct report *report)
{
    const struct runs *r = f->runs;
    struct table *nets = hidden_table(report, "film_nets", f->nets),
                 *moments = hidden_table(report, "moments", f->moments),
                 *scores = hidden_table(report, "film_scores", f->nets * f->moments);
    char **label = table_texts(nets, "label"), **said = table_texts(scores, "said");
    double *step = table_numbers(moments, "step"), *loss = table_numbers(scores, "loss");
    char **step_text = table_texts(moments, "text");
    for (size_t k = 0; k < f->nets; k++) {
        const struct training_run *run = &r->run[k * r->seeds];
        if (r->nwidths > 1)
            label[k] = text_format("%s, %zu wide", run->function->label, run->width);
        else
            label[k] = text_format("%s%s%s", run->function->label, r->ninits > 1 ? " " : "",
                                   r->ninits > 1 ? run->init->name : "");
        for (size_t m = 0; m < f->moments; m++) {
            size_t last = run->records - 1, at = f->moment[m] < last ? f->moment[m] : last;
            const struct score *q = &run->record[at].score;
            loss[m * f->nets + k] = q->loss;
            said[m * f->nets + k] =
                f->problem->classes ? text_format("%s %%", percent_text(100 * q->accuracy).text)
                                    : text_format("loss %s", number_text_short(q->loss, 2).text);
        }
    }
    for (size_t m = 0; m < f->moments; m++) {
        step[m] = (double)r->run[0].record[f->moment[m]].step;
        step_text[m] = text_copy(number_text(step[m]).text);
    }
}

void film_report(const struct runs *r, const struct problem *s, const struct request *q,
                 struct report *report)
{
    struct film f = { .runs = r, .problem = s, .nets = r->count / r->seeds };
    const struct training_run *longest = &r->run[0];
    for (size_t k = 0; k < f.nets; k++)
        if (r->run[k * r->seeds].records > longest->records)
            longest = &r->run[k * r->seeds];
    f.moments = choose_moments(longest, moves(q) ? FILM_MOMENTS : STRIP_MOMENTS, f.moment);
    film_names(&f, report);
    if (s->target)
        film_curve(&f, report);
    else
        film_plane(&f, report);
}
