/* Inside parse: numbers as they were written, as fractions, so that a grid is rounded once and not
 * at every step. */
#ifndef ACTFN_EXACT_H
#define ACTFN_EXACT_H

#include "parse/parse.h"

struct fraction {
    int128 p, q;
}; /* q > 0 */

/* The value of a decimal or hexadecimal number as C writes it; false where p or q would need more
 * than 125 bits. */
bool fraction_parse(const char *start, size_t length, struct fraction *f);
/* Brings n fractions over one denominator; false where that needs more than 125 bits. */
bool fraction_common(struct fraction *f, size_t n);
int128 whole_gcd(int128 a, int128 b);
/* The double nearest to p/q, ties to even; |p|, q < 2^127. */
double fraction_double(int128 p, int128 q);

#endif
