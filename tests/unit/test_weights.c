/* The command `collapse`, checked from outside: its weights are read back from the .npy file that
 * it writes, multiplied in long double, and compared with its `matrix` table and its facts. */
#include "cli/cli.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What `actfn ARGUMENTS` writes; the caller frees it. */
static char *output_of(const char *arguments)
{
    char *words = strdup(arguments), *argv[32], *rest = NULL, *text = NULL;
    size_t length = 0;
    int argc = 0;
    for (char *word = strtok_r(words, " ", &rest); word && argc < 31;
         word = strtok_r(NULL, " ", &rest))
        argv[argc++] = word;
    argv[argc] = NULL;
    FILE *out = open_memstream(&text, &length);
    assert_int_equal(cli_main(argc, argv, out), 0);
    fclose(out);
    free(words);
    return text;
}

/* The doubles of a .npy file of `columns` fields each; rows come back. */
static double *npy_read(const char *path, size_t columns, size_t *rows)
{
    FILE *f = fopen(path, "rb");
    unsigned char head[10];
    assert_non_null(f);
    assert_int_equal(fread(head, 1, 10, f), 10);
    assert_memory_equal(head, "\x93NUMPY\x01\x00", 8);
    assert_int_equal(fseek(f, 10 + head[8] + 256 * head[9], SEEK_SET), 0);
    size_t room = 1024, n = 0, got;
    double *all = malloc(room * sizeof *all);
    while ((got = fread(all + n, sizeof *all, room - n, f)) > 0)
        if ((n += got) == room)
            all = memory_resize(all, room *= 2, sizeof *all);
    fclose(f);
    assert_int_equal(n % columns, 0);
    *rows = n / columns;
    return all;
}

static double fact(const json_t *report, const char *name)
{
    const json_t *value = json_object_get(json_object_get(report, "facts"), name);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

struct affine {
    size_t rows, columns;
    long double *at;
}; /* the last column is the bias */

/* From rows layer, row, column (0: bias), value. */
static struct affine multiplied(const double *w, size_t rows, const size_t *sizes, size_t layers)
{
    size_t n0 = sizes[0], at = 0;
    struct affine p = { n0, n0 + 1, calloc(n0 * (n0 + 1), sizeof *p.at) };
    for (size_t i = 0; i < n0; i++)
        p.at[i * p.columns + i] = 1;
    for (size_t k = 1; k <= layers; k++) {
        struct affine next = { sizes[k], n0 + 1, calloc(sizes[k] * (n0 + 1), sizeof *next.at) };
        for (size_t i = 0; i < sizes[k]; i++)
            for (size_t j = 0; j <= sizes[k - 1]; j++, at++) {
                const double *row = w + 4 * at;
                assert_true(at < rows && row[0] == (double)k && row[1] == (double)(i + 1) &&
                            row[2] == (double)j);
                if (j == 0)
                    next.at[i * p.columns + n0] += (long double)row[3];
                for (size_t c = 0; j > 0 && c < p.columns; c++)
                    next.at[i * p.columns + c] +=
                        (long double)row[3] * p.at[(j - 1) * p.columns + c];
            }
        free(p.at);
        p = next;
    }
    assert_int_equal(at, rows);
    return p;
}

static void check(const char *options, const size_t *sizes, size_t layers)
{
    char directory[] = "/tmp/actfn-weights-XXXXXX", path[64], arguments[512];
    assert_non_null(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/w.npy", directory);
    snprintf(arguments, sizeof arguments, "collapse %s --table weights -o %s", options, path);
    free(output_of(arguments));
    size_t rows, matrix_rows;
    double *w = npy_read(path, 4, &rows);
    snprintf(arguments, sizeof arguments, "collapse %s --table matrix -o %s", options, path);
    free(output_of(arguments));
    double *m = npy_read(path, 3, &matrix_rows);
    unlink(path);
    rmdir(directory);
    struct affine p = multiplied(w, rows, sizes, layers);
    assert_int_equal(matrix_rows, p.rows * p.columns);

    snprintf(arguments, sizeof arguments, "collapse %s -f json", options);
    char *text = output_of(arguments);
    json_t *report = json_loads(text, 0, NULL);
    assert_non_null(report);
    double bound = fact(report, "error_bound");
    long double apart = 0, size = 0, squares = 0;
    for (size_t i = 0; i < matrix_rows; i++) {
        size_t row = (size_t)m[3 * i] - 1, column = (size_t)m[3 * i + 1];
        long double want = p.at[row * p.columns + (column ? column - 1 : p.columns - 1)],
                    d = want - (long double)m[3 * i + 2];
        assert_true(row == i / p.columns && column == i % p.columns);
        apart += d * d;
        size += want * want;
        squares += column ? want * want : 0;
    }
    assert_true(sqrtl(apart / size) < (long double)bound && bound < 1e-9);
    assert_true(fact(report, "relative_error") <= bound);
    assert_true(fact(report, "parameters_stacked") <= (double)rows);
    assert_true(fact(report, "exact_equal") == fact(report, "exact_outputs") &&
                fact(report, "exact_outputs") > 0);
    /* The singular values' squares add up to the square of the norm. */
    const json_t *spectrum = json_object_get(json_object_get(report, "tables"), "spectrum"),
                 *depth = json_object_get(spectrum, "depth"),
                 *value = json_object_get(spectrum, "log10_singular_value");
    long double sum = 0, largest = 0;
    for (size_t i = 0; i < json_array_size(depth); i++)
        if (json_number_value(json_array_get(depth, i)) == (double)layers &&
            json_is_number(json_array_get(value, i))) {
            long double square =
                powl(10, 2 * (long double)json_number_value(json_array_get(value, i)));
            sum += square;
            largest = square > largest ? square : largest;
        }
    assert_true(fabsl(sum / squares - 1) < 1e-11L);
    assert_true(fabsl((long double)fact(report, "stable_rank") - squares / largest) <
                1e-10L * squares / largest);
    json_decref(report);
    free(text);
    free(p.at);
    free(w);
    free(m);
}

static void test_default(void **state)
{
    (void)state;
    size_t sizes[11];
    for (size_t k = 0; k <= 10; k++)
        sizes[k] = 4;
    check("--layers 10 --activation relu --samples 100", sizes, 10);
    check("--activation relu --samples 100 --seed 7 --init torch", sizes, 10);
    check("--activation relu --samples 100 --no-bias --init orthogonal", sizes, 10);
}

static void test_shape(void **state)
{
    (void)state;
    static const size_t bottleneck[] = { 9, 30, 2, 5 }, large[] = { 150, 200, 140 };
    check("--shape 9,30,2,5 --activation identity --samples 100 --init he", bottleneck, 3);
    check("--shape 150,200,140 --activation identity --samples 100", large, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_default),
                                        cmocka_unit_test(test_shape) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
