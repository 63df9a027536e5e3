/* Random networks of finite width: sizes of signals and gradients, and how much they vary. */
#include "experiment/paper.h"

#include <math.h>
#include <stdlib.h>

/* The mean square of a gradient at layer 1 over that at the last layer. */
static void count_backward(const char *function, const char *init_typed, size_t width,
                           size_t layers, uint64_t seed, struct paper_tally *t)
{
    struct function f;
    struct init init;
    struct network n;
    size_t *shape = memory_new(layers + 1, sizeof *shape);
    struct flow *flow = memory_new(layers, sizeof *flow);
    double *steepest = memory_new(layers, sizeof *steepest);
    for (size_t l = 0; l <= layers; l++)
        shape[l] = width;
    if (!function_parse(&f, function, NULL, 0, NULL) || !init_parse(init_typed, &init, NULL))
        return;
    network_new(&n, shape, layers + 1, 0, &f);
    network_init(&n, &init, false, 0, seed);
    const struct flow_wish wish = { .samples = 32, .seed = seed, .steepest = steepest };
    network_flow(&n, &wish, flow, NULL, NULL);
    paper_count(t, pow(flow[0].backward_rms / flow[layers - 1].backward_rms, 2));
    network_free(&n);
    function_free(&f);
    free(steepest);
    free(flow);
    free(shape);
}

static void he(struct paper_run *p)
{
    static const size_t depths[] = { 22, 30 };
    for (size_t i = 0; i < 2; i++) {
        size_t layers = depths[i], trials = paper_trials(p, 80);
        struct paper_tally he_tally = { 0 }, lecun_tally = { 0 };
        for (size_t k = 0; k < trials; k++) {
            count_backward("relu", "he", 128, layers, p->seed + k, &he_tally);
            count_backward("relu", "lecun", 128, layers, p->seed + k, &lecun_tally);
        }
        paper_measured(p, &he_tally, 1, "formula",
                       "gradient's mean square, layer 1 over %zu, weight variance 2/n", layers);
        paper_measured(p, &lecun_tally, pow(0.5, (double)layers - 1), "formula",
                       "the same with 1/n: 2^-%zu", layers - 1);
    }
}
const struct publication paper_he2015 = {
    .key = "he2015",
    .citation = "He, Zhang, Ren, Sun, Delving Deep into Rectifiers, ICCV 2015, arXiv:1502.01852",
    .result =
        "ReLU layers keep the size of gradients with weight variance 2/n; with 1/n every layer "
        "halves their mean square.",
    .agrees = "With 2/n the gradient's mean square stays 1 through 30 layers; with 1/n it falls to "
              "2^-29. The size is reproduced here, not the training of the paper's networks.",
    .run = he,
};

static void glorot(struct paper_run *p)
{
    struct paper_tally standard = { 0 }, normalized = { 0 };
    for (size_t k = 0; k < paper_trials(p, 60); k++) {
        count_backward("identity", "torch", 256, 2, p->seed + k, &standard);
        count_backward("identity", "xavier", 256, 2, p->seed + k, &normalized);
    }
    paper_measured(p, &standard, 1.0 / 3, "formula",
                   "one linear layer back, weights U(+-1/sqrt(n)): factor on the variance");
    paper_measured(p, &normalized, 1, "formula", "the same, variance 2/(n_in + n_out)");
}
const struct publication paper_glorot2010 = {
    .key = "glorot2010",
    .citation = "Glorot, Bengio, Understanding the difficulty of training deep feedforward neural "
                "networks, AISTATS 2010",
    .result = "Weights U(+-1/sqrt(n)) divide a gradient's variance by 3 at every layer; variance "
              "2/(n_in + n_out) keeps it.",
    .agrees =
        "One layer divides the variance by 3, or keeps it. PyTorch's default for Linear is still "
        "the first of the two.",
    .run = glorot,
};

/* ln |x'|^2/|x|^2 of one relu layer of width n with variance 2/n. */
static double relu_step(size_t n, struct random *r)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double z = random_normal(r);
        sum += z > 0 ? z * z : 0;
    }
    return 2 * sum / (double)n;
}

static void hanin2018(struct paper_run *p)
{
    static const struct {
        size_t width, layers;
    } nets[] = { { 64, 5 }, { 128, 10 }, { 32, 3 } };
    struct random r;
    random_seed(&r, p->seed, 1);
    for (size_t i = 0; i < 3; i++) {
        struct paper_tally t = { 0 };
        size_t n = nets[i].width, layers = nets[i].layers;
        for (size_t k = paper_trials(p, 60000); k > 0; k--) {
            double square = 1;
            for (size_t l = 0; l < layers; l++)
                square *= relu_step(n, &r);
            paper_count(&t, square * square);
        }
        paper_measured(p, &t, pow(1 + 5 / (double)n, (double)layers), "exponential in sum 1/n",
                       "E|x|^4/(E|x|^2)^2 after %zu he layers of width %zu: prod(1 + 5/n)", layers,
                       n);
    }
}
const struct publication paper_hanin2018 = {
    .key = "hanin2018",
    .citation = "Hanin, Which Neural Net Architectures Give Rise to Exploding and Vanishing "
                "Gradients?, NeurIPS 2018, arXiv:1801.03744",
    .result = "How much signals differ from network to network grows exponentially with the sum of "
              "1/width over the layers.",
    .agrees = "The fourth moment is prod(1 + 5/n), an exact form of what the paper bounds.",
    .run = hanin2018,
};

