/* linear: products against sums in order, orthonormal rows, singular values far apart, Gaussian
 * means, affine fits. */
#include "linear/linear.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct matrix random_matrix(size_t rows, size_t columns, uint64_t seed)
{
    struct matrix a = matrix_new(rows, columns);
    struct random chance;
    random_seed(&chance, seed, 99);
    for (size_t i = 0; i < rows * columns; i++)
        a.at[i] = random_normal(&chance);
    return a;
}

static struct matrix turned(const struct matrix *a)
{
    struct matrix b = matrix_new(a->columns, a->rows);
    for (size_t i = 0; i < a->rows; i++)
        for (size_t j = 0; j < a->columns; j++)
            b.at[j * a->rows + i] = a->at[i * a->columns + j];
    return b;
}

/* Largest difference from sums in long double, in units of the sum of the terms' sizes. */
static double product_error(size_t m, size_t n, size_t k, bool trans_a, bool trans_b, bool single)
{
    struct matrix a = random_matrix(m, k, m * 1000 + k), b = random_matrix(k, n, n),
                  c = random_matrix(m, n, 7), old = matrix_copy(&c);
    struct matrix ta = turned(&a), tb = turned(&b);
    double worst = 0;
    const struct matrix *pa = trans_a ? &ta : &a, *pb = trans_b ? &tb : &b;
    if (single) {
        float *fa = memory_new(m * k, sizeof *fa), *fb = memory_new(k * n, sizeof *fb),
              *fc = memory_new(m * n, sizeof *fc);
        for (size_t i = 0; i < m * k; i++)
            fa[i] = (float)pa->at[i];
        for (size_t i = 0; i < k * n; i++)
            fb[i] = (float)pb->at[i];
        for (size_t i = 0; i < m * n; i++)
            fc[i] = (float)c.at[i];
        gemm_float(trans_a, trans_b, m, n, k, 2, fa, pa->columns, fb, pb->columns, -1, fc, n);
        for (size_t i = 0; i < m * n; i++)
            c.at[i] = (double)fc[i];
        free(fa);
        free(fb);
        free(fc);
    } else {
        gemm_double(trans_a, trans_b, m, n, k, 2, pa->at, pa->columns, pb->at, pb->columns, -1,
                    c.at, n);
    }
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n; j++) {
            long double sum = -(long double)old.at[i * n + j], size = fabsl(sum);
            for (size_t p = 0; p < k; p++) {
                long double term = 2 * (long double)a.at[i * k + p] * (long double)b.at[p * n + j];
                sum += term;
                size += fabsl(term);
            }
            double off = (double)(fabsl(sum - (long double)c.at[i * n + j]) / size);
            worst = fmax(worst, isnan(off) ? INFINITY : off); /* fmax forgets nan */
        }
    matrix_free(&a);
    matrix_free(&b);
    matrix_free(&c);
    matrix_free(&ta);
    matrix_free(&tb);
    matrix_free(&old);
    return worst;
}

static void products(void)
{
    static const size_t sizes[][3] = { { 1, 1, 1 },   { 1, 7, 3 },      { 5, 1, 9 },
                                       { 6, 16, 4 },  { 7, 17, 33 },    { 64, 64, 64 },
                                       { 3, 200, 5 }, { 70, 130, 600 }, { 129, 5, 1100 } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int turn = 0; turn < 4; turn++) {
            size_t m = sizes[i][0], n = sizes[i][1], k = sizes[i][2];
            assert_true(product_error(m, n, k, turn & 1, turn & 2, false) <
                        (double)(k + 3) * 0x1p-53);
            assert_true(product_error(m, n, k, turn & 1, turn & 2, true) <
                        (double)(k + 4) * 0x1p-23);
        }
}

static void test_products(void **state)
{
    (void)state;
    struct error err;
    products(); /* by our own loops */
    if (!blas_load(&err))
        print_message("%s\n", err.text);
    products(); /* by the BLAS, where there is one */
}

static void test_beta(void **state)
{
    (void)state;
    double a = 2, b = 3, c = NAN;
    gemm_double(false, false, 1, 1, 1, 1, &a, 1, &b, 1, 0, &c, 1);
    assert_true(c == 6); /* beta 0 does not read c */
}

