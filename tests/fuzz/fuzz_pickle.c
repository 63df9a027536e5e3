/* A pickle in a PyTorch file whose other parts are in order: what it asks for is in the list or
 * refused, and its tensors lie within their storages. */
#include "fuzz.h"

#include "zip_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char numbers[64] = { 0, 0, 0x80, 0x3f };
    static unsigned char file[1 << 14];
    const struct zip_entry entries[] = { { "x/data.pkl", data, size, false },
                                         { "x/data/0", numbers, 64, false },
                                         { "x/data/1", numbers, 6, false } };
    if (size <= 1 << 12) {
        size_t length = zip_make(file, sizeof file, entries, 3, false);
        (void)drained(drain_tensors, ".pt", file, length);
    }
    return 0;
}
