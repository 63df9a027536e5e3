/* Inside the activation room: formulas without choices, as they hold on one piece of the axis.
 * Nodes are made from earlier ones and shared; numbers are fractions, sums are gathered and
 * polynomials multiplied out, so that what cancels is gone before anything is evaluated. */
#ifndef ACTFN_SMOOTH_H
#define ACTFN_SMOOTH_H

#include "activation/taylor.h"

enum smooth_kind {
    SMOOTH_POLYNOMIAL, /* in x */
    SMOOTH_PI,
    SMOOTH_E,
    SMOOTH_SUM,   /* polynomial + sum of factor*term */
    SMOOTH_MUL,   /* a b */
    SMOOTH_DIV,   /* a/b */
    SMOOTH_POWER, /* a^fraction */
    SMOOTH_FUNCTION
};

struct smooth_term {
    int node;
    struct fmpq factor;
};

struct smooth_node {
    enum smooth_kind kind;
    enum taylor_function function;
    int a, b;
    struct fmpq_poly polynomial;
    struct fmpq power;
    struct smooth_term *terms; /* ascending by node */
    size_t nterms;
    bool constant;
};

struct smooth {
    struct smooth_node *nodes;
    size_t count, room;
    bool overflow; /* too long: node numbers are -1 from there on */
};

void smooth_init(struct smooth *s);
void smooth_free(struct smooth *s);

/* Each gives the node's number, or -1 where an operand is -1 or the formula has grown too long. */
int smooth_x(struct smooth *s);
int smooth_fraction(struct smooth *s, const struct fmpq *q);
int smooth_number(struct smooth *s, int64_t numerator, uint64_t denominator);
int smooth_double(struct smooth *s, double value); /* the shortest decimal that reads as it */
int smooth_pi(struct smooth *s);
int smooth_e(struct smooth *s);
int smooth_add(struct smooth *s, int a, int b);
int smooth_sub(struct smooth *s, int a, int b);
int smooth_mul(struct smooth *s, int a, int b);
int smooth_div(struct smooth *s, int a, int b);
int smooth_power(struct smooth *s, int a, const struct fmpq *p);
int smooth_call(struct smooth *s, enum taylor_function f, int a);

/* Is the node a polynomial of that degree or less? Its coefficient of x^k then. */
bool smooth_is_polynomial(const struct smooth *s, int node, int64_t degree);
void smooth_coefficient(const struct smooth *s, int node, int64_t k, struct fmpq *q);
bool smooth_is_number(const struct smooth *s, int node, struct fmpq *q); /* a fraction */

/* Taylor coefficients 0 .. n - 1 of the node over x; n <= SMOOTH_ORDERS. A quotient whose numerator
 * and denominator vanish together at 0 or at an end of x is continued there. false: some part of
 * the formula is infinite or not defined at a point of x. Then y holds for the other points alone:
 * it is no limit. */
enum { SMOOTH_ORDERS = 16 };
bool smooth_series(const struct smooth *s, int node, const struct interval *x, size_t n,
                   struct interval *y);
/* At a point: the signs of the coefficients of every node that this one needs: [i * n + order],
 * 2 where exactly 0, 0 where not known. */
void smooth_signs(const struct smooth *s, int node, const struct interval *x, size_t n,
                  signed char *signs);

#endif
