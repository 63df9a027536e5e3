/* network, built in double: gradients against difference quotients for every activation, descent
 * against the optimizers' definitions, linear nets against the closed form, counts of units against
 * counts by hand. */
#define NETWORK_DOUBLE
#include "network/arithmetic.c"
#include "network/census.c"
#include "network/dataset.c"
#include "network/flow.c"
#include "network/network.c"
#include "network/pass.c"
#include "base/pool.c"
#include "network/score.c"
#include "network/spread.c"
#include "network/train.c"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct function function_of(const char *typed)
{
    struct function g;
    struct error err;
    if (!function_parse(&g, typed, NULL, 0, &err))
        fail_msg("%s", err.text);
    return g;
}

static struct init init_of(const char *typed)
{
    struct init init;
    struct error err;
    if (!init_parse(typed, &init, &err))
        fail_msg("%s", err.text);
    return init;
}

/* Random inputs; classes at random, or a smooth target. */
static struct data some_data(size_t rows, size_t inputs, size_t classes, uint64_t seed)
{
    struct data d = { .rows = rows, .inputs = inputs, .classes = classes };
    struct random r;
    random_seed(&r, seed, 99);
    d.x = memory_new(rows * inputs, sizeof *d.x);
    d.target = memory_new(rows, sizeof *d.target);
    d.class = memory_new(rows, sizeof *d.class);
    for (size_t i = 0; i < rows * inputs; i++)
        d.x[i] = random_normal(&r);
    for (size_t i = 0; i < rows; i++) {
        d.target[i] = sin(d.x[i * inputs]) + 0.3 * random_normal(&r);
        d.class[i] = classes ? (uint32_t)random_below(&r, classes) : 0;
    }
    return d;
}

/* ---- products ------------------------------------------------------------------------------- */

static void try_product(const struct arithmetic *a, size_t m, size_t n, size_t k, bool turned,
                        struct random *r)
{
    void *ma, *mb, *mc;
    size_t sa = network_stride(turned ? m : k), sb = network_stride(n);
    real *A = numbers_new((turned ? k : m) * sa, &ma), *B = numbers_new(k * sb, &mb),
         *C = numbers_new(m * sb, &mc);
    for (size_t i = 0; i < (turned ? k : m) * sa; i++)
        A[i] = random_normal(r);
    for (size_t i = 0; i < k * sb; i++)
        B[i] = random_normal(r);
    struct product p = { m, lines(n), k, A, turned ? 1 : sa, turned ? sa : 1, B, sb, C, sb };
    a->product(&p);
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n; j++) {
            long double sum = 0, size = 0;
            for (size_t q = 0; q < k; q++) {
                long double term = (long double)A[i * p.a_row + q * p.a_column] * B[q * sb + j];
                sum += term;
                size += fabsl(term);
            }
            if (!(fabsl(C[i * sb + j] - sum) <= (long double)(k + 2) * 0x1p-53L * size))
                fail_msg("%zu x %zu x %zu: C[%zu][%zu] is %g, not %Lg", m, n, k, i, j,
                         C[i * sb + j], sum);
        }
    free(ma), free(mb), free(mc);
}

static void test_product(void **state)
{
    static const size_t sizes[][3] = { { 1, 1, 1 },    { 2, 3, 4 },     { 7, 17, 5 },
                                       { 8, 32, 256 }, { 13, 40, 257 }, { 33, 9, 600 },
                                       { 5, 100, 3 } };
    const struct arithmetic *all[] = {
        &arithmetic_baseline,
#ifdef __x86_64__
        strcmp(activation_cpu(), "baseline") ? &arithmetic_avx2 : NULL,
        strcmp(activation_cpu(), "avx512") ? NULL : &arithmetic_avx512,
#endif
    };
    struct random r;
    (void)state;
    random_seed(&r, 7, 0);
    for (size_t v = 0; v < sizeof all / sizeof *all; v++)
        for (size_t i = 0; all[v] && i < sizeof sizes / sizeof *sizes; i++) {
            try_product(all[v], sizes[i][0], sizes[i][1], sizes[i][2], false, &r);
            try_product(all[v], sizes[i][0], sizes[i][1], sizes[i][2], true, &r);
        }
}

