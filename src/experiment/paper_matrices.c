/* Networks without activations: products of random matrices, and how they learn. */
#include "experiment/paper.h"

#include <math.h>
#include <stdlib.h>

/* (1/n) tr (P P^T)^2 and ^3 of a product of matrices N(0, 1/n). */
static void moments(size_t n, size_t layers, struct random *r, double *second, double *third)
{
    struct matrix p = matrix_new(n, n), w = matrix_new(n, n), next = matrix_new(n, n);
    paper_gauss(p.at, n * n, 1 / sqrt((double)n), r);
    for (size_t l = 1; l < layers; l++) {
        paper_gauss(w.at, n * n, 1 / sqrt((double)n), r);
        matrix_multiply(&next, &w, &p);
        struct matrix old = p;
        p = next;
        next = old;
    }
    gemm_double(false, true, n, n, n, 1, p.at, n, p.at, n, 0, w.at, n); /* S = P P^T */
    matrix_multiply(&next, &w, &w);
    *second = *third = 0;
    for (size_t i = 0; i < n * n; i++) {
        *second += w.at[i] * w.at[i] / (double)n;
        *third += w.at[i] * next.at[i] / (double)n;
    }
    matrix_free(&p);
    matrix_free(&w);
    matrix_free(&next);
}

static double fuss_catalan(double layers, double k)
{
    double top = (layers + 1) * k;
    return exp(lgamma(top + 1) - lgamma(k + 1) - lgamma(top - k + 1)) / (layers * k + 1);
}

static void fusscatalan(struct paper_run *p)
{
    struct random r;
    random_seed(&r, p->seed, 1);
    for (size_t layers = 1; layers <= 3; layers++) {
        struct paper_tally second = { 0 }, third = { 0 };
        for (size_t k = p->quick ? 8 : 40; k > 0; k--) {
            double two, three;
            moments(p->quick ? 64 : 200, layers, &r, &two, &three);
            paper_count(&second, two);
            paper_count(&third, three);
        }
        paper_measured(p, &second, fuss_catalan((double)layers, 2), "formula",
                       "second moment of the squared singular values, %zu matrices", layers);
        paper_measured(p, &third, fuss_catalan((double)layers, 3), "formula",
                       "third moment, %zu matrices", layers);
    }
}
const struct publication paper_fusscatalan = {
    .key = "fusscatalan",
    .citation = "Penson, Zyczkowski, Product of Ginibre matrices: Fuss-Catalan and Raney "
                "distributions, 2011, arXiv:1103.3453",
    .result = "The squared singular values of a product of L Gaussian matrices have the moments "
              "C((L+1)k, k)/(Lk + 1).",
    .agrees = "Products of one to three matrices have the moments 2, 5; 3, 12; 4, 22.",
    .differs = "The moments are limits: those of finite matrices differ by about 1/width.",
    .run = fusscatalan,
};

static double digamma(double x)
{
    double shift = 0;
    for (; x < 10; x++)
        shift -= 1 / x;
    double i = 1 / (x * x);
    return shift + log(x) - 0.5 / x - i * (1.0 / 12 - i * (1.0 / 120 - i / 252));
}

enum { DIMENSION = 4 };

/* One step: new directions, orthonormal, and by how much each grew (Gram and Schmidt). */
static void lyapunov_step(double q[DIMENSION][DIMENSION], double *grown, struct random *r)
{
    double w[DIMENSION][DIMENSION], y[DIMENSION][DIMENSION] = { { 0 } };
    paper_gauss(&w[0][0], DIMENSION * DIMENSION, 1, r);
    for (int k = 0; k < DIMENSION; k++) {
        double square = 0;
        for (int i = 0; i < DIMENSION; i++)
            for (int j = 0; j < DIMENSION; j++)
                y[k][i] += w[i][j] * q[k][j];
        for (int before = 0; before < k; before++) {
            double along = 0;
            for (int i = 0; i < DIMENSION; i++)
                along += y[k][i] * y[before][i];
            for (int i = 0; i < DIMENSION; i++)
                y[k][i] -= along * y[before][i];
        }
        for (int i = 0; i < DIMENSION; i++)
            square += y[k][i] * y[k][i];
        for (int i = 0; i < DIMENSION; i++)
            y[k][i] /= sqrt(square);
        grown[k] = 0.5 * log(square);
    }
    for (int k = 0; k < DIMENSION; k++)
        for (int i = 0; i < DIMENSION; i++)
            q[k][i] = y[k][i];
}

