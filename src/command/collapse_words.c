/* collapse: what it found, in sentences. Every number is this run's; a sentence that this run does not bear out is not said. */
#include "command/collapse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* "ten", "11": small counts as words. */
static const char *count_word(size_t n)
{
    static const char *const words[] = { "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten" };
    static char text[4][32];
    static unsigned turn;
    if (n < sizeof words / sizeof *words)
        return words[n];
    char *out = text[turn++ % 4];
    snprintf(out, sizeof text[0], "%zu", n);
    return out;
}

static char *capital(const char *word)
{
    char *text = text_copy(word);
    if (*text >= 'a' && *text <= 'z')
        *text = (char)(*text - 'a' + 'A');
    return text;
}

/* 20,488,000 */
static char *thousands(double number)
{
    char plain[64];
    int length = snprintf(plain, sizeof plain, "%.0f", number), k = 0;
    char *out = memory_new((size_t)length * 2 + 1, 1);
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            out[k++] = ',';
        out[k++] = plain[i];
    }
    return out;
}

static size_t narrowest(const struct collapse *c)
{
    size_t least = c->sizes[0];
    for (size_t k = 1; k <= c->layers; k++)
        least = c->sizes[k] < least ? c->sizes[k] : least;
    return least;
}

static bool even_width(const struct collapse *c)
{
    for (size_t k = 1; k <= c->layers; k++)
        if (c->sizes[k] != c->sizes[0])
            return false;
    return true;
}

static void say_headline(const struct collapse *c, struct report *r)
{
    char *count = capital(count_word(c->layers));
    const char *layers = c->layers == 1 ? "layer" : "layers";
    if (even_width(c)) {
        report_headline(r, "%s linear %s, %zu wide, nothing between them", count, layers, c->sizes[0]);
    } else {
        char *shape = text_format("%zu", c->sizes[0]);
        for (size_t k = 1; k <= c->layers && k <= 8; k++) {
            char *longer = k == 8 && c->layers > 8 ? text_format("%s to ... to %zu", shape, c->sizes[c->layers])
                                                   : text_format("%s to %zu", shape, c->sizes[k]);
            free(shape);
            shape = longer;
        }
        report_headline(r, "%s linear %s, %s, nothing between them", count, layers, shape);
        free(shape);
    }
    free(count);
}

static void say_exactly(const struct collapse *c, struct report *r)
{
    const struct exactly *e = &c->exactly;
    const char *count = count_word(c->layers);
    char *equal = thousands((double)e->equal), *all = thousands((double)e->outputs), *largest = thousands(e->largest);
    if (e->out_of_reach)
        report_say(r, "Exactly", "These layers are too wide for our whole numbers: nothing is proved exactly here.");
    else if (e->equal != e->outputs)
        report_say(r, "Exactly", "With whole-number weights the outputs should be equal, but only %s of %s are: a fault of this program or machine.", equal, all);
    else if (e->modulus)
        report_say(r, "Exactly", "With whole-number weights the %s layers and one %zu x %zu matrix give the same outputs: %s of %s numbers "
                   "equal, counted modulo the prime %llu from layer %zu on, for the numbers themselves grow to some %.0f digits.", count,
                   c->sizes[c->layers], c->sizes[0], equal, all, (unsigned long long)e->modulus, e->modulus_layer, floor(e->log10_size) + 1);
    else
        report_say(r, "Exactly", "With whole-number weights the %s %s and one %zu x %zu matrix give the same outputs bit for bit: %s of %s "
                   "numbers equal, and no sum beyond %s, where doubles are exact to 2^53.", count, c->layers == 1 ? "layer" : "layers",
                   c->sizes[c->layers], c->sizes[0], equal, all, largest);
    free(equal);
    free(all);
    free(largest);
}

static void say_floats(const struct collapse *c, struct report *r)
{
    const struct collapsed *last = &c->rows[c->ndepths - 1];
    if (last->relative_error == 0)
        report_say(r, "In floats", "They agree to the last bit (rounding could have made a difference of %s of the output's size, no more).",
                   number_text_short(last->error_bound, 2).text);
    else if (last->relative_error <= last->error_bound)
        report_say(r, "In floats", "They differ by %s of the output's size, rounding alone (it cannot exceed %s).",
                   number_text_short(last->relative_error, 2).text, number_text_short(last->error_bound, 2).text);
}