/* ---- gradients ------------------------------------------------------------------------------ */

static double loss_at(const struct network *n, const struct data *d)
{
    return network_score(n, d, NULL).loss;
}

/* The largest difference between dL/dW and (L(w + h) - L(w - h)) / 2h, over the largest |dL/dW|. */
static double gradient_error(struct network *n, const struct data *d, size_t *compared)
{
    struct learning how = { .optimizer = SGD };
    struct trainer *t = trainer_new(n, d, &how, NULL);
    real *gradient = memory_new(n->stored, sizeof *gradient);
    double worst = 0, largest_seen = 1e-3, h = 1e-5;
    trainer_gradient(t, gradient);
    for (size_t l = 0; l < n->count; l++)
        for (size_t i = 0; i <= n->layer[l].in; i++)
            for (size_t o = 0; o < n->layer[l].out; o++, ++*compared) {
                double w = network_weight(n, l, i, o);
                network_set(n, l, i, o, w + h);
                double up = loss_at(n, d);
                network_set(n, l, i, o, w - h);
                double down = loss_at(n, d);
                network_set(n, l, i, o, w);
                double g = gradient[(size_t)(n->layer[l].weight - n->weights) +
                                    i * network_stride(n->layer[l].out) + o];
                double off = fabs(g - (up - down) / (2 * h));
                worst = fmax(worst, isnan(off) ? INFINITY : off); /* fmax forgets nan */
                largest_seen = fmax(largest_seen, fabs(g));
            }
    free(gradient);
    trainer_free(t);
    return worst / largest_seen;
}

static void check_gradient(const char *typed, size_t classes)
{
    struct function g = function_of(typed);
    struct init init = init_of("torch");
    struct data d = some_data(37, 3, classes, 5);
    struct network n;
    size_t shape[] = { 3, 7, 6, 5 }, compared = 0;
    network_new(&n, shape, 4, classes ? classes : 1, &g);
    network_init(&n, &init, false, 0, 11);
    double error = gradient_error(&n, &d, &compared);
    assert_int_equal(compared, n.parameters);
    if (!(error < 1e-7))
        fail_msg("%s, %zu classes: gradients differ by %g of the largest", typed, classes, error);
    network_free(&n);
    dataset_free(&d);
    function_free(&g);
}

static void test_gradients(void **state)
{
    (void)state;
    assert_true(activation_count() > 10);
    for (size_t i = 0; i < activation_count(); i++) {
        check_gradient(activation_row(i)->name, 3);
        check_gradient(activation_row(i)->name, 0);
    }
    check_gradient("x*sigmoid(1.702*x)", 2);
    check_gradient("x > 0 ? x : 0.1*x", 2);
}

/* ---- descent -------------------------------------------------------------------------------- */

/* One weight and one bias, full batch, MSE: the optimizers as their papers write them, in long
 * double. */
static void check_optimizer(enum optimizer optimizer, double big_step)
{
    struct function g = function_of("identity");
    struct data d = some_data(20, 1, 0, 3);
    struct learning how = {
        .optimizer = optimizer, .rate = 0.05, .decay = 0.01, .big_step = big_step
    };
    struct network n;
    size_t shape[] = { 1 };
    network_new(&n, shape, 1, 1, &g);
    network_set(&n, 0, 0, 0, 0.7);
    struct trainer *t = trainer_new(&n, &d, &how, NULL);
    long double w[2] = { 0.7L, 0 }, m[2] = { 0 }, v[2] = { 0 };
    for (int step = 1; step <= 50; step++) {
        long double gradient[2] = { 0 };
        for (size_t i = 0; i < d.rows; i++) {
            long double error = w[0] * d.x[i] + w[1] - d.target[i];
            gradient[0] += 2 * error * d.x[i] / d.rows;
            gradient[1] += 2 * error / d.rows;
        }
        gradient[0] += 0.01L * w[0];
        long double rate = step == 1 && big_step > 0 ? big_step : 0.05L;
        for (int k = 0; k < 2; k++)
            if (optimizer == SGD)
                w[k] -= rate * gradient[k];
            else if (optimizer == MOMENTUM)
                w[k] -= rate * (m[k] = 0.9L * m[k] + gradient[k]);
            else {
                m[k] = 0.9L * m[k] + 0.1L * gradient[k];
                v[k] = 0.999L * v[k] + 0.001L * gradient[k] * gradient[k];
                w[k] -= rate * (m[k] / (1 - powl(0.9L, step))) /
                        (sqrtl(v[k] / (1 - powl(0.999L, step))) + 1e-8L);
            }
        trainer_step(t);
        assert_true(fabsl(network_weight(&n, 0, 0, 0) - w[0]) < 1e-12L);
        assert_true(fabsl(network_weight(&n, 0, 1, 0) - w[1]) < 1e-12L);
    }
    trainer_free(t);
    network_free(&n);
    dataset_free(&d);
    function_free(&g);
}

