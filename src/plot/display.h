/* Is there a display to open a window on? */
#ifndef ACTFN_DISPLAY_H
#define ACTFN_DISPLAY_H

#include "base/base.h"

bool display_named(void);              /* does the environment name one? */
bool display_there(struct error *err); /* and does it answer, as far as that is known? */

#endif
