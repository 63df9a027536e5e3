/* Our products beside calling cblas_dgemm by hand, on the same shapes and numbers, in turn:
 * milliseconds and GFLOP/s (medians), and the ratio, which should be 0.9 or more. */
#include "linear/linear.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef void dgemm(int order, int trans_a, int trans_b, int m, int n, int k, double alpha,
                   const double *a, int lda, const double *b, int ldb, double beta, double *c,
                   int ldc);
enum { ROUNDS = 15 };
/* Ours takes one thread where it is enough; by hand it is all of them. */
static void (*set_threads)(int);
static int all_threads;

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

static void race(dgemm *by_hand, size_t m, size_t n, size_t k)
{
    struct matrix a = matrix_new(m, k), b = matrix_new(k, n), c = matrix_new(m, n);
    struct random chance;
    double ours[ROUNDS], hand[ROUNDS], work = 2 * (double)m * (double)n * (double)k;
    size_t times = (size_t)(1e8 / work) + 1;
    random_seed(&chance, 42, 1);
    for (size_t i = 0; i < m * k; i++)
        a.at[i] = random_normal(&chance);
    for (size_t i = 0; i < k * n; i++)
        b.at[i] = random_normal(&chance);
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        for (size_t i = 0; i < times; i++)
            matrix_multiply(&c, &a, &b);
        ours[round] = (now() - start) / (double)times;
        if (set_threads)
            set_threads(all_threads);
        start = now();
        for (size_t i = 0; i < times; i++)
            by_hand(101, 111, 111, (int)m, (int)n, (int)k, 1, a.at, (int)k, b.at, (int)n, 0, c.at,
                    (int)n);
        hand[round] = (now() - start) / (double)times;
    }
    qsort(ours, ROUNDS, sizeof *ours, by_size);
    qsort(hand, ROUNDS, sizeof *hand, by_size);
    printf("  %4zu x %4zu x %4zu  ours %9.4f ms %6.1f GFLOP/s   by hand %9.4f ms   %.2f of its "
           "speed\n",
           m, k, n, 1e3 * ours[ROUNDS / 2], work / ours[ROUNDS / 2] / 1e9, 1e3 * hand[ROUNDS / 2],
           hand[ROUNDS / 2] / ours[ROUNDS / 2]);
    matrix_free(&a);
    matrix_free(&b);
    matrix_free(&c);
}

int main(void)
{
    static const size_t shapes[][3] = { { 4, 4, 4 },         { 16, 16, 16 },
                                        { 64, 64, 64 },      { 64, 4096, 64 },
                                        { 512, 512, 512 },   { 1024, 1024, 1024 },
                                        { 1600, 1600, 6400 } };
    struct error err;
    bool loaded = blas_load(&err);
    void *library = loaded ? dlopen("libopenblas.so.0", RTLD_NOW | RTLD_NOLOAD) : NULL;
    dgemm *by_hand = NULL;
    void *found = library ? dlsym(library, "cblas_dgemm") : NULL;
    memcpy(&by_hand, &found, sizeof by_hand);
    int (*get_threads)(void) = NULL;
    void *set = library ? dlsym(library, "openblas_set_num_threads") : NULL,
         *get = library ? dlsym(library, "openblas_get_num_threads") : NULL;
    memcpy(&get_threads, &get, sizeof get_threads);
    if (get_threads) {
        memcpy(&set_threads, &set, sizeof set_threads);
        all_threads = get_threads();
    }
    if (!by_hand) {
        printf("  no OpenBLAS to race against\n");
        return 0;
    }
    printf("  %s\n", blas_name());
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        race(by_hand, shapes[i][0], shapes[i][1], shapes[i][2]);
    return 0;
}
