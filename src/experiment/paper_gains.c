/* What functions do to the size of a signal: constants and gains. */
#include "experiment/paper.h"

#include <math.h>

static double selu(double z)
{
    double lambda = 1.05070098735548049342, alpha = 1.67326324235437728482;
    return z > 0 ? lambda * z : lambda * alpha * expm1(z);
}
static double selu_mean_slope(double z) /* d/dv of E f(sqrt(v) z), by parts */
{
    return selu(z) * (z * z - 1) / 2;
}

static void klambauer(struct paper_run *p)
{
    struct gaussian_moments m = paper_moments("selu", 1);
    double j12 = paper_normal(selu_mean_slope), j22 = m.square_by_q - 2 * m.mean * j12;
    paper_computed(p, m.mean, 1e-12, 0, "authors' notebook", "mean of selu(z), z ~ N(0,1)");
    paper_computed(p, m.square, 1e-12, 1, "authors' notebook", "mean square of selu(z)");
    paper_computed(p, j12, 5e-8, 0.0888348, "authors' notebook, Out 27",
                   "Jacobian of the map at (0, 1): new mean by variance");
    paper_computed(p, j22, 5e-7, 0.782648, "authors' notebook, Out 28",
                   "Jacobian of the map at (0, 1): new variance by variance");
    paper_computed(p, hypot(j12, j22), 5e-7, 0.787673, "authors' notebook, Out 31",
                   "its largest singular value");
}
const struct publication paper_klambauer2017 = {
    .key = "klambauer2017",
    .citation =
        "Klambauer, Unterthiner, Mayr, Hochreiter, Self-Normalizing Neural Networks, NeurIPS "
        "2017, arXiv:1706.02515",
    .result =
        "SELU sends mean 0 and variance 1 to themselves, and pulls what is near towards them.",
    .agrees =
        "SELU's constants fix mean 0 and variance 1, and its variance's error shrinks by 0.7826 "
        "a layer.",
    .run = klambauer,
};

static double gain(const char *function)
{
    return 1 / sqrt(paper_moments(function, 1).square);
}

static void gains(struct paper_run *p)
{
    const char *where = "table of the documentation";
    paper_computed(p, gain("relu"), 1e-12, sqrt(2), where, "gain of relu: 1/sqrt(E f(z)^2)");
    paper_computed(p, gain("leaky_relu"), 1e-12, sqrt(2 / (1 + 1e-4)), where,
                   "gain of leaky_relu, slope 0.01");
    paper_computed(p, gain("tanh"), 1e-12, 5.0 / 3, where, "gain of tanh");
    paper_computed(p, gain("selu"), 1e-12, 0.75, where, "gain of selu");
    paper_computed(p, gain("sigmoid"), 1e-12, 1, where, "gain of sigmoid");
}
const struct publication paper_gains = {
    .key = "gains",
    .citation = "PyTorch, torch.nn.init.calculate_gain (documentation)",
    .result = "A table of gains by which initial weights are multiplied to keep a signal's size.",
    .agrees = "The table's gains keep the mean square of N(0,1) inputs.",
    .differs = "Those of relu and leaky_relu keep the mean square exactly; those of tanh, selu and "
               "sigmoid are other conventions: with 5/3, tanh's signals settle at a smaller size "
               "and its gradients grow.",
    .run = gains,
};

static void lecun(struct paper_run *p)
{
    double x = 1.5 * atanh(1 / sqrt(3)), a = 1 / tanh(2.0 / 3);
    paper_computed(p, a, 5e-5, 1.7159, "section 4.4", "A with A tanh(2/3) = 1");
    paper_computed(p, 1.7159 * tanh(2.0 / 3), 1e-5, 1, "section 4.4", "f(1)");
    paper_computed(p, x, 1e-9, 1, "section 4.4", "where the second derivative is largest");
}
const struct publication paper_lecun1998 = {
    .key = "lecun1998",
    .citation = "LeCun, Bottou, Orr, Mueller, Efficient BackProp, 1998",
    .result =
        "1.7159 tanh(2x/3) sends 1 to 1 and -1 to -1, where its second derivative is largest.",
    .agrees = "The constants do what they were made for.",
    .differs = "f(1) = 1 to five digits. The second derivative is largest at 0.988, and nearly as "
               "large at 1: the paper's 1 is rounded.",
    .run = lecun,
};