static void say_so(const struct collapse *c, struct report *r)
{
    double stacked = stack_parameters(c->sizes, c->layers, c->bias), one = (double)c->sizes[c->layers] * ((double)c->sizes[0] + c->bias);
    char *many = thousands(stacked), *few = thousands(one), *bought = capital(count_word(c->layers - 1));
    size_t least = narrowest(c), ends = c->sizes[0] < c->sizes[c->layers] ? c->sizes[0] : c->sizes[c->layers];
    if (c->layers == 1)
        report_say(r, "So", "One layer is one matrix: %s parameters.", many);
    else if (stacked > one && least == ends)
        report_say(r, "So", "%s parameters do the work of %s. %s of the %s layers bought nothing.", many, few, bought, count_word(c->layers));
    else if (least < ends)
        report_say(r, "So", "The matrix has %s entries, but its rank is at most %zu, the narrowest width: %s parameters reach only such matrices.",
                   few, least, many);
    free(many);
    free(few);
    free(bought);
}

/* ---- act 3 -------------------------------------------------------------------------------------------------------*/
static void append(char **text, const char *separator, char *more)
{
    char *all = text_format("%s%s%s", *text, **text ? separator : "", more);
    free(*text);
    free(more);
    *text = all;
}

static void say_but(const struct collapse *c, struct report *r)
{
    char *bends = text_copy(""), *straight = text_copy(""), *silent = text_copy("");
    for (size_t q = 0; q < c->nfunctions * c->ninits && c->layers > 1; q++) {
        struct meter m = c->metered[q].meters[c->ndepths - 1];
        char *label = collapse_label(c, q / c->nfunctions, q % c->nfunctions);
        if (isnan(m.percent))
            append(&silent, ", ", text_copy(label));
        else if (m.percent < 1e-20)
            append(&straight, ", ", text_copy(label));
        else
            append(&bends, "; ", text_format("%s %s %% (+- %s)", label, number_text_short(m.percent, 3).text,
                                             number_text_short(m.error, 1).text));
        free(label);
    }
    if (*bends)
        report_say(r, "But", "Put an activation between the layers and no matrix will do. This share of the output stays out of reach of the best one: %s.",
                   bends);
    if (*straight)
        report_say(r, *bends ? "Except" : "And", "With %s between the layers one matrix still does it all.", straight);
    free(bends);
    free(straight);
    free(silent);
}

/* f(2) + f(-1) against f(1) + f(0): equal for every straight line, so one line of sums shows the bend. */
static void say_why(const struct collapse *c, struct report *r)
{
    for (size_t q = 0; q < c->nfunctions && c->layers > 1; q++) {
        const struct function *g = &c->functions[q];
        if (g->vectorwise)
            continue;
        double a = function_at(g, 2).f, b = function_at(g, -1).f, sum = function_at(g, 1).f, zero = function_at(g, 0).f;
        double apart = a + b - sum - zero;
        if (!isfinite(apart) || fabs(apart) < 1e-12)
            continue;
        if (zero == 0)
            report_say(r, "By hand", "%s(2) + %s(-1) = %s + %s = %s, but %s(2 - 1) = %s. A linear map would not care.", g->label, g->label,
                       number_text_short(a, 4).text, number_text_short(b, 4).text, number_text_short(a + b, 4).text, g->label,
                       number_text_short(sum, 4).text);
        else
            report_say(r, "By hand", "%s(2) + %s(-1) = %s, but %s(1) + %s(0) = %s. A straight line would give the same.", g->label, g->label,
                       number_text_short(a + b, 4).text, g->label, g->label, number_text_short(sum + zero, 4).text);
        return;
    }
}

static void note_meters(const struct collapse *c, struct report *r)
{
    for (size_t q = 0; q < c->nfunctions * c->ninits; q++) {
        const struct metered *m = &c->metered[q];
        char *label = collapse_label(c, q / c->nfunctions, q % c->nfunctions);
        if (m->out_of_range)
            report_note(r, "%s: the numbers leave double's range at layer %zu; nothing is measured from there on", label, m->out_of_range);
        if (m->constant)
            report_note(r, "%s: from layer %zu on the output no longer depends on the input, rounding aside; there is no variance to explain",
                        label, m->constant);
        if (m->too_few)
            report_note(r, "%s: a fit to %zu inputs needs more than %zu samples; try --samples %zu", label, c->sizes[0], 4 * (c->sizes[0] + 1),
                        4 * (c->sizes[0] + 1) + 4);
        free(label);
    }
}

void collapse_words(const struct collapse *c, const struct options *o, struct report *r)
{
    say_headline(c, r);
    say_exactly(c, r);
    say_floats(c, r);
    say_so(c, r);
    say_but(c, r);
    say_why(c, r);
    note_meters(c, r);
    if (c->ndepths < c->layers)
        report_note(r, "the tables hold %zu of %zu depths", c->ndepths, c->layers);
    (void)o;
}
