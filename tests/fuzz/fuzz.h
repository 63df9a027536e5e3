/* What the targets share. Each reads one kind of thing from outside, whatever the bytes, and ends
 * the program where something comes out of it that may never be. */
#ifndef ACTFN_FUZZ_H
#define ACTFN_FUZZ_H

#include "drain.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Short memories: a target allocates much and little of it is ever wrong, and a trace of one caller
 * is enough to find it. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "malloc_context_size=2:quarantine_size_mb=8:allocator_may_return_null=0";
}

#endif