static double sine_step(double q)
{
    return 1 - exp(-2 * q); /* 2 E sin(sqrt(q) z)^2 */
}

static void sitzmann(struct paper_run *p)
{
    double q = 1;
    for (int i = 0; i < 200; i++)
        q = sine_step(q);
    paper_computed(p, q, 1e-12, 1, "the paper's argument",
                   "variance of pre-activations far from the inputs");
    paper_computed(p, (1 - exp(-2 * q)) / 2, 1e-12, 0.5, "the paper's argument",
                   "variance of the sines there (arcsine distribution: 1/2)");
}
const struct publication paper_sitzmann2020 = {
    .key = "sitzmann2020",
    .citation =
        "Sitzmann, Martel, Bergman, Lindell, Wetzstein, Implicit Neural Representations with "
        "Periodic Activation Functions, NeurIPS 2020, arXiv:2006.09661",
    .result = "Weights U(+-sqrt(6/n)) keep the pre-activations of sine networks N(0,1).",
    .agrees = "Sine networks keep their scale.",
    .differs =
        "They keep a scale, but a smaller one: q = 1 - exp(-2q) has the solution 0.797, not 1. "
        "The argument takes sin(z) for z ~ N(0,1) to be arcsine distributed, which holds for "
        "much wider z.",
    .run = sitzmann,
};

static void so(struct paper_run *p)
{
    double q = 1.01;
    for (int l = 0; l < 8; l++)
        q = 2.0 / 3 * paper_moments("relu2", q).square;
    paper_computed(p, paper_moments("relu2", 1).square, 1e-12, 1.5, "formula",
                   "mean square of relu(z)^2");
    paper_computed(p, q, 1e-10, pow(1.01, 256), "formula",
                   "q after 8 layers with weight variance 2/3, from 1.01");
}
const struct publication paper_so2021 = {
    .key = "so2021",
    .citation = "So, Manke, Liu, Dai, Shazeer, Le, Primer, NeurIPS 2021, arXiv:2109.08668",
    .result =
        "Squared ReLU multiplies the square of the scale: q' = 1.5 V q^2 has no stable scale.",
    .agrees = "A scale 1 % too large becomes 12.8 times too large in eight layers, so squared ReLU "
              "needs a norm layer.",
    .run = so,
};

static void shazeer(struct paper_run *p)
{
    paper_computed(p, 2.0 * 768 * 3072, 0, 4718592, "table 1",
                   "weights of the block without a gate");
    paper_computed(p, 3.0 * 768 * 2048, 0, 4718592, "table 1", "weights of the gated block");
    struct paper_tally t = { 0 };
    struct random r;
    random_seed(&r, p->seed, 1);
    for (size_t i = paper_trials(p, 1000000); i > 0; i--) {
        double u = random_normal(&r), v = random_normal(&r), f = v / (1 + exp(-v));
        paper_count(&t, u * u * f * f);
    }
    paper_measured(p, &t, paper_moments("silu", 1).square, "formula",
                   "mean square of u silu(v), which is that of silu(v)");
}
const struct publication paper_shazeer2020 = {
    .key = "shazeer2020",
    .citation = "Shazeer, GLU Variants Improve Transformer, arXiv:2002.05202",
    .result = "Gated blocks of two thirds of the width have as many weights, and do better.",
    .agrees = "Both blocks have 4,718,592 weights. That gated ones do better is learned in 65,536 "
              "steps of a transformer, which are not rerun here.",
    .run = shazeer,
};
