/* GGUF files: every array through every reader. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)drained(drain_tensors, ".gguf", data, size);
    return 0;
}
