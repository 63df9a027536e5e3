/* command: a file a command. A command reads its options, asks the computing rooms and fills a report; delivery
 * (-o, --format, --plot, ...) is written once, in deliver.c, for all of them. */
#ifndef ACTFN_COMMAND_H
#define ACTFN_COMMAND_H

#include "parse/parse.h"
#include "plot/plot.h"
#include "render/render.h"
#include "report/report.h"

struct command;
struct destination;
enum { STATUS_DONE = 0, STATUS_FAILED = 1, STATUS_USAGE = 2 };

/* What any option may set; an option means the same in every command that takes it. A command's defaults are
 * words too and go the same way, so nothing here needs a default of its own. */
struct options {
    const char *command;
    char **arguments; size_t narguments;    /* everything after the command's name; words borrowed from argv */
    char **operands; size_t noperands;      /* in order, "-" among them */

    /* delivery (option_delivery.c) */
    char *output, *format, *table;
    bool plot, quiet;
    struct look look;
    char *title, *theme, *terminal;         /* what look points to */
    char *figure;
    uint64_t seed;

    /* range (option_range.c) */
    struct range range;
    uint64_t points;                        /* 0: not given */
    double *at; size_t nat;
    uint64_t derivatives; bool derivatives_given;   /* given: by the user, not by the defaults */
    struct setting *set; size_t nset;
    char *sweep, *dtype;
    bool no_header;
    char *family, *framework;

    /* stacks of layers (option_stack.c) */
    uint64_t layers, width;                 /* width: the first of widths */
    size_t *widths; size_t nwidths;
    size_t *shape; size_t nshape;           /* nshape 0: layers times width */
    bool layers_given, width_given;         /* by the user, not by the defaults */
    bool no_bias;
    char *activation, *init;                /* lists, as typed */
    uint64_t samples; bool samples_given;   /* by the user, not by the defaults */

    /* training (option_network.c) */
    char *data, *target, *optimizer;        /* target: "classes", "numbers", or NULL */
    double rate, decay, shift, bias_init, big_step;   /* big_step 0: none */
    bool rate_given, steps_given, decay_given;           /* by the user, not by the defaults */
    bool has_bias_init, post;
    int64_t axis; bool axis_given;          /* of a file, from 0; below 0: from the end */
    uint64_t steps, batch, probe, seeds;    /* batch, probe 0: all samples, the training data */

    /* the feedforward block (option_ffn.c) */
    char *block, *inputs;
    uint64_t dim, hidden, layer;            /* dim, hidden 0: the block's own */
    bool gated, ungated, check, layer_given;

    /* lessons (option_guide.c) */
    bool no_pause, notes;
    char *html;
    int columns; bool colour;               /* of the screen where the lesson will show it; 0: ask `out` */
};
void options_free(struct options *o);

/* One row an option: getopt_long, --help, the manual and the completions all read it. */
struct option_row {
    char letter;                            /* 0: none */
    const char *name;
    const char *argument;                   /* "LO:HI"; NULL: a flag */
    const char *help;                       /* one clause, no full stop */
    const char *choices;                    /* blank-separated words it must be one of, or NULL */
    /* typed is NULL for a flag. The message starts with what was typed; the option's name is put before it. */
    bool (*take)(struct options *o, const char *typed, struct message *why);
};
/* Every option of the program, group by group; the group of an option is a file. */
const struct option_row *option_row(size_t i);                /* NULL after the last */
bool option_is_delivery(const struct option_row *row);
bool command_takes(const struct command *c, const struct option_row *row);
const char *option_default(const struct command *c, const struct option_row *row);   /* "10", or NULL; static */
/* Reads argv[1..]; help asked for: *help is set and reading ends. */
bool options_read(const struct command *c, int argc, char **argv, struct options *o, bool *help, struct message *why);

/* Shared steps of option rows and commands. */
void option_text(char **where, const char *typed);            /* replaces */

struct command {
    const char *name;
    const char *operands;                   /* "FUNCTION..." or "" */
    const char *about;                      /* one line */
    const char *options;                    /* names of the option rows it takes, blank-separated; delivery's are added */
    const char *defaults;                   /* as words: "--layers=10 --width=4", or NULL */
    const char *details;                    /* paragraphs for --help, or NULL */
    const char *examples;                   /* lines "actfn ...  # what it shows" */
    const char *figures;                    /* what --figure may name, blank-separated; NULL: it has one figure or none */
    bool prints;                            /* prints by itself: no report, no delivery options (man, completion) */
    bool draws;                             /* draws its figure unless told otherwise (plot) */
    bool sketches;                          /* on a terminal a small drawing follows the text (info) */
    /* Fills the report. Returns a status; on failure the message says why, starting with what was typed.
     * The destination tells what the rows are for (text for a person wants fewer). */
    int (*run)(struct options *o, const struct destination *d, struct report *r, struct message *why);
    int (*print)(struct options *o, FILE *out, struct message *why);   /* instead of run, where `prints` */
};
const struct command *command_row(size_t i);                  /* NULL after the last */
const struct command *command_find(const char *name);

/* The whole of a command line, argv[0] being the command's name; results go to `out`, messages to standard error.
 * Returns the exit status. Lessons run commands through this too. */
int command_main(int argc, char **argv, FILE *out);

void help_program(FILE *out);
void help_command(const struct command *c, FILE *out);
/* Lines of code in a command's details begin with four blanks. *lines: those at the start of text, without the blanks, so that they can be
 * pasted as they are shown; the caller's. Returns how long they are in text. */
size_t help_code(const char *text, char **lines);
void help_examples(const struct command *c, FILE *out);        /* lines of at most 80 columns */

/* Where results go. Decided before the work (a wrong suffix is refused first), used after it. */
struct destination {
    const struct format *format;            /* NULL: no table is written */
    const struct picture *picture;          /* NULL: no picture is written */
    const char *path;                       /* NULL: `out` */
    bool show;                              /* draw in the terminal */
    bool sketch;                            /* small, below the text; without gnuplot none */
};
bool destination_find(const struct options *o, struct destination *d, struct message *why);   /* false: status 2 */
int screen_columns(FILE *out);                                /* 40 .. 250; 80 where nothing is known */
bool colour_wanted(FILE *out);
int deliver(const struct options *o, const struct destination *d, struct report *r, FILE *out, struct message *why);

/* A file that appears whole or not at all: temporary name beside it, then rename; where that would not leave what the
 * shell's `>` leaves, a nameless file, then over the old content. A symbolic link's target is written; devices, pipes and
 * our own descriptors by any name (/dev/stdout) straight. */
struct save {
    char *typed, *name;
    int directory, target;                  /* where the name is; the old file, if it is written over */
    char unfinished[16];                    /* the temporary name; "": none */
    FILE *file;                             /* write there */
};
bool save_open(struct save *s, const char *path, struct message *why);
bool save_close(struct save *s, struct message *why);         /* false: nothing new was left */
void save_abandon(struct save *s);

#endif
