/* npy files, as an array and as columns: both say the same. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)drained(drain_npy, ".npy", data, size);
    return 0;
}
