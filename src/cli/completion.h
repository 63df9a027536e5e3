/* completion: scripts for shells, written from the rows. Names are looked up when the script is
 * written, so that pressing Tab starts no program. Inside cli. */
#ifndef ACTFN_COMPLETION_H
#define ACTFN_COMPLETION_H

#include "cli/cli.h"

void completion_bash(FILE *out);
void completion_zsh(FILE *out);
void completion_fish(FILE *out);

/* ---- what the three have in common ---------------------------------------------------------- */
void completion_words(FILE *out, const struct names *names); /* with blanks between */
void completion_commands(FILE *out);
/* Text within '...': the three shells differ in how a quote itself is written. */
void completion_text(FILE *out, const char *text, const char *quote, const char *special);

#endif
