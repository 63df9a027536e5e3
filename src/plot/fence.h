/* What a gnuplot that draws a picture may do. */
#ifndef ACTFN_FENCE_H
#define ACTFN_FENCE_H

#include "base/base.h"

/* Around which program, and what it needs. Descriptors: -1 when there is none. */
struct confinement {
    const char *path;     /* of the program */
    bool script, foreign; /* it begins with "#!"; it lies outside the system's places */
    bool scratch;         /* it may need a temporary file */
    int data, drawn;      /* files that it reads; that it writes its picture to */
};
/* In the child, last before exec: nothing but drawing from here on. Returns the path to exec. */
const char *fence(const struct confinement *c);
/* Is this, links followed, a place where only the system puts files? */
bool fence_system(const char *path);

#endif