static void test_optimizers(void **state)
{
    (void)state;
    for (size_t i = 0; optimizer_name(i); i++) {
        check_optimizer((enum optimizer)i, 0);
        check_optimizer((enum optimizer)i, 0.4);
    }
}

/* Least squares with a constant by the normal equations in long double: small and well conditioned.
 */
static double least_squares(const struct data *d)
{
    enum { MOST = 8 };
    long double a[MOST][MOST + 1] = { { 0 } };
    size_t k = d->inputs + 1;
    assert_true(k <= MOST);
    for (size_t s = 0; s < d->rows; s++)
        for (size_t i = 0; i < k; i++) {
            long double xi = i < d->inputs ? d->x[s * d->inputs + i] : 1;
            for (size_t j = 0; j < k; j++)
                a[i][j] += xi * (j < d->inputs ? d->x[s * d->inputs + j] : 1);
            a[i][k] += xi * d->target[s];
        }
    for (size_t i = 0; i < k; i++)
        for (size_t r = 0; r < k; r++) {
            long double factor = r == i ? 0 : a[r][i] / a[i][i];
            for (size_t j = i; j <= k; j++)
                a[r][j] -= factor * a[i][j];
        }
    long double loss = 0;
    for (size_t s = 0; s < d->rows; s++) {
        long double error = a[k - 1][k] / a[k - 1][k - 1] - d->target[s];
        for (size_t i = 0; i < d->inputs; i++)
            error += a[i][k] / a[i][i] * d->x[s * d->inputs + i];
        loss += error * error / d->rows;
    }
    return (double)loss;
}

static void test_linear_nets_reach_least_squares(void **state)
{
    static const size_t widths[] = { 3, 4, 8, 16 };
    struct function g = function_of("identity");
    struct init init = init_of("lecun");
    struct data d = some_data(60, 3, 0, 8);
    double best = least_squares(&d);
    (void)state;
    assert_true(best > 0.01);
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        size_t shape[] = { 3, widths[i], widths[i] };
        struct learning how = { .optimizer = MOMENTUM, .rate = 0.02 };
        struct network n;
        network_new(&n, shape, 3, 1, &g);
        network_init(&n, &init, false, 0, 21);
        struct trainer *t = trainer_new(&n, &d, &how, NULL);
        for (int step = 0; step < 4000; step++)
            trainer_step(t);
        double loss = loss_at(&n, &d);
        if (!(fabs(loss - best) < 1e-9))
            fail_msg("width %zu: loss %.12g, least squares %.12g", widths[i], loss, best);
        trainer_free(t);
        network_free(&n);
    }
    dataset_free(&d);
    function_free(&g);
}

