/* names: lists of what the command line itself may be told, beside those of parse/names.h. */
#ifndef ACTFN_CLI_NAMES_H
#define ACTFN_CLI_NAMES_H

#include "parse/names.h"

extern const struct names names_lessons, names_exercises, names_shells, names_formats,
    names_terminals, names_suffixes;
const struct names *names_find(const char *of); /* any list of names, by what it is of; NULL */

#endif
