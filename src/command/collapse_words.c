/* collapse: what it found, in sentences. Every number is this run's; a sentence that this run does
 * not bear out is not said. */
#include "command/collapse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void say_headline(const struct collapse *c, struct report *r)
{
    char *count = collapse_capital(collapse_count(c->layers)), *shape = collapse_shape(c);
    bool even = collapse_even(c);
    report_headline(r, "%s linear layer%s%s%s%s %s one %zu x %zu matrix%s", count,
                    collapse_plural(c->layers), even ? " of width " : ", ",
                    even ? number_text((double)c->sizes[0]).text : shape, even ? "" : ",",
                    c->layers > 1 ? "equal" : "is", c->sizes[c->layers], c->sizes[0],
                    c->bias ? " and a bias" : "");
    free(count);
    free(shape);
}

static struct meter last_meter(const struct collapse *c, size_t q)
{
    return c->metered[q].meters[c->ndepths - 1];
}

/* 10^exponent: "63,000", "3 × 10¹⁴" */
static char *times_words(double exponent)
{
    static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
    double whole = floor(exponent);
    if (exponent < 6) {
        double step = pow(10, fmax(whole - 1, 0));
        return exponent < 1 ? text_copy(number_text_short(pow(10, exponent), 2).text)
                            : collapse_thousands(step * round(pow(10, exponent) / step));
    }
    char digits[32];
    struct buffer text = { 0 };
    buffer_print(&text, "%.0f × 10", fmin(round(pow(10, exponent - whole)), 9));
    snprintf(digits, sizeof digits, "%.0f", whole);
    for (const char *d = digits; *d; d++)
        buffer_text(&text, raised[*d - '0']);
    return buffer_take(&text);
}

/* What the picture shows, as its title: the message, with this run's numbers. */
static void say_title(const struct collapse *c, const struct collapse_options *o,
                      const char *figure, struct report *r)
{
    char *count = collapse_capital(collapse_count(c->layers)), *shape = collapse_shape(c);
    const struct collapsed *last = &c->rows[c->ndepths - 1];
    const char *bend = NULL;
    double most = -1;
    for (size_t q = 0; q < c->nfunctions && c->layers > 1; q++)
        if (last_meter(c, q).percent > 0.01 && (!bend || strcmp(figure, "meter") == 0) &&
            last_meter(c, q).percent > most) {
            bend = c->functions[q].label;
            most = last_meter(c, q).percent;
        }
    if (strcmp(figure, "spectrum") == 0 && isfinite(last->log10_condition) && last->values > 1) {
        char *times = times_words(last->log10_condition);
        if (last->log10_condition < 0.01)
            report_headline(r, "%s layer%s stretch%s no direction more than another", count,
                            collapse_plural(c->layers), c->layers == 1 ? "es" : "");
        else
            report_headline(r, "%s layer%s stretch%s one direction %s times as much as another",
                            count, collapse_plural(c->layers), c->layers == 1 ? "es" : "", times);
        free(times);
    } else if (strcmp(figure, "meter") == 0 && bend)
        report_headline(r, "With %s between, %s%% of the variance is nonlinear", bend,
                        number_text_short(most, 2).text);
    else if (bend)
        report_headline(r, "%s linear layers are one matrix; with %s between they are not", count,
                        bend);
    else
        report_headline(r, "%s linear layer%s one matrix", count, c->layers == 1 ? " is" : "s are");
    const char *biases = c->bias ? "with biases" : "no biases";
    if (c->own)
        report_subtitle(r, "%s, %s, from files", shape, biases);
    else
        report_subtitle(r, "%s, %s, %s init, seed %llu", shape, biases, o->net.init,
                        (unsigned long long)o->delivery.seed);
    free(count);
    free(shape);
}

