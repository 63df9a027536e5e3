/* FUNCTION is text from outside: whatever it is, it parses or says why, and what parsed can be evaluated. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "activation/activation.h"

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
        function_map(&g, POINTS, x, f, df, ddf);
        function_kinks(&g, -5, 5, f, POINTS);
        function_free(&g);
    } else if (!why.text[0] || strlen(why.text) >= sizeof why.text) {
        abort();    /* refused without a reason */
    }
    free(text);
    return 0;
}
