/* safetensors files: every tensor as doubles, as floats and as an array. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)drained(drain_tensors, ".safetensors", data, size);
    return 0;
}
