/* What fit found, in tables and words. */
#include "command/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CURVE_POINTS = 401, GRID = 141 }; /* of the tables `prediction` */

static double quality_of(const struct training_run *run)
{
    return isnan(run->score.accuracy) ? run->score.r2 : run->score.accuracy;
}
static double loss_of(const struct training_run *run)
{
    return run->score.loss;
}

struct fit_result {
    const char *activation, *init;
    size_t width;
    double seed;
    size_t parameters;
    double loss, quality, steps_per_second;
};

static void table_results(const struct runs *r, const struct problem *s, struct report *report)
{
    const struct column_row columns[] = {
        COLUMN(struct fit_result, activation),
        COLUMN(struct fit_result, init),
        COLUMN(struct fit_result, width),
        COLUMN(struct fit_result, seed),
        COLUMN(struct fit_result, parameters),
        COLUMN(struct fit_result, loss),
        COLUMN_AS(s->classes ? "accuracy" : "r2", struct fit_result, quality),
        COLUMN(struct fit_result, steps_per_second),
    };
    struct fit_result *rows = memory_new(r->count, sizeof *rows);
    for (size_t k = 0; k < r->count; k++) {
        const struct training_run *run = &r->run[k];
        double steps = (double)(run->diverged ? run->diverged : r->steps);
        rows[k] = (struct fit_result){
            .activation = run->function->label,
            .init = run->init->name,
            .width = run->width,
            .seed = (double)run->seed,
            .parameters = run->parameters,
            .loss = run->score.loss,
            .quality = quality_of(run),
            .steps_per_second = run->seconds > 0 ? steps / run->seconds : NAN,
        };
    }
    report_rows(report, "results", columns, COLUMNS(columns), rows, r->count, sizeof *rows)
        ->no_text = true;
    free(rows);
}

static double three_digits(double x)
{
    return strtod(number_text_short(x, 3).text, NULL);
}

/* A part of 1 in percent. Below 1e-5 a part of the variance is what arithmetic in float makes of 0.
 */
static double in_percent(double part)
{
    return fabs(part) < 1e-5 ? 0 : 100 * part;
}
static double rounded(double part)
{
    return percent_rounded(in_percent(part)) / 100;
}

/* For people: one row a net, over the seeds the mean and the ends. */
static void table_nets(const struct runs *r, const struct problem *s, struct report *report)
{
    struct table *t = report_table(report, "nets", r->nfunctions * r->ninits * r->nwidths);
    char **activation = table_texts(t, "activation"),
         **init = r->ninits > 1 ? table_texts(t, "init") : NULL;
    double *width = r->nwidths > 1 ? table_numbers(t, "width") : NULL;
    double *parameters = table_numbers(t, "parameters"), *loss = table_numbers(t, "loss");
    double *low = r->seeds > 1 ? table_numbers(t, "least") : NULL,
           *high = r->seeds > 1 ? table_numbers(t, "most") : NULL;
    double *quality = table_numbers(t, s->classes ? "accuracy" : "r2");
    double *worst = r->seeds > 1 ? table_numbers(t, "worst") : NULL,
           *best = r->seeds > 1 ? table_numbers(t, "best") : NULL;
    size_t row = 0;
    for (size_t f = 0; f < r->nfunctions; f++)
        for (size_t i = 0; i < r->ninits; i++)
            for (size_t w = 0; w < r->nwidths; w++, row++) {
                struct seed_spread l = runs_spread(r, f, i, w, loss_of),
                                   q = runs_spread(r, f, i, w, quality_of);
                activation[row] = text_copy(r->functions[f].label);
                if (init)
                    init[row] = text_copy(r->inits[i].name);
                if (width)
                    width[row] = (double)r->widths[w];
                parameters[row] = (double)runs_at(r, f, i, w, 0)->parameters;
                loss[row] = three_digits(l.mean);
                quality[row] = rounded(q.mean);
                if (!low || !high || !worst || !best)
                    continue; /* one seed: no ends */
                low[row] = three_digits(l.low), high[row] = three_digits(l.high);
                worst[row] = rounded(q.low), best[row] = rounded(q.high);
            }
}

/* ---- predictions: of the first seed's nets -------------------------------------------------- */

static size_t nets(const struct runs *r)
{
    return r->count / r->seeds;
}

struct titles {
    char **activation, **init;
    double *width;
};

static struct titles name_columns(struct table *t)
{
    struct titles n;
    n.activation = table_texts(t, "activation");
    n.init = table_texts(t, "init");
    n.width = table_numbers(t, "width");
    return n;
}