/* A tangent of a curve through he relu layers of width n: its length at the end. */
static double tangent_length(size_t n, size_t layers, struct random *r)
{
    double *x = memory_new(4 * n, sizeof *x), *d = x + n, *y = x + 2 * n, *e = x + 3 * n, sum = 0;
    x[0] = 1;
    d[1] = 1;
    for (size_t l = 0; l < layers; l++) {
        for (size_t o = 0; o < n; o++) {
            double z = 0, dz = 0;
            for (size_t i = 0; i < n; i++) {
                double w = random_normal(r);
                z += w * x[i];
                dz += w * d[i];
            }
            y[o] = z > 0 ? sqrt(2 / (double)n) * z : 0;
            e[o] = z > 0 ? sqrt(2 / (double)n) * dz : 0;
        }
        for (size_t i = 0; i < n; i++) {
            x[i] = y[i];
            d[i] = e[i];
        }
    }
    for (size_t i = 0; i < n; i++)
        sum += d[i] * d[i];
    free(x);
    return sqrt(sum);
}

/* E sqrt(2 chi^2_B / n), B binomial(n, 1/2). */
static double length_factor(size_t n)
{
    double sum = 0, count = (double)n;
    for (size_t k = 1; k <= n; k++) {
        double j = (double)k;
        double chance = lgamma(count + 1) - lgamma(j + 1) - lgamma(count - j + 1) - count * log(2);
        sum += exp(chance + lgamma((j + 1) / 2) - lgamma(j / 2)) * sqrt(2);
    }
    return sqrt(2 / count) * sum;
}

static void hanin2021(struct paper_run *p)
{
    struct random r;
    struct paper_tally t = { 0 };
    random_seed(&r, p->seed, 1);
    for (size_t k = paper_trials(p, 6000); k > 0; k--)
        paper_count(&t, tangent_length(32, 10, &r));
    paper_measured(p, &t, pow(length_factor(32), 10), "formula",
                   "length of a curve after 10 he relu layers of width 32, from 1");
    paper_computed(p, length_factor(256), 1.0 / (256 * 256), 1 - 5.0 / (8 * 256),
                   "formula (1 - 5/(8n))", "exact factor of one layer of width 256");
}
const struct publication paper_hanin2021 = {
    .key = "hanin2021",
    .citation = "Hanin, Jeong, Rolnick, Deep ReLU Networks Preserve Expected Length, ICLR 2022, "
                "arXiv:2102.10492",
    .result = "He-initialized ReLU networks shorten curves a little, against the older claim that "
              "length grows exponentially with depth.",
    .agrees = "Ten layers of width 32 leave 0.82 of a curve's length, as the exact product says.",
    .run = hanin2021,
};

static double kurtosis(size_t n, bool relu, size_t trials, struct random *r)
{
    double square = 0, fourth = 0;
    for (size_t k = 0; k < trials; k++) {
        double y = 0;
        for (size_t i = 0; i < n; i++) {
            double z = random_normal(r);
            y += random_normal(r) * (relu ? fmax(z, 0) : tanh(z));
        }
        square += y * y;
        fourth += y * y * y * y;
    }
    return fourth * (double)trials / (square * square) - 3;
}

static double tanh_fourth(double z)
{
    return pow(tanh(z), 4);
}

static void neal(struct paper_run *p)
{
    double s = paper_moments("tanh", 1).square, ratio = paper_normal(tanh_fourth) / (s * s);
    struct random r;
    random_seed(&r, p->seed, 1);
    for (size_t n = 4; n <= 16; n *= 4)
        for (int relu = 1; relu >= 0; relu--) {
            struct paper_tally t = { 0 };
            for (int k = 0; k < 24; k++)
                paper_count(&t, kurtosis(n, relu, paper_trials(p, 60000), &r));
            paper_measured(p, &t, 3 * ((relu ? 6 : ratio) - 1) / (double)n,
                           "limit 0; 1/n by moments", "excess kurtosis of %zu %s units' sum", n,
                           relu ? "relu" : "tanh");
        }
}
const struct publication paper_neal1996 = {
    .key = "neal1996",
    .citation =
        "Neal, Bayesian Learning for Neural Networks, 1996; Lee et al. 2018, arXiv:1711.00165",
    .result =
        "A random network of one wide layer is a Gaussian process; its distance from one falls "
        "as 1/width.",
    .agrees = "The excess kurtosis is 3 (E f^4/(E f^2)^2 - 1)/n: 15/n for relu.",
    .differs =
        "A kurtosis estimated from a finite sample is biased low by a little where tails are "
        "heavy, as with 4 relu units.",
    .run = neal,
};

