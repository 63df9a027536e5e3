/* A picture inside the terminal. */
#ifndef ACTFN_INLINE_H
#define ACTFN_INLINE_H

#include "base/base.h"

void kitty_print(struct buffer *out, const char *png, size_t length);
void iterm_print(struct buffer *out, const char *png, size_t length);
void sixel_finish(struct buffer *sixel); /* without what stands around the picture */

#endif