static void name_row(const struct titles *n, size_t row, const struct training_run *run)
{
    n->activation[row] = text_copy(run->function->label);
    n->init[row] = text_copy(run->init->name);
    n->width[row] = (double)run->width;
}

/* For the figure: the target and what each net makes of it, side by side. */
static void table_curves(const struct runs *r, const struct table *prediction,
                         struct report *report)
{
    struct table *t = report_table(report, "curves", CURVE_POINTS);
    t->no_text = t->on_request = true;
    const double *x = prediction->columns[3].numbers, *target = prediction->columns[4].numbers,
                 *y = prediction->columns[5].numbers;
    memcpy(table_numbers(t, "x"), x, CURVE_POINTS * sizeof *x);
    for (size_t k = 0; k < nets(r); k++) {
        const struct training_run *run = &r->run[k * r->seeds];
        char *name = r->nwidths > 1  ? text_format("%s, %zu wide", run->function->label, run->width)
                     : r->ninits > 1 ? text_format("%s %s", run->function->label, run->init->name)
                                     : text_copy(run->function->label);
        memcpy(table_numbers(t, name), y + k * CURVE_POINTS, CURVE_POINTS * sizeof *y);
        free(name);
    }
    memcpy(table_numbers(t, "target"), target,
           CURVE_POINTS * sizeof *x); /* last: the nets' colours are those of the loss */
}

static void predict_curve(const struct runs *r, const struct problem *s, struct report *report)
{
    struct table *t = report_table(report, "prediction", nets(r) * CURVE_POINTS);
    t->no_text = true;
    struct titles names = name_columns(t);
    double *x = table_numbers(t, "x"), *target = table_numbers(t, "target"),
           *y = table_numbers(t, "prediction");
    double point[CURVE_POINTS], input[CURVE_POINTS];
    for (size_t i = 0; i < CURVE_POINTS; i++) {
        point[i] = s->range.low + (s->range.high - s->range.low) * (double)i / (CURVE_POINTS - 1);
        input[i] = problem_input(s, point[i]);
    }
    for (size_t k = 0, row = 0; k < nets(r); k++, row += CURVE_POINTS) {
        const struct training_run *run = &r->run[k * r->seeds];
        memcpy(x + row, point, sizeof point);
        function_map(s->target, CURVE_POINTS, point, target + row, NULL, NULL);
        network_predict(&run->net, input, CURVE_POINTS, y + row, NULL);
        for (size_t i = 0; i < CURVE_POINTS; i++) {
            y[row + i] = s->mean + s->scale * y[row + i];
            name_row(&names, row + i, run);
        }
    }
    table_curves(r, t, report);
}

static size_t largest(size_t n, const double *z)
{
    size_t best = 0;
    for (size_t c = 1; c < n; c++)
        if (z[c] > z[best])
            best = c;
    return best;
}

/* How much surer the net is of its class than of the next: 0 on the border, to 1. */
static double margin(size_t n, const double *z)
{
    size_t best = largest(n, z);
    double next = -INFINITY;
    for (size_t c = 0; c < n; c++)
        if (c != best)
            next = fmax(next, z[c]);
    return tanh(0.5 * (z[best] - next));
}

/* The plane that the data live in, cell by cell: which class each net gives it. */
static void predict_plane(const struct runs *r, const struct problem *s, const struct data *d,
                          struct report *report)
{
    struct table *t = report_table(report, "prediction", nets(r) * GRID * GRID);
    t->no_text = t->on_request = true;
    struct titles names = name_columns(t);
    double *x = table_numbers(t, "x"), *y = table_numbers(t, "y"),
           *class = table_numbers(t, "class"), *sure = table_numbers(t, "margin");
    double *border =
        table_numbers(t, "border"); /* 1 where the cell to the left or below is another class's */
    double *input = memory_new(2 * GRID * GRID, sizeof *input),
           *z = memory_new(s->classes * GRID * GRID, sizeof *z);
    double low[2] = { INFINITY, INFINITY }, high[2] = { -INFINITY, -INFINITY };
    for (size_t i = 0; i < 2 * d->rows; i++) {
        low[i % 2] = fmin(low[i % 2], d->x[i]);
        high[i % 2] = fmax(high[i % 2], d->x[i]);
    }
    for (size_t i = 0; i < GRID * GRID; i++)
        for (size_t j = 0; j < 2; j++) {
            double edge = 0.05 * (high[j] - low[j]),
                   at = (double)(j == 0 ? i % GRID : i / GRID) / (GRID - 1);
            input[2 * i + j] = low[j] - edge + at * (high[j] - low[j] + 2 * edge);
        }
    for (size_t k = 0, row = 0; k < nets(r); k++) {
        const struct training_run *run = &r->run[k * r->seeds];
        network_predict(&run->net, input, GRID * GRID, z, NULL);
        for (size_t i = 0; i < GRID * GRID; i++, row++) {
            name_row(&names, row, run);
            x[row] = input[2 * i];
            y[row] = input[2 * i + 1];
            class[row] = (double)largest(s->classes, z + i * s->classes);
            sure[row] = margin(s->classes, z + i * s->classes);
            border[row] = (i % GRID > 0 && class[row] != class[row - 1]) ||
                          (i >= GRID && class[row] != class[row - GRID]);
        }
    }
    free(input);
    free(z);
}

