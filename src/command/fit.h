/* fit: what its recipe (fit.c) hands to its report (fit_report.c), and to live, which trains the
 * same networks before one's eyes. */
#ifndef ACTFN_COMMAND_FIT_H
#define ACTFN_COMMAND_FIT_H

#include "command/net.h"
#include "experiment/problem.h"

struct fit_options {
    struct delivery delivery;
    struct net_options net;
    struct training_options training;
    struct range_options range;
    char *target;
};
/* The runs that the options ask for; q->options begins with a struct fit_options. */
bool fit_read(const struct request *q, const struct problem *s, struct runs *r, struct error *err);
/* Losses in the runs are brought to the units of the target. */
void fit_report(struct runs *r, const struct problem *s, const struct request *q,
                struct report *report);

/* Does the figure that is asked for show training moment by moment? */
bool film_wanted(const struct runs *r, const struct problem *s, const struct request *q);
/* Tables `film` (net, frame, x, y, class, margin, border, or net, frame, x, prediction),
 * `film_nets` (label), `moments` (step) and `film_scores` (net, frame, quality: accuracy or r2).
 * The runs have kept their weights. */
void film_report(const struct runs *r, const struct problem *s, const struct request *q,
                 struct report *report);

#endif
