/* Data to learn: the small sets that every course uses, made from a seed, all but the noise within
 * [-1, 1]. */
#include "network/network.h"

#include <math.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;

static void put(struct data *d, size_t i, double x, double y, uint32_t class)
{
    d->x[2 * i] = x;
    d->x[2 * i + 1] = y;
    d->class[i] = class;
}

/* Stanford's CS231n ("Putting it together: minimal neural network case study"): three arms, each
 * from the centre out by 4 radians, with noise of 0.2 in the angle. */
static void spiral(struct data *d, struct random *r)
{
    for (size_t i = 0; i < d->rows; i++) {
        size_t arm = i % 3, step = i / 3, steps = (d->rows + 2) / 3;
        double radius = steps > 1 ? (double)step / (double)(steps - 1) : 1;
        double angle = 4 * ((double)arm + radius) + 0.2 * random_normal(r);
        put(d, i, radius * sin(angle), radius * cos(angle), (uint32_t)arm);
    }
}

/* TensorFlow Playground's two arms of 1.75 turns (there the two first points coincide; here they do
 * not). */
static void two_spirals(struct data *d, struct random *r)
{
    size_t steps = (d->rows + 1) / 2;
    (void)r;
    for (size_t i = 0; i < d->rows; i++) {
        size_t step = i / 2;
        double radius = ((double)step + 0.5) / (double)steps;
        double angle = 1.75 * 2 * pi * radius + pi * (double)(i % 2);
        put(d, i, radius * sin(angle), radius * cos(angle), (uint32_t)(i % 2));
    }
}

/* A disc within a ring, with a gap between them (Playground's "circle"). */
static void circles(struct data *d, struct random *r)
{
    for (size_t i = 0; i < d->rows; i++) {
        bool ring = i % 2 == 1;
        double radius = ring ? 0.7 + 0.3 * random_uniform(r) : 0.5 * random_uniform(r);
        double angle = 2 * pi * random_uniform(r);
        put(d, i, radius * sin(angle), radius * cos(angle), ring);
    }
}

static double within(double x)
{
    return fmax(-1, fmin(x, 1));
}

/* Two half circles, one within the reach of the other (scikit-learn's make_moons, noise 0.1). */
static void moons(struct data *d, struct random *r)
{
    for (size_t i = 0; i < d->rows; i++) {
        bool lower = i % 2 == 1;
        double angle = pi * random_uniform(r);
        double x = lower ? 1 - cos(angle) : cos(angle), y = lower ? 0.5 - sin(angle) : sin(angle);
        x += 0.1 * random_normal(r);
        y += 0.1 * random_normal(r);
        put(d, i, within((x - 0.5) / 1.9), within((y - 0.25) / 1.9),
            lower); /* 1.5 and four times the noise */
    }
}

/* Opposite quarters of a square belong together; no straight line can tell them apart. */
static void xor
    (struct data * d, struct random *r) {
        for (size_t i = 0; i < d->rows; i++) {
            double x = 2 * random_uniform(r) - 1, y = 2 * random_uniform(r) - 1;
            x += x > 0 ? 0.06 : -0.06; /* a gap along the axes, as in Playground */
            y += y > 0 ? 0.06 : -0.06;
            put(d, i, x / 1.06, y / 1.06, (x > 0) != (y > 0));
        }
    }

    /* Nothing to learn: N(0, 1) inputs, classes by the toss of a coin. */
    static void noise(struct data *d, struct random *r)
{
    for (size_t i = 0; i < d->rows; i++) {
        for (size_t j = 0; j < d->inputs; j++)
            d->x[i * d->inputs + j] = random_normal(r);
        d->class[i] = (uint32_t)random_below(r, 2);
    }
}

static const struct task tasks[] = {
    { "spiral", "three arms, noise 0.2 in the angle (CS231n)", 2, 300, 3, spiral, 1e-3 },
    { "two-spirals", "two arms of 1.75 turns (TensorFlow Playground)", 2, 500, 2, two_spirals, 0 },
    { "circles", "a disc within a ring", 2, 500, 2, circles, 0 },
    { "moons", "two half moons, noise 0.1", 2, 500, 2, moons, 0 },
    { "xor", "opposite quarters of a square belong together", 2, 500, 2, xor, 0 },
    { "noise", "N(0,1) inputs, classes by the toss of a coin", 0, 500, 2, noise, 0 },
};
enum { TASKS = sizeof tasks / sizeof *tasks };

const struct task *task_row(size_t i)
{
    return i < TASKS ? &tasks[i] : NULL;
}

const struct task *task_find(const char *name)
{
    for (size_t i = 0; i < TASKS; i++)
        if (name_equal(name, tasks[i].name))
            return &tasks[i];
    return NULL;
}

void dataset_scale(struct data *d)
{
    for (size_t j = 0; j < d->inputs; j++) {
        double low = INFINITY, high = -INFINITY;
        for (size_t i = 0; i < d->rows; i++) {
            low = fmin(low, d->x[i * d->inputs + j]);
            high = fmax(high, d->x[i * d->inputs + j]);
        }
        double middle = 0.5 * low + 0.5 * high, half = 0.5 * high - 0.5 * low;
        for (size_t i = 0; i < d->rows; i++)
            d->x[i * d->inputs + j] = half > 0 ? (d->x[i * d->inputs + j] - middle) / half : 0;
    }
}

void dataset_make(struct data *d, const struct task *task, size_t rows, size_t inputs,
                  uint64_t seed, uint64_t stream)
{
    struct random r;
    *d = (struct data){ .name = text_copy(task->name), .classes = task->classes };
    d->rows = rows > 0 ? rows : task->rows;
    d->inputs = task->inputs > 0 ? task->inputs : inputs > 0 ? inputs : 2;
    d->x = memory_new(d->rows * d->inputs, sizeof *d->x);
    d->class = memory_new(d->rows, sizeof *d->class);
    random_seed(&r, seed, stream);
    task->make(d, &r);
}

/* A row's inputs, its target or class, and its place in the order of the steps. */
double dataset_bytes(double rows, double inputs)
{
    return rows * (8 * inputs + sizeof(double) + sizeof(uint32_t) + sizeof(size_t));
}

void dataset_free(struct data *d)
{
    free(d->name);
    free(d->x);
    free(d->target);
    free(d->class);
    *d = (struct data){ 0 };
}
