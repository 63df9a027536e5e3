/* cli: the command line itself. A request is read by the typed option rows (option.h), its command
 * fills a report, and delivery (-o, --format, --plot, ...) is written once for all commands: no
 * command knows a format, no format knows a command. Help, manual and completion are what the rows
 * say. Which commands there are is the program's (src/command). */
#ifndef ACTFN_CLI_H
#define ACTFN_CLI_H

#include "cli/command.h"

/* The whole of a command line, argv[0] being the command's name; results go to `out`, messages to
 * standard error. Returns the exit status. Lessons run commands through this too. */
int cli_main(int argc, char **argv, FILE *out);

/* ---- a word that is no command (door.c) -------------------------------------------------------
 * `actfn gelu`, `actfn gelu 1.5`: the words of the command that is meant, its name put before
 * argv[0]; argc + 1 of them, then NULL. The caller frees the array alone. NULL: the word means
 * nothing; the message says which command, or function, comes nearest, by meaning or by spelling.
 */
char **door_words(int argc, char **argv, struct error *err);

/* ---- a request (arguments.c) ---------------------------------------------------------------- */
/* Reads argv[1..]; help asked for: *help is set and reading ends. Whatever it returns,
 * request_free. `argv` is borrowed. */
bool request_read(struct request *q, const struct command *c, int argc, char **argv, bool *help,
                  struct error *err);
void request_free(struct request *q);
/* Reads, decides the destination, runs: a filled report, or an error. */
bool request_report(struct request *q, struct report *r, struct error *err);

/* ---- what the rows say (help.c, man.c, completion.c) ---------------------------------------- */
void version_print(FILE *out); /* the program's: src/command/version.c */
void help_program(FILE *out);
void help_first(FILE *out); /* four lines for who typed nothing else */
void help_command(const struct command *c, FILE *out);
/* Lines of code in a command's details begin with four blanks. *lines: those at the start of text,
 * without the blanks, so that they can be pasted as they are shown; the caller's. Returns how long
 * they are in text. */
size_t help_code(const char *text, char **lines);
void help_examples(const struct command *c, FILE *out); /* lines of at most 80 columns */
void manual_print(FILE *out);                           /* mdoc */
bool completion_print(const char *shell, FILE *out);    /* false: no such shell */

/* ---- delivery (deliver.c) ------------------------------------------------------------------- */
bool destination_find(struct request *q, struct error *err);
bool deliver(const struct request *q, const struct report *r, FILE *out, struct error *err);
struct look look_of(const struct delivery *d);
int screen_columns(FILE *out); /* 40 .. 250; 80 where nothing is known */
bool colour_wanted(FILE *out);

/* ---- files (save.c) ---------------------------------------------------------------------------
 * A file that appears whole or not at all: temporary name beside it, then rename; where that would
 * not leave what the shell's `>` leaves, a nameless file, then over the old content. A symbolic
 * link's target is written; devices, pipes and our own descriptors by any name (/dev/stdout)
 * straight. */
struct save {
    char *typed, *name;
    int directory, target; /* where the name is; the old file, if it is written over */
    char unfinished[16];   /* the temporary name; "": none */
    FILE *file;            /* write there */
};
bool save_open(struct save *s, const char *path, struct error *err);
bool save_close(struct save *s, struct error *err); /* false: nothing new was left */
void save_abandon(struct save *s);

#endif
