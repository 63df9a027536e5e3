/* UTF-8, one character at a time. Part of base; renderers that wrap text use it too. */
#ifndef ACTFN_UTF8_H
#define ACTFN_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length of the well-formed character that starts here, 0 where there is none; at the end of the
 * text 1 and point 0. */
size_t utf8_decode(const char *text, uint32_t *point);
/* Is this character seen, and nothing else? Not so: what acts on the screen or on its neighbours
 * (C0, DEL and C1 controls, separators of lines and paragraphs, the marks that turn the direction
 * of writing), and what is invisible. */
bool utf8_shows(uint32_t point);
/* The same in running text, where the two signs that join letters and emoji, or keep them apart,
 * belong. */
bool utf8_shows_in_text(uint32_t point);
/* One character from `from`, or one byte that is none, into `piece`: itself where it shows, else
 * each byte as \x1b. *used: its bytes. Returns the columns that it takes so. */
size_t utf8_escape(const char *from, size_t *used, char piece[20], bool shows(uint32_t point));
/* Screen columns of a character: 0, 1 or 2. */
int utf8_columns(uint32_t point);

#endif
