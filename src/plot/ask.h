/* Asking a terminal what it can show. */
#ifndef ACTFN_ASK_H
#define ACTFN_ASK_H

#include "base/base.h"

enum paper { PAPER_UNKNOWN, PAPER_LIGHT, PAPER_DARK };
struct terminal {
    bool answered, kitty, iterm, sixel;
    enum paper paper;
};
/* Asks the terminal behind `out`, if that is one and we are in its foreground; false: no answer. */
bool terminal_ask(FILE *out, struct terminal *t);
void answers_read(const char *answers, struct terminal *t);

#endif
