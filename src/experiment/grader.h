/* grader: the counting behind a grade, fed block by block. */
#ifndef ACTFN_GRADER_H
#define ACTFN_GRADER_H

#include "experiment/grading.h"

enum { GRADER_BLOCK = 4096 };

struct grader;
/* found->dtype is set, the rest zero. hold: x that the format cannot hold is rounded to it, and
 * counted (else x may be of a wider format). g must outlive it. */
struct grader *grader_new(struct kernel_grading *found, const struct function *g, bool flush,
                          bool hold);
/* n rows; df may be NULL. Of a function of a vector all rows come in one call. x, f and df are
 * rounded in place. */
void grader_take(struct grader *s, size_t n, double *x, double *f, double *df);
/* Sorts, drops what is empty, frees the grader. */
void grader_end(struct grader *s);

#endif
