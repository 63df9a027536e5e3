/* Counting work. */
#include "activation/effort.h"

static _Thread_local uint64_t done;

void effort_start(struct effort *e, double seconds)
{
    double steps = seconds * EFFORT_STEPS_A_SECOND;
    *e = (struct effort){ .end = done + (steps < 0x1p62 ? (uint64_t)steps : (uint64_t)1 << 62) };
}

bool effort_left(struct effort *e)
{
    e->spent = e->spent || done >= e->end;
    return !e->spent;
}

void effort_spend(uint64_t steps)
{
    done += steps;
}
