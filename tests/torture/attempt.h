/* Shared by the torture drivers: the program is run in an empty folder, and what it did is compared
 * with what it does when nothing fails. Ends the driver by a message when the machine itself does
 * not do as it should. */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A file that was written, or what went to standard output and error. */
struct text {
    char *name, *bytes;
    size_t length;
};

struct attempt {
    int status;  /* as a shell has it: 128 + the signal */
    bool hung;   /* ended by us after a minute */
    bool orphan; /* a child was still there a second after its end */
    struct text out, error;
    struct text *files; /* in the order of their names */
    size_t nfiles;
};

/* words: the program and what follows it. `prepare` is called in the child before it becomes the
 * program, `watch` in the parent until the program's end; either may be NULL. Standard input is the
 * driver's, from its start. */
struct how {
    char **words;
    void (*prepare)(void *state);
    void (*watch)(void *state, pid_t child);
    void *state;
};
struct attempt attempt(const struct how *how);
void attempt_free(struct attempt *a);

/* What it does when nothing fails, made from two attempts: what differs between them is a time, and
 * is compared without its digits. */
struct wanted {
    struct attempt whole;
    bool times;
};
struct wanted wanted(const struct how *how);

/* NULL: it held. Else what is wrong: a text that is good until the next call. Held is the wanted
 * result; or status 1 with one line that begins with "actfn:" (or a library's own words, or the
 * loader's), no child, and no file but whole ones: the last close may fail after all was written.
 * SEVERAL, for a lesson: a line for each of its commands that could not be run, beginning with
 * "actfn". EXACTLY: the wanted result and nothing else, the words on standard error too. */
enum allowed {
    LIBRARIES_SPEAK = 1,
    LOADER_SPEAKS = 2,
    SILENT = 4,
    LEAVES_FILES = 8,
    SEVERAL = 16,
    EXACTLY = 32
};
unsigned several(char **words); /* SEVERAL if the command is a lesson, else 0 */
const char *verdict(const struct attempt *a, const struct wanted *w, unsigned allowed);

/* Counted on standard output: "N passed, N failed". */
void ok(void);
void bad(const char *format, ...) __attribute__((format(printf, 1, 2)));
int summary(void);

#endif
