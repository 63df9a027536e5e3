/* Moments of units and rows that are kept, whatever the pieces in which the numbers come. */
#include "experiment/sampled_rows.h"
#include "experiment/unit_moments.h"
#include "network/network.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ROWS = 60, UNITS = 3 };

/* Far from 0 and hardly spread: what cancels would show. */
static double number_at(size_t row, size_t unit)
{
    return 1e9 * (double)unit + (double)(row % 5) * 0.25;
}

static void test_moments(void **state)
{
    struct unit_moments by_rows, by_runs;
    double values[ROWS * UNITS], run[ROWS];
    (void)state;
    unit_moments_new(&by_rows, UNITS);
    unit_moments_new(&by_runs, UNITS);
    for (size_t i = 0; i < ROWS * UNITS; i++)
        values[i] = number_at(i / UNITS, i % UNITS);
    unit_moments_add(&by_rows, 0, 40, UNITS, values);
    unit_moments_add(&by_rows, 0, ROWS - 40, UNITS, values + 40 * UNITS);
    for (size_t u = 0; u < UNITS; u++) {
        for (size_t i = 0; i < ROWS; i++)
            run[i] = number_at(i, u);
        unit_moments_add(&by_runs, u, 7, 1, run);
        unit_moments_add(&by_runs, u, ROWS - 7, 1, run + 7);
        /* 0, 1, 2, 3, 4 quarters: mean 0.5, variance 2/16 */
        assert_true(unit_mean(&by_rows, u, ROWS) == 1e9 * (double)u + 0.5);
        assert_true(fabs(unit_deviation(&by_rows, u, ROWS) - sqrt(0.125)) < 1e-15);
        assert_true(unit_mean(&by_runs, u, ROWS) == unit_mean(&by_rows, u, ROWS));
        assert_true(by_rows.low[u] == 1e9 * (double)u && by_rows.high[u] == by_rows.low[u] + 1);
        assert_true(by_runs.low[u] == by_rows.low[u] && by_runs.high[u] == by_rows.high[u]);
        assert_false(unit_is_constant(&by_rows, u));
    }
    unit_moments_free(&by_rows);
    unit_moments_free(&by_runs);
}

static void test_moments_of_few(void **state)
{
    struct unit_moments m;
    const double values[] = { 5, NAN, 5, 1 };
    (void)state;
    unit_moments_new(&m, 2);
    unit_moments_add(&m, 0, 2, 2, values); /* 5 5; NaN 1 */
    assert_true(unit_is_constant(&m, 0) && !unit_is_constant(&m, 1));
    assert_true(isnan(unit_mean(&m, 1, 2)) && isnan(unit_deviation(&m, 1, 2)));
    unit_moments_free(&m);
}

/* Every kept row is the stride-th sample with all of its units, by rows and by runs. */
static void test_sampled_rows(void **state)
{
    const uint64_t samples = 5000003;
    struct sampled_rows s;
    double *values = memory_new(4000, sizeof *values);
    (void)state;
    sampled_rows_new(&s, samples, 2, 6);
    assert_true(s.stride > 1 && s.stride % 2 != 0 && s.stride % 3 != 0);
    assert_true(s.rows * 2 <= SAMPLED_MOST && s.rows > SAMPLED_MOST / 8);
    for (uint64_t i = 0; i < samples; i += 1000) {
        size_t n = samples - i < 1000 ? (size_t)(samples - i) : 1000;
        for (size_t k = 0; k < n; k++)
            values[k] = (double)(i + k);
        sampled_rows_add(&s, i, n, 0, 1, values);
        for (size_t k = 0; k < n; k++)
            values[k] = -(double)(i + k);
        sampled_rows_add(&s, i, n, 1, 1, values);
    }
    for (size_t r = 0; r < s.rows; r++) {
        assert_true(s.value[2 * r] == (double)(r * s.stride));
        assert_true(s.value[2 * r + 1] == -(double)(r * s.stride));
    }
    sampled_rows_free(&s);
    sampled_rows_new(&s, 3, 4, 1);
    assert_true(s.stride == 1 && s.rows == 3);
    sampled_rows_free(&s);
    sampled_rows_new(&s, 3, SAMPLED_MOST, 1); /* not two samples fit */
    assert_int_equal(s.rows, 0);
    sampled_rows_add(&s, 0, 1, 0, 1, values);
    sampled_rows_free(&s);
    free(values);
}

/* Sokar's definition: mean |h| over the layer's mean of it, at most tau. */
static void test_dormant(void **state)
{
    const struct unit units[] = { { .size = 0 }, { .size = 0.1 }, { .size = 4 }, { .size = 3.9 } };
    const struct unit odd[] = { { .size = NAN }, { .size = INFINITY }, { .size = 1 } };
    const struct unit none[] = { { .size = 0 }, { .size = 0 } };
    (void)state;
    assert_int_equal(units_dormant(units, 4, 0), 1);
    assert_int_equal(units_dormant(units, 4, 0.049), 1);
    assert_int_equal(units_dormant(units, 4, 0.051), 2);
    assert_int_equal(units_dormant(units, 4, 2), 4);
    assert_int_equal(units_dormant(odd, 3, 0.5), 0);
    assert_int_equal(units_dormant(none, 2, 0), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_moments_of_few),
        cmocka_unit_test(test_sampled_rows),
        cmocka_unit_test(test_dormant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
