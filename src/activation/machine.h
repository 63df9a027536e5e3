/* Inside the activation room: a program run operation by operation in a number format. */
#ifndef ACTFN_MACHINE_H
#define ACTFN_MACHINE_H

#include "activation/program.h"

/* A framework's own elementary functions, of float32 numbers; NULL: correctly rounded. */
struct library {
    float (*exp)(float), (*tanh)(float), (*erf)(float), (*log1p)(float);
};

struct rounded_run;
/* Rows are run by their textbook formulas. d must outlive it, and the program; NULL: formulas too
 * deep. library NULL: all functions are rounded correctly. */
struct rounded_run *machine_new(const struct program *program, const struct dtype *d,
                                const struct library *library);
void machine_free(struct rounded_run *m); /* NULL is fine */
/* Each operation is the exact one rounded to the format; slopes by forward automatic
 * differentiation, rounded in the same way. n <= BLOCK; df may be NULL. */
void machine_map(struct rounded_run *m, size_t n, const double *x, double *f, double *df);

#endif