static void say_exactly(const struct collapse *c, struct report *r)
{
    const struct exactly *e = &c->exactly;
    const char *count = collapse_count(c->layers);
    char *equal = collapse_thousands((double)e->equal),
         *all = collapse_thousands((double)e->outputs), *largest = collapse_thousands(e->largest);
    if (e->out_of_reach)
        report_say(r, "Exact",
                   "These layers are too wide for our integers: nothing is proved exactly here.");
    else if (e->equal != e->outputs)
        report_say(r, "Exact",
                   "With integer weights the outputs should be equal, but only %s of %s are: "
                   "a fault of this program or machine.",
                   equal, all);
    else if (e->modulus)
        report_say(r, "Exact",
                   "With integer weights the %s layers and one %zu x %zu matrix give the same "
                   "outputs: %s of %s numbers "
                   "equal, counted modulo the prime %llu from layer %zu on, for the numbers "
                   "themselves grow to some %.0f digits.",
                   count, c->sizes[c->layers], c->sizes[0], equal, all,
                   (unsigned long long)e->modulus, e->modulus_layer, floor(e->log10_size) + 1);
    else
        report_say(r, "Exact",
                   "With integer weights the %s %s and one %zu x %zu matrix give the same "
                   "outputs bit for bit: %s of %s "
                   "numbers equal, and no sum beyond %s, where doubles are exact to 2^53.",
                   count, c->layers == 1 ? "layer" : "layers", c->sizes[c->layers], c->sizes[0],
                   equal, all, largest);
    free(equal);
    free(all);
    free(largest);
}

static void say_floats(const struct collapse *c, struct report *r)
{
    const struct collapsed *last = &c->rows[c->ndepths - 1];
    if (last->relative_error == 0)
        report_say(r, "Floating point",
                   "The outputs agree to the last bit (the rounding bound is a relative %s).",
                   number_text_short(last->error_bound, 2).text);
    else if (last->relative_error <= last->error_bound)
        report_say(r, "Floating point",
                   "The outputs differ by a relative %s, below the rounding bound of %s.",
                   number_text_short(last->relative_error, 2).text,
                   number_text_short(last->error_bound, 2).text);
}

static void say_so(const struct collapse *c, struct report *r)
{
    double stacked = stack_parameters(c->sizes, c->layers, c->bias),
           one = (double)c->sizes[c->layers] * ((double)c->sizes[0] + c->bias);
    char *many = collapse_thousands(stacked), *few = collapse_thousands(one),
         *bought = text_copy(collapse_count(c->layers - 1));
    size_t least = collapse_narrowest(c),
           ends = c->sizes[0] < c->sizes[c->layers] ? c->sizes[0] : c->sizes[c->layers];
    if (c->layers == 1)
        report_say(r, "Parameters", "One layer is one matrix: %s parameters.", many);
    else if (stacked > one && least == ends)
        report_say(r, "Parameters",
                   "%s parameters compute what %s can; %s of the %s layers %s redundant.", many,
                   few, bought, collapse_count(c->layers), c->layers == 2 ? "is" : "are");
    else if (least < ends)
        report_say(r, "Parameters",
                   "The matrix has %s entries, but its rank is at most %zu, the narrowest width: "
                   "%s parameters reach only such matrices.",
                   few, least, many);
    free(many);
    free(few);
    free(bought);
}

/* ---- act 3 ---------------------------------------------------------------------------------- */
/* One decimal where that says something, and "a trace" of nothing. */
static char *percent_words(struct meter m)
{
    if (isnan(m.error))
        return text_format("%s%%", number_text_short(m.percent, 2).text);
    return text_format("%s%% +/- %s%%", number_text_short(m.percent, m.percent >= 1 ? 3 : 2).text,
                       number_text_short(m.error, 1).text);
}

/* The activations, by what they do to the stack. */
struct verdicts {
    struct buffer bends, straight, unused;
    const char *first;
};

static void verdict_add(const struct collapse *c, size_t q, struct verdicts *v)
{
    struct meter m = last_meter(c, q);
    if (isnan(m.percent))
        return;
    char *label = collapse_label(c, q / c->nfunctions, q % c->nfunctions);
    const struct map *map = &c->maps[q % c->nfunctions].map;
    if (m.percent < 1e-20) {
        buffer_item(map->slopes && map->nkinks == 0 ? &v->straight : &v->unused, ", ", "%s", label);
    } else {
        char *percent = percent_words(m);
        if (v->bends.length)
            buffer_print(&v->bends, ". With %s, %s", label, percent);
        else
            buffer_print(&v->bends,
                         "%s of the output variance is nonlinear: no affine map captures it",
                         percent);
        v->first = v->first ? v->first : c->functions[q % c->nfunctions].label;
        free(percent);
    }
    free(label);
}

