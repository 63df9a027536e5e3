/* Initial weights. fan_in is the number of inputs of a unit. */
#include "network/network.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void normal(size_t in, size_t out, double std, double *weight, double *bias, struct random *r)
{
    for (size_t i = 0; i < in * out; i++) weight[i] = std * random_normal(r);
    for (size_t o = 0; o < out; o++) bias[o] = 0;
}

static void he(size_t in, size_t out, double std, double *weight, double *bias, struct random *r)
{
    (void)std;
    normal(in, out, sqrt(2 / (double)in), weight, bias, r);
}

static void xavier(size_t in, size_t out, double std, double *weight, double *bias, struct random *r)
{
    (void)std;
    normal(in, out, sqrt(2 / (double)(in + out)), weight, bias, r);
}

static void lecun(size_t in, size_t out, double std, double *weight, double *bias, struct random *r)
{
    (void)std;
    normal(in, out, sqrt(1 / (double)in), weight, bias, r);
}

/* torch.nn.Linear writes kaiming_uniform_(a = sqrt 5), which comes to this: variance 1/(3 fan_in), a sixth of
 * what he asks for. The biases come from the same range. */
static void torch(size_t in, size_t out, double std, double *weight, double *bias, struct random *r)
{
    double bound = 1 / sqrt((double)in);
    (void)std;
    for (size_t i = 0; i < in * out; i++) weight[i] = bound * (2 * random_uniform(r) - 1);
    for (size_t o = 0; o < out; o++) bias[o] = bound * (2 * random_uniform(r) - 1);
}

/* Takes from v its part along u (unit length); entries `step` apart. */
static void project_out(size_t n, size_t step, const double *u, double *v)
{
    double along = 0;
    for (size_t i = 0; i < n; i++) along += u[i * step] * v[i * step];
    for (size_t i = 0; i < n; i++) v[i * step] -= along * u[i * step];
}

/* The shorter side's vectors made orthonormal by Gram-Schmidt, each twice, which leaves rounding alone
 * (Giraud and others 2005). From normal numbers this gives every rotation the same chance (Stewart 1980). */
static void orthogonal(size_t in, size_t out, double std, double *weight, double *bias, struct random *r)
{
    bool tall = out > in;                            /* orthonormal columns, else rows */
    size_t vectors = tall ? in : out, length = tall ? out : in;
    size_t next = tall ? 1 : in, step = tall ? in : 1;
    (void)std;
    normal(in, out, 1, weight, bias, r);
    for (size_t k = 0; k < vectors; k++) {
        double *v = weight + k * next, square = 0;
        for (int twice = 0; twice < 2; twice++)
            for (size_t j = 0; j < k; j++)
                project_out(length, step, weight + j * next, v);
        for (size_t i = 0; i < length; i++) square += v[i * step] * v[i * step];
        for (size_t i = 0; i < length; i++) v[i * step] /= sqrt(square);
    }
}

static const struct init inits[] = {
    { .name = "he",         .fill = he,         .about = "N(0, 2/fan_in), biases 0: made for relu (He and others 2015)" },
    { .name = "xavier",     .fill = xavier,     .about = "N(0, 2/(fan_in + fan_out)), biases 0 (Glorot and Bengio 2010)" },
    { .name = "lecun",      .fill = lecun,      .about = "N(0, 1/fan_in), biases 0 (LeCun and others 1998)" },
    { .name = "torch",      .fill = torch,      .about = "torch.nn.Linear's own: weights and biases uniform on +-1/sqrt(fan_in)" },
    { .name = "orthogonal", .fill = orthogonal, .about = "random rotation, biases 0 (Saxe and others 2014)" },
    { .name = "normal",     .fill = normal,     .about = "normal:STD is N(0, STD^2), biases 0", .std = 0.01 },
};
enum { INITS = sizeof inits / sizeof *inits };

const struct init *init_row(size_t i) { return i < INITS ? &inits[i] : NULL; }

static const char *next_name(const void *state, size_t i)
{
    (void)state;
    return i < INITS ? inits[i].name : NULL;
}

static bool unknown(const char *typed, struct message *why)
{
    const char *near = name_nearest(typed, next_name, NULL);
    if (near)
        return message_set(why, "%s: no such init; did you mean '%s'?", quote(typed).text, near);
    return message_set(why, "%s: no such init; there are he, xavier, lecun, torch, orthogonal and normal:STD", quote(typed).text);
}

bool init_parse(const char *typed, struct init *init, struct message *why)
{
    const char *colon = strchr(typed, ':');
    char *name = text_part(typed, colon ? (size_t)(colon - typed) : strlen(typed));
    const struct init *row = NULL;
    for (size_t i = 0; i < INITS && !row; i++)
        if (name_equal(name, inits[i].name)) row = &inits[i];
    free(name);
    if (!row) return unknown(typed, why);
    *init = *row;
    if (row->std == 0 && colon)
        return message_set(why, "%s: %s has no number of its own; write %s", quote(typed).text, row->name, row->name);
    if (row->std > 0 && !colon)
        return message_set(why, "%s: which standard deviation? Write normal:0.01, say", quote(typed).text);
    if (!colon) {
        memcpy(init->label, row->name, strlen(row->name) + 1);
        return true;
    }
    if (!number_parse(colon + 1, &init->std, why)) return false;
    if (!(init->std >= 0 && init->std <= 1e6))
        return message_set(why, "%s: a standard deviation is a number from 0 to 1e6", quote(typed).text);
    struct number_text std = number_text(init->std);
    (void)snprintf(init->label, sizeof init->label, "normal:%s", std.text);
    return true;
}

void init_fill(const struct init *init, size_t in, size_t out, double *weight, double *bias, struct random *r)
{
    init->fill(in, out, init->std, weight, bias, r);
}
