/* "Attention's softmax and the activation are the only nonlinearities": measured, part by part.
 * Every part is a map of SIZE numbers (where it needs a sequence: TOKENS tokens of WIDTH). Two
 * questions: does f(a+b) - f(0) equal (f(a) - f(0)) + (f(b) - f(0)), and does f(s x) equal s^degree
 * f(x)? */
#include "network/ffn.h"

#include <math.h>
#include <string.h>

enum { TOKENS = 8, WIDTH = 16, SIZE = TOKENS * WIDTH, TRIALS = 32 };

/* Weights of all parts, and the activation in question. */
struct setting_of_parts {
    double first[WIDTH * WIDTH], second[WIDTH * WIDTH], bias[WIDTH];
    const struct function *activation;
};

typedef void part_map(const struct setting_of_parts *s, const double *x, double *y);

/* y = W x for every token. */
static void times(const double *w, const double *x, double *y)
{
    for (size_t t = 0; t < TOKENS; t++)
        for (size_t i = 0; i < WIDTH; i++) {
            y[t * WIDTH + i] = 0;
            for (size_t k = 0; k < WIDTH; k++)
                y[t * WIDTH + i] += w[i * WIDTH + k] * x[t * WIDTH + k];
        }
}

static void linear(const struct setting_of_parts *s, const double *x, double *y)
{
    times(s->first, x, y);
}

static void affine(const struct setting_of_parts *s, const double *x, double *y)
{
    times(s->first, x, y);
    for (size_t i = 0; i < SIZE; i++)
        y[i] += s->bias[i % WIDTH];
}

static void residual(const struct setting_of_parts *s, const double *x, double *y)
{
    times(s->first, x, y);
    for (size_t i = 0; i < SIZE; i++)
        y[i] += x[i];
}

static void activation(const struct setting_of_parts *s, const double *x, double *y)
{
    function_map(s->activation, SIZE, x, y, NULL, NULL);
}

static void softmax_row(double *y, size_t n)
{
    double most = y[0], sum = 0;
    for (size_t i = 1; i < n; i++)
        most = fmax(most, y[i]);
    for (size_t i = 0; i < n; i++)
        sum += y[i] = exp(y[i] - most);
    for (size_t i = 0; i < n; i++)
        y[i] /= sum;
}

static void softmax(const struct setting_of_parts *s, const double *x, double *y)
{
    (void)s;
    memcpy(y, x, SIZE * sizeof *y);
    for (size_t t = 0; t < TOKENS; t++)
        softmax_row(y + t * WIDTH, WIDTH);
}

static const double EPSILON = 1e-5; /* torch.nn.LayerNorm's default */

static void layer_norm(const struct setting_of_parts *s, const double *x, double *y)
{
    (void)s;
    for (size_t t = 0; t < TOKENS; t++, x += WIDTH, y += WIDTH) {
        double mean = 0, square = 0;
        for (size_t i = 0; i < WIDTH; i++)
            mean += x[i] / WIDTH;
        for (size_t i = 0; i < WIDTH; i++)
            square += (x[i] - mean) * (x[i] - mean) / WIDTH;
        for (size_t i = 0; i < WIDTH; i++)
            y[i] = (x[i] - mean) / sqrt(square + EPSILON);
    }
}

static void rms_norm(const struct setting_of_parts *s, const double *x, double *y)
{
    (void)s;
    for (size_t t = 0; t < TOKENS; t++, x += WIDTH, y += WIDTH) {
        double square = 0;
        for (size_t i = 0; i < WIDTH; i++)
            square += x[i] * x[i] / WIDTH;
        for (size_t i = 0; i < WIDTH; i++)
            y[i] = x[i] / sqrt(square + EPSILON);
    }
}

/* Scores of every token against every other: TOKENS x TOKENS numbers, the rest 0. */
static void scores(const struct setting_of_parts *s, const double *x, double *y)
{
    double q[SIZE], k[SIZE];
    times(s->first, x, q);
    times(s->second, x, k);
    memset(y, 0, SIZE * sizeof *y);
    for (size_t i = 0; i < TOKENS; i++)
        for (size_t j = 0; j < TOKENS; j++)
            for (size_t c = 0; c < WIDTH; c++)
                y[i * TOKENS + j] += q[i * WIDTH + c] * k[j * WIDTH + c] / sqrt(WIDTH);
}

/* softmax(Q K') V, V = x. */
static void attention(const struct setting_of_parts *s, const double *x, double *y)
{
    double a[SIZE];
    scores(s, x, a);
    memset(y, 0, SIZE * sizeof *y);
    for (size_t i = 0; i < TOKENS; i++) {
        softmax_row(a + i * TOKENS, TOKENS);
        for (size_t j = 0; j < TOKENS; j++)
            for (size_t c = 0; c < WIDTH; c++)
                y[i * WIDTH + c] += a[i * TOKENS + j] * x[j * WIDTH + c];
    }
}

