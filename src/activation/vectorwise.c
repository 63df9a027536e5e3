/* Functions of a whole vector. Each map takes the n points as one vector and gives, for every entry
 * i, f_i, the diagonal slope d f_i / d x_i and the diagonal curvature d^2 f_i / d x_i^2. A function
 * whose value is one number (logsumexp, maxout) gives that number in every entry; its slope is then
 * the gradient.
 *
 * exp only ever sees x_i - max <= 0, so 1000, 1001, 1002 overflow nothing. The largest entry's 1 -
 * p is summed from the others: 1 - p itself has no digits once p rounds to 1. */
#include "activation/vectorwise.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* p = softmax(scale * x), q = 1 - p, and the logarithm of the sum. `extra` is 1 for softmax_one:
 * one more entry, always 0, that nobody sees. */
struct weights {
    double *p, *q, largest, log_sum, others;
    size_t at;
};

static size_t largest_at(size_t n, const double *x)
{
    size_t at = 0;
    for (size_t i = 1; i < n; i++)
        if (x[i] > x[at])
            at = i;
    return at;
}

static bool any_nan(size_t n, const double *x)
{
    for (size_t i = 0; i < n; i++)
        if (isnan(x[i]))
            return true;
    return false;
}

static void fill(size_t n, double *f, double *df, double *ddf, double value)
{
    for (size_t i = 0; i < n; i++) {
        f[i] = value;
        if (df)
            df[i] = value;
        if (ddf)
            ddf[i] = value;
    }
}

/* false: a NaN among the entries, or nothing finite to subtract; every output is NaN then. */
static bool weights_make(size_t n, const double *x, double scale, bool extra, struct weights *w)
{
    if (n == 0)
        return false;
    double *u = memory_new(n, sizeof *u);
    w->q = memory_new(n, sizeof *w->q);
    for (size_t i = 0; i < n; i++)
        u[i] = scale * x[i];
    w->p = u;
    w->at = largest_at(n, u);
    w->largest = u[w->at];
    bool outside = extra && !(w->largest > 0); /* the unseen 0 is the largest */
    double top = outside ? 0 : w->largest;
    if (any_nan(n, u) || isinf(top)) {
        free(w->p);
        free(w->q);
        return false;
    }
    double others = extra && !outside ? exp(-top) : 0;
    for (size_t i = 0; i < n; i++) {
        u[i] = exp(u[i] - top);
        if (outside || i != w->at)
            others += u[i];
    }
    double sum = 1 + others;
    for (size_t i = 0; i < n; i++) {
        w->q[i] = !outside && i == w->at ? others / sum : (sum - u[i]) / sum;
        u[i] /= sum;
    }
    w->others = others;
    w->log_sum = top + log1p(others);
    return true;
}

static void weights_free(struct weights *w)
{
    free(w->p);
    free(w->q);
}

static void softmax_scaled(size_t n, const double *x, double scale, bool extra, double *f,
                           double *df, double *ddf)
{
    struct weights w;
    if (!weights_make(n, x, scale, extra, &w)) {
        fill(n, f, df, ddf, NAN);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        double p = w.p[i], q = w.q[i];
        f[i] = p;
        if (df)
            df[i] = scale * (p * q);
        if (ddf)
            ddf[i] = scale * scale * (p * q * (q - p));
    }
    weights_free(&w);
}

static void softmax_map(size_t n, const double *x, const double *param, double *f, double *df,
                        double *ddf)
{
    softmax_scaled(n, x, 1 / param[0], false, f, df, ddf);
}

static void softmin_map(size_t n, const double *x, const double *param, double *f, double *df,
                        double *ddf)
{
    (void)param;
    softmax_scaled(n, x, -1, false, f, df, ddf);
}

static void softmax_one_map(size_t n, const double *x, const double *param, double *f, double *df,
                            double *ddf)
{
    (void)param;
    softmax_scaled(n, x, 1, true, f, df, ddf);
}

/* x_i - max - log(1 + others): the first difference is exact or harmless, the last term keeps its
 * digits. */
static void log_softmax_map(size_t n, const double *x, const double *param, double *f, double *df,
                            double *ddf)
{
    struct weights w;
    (void)param;
    if (!weights_make(n, x, 1, false, &w)) {
        fill(n, f, df, ddf, NAN);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        f[i] = (x[i] - w.largest) - log1p(w.others);
        if (df)
            df[i] = w.q[i];
        if (ddf)
            ddf[i] = -(w.p[i] * w.q[i]);
    }
    weights_free(&w);
}

static void logsumexp_map(size_t n, const double *x, const double *param, double *f, double *df,
                          double *ddf)
{
    struct weights w;
    (void)param;
    if (!weights_make(n, x, 1, false, &w)) {
        double top = n ? x[largest_at(n, x)] : 0;
        fill(n, f, df, ddf, NAN);
        for (size_t i = 0; i < n && isinf(top) && !any_nan(n, x); i++)
            f[i] = top;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        f[i] = w.log_sum;
        if (df)
            df[i] = w.p[i];
        if (ddf)
            ddf[i] = w.p[i] * w.q[i];
    }
    weights_free(&w);
}

