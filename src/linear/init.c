/* How weights start. Variance by name; the papers' own factors for particular activations are left
 * out, so that one activation can be compared with another under the same start. */
#include "linear/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* LeCun et al. 1998: 1/fan_in. He et al. 2015: 2/fan_in. Glorot and Bengio 2010: 2/(fan_in +
 * fan_out). torch.nn.Linear's own: U(+-1/sqrt(fan_in)), weights and biases, variance 1/(3 fan_in).
 * Saxe et al. 2014: orthogonal. Sitzmann et al. 2020 (siren): U(+-sqrt(6/fan_in)/w0), the first
 * layer U(+-1/fan_in), for f = sin(w0 x). */
static const char *const names[] = {
    [INIT_LECUN] = "lecun",
    [INIT_HE] = "he",
    [INIT_XAVIER] = "xavier",
    [INIT_TORCH] = "torch",
    [INIT_ORTHOGONAL] = "orthogonal",
    [INIT_ZEROS] = "zeros",
    [INIT_ASYMMETRIC] = "asymmetric",
    [INIT_SIREN] = "siren",
    [INIT_NORMAL] = "normal:STD",
    [INIT_UNIFORM] = "uniform:A",
    [INIT_TRUNC_NORMAL] = "trunc_normal:STD",
};
enum { NAMES = sizeof names / sizeof *names };

const char *init_name(size_t i)
{
    return i < NAMES ? names[i] : NULL;
}

static const char *next_name(const void *state, size_t i)
{
    (void)state;
    return init_name(i);
}

/* How much of `typed` is the name before a colon, or all of it. */
static size_t stem(const char *typed)
{
    return strcspn(typed, ":");
}

static bool amount_parse(const char *typed, struct init *init, struct error *err)
{
    const char *colon = strchr(typed, ':');
    bool siren = init->kind == INIT_SIREN;
    if (!colon && siren)
        return true;
    if (!colon || !number_parse(colon + 1, &init->amount, NULL) || init->amount > 1e150 ||
        !(siren ? init->amount > 0 : init->amount >= 0))
        return error_usage(err, "%s: needs a number, not negative: '%.*s:0.1'", quote(typed).text,
                           (int)stem(names[init->kind]), names[init->kind]);
    snprintf(init->name, sizeof init->name, "%.*s:%s", (int)stem(names[init->kind]),
             names[init->kind], number_text(init->amount).text);
    return true;
}

bool init_parse(const char *typed, struct init *init, struct error *err)
{
    *init = (struct init){ .amount = 30 }; /* siren's w0 */
    for (size_t i = 0; i < NAMES; i++) {
        char *typed_stem = text_part(typed, stem(typed)),
             *known = text_part(names[i], stem(names[i]));
        bool ok = name_equal(typed_stem, known) && (i >= INIT_SIREN || !strchr(typed, ':'));
        free(typed_stem);
        free(known);
        if (!ok)
            continue;
        init->kind = (enum init_kind)i;
        snprintf(init->name, sizeof init->name, "%.*s", (int)stem(names[i]), names[i]);
        return i < INIT_SIREN || amount_parse(typed, init, err);
    }
    const char *near = name_nearest(typed, next_name, NULL);
    if (near)
        return error_usage(err, "%s: unknown init; did you mean '%s'?", quote(typed).text, near);
    return error_usage(
        err,
        "%s: unknown init; there are lecun, he, xavier, torch, orthogonal, normal:STD and more: "
        "see --help",
        quote(typed).text);
}

static void uniform(double *w, size_t count, double half, struct random *rng)
{
    for (size_t i = 0; i < count; i++)
        w[i] = half * (2 * random_uniform(rng) - 1);
}

static void normal(double *w, size_t count, double deviation, struct random *rng)
{
    for (size_t i = 0; i < count; i++)
        w[i] = deviation * random_normal(rng);
}

/* Orthonormal rows, or columns where there are more rows than columns: no direction is stretched. A
 * Gaussian matrix made orthonormal is spread evenly over all of them. */
static void orthogonal(double *w, size_t rows, size_t columns, struct random *rng)
{
    bool tall = rows > columns;
    struct matrix a = matrix_new(tall ? columns : rows, tall ? rows : columns);
    do
        normal(a.at, rows * columns, 1, rng);
    while (matrix_orthonormal(&a, NULL) < a.rows);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++)
            w[i * columns + j] = tall ? a.at[j * rows + i] : a.at[i * columns + j];
    matrix_free(&a);
}

