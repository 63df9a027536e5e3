/* Running a recipe, and what recipes share. */
#include "experiment/paper.h"

#include <math.h>
#include <stdlib.h>

void paper_run(const struct publication *paper, struct paper_run *p)
{
    p->row = NULL;
    p->rows = 0;
    paper->run(p);
}

void paper_run_free(struct paper_run *p)
{
    for (size_t i = 0; i < p->rows; i++)
        free(p->row[i].claim);
    free(p->row);
}

size_t paper_trials(const struct paper_run *p, size_t n)
{
    return p->quick ? (n + 9) / 10 : n;
}

static void add(struct paper_run *p, struct paper_row row, const char *claim, va_list args)
{
    row.claim = text_format_list(claim, args);
    row.agrees = row.low <= row.paper && row.paper <= row.high;
    p->row = memory_resize(p->row, p->rows + 1, sizeof *p->row);
    p->row[p->rows++] = row;
}

void paper_count(struct paper_tally *t, double x)
{
    t->count++;
    t->sum += x;
    t->square += x * x;
}

static struct paper_row measured(const struct paper_tally *t, double paper, double rounding,
                                 const char *where)
{
    double mean = t->sum / t->count, variance = t->square / t->count - mean * mean;
    double error = 3 * sqrt(fmax(variance, 0) / (t->count - 1)) + rounding;
    return (struct paper_row){ NULL, where, paper, mean, mean - error, mean + error, false };
}

void paper_measured(struct paper_run *p, const struct paper_tally *t, double paper,
                    const char *where, const char *claim, ...)
{
    va_list args;
    va_start(args, claim);
    add(p, measured(t, paper, 0, where), claim, args);
    va_end(args);
}

void paper_measured_rounded(struct paper_run *p, const struct paper_tally *t, double paper,
                            double rounding, const char *where, const char *claim, ...)
{
    va_list args;
    va_start(args, claim);
    add(p, measured(t, paper, rounding, where), claim, args);
    va_end(args);
}

void paper_computed(struct paper_run *p, double ours, double error, double paper, const char *where,
                    const char *claim, ...)
{
    va_list args;
    va_start(args, claim);
    add(p, (struct paper_row){ NULL, where, paper, ours, ours - error, ours + error, false }, claim,
        args);
    va_end(args);
}

double paper_normal(double (*of)(double z))
{
    /* Simpson's rule on either side of 0, where a corner may be. */
    enum { STEPS = 4096 };
    double h = 12.0 / STEPS, sum = 0;
    for (int side = -1; side <= 1; side += 2)
        for (int i = 0; i <= STEPS; i++) {
            double z = side * fmax(i * h, 1e-300);
            double weight = i == 0 || i == STEPS ? 1 : i % 2 ? 4 : 2;
            sum += weight * of(z) * exp(-z * z / 2);
        }
    return sum * h / 3 / sqrt(2 * 3.14159265358979323846);
}

void paper_gauss(double *a, size_t count, double deviation, struct random *r)
{
    for (size_t i = 0; i < count; i++)
        a[i] = deviation * random_normal(r);
}

struct gaussian_moments paper_moments(const char *function, double q)
{
    struct function f;
    struct gaussian g;
    if (!function_parse(&f, function, NULL, 0, NULL))
        return (struct gaussian_moments){ NAN, NAN, NAN, NAN, false };
    gaussian_start(&g, &f);
    struct gaussian_moments m = gaussian_moments(&g, q);
    function_free(&f);
    return m;
}
