/* The terminal of a script. */
#ifndef ACTFN_SCRIPT_TERMINAL_H
#define ACTFN_SCRIPT_TERMINAL_H

#include "plot/layout.h"

/* Chooses the layout's terminal; one that gnuplot does not have ends the script with its own
 * status. */
void script_terminal(struct buffer *b, const struct plot_layout *l);
/* For a script that stands alone. */
void script_opening(struct buffer *b, const struct plot_layout *l);
/* Ends with status 1 where no window came up. */
void script_proof(struct buffer *b);

#endif
