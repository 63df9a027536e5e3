/* How a script begins: which terminal draws, and with which options. */
#include "plot/script_terminal.h"
#include "plot/embedded.h"
#include "plot/quote.h"
#include "plot/script_words.h"
#include "plot/status.h"

#include <stdlib.h>
#include <string.h>

static const char *paper(const struct plot_layout *l)
{
    return strcmp(l->sheet->theme, "dark") == 0 ? "#14181d" : "#ffffff";
}

/* Between two frames of a film, hundredths of a second. */
static void write_delay(struct buffer *b, const struct plot_layout *l)
{
    char *delay = script_header(l->figure->script, "delay", 0);
    buffer_text(b, delay && strspn(delay, "0123456789") == strlen(delay) ? delay : "14");
    free(delay);
}

static void write_options(struct buffer *b, const struct plot_layout *l, const char *options)
{
    int digits = l->sheet->device->class == WINDOW ? 0 : 1;
    for (const char *s = options; *s; s++) {
        if (*s != '%' || !s[1]) {
            buffer_add(b, s, 1);
            continue;
        }
        switch (*++s) {
        case 'W':
            buffer_print(b, "%.0f", l->sheet->width);
            break;
        case 'H':
            buffer_print(b, "%.0f", l->sheet->height);
            break;
        case 'w':
            buffer_print(b, "%.4fin", l->sheet->width / 96);
            break;
        case 'h':
            buffer_print(b, "%.4fin", l->sheet->height / 96);
            break;
        case 'x':
            buffer_print(b, "%.3f", l->sheet->width / 96 * 2.54);
            break;
        case 'y':
            buffer_print(b, "%.3f", l->sheet->height / 96 * 2.54);
            break;
        case 'C':
            buffer_print(b, "%.0f", l->sheet->width / 10);
            break;
        case 'R':
            buffer_print(b, "%.0f", l->sheet->height / 20);
            break;
        case 'D':
            write_delay(b, l);
            break;
        case 'B':
            buffer_text(b, paper(l));
            break;
        case 'F':
            buffer_print(b, "'Lato,%.*f'", digits,
                         l->sheet->size_text * l->sheet->device->fontscale);
            break;
        case 'P':
            buffer_print(b, "'Helvetica,%d'", script_font_size(l->sheet->size_text));
            break;
        default:
            buffer_add(b, s - 1, 2);
        }
    }
    buffer_text(b, "\n");
}

/* The first window that this gnuplot has, or the one that was named, and what the scripts must know
 * of it. */
static void write_window(struct buffer *b, const struct plot_layout *l)
{
    const char *named = l->sheet->device->terminal;
    const struct window *w;
    buffer_text(b, "window = ''\n");
    for (size_t i = 0; (w = window_row(i)); i++)
        if (!*named || strcmp(named, w->name) == 0) {
            buffer_print(b, "if (window eq '' && strstrt(' '.GPVAL_TERMINALS.' ', ' %s ')) { ",
                         w->name);
            buffer_print(b, "window = '%s'; sheet = %d; latin = %d; ", w->name, w->sheet, w->latin);
            buffer_print(b, "set terminal %s ", w->name);
            write_options(b, l, w->options);
            buffer_text(b, "}\n");
        }
    buffer_print(b, "if (window eq '') { %sexit status %d }\n",
                 *named ? "print GPVAL_TERMINALS; " : "", STATUS_TERMINAL);
}

/* The terminal. Which are there is known only to gnuplot; a name that it does not know ends the
 * script with a status of its own and the list of those that it does. */
void script_terminal(struct buffer *b, const struct plot_layout *l)
{
    const struct device *t = l->sheet->device;
    if (t->class == WINDOW) {
        write_window(b, l);
        return;
    }
    buffer_print(b,
                 "if (!strstrt(' '.GPVAL_TERMINALS.' ', ' %s ')) { print GPVAL_TERMINALS; exit "
                 "status %d }\nset terminal %s ",
                 t->terminal, STATUS_TERMINAL, t->terminal);
    write_options(b, l, t->options);
    buffer_text(b, "\n");
}

/* A window that did not come up and a gnuplot that does not mind: said here. */
void script_proof(struct buffer *b)
{
    const struct window *w;
    for (size_t i = 0; (w = window_row(i)); i++)
        if (w->proof)
            buffer_print(b,
                         "if (window eq '%s' && !exists(\"%s\")) { print 'no window came up'; exit "
                         "status 1 }\n",
                         w->name, w->proof);
}

/* A script that stands alone: for a terminal that is set already, for a window, or as a picture. */
void script_opening(struct buffer *b, const struct plot_layout *l)
{
    char *title = text_shown(l->figure->report->headline ? l->figure->report->headline : "");
    buffer_print(
        b,
        "# %s\n# Drawn by actfn %s; gnuplot 5.2 or later.\n"
        "#   gnuplot -p FILE.gp                          in a window\n"
        "#   gnuplot -e \"picture='x.png'\" FILE.gp       into a file\n"
        "#   gnuplot FILE.gp > x.png                     the same, where gnuplot has no window\n",
        title, ACTFN_VERSION);
    buffer_text(b, "if (!exists(\"picture\")) picture = ''\n"
                   "if (picture ne '' || GPVAL_TERM eq 'unknown') {\n    ");
    script_terminal(b, l);
    buffer_text(b, "    if (picture ne '') { set output picture }\n}\n");
    free(title);
}
