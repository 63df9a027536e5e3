/* Inside the activation room: how much may be worked for a proof. It is counted in steps, never
 * taken from a clock: what is found within an effort is then the same on every machine, at any
 * load, under any checker. */
#ifndef ACTFN_EFFORT_H
#define ACTFN_EFFORT_H

#include <stdbool.h>
#include <stdint.h>

/* A step is some 50 ns: half a product of intervals of 128 bits. */
#define EFFORT_STEPS_A_SECOND 2e7

struct effort {
    uint64_t end; /* on this thread's count */
    bool spent;
};
void effort_start(struct effort *e, double seconds);
bool effort_left(struct effort *e);

/* Whoever works says so. */
void effort_spend(uint64_t steps);

#endif
