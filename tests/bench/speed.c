/* Nanoseconds a value of the activation loops: f; f and f'; f, f' and f''. In cache (8192 points),
 * x uniform in
 * [-6, 6], the minimum and the median of many runs.      speed [NAME...]      ACTFN_CPU lowers the
 * instruction set. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "activation/activation.h"

enum { N = 8192, RUNS = 101, REPEAT = 4 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const struct activation *row, const double *x, double *f, double *df,
                    double *ddf)
{
    double param[PARAMETERS_MAX], low[3], middle[3];
    for (int k = 0; k < PARAMETERS_MAX; k++)
        param[k] = row->params[k].value;
    for (int d = 0; d < 3; d++) {
        double t[RUNS];
        map_function *map = row->loops[activation_set()].map[d];
        for (int i = 0; i < RUNS; i++) {
            double begin = now();
            for (int k = 0; k < REPEAT; k++)
                map(N, x, param, f, df, ddf);
            t[i] = (now() - begin) / (N * (double)REPEAT);
        }
        qsort(t, RUNS, sizeof *t, by_size);
        low[d] = t[0];
        middle[d] = t[RUNS / 2];
    }
    printf("%-18s %6.3f %6.3f %6.3f   %6.3f %6.3f %6.3f\n", row->name, low[0], low[1], low[2],
           middle[0], middle[1], middle[2]);
}

int main(int argc, char **argv)
{
    double *block = memory_new(4 * N, sizeof *block);
    struct random r;
    random_seed(&r, 1, 0);
    for (size_t i = 0; i < N; i++)
        block[i] = -6 + 12 * random_uniform(&r);
    printf("%s, ns a value      f   f,f'    all      f   f,f'    all (minimum, median)\n",
           activation_cpu());
    for (size_t i = 0; i < activation_count(); i++) {
        const struct activation *row = activation_row(i);
        bool wanted = argc < 2;
        for (int k = 1; k < argc; k++)
            wanted = wanted || !strcmp(argv[k], row->name);
        if (wanted)
            measure(row, block, block + N, block + 2 * N, block + 3 * N);
    }
    free(block);
    return 0;
}
