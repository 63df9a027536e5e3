/* Pipes whose ends are none of the three standard numbers. */
#ifndef ACTFN_PIPE_H
#define ACTFN_PIPE_H

#include "base/base.h"

/* Whichever of those were closed when we started. False: errno says why, and nothing is open. */
bool pipe_high(int fd[2]);

#endif