static void test_steady(void **state)
{
    (void)state;
    size_t m = 37, n = 45, k = 70;
    struct matrix a = random_matrix(m, k, 1), b = random_matrix(k, n, 2), c = matrix_new(m, n);
    for (size_t i = 0; i < m; i++)
        memcpy(a.at + i * k, a.at, k * sizeof(double));
    gemm_steady(m, n, k, a.at, k, b.at, n, c.at, n);
    for (size_t i = 1; i < m; i++)
        assert_memory_equal(c.at, c.at + i * n, n * sizeof(double));
    matrix_free(&a);
    matrix_free(&b);
    matrix_free(&c);
}

static void test_scale(void **state)
{
    (void)state;
    static const double sizes[] = {
        0x1p-1074, 1e-320, 1e-300, 1, 3, 1e300, 0x1.fffffffffffffp1023
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        double x[2] = { sizes[i], -sizes[i] / 2 }, before = x[0];
        struct matrix a = { 1, 2, x };
        int64_t e = matrix_rescale(&a);
        assert_true(x[0] >= 1 && x[0] < 2);
        assert_true(ldexp(ldexp(x[0], (int)(e / 2)), (int)(e - e / 2)) == before);
    }
    double big[2] = { 3e300, 4e300 }, small[2] = { 3e-300, 4e-300 }, none[2] = { 0, 0 },
           bad[3] = { 1, NAN, 2 };
    assert_true(fabs(matrix_norm(&(struct matrix){ 1, 2, big }) / 5e300 - 1) < 1e-15);
    assert_true(fabs(matrix_norm(&(struct matrix){ 2, 1, small }) / 5e-300 - 1) < 1e-15);
    assert_true(matrix_norm(&(struct matrix){ 1, 2, none }) == 0);
    assert_true(isnan(matrix_largest(&(struct matrix){ 1, 3, bad })));
}

static void test_orthonormal(void **state)
{
    (void)state;
    static const size_t sizes[][2] = { { 1, 1 },    { 4, 4 },   { 5, 4096 },
                                       { 70, 100 }, { 64, 64 }, { 40, 7 } };
    for (size_t q = 0; q < sizeof sizes / sizeof *sizes; q++) {
        size_t rows = sizes[q][0], n = sizes[q][1], least = rows < n ? rows : n;
        struct matrix a = random_matrix(rows, n, q), old = matrix_copy(&a),
                      lower = matrix_new(rows, rows);
        assert_int_equal(matrix_orthonormal(&a, &lower), least);
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j <= i; j++) {
                double sum = 0;
                for (size_t k = 0; k < n; k++)
                    sum += a.at[i * n + k] * a.at[j * n + k];
                assert_true(fabs(sum - (i == j && i < least)) < 1e-13);
            }
        for (size_t i = 0; i < rows; i++)
            for (size_t k = 0; k < n; k++) {
                double sum = 0;
                for (size_t j = 0; j <= i; j++)
                    sum += lower.at[i * rows + j] * a.at[j * n + k];
                assert_true(fabs(sum - old.at[i * n + k]) < 1e-12);
            }
        matrix_free(&a);
        matrix_free(&old);
        matrix_free(&lower);
    }
}

/* Rows that are nearly dependent: going through them once leaves them far from orthogonal. */
static void test_nearly_dependent(void **state)
{
    (void)state;
    size_t rows = 40, n = 50;
    struct matrix a = random_matrix(rows, n, 8);
    for (size_t i = 1; i < rows; i++)
        for (size_t k = 0; k < n; k++)
            a.at[i * n + k] = a.at[k] + 1e-9 * a.at[i * n + k];
    assert_int_equal(matrix_orthonormal(&a, NULL), rows);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < i; j++) {
            double sum = 0;
            for (size_t k = 0; k < n; k++)
                sum += a.at[i * n + k] * a.at[j * n + k];
            assert_true(fabs(sum) < 1e-14);
        }
    matrix_free(&a);
}

