/* problem: where the data to learn come from. A data set by name, an expression in x over a range,
 * a csv file. */
#ifndef ACTFN_PROBLEM_H
#define ACTFN_PROBLEM_H

#include "network/network.h"
#include "parse/parse.h"

struct problem {
    const struct task *task; /* a data set by name; its samples change with the seed */
    struct function *target; /* or an expression, on `range` */
    struct range range;      /* borrowed text */
    struct data *file;       /* or a file's rows, targets scaled already */
    size_t inputs, classes;
    size_t rows, probe; /* probe: rows of fresh samples, 0 for none */
    double shift;       /* added to every input */
    char *said[2];      /* what a reader should know about how the file was read, or NULL */
    double mean, scale; /* numbers are learnt as (target - mean) / scale */
};

/* Where an expression is learned. points 0: 256 of them. */
struct problem_curve {
    struct range range;
    uint64_t points;
    const struct setting *set;
    size_t nset;
};

struct problem_options {
    const struct problem_curve *curve; /* NULL: no expressions */
    uint64_t probe;                    /* rows of fresh samples; 0: none */
    double shift;
    const char
        *target;   /* what a file's last column holds: "classes", "numbers"; NULL: a rule decides */
    size_t inputs; /* of the net, 0: any number */
};
/* What was typed (--data or TASK).  */
bool problem_read(struct problem *s, const char *typed, const struct problem_options *o,
                  struct error *err);
/* An expression at all its points: can it be learnt? Only now, when it is known that there is the
 * memory. */
bool problem_look(struct problem *s, const char *typed, struct error *err);
void problem_free(struct problem *s);
/* runs_data: the training data, the probe's fresh samples. */
void problem_data(const void *problem, uint64_t seed, struct data *d);
void problem_probe(const void *problem, uint64_t seed, struct data *d);
/* x of the range as the net sees it: -1 .. 1, shifted. */
double problem_input(const struct problem *s, double x);

#endif