static void solu_map(size_t n, const double *x, const double *param, double *f, double *df,
                     double *ddf)
{
    struct weights w;
    (void)param;
    if (!weights_make(n, x, 1, false, &w)) {
        fill(n, f, df, ddf, NAN);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        double p = w.p[i], q = w.q[i];
        f[i] = x[i] * p;
        if (df)
            df[i] = p * (1 + x[i] * q);
        if (ddf)
            ddf[i] = p * q * (2 + x[i] * (q - p));
    }
    weights_free(&w);
}

static void hardmax_map(size_t n, const double *x, const double *param, double *f, double *df,
                        double *ddf)
{
    (void)param;
    fill(n, f, df, ddf, 0);
    if (any_nan(n, x))
        fill(n, f, df, ddf, NAN);
    else if (n)
        f[largest_at(n, x)] = 1;
}

static void maxout_map(size_t n, const double *x, const double *param, double *f, double *df,
                       double *ddf)
{
    (void)param;
    if (any_nan(n, x)) {
        fill(n, f, df, ddf, NAN);
        return;
    }
    size_t at = largest_at(n, x);
    for (size_t i = 0; i < n; i++) {
        f[i] = x[at];
        if (df)
            df[i] = i == at;
        if (ddf)
            ddf[i] = 0;
    }
}

/* Half 1 is relu(x), half 2 relu(-x): crelu puts them one after the other, a vector twice as long.
 */
static void crelu_map(size_t n, const double *x, const double *param, double *f, double *df,
                      double *ddf)
{
    double sign = param[0] < 1.5 ? 1 : -1;
    for (size_t i = 0; i < n; i++) {
        double u = sign * x[i];
        f[i] = isnan(u) ? u : u > 0 ? u : 0;
        if (df)
            df[i] = isnan(u) ? u : u > 0 ? sign : 0;
        if (ddf)
            ddf[i] = isnan(u) ? u : 0;
    }
}

/* The entries less the largest, largest first, so that no sum below is of large numbers. */
static double *sorted(size_t n, const double *x, double top)
{
    double *z = memory_new(n, sizeof *z);
    for (size_t i = 0; i < n; i++)
        z[i] = x[i] - top;
    qsort(z, n, sizeof *z, number_descending);
    return z;
}

/* Euclidean projection on the simplex: max(x_i - tau, 0), tau such that they sum to 1. With the k
 * largest entries in the support tau = (their sum - 1)/k (Martins and Astudillo 2016, proposition
 * 1). */
static void sparsemax_map(size_t n, const double *x, const double *param, double *f, double *df,
                          double *ddf)
{
    (void)param;
    double top = n ? x[largest_at(n, x)] : 0;
    if (any_nan(n, x) || isinf(top)) {
        fill(n, f, df, ddf, NAN);
        return;
    }
    double *z = sorted(n, x, top), sum = 0, tau = 0;
    size_t k = 0;
    while (k < n && 1 + (double)(k + 1) * z[k] > sum + z[k]) {
        sum += z[k++];
        tau = (sum - 1) / (double)k;
    }
    for (size_t i = 0; i < n; i++) {
        double s = (x[i] - top) - tau;
        f[i] = s > 0 ? s : 0;
        if (df)
            df[i] = s > 0 ? 1 - 1 / (double)k : 0;
        if (ddf)
            ddf[i] = 0;
    }
    free(z);
}

/* entmax 1.5: max(x_i/2 - tau, 0)^2, which sum to 1. With k entries u = x/2 in the support, mean m
 * and sum of squared deviations S, tau = m - sqrt((1 - S)/k) (Peters, Niculae and Martins 2019,
 * algorithm 2). m and S are updated entry by entry (Welford), which does not cancel. */
static void entmax15_map(size_t n, const double *x, const double *param, double *f, double *df,
                         double *ddf)
{
    (void)param;
    double top = n ? x[largest_at(n, x)] : 0;
    if (any_nan(n, x) || isinf(top)) {
        fill(n, f, df, ddf, NAN);
        return;
    }
    double *z = sorted(n, x, top), mean = 0, squares = 0, tau = -1;
    for (size_t k = 0; k < n; k++) {
        double u = z[k] / 2, step = u - mean;
        mean += step / (double)(k + 1);
        squares += step * (u - mean);
        double t = squares < 1 ? mean - sqrt((1 - squares) / (double)(k + 1)) : NAN;
        if (!(t <= u)) /* this entry is outside the support */
            break;
        tau = t;
    }
    double sum = 0, support = 0;
    for (size_t i = 0; i < n; i++) {
        double s = (x[i] - top) / 2 - tau;
        sum += s > 0 ? s : 0;
        support += s > 0;
    }
    /* With s_i = sqrt(f_i) and S = sum of them: d f_i/d x_i = s_i - s_i^2/S, d s_i/d x_i = (1 -
     * s_i/S)/2 and dS/d x_i = (1 - k s_i/S)/2. */
    for (size_t i = 0; i < n; i++) {
        double s = (x[i] - top) / 2 - tau;
        s = s > 0 ? s : 0;
        f[i] = s * s;
        if (df)
            df[i] = s * (1 - s / sum);
        if (ddf)
            ddf[i] = s > 0 ? (1 - s / sum) / 2 * (1 - 2 * s / sum) +
                                 s / sum * (s / sum) * (1 - support * s / sum) / 2
                           : 0;
    }
    free(z);
}

