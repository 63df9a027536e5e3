/* names: what an option's value or an operand may be called, drawn from the rows of all rooms; the completions and the
 * manual read it. Part of command. */
#ifndef ACTFN_NAMES_H
#define ACTFN_NAMES_H

#include "command/command.h"

struct names {
    const char *of;                         /* an option's name, or a word of a command's operands: "FUNCTION" */
    const char *(*next)(size_t i);          /* NULL after the last */
    bool list;                              /* several may be given, with commas between */
};
/* NULL: anything goes (a number, a text), or a file. */
const struct names *names_of_option(const struct option_row *row);
const struct names *names_of_operands(const struct command *c);
const struct names *names_find(const char *of);

/* The i-th of blank-separated words; static; NULL after the last. */
const char *word_row(const char *words, size_t i);
/* What --format takes: "text", "csv", ..., "png", ...; NULL after the last. */
const char *format_name_row(size_t i);
/* Suffixes of files that --output takes: "txt", "csv", ..., "png", ... */
const char *suffix_row(size_t i);
/* Meant for a file: written like one, or one is there with a '.' in its name that begins with no framework's. */
bool operand_is_file(const char *word);
bool takes_file(const char *placeholder);   /* FILE stands in it */

#endif
