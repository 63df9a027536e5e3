/* What info says about slopes as formulas. */
#include "activation/property.h"
#include "command/info.h"

#include <stdlib.h>
#include <string.h>

/* A catalogue row's is a textbook's, in its own parameters. */
static void say(struct report *r, const struct function *g, int order, enum derivative_style style,
                const char *formula)
{
    const char *textbook = g->activation && order == 1 ? activation_slope(g->activation) : NULL;
    const char *term = order == 1 ? "Slope" : "Curvature";
    if (style == DERIVATIVE_TEX)
        report_say(r, term, "%s", formula);
    else
        report_say(r, term, "f%s(x) = %s", order == 1 ? "'" : "''", textbook ? textbook : formula);
}

void slope_report(struct report *r, const struct function *g, int order,
                  enum derivative_style style)
{
    struct buffer code = { 0 };
    for (int k = 1; k <= order; k++) {
        const char *name = k == 1 ? "slope" : "curvature";
        char *formula = derivative_text(g, k, style, name);
        if (formula) {
            report_fact_said(r, name, formula);
            if (style == DERIVATIVE_C)
                buffer_text(&code, formula);
            else
                say(r, g, k, style, formula);
        }
        free(formula);
    }
    if (code.length)
        report_listing(r, code.bytes);
    free(code.bytes);
}
