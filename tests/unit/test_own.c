/* What linear does with matrices that somebody brings: whole numbers of any size, products through
 * a narrow layer, the effective rank. References: integers as literals, singular values chosen
 * first, entropies by hand. */
#include "linear/linear.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A stack of matrices given number by number; rows 0 ends the shapes. */
static void stack_from(struct stack *s, size_t layers, const size_t (*shapes)[2],
                       const double *numbers)
{
    struct matrix *w = memory_new(layers, sizeof *w);
    for (size_t k = 0; k < layers; k++) {
        w[k] = matrix_new(shapes[k][0], shapes[k][1]);
        memcpy(w[k].at, numbers, w[k].rows * w[k].columns * sizeof *numbers);
        numbers += w[k].rows * w[k].columns;
    }
    stack_of(s, layers, w, memory_new(layers, sizeof(double *)));
}

static struct one_layer product_of(struct stack *s)
{
    struct one_layer one;
    struct collapsed row = { .depth = s->layers };
    collapse_floats(s, 4, 1, &row, 1, &one);
    collapsed_free(&row, 1);
    return one;
}

/* 3^60 from 3^20 three times: in doubles the second product is rounded already. */
static void test_whole_power(void **state)
{
    const size_t shapes[][2] = { { 1, 1 }, { 1, 1 }, { 1, 1 } };
    const double numbers[] = { 3486784401, 3486784401, 3486784401 };
    struct stack s;
    struct exactly e;
    (void)state;
    stack_from(&s, 3, shapes, numbers);
    assert_true(stack_is_whole(&s));
    collapse_exactly_own(&s, 20, 1, &e);
    assert_int_equal(e.equal, e.outputs);
    assert_true(e.outputs == 20 && e.modulus == 0 && e.largest > 0x1p53);
    struct one_layer one = product_of(&s);
    assert_true(stack_whole_product(&s, &one));
    assert_true(one.weights.at[0] == 42391158275216203514294433201.0 && one.exponent == 0);
    one_layer_free(&one);
    stack_free(&s);
}

/* c a - c b with c a beyond 2^53: c (a - b) = c, which doubles miss. */
static void test_whole_cancels(void **state)
{
    const size_t shapes[][2] = { { 2, 1 }, { 1, 2 } };
    const double c = 0x1p30 + 1, numbers[] = { 0x1p52 + 1, 0x1p52, c, -c };
    struct stack s;
    (void)state;
    stack_from(&s, 2, shapes, numbers);
    struct one_layer one = product_of(&s);
    double rounded = ldexp(one.weights.at[0], (int)one.exponent);
    assert_true(stack_whole_product(&s, &one));
    assert_true(one.weights.at[0] == c && rounded != c);
    one_layer_free(&one);
    stack_free(&s);
}

/* Beyond 2^126 it gives up and changes nothing; a fraction and 2^53 are not whole. */
static void test_whole_limits(void **state)
{
    const size_t shapes[][2] = { { 1, 1 }, { 1, 1 }, { 1, 1 } };
    const double large[] = { 0x1p50, 0x1p50, 0x1p50 }, fraction[] = { 1, 0.5, 1 },
                 beyond[] = { 1, 0x1p53, 1 };
    struct stack s;
    (void)state;
    stack_from(&s, 3, shapes, large);
    struct one_layer one = product_of(&s);
    double before = one.weights.at[0];
    assert_false(stack_whole_product(&s, &one));
    assert_true(one.weights.at[0] == before);
    one_layer_free(&one);
    stack_free(&s);
    stack_from(&s, 3, shapes, fraction);
    assert_false(stack_is_whole(&s));
    stack_free(&s);
    stack_from(&s, 3, shapes, beyond);
    assert_false(stack_is_whole(&s));
    stack_free(&s);
}

static struct matrix orthonormal_rows(size_t rows, size_t columns, struct random *rng)
{
    struct matrix a = matrix_new(rows, columns);
    for (size_t i = 0; i < rows * columns; i++)
        a.at[i] = random_normal(rng);
    assert_int_equal(matrix_orthonormal(&a, NULL), rows);
    return a;
}

/* A pair like LoRA's, 700 x 3 times 3 x 600, with singular values 5, 2 and `third`. */
static void low_rank(double third, struct collapsed *row)
{
    const double sigma[] = { 5, 2, third };
    struct random rng;
    random_seed(&rng, 7, 1);
    struct matrix *w = memory_new(2, sizeof *w), u = orthonormal_rows(3, 700, &rng);
    w[0] = orthonormal_rows(3, 600, &rng);
    w[1] = matrix_new(700, 3);
    for (size_t i = 0; i < 700; i++)
        for (size_t k = 0; k < 3; k++)
            w[1].at[i * 3 + k] = u.at[k * 700 + i] * sigma[k];
    matrix_free(&u);
    struct stack s;
    struct one_layer one;
    stack_of(&s, 2, w, memory_new(2, sizeof(double *)));
    *row = (struct collapsed){ .depth = 2 };
    collapse_floats(&s, 4, 1, row, 1, &one);
    one_layer_free(&one);
    stack_free(&s);
}

static void test_low_rank(void **state)
{
    struct collapsed row;
    (void)state;
    low_rank(0.25, &row);
    assert_int_equal(row.rank, 3);
    assert_int_equal(row.values, 600);
    assert_true(fabs(row.log10_value[0] - log10(5)) < 1e-12);
    assert_true(fabs(row.log10_value[2] - log10(0.25)) < 1e-12);
    assert_true(isinf(row.log10_value[3]));
    collapsed_free(&row, 1);
    low_rank(0, &row);
    assert_int_equal(row.rank, 2);
    collapsed_free(&row, 1);
}

/* exp of the entropy of the shares of 3 and 1, for small matrices and for those that go to LAPACK.
 */
static void test_effective_rank(void **state)
{
    const size_t sizes[] = { 2, 40, 200 };
    struct random rng;
    (void)state;
    random_seed(&rng, 5, 1);
    for (size_t k = 0; k < 3; k++) {
        size_t n = sizes[k];
        struct matrix u = orthonormal_rows(2, n + 10, &rng), v = orthonormal_rows(2, n, &rng),
                      a = matrix_new(n + 10, n);
        for (size_t i = 0; i < n + 10; i++)
            for (size_t j = 0; j < n; j++)
                a.at[i * n + j] = 3 * u.at[i] * v.at[j] + u.at[n + 10 + i] * v.at[n + j];
        double rank = matrix_effective_rank(&a), want = exp(-0.75 * log(0.75) - 0.25 * log(0.25));
        if (fabs(rank - want) > 1e-6)
            fail_msg("%zu columns: effective rank %.17g, not %.17g", n, rank, want);
        matrix_free(&a);
        matrix_free(&u);
        matrix_free(&v);
    }
    struct matrix zero = matrix_new(3, 3), bad = matrix_new(2, 2);
    bad.at[1] = NAN;
    assert_true(matrix_effective_rank(&zero) == 0);
    assert_true(isnan(matrix_effective_rank(&bad)));
    matrix_free(&zero);
    matrix_free(&bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_power),    cmocka_unit_test(test_whole_cancels),
        cmocka_unit_test(test_whole_limits),   cmocka_unit_test(test_low_rank),
        cmocka_unit_test(test_effective_rank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
