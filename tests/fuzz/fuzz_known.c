/* Files of any kind under any name, with every reader: what they are is told by their first bytes.
 */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const suffixes[] = { ".npy", ".csv", ".safetensors" };
    for (size_t i = 0; i < 3; i++) {
        (void)drained(drain_npy, suffixes[i], data, size);
        (void)drained(drain_csv, suffixes[i], data, size);
        (void)drained(drain_tensors, suffixes[i], data, size);
    }
    return 0;
}