static void newman(struct paper_run *p)
{
    enum { BATCH = 100 };
    double q[DIMENSION][DIMENSION] = { { 1 }, { 0, 1 }, { 0, 0, 1 }, { 0, 0, 0, 1 } };
    struct paper_tally t[DIMENSION] = { { 0 } };
    struct random r;
    random_seed(&r, p->seed, 1);
    for (size_t b = paper_trials(p, 4000); b > 0; b--) {
        double sum[DIMENSION] = { 0 }, grown[DIMENSION];
        for (int s = 0; s < BATCH; s++) {
            lyapunov_step(q, grown, &r);
            for (int k = 0; k < DIMENSION; k++)
                sum[k] += grown[k] / BATCH;
        }
        for (int k = 0; k < DIMENSION; k++)
            paper_count(&t[k], sum[k]);
    }
    for (int k = 0; k < DIMENSION; k++)
        paper_measured(p, &t[k], (log(2) + digamma((DIMENSION - k) / 2.0)) / 2, "formula",
                       "growth rate a layer of singular value %d, width %d", k + 1, DIMENSION);
}
const struct publication paper_newman1986 = {
    .key = "newman1986",
    .citation =
        "Newman, The distribution of Lyapunov exponents: exact results for random matrices, "
        "Commun. Math. Phys. 103 (1986) 121",
    .result = "Each singular value of a product of Gaussian matrices grows at a rate of its own: "
              "(ln 2 + psi((d-k+1)/2))/2.",
    .agrees = "All four rates of width 4 come out: depth alone pulls the singular values apart.",
    .run = newman,
};

/* Until one mode of a linear network of two layers has learned 99 % of its strength, from 0.1 %. */
static double learning_time(double strength, double rate)
{
    double u = sqrt(1e-3 * strength), v = u, steps = 0;
    for (; u * v < 0.99 * strength; steps++) {
        double error = strength - u * v, du = rate * v * error;
        v += rate * u * error;
        u += du;
    }
    return steps * rate;
}

static void saxe(struct paper_run *p)
{
    static const double strengths[] = { 1, 3, 10 };
    for (size_t i = 0; i < 3; i++) {
        double s = strengths[i], a = 1e-3 * s, end = 0.99 * s, rate = p->quick ? 1e-4 : 1e-6;
        paper_computed(p, learning_time(s, rate), 20 * rate,
                       log(end * (s - a) / (a * (s - end))) / (2 * s), "formula",
                       "time to learn a mode of strength %g", s);
    }
}
const struct publication paper_saxe2014 = {
    .key = "saxe2014",
    .citation =
        "Saxe, McClelland, Ganguli, Exact solutions to the nonlinear dynamics of learning in "
        "deep linear neural networks, ICLR 2014, arXiv:1312.6120",
    .result = "A linear network of two layers learns its modes one after another, in a time "
              "proportional to 1/strength.",
    .agrees = "Gradient descent takes the time of the formula: strong modes first.",
    .run = saxe,
};

static size_t rank_of_logits(size_t d, struct random *r)
{
    enum { ROWS = 60, WORDS = 80 };
    struct matrix a = matrix_new(ROWS, WORDS);
    double h[ROWS * 16], w[WORDS * 16], largest = 0;
    paper_gauss(h, ROWS * d, 1, r);
    paper_gauss(w, WORDS * d, 1, r);
    gemm_double(false, true, ROWS, WORDS, d, 1, h, d, w, d, 0, a.at, WORDS);
    for (size_t i = 0; i < ROWS; i++) {
        double sum = 0;
        for (size_t j = 0; j < WORDS; j++)
            sum += exp(a.at[i * WORDS + j]);
        for (size_t j = 0; j < WORDS; j++)
            a.at[i * WORDS + j] -= log(sum);
    }
    /* Gaussian elimination with the largest pivot; what is left below rounding is nothing. */
    size_t rank = 0;
    for (; rank < ROWS; rank++) {
        size_t row = rank, column = rank;
        double most = 0;
        for (size_t i = rank; i < ROWS; i++)
            for (size_t j = rank; j < WORDS; j++)
                if (fabs(a.at[i * WORDS + j]) > most) {
                    most = fabs(a.at[i * WORDS + j]);
                    row = i;
                    column = j;
                }
        largest = rank == 0 ? most : largest;
        if (most < 1e-11 * largest)
            break;
        for (size_t j = 0; j < WORDS; j++) {
            double swap = a.at[rank * WORDS + j];
            a.at[rank * WORDS + j] = a.at[row * WORDS + j];
            a.at[row * WORDS + j] = swap;
        }
        for (size_t i = 0; i < ROWS; i++) {
            double swap = a.at[i * WORDS + rank];
            a.at[i * WORDS + rank] = a.at[i * WORDS + column];
            a.at[i * WORDS + column] = swap;
        }
        for (size_t i = rank + 1; i < ROWS; i++) {
            double by = a.at[i * WORDS + rank] / a.at[rank * WORDS + rank];
            for (size_t j = rank; j < WORDS; j++)
                a.at[i * WORDS + j] -= by * a.at[rank * WORDS + j];
        }
    }
    matrix_free(&a);
    return rank;
}

static void yang(struct paper_run *p)
{
    static const size_t widths[] = { 2, 5, 10 };
    struct random r;
    random_seed(&r, p->seed, 1);
    for (size_t i = 0; i < 3; i++)
        paper_computed(p, (double)rank_of_logits(widths[i], &r), 0, (double)widths[i] + 1,
                       "formula (d + 1)",
                       "rank of log-probabilities of a softmax head of width %zu", widths[i]);
}
const struct publication paper_yang2018 = {
    .key = "yang2018",
    .citation = "Yang, Dai, Salakhutdinov, Cohen, Breaking the Softmax Bottleneck, ICLR 2018, "
                "arXiv:1711.03953",
    .result = "The log-probabilities of a softmax head of width d have rank d + 1 at most.",
    .agrees = "The rank is d + 1: nonlinear, yet of low rank.",
    .run = yang,
};
