/* A plane of the input space, ruled with lines, on its way through a stack: what a matrix does to
 * it stays flat and straight.
 *
 * The outputs have many coordinates; shown are the two in which they vary most. Both axes are then
 * stretched, no more than is needed to see the shorter one, and the picture is turned to lie as
 * much as possible like the plane it came from. All of this is affine, so it makes nothing bent
 * straight and nothing straight bent. */
#include "linear/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STREAM_PLANE = 31, TURNS = 60 };
#define FLATTEST \
    (1.0 / 3) /* the shorter side of what is shown, at least, as a share of the longer one */

/* Two orthonormal directions of the input space: the axes where there are but two. */
static struct matrix directions(size_t n, uint64_t seed)
{
    struct random rng;
    struct matrix d = matrix_new(2, n);
    random_seed(&rng, seed, STREAM_PLANE);
    for (size_t i = 0; i < 2 * n; i++)
        d.at[i] = n <= 2 ? i % (n + 1) == 0 : random_normal(&rng);
    matrix_orthonormal(&d, NULL);
    return d;
}

static struct matrix plane_inputs(size_t n, uint64_t seed, const struct matrix *plane)
{
    struct matrix d = directions(n, seed), x = matrix_new(n, plane->columns);
    gemm_double(true, false, n, plane->columns, 2, 1, d.at, n, plane->at, plane->columns, 0, x.at,
                plane->columns);
    matrix_free(&d);
    return x;
}

/* Rows of `found` (2 x n): the directions in which the centred columns of z vary most, by
 * orthogonal iteration. A rough answer will do: any two directions make a true picture. */
static struct matrix main_directions(const struct matrix *z)
{
    size_t n = z->rows, m = z->columns;
    struct matrix found = matrix_new(2, n), shown = matrix_new(2, m);
    struct random rng;
    random_seed(&rng, 1, STREAM_PLANE);
    for (size_t i = 0; i < 2 * n; i++)
        found.at[i] = n <= 2 ? i % (n + 1) == 0 : random_normal(&rng);
    for (int turn = 0; turn < TURNS && n > 2; turn++) {
        matrix_orthonormal(&found, NULL);
        matrix_multiply(&shown, &found, z);
        gemm_double(false, true, 2, n, m, 1, shown.at, m, z->at, m, 0, found.at, n);
    }
    matrix_orthonormal(&found, NULL);
    matrix_free(&shown);
    return found;
}

static void centre(struct matrix *z)
{
    for (size_t i = 0; i < z->rows; i++) {
        double mean = 0;
        for (size_t j = 0; j < z->columns; j++)
            mean += z->at[i * z->columns + j] / (double)z->columns;
        for (size_t j = 0; j < z->columns; j++)
            z->at[i * z->columns + j] -= mean;
    }
}

/* 2 x m coordinates turned onto the axes in which they vary most and least, then stretched. */
static void stretch(struct matrix *c)
{
    size_t m = c->columns;
    double xx = 0, yy = 0, xy = 0, *x = c->at, *y = c->at + m;
    for (size_t j = 0; j < m; j++) {
        xx += x[j] * x[j];
        yy += y[j] * y[j];
        xy += x[j] * y[j];
    }
    double angle = 0.5 * atan2(2 * xy, xx - yy), along = cos(angle), across = sin(angle),
           longer = 0, shorter = 0;
    for (size_t j = 0; j < m; j++) {
        double old = x[j];
        x[j] = along * old + across * y[j];
        y[j] = along * y[j] - across * old;
        longer += x[j] * x[j];
        shorter += y[j] * y[j];
    }
    double flat = sqrt(shorter / longer),
           factor = flat > 1e-9 && flat < FLATTEST ? FLATTEST / flat : 1;
    for (size_t j = 0; j < m; j++)
        y[j] *= factor;
}

/* Turned, or mirrored, to lie closest to the plane it came from (Procrustes), and brought into the
 * middle of [-1, 1]. */
static void settle(struct matrix *c, const struct matrix *plane)
{
    size_t m = c->columns;
    double a[2][2] = { { 0 } }, low[2] = { INFINITY, INFINITY }, high[2] = { -INFINITY, -INFINITY };
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < 2; k++)
            for (size_t j = 0; j < m; j++)
                a[i][k] += plane->at[i * m + j] * c->at[k * m + j];
    bool mirrored = a[0][0] * a[1][1] < a[0][1] * a[1][0];
    double angle = mirrored ? atan2(a[0][1] + a[1][0], a[0][0] - a[1][1])
                            : atan2(a[1][0] - a[0][1], a[0][0] + a[1][1]);
    double side = mirrored ? -1 : 1, s = sin(angle), t = cos(angle);
    for (size_t j = 0; j < m; j++) {
        double x = c->at[j], y = c->at[m + j];
        c->at[j] = t * x - side * s * y;
        c->at[m + j] = s * x + side * t * y;
        for (size_t k = 0; k < 2; k++) {
            low[k] = fmin(low[k], c->at[k * m + j]);
            high[k] = fmax(high[k], c->at[k * m + j]);
        }
    }
    double half = fmax(high[0] - low[0], high[1] - low[1]) / 2;
    for (size_t j = 0; half > 0 && j < 2 * m; j++)
        c->at[j] = (c->at[j] - (low[j / m] + high[j / m]) / 2) / half;
}

static void plane_picture(const struct matrix *z, const struct matrix *plane,
                          struct matrix *picture)
{
    struct matrix centred = matrix_copy(z), main;
    centre(&centred);
    matrix_rescale(&centred);
    main = main_directions(&centred);
    matrix_multiply(picture, &main, &centred);
    stretch(picture);
    settle(picture, plane);
    matrix_free(&centred);
    matrix_free(&main);
}

void stack_plane(const struct stack *s, const struct map *f, uint64_t seed,
                 const struct matrix *plane, const size_t *depths, size_t ndepths,
                 struct matrix *pictures)
{
    struct matrix h = plane_inputs(s->sizes[0], seed, plane);
    size_t next = 0;
    for (size_t k = 1; next < ndepths; k++) {
        struct matrix z = matrix_new(s->sizes[k], plane->columns);
        stack_layer(s, k, &h, &z);
        matrix_free(&h);
        if (!f)
            matrix_rescale(
                &z); /* nothing between: only the shape matters, and it must stay within range */
        if (depths[next] == k) {
            pictures[next] = matrix_new(2, plane->columns);
            plane_picture(&z, plane, &pictures[next++]);
        }
        h = z;
        if (f)
            map_batch(f, &h);
    }
    matrix_free(&h);
}
