/* grading: how good are the numbers that somebody's kernel gave? A file of x and f against what f
 * should be. */
#ifndef ACTFN_GRADING_H
#define ACTFN_GRADING_H

#include "activation/activation.h"

enum { GRADED_MOST = 1 << 22 }; /* of a longer file the worst so many rows are kept */

/* What was got, what is right in the file's format, and how far they are apart in its last place;
 * inf where only one of the two is a number. */
struct graded_row {
    double x, got, want, ulp;
};

struct kernel_grading {
    const struct dtype *dtype; /* the format that is graded */
    struct graded_row *rows;
    size_t n;                        /* the worst first; grading_free frees them */
    uint64_t count, broken, dropped; /* rows read; with an error of inf; too many to be kept */
    double max, max_x, mean;         /* ulp; the mean leaves the broken out, nan: nothing is left */
};

/* Grades the two columns x and f of a file ("-": standard input) against g. dtype NULL: the file's
 * own. False, with a message: no such file, no such columns, no rows, words for numbers; nothing is
 * left to free. */
bool grading_file(struct kernel_grading *s, const struct function *g, const char *path,
                  const struct dtype *dtype, struct error *err);
void grading_free(struct kernel_grading *s);

#endif
