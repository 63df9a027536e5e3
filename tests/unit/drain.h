/* Files that users bring, read to their end, for tests that spoil them: each is read as a command
 * reads it, and again in another way, which has to say the same. What may never be, whatever stands
 * in the file, ends the program. */
#ifndef ACTFN_TEST_DRAIN_H
#define ACTFN_TEST_DRAIN_H

#include "base/base.h"

#include <stdlib.h>

/* Ends the program where it does not hold. */
#define MUST(holds)                                  \
    do {                                             \
        if (!(holds)) {                              \
            must_failed(#holds, __FILE__, __LINE__); \
            abort();                                 \
        }                                            \
    } while (0)
void must_failed(const char *what, const char *file, int line);

/* A path that ends in `suffix`, behind it these bytes, in memory. One file at a time: each call
 * replaces the last. */
const char *memory_file(const char *suffix, const void *bytes, size_t length);

/* Refused, false, with a reason of one line; or read. */
typedef bool drain(const char *path, struct error *err);
drain drain_npy;     /* as an array and as columns */
drain drain_tensors; /* all of them, each also as an array */
drain drain_csv;
/* The file through that. */
bool drained(drain *how, const char *suffix, const void *bytes, size_t length);

#endif
