/* net: what dead, flow and fit share: their options as runs, and what their reports have in common.
 */
#ifndef ACTFN_COMMAND_NET_H
#define ACTFN_COMMAND_NET_H

#include "cli/cli.h"
#include "cli/shared.h"
#include "experiment/problem.h"
#include "experiment/runs.h"

/* ---- options (net.c) --------------------------------------------------------------------------
 * --activation and --init; the caller frees what it gets. */
bool runs_functions(const struct net_options *net, struct function **functions, size_t *count,
                    struct error *err);
bool runs_inits(const struct net_options *net, struct init **inits, size_t *count,
                struct error *err);
/* Functions, inits, widths and learning from the options, the learning rate that which suits the
 * optimizer; inputs: what the data have, 0: any number. The rest is the caller's. */
bool runs_read(struct runs *r, const struct net_options *net, const struct training_options *how,
               uint64_t seed, size_t inputs, struct error *err);
const char *
net_size(const struct net_options *net); /* the option that makes a net large: "width" */
/* Refuses what does not fit into the memory there is: the nets that are trained at the same time,
 * their data, what is kept of every run. points: --points says how many rows there are. */
bool runs_fit(const struct runs *r, const struct net_options *net, bool points, size_t inputs,
              size_t outputs, size_t rows, struct error *err);

/* ---- reports (net_report.c) -------------------------------------------------------------------
 * Adds table `training`: activation, init[, width], seed, step, loss, accuracy or r2[,
 * dead_percent, died, revived]. */
void runs_training(const struct runs *r, struct report *report);
/* What a headline says of the seeds' mean: "63.1 %", "63.1 % (1 of 5 seeds diverged)", "diverged".
 * The caller frees it. */
char *runs_verdict(const struct seed_spread *s, size_t seeds);
/* A share 0..100 in three digits, more where they would say 100 of what is less ("99.9996"). */
struct number_text percent_text(double percent);
double percent_rounded(double percent); /* the same as a number */
/* Which net the facts are of, where there are several. */
void runs_whose_facts(const struct runs *r, struct report *report);
/* How a file's columns were taken, as fact and notes. */
void problem_report(const struct problem *s, struct report *r);
/* A sentence for every run that diverged. */
void runs_diverged(const struct runs *r, struct report *report);

#endif
