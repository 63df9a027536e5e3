/* The one way by which text from outside enters a gnuplot script. */
#ifndef ACTFN_QUOTE_H
#define ACTFN_QUOTE_H

#include "base/base.h"

/* Appends `text` as a gnuplot string that means exactly these bytes and nothing else. */
void quote_bytes(struct buffer *b, const char *text);
/* The same for text that people will see: bytes that no output can show become U+FFFD, and it is
 * cut to 1000 characters. */
void quote_text(struct buffer *b, const char *text);
void quote_number(struct buffer *b, double x); /* as gnuplot reads it back */
/* Text fit to be shown, without the quotes; the caller frees it. */
char *text_shown(const char *text);

#endif
