/* Inside the activation room: numbers of formulas, exact as long as they are small. */
#ifndef ACTFN_FRACTION_H
#define ACTFN_FRACTION_H

#include <stdbool.h>
#include <stdint.h>

struct fraction {
    int64_t p, q; /* p/q, q > 0, in lowest terms; q = 0: only the double is known */
    double value;
};
struct fraction fraction_whole(int64_t p);
struct fraction fraction_of(int64_t p, int64_t q);
struct fraction fraction_read(double value); /* the shortest decimal that reads as it */
struct fraction fraction_add(struct fraction a, struct fraction b);
struct fraction fraction_multiply(struct fraction a, struct fraction b);
struct fraction fraction_power(struct fraction a, int n); /* a is not 0 where n < 0 */
bool fraction_is(struct fraction a, int64_t p);
bool fraction_is_whole(struct fraction a);
bool fraction_same(struct fraction a, struct fraction b);

#endif
