/* FUNCTION: whatever the text, it parses or says why, and what parsed can be evaluated: values do
 * not depend on whether slopes are asked for, nor on how many points there are, and no value hides
 * a nan. */
#include "fuzz.h"

#include "activation/activation.h"
#include "activation/property.h"

#include <math.h>

enum { POINTS = 10, PLACES = 16 };
static const double points[POINTS] = { -750, -38, -1, -0.0, 0, 1e-310, 0.5, 3, 710, HUGE_VAL };

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static void evaluate(const struct function *g)
{
    double f[POINTS], df[POINTS], ddf[POINTS], only_f[POINTS], with_df[POINTS], only_df[POINTS];
    function_map(g, POINTS, points, f, df, ddf);
    function_map(g, POINTS, points, only_f, NULL, NULL);
    function_map(g, POINTS, points, with_df, only_df, NULL);
    for (size_t i = 0; i < POINTS; i++) {
        MUST(same(f[i], only_f[i]) && same(f[i], with_df[i]) && same(df[i], only_df[i]));
        if (g->vectorwise)
            continue;
        struct jet y = function_at(g, points[i]);
        MUST(same(y.f, f[i]) && same(y.df, df[i]) && same(y.ddf, ddf[i]));
        MUST(!isnan(f[i]) || (isnan(df[i]) && isnan(ddf[i])));
    }
}

/* Costs a hundred times what the rest does, so one text in 512 has it. */
static void search(const struct function *g)
{
    double at[PLACES];
    size_t n = function_kinks(g, -5, 5, at, PLACES);
    MUST(n <= PLACES);
    for (size_t i = 0; i < n; i++)
        MUST(at[i] >= -5 && at[i] <= 5 && (i == 0 || at[i - 1] < at[i]));
    if (!g->vectorwise) {
        long double y[3];
        struct exact *reference = exact_new(g);
        (void)exact_at(reference, 0.5, 3, y);
        exact_free(reference);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct setting set[] = { { .name = "a", .value = 0.5 } };
    struct function g;
    struct error err = { 0 };
    unsigned sum = 0;
    char *text = text_part((const char *)data, size);
    if (function_parse(&g, text, set, 1, &err)) {
        for (size_t i = 0; i < size; i++)
            sum += data[i];
        evaluate(&g);
        if (sum % 512 == 0)
            search(&g);
        function_free(&g);
    } else {
        MUST(err.text[0] && strlen(err.text) < sizeof err.text - 1);
    }
    free(text);
    return 0;
}
