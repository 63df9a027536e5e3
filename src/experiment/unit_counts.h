/* unit_counts: dead, always linear or mixed, for the units whose numbers a user's own net left in
 * an array. The file is read once, piece by piece, for several functions at a time; what is kept is
 * a few numbers a unit. */
#ifndef ACTFN_UNIT_COUNTS_H
#define ACTFN_UNIT_COUNTS_H

#include "experiment/bins.h"
#include "experiment/sampled_rows.h"
#include "experiment/unit_moments.h"
#include "input/input.h"
#include "network/network.h"

struct unit_counts_wish {
    const struct function *functions;
    size_t nfunctions;   /* borrowed for as long as the counts live; at least one */
    const int64_t *axis; /* which one counts units, below 0 from the end; NULL: the last */
    bool post;           /* the numbers are activations, not pre-activations */
};

/* What one function makes of the numbers. */
struct function_counts {
    const struct function *function;
    struct layer_units layer;
    struct unit *unit;     /* [units] */
    double effective_rank; /* of the activations, rows of `sampled` that are finite */
    struct census census;  /* private, like inverse */
    struct inverse_table {
        double *f, *df;
    } inverse;
};

struct unit_counts {
    struct function_counts *counted;
    size_t nfunctions;
    const struct array *array;
    bool post;
    size_t axis, units;
    double samples, not_finite;
    uint64_t first_not_finite; /* where, in the file's order */
    double low, high;          /* of what is finite */
    struct values_taken {
        double low, high;
    } taken;                     /* by the first function, its limits among them */
    double outside;              /* values that it does not take */
    struct unit_moments moments; /* of the values as they are in the file */
    struct bins_shown shown;     /* a histogram of all values */
    double finite;               /* how many went into it, `shown.beyond` among them */
    size_t rank_rows;            /* samples that the effective rank is of */
    uint64_t inner;           /* private: numbers, in the file's order, from one unit to the next */
    struct growing_bins bins; /* private, like sampled: only while reading */
    struct sampled_rows sampled;
};

/* false, with a message: an axis that is not there or, of four axes, was not chosen; a function
 * that falls somewhere, with post. `typed` names the file. Free the counts in either case. */
bool unit_counts_start(struct unit_counts *c, const struct unit_counts_wish *wish,
                       const struct array *a, const char *typed, struct error *err);
/* Reads all of the array and judges its units. What is kept then does not need the array open, but
 * for its shape. */
bool unit_counts_read(struct unit_counts *c, struct array *a, struct error *err);
void unit_counts_free(struct unit_counts *c);

/* "8 x 16 x 5 x 5", and "[3, 0, 7]": the place of a value that stands at `at` in the file's order.
 * The caller's. */
char *array_shape_text(const struct array *a);
char *array_place_text(const struct array *a, uint64_t at);

#endif
