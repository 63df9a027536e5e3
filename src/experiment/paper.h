/* paper: published results, each reproduced by a recipe of its own (paper_*.c). A recipe adds rows:
 * a claim, the paper's number and ours. A file that defines `const struct publication paper_KEY =
 * {` adds a paper; the build gathers them. */
#ifndef ACTFN_PAPER_H
#define ACTFN_PAPER_H

#include "network/meanfield.h"
#include "network/network.h"

struct paper_row {
    char *claim;
    const char *where; /* in the paper; "formula": what the formula of the paper gives here */
    double paper;
    double ours, low, high; /* measured: three standard errors to either side */
    bool agrees;            /* low <= paper <= high */
};
struct paper_run {
    uint64_t seed;
    bool quick; /* a tenth of the trials */
    struct paper_row *row;
    size_t rows;
};

struct publication {
    const char *key;      /* "he2015" */
    const char *citation; /* authors, title, where */
    const char *result;   /* what it found, one sentence */
    const char *agrees;   /* the verdict where all rows agree, one sentence */
    const char *differs;  /* why rows do not, or may not, agree; NULL: they should */
    void (*run)(struct paper_run *p);
};
const struct publication *paper_row(size_t i); /* NULL after the last */
const struct publication *paper_find(const char *key);
void paper_run(const struct publication *paper, struct paper_run *p); /* seed and quick are set */
void paper_run_free(struct paper_run *p);

/* ---- for recipes ------------------------------------------------------------------------------
 * How many trials: n, or a tenth of them. */
size_t paper_trials(const struct paper_run *p, size_t n);
struct paper_tally {
    double count, sum, square;
};
void paper_count(struct paper_tally *t, double x);
/* Adds a row: the mean of what was counted, and three of its standard errors. */
void paper_measured(struct paper_run *p, const struct paper_tally *t, double paper,
                    const char *where, const char *claim, ...) FORMAT(5, 6);
/* The same, where the paper prints or draws its number to +-rounding, which widens the interval. */
void paper_measured_rounded(struct paper_run *p, const struct paper_tally *t, double paper,
                            double rounding, const char *where, const char *claim, ...)
    FORMAT(6, 7);
/* Adds a row: a number known to +-error (half a unit of the last digit that the paper prints, or
 * rounding). */
void paper_computed(struct paper_run *p, double ours, double error, double paper, const char *where,
                    const char *claim, ...) FORMAT(6, 7);
/* E of(z), z ~ N(0, 1), smooth but at 0. */
double paper_normal(double (*of)(double z));
/* An m x n matrix of N(0, deviation^2). */
void paper_gauss(double *a, size_t count, double deviation, struct random *r);
/* The means of a function the user could type. */
struct gaussian_moments paper_moments(const char *function, double q);

#endif
