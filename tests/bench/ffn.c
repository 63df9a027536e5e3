/* The forward pass of GPT-2 XL's feedforward block on 256 tokens, beside the two products alone by
 * the BLAS itself. usage: ffn      prints seconds, GFLOP/s and the ratio, medians of runs in turn
 */
#include "network/ffn.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TOKENS = 256, RUNS = 15 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x)
{
    qsort(x, RUNS, sizeof *x, ascending);
    return x[RUNS / 2];
}

int main(void)
{
    struct error err;
    struct function g;
    struct init init;
    const struct ffn_row *row = ffn_find("gpt2");
    struct ffn block = {
        .dim = row->dim, .hidden = row->hidden, .bias = row->bias, .activation = &g
    };
    double ours[RUNS], theirs[RUNS], flops = (double)ffn_flops(&block) * TOKENS;
    size_t d = block.dim, h = block.hidden;
    float *x = memory_new(TOKENS * d, sizeof *x), *pre = memory_new(TOKENS * h, sizeof *pre);
    float *middle = memory_new(TOKENS * h, sizeof *middle), *y = memory_new(TOKENS * d, sizeof *y);
    struct random chance;
    if (!blas_load(&err) || !init_parse("lecun", &init, &err) ||
        !function_parse(&g, row->activation, NULL, 0, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    ffn_random(&block, &init, 42);
    random_seed(&chance, 42, 0);
    for (size_t i = 0; i < TOKENS * d; i++)
        x[i] = (float)random_normal(&chance);
    for (int run = -1; run < RUNS; run++) {
        double a = now(), b, c;
        ffn_forward(&block, TOKENS, x, pre, middle, y, NULL);
        b = now();
        gemm_float(false, true, TOKENS, h, d, 1, x, d, block.up.at, d, 0, pre, h);
        gemm_float(false, true, TOKENS, d, h, 1, pre, h, block.down.at, h, 0, y, d);
        c = now();
        if (run >= 0) {
            ours[run] = b - a;
            theirs[run] = c - b;
        }
    }
    double a = median(ours), b = median(theirs);
    printf("  block forward      %7.2f ms  %6.1f GFLOP/s\n  products alone     %7.2f ms  %6.1f "
           "GFLOP/s  (%s)\n"
           "  share of the BLAS's speed  %.3f\n",
           1e3 * a, flops / a / 1e9, 1e3 * b, flops / b / 1e9, blas_name(), b / a);
    return 0;
}
