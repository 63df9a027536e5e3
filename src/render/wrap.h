/* Inside render: text on a screen of so many columns. */
#ifndef ACTFN_WRAP_H
#define ACTFN_WRAP_H

#include "render/out.h"

/* Length in bytes of the start of `text` that fits `columns` screen columns (at least one
 * character). */
size_t wrap_fit(const char *text, size_t columns);
/* Safe text in lines of at most `columns`, broken at blanks, lines after the first indented by
 * `indent`; the first one begins in column `at`. Ends with a line end. */
void wrap_text(struct out *o, const char *text, size_t at, size_t indent, size_t columns);

#endif