static void test_inits(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double variance;
    } rows[] = { { "lecun", 1 / 200.0 }, { "he", 2 / 200.0 },         { "Xavier", 2 / 500.0 },
                 { "torch", 1 / 600.0 }, { "orthogonal", 1 / 300.0 }, { "normal:0.25", 0.0625 },
                 { "normal:0", 0 } };
    struct init init;
    struct error err;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct random chance;
        struct matrix w = matrix_new(300, 200);
        random_seed(&chance, 5, 1);
        assert_true(init_parse(rows[i].name, &init, &err));
        init_weights(&init, 300, 200, w.at, &chance);
        double variance = pow(matrix_norm(&w), 2) / 60000;
        assert_true(fabs(variance - rows[i].variance) <=
                    0.03 * rows[i].variance); /* 5 standard errors */
        matrix_free(&w);
    }
    assert_false(init_parse("lecum", &init, &err));
    assert_non_null(strstr(err.text, "did you mean 'lecun'"));
    assert_false(init_parse("normal:-1", &init, &err));
    assert_false(init_parse("normal:", &init, &err));
}

/* ---- maps ----------------------------------------------------------------------------------- */
static void relu_at(const void *state, size_t n, const double *x, double *f)
{
    (void)state;
    for (size_t i = 0; i < n; i++)
        f[i] = x[i] > 0 ? x[i] : 0 * x[i];
}

static void step_at(const void *state, size_t n, const double *x, double *f)
{
    (void)state;
    for (size_t i = 0; i < n; i++)
        f[i] = x[i] > 0;
}

static void square_at(const void *state, size_t n, const double *x, double *f)
{
    (void)state;
    for (size_t i = 0; i < n; i++)
        f[i] = x[i] * x[i];
}

static double Phi(double t)
{
    return erfc(-t / sqrt(2)) / 2;
}

static double phi(double t)
{
    return exp(-t * t / 2) / sqrt(2 * acos(-1));
}

static void test_gaussian_means(void **state)
{
    (void)state;
    static const double zero[] = { 0 }, mean[] = { 0, 0.3, -2, 5, 0.01, 0 },
                        deviation[] = { 1, 0.5, 3, 1, 40, 0 };
    struct map relu = { .at = relu_at, .kinks = zero, .nkinks = 1 },
               step = { .at = step_at, .kinks = zero, .nkinks = 1 }, square = { .at = square_at };
    double value[6], slope[6];
    gaussian_means(&relu, 6, mean, deviation, value, slope);
    for (size_t i = 0; i < 5; i++) {
        double t = mean[i] / deviation[i];
        assert_true(fabs(value[i] - (mean[i] * Phi(t) + deviation[i] * phi(t))) <
                    1e-13 * (1 + deviation[i]));
        assert_true(fabs(slope[i] - Phi(t)) < 1e-13);
    }
    assert_true(value[5] == 0 && slope[5] == 0);
    gaussian_means(&step, 5, mean, deviation, value, slope);
    for (size_t i = 0; i < 5; i++) {
        double t = mean[i] / deviation[i];
        assert_true(fabs(value[i] - Phi(t)) < 1e-13);
        assert_true(fabs(slope[i] - phi(t) / deviation[i]) <
                    1e-13); /* a jump has a slope in the mean */
    }
    gaussian_means(&square, 5, mean, deviation, value, slope);
    for (size_t i = 0; i < 5; i++) {
        assert_true(fabs(value[i] / (mean[i] * mean[i] + deviation[i] * deviation[i]) - 1) < 1e-13);
        assert_true(fabs(slope[i] - 2 * mean[i]) < 1e-12 * (1 + deviation[i]));
    }
}

