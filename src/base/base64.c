/* Base64: three bytes as four characters, the last four filled up with =. */
#include "base/base64.h"

void buffer_base64(struct buffer *b, const void *bytes, size_t n)
{
    const unsigned char *s = bytes;
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        uint32_t three = (uint32_t)s[i] << 16 | (uint32_t)(i + 1 < n ? s[i + 1] : 0) << 8 |
                         (i + 2 < n ? s[i + 2] : 0);
        char four[4] = { digit[three >> 18], digit[three >> 12 & 63],
                         i + 1 < n ? digit[three >> 6 & 63] : '=',
                         i + 2 < n ? digit[three & 63] : '=' };
        buffer_add(b, four, 4);
    }
}
