/* FUNCTION is text from outside: whatever it is, it parses or says why, and what parsed can be evaluated. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "activation/activation.h"
#include "activation/property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const double x[] = {-750, -38, -1, -0.0, 0, 1e-310, 0.5, 3, 710, HUGE_VAL};
    enum { POINTS = sizeof x / sizeof *x };
    const struct setting set[] = {{"a", 0.5}};
    struct function g;
    struct message why;
    double f[POINTS], df[POINTS], ddf[POINTS];
    char *text = text_part((const char *)data, size);
    if (function_parse(&g, text, set, 1, &why)) {
        double only_f[POINTS];
        function_map(&g, POINTS, x, f, df, ddf);
        function_map(&g, POINTS, x, only_f, NULL, NULL);
        for (size_t i = 0; i < POINTS; i++)
            if ((f[i] != only_f[i] && !isnan(f[i])) || (isnan(f[i]) && !g.vectorwise && !(isnan(df[i]) && isnan(ddf[i]))))
                abort();    /* slopes change values, or hide a nan */
        function_kinks(&g, -5, 5, f, POINTS);
        if (!g.vectorwise) {
            long double y[3];
            struct exact *reference = exact_new(&g);
            exact_at(reference, 0.5, 3, y);
            exact_free(reference);
        }
        function_free(&g);
    } else if (!why.text[0] || strlen(why.text) >= sizeof why.text) {
        abort();    /* refused without a reason */
    }
    free(text);
    return 0;
}
