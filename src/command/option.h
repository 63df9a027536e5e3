/* The groups of option rows, a file each; joined in option.c. */
#ifndef ACTFN_OPTION_H
#define ACTFN_OPTION_H

#include "command/command.h"

#include <stdlib.h>
#include <string.h>

extern const struct option_row delivery_options[], figure_options[];
extern const struct option_row range_options[];
extern const struct option_row stack_options[];
extern const struct option_row network_options[];
extern const struct option_row ffn_options[];
extern const struct option_row guide_options[];

bool word_in(const char *words, const char *word);           /* blank-separated words, or NULL */

#endif
