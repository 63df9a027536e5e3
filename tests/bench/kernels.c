/* Nanoseconds a value, in cache, for f, for f and f', and for all three; and what printing a number
 * costs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "activation/activation.h"

enum { POINTS = 8192, TRIES = 21 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double x[POINTS], f[POINTS], df[POINTS], ddf[POINTS];

/* The median of TRIES runs of about 2 ms each. */
static double nanoseconds(const struct function *g, int derivatives)
{
    double took[TRIES] = { 0 };
    for (int k = -1; k < TRIES; k++) {
        int repeats = 40;
        double start = now();
        for (int r = 0; r < repeats; r++)
            function_map(g, POINTS, x, f, derivatives > 0 ? df : NULL,
                         derivatives > 1 ? ddf : NULL);
        if (k >= 0)
            took[k] = 1e9 * (now() - start) / repeats / POINTS;
    }
    qsort(took, TRIES, sizeof(double), by_size);
    return took[TRIES / 2];
}

static double print_nanoseconds(bool ours)
{
    double took[TRIES] = { 0 };
    char text[NUMBER_SIZE + 16];
    for (int k = 0; k < TRIES; k++) {
        double start = now();
        for (int i = 0; i < POINTS; i++) {
            if (ours) {
                number_print(text, f[i]);
                continue;
            }
            for (int digits = 15; digits <= 17; digits++) {
                snprintf(text, sizeof text, "%.*g", digits, f[i]);
                if (strtod(text, NULL) == f[i])
                    break;
            }
        }
        took[k] = 1e9 * (now() - start) / POINTS;
    }
    qsort(took, TRIES, sizeof(double), by_size);
    return took[TRIES / 2];
}

int main(int argc, char **argv)
{
    struct random chance;
    struct error err;
    random_seed(&chance, 42, 0);
    for (int i = 0; i < POINTS; i++)
        x[i] = 12 * random_uniform(&chance) - 6;
    printf("  actfn, double, %s, ns a value%9s%9s%9s\n", activation_cpu(), "f", "f f'", "f f' f''");
    for (int i = 1; i < argc; i++) {
        struct function g;
        if (!function_parse(&g, argv[i], NULL, 0, &err)) {
            fprintf(stderr, "kernels: %s\n", err.text);
            return 1;
        }
        printf("  %-35s%9.2f%9.2f%9.2f\n", argv[i], nanoseconds(&g, 0), nanoseconds(&g, 1),
               nanoseconds(&g, 2));
        function_free(&g);
    }
    double tried = print_nanoseconds(false), ours = print_nanoseconds(true);
    printf("  a number in the fewest digits: %.0f ns; trying %%.15g, %%.16g, %%.17g: %.0f ns, %.1f "
           "x\n",
           ours, tried, tried / ours);
    return 0;
}
