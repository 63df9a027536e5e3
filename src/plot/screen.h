/* screen: a canvas on a terminal, frame after frame. Only cells that changed are written, a frame
 * in one piece; inside mode 2026 (synchronized output) where the terminal has it, so that no half
 * of a frame is ever seen. */
#ifndef ACTFN_SCREEN_H
#define ACTFN_SCREEN_H

#include "plot/canvas.h"

struct frame_writer {
    struct cells how;
    struct canvas shown; /* what the terminal holds */
    bool known;          /* false: nothing of it can be relied on */
    bool synchronized;   /* the terminal has mode 2026 */
};
/* Written when the screen is taken, and when it is given back. */
extern const char screen_enter[], screen_leave[];
/* Asks for mode 2026 (DECRQM) and, as every terminal answers that, for DA1; screen_ask's answers
 * come among the keys. */
extern const char screen_ask[];

void frame_writer_free(struct frame_writer *w);
/* The bytes that make the terminal show `g`, added to `out`: none where it does already. The rows
 * from `whole` on are text that somebody may read aloud: written whole when one cell changed. */
void frame_write(struct frame_writer *w, const struct canvas *g, size_t whole, struct buffer *out);

#endif