static void gate_product(const struct setting_of_parts *s, const double *x, double *y)
{
    double up[SIZE];
    times(s->first, x, y);
    times(s->second, x, up);
    for (size_t i = 0; i < SIZE; i++)
        y[i] *= up[i];
}

static void gated_unit(const struct setting_of_parts *s, const double *x, double *y)
{
    double gate[SIZE], up[SIZE];
    times(s->first, x, gate);
    times(s->second, x, up);
    function_map(s->activation, SIZE, gate, y, NULL, NULL);
    for (size_t i = 0; i < SIZE; i++)
        y[i] *= up[i];
}

static const struct ffn_part {
    const char *name, *formula;
    part_map *map;
} parts[] = {
    { "linear layer", "W x", linear },
    { "linear layer with bias", "W x + b", affine },
    { "residual connection", "x + W x", residual },
    { "activation", "f(x)", activation },
    { "gate product", "(G x) * (U x)", gate_product },
    { "gated unit", "f(G x) * (U x)", gated_unit },
    { "LayerNorm", "(x - mean) / std", layer_norm },
    { "RMSNorm", "x / rms", rms_norm },
    { "attention scores", "(Q x)' (K x)", scores },
    { "softmax", "e^x / sum e^x", softmax },
    { "attention", "softmax(scores) V", attention },
};

size_t part_count(void)
{
    return sizeof parts / sizeof *parts;
}

static double rms(const double *y)
{
    double sum = 0;
    for (size_t i = 0; i < SIZE; i++)
        sum += y[i] * y[i];
    return sqrt(sum / SIZE);
}

static void fill(double *x, size_t n, double scale, struct random *rng)
{
    for (size_t i = 0; i < n; i++)
        x[i] = scale * random_normal(rng);
}

static double superposition(part_map *map, const struct setting_of_parts *s, struct random *rng)
{
    double off = 0, size = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        double a[SIZE], b[SIZE], fa[SIZE], fb[SIZE], fab[SIZE], zero[SIZE];
        memset(zero, 0, sizeof zero);
        map(s, zero, a);
        memcpy(zero, a, sizeof zero);
        fill(a, SIZE, 1, rng);
        fill(b, SIZE, 1, rng);
        map(s, a, fa);
        map(s, b, fb);
        for (size_t i = 0; i < SIZE; i++)
            a[i] += b[i];
        map(s, a, fab);
        for (size_t i = 0; i < SIZE; i++) {
            a[i] = fab[i] - fa[i] - fb[i] + zero[i];
            fab[i] -= zero[i];
        }
        off += rms(a) * rms(a);
        size += rms(fab) * rms(fab);
    }
    return sqrt(off / size);
}

/* f(2x) against 2^degree f(x), degree the nearest whole number; then 5x, so that one lucky scale
 * proves nothing. */
static double homogeneity(part_map *map, const struct setting_of_parts *s, struct random *rng,
                          double *degree)
{
    double worst = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        double x[SIZE], once[SIZE], y[SIZE];
        fill(x, SIZE, 1, rng);
        map(s, x, once);
        for (double scale = 2; scale < 6; scale += 3) {
            double scaled[SIZE];
            for (size_t i = 0; i < SIZE; i++)
                scaled[i] = scale * x[i];
            map(s, scaled, y);
            if (trial == 0 && scale < 3)
                *degree = round(log2(rms(y) / rms(once)));
            double size = rms(y);
            for (size_t i = 0; i < SIZE; i++)
                y[i] -= pow(scale, *degree) * once[i];
            worst = fmax(worst, rms(y) / size);
        }
    }
    return worst;
}

static const char *verdict(double additive, double degree, bool moved)
{
    if (additive < 1e-12)
        return moved ? "affine" : "linear";
    if (degree == 1)
        return "scales, does not add: not linear";
    if (degree == 2)
        return "a product of inputs: quadratic";
    if (degree == 0)
        return "scale-invariant: not linear";
    return "neither additive nor homogeneous";
}

void part_check(size_t i, const struct function *g, uint64_t seed, struct part_check *result)
{
    struct setting_of_parts s = { .activation = g };
    struct random rng;
    double zero[SIZE] = { 0 }, y[SIZE], degree = NAN;
    random_seed(&rng, seed, 100 + i);
    fill(s.first, WIDTH * WIDTH, 0.25, &rng); /* 1/sqrt(WIDTH) */
    fill(s.second, WIDTH * WIDTH, 0.25, &rng);
    fill(s.bias, WIDTH, 0.1, &rng);
    parts[i].map(&s, zero, y);
    *result = (struct part_check){ .part = parts[i].name, .formula = parts[i].formula };
    result->superposition_error = superposition(parts[i].map, &s, &rng);
    result->homogeneity_error = homogeneity(parts[i].map, &s, &rng, &degree);
    /* LayerNorm's epsilon alone leaves 1e-5; a part that is not homogeneous leaves much more. */
    result->degree = result->homogeneity_error < 1e-4 ? degree : NAN;
    result->verdict = verdict(result->superposition_error, result->degree, rms(y) > 0);
}
