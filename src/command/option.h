/* The groups of option rows, a file each; joined in option.c. */
#ifndef ACTFN_OPTION_H
#define ACTFN_OPTION_H

#include "command/command.h"

#include <stdlib.h>
#include <string.h>

extern const struct option_row delivery_options[], figure_options[], range_options[], stack_options[], network_options[];

#endif
