/* Numbers and formulas as a blackboard has them, for pictures; data and terminals keep ASCII. */
#ifndef ACTFN_TYPESET_H
#define ACTFN_TYPESET_H

#include <stdbool.h>

/* All of them are the caller's to free. */

/* "x*Phi(x), 2.2e-8" is "x·Φ(x), 2.2·10⁻⁸". */
char *typeset_formula(const char *text);
/* The numbers alone: powers of ten, and a real minus sign behind a blank. */
char *typeset_numbers(const char *text);

/* How all numbers of one axis are written: with so many decimals, as multiples of a power of ten
 * (0: as they are). */
struct tick_form {
    int decimals, power;
};
/* Numbers `step` apart from low to high: none like its neighbor, and none longer than it must be.
 */
struct tick_form tick_form(double low, double high, double step);
/* plain: "1.5e−9", for a terminal, where raised digits cannot be read. */
char *tick_text(const struct tick_form *form, double x, bool plain);

#endif
