/* names: what may be typed where one name out of many is wanted. Each list is drawn from the rows
 * of the module that knows them; suggestions, completions and the manual read it here. */
#ifndef ACTFN_PARSE_NAMES_H
#define ACTFN_PARSE_NAMES_H

#include "base/base.h"

struct names {
    const char *of;                /* what they name, as messages say it: "family" */
    const char *(*next)(size_t i); /* NULL after the last; static */
    bool list;                     /* several may be given, with commas between */
};
extern const struct names names_functions, names_inits, names_tasks, names_families,
    names_frameworks, names_dtypes;

/* Is it one of them (case, '-' and '_' do not matter)? If not, the message names the nearest, or
 * all. */
bool names_has(const struct names *names, const char *typed, struct error *err);

/* The i-th of blank-separated words; static; NULL after the last. */
const char *word_row(const char *words, size_t i);

/* A row of the manual: a name and what is to be said of it. */
struct named {
    const char *name, *aliases, *text, *more;
};
bool named_activation(size_t i, struct named *n); /* false after the last */
bool named_formula(size_t i, struct named *n);    /* those of the catalogue */
bool named_vectorwise(size_t i, struct named *n);
bool named_framework(size_t i, struct named *n, const char **framework);

#endif