/* Every sample comes once before any comes twice. */
static void test_batches(void **state)
{
    struct function g = function_of("relu");
    struct init init = init_of("he");
    struct data d = some_data(60, 1, 0, 8);
    struct learning how = { .optimizer = SGD, .batch = 10, .seed = 4 };
    struct network n;
    size_t shape[] = { 1, 2 }, seen[60] = { 0 };
    (void)state;
    network_new(&n, shape, 2, 1, &g);
    network_init(&n, &init, false, 0, 1);
    struct trainer *t = trainer_new(&n, &d, &how, NULL);
    for (int step = 1; step <= 12; step++) {
        trainer_step(t);
        for (size_t i = 0; i < 10; i++)
            for (size_t s = 0; s < 60; s++)
                seen[s] += t->pass.value[0][i * network_stride(1)] == d.x[s];
        for (size_t s = 0; step % 6 == 0 && s < 60; s++)
            assert_int_equal(seen[s], step / 6);
    }
    trainer_free(t);
    network_free(&n);
    dataset_free(&d);
    function_free(&g);
}

/* ---- units ---------------------------------------------------------------------------------- */

static void test_census(void **state)
{
    struct function g = function_of("relu");
    struct network n;
    size_t shape[] = { 1, 4 };
    struct layer_units layer;
    struct unit unit[4];
    /* z = x - 9: dead; x + 9: always on; x: on at 1, 2 of -1, 0, 1, 2; 0: dead, for torch's slope
     * at 0 is 0 */
    double probe[] = { -1, 0, 1, 2 };
    (void)state;
    network_new(&n, shape, 2, 1, &g);
    network_set(&n, 0, 0, 0, 1), network_set(&n, 0, 1, 0, -9);
    network_set(&n, 0, 0, 1, 1), network_set(&n, 0, 1, 1, 9);
    network_set(&n, 0, 0, 2, 1);
    network_census(&n, probe, 4, 1, &layer, unit, NULL);
    /* NOLINTBEGIN(clang-analyzer-core.CallAndMessage): network_census fills layer and unit */
    assert_int_equal(unit[0].kind, UNIT_DEAD);
    assert_int_equal(unit[1].kind, UNIT_ALWAYS_ON);
    assert_int_equal(unit[2].kind, UNIT_MIXED);
    assert_int_equal(unit[3].kind, UNIT_DEAD);
    assert_true(unit[2].active == 0.5 && unit[2].max_slope == 1 && unit[0].active == 0 &&
                unit[0].max_slope == 0);
    assert_int_equal(layer.dead, 2);
    assert_int_equal(layer.always_on, 1);
    assert_int_equal(layer.mixed, 1);
    /* NOLINTEND(clang-analyzer-core.CallAndMessage) */
    assert_int_equal(layer.units, 4);
    assert_true(fabs(layer.zero - 10.0 / 16) < 1e-15 && fabs(layer.saturated - 10.0 / 16) < 1e-15);
    assert_true(fabs(layer.mean_slope - 6.0 / 16) < 1e-15);
    network_free(&n);
    function_free(&g);
}

/* ---- flow ----------------------------------------------------------------------------------- */

static void test_numbers_of_functions(void **state)
{
    struct function relu = function_of("relu"), gelu = function_of("gelu"),
                    sigmoid = function_of("sigmoid");
    (void)state;
    assert_true(fabs(function_gain(&relu) - sqrt(2)) < 1e-6);
    assert_true(fabs(function_steepest(&gelu) - 1.1289041) < 1e-5);
    assert_true(function_steepest(&sigmoid) == 0.25);
    function_free(&relu), function_free(&gelu), function_free(&sigmoid);
}

/* Orthogonal weights and no activation: the signal and the gradient keep their size through any
 * depth. */
static void test_flow_keeps(void **state)
{
    struct function g = function_of("identity");
    struct init init = init_of("orthogonal");
    struct network n;
    struct flow flow[6];
    size_t shape[] = { 12, 12, 12, 12, 12, 12, 12 };
    const double steepest[] = { 1, 1, 1, 1, 1, 1 };
    (void)state;
    network_new(&n, shape, 7, 0, &g);
    assert_int_equal(n.count, 6);
    network_init(&n, &init, false, 0, 2);
    const struct flow_wish wish = { .samples = 500, .seed = 9, .steepest = steepest };
    network_flow(&n, &wish, flow, NULL, NULL);
    for (size_t l = 0; l < 6; l++) {
        double size = hypot(flow[l].forward_mean, flow[l].forward_std),
               first = hypot(flow[0].forward_mean, flow[0].forward_std);
        assert_true(fabs(size - first) < 1e-12 && fabs(first - 1) < 0.1);
        assert_true(fabs(flow[l].backward_rms - flow[5].backward_rms) < 1e-12 &&
                    fabs(flow[5].backward_rms - 1) < 0.1);
        assert_true(flow[l].saturated == 0);
    }
    network_free(&n);
    function_free(&g);
}

