/* Between cleanup.c and progress.c: the progress line at an early end. */
#ifndef ACTFN_INTERRUPTED_H
#define ACTFN_INTERRUPTED_H

#include <stdbool.h>

/* Wipes the progress line; with `say` leaves a line that tells how far the work came. Fit for signal handlers. */
void progress_interrupted(bool say);

#endif
