/* A batch on its way through the layers, and the gradient on its way back. */
#include "network/arithmetic.h"

#include <stdlib.h>

void pass_new(struct pass *p, const struct network *n, size_t rows)
{
    size_t total = 0, widest = 0;
    for (size_t l = 0; l <= n->count; l++) {
        size_t stride = network_stride(l == 0 ? n->inputs : n->layer[l - 1].out);
        total += rows * stride * (l == 0 ? 1 : 2);
        widest = stride > widest ? stride : widest;
    }
    *p = (struct pass){ .rows = rows, .widest = widest };
    p->value = memory_new(n->count + 1, sizeof *p->value);
    p->slope = memory_new(n->count, sizeof *p->slope);
    real *next = numbers_new(total + rows * widest, &p->memory);
    for (size_t l = 0; l <= n->count; l++) {
        size_t size = rows * network_stride(l == 0 ? n->inputs : n->layer[l - 1].out);
        p->value[l] = next;
        next += size;
        if (l > 0) {
            p->slope[l - 1] = next;
            next += size;
        }
    }
    p->scratch = next;
}

void pass_free(struct pass *p)
{
    free(p->value);
    free(p->slope);
    free(p->memory);
    *p = (struct pass){ 0 };
}

void pass_load(struct pass *p, const struct network *n, const double *x, size_t rows)
{
    size_t stride = network_stride(n->inputs);
    for (size_t i = 0; i < rows; i++) {
        arithmetic()->narrow(n->inputs, x + i * n->inputs, p->value[0] + i * stride);
        p->value[0][i * stride + n->inputs] = 1;
    }
}

/* f and f' of rows x columns numbers, in place, through the double kernels a block at a time. */
static void activate(const struct function *g, size_t rows, size_t columns, size_t stride,
                     real *value, real *slope)
{
    const struct arithmetic *a = arithmetic();
    double x[BLOCK], f[BLOCK], df[BLOCK];
    size_t per_block = columns < BLOCK ? BLOCK / columns : 1,
           per_row = columns < BLOCK ? columns : BLOCK;
    for (size_t i = 0; i < rows; i += per_block) {
        size_t here = rows - i < per_block ? rows - i : per_block;
        for (size_t j = 0; j < columns; j += per_row) {
            size_t wide = columns - j < per_row ? columns - j : per_row;
            for (size_t r = 0; r < here; r++)
                a->widen(wide, value + (i + r) * stride + j, x + r * wide);
            function_map(g, here * wide, x, f, df, NULL);
            for (size_t r = 0; r < here; r++) {
                a->narrow(wide, f + r * wide, value + (i + r) * stride + j);
                a->narrow(wide, df + r * wide, slope + (i + r) * stride + j);
            }
        }
    }
}

void pass_linear(struct pass *p, const struct network *n, size_t l, size_t first, size_t last)
{
    const struct layer *layer = &n->layer[l];
    size_t in = network_stride(layer->in), out = network_stride(layer->out);
    struct product z = { .m = last - first,
                         .n = lines(layer->out),
                         .k = layer->in + 1,
                         .a = p->value[l] + first * in,
                         .a_row = in,
                         .a_column = 1,
                         .b = layer->weight,
                         .b_row = out,
                         .c = p->value[l + 1] + first * out,
                         .c_row = out };
    arithmetic()->product(&z);
}

void pass_activate(struct pass *p, const struct network *n, size_t l, size_t first, size_t last)
{
    const struct layer *layer = &n->layer[l];
    size_t out = network_stride(layer->out), rows = last - first;
    real *value = p->value[l + 1] + first * out;
    activate(layer->activation, rows, layer->out, out, value, p->slope[l] + first * out);
    for (size_t i = 0; i < rows; i++)
        value[i * out + layer->out] = 1;
}

void pass_forward(struct pass *p, const struct network *n, size_t first, size_t last)
{
    for (size_t l = 0; l < n->count; l++) {
        pass_linear(p, n, l, first, last);
        if (n->layer[l].activation)
            pass_activate(p, n, l, first, last);
    }
}

/* dL/dz of a layer from that of the next: (dL/dz W^T) f'(z). */
void pass_backward(struct pass *p, const struct network *n, size_t first, size_t last)
{
    for (size_t l = n->count - 1; l > 0; l--) {
        const struct layer *layer = &n->layer[l];
        size_t in = network_stride(layer->in), out = network_stride(layer->out);
        struct product back = { .m = last - first,
                                .n = lines(layer->in),
                                .k = layer->out,
                                .a = p->slope[l] + first * out,
                                .a_row = out,
                                .a_column = 1,
                                .b = layer->transposed,
                                .b_row = in,
                                .c = p->scratch + first * p->widest,
                                .c_row = in };
        arithmetic()->product(&back);
        for (size_t i = 0; i < back.m; i++)
            arithmetic()->times(layer->in, back.c + i * in, p->slope[l - 1] + (first + i) * in);
    }
}

/* dL/dW = [x, 1]^T dL/dz; the row of ones gives the biases'. */
void pass_gradient(const struct pass *p, const struct network *n, size_t layer, size_t rows,
                   size_t i0, size_t i1, real *gradient)
{
    const struct layer *l = &n->layer[layer];
    size_t in = network_stride(l->in), out = network_stride(l->out);
    struct product g = { .m = i1 - i0,
                         .n = lines(l->out),
                         .k = rows,
                         .a = p->value[layer] + i0,
                         .a_row = 1,
                         .a_column = in,
                         .b = p->slope[layer],
                         .b_row = out,
                         .c = gradient + i0 * out,
                         .c_row = out };
    arithmetic()->product(&g);
}
