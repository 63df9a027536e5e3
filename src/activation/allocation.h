/* Inside the activation room: GMP, MPFR and FLINT ask for memory through our functions, so that
 * where there is none the program ends as elsewhere, in one line, and not by abort(). */
#ifndef ACTFN_ALLOCATION_H
#define ACTFN_ALLOCATION_H

#include <stdbool.h>

/* The function of that name in a library or in one that it was linked with; *function is a pointer
 * to it. false: it has none. */
bool allocation_symbol(void *handle, const char *name, void *function);

/* Of the GMP, and the FLINT, that a library brought along. */
void allocation_watch(void *handle);

#endif
