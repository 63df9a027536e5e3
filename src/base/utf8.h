/* UTF-8, one character at a time. Part of base; renderers that wrap text use it too. */
#ifndef ACTFN_UTF8_H
#define ACTFN_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Length of the well-formed character that starts here, 0 where there is none; at the end of the text 1 and point 0. */
size_t utf8_decode(const char *text, uint32_t *point);
/* Screen columns of a character: 0, 1 or 2. */
int utf8_columns(uint32_t point);

#endif