/* More inputs than a plane has: the training samples one by one. */
static void predict_rows(const struct runs *r, const struct problem *s, const struct data *d,
                         struct report *report)
{
    struct table *t = report_table(report, "prediction", nets(r) * d->rows);
    t->no_text = t->on_request = true;
    struct titles names = name_columns(t);
    double *sample = table_numbers(t, "sample"), *target = table_numbers(t, "target"),
           *y = table_numbers(t, "prediction");
    size_t outputs = s->classes ? s->classes : 1;
    double *z = memory_new(d->rows * outputs, sizeof *z);
    for (size_t k = 0, row = 0; k < nets(r); k++) {
        const struct training_run *run = &r->run[k * r->seeds];
        network_predict(&run->net, d->x, d->rows, z, NULL);
        for (size_t i = 0; i < d->rows; i++, row++) {
            name_row(&names, row, run);
            sample[row] = (double)(i + 1);
            target[row] = s->classes ? (double)d->class[i] : s->mean + s->scale * d->target[i];
            y[row] =
                s->classes ? (double)largest(outputs, z + i * outputs) : s->mean + s->scale * z[i];
        }
    }
    free(z);
}

/* For the figure: a title for each net, in the order of `prediction`. */
static void table_titles(const struct runs *r, struct report *report)
{
    struct table *t = report_table(report, "titles", nets(r));
    t->no_text = t->on_request = true;
    char **title = table_texts(t, "title");
    for (size_t k = 0; k < nets(r); k++) {
        const struct training_run *run = &r->run[k * r->seeds];
        char *width = r->nwidths > 1 ? text_format(", %zu wide", run->width) : text_copy("");
        char *share = run->diverged
                          ? text_copy("diverged")
                          : text_format("%s %%", percent_text(100 * run->score.accuracy).text);
        char *seed = r->seeds > 1 ? text_format(", seed %zu", (size_t)r->seed) : text_copy("");
        title[k] = text_format("%s%s%s%s%s: %s", run->function->label, r->ninits > 1 ? " " : "",
                               r->ninits > 1 ? run->init->name : "", width, seed, share);
        free(seed);
        free(share);
        free(width);
    }
}

/* The samples themselves, for the figure. */
static void table_data(const struct data *d, struct report *report)
{
    struct table *t = report_table(report, "data", d->rows);
    t->no_text = t->on_request = true;
    double *x = table_numbers(t, "x"), *y = table_numbers(t, "y"),
           *class = table_numbers(t, "class");
    for (size_t i = 0; i < d->rows; i++) {
        x[i] = d->x[2 * i];
        y[i] = d->x[2 * i + 1];
        class[i] = (double)d->class[i];
    }
}

static void predict(const struct runs *r, const struct problem *s, struct report *report)
{
    struct data d;
    if (s->target) {
        predict_curve(r, s, report);
        return;
    }
    problem_data(s, r->seed, &d);
    if (d.classes && d.inputs == 2) {
        predict_plane(r, s, &d, report);
        table_data(&d, report);
        table_titles(r, report);
    } else {
        predict_rows(r, s, &d, report);
    }
    dataset_free(&d);
}

/* ---- words ---------------------------------------------------------------------------------- */

static struct number_text short_number(double x)
{
    return number_text_short(x, 3);
}

