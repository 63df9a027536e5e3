/* collapse: what is said of a user's own matrices. */
#include "command/collapse.h"

#include <math.h>
#include <stdlib.h>

static const struct collapsed *product(const struct collapse *c)
{
    return &c->rows[c->ndepths - 1];
}

static void headline(const struct collapse *c, struct report *r)
{
    char *count = collapse_capital(collapse_count(c->layers)), *shape = collapse_shape(c);
    report_headline(r, "%s matri%s, %s, %s one %zu x %zu matrix of rank %zu", count,
                    c->layers == 1 ? "x" : "ces", shape, c->layers == 1 ? "is" : "equal",
                    c->sizes[c->layers], c->sizes[0], product(c)->rank);
    free(count);
    free(shape);
}

static void say_exact(const struct collapse *c, struct report *r)
{
    const struct exactly *e = &c->exactly;
    char *equal = collapse_thousands((double)e->equal),
         *all = collapse_thousands((double)e->outputs);
    if (!c->whole && stack_is_whole(c->stack))
        report_say(
            r, "Exactly",
            "Your matrices hold whole numbers, but the numbers of their product are too large "
            "to multiply exactly here.");
    else if (c->whole && e->largest >= 0x1p53)
        report_say(
            r, "Exactly",
            "Your matrices hold whole numbers, and were multiplied exactly, in 128 bits: on "
            "whole-number inputs %s of %s outputs are equal. The table has each number of the "
            "matrix rounded once.",
            equal, all);
    else if (c->whole)
        report_say(r, "Exactly",
                   "Your matrices hold whole numbers, and were multiplied exactly: no sum gets "
                   "beyond 2^53. On whole-number inputs %s of %s outputs are equal bit for bit.",
                   equal, all);
    free(equal);
    free(all);
}

static void say_floats(const struct collapse *c, struct report *r)
{
    const struct collapsed *last = product(c);
    if (c->whole || c->layers == 1)
        return;
    report_say(r, "Floating point",
               "The outputs of the stack and of the one matrix differ by a relative %s, below the "
               "rounding bound of %s.",
               number_text_short(last->relative_error, 2).text,
               number_text_short(last->error_bound, 2).text);
}

static void say_parameters(const struct collapse *c, struct report *r)
{
    double stacked = stack_own_parameters(c->stack),
           one = (double)c->sizes[c->layers] * ((double)c->sizes[0] + c->bias);
    char *many = collapse_thousands(stacked), *few = collapse_thousands(one);
    if (c->layers > 1)
        report_say(r, "Parameters", "The stack has %s, the one matrix %s.", many, few);
    free(many);
    free(few);
}

/* Full, as wide as the narrowest layer (LoRA's r), or below that. */
static void say_rank(const struct collapse *c, struct report *r)
{
    const struct collapsed *last = product(c);
    size_t least = collapse_narrowest(c),
           ends = c->sizes[0] < c->sizes[c->layers] ? c->sizes[0] : c->sizes[c->layers];
    const char *most = least < ends ? "the narrowest layer allows no more" : "the most it can be";
    if (last->rank == least)
        report_say(r, "Rank", "%zu: %s.", last->rank, most);
    else
        report_say(
            r, "Rank",
            "%zu, though %zu would be possible: a matrix of lower rank is among the factors.",
            last->rank, least);
}

/* Numbers of fewer bits are rounded themselves: how many singular values stand above that. */
static void say_precision(const struct collapse *c, struct report *r)
{
    const struct dtype *d = c->files.coarsest;
    const struct collapsed *last = product(c);
    size_t most = c->sizes[0] > c->sizes[c->layers] ? c->sizes[0] : c->sizes[c->layers], above = 0;
    if (!d || d->digits >= 53 || last->values == 0)
        return;
    double least = last->log10_value[0] + log10((double)most * ldexp(1, -d->digits));
    for (size_t i = 0; i < last->values; i++)
        above += last->log10_value[i] > least;
    if (above != last->rank)
        report_say(
            r, "Precision",
            "The weights are %s: %zu singular values stand above what its rounding can make.",
            d->name, above);
}

void collapse_own_words(const struct collapse *c, const char *figure, struct report *r)
{
    if (!figure)
        headline(c, r);
    say_exact(c, r);
    say_floats(c, r);
    say_parameters(c, r);
    say_rank(c, r);
    say_precision(c, r);
    if (!c->whole && !c->exactly.out_of_reach)
        report_note(r,
                    "exact_outputs and exact_equal: of whole-number weights of these shapes, drawn "
                    "from the seed.");
    if (c->files.remark)
        report_note(r, "%s", c->files.remark);
    if (c->files.biases > 0 && c->files.biases < c->layers)
        report_note(r, "%zu of the %zu layers have a bias.", c->files.biases, c->layers);
}
