/* Does the child still give signs of life? Processor time, bytes drawn, bytes to and from it, and
 * waiting for a processor on a busy machine are such; the deadline is on silence. */
#ifndef ACTFN_PULSE_H
#define ACTFN_PULSE_H

#include <stdint.h>
#include <sys/types.h>

/* Honest work has no bound but this many deadlines of processor time, so that an endless loop ends
 * where nobody watches. */
#define DEADLINES_OF_WORK 30.0

/* Why we ended it; ENDED: we did not. */
enum ending { ENDED, SILENT, ENDLESS, FLOODING, BROKEN };

/* When it last gave a sign, in seconds of pulse_now: */
struct pulse {
    double looked, silent, used; /* the last look, how long there was none, its processor time */
    off_t drawn;                 /* bytes of its picture */
    uint64_t passed;             /* bytes to and from it */
};

/* Looks, now and then. ENDED: alive; else SILENT or ENDLESS, and it is time to end it. */
enum ending pulse_feel(struct pulse *p, pid_t child, int drawn, uint64_t passed);
double pulse_now(void);
double pulse_deadline(void); /* seconds of silence allowed: ACTFN_DEADLINE, or 20 */

#endif