static void test_affine_meter(void **state)
{
    (void)state;
    size_t inputs = 5, outputs = 3, samples = 200;
    struct matrix x = random_matrix(inputs, samples, 3),
                  want = random_matrix(outputs, inputs + 1, 4), y = matrix_new(outputs, samples);
    for (size_t i = 0; i < outputs; i++)
        for (size_t j = 0; j < samples; j++) {
            y.at[i * samples + j] = want.at[i * (inputs + 1) + inputs];
            for (size_t k = 0; k < inputs; k++)
                y.at[i * samples + j] += want.at[i * (inputs + 1) + k] * x.at[k * samples + j];
        }
    struct matrix basis = affine_basis(&x);
    assert_true(affine_meter(&basis, &y).percent < 1e-26);
    /* A share known beforehand: noise of variance 1 on top of outputs of variance |row|^2 */
    struct matrix noise = random_matrix(outputs, samples, 5);
    double signal = 0;
    for (size_t i = 0; i < outputs; i++)
        for (size_t k = 0; k < inputs; k++)
            signal += pow(want.at[i * (inputs + 1) + k], 2);
    for (size_t i = 0; i < outputs * samples; i++)
        y.at[i] += noise.at[i];
    struct meter m = affine_meter(&basis, &y);
    assert_true(fabs(m.percent - 100 * 3 / (3 + signal)) < 5 * m.error);
    assert_true(m.error > 0 && m.error < 5);
    for (size_t i = 0; i < outputs * samples; i++)
        y.at[i] = 1e6 + (double)(i % 2) * 1e-10; /* constant but for rounding */
    assert_true(isnan(affine_meter(&basis, &y).percent));
    matrix_free(&x);
    matrix_free(&y);
    matrix_free(&want);
    matrix_free(&noise);
    matrix_free(&basis);
}

/* Few samples for many coefficients: without its degrees of freedom the residual would look 40 %
 * too small. */
static void test_meter_unbiased(void **state)
{
    (void)state;
    enum { INPUTS = 39, OUTPUTS = 4, SAMPLES = 100, TIMES = 40 };
    double mean = 0;
    for (uint64_t seed = 1; seed <= TIMES; seed++) {
        struct matrix x = random_matrix(INPUTS, SAMPLES, seed),
                      y = random_matrix(OUTPUTS, SAMPLES, 1000 + seed), basis = affine_basis(&x);
        for (size_t i = 0; i < OUTPUTS * SAMPLES; i++)
            y.at[i] += x.at[i]; /* half of the variance is the input's */
        mean += affine_meter(&basis, &y).percent / TIMES;
        matrix_free(&x);
        matrix_free(&y);
        matrix_free(&basis);
    }
    assert_true(fabs(mean - 50) < 3);
}

/* More numbers than any machine has: the end, with a word, and no product that has come round to
 * something small. */
static void test_no_such_size(void **state)
{
    (void)state;
    static const size_t sizes[][2] = { { SIZE_MAX / 2, 4 },
                                       { (size_t)1 << 62, 4 },
                                       { (size_t)1 << 40, 1 << 20 } };
    for (size_t i = 0; i < 3; i++) {
        fflush(NULL);
        pid_t child = fork();
        if (child == 0) {
            dup2(open("/dev/null", O_WRONLY), 2);
            struct matrix m = matrix_new(sizes[i][0], sizes[i][1]);
            _exit(m.at ? 9 : 8);
        }
        int status = 0;
        waitpid(child, &status, 0);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 1);
    }
}

static void test_too_few_samples(void **state)
{
    (void)state;
    struct matrix x = random_matrix(3, 4, 1), y = random_matrix(2, 4, 2), basis = affine_basis(&x);
    struct meter m =
        affine_meter(&basis, &y); /* as many coefficients as samples: nothing is left to measure */
    assert_true(isnan(m.percent) && isnan(m.error));
    matrix_free(&x);
    matrix_free(&y);
    matrix_free(&basis);
}

static void test_blas_says_its_name(void **state)
{
    (void)state;
    struct error err;
    if (!blas_load(&err))
        skip();
    assert_true(strlen(blas_name()) >= strlen("CBLAS"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_products),        cmocka_unit_test(test_beta),
        cmocka_unit_test(test_steady),          cmocka_unit_test(test_scale),
        cmocka_unit_test(test_orthonormal),     cmocka_unit_test(test_inits),
        cmocka_unit_test(test_gaussian_means),  cmocka_unit_test(test_affine_meter),
        cmocka_unit_test(test_meter_unbiased),  cmocka_unit_test(test_nearly_dependent),
        cmocka_unit_test(test_no_such_size),    cmocka_unit_test(test_blas_says_its_name),
        cmocka_unit_test(test_too_few_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