/* "identity 53 %, relu 99 %": of the widest nets, the first init. */
static char *verdicts(const struct runs *r)
{
    enum { MOST = 4 };
    struct buffer all = { 0 };
    for (size_t f = 0; f < r->nfunctions && f < MOST; f++) {
        struct seed_spread q = runs_spread(r, f, 0, r->nwidths - 1, quality_of);
        q.mean = in_percent(q.mean);
        char *verdict = runs_verdict(&q, r->seeds);
        buffer_item(&all, ", ", "%s %s", r->functions[f].label, verdict);
        free(verdict);
    }
    if (r->nfunctions > MOST)
        buffer_item(&all, ", ", "and %zu more", r->nfunctions - MOST);
    return buffer_take(&all);
}

/* One function of every width: linear nets end where the closed form says, whatever their width. */
static void say_widths(const struct runs *r, size_t f, struct report *report)
{
    struct seed_spread loss = { 0, INFINITY, -INFINITY, 0 };
    for (size_t w = 0; w < r->nwidths; w++) {
        double l = runs_spread(r, f, 0, w, loss_of).mean;
        if (isnan(l))
            return; /* all diverged, which is said elsewhere */
        loss.low = fmin(loss.low, l);
        loss.high = fmax(loss.high, l);
    }
    report_say(report, r->functions[f].label, "loss %s at width %zu, %s at width %zu%s.",
               short_number(runs_spread(r, f, 0, 0, loss_of).mean).text, r->widths[0],
               short_number(runs_spread(r, f, 0, r->nwidths - 1, loss_of).mean).text,
               r->widths[r->nwidths - 1],
               loss.high - loss.low < 0.001 * loss.high ? ": more units did not help" : "");
}

static void describe(const struct runs *r, const struct problem *s, const char *task,
                     struct report *report)
{
    char *verdict = verdicts(r);
    report_headline(report, "%s: %s", task, verdict);
    free(verdict);
    report_subtitle(report,
                    "%s; %zu samples, %zu hidden layer%s, %zu step%s of %s at rate %s%s%s%s",
                    s->classes ? "Training accuracy" : "R^2 (training)", s->rows, r->hidden,
                    r->hidden == 1 ? "" : "s", r->steps, r->steps == 1 ? "" : "s",
                    optimizer_name(r->learning.optimizer), short_number(r->learning.rate).text,
                    r->learning.decay > 0 ? ", weight decay " : "",
                    r->learning.decay > 0 ? short_number(r->learning.decay).text : "",
                    r->seeds > 1 ? "; mean over the seeds" : "");
    for (size_t f = 0; f < r->nfunctions && r->nwidths > 1; f++)
        say_widths(r, f, report);
    runs_diverged(r, report);
    report_note(report, "Plot: --plot    Learn more: actfn lesson nonlinearity");
    runs_whose_facts(r, report);
}

static void facts(const struct runs *r, const struct problem *s, struct report *report)
{
    const struct training_run *run = &r->run[0];
    report_fact(report, "samples", (double)s->rows);
    report_fact(report, "parameters", (double)run->parameters);
    report_fact(report, "loss", run->score.loss);
    report_fact(report, s->classes ? "accuracy" : "r2", quality_of(run));
    if (run->diverged)
        report_fact(report, "diverged_step", (double)run->diverged);
    report_fact(report, "seed", (double)r->seed);
}

/* Losses in the units of the target. */
static void rescale(struct runs *r, double square)
{
    for (size_t k = 0; k < r->count; k++) {
        r->run[k].score.loss *= square;
        for (size_t i = 0; i < r->run[k].records; i++)
            r->run[k].record[i].score.loss *= square;
    }
}

static void choose_figure(const char *figure, const struct problem *s, struct report *report)
{
    if (figure && strcmp(figure, "loss") == 0)
        report_figure(report, "training");
    else if (figure && strcmp(figure, "width") == 0)
        report_figure(report, "fit_width");
    else if (report_find_table(report, "film"))
        report_figure(report, "film");
    else if (s->target)
        report_figure(report, "fit");
    else if (report_find_table(report, "titles"))
        report_figure(report, "regions");
    else
        report_figure(report, "training");
}

void fit_report(struct runs *r, const struct problem *s, const struct request *q,
                struct report *report)
{
    rescale(r, s->scale * s->scale);
    describe(r, s, q->operands[0], report);
    facts(r, s, report);
    problem_report(s, report);
    table_results(r, s, report);
    table_nets(r, s, report);
    runs_training(r, report);
    predict(r, s, report);
    if (r->film)
        film_report(r, s, q, report);
    choose_figure(q->delivery->figure, s, report);
}
