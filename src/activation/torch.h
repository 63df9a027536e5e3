/* Inside the activation room: what torch 1.13 computes on a CPU, operation by operation. */
#ifndef ACTFN_TORCH_H
#define ACTFN_TORCH_H

#include "activation/activation.h"

/* n points of the format, float32 or bfloat16, in which x is; f and f' as torch gives them for a
 * contiguous tensor. df may be NULL. */
typedef void torch_map(size_t n, const double *x, const double *param, bool bfloat16, double *f,
                       double *df);

struct torch_row {
    const char *name;             /* the catalogue row, or torch's name where it is an expression */
    torch_map *const *maps;       /* by activation_set() */
    const char *sequence, *slope; /* in words of arithmetic */
    enum { ROUNDED_ONCE, ROUNDED_EACH } bfloat16;
    bool no_bfloat16; /* torch 1.13 has none */
};
const struct torch_row *torch_find(const char *name); /* or NULL */
/* Its elementary functions: Sleef's. */
float torch_exp(float x);
float torch_tanh(float x);
float torch_log1p(float x);

#endif
