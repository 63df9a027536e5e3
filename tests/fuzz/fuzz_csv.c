/* csv files, in small and in large pieces. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)drained(drain_csv, ".csv", data, size);
    return 0;
}