/* |x|^2 after blocks x + a W relu(x), W he, from 1. */
static double residual_growth(size_t n, size_t blocks, double a, struct random *r)
{
    double *x = memory_new(2 * n, sizeof *x), *y = x + n, start = 0, end = 0;
    paper_gauss(x, n, 1, r);
    for (size_t i = 0; i < n; i++)
        start += x[i] * x[i];
    for (size_t l = 0; l < blocks; l++) {
        for (size_t o = 0; o < n; o++) {
            double z = 0;
            for (size_t i = 0; i < n; i++)
                if (x[i] > 0)
                    z += random_normal(r) * x[i];
            y[o] = x[o] + a * sqrt(2 / (double)n) * z;
        }
        for (size_t i = 0; i < n; i++)
            x[i] = y[i];
    }
    for (size_t i = 0; i < n; i++)
        end += x[i] * x[i];
    free(x);
    return end / start;
}

static void residual(struct paper_run *p)
{
    struct random r;
    struct paper_tally plain = { 0 }, scaled = { 0 };
    random_seed(&r, p->seed, 1);
    for (size_t k = paper_trials(p, 200); k > 0; k--) {
        paper_count(&plain, residual_growth(128, 4, 1, &r));
        paper_count(&scaled, residual_growth(128, 10, sqrt(0.1), &r));
    }
    paper_measured(p, &plain, 16, "formula (2^L)", "growth of the variance over 4 blocks");
    paper_measured(p, &scaled, pow(1.1, 10), "formula ((1 + 1/L)^L < e)",
                   "over 10 blocks, each branch scaled by 1/sqrt(10)");
}
const struct publication paper_residual = {
    .key = "residual",
    .citation =
        "De, Smith, Batch Normalization Biases Residual Blocks, 2020, arXiv:2002.10444; Hayou "
        "et al., Stable ResNet, 2021, arXiv:2010.12859",
    .result = "A residual block with he weights doubles the variance; scaled by 1/sqrt(L) all L of "
              "them multiply it by less than e.",
    .agrees = "Four blocks multiply the variance by 16; ten scaled ones by 2.59.",
    .run = residual,
};

/* Gradients of two inputs whose on/off patterns are independent, through three he layers. */
static double shattered(size_t n, bool past, struct random *r)
{
    double *a = memory_new(4 * n, sizeof *a), *b = a + n, *x = a + 2 * n, *y = a + 3 * n;
    double aa = 0, ab = 0, bb = 0;
    paper_gauss(a, n, 1, r);
    for (size_t i = 0; i < n; i++)
        b[i] = a[i];
    for (int l = 0; l < 3; l++) {
        for (size_t i = 0; i < n; i++)
            x[i] = past ? a[i] : 0, y[i] = past ? b[i] : 0;
        for (size_t o = 0; o < n; o++) {
            uint64_t bits = random_bits(r) >> 62;
            double on = bits & 1 ? a[o] : 0, other = bits & 2 ? b[o] : 0;
            for (size_t i = 0; i < n && (on != 0 || other != 0); i++) {
                double w = sqrt(2 / (double)n) * random_normal(r);
                x[i] += w * on;
                y[i] += w * other;
            }
        }
        for (size_t i = 0; i < n; i++)
            a[i] = x[i], b[i] = y[i];
    }
    for (size_t i = 0; i < n; i++) {
        aa += a[i] * a[i];
        ab += a[i] * b[i];
        bb += b[i] * b[i];
    }
    free(a);
    return ab / sqrt(aa * bb);
}

static void balduzzi(struct paper_run *p)
{
    struct random r;
    struct paper_tally plain = { 0 }, past = { 0 };
    random_seed(&r, p->seed, 1);
    for (size_t k = paper_trials(p, 300); k > 0; k--) {
        paper_count(&plain, shattered(200, false, &r));
        paper_count(&past, shattered(200, true, &r));
    }
    paper_measured(p, &plain, 0.125, "formula (1/2^L)",
                   "correlation of two gradients after 3 layers, independent patterns");
    paper_measured(p, &past, 27.0 / 64, "formula ((3/4)^L)", "the same with residual blocks");
}
const struct publication paper_balduzzi2017 = {
    .key = "balduzzi2017",
    .citation =
        "Balduzzi, Frean, Leary, Lewis, Ma, McWilliams, The Shattered Gradients Problem, ICML "
        "2017, arXiv:1702.08591",
    .result = "If which units are on is independent for two inputs, their gradients decorrelate as "
              "1/2^L, with residual blocks as (3/4)^L.",
    .agrees =
        "Under that assumption the rates come out. In real networks without biases the patterns "
        "of two inputs become alike with depth, and correlations fall only as 1/L^3.",
    .run = balduzzi,
};
