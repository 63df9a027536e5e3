/* command: what a command is to the command line, and one run of it. */
#ifndef ACTFN_CLI_COMMAND_H
#define ACTFN_CLI_COMMAND_H

#include "cli/option.h"
#include "plot/plot.h"
#include "render/render.h"
#include "report/report.h"

/* Where a result goes and how it looks: the first member of every command's struct of options. */
struct delivery {
    char *output, *format, *table;
    bool plot, quiet;
    char *terminal, *title, *theme, *log, *figure;
    struct size size; /* 0: the default */
    struct range yrange;
    bool no_header;
    char *define; /* the last definition; all of them are functions by now */
    uint64_t seed;
};
extern const struct option_row delivery_rows[]; /* what every command takes that makes a report */

/* Where results go. Decided before the work (a wrong suffix is refused first), used after it. */
struct destination {
    const struct format *format;   /* NULL: no table is written */
    const struct picture *picture; /* NULL: no picture is written */
    const char *path;              /* NULL: the stream */
    bool show;                     /* draw in the terminal */
    bool sketch;                   /* small, below the text; without gnuplot none */
    bool text;                     /* for a person: fewer points */
};

struct command;
/* One command line, read. */
struct request {
    const struct command *command;
    void *options;                   /* the command's own struct */
    const struct delivery *delivery; /* its beginning */
    uint64_t given;                  /* by the user, not by a default: a bit a row */
    const char *const *arguments;
    size_t narguments; /* everything behind the command's name, as typed */
    char **operands;
    size_t noperands; /* in order, "-" among them */
    struct destination destination;
    int columns;
    bool colour; /* of the screen where it will be seen; 0: ask the stream */
};
/* Was the option whose value this is given by the user? */
bool option_given(const struct request *q, const void *value);

struct command {
    const char *name;
    int order;                 /* where --help lists it */
    const char *operands;      /* "FUNCTION..." or "" */
    const struct names *names; /* what an operand may be called, or NULL */
    bool files;                /* an operand may be a file */
    bool explains;             /* tells of the program: works whatever the user's functions say */
    size_t points; /* operands that are numbers are added to the numbers_list at this place of its
                      struct, and other operands may be numbers; 0: not */
    const char *about; /* what it does: a verb phrase of at most 62 columns */
    enum { GROUP_EXPLORE, GROUP_NETWORKS, GROUP_LEARN, GROUP_SETUP, GROUPS } group; /* in --help */
    const char *meanings; /* blank-separated words that people type for it: "draw show"; or NULL */
    enum {
        DOOR_NONE,
        DOOR_ABOUT, /* actfn FUNCTION: this command */
        DOOR_POINTS /* actfn FUNCTION X...: this one */
    } door;
    const struct option_row *options; /* its own rows; delivery's are added; NULL: none */
    size_t size;                      /* of its struct; 0: struct delivery alone */
    const char *details;              /* paragraphs for --help, or NULL */
    const char *examples;             /* lines "actfn ...  # what it shows" */
    bool draws;                       /* draws its figure unless told otherwise (plot) */
    bool sketches;                    /* on a terminal a small drawing follows the text (info) */
    /* Fills the report; an error starts with what was typed. */
    bool (*run)(const struct request *q, struct report *r, struct error *err);
    /* Instead of run, where a command prints by itself: no report, no delivery options (man,
     * completion). */
    bool (*print)(const struct request *q, FILE *out, struct error *err);
};
/* All commands, in the order of --help. The list is the program's: src/command. */
const struct command *command_row(size_t i); /* NULL after the last */
const struct command *command_find(const char *name);
/* The i-th option that a command takes, its own first; NULL after the last. */
const struct option_row *command_option(const struct command *c, size_t i);
bool option_is_delivery(const struct option_row *row);

#endif
