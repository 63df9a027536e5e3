/* Networks and inputs that die before any training. */
#include "experiment/paper.h"

#include <math.h>
#include <stdlib.h>

enum { WIDEST = 16 };

/* A relu layer without biases; every vector is brought to length 1, which changes no sign. */
static bool relu_layer(size_t n, const double *w, double *x)
{
    double y[WIDEST], square = 0;
    for (size_t o = 0; o < n; o++) {
        y[o] = 0;
        for (size_t i = 0; i < n; i++)
            y[o] += w[o * n + i] * x[i];
        y[o] = y[o] > 0 ? y[o] : 0;
        square += y[o] * y[o];
    }
    for (size_t i = 0; i < n; i++)
        x[i] = square > 0 ? y[i] / sqrt(square) : 0;
    return square > 0;
}

/* How the two rays x > 0 and x < 0 of a network of one input fare; a whole network that is constant
 * is dead on both. */
static void two_rays(size_t n, size_t layers, struct random *r, bool *one_dead, bool *both_dead)
{
    double right[WIDEST], left[WIDEST], w[WIDEST * WIDEST];
    bool right_alive = false, left_alive = false;
    for (size_t i = 0; i < n; i++) {
        double z = random_normal(r);
        right[i] = fmax(z, 0);
        left[i] = fmax(-z, 0);
        right_alive |= z > 0;
        left_alive |= z < 0;
    }
    for (size_t l = 1; l < layers && (right_alive || left_alive); l++) {
        paper_gauss(w, n * n, 1, r);
        right_alive = right_alive && relu_layer(n, w, right);
        left_alive = left_alive && relu_layer(n, w, left);
    }
    *one_dead = !right_alive;
    *both_dead = !right_alive && !left_alive;
}

static void lu(struct paper_run *p)
{
    static const struct {
        size_t width;
        double figure; /* read by others from the paper's figure; NaN: only a bound */
    } nets[] = { { 2, 0.9 }, { 3, 0.6 }, { 5, NAN }, { 10, NAN } };
    struct random r;
    random_seed(&r, p->seed, 1);
    for (size_t i = 0; i < 4; i++) {
        struct paper_tally one = { 0 }, both = { 0 };
        size_t n = nets[i].width;
        for (size_t k = paper_trials(p, n > 5 ? 40000 : 100000); k > 0; k--) {
            bool one_dead, both_dead;
            two_rays(n, 10, &r, &one_dead, &both_dead);
            paper_count(&one, one_dead);
            paper_count(&both, both_dead);
        }
        paper_measured(p, &one, 1 - pow(1 - exp2(-(double)n), 10), "formula",
                       "width %zu, 10 hidden layers: one input is dead", n);
        if (!isnan(nets[i].figure))
            paper_measured_rounded(p, &both, nets[i].figure, 0.05, "safe-region figure (one digit)",
                                   "width %zu: the network is constant on the whole line", n);
    }
}
const struct publication paper_lu2019 = {
    .key = "lu2019",
    .citation =
        "Lu, Shin, Su, Karniadakis, Dying ReLU and Initialization, Commun. Comput. Phys. 28 "
        "(2020) 1671, arXiv:1903.06733",
    .result = "A deep narrow ReLU network is often dead before training: one input with chance "
              "1 - (1 - 2^-N)^L, the whole network a little less often.",
    .agrees = "For one input the formula is exact. The shares of whole networks were read from a "
              "figure to one digit, which leaves open whether the output layer counts: with ten "
              "hidden layers they are 0.910 and 0.632, with nine 0.880 and 0.579.",
    .run = lu,
};

static bool survives(size_t n, size_t layers, struct random *r)
{
    double x[WIDEST], w[WIDEST * WIDEST];
    paper_gauss(x, n, 1, r);
    for (size_t l = 0; l < layers; l++) {
        paper_gauss(w, n * n, 1, r);
        if (!relu_layer(n, w, x))
            return false;
    }
    return true;
}

static void rister(struct paper_run *p)
{
    static const struct {
        size_t width, layers;
    } nets[] = { { 2, 4 }, { 3, 10 }, { 4, 20 }, { 8, 100 } };
    struct random r;
    random_seed(&r, p->seed, 1);
    for (size_t i = 0; i < 4; i++) {
        struct paper_tally t = { 0 };
        size_t n = nets[i].width, layers = nets[i].layers;
        for (size_t k = paper_trials(p, layers > 50 ? 10000 : 50000); k > 0; k--)
            paper_count(&t, survives(n, layers, &r));
        paper_measured(p, &t, pow(1 - exp2(-(double)n), (double)layers), "formula ((1 - 2^-n)^k)",
                       "a point survives %zu layers of width %zu", layers, n);
    }
}
const struct publication paper_rister2020 = {
    .key = "rister2020",
    .citation = "Rister, Rubin, Probabilistic bounds on neuron death in deep rectifier networks, "
                "arXiv:2007.06192",
    .result = "A point survives k ReLU layers of width n with chance (1 - 2^-n)^k.",
    .agrees = "The chance is exact; with width 12 a hundred layers are safe.",
    .run = rister,
};
