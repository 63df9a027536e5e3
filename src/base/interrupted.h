/* Between cleanup.c and what it cleans up after: the progress line and the terminal at an early
 * end. */
#ifndef ACTFN_INTERRUPTED_H
#define ACTFN_INTERRUPTED_H

#include <signal.h>
#include <stdbool.h>

/* Wipes the progress line; with `say` leaves a line that tells how far the work came. Fit for
 * signal handlers. */
void progress_interrupted(bool say);

/* hold.c: what a handler reads changes only between these two: the signals are blocked, and other
 * threads wait. */
void cleanup_hold(sigset_t *before);
void cleanup_release(const sigset_t *before);

/* A borrowed terminal gets its user's settings back. Between the two above; fit for signal
 * handlers. */
void terminal_interrupted(void);

#endif
