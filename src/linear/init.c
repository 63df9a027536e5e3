/* How weights start. Variance by name; the papers' own factors for particular activations are left
 * out, so that one activation can be compared with another under the same start. */
#include "linear/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* LeCun et al. 1998: 1/fan_in. He et al. 2015: 2/fan_in. Glorot and Bengio 2010: 2/(fan_in +
 * fan_out). torch.nn.Linear's own: U(+-1/sqrt(fan_in)), weights and biases, variance 1/(3 fan_in).
 * Saxe et al. 2014: orthogonal. */
static const char *const names[] = { "lecun", "he", "xavier", "torch", "orthogonal", "normal:STD" };

const char *init_name(size_t i)
{
    return i < sizeof names / sizeof *names ? names[i] : NULL;
}

static const char *next_name(const void *state, size_t i)
{
    (void)state;
    return init_name(i);
}

static bool normal_parse(const char *typed, struct init *init, struct error *err)
{
    struct error unused;
    if (!number_parse(typed + strlen("normal:"), &init->deviation, &unused) ||
        !(init->deviation >= 0) || init->deviation > 1e150)
        return error_usage(err, "%s: no such standard deviation; 'normal:0.1' would do",
                           quote(typed).text);
    init->kind = INIT_NORMAL;
    snprintf(init->name, sizeof init->name, "normal:%s", number_text(init->deviation).text);
    return true;
}

bool init_parse(const char *typed, struct init *init, struct error *err)
{
    *init = (struct init){ 0 };
    if (strncmp(typed, "normal:", 7) == 0)
        return normal_parse(typed, init, err);
    for (size_t i = 0; i < INIT_NORMAL; i++) {
        if (!name_equal(typed, names[i]))
            continue;
        init->kind = (enum init_kind)i;
        snprintf(init->name, sizeof init->name, "%s", names[i]);
        return true;
    }
    const char *near = name_nearest(typed, next_name, NULL);
    if (near)
        return error_usage(err, "%s: no such init; did you mean '%s'?", quote(typed).text, near);
    return error_usage(
        err, "%s: no such init; there are lecun, he, xavier, torch, orthogonal and normal:STD",
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
        normal(weights, count, init->deviation, rng);
        break;
    }
}

double init_bias(const struct init *init, size_t fan_in, bool *is_uniform)
{
    *is_uniform = init->kind == INIT_TORCH;
    return *is_uniform ? 1 / sqrt((double)fan_in) : 0;
}