/* Normal numbers beyond two deviations drawn again, as TensorFlow and JAX do. */
static void truncated(double *w, size_t count, double deviation, struct random *rng)
{
    for (size_t i = 0; i < count; i++) {
        double z;
        do
            z = random_normal(rng);
        while (fabs(z) > 2);
        w[i] = deviation * z;
    }
}

#define ASYMMETRIC                                                                 \
    0.6007 /* Lu et al. 2019 (arXiv:1903.06733): keeps the length, with beta(2, 1) \
            */

void init_asymmetric(size_t fan_out, size_t fan_in, double *weights, double *biases,
                     struct random *rng)
{
    double deviation = ASYMMETRIC / sqrt((double)fan_in);
    normal(weights, fan_out * fan_in, deviation, rng);
    if (biases)
        normal(biases, fan_out, deviation, rng);
    for (size_t o = 0; o < fan_out; o++) {
        uint64_t k = random_below(rng, fan_in + 1);
        double beta = sqrt(random_uniform(rng));
        if (k < fan_in)
            weights[o * fan_in + k] = beta;
        else if (biases)
            biases[o] = beta;
    }
}

struct init init_first(const struct init *init, size_t fan_in)
{
    struct init first = *init;
    if (init->kind == INIT_SIREN) {
        first.kind = INIT_UNIFORM;
        first.amount = 1 / (double)fan_in;
    }
    return first;
}

void init_weights(const struct init *init, size_t fan_out, size_t fan_in, double *weights,
                  struct random *rng)
{
    size_t count = fan_out * fan_in;
    double in = (double)fan_in, out = (double)fan_out;
    switch (init->kind) {
    case INIT_LECUN:
        normal(weights, count, sqrt(1 / in), rng);
        break;
    case INIT_HE:
        normal(weights, count, sqrt(2 / in), rng);
        break;
    case INIT_XAVIER:
        normal(weights, count, sqrt(2 / (in + out)), rng);
        break;
    case INIT_TORCH:
        uniform(weights, count, 1 / sqrt(in), rng);
        break;
    case INIT_ORTHOGONAL:
        orthogonal(weights, fan_out, fan_in, rng);
        break;
    case INIT_NORMAL:
        normal(weights, count, init->amount, rng);
        break;
    case INIT_UNIFORM:
        uniform(weights, count, init->amount, rng);
        break;
    case INIT_TRUNC_NORMAL:
        truncated(weights, count, init->amount, rng);
        break;
    case INIT_SIREN:
        uniform(weights, count, sqrt(6 / in) / init->amount, rng);
        break;
    case INIT_ASYMMETRIC:
        init_asymmetric(fan_out, fan_in, weights, NULL, rng);
        break;
    case INIT_ZEROS:
        for (size_t i = 0; i < count; i++)
            weights[i] = 0;
        break;
    }
}

double init_variance(const struct init *init, size_t fan_out, size_t fan_in)
{
    double in = (double)fan_in, out = (double)fan_out, amount = init->amount;
    switch (init->kind) {
    case INIT_LECUN:
        return 1 / in;
    case INIT_HE:
        return 2 / in;
    case INIT_XAVIER:
        return 2 / (in + out);
    case INIT_TORCH:
        return 1 / (3 * in);
    case INIT_ORTHOGONAL:
        return 1 / fmax(in, out);
    case INIT_NORMAL:
        return amount * amount;
    case INIT_UNIFORM:
        return amount * amount / 3;
    case INIT_TRUNC_NORMAL: /* 1 - 4 phi(2) / (2 Phi(2) - 1) */
        return amount * amount * 0.77374133405456967;
    case INIT_SIREN:
        return 2 / (in * amount * amount);
    case INIT_ZEROS:
        return 0;
    case INIT_ASYMMETRIC:
        break;
    }
    return NAN;
}

double init_bias(const struct init *init, size_t fan_in, bool *is_uniform)
{
    *is_uniform = init->kind == INIT_TORCH;
    if (init->kind == INIT_ASYMMETRIC)
        return ASYMMETRIC / sqrt((double)fan_in);
    return *is_uniform ? 1 / sqrt((double)fan_in) : 0;
}