static void say_but(const struct collapse *c, struct report *r)
{
    struct verdicts v = { .first = NULL };
    for (size_t q = 0; q < c->nfunctions * c->ninits && c->layers > 1; q++)
        verdict_add(c, q, &v);
    if (v.bends.length)
        report_say(r, "With activation", "With %s between the layers, %s.", v.first, v.bends.bytes);
    if (v.straight.length)
        report_say(r, v.bends.length ? "Except" : "Also",
                   "With %s between the layers, one matrix still computes the same.",
                   v.straight.bytes);
    if (v.unused.length)
        report_say(
            r, "Unused",
            "With %s between the layers, these inputs stay where it is affine, and one matrix "
            "computes the same.",
            v.unused.bytes);
    free(v.bends.bytes);
    free(v.straight.bytes);
    free(v.unused.bytes);
}

static char *sum_words(double a, double b)
{
    return text_format("%s %s %s", number_text_short(a, 4).text, b < 0 ? "-" : "+",
                       number_text_short(fabs(b), 4).text);
}

/* f(2) + f(-1) against f(1) + f(0): equal for every straight line, so one line of sums shows the
 * bend. */
static void say_why(const struct collapse *c, struct report *r)
{
    for (size_t q = 0; q < c->nfunctions && c->layers > 1; q++) {
        const struct function *g = &c->functions[q];
        if (g->vectorwise)
            continue;
        double a = function_at(g, 2).f, b = function_at(g, -1).f, one = function_at(g, 1).f,
               zero = function_at(g, 0).f;
        const char *f = g->activation ? g->label : "f";
        if (!isfinite(a + b - one - zero) || fabs(a + b - one - zero) < 1e-3 * (fabs(a) + fabs(b)))
            continue;
        char *left = sum_words(a, b), *right = sum_words(one, zero);
        if (zero == 0)
            report_say(r, "Counterexample",
                       "%s(2) + %s(-1) = %s = %s, but %s(2 - 1) = %s: %s is not additive, as a "
                       "matrix is.",
                       f, f, left, number_text_short(a + b, 4).text, f,
                       number_text_short(one, 4).text, f);
        else
            report_say(r, "Counterexample",
                       "%s(2) + %s(-1) = %s = %s, but %s(1) + %s(0) = %s = %s: no affine map "
                       "does that.",
                       f, f, left, number_text_short(a + b, 4).text, f, f, right,
                       number_text_short(one + zero, 4).text);
        free(left);
        free(right);
        return;
    }
}

static void note_meters(const struct collapse *c, struct report *r)
{
    for (size_t q = 0; q < c->nfunctions * c->ninits; q++) {
        const struct metered *m = &c->metered[q];
        char *label = collapse_label(c, q / c->nfunctions, q % c->nfunctions);
        if (m->out_of_range)
            report_note(r,
                        "%s: the numbers leave double's range at layer %zu; nothing is measured "
                        "from there on",
                        label, m->out_of_range);
        if (m->constant)
            report_note(r,
                        "%s: from layer %zu on the output no longer depends on the input, rounding "
                        "aside; there is no variance to explain",
                        label, m->constant);
        if (m->too_few)
            report_note(r, "%s: a fit to %zu inputs needs more than %zu samples; try --samples %zu",
                        label, c->sizes[0], 4 * (c->sizes[0] + 1), 4 * (c->sizes[0] + 1) + 4);
        free(label);
    }
}

/* The command itself, where it can be typed again without quotes. */
static void note_next(const struct request *q, struct report *r)
{
    struct buffer command = { 0 };
    bool plain = true;
    buffer_text(&command, "actfn collapse");
    for (size_t i = 0; i < q->narguments && plain; i++) {
        plain = !strpbrk(q->arguments[i], " \t\n'\"\\$&;|<>()*?#~`!") && command.length <= 60;
        buffer_print(&command, " %s", q->arguments[i]);
    }
    if (plain)
        report_note(r, "Plot: %s --plot    Learn more: actfn lesson collapse", command.bytes);
    free(command.bytes);
}

void collapse_words(const struct collapse *c, const struct request *q, const char *figure,
                    struct report *r)
{
    if (figure)
        say_title(c, q->options, figure, r);
    else if (!c->own)
        say_headline(c, r);
    if (c->own) {
        collapse_own_words(c, figure, r);
    } else {
        say_exactly(c, r);
        say_floats(c, r);
        say_so(c, r);
    }
    say_but(c, r);
    say_why(c, r);
    note_meters(c, r);
    if (c->ninits > 1)
        report_note(r, "the first two acts use %s", c->inits[0].name);
    if (c->ndepths < c->layers)
        report_note(r, "the tables hold %zu of %zu depths", c->ndepths, c->layers);
    if (!figure)
        note_next(q, r);
}
