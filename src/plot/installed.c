/* What there is to draw with, for --version: found by names alone, without starting gnuplot (10
 * ms), so that it is there at once. */
#include "plot/ask.h"
#include "plot/display.h"
#include "plot/fonts.h"
#include "plot/plot.h"
#include "plot/program.h"

#include <stdlib.h>
#include <unistd.h>

void plot_installed(FILE *out, struct installed *i)
{
    struct error ignored;
    struct terminal t = { 0 };
    int fault;
    *i = (struct installed){ .path = program_path(&fault), .fonts = fonts_there() };
    if (!program_runs(i->path)) {
        free(i->path);
        i->path = NULL;
    }
    i->display = display_there(&ignored);
    i->terminal = isatty(fileno(out));
    if (i->terminal && terminal_ask(out, &t))
        i->images = t.kitty ? "kitty" : t.iterm ? "iTerm2" : t.sixel ? "sixel" : NULL;
}

void installed_free(struct installed *i)
{
    free(i->path);
}
