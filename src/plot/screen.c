/* Frames: the difference between two canvases as what a terminal obeys. */
#include "plot/screen.h"

#include <stdlib.h>
#include <string.h>

/* The alternate screen, no cursor, no line wrap; back again, and mode 2026 off should a frame have
 * been cut short. */
const char screen_enter[] = "\033[?1049h\033[?25l\033[?7l\033[2J";
const char screen_leave[] = "\033[?2026l\033[0m\033[?7h\033[?25h\033[?1049l";
const char screen_ask[] = "\033[?2026$p\033[c";

/* Fewer unchanged cells than this between two changes cost less to write again than to step over:
 * "\033[12;34H" is eight bytes. */
enum { GAP = 4 };

void frame_writer_free(struct frame_writer *w)
{
    canvas_free(&w->shown);
}

/* Looks the same? How strong the line was that drew it does not show. */
static bool same(const struct cell *a, const struct cell *b)
{
    bool dots = a->dots == b->dots && (a->dots == 0 || a->colour == b->colour);
    bool text = strcmp(a->text, b->text) == 0 &&
                (a->text[0] == 0 || (a->text_colour == b->text_colour && a->bold == b->bold));
    return dots && text && a->shade == b->shade && a->covered == b->covered;
}

static void write_part(const struct canvas *g, size_t row, size_t first, size_t last,
                       const struct cells *how, struct buffer *out)
{
    while (first > 0 && g->cells[row * g->columns + first].covered)
        first--; /* a wide character begins in the cell before */
    buffer_print(out, "\033[%zu;%zuH", row + 1, first + 1);
    canvas_print_cells(g, row, first, last, how, out);
}

static void write_row(struct frame_writer *w, const struct canvas *g, size_t row, bool whole,
                      struct buffer *out)
{
    const struct cell *now = g->cells + row * g->columns, *before = NULL;
    size_t first = 0, last = 0; /* the part that waits to be written; first = last: none */
    if (w->known)
        before = w->shown.cells + row * g->columns;
    for (size_t i = 0; i < g->columns; i++) {
        if (before && same(&now[i], &before[i]))
            continue;
        if (last > first && i - last >= GAP && !whole) {
            write_part(g, row, first, last, &w->how, out);
            first = i;
        }
        first = last > first ? first : i;
        last = i + 1;
    }
    if (last > first)
        write_part(g, row, whole ? 0 : first, whole ? g->columns : last, &w->how, out);
}

void frame_write(struct frame_writer *w, const struct canvas *g, size_t whole, struct buffer *out)
{
    struct buffer changes = { 0 };
    if (w->shown.columns != g->columns || w->shown.rows != g->rows) {
        canvas_free(&w->shown);
        canvas_new(&w->shown, g->columns, g->rows);
        w->known = false;
    }
    if (!w->known)
        buffer_text(&changes, "\033[0m\033[2J");
    for (size_t row = 0; row < g->rows; row++)
        write_row(w, g, row, row >= whole, &changes);
    if (changes.length > 0) {
        buffer_text(out, w->synchronized ? "\033[?2026h" : "");
        buffer_add(out, changes.bytes, changes.length);
        buffer_text(out, w->synchronized ? "\033[?2026l" : "");
    }
    free(changes.bytes);
    memcpy(w->shown.cells, g->cells, g->columns * g->rows * sizeof *g->cells);
    w->known = true;
}
