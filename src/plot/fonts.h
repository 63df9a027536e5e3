/* By which rules gnuplot finds its fonts. */
#ifndef ACTFN_FONTS_H
#define ACTFN_FONTS_H

/* A pipe with fontconfig's rules for our font, to be closed by the caller; -1: the system's own
 * rules serve. */
int fonts_open(void);

#endif
