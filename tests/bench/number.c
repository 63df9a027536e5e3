/* How quickly a double becomes its shortest decimal: ours beside trying %.15g, %.16g and %.17g
 * until one reads back. Prints nanoseconds a number and their ratio, for full random doubles, for
 * values of a function and for a grid. */
#include "base/base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { N = 100000, ROUNDS = 7 };

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static size_t by_trying(char *text, double x)
{
    int length = 0;
    for (int digits = 15; digits <= 17; digits++) {
        length = snprintf(text, NUMBER_SIZE, "%.*g", digits, x);
        if (strtod(text, NULL) == x) {
            break;
        }
    }
    return (size_t)length;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Nanoseconds a number, median of some rounds. */
static double timed(size_t (*print)(char *, double), const double *x, size_t *bytes)
{
    double took[ROUNDS];
    char text[NUMBER_SIZE];
    for (int r = 0; r < ROUNDS; r++) {
        *bytes = 0;
        double start = now();
        for (size_t i = 0; i < N; i++) {
            *bytes += print(text, x[i]);
        }
        took[r] = (now() - start) / N * 1e9;
    }
    qsort(took, ROUNDS, sizeof took[0], ascending);
    return took[ROUNDS / 2];
}

int main(void)
{
    static const char *const names[] = { "random bits", "function values", "grid" };
    double *x = memory_new(N, sizeof *x);
    struct random r;
    random_seed(&r, 42, 0);
    for (int kind = 0; kind < 3; kind++) {
        for (size_t i = 0; i < N; i++) {
            uint64_t bits = random_bits(&r);
            memcpy(&x[i], &bits, sizeof bits);
            x[i] = kind == 0   ? (isfinite(x[i]) ? x[i] : 1)
                   : kind == 1 ? tanh(10 * random_uniform(&r) - 5)
                               : (double)i / 1000;
        }
        size_t bytes, other;
        double ours = timed(number_print, x, &bytes), trying = timed(by_trying, x, &other);
        printf("%-16s %7.1f ns   by trying %7.1f ns   %.1f times as fast\n", names[kind], ours,
               trying, trying / ours);
    }
    free(x);
    return 0;
}
