/* By which rules gnuplot finds its fonts. */
#ifndef ACTFN_FONTS_H
#define ACTFN_FONTS_H

#include <stdbool.h>

bool fonts_there(void); /* our font lies in its usual place */
/* A pipe with fontconfig's rules for our font, to be closed by the caller; -1: the system's own
 * rules serve. */
int fonts_open(void);

#endif
