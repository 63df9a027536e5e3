/* info: all about one function. What can be computed is computed; the rest are the words of its
 * row. */
#include "activation/property.h"
#include "activation/vectorwise.h"
#include "command/info.h"
#include "command/marks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 401 };

/* ---- words ---------------------------------------------------------------------------------- */

/* Says a gathered list, if there is anything in it. */
static void say_list(struct report *r, const char *term, const char *before, struct buffer *list)
{
    if (list->length)
        report_say(r, term, "%s%s", before, list->bytes);
    free(list->bytes);
}

static void say_parameters(struct report *r, const struct parameter *params, const double *values)
{
    struct buffer all = { 0 };
    for (size_t i = 0; i < PARAMETERS_MAX && params[i].name; i++) {
        buffer_item(&all, ", ", "%s = %s", params[i].name, number_text(values[i]).text);
        if (values[i] != params[i].value)
            buffer_print(&all, " (default %s)", number_text(params[i].value).text);
    }
    say_list(r, "Parameters", "", &all);
}

static bool same_function(const struct function *a, const struct function *b)
{
    return a->activation == b->activation && a->vectorwise == b->vectorwise &&
           memcmp(a->param, b->param, sizeof a->param) == 0;
}

/* "slope=0.2": the parameters that are not those of g. */
static char *other_parameters(const struct activation *row, const double *param,
                              const struct function *g)
{
    struct buffer all = { 0 };
    for (size_t i = 0; i < activation_params(row); i++)
        if (param[i] != g->param[i])
            buffer_item(&all, ",", "%s=%s", row->params[i].name, number_text(param[i]).text);
    return buffer_take(&all);
}

static void add_framework(const struct function *g, const char *name, struct buffer *same,
                          struct buffer *other)
{
    struct function h;
    struct error unused;
    if (!function_parse(&h, name, NULL, 0, &unused))
        return;
    if (!h.expression && same_function(&h, g)) {
        buffer_item(same, ", ", "%s", name);
    } else if (h.activation && h.activation == g->activation) {
        char *params = other_parameters(h.activation, h.param, g);
        buffer_item(other, ", ", "%s (%s)", name, params);
        free(params);
    }
    function_free(&h);
}

/* Every framework name is read as a user's word would be, so this cannot say anything else than
 * eval computes. */
static void say_frameworks(struct report *r, const struct function *g)
{
    const struct framework_name *f;
    struct buffer same = { 0 }, other = { 0 };
    for (size_t i = 0; (f = framework_name(i)); i++) {
        char *name = text_format("%s.%s", f->framework, f->name);
        add_framework(g, name, &same, &other);
        free(name);
    }
    say_list(r, "Frameworks", "", &same);
    say_list(r, "With other defaults", "", &other);
}

static void say_corners(struct report *r, const struct function *g)
{
    struct buffer all = { 0 };
    const char *one;
    for (size_t i = 0; g->activation && (one = activation_corner(g->activation, i)); i++)
        buffer_item(&all, "; ", "%s", one);
    say_list(r, "f' at kinks", "torch's is used; others differ: ", &all);
}

static void say_aliases(struct report *r, const char *aliases)
{
    struct buffer all = { 0 };
    for (size_t i = 0; aliases && word_row(aliases, i); i++)
        buffer_item(&all, ", ", "%s", word_row(aliases, i));
    say_list(r, "Known as", "", &all);
}

static void say_row(struct report *r, const struct function *g)
{
    const struct activation *row = g->activation;
    report_headline(r, "%s: %s", g->label, row->about);
    report_subtitle(r, "f(x) = %s", row->formula);
    say_parameters(r, row->params, g->param);
    say_frameworks(r, g);
    say_aliases(r, row->aliases);
    if (row->year)
        report_say(r, "Paper", "%s, %d", row->paper, row->year);
    else if (row->paper)
        report_say(r, "Paper", "%s", row->paper);
    say_corners(r, g);
    report_say(r, "Accuracy", "%s",
               row->accuracy
                   ? row->accuracy
                   : "f within 2 units in the last place, f' and f'' within 4 of |y| + |x y'|");
    if (row->slice)
        report_note(r,
                    "%s is a function of two inputs, gate and value; this is its slice with gate "
                    "w*x + b and value "
                    "v*x + c.",
                    row->name);
}

static const struct framework_name *framework_of(const struct function *g)
{
    const struct framework_name *f;
    size_t length = strcspn(g->label, "(");
    for (size_t i = 0; (f = framework_name(i)); i++) {
        char *name = text_format("%s.%s", f->framework, f->name),
             *typed = text_part(g->label, length);
        bool same = name_equal(name, typed);
        free(name);
        free(typed);
        if (same)
            return f;
    }
    return NULL;
}

/* "alpha = 0.5, beta = 2", as they stand in the expression. */
static void say_bound(struct report *r, const struct formula_name *f, const struct function *g)
{
    struct buffer all = { 0 };
    struct setting s;
    for (size_t i = 0; function_setting(g, i, &s); i++)
        buffer_item(&all, ", ", "%s = %s", s.name, number_text(s.value).text);
    if (all.length && f->call.parameters && strchr(g->label, '('))
        buffer_print(&all, " (defaults %s)", f->call.parameters);
    say_list(r, "Parameters", "", &all);
}

