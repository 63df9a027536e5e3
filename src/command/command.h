/* command: a file a command. A command reads its options, asks the computing rooms and fills a report; delivery
 * (-o, --format, --plot, ...) is written once, in deliver.c, for all of them. */
#ifndef ACTFN_COMMAND_H
#define ACTFN_COMMAND_H

#include "parse/parse.h"
#include "plot/plot.h"
#include "render/render.h"
#include "report/report.h"

enum { STATUS_DONE = 0, STATUS_FAILED = 1, STATUS_USAGE = 2 };

/* What any option may set; an option means the same in every command that takes it. */
struct options {
    /* operands, in order; standard input "-" among them */
    char **operands; size_t noperands;
    /* delivery */
    char *output, *format, *table, *figure;
    bool plot, quiet, no_header;
    struct look look;
    uint64_t seed;
    /* range */
    struct range range; bool has_range;
    uint64_t points;                        /* 0: not given */
    double *at; size_t nat;
    uint64_t derivatives;
    struct setting *set; size_t nset;
    char *sweep, *dtype;
    /* stacks and networks */
    uint64_t layers, width; char *widths;   /* --width N[,N...] as typed too */
    size_t *shape; size_t nshape;
    bool bias;
    char *activation, *init;                /* lists, as typed */
    uint64_t samples;
    /* more groups below as commands need them: dead, flow, fit, ffn, lesson */
    char *family, *framework;
    bool help, version;
};

/* One row an option: getopt_long, --help, the manual and the completions all read it. */
struct option_row {
    char letter;                            /* 0: none */
    const char *name;
    const char *argument;                   /* "LO:HI"; NULL: a flag */
    const char *help;
    const char *choices;                    /* blank-separated words it must be one of (or a comma list of), or NULL */
    bool (*take)(struct options *o, const char *typed, struct message *why);   /* typed NULL for a flag */
};
const struct option_row *option_row(size_t i);                /* NULL after the last */
const struct option_row *option_find(const char *name);

struct command {
    const char *name;
    const char *operands;                   /* "FUNCTION..." or "" */
    const char *about;                      /* one line */
    const char *options;                    /* names of the option rows it takes, blank-separated; delivery's are added */
    const char *defaults;                   /* as words: "--layers=10 --width=4", or NULL */
    const char *details;                    /* paragraphs for --help, or NULL */
    const char *examples;                   /* lines "actfn ...  # what it shows" */
    /* Fills the report. Returns a status; on failure the message says why. */
    int (*run)(struct options *o, struct report *r, struct message *why);
};
const struct command *command_row(size_t i);                  /* NULL after the last */
const struct command *command_find(const char *name);

/* The whole of a command line, argv[0] being the command's name; results go to `out`, messages to standard error.
 * Returns the exit status. Lessons run commands through this too. */
int command_main(int argc, char **argv, FILE *out);

/* Sends a report where the options say. */
int deliver(const struct options *o, struct report *r, FILE *out, struct message *why);

#endif
