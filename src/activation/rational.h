/* Inside the activation room: numbers of formulas, exact as long as they are small. */
#ifndef ACTFN_RATIONAL_H
#define ACTFN_RATIONAL_H

#include <stdbool.h>
#include <stdint.h>

struct rational {
    int64_t p, q; /* p/q, q > 0, in lowest terms; q = 0: only the double is known */
    double value;
};
struct rational rational_whole(int64_t p);
struct rational rational_of(int64_t p, int64_t q);
struct rational rational_read(double value); /* the shortest decimal that reads as it */
struct rational rational_add(struct rational a, struct rational b);
struct rational rational_multiply(struct rational a, struct rational b);
struct rational rational_power(struct rational a, int n); /* a is not 0 where n < 0 */
bool rational_is(struct rational a, int64_t p);
bool rational_is_whole(struct rational a);
bool rational_same(struct rational a, struct rational b);

#endif