static const struct vectorwise rows[] = {
    { .name = "softmax",
      .aliases = "soft_max softmax2d",
      .formula = "e^(x_i/temperature) / sum e^(x_j/temperature)",
      .about = "Turns a vector into weights that sum to 1; adding the same number to every entry "
               "changes nothing.",
      .paper = "Bridle, Probabilistic interpretation of feedforward classification network outputs",
      .year = 1990,
      .params = { { "temperature", 1, 0, INFINITY, true } },
      .map = softmax_map },
    { .name = "log_softmax",
      .formula = "x_i - log sum e^x_j",
      .about = "The logarithm of softmax, without the underflow of taking it afterwards.",
      .paper = "classical log-likelihood",
      .map = log_softmax_map },
    { .name = "softmin",
      .formula = "e^(-x_i) / sum e^(-x_j)",
      .about = "Softmax of -x: most weight on the smallest.",
      .paper = "library form (torch)",
      .map = softmin_map },
    { .name = "hardmax",
      .formula = "1 at the first largest entry, 0 elsewhere",
      .about = "Softmax at temperature 0; its slope is 0 wherever it has one.",
      .paper = "ONNX operator",
      .map = hardmax_map },
    { .name = "sparsemax",
      .formula = "max(x_i - tau, 0), tau such that they sum to 1",
      .about = "The nearest point of the simplex: weights that sum to 1, small ones exactly 0.",
      .paper = "Martins and Astudillo, From softmax to sparsemax",
      .year = 2016,
      .map = sparsemax_map },
    { .name = "entmax15",
      .aliases = "entmax entmax1.5",
      .formula = "max(x_i/2 - tau, 0)^2, tau such that they sum to 1",
      .about = "Half-way between softmax and sparsemax.",
      .paper = "Peters, Niculae and Martins, Sparse sequence-to-sequence models",
      .year = 2019,
      .map = entmax15_map },
    { .name = "softmax_one",
      .aliases = "softmax1 quiet_softmax",
      .formula = "e^x_i / (1 + sum e^x_j)",
      .about = "Softmax that may also choose nothing: the weights sum to less than 1.",
      .paper = "Miller, Attention is off by one",
      .year = 2023,
      .map = softmax_one_map },
    { .name = "logsumexp",
      .aliases = "lse",
      .formula = "log sum e^x_j",
      .about = "A smooth maximum; one number for the whole vector. Its gradient is softmax.",
      .paper = "classical",
      .map = logsumexp_map },
    { .name = "maxout",
      .formula = "max x_j",
      .about = "The largest of k linear pieces, which are the vector's entries; one number for the "
               "whole vector.",
      .paper = "Goodfellow, Warde-Farley, Mirza, Courville and Bengio, Maxout networks",
      .year = 2013,
      .map = maxout_map },
    { .name = "crelu",
      .formula = "relu(x_i) followed by relu(-x_i)",
      .about = "Keeps both signs in a vector twice as long; parameter half chooses the part shown.",
      .paper =
          "Shang, Sohn, Almeida and Lee, Understanding and improving CNNs via concatenated ReLU",
      .year = 2016,
      .params = { { "half", 1, 1, 2, false } },
      .map = crelu_map },
    { .name = "solu",
      .formula = "x_i softmax(x)_i",
      .about = "Softmax linear unit: entries compete for who may pass.",
      .paper = "Elhage et al., Softmax linear units",
      .year = 2022,
      .map = solu_map },
};

const struct vectorwise *vectorwise_row(size_t i)
{
    return i < sizeof rows / sizeof *rows ? &rows[i] : NULL;
}

const struct vectorwise *vectorwise_find(const char *name)
{
    const struct vectorwise *row;
    for (size_t i = 0; (row = vectorwise_row(i)); i++) {
        if (name_equal(name, row->name))
            return row;
        char *aliases = text_copy(row->aliases ? row->aliases : ""), *rest = aliases, *alias;
        bool found = false;
        while (!found && (alias = strtok_r(rest, " ", &rest)))
            found = name_equal(name, alias);
        free(aliases);
        if (found)
            return row;
    }
    return NULL;
}
