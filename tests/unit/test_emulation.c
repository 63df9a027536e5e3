/* What frameworks compute: torch 1.13's recorded bits (tests/data/torch113.csv.gz: every fourth of
 * 109,822 inputs and all special ones, Debian 12's python3-torch, contiguous tensors), and programs
 * run operation by operation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "activation/emulation.h"

static void function_read(struct function *g, const char *typed)
{
    struct error err;
    if (!function_parse(g, typed, NULL, 0, &err))
        fail_msg("%s", err.text);
}

/* One function's emulation, kept while the same function comes again. */
struct kept {
    char name[40], format[20];
    struct function g;
    struct emulation *e;
};

static struct emulation *emulation_of(struct kept *k, const char *name, const char *format)
{
    struct error err;
    char typed[60];
    if (k->e && strcmp(k->name, name) == 0 && strcmp(k->format, format) == 0)
        return k->e;
    emulation_free(k->e);
    function_free(&k->g);
    snprintf(k->name, sizeof k->name, "%s", name);
    snprintf(k->format, sizeof k->format, "%s", format);
    snprintf(typed, sizeof typed, "torch.%s", strcmp(name, "log_sigmoid") ? name : "logsigmoid");
    function_read(&k->g, typed);
    k->e = emulation_new(&k->g, dtype_find(format), &err);
    if (!k->e)
        fail_msg("%s", err.text);
    return k->e;
}

/* Hexadecimal bits; those of bfloat16 are the upper half. */
static double number_of(const char *text, bool bfloat16)
{
    uint32_t bits = (uint32_t)strtoul(text, NULL, 16);
    float x;
    if (strstr(text, "nan"))
        return NAN;
    bits = bfloat16 ? bits << 16 : bits;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static void expect(const char *line, const char *what, double got, double want)
{
    if (!(isnan(got) && isnan(want)) && !(got == want && signbit(got) == signbit(want)))
        fail_msg("%s%s is %a, not %a", line, what, got, want);
}

static void test_torch(void **state)
{
    (void)state;
    FILE *file = popen("gzip -dc tests/data/torch113.csv.gz", "r");
    char line[200], name[40], format[20], at[20], value[20], slope[20];
    struct kept kept = { .e = NULL };
    size_t tried = 0;
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        int n =
            sscanf(line, "%39[^,],%19[^,],%19[^,],%19[^,\n],%19s", name, format, at, value, slope);
        if (n < 4 || strcmp(name, "function") == 0)
            continue;
        bool bfloat16 = strcmp(format, "bfloat16") == 0;
        double x = number_of(at, bfloat16), f, df;
        emulation_map(emulation_of(&kept, name, format), 1, &x, &f, &df);
        expect(line, "f", f, number_of(value, bfloat16));
        if (n == 5)
            expect(line, "f'", df, number_of(slope, bfloat16));
        tried++;
    }
    assert_int_equal(pclose(file), 0);
    assert_true(tried > 20000);
    emulation_free(kept.e);
    function_free(&kept.g);
}

static double value_at(const char *typed, const char *format, double x, double *slope)
{
    struct function g;
    struct error err;
    double f;
    function_read(&g, typed);
    struct emulation *e = emulation_new(&g, dtype_find(format), &err);
    if (!e)
        fail_msg("%s", err.text);
    emulation_map(e, 1, &x, &f, slope);
    emulation_free(e);
    function_free(&g);
    return f;
}

/* By C's own float: the same operations in the same order. */
static void test_expression(void **state)
{
    (void)state;
    struct random r;
    random_seed(&r, 7, 7);
    for (int i = 0; i < 3000; i++) {
        float x = (float)(40 * random_uniform(&r) - 20), a = x * x, b = a + 0.1f, c = x / b;
        double slope, f = value_at("x/(x*x + 0.1) - x", "float32", x, &slope);
        assert_true(f == (double)(c - x));
        float da = x + x, dc = (1 - c * da) / b; /* f' of x*x is x + x */
        assert_true(slope == (double)(dc - 1));
    }
}

/* Where textbook formulas end in float16: numpy's float16 says so too (it computes exp, erf and
 * tanh in float32 and rounds). */
static void test_textbook_ends(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double zero, before;
    } ends[] = { { "gelu", -3.669921875, -3.66796875 },
                 { "gelu_tanh", -3.5859375, -3.583984375 },
                 { "silu", -11.09375, -11.0859375 },
                 { "softplus", -7.625, -7.62109375 },
                 { "mish", -7.625, -7.62109375 } };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        assert_true(value_at(ends[i].name, "float16", ends[i].zero, NULL) == 0);
        assert_true(value_at(ends[i].name, "float16", ends[i].before, NULL) != 0);
    }
    assert_true(value_at("ggml.gelu", "float32", 10, NULL) == 10);
    assert_true(value_at("ggml.gelu", "float32", -10, NULL) == 0);
    assert_true(fabs(value_at("ggml.gelu", "float32", 8.8, NULL) - 8.8) > 0.003);
}

/* What is not known is refused, and what is known is said. */
static void refused(const char *typed, const char *format, const char *said)
{
    struct function g;
    struct error err;
    function_read(&g, typed);
    assert_null(emulation_new(&g, dtype_find(format), &err));
    assert_non_null(strstr(err.text, said));
    function_free(&g);
}

static void test_refused(void **state)
{
    (void)state;
    refused("jax.silu", "float32", "not known");
    refused("jax.gelu", "bfloat16", "known: float32");
    refused("torch.gelu", "float16", "float32 and bfloat16");
    refused("torch.mish", "bfloat16", "known are float32");
    refused("torch.softplus(beta=2)", "float32", "these parameters");
    refused("softmax", "float32", "whole vector");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_torch),
        cmocka_unit_test(test_expression),
        cmocka_unit_test(test_textbook_ends),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
