/* Bytes as text that any medium takes (RFC 4648). */
#ifndef ACTFN_BASE64_H
#define ACTFN_BASE64_H

#include "base/base.h"

void buffer_base64(struct buffer *b, const void *bytes, size_t n);

#endif
