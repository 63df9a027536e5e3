/* network as the program has it, in float: the same bytes on any number of threads; no task lost or
 * done twice. ACTFN_STEPS=N steps a training (default 40). */
#include "network/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static atomic_int times[1000];

static void count(void *state, size_t i)
{
    (void)state;
    atomic_fetch_add(&times[i], 1);
}

static void test_every_task_once(void **state)
{
    struct pool *p = pool_new(4);
    (void)state;
    for (size_t round = 1; round <= 3000; round++) {
        size_t n = round % 1000;
        for (size_t i = 0; i < 1000; i++)
            atomic_store(&times[i], 0);
        pool_run(p, n, count, NULL);
        for (size_t i = 0; i < 1000; i++)
            assert_int_equal(atomic_load(&times[i]), i < n);
    }
    pool_free(p);
}

/* Weights after some steps, as bytes. */
static real *trained(size_t threads, size_t batch, enum optimizer optimizer, size_t *size)
{
    struct function g;
    struct init init;
    struct error err;
    struct data d;
    struct network n;
    size_t shape[] = { 2, 96, 64, 80 };
    struct pool *pool = pool_new(threads);
    const char *asked = getenv("ACTFN_STEPS");
    long steps = asked ? strtol(asked, NULL, 10) : 40;
    struct learning how = {
        .optimizer = optimizer, .rate = 0.01, .decay = 1e-3, .batch = batch, .seed = 5
    };
    assert_true(function_parse(&g, "gelu", NULL, 0, &err) && init_parse("he", &init, &err));
    dataset_make(&d, task_find("spiral"), 0, 0, 1, STREAM_DATA);
    network_new(&n, shape, 4, d.classes, &g);
    network_init(&n, &init, false, 0, 1);
    struct trainer *t = trainer_new(&n, &d, &how, pool);
    for (long i = 0; i < steps; i++)
        trainer_step(t);
    struct layer_units layers[3];
    struct score score = network_score(&n, &d, pool);
    network_census(&n, d.x, d.rows, 1.13, layers, NULL, pool);
    real *bytes = memory_new(n.stored + 4, sizeof *bytes);
    memcpy(bytes, n.weights, n.stored * sizeof *bytes);
    bytes[n.stored] = (real)score.loss;
    for (size_t l = 0; l < 3; l++)
        bytes[n.stored + 1 + l] = (real)layers[l].mean_slope;
    *size = (n.stored + 4) * sizeof *bytes;
    trainer_free(t);
    pool_free(pool);
    network_free(&n);
    dataset_free(&d);
    function_free(&g);
    return bytes;
}

static void test_same_bytes(void **state)
{
    static const size_t batches[] = { 0, 150, 64 };
    (void)state;
    for (size_t b = 0; b < 3; b++)
        for (int o = SGD; o <= ADAM; o++) {
            size_t size = 0;
            real *one = trained(1, batches[b], (enum optimizer)o, &size);
            for (size_t threads = 2; threads <= 5; threads++) {
                real *more = trained(threads, batches[b], (enum optimizer)o, &size);
                assert_memory_equal(one, more, size);
                free(more);
            }
            free(one);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_every_task_once),
                                        cmocka_unit_test(test_same_bytes) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
