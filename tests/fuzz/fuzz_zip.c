/* npz files and others that are zips: every array through every reader. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)drained(drain_tensors, ".npz", data, size);
    return 0;
}
