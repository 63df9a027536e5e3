/* Inside the network room: the loops that take the time, for the instruction set in use. */
#ifndef ACTFN_ARITHMETIC_H
#define ACTFN_ARITHMETIC_H

#include "network/network.h"

/* C = A B: m x k times k x n. A may be read either way (its two steps); rows of B and C are whole
 * vectors: n a multiple of LINE, all addresses and row steps of B and C too. */
struct product {
    size_t m, n, k;
    const real *a;
    size_t a_row, a_column;
    const real *b;
    size_t b_row;
    real *c;
    size_t c_row;
};

/* One step of an optimizer. */
struct descent {
    real rate, decay, beta1, beta2, epsilon;
};
typedef void descend(size_t n, const struct descent *d, const real *g, real *w, real *m, real *v);

struct arithmetic {
    void (*product)(const struct product *p);
    void (*widen)(size_t n, const real *x, double *y);
    void (*narrow)(size_t n, const double *x, real *y);
    void (*times)(size_t n, const real *x, real *y); /* y *= x */
    descend *descend[3];                             /* by enum optimizer */
};
const struct arithmetic *arithmetic(void);

enum { ROWS_EACH = 32 }; /* rows of a batch in one task */
enum { LINE_BYTES = 64, LINE = LINE_BYTES / sizeof(real) };
static inline size_t lines(size_t columns)
{
    return (columns + LINE - 1) / LINE * LINE;
}

/* Zeroed, on a cache line; *memory is what to free. */
real *numbers_new(size_t count, void **memory);

#endif
