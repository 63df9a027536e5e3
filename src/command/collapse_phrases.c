/* collapse: counts, sizes and shapes in words. */
#include "command/collapse.h"

#include <stdlib.h>

/* "ten", "11": small counts as words. */
const char *collapse_count(size_t n)
{
    static const char *const words[] = { "no",  "one",   "two",   "three", "four", "five",
                                         "six", "seven", "eight", "nine",  "ten" };
    static char text[4][32];
    static unsigned turn;
    if (n < sizeof words / sizeof *words)
        return words[n];
    char *out = text[turn++ % 4];
    snprintf(out, sizeof text[0], "%zu", n);
    return out;
}

char *collapse_capital(const char *word)
{
    char *text = text_copy(word);
    if (*text >= 'a' && *text <= 'z')
        *text = (char)(*text - 'a' + 'A');
    return text;
}

/* 20,488,000 */
char *collapse_thousands(double number)
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

size_t collapse_narrowest(const struct collapse *c)
{
    size_t least = c->sizes[0];
    for (size_t k = 1; k <= c->layers; k++)
        least = c->sizes[k] < least ? c->sizes[k] : least;
    return least;
}

bool collapse_even(const struct collapse *c)
{
    for (size_t k = 1; k <= c->layers; k++)
        if (c->sizes[k] != c->sizes[0])
            return false;
    return true;
}

/* "4 wide" or "1600 to 6400 to 1600"; the caller frees it. */
char *collapse_shape(const struct collapse *c)
{
    enum { SHOWN = 6 };
    if (collapse_even(c))
        return text_format("%zu wide", c->sizes[0]);
    char *shape = text_format("%zu", c->sizes[0]);
    for (size_t k = 1; k <= c->layers; k++) {
        bool last = k == c->layers;
        if (k > SHOWN && !last)
            continue;
        char *longer =
            text_format("%s to %s%zu", shape, last && k > SHOWN + 1 ? "... to " : "", c->sizes[k]);
        free(shape);
        shape = longer;
    }
    return shape;
}

const char *collapse_plural(size_t n)
{
    return n == 1 ? "" : "s";
}
