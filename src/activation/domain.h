/* Inside the activation room: where a FUNCTION is defined, in words. */
#ifndef ACTFN_DOMAIN_H
#define ACTFN_DOMAIN_H

#include "activation/pieces.h"

/* "R", "R except 0", "(0, inf)", "[-1, 0) and (0, inf)", "empty"; NULL: not established. The caller
 * frees it. */
char *domain_text(const struct pieces *p);

#endif
