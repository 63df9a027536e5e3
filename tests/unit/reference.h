/* reference: what an activation's f, f', f'' and f''' are at one double, by MPFR.
 *
 * A formula is written in reverse Polish notation ("x x sigmoid *" is x s(x)) and evaluated on
 * truncated Taylor series: exact differentiation, in 200 bits, sharing nothing with the code under
 * test. */
#ifndef TESTS_REFERENCE_H
#define TESTS_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

struct reference {
    double f;         /* correctly rounded */
    long double y[4]; /* f, f', f'', f''' with at least 64 bits, never subnormal */
};

/* param: what the letters a, b, c, d stand for; X is x as a constant. Aborts on a formula that is
 * not one. */
void formula_at(const char *formula, double x, const double *param, struct reference *r);

/* f and f' rounded once from 200 bits (at midpoints 13000) to a format of so many bits, with normal
 * numbers from 2^low to below 2^(high + 1): NaN for what is larger, or a tie still. */
void formula_rounded(const char *formula, double x, const double *param, int digits, int low,
                     int high, double y[2]);

/* The formula of a row, which may differ from piece to piece of x; NULL: none is known. */
struct reference_row {
    const char *name;
    const char *(*formula)(double x, const double *param);
    double sets[8][4]; /* further parameters to try; all 0: unused */
    bool own_zero; /* a zero of f where terms cancel: f is held to 4 units of 2^-52 (|f| + |x f'|)
                      there */
};
const struct reference_row *reference_row(const char *name);

#endif