static void say_formula(struct report *r, const struct function *g)
{
    const struct formula_name *f = g->formula;
    report_headline(r, "%s: %s", g->label, f->about);
    report_subtitle(r, "f(x) = %s", f->call.meaning);
    say_bound(r, f, g);
    say_aliases(r, f->aliases);
    if (f->year)
        report_say(r, "Paper", "%s, %d", f->paper, f->year);
    else if (f->paper)
        report_say(r, "Paper", "%s", f->paper);
    report_say(r, "Accuracy", "evaluated as the formula is written, in double precision");
    if (f->slice)
        report_note(r,
                    "%s is a function of two inputs, gate and value; this is its slice where "
                    "both are x.",
                    f->name);
}

static void say_expression(struct report *r, const struct function *g)
{
    const struct framework_name *f = framework_of(g);
    if (g->formula) {
        say_formula(r, g);
        return;
    }
    report_headline(r, "%s", g->label);
    if (!f) {
        report_subtitle(r, "f(x) = %s", g->label);
        return;
    }
    report_subtitle(r, "f(x) = %s",
                    g->label[strlen(f->framework) + 1 + strlen(f->name)] && f->general
                        ? f->general
                        : f->meaning);
    if (f->parameters)
        report_say(r, "Parameters", "%s", f->parameters);
}

static void say_vectorwise(struct report *r, const struct function *g)
{
    const struct vectorwise *v = g->vectorwise;
    report_headline(r, "%s: %s", g->label, v->about);
    report_subtitle(r, "f_i = %s", v->formula);
    say_parameters(r, v->params, g->param);
    say_frameworks(r, g);
    if (v->year)
        report_say(r, "Paper", "%s, %d", v->paper, v->year);
    report_note(r,
                "Not elementwise: every output depends on every input. actfn eval %s --at 1,2,3 "
                "shows it; its slope "
                "column is the diagonal of the Jacobian.",
                v->name);
}

/* ---- the command ---------------------------------------------------------------------------- */

struct info_options {
    struct delivery delivery;
    struct range_options range;
    double effort;
    bool tex, c;
};
#define S struct info_options
static const struct option_row rows[] = {
    OPT_RANGE(S, range.range, "-5:5"),
    OPT_DERIVATIVES(S, range.derivatives, "0"),
    OPT_SET(S, range.set),
    OPT_EFFORT(S, effort),
    OPT_FLAG("tex", S, tex, "the slope as LaTeX"),
    OPT_FLAG("c", S, c, "the slope as a function in C"),
    OPT_DTYPE(S, range.dtype),
    OPT_COMPUTE_DTYPE(S, range.compute_dtype),
    { .name = NULL },
};

static bool info_run(const struct request *q, struct report *r, struct error *err)
{
    const struct info_options *o = q->options;
    const struct destination *d = &q->destination;
    struct curves *curves;
    if (!curves_read(q, &o->range, NULL, POINTS, &curves, err))
        return false;
    if (o->tex && o->c) {
        curves_free(curves);
        return error_usage(err, "--tex and --c: choose one");
    }
    if (curves->nfunctions != 1) {
        error_usage(err, "%s: info describes one function; write: actfn compare %s %s",
                    quote(q->operands[0]).text, curves->functions[0].label,
                    curves->functions[1].label);
        curves_free(curves);
        return false;
    }
    const struct function *g = &curves->functions[0];
    enum derivative_style style = o->c ? DERIVATIVE_C : DERIVATIVE_TEXT;
    if (g->activation)
        say_row(r, g);
    else if (g->vectorwise)
        say_vectorwise(r, g);
    else
        say_expression(r, g);
    same_report(r, g);
    slope_report(r, g, o->range.derivatives > 1 ? 2 : 1, o->tex ? DERIVATIVE_TEX : style);
    if (!g->vectorwise)
        proof_report(r, g, o->effort);
    report_figure(r, curves_figure(curves));
    if (!d->picture && !d->show) {
        curves_free(curves);
        return true;
    }
    if (!curves_table(curves, r, err))
        return false;
    report_find_table(r, "values")->no_text = true;
    marks_report(curves, r);
    return true;
}

const struct command command_info = {
    .name = "info",
    .order = 40,
    .operands = "FUNCTION",
    .names = &names_functions,
    .about = "describe one function: formula, extremes, gains, series",
    .group = GROUP_EXPLORE,
    .meanings = "init gain about describe explain properties formula",
    .door = DOOR_ABOUT,
    .options = rows,
    .size = sizeof(S),
    .details = "Every digit is certain: table `bounds` gives each fact's lower and upper end, "
               "enclosed by interval arithmetic or converged at rising precision. What does not "
               "exist is left out, and so is what is not established within --effort seconds "
               "(named in the notes). gain_forward is 1/sqrt(E f(z)^2) and "
               "gain_backward 1/sqrt(E f'(z)^2) "
               "for z ~ N(0,1): what keeps the size of a signal and of a gradient. "
               "not_affine_percent is the percentage of the "
               "variance of f(z) that no straight line explains; underflow_x is where f, rounded "
               "correctly, becomes 0. The "
               "range and the derivatives are those of the picture.",
    .examples = "actfn info gelu\n"
                "actfn info 'leaky_relu(slope=0.2)' --format json\n"
                "actfn info 'x*tanh(x)' --table series --format csv",
    .sketches = true,
    .run = info_run,
};
