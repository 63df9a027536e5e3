/* session: what the commands and numbers of a lesson stand for. A command line is run once, as far
 * as its report; the lesson shows that report and takes facts from it. Inside cli. */
#ifndef ACTFN_SESSION_H
#define ACTFN_SESSION_H

#include "cli/command.h"

/* A command line, asked. */
struct asked {
    struct asked *next;
    char *line; /* "actfn info gelu" */
    int argc;
    char **argv; /* argv[0]: "actfn" */
    struct request request;
    struct report report;
    bool ok;
    struct error err; /* where it is not */
};

/* columns, colour: of the screen that all of it ends up on. */
struct session {
    struct asked *asked, *last;
    size_t failed;
    int columns;
    bool colour;
};
void session_free(struct session *s);

/* Splits a shell line into words: blanks, '...', "..." and \. Nothing is expanded. */
bool line_split(const char *line, int *argc, char ***argv, struct error *err);

/* Runs the line unless that was done before. The answer is the session's. */
struct asked *session_ask(struct session *s, const char *line);
/* Runs and delivers; what went wrong goes to standard error and is counted. */
void session_run(struct session *s, const char *line, FILE *out);
void session_mention(struct session *s, const char *line); /* "| FACT" is of this one from now on */
bool session_draws(struct session *s, const char *line);

/* "info gelu | minimum_x", "| minimum_x" (of the command shown last), "info gelu | minimum_x | 3"
 * (digits), "dead | layers[layer=5,moment=init].dead_percent", "dead --seeds 5 |
 * max(layers[layer=5].dead_percent)" (or min, mean, sum, count): the number or text as people read
 * it. */
bool fact_find(struct session *s, const char *words, char **text, struct error *err);

/* "{{info gelu | minimum}} < 0": facts, numbers or words with <, > or = between. false: message. */
bool claim_holds(struct session *s, const char *claim, struct error *err);

#endif
