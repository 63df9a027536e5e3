/* grading: how good are the numbers that somebody's kernel gave? Values of f, and of f' if there
 * are some, from a file or from an emulated framework, against the exact ones. In constant memory.
 */
#ifndef ACTFN_GRADING_H
#define ACTFN_GRADING_H

#include "activation/activation.h"

/* What was got, what is right in the format, and how far they are apart in its last place; inf
 * where only one of the two is a number. */
struct graded_row {
    double x, got, want, ulp;
};

/* Errors from low (not included) to high. */
struct graded_bin {
    double ulp_low, ulp_high, count;
};

struct graded_region {
    double x_low, x_high, max_ulp, wrong_percent;
};

/* The largest error among neighbors, for the figure. */
struct graded_point {
    double x, ulp;
};

enum { GRADED_ROWS = 50, GRADED_BINS = 40, GRADED_REGIONS = 96, GRADED_POINTS = 4096 };

/* How one column did: f or f'. */
struct graded_column {
    uint64_t count, broken, wrong; /* values; of them inf; not the nearest number of the format */
    double max, max_x, sum;        /* ulp; of the errors that are not inf */
    uint64_t sign_errors;          /* both are numbers, and one is negative */
    uint64_t flushed;              /* 0, where the right value is subnormal or the input is */
    double zero_end; /* going right, where the zeros at the left end stop; nan: none */
};

struct kernel_grading {
    const struct dtype *dtype;  /* the format that is graded */
    struct graded_column f, df; /* df.count 0: no slopes */
    bool sorted;                /* x ascends: only then are these two known */
    uint64_t not_monotone;      /* neighbors that go the other way than f does */
    uint64_t unheld;            /* values of the file that the format cannot hold: rounded to it */
    uint64_t open;              /* right values that nothing decided (rounding.h) */
    struct graded_row rows[GRADED_ROWS]; /* of f, the worst first */
    size_t nrows;
    struct graded_bin bins[GRADED_BINS];
    size_t nbins;
    struct graded_region regions[GRADED_REGIONS];
    size_t nregions;
    struct graded_point points[GRADED_POINTS];
    size_t npoints;
    char *sequence; /* of an emulated framework: what it does */
};

struct grading_options {
    const struct dtype *dtype, *compute_dtype; /* NULL: the file's; none */
    bool flush;                                /* subnormal results flushed to 0 are no errors */
    const char *columns[3];                    /* names of x, f and f'; NULL: x, f, df */
    uint64_t points;                           /* of an emulated framework; 0: see below */
    double low, high;                          /* between these */
};

/* The columns of a file ("-": standard input) against g. False, with a message: no such file, no
 * such columns, no rows, mixed formats, words for numbers; nothing is left to free. */
bool grading_file(struct kernel_grading *s, const struct function *g, const char *path,
                  const struct grading_options *o, struct error *err);
/* What g's framework computes in compute_dtype against what is exact, at all values of the format
 * between low and high, or at so many of them; points 0: all of a format of 16 bits and less, 2^20
 * of float32. */
bool grading_emulated(struct kernel_grading *s, const struct function *exact,
                      const struct function *g, const struct grading_options *o, struct error *err);
void grading_free(struct kernel_grading *s);

#endif
