/* A histogram of numbers that come once, in any order and of any size. */
#ifndef ACTFN_BINS_H
#define ACTFN_BINS_H

#include <stdbool.h>
#include <stddef.h>

/* FINE bins over -2^power .. 2^power. A number beyond them doubles the range: two old bins are
 * one new bin, exactly, so that the first numbers decide nothing. BINS_SHOWN of them are shown,
 * each a whole number of fine ones. */
enum { BINS_SHOWN = 64, BINS_FINE = BINS_SHOWN << 12 };
struct growing_bins {
    double *count; /* [BINS_FINE] */
    int power;
    bool begun;        /* a number other than 0 has set the power */
    double zeros, all; /* zeros before that; all finite numbers */
};

void bins_new(struct growing_bins *b);
void bins_free(struct growing_bins *b);
void bins_add(struct growing_bins *b, size_t n,
              const double *x); /* what is not finite is left out */

/* What to show: the smallest range (a power of two) outside of which at most a thousandth of the
 * numbers lie. */
struct bins_shown {
    double width, beyond;
    double count[BINS_SHOWN];
}; /* beyond: how many numbers lie outside */
void bins_show(const struct growing_bins *b, struct bins_shown *shown);
static inline double bins_middle(const struct bins_shown *s, size_t i)
{
    return s->width * ((double)i + 0.5 - BINS_SHOWN / 2);
}

#endif