/* A chain of one unit a layer, where everything can be multiplied out. */
static void test_flow_by_hand(void **state)
{
    struct function g = function_of("tanh");
    struct network n;
    struct flow flow[2];
    size_t shape[] = { 1, 1, 1 };
    double square[2] = { 0 }, weight[2] = { 0 };
    const double steepest[] = { 1, 1 };
    struct random input, back;
    (void)state;
    network_new(&n, shape, 3, 0, &g);
    network_set(&n, 0, 0, 0, 0.8), network_set(&n, 0, 1, 0, 0.1);
    network_set(&n, 1, 0, 0, -1.5), network_set(&n, 1, 1, 0, 0.2);
    const struct flow_wish wish = { .samples = 100, .seed = 9, .steepest = steepest };
    network_flow(&n, &wish, flow, NULL, NULL);
    random_seed(&input, 9, STREAM_DATA), random_seed(&back, 9, STREAM_GRADIENT);
    for (int i = 0; i < 100; i++) {
        double x = random_normal(&input), a = tanh(0.8 * x + 0.1), b = tanh(-1.5 * a + 0.2),
               g2 = random_normal(&back);
        double dz2 = g2 * (1 - b * b), g1 = -1.5 * dz2, dz1 = g1 * (1 - a * a);
        square[0] += g1 * g1 / 100, square[1] += g2 * g2 / 100;
        weight[0] += dz1 * x / 100, weight[1] += dz2 * a / 100;
    }
    for (int l = 0; l < 2; l++) {
        assert_true(fabs(flow[l].backward_rms - sqrt(square[l])) < 1e-12);
        assert_true(fabs(flow[l].weight_gradient_rms - fabs(weight[l])) < 1e-12);
    }
    network_free(&n);
    function_free(&g);
}

/* ---- data ----------------------------------------------------------------------------------- */

static void test_data(void **state)
{
    (void)state;
    for (size_t k = 0; task_row(k); k++) {
        const struct task *task = task_row(k);
        struct data d, again, other;
        size_t count[3] = { 0 };
        dataset_make(&d, task, 0, 0, 42, STREAM_DATA);
        dataset_make(&again, task, 0, 0, 42, STREAM_DATA);
        dataset_make(&other, task, 100, 0, 43, STREAM_DATA);
        assert_int_equal(d.rows, task->rows);
        assert_int_equal(other.rows, 100);
        assert_memory_equal(d.x, again.x, d.rows * d.inputs * sizeof *d.x);
        for (size_t i = 0; i < d.rows * d.inputs; i++)
            assert_true(isfinite(d.x[i]) && (task->inputs == 0 || fabs(d.x[i]) <= 1));
        for (size_t i = 0; i < d.rows; i++) {
            assert_true(d.class[i] < d.classes);
            count[d.class[i]]++;
        }
        for (size_t c = 0; c < d.classes; c++)
            assert_true(fabs((double)count[c] * (double)d.classes / (double)d.rows - 1) < 0.15);
        dataset_free(&d), dataset_free(&again), dataset_free(&other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_product),
        cmocka_unit_test(test_gradients),
        cmocka_unit_test(test_optimizers),
        cmocka_unit_test(test_linear_nets_reach_least_squares),
        cmocka_unit_test(test_batches),
        cmocka_unit_test(test_census),
        cmocka_unit_test(test_numbers_of_functions),
        cmocka_unit_test(test_flow_keeps),
        cmocka_unit_test(test_flow_by_hand),
        cmocka_unit_test(test_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
