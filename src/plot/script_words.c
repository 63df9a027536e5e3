/* Variables and words of a script. */
#include "plot/script_words.h"
#include "plot/quote.h"
#include "plot/spell.h"

#include <stdlib.h>
#include <string.h>

void script_number(struct buffer *b, const char *name, double x)
{
    buffer_print(b, "%s = ", name);
    quote_number(b, x);
    buffer_text(b, "\n");
}

void script_count(struct buffer *b, const char *name, size_t n)
{
    buffer_print(b, "%s = %zu\n", name, n);
}

/* Which window will open is known to gnuplot only: `latin` says it there. */
static void window_label(struct buffer *b, const char *shown)
{
    char *latin = spell_text(shown, IN_LATIN);
    bool same = strcmp(latin, shown) == 0;
    buffer_text(b, same ? "" : "(latin ? ");
    if (!same) {
        quote_bytes(b, latin);
        buffer_text(b, " : ");
    }
    quote_bytes(b, shown);
    buffer_text(b, same ? "" : ")");
    free(latin);
}

void script_label(struct buffer *b, const struct plot_layout *l, const char *text)
{
    char *shown = text_shown(text);
    if (device_is_tex(l->sheet->device)) {
        char *tex = spell_text(shown, IN_TEX);
        quote_bytes(b, tex);
        free(tex);
    } else if (l->sheet->device->class == WINDOW) {
        window_label(b, shown);
    } else {
        if (strcmp(l->sheet->device->terminal, "canvas") ==
            0) /* its page is JavaScript, which "</script>" would end */
            for (char *s = shown; (s = strstr(s, "</")); s++)
                *s = '(';
        quote_text(b, shown);
    }
    free(shown);
}

void script_text(struct buffer *b, const struct plot_layout *l, const char *name, const char *text)
{
    buffer_print(b, "%s = ", name);
    script_label(b, l, text);
    buffer_text(b, "\n");
}

/* Others the X server makes of these, and they look it. */
int script_font_size(double pixels)
{
    static const int sizes[] = { 8, 10, 11, 12, 14, 17, 18, 20, 24, 25, 34 };
    size_t i = sizeof sizes / sizeof *sizes - 1;
    while (i > 0 && sizes[i] > pixels + 0.5)
        i--;
    return sizes[i];
}

void script_name(struct buffer *b, const char *name)
{
    for (; *name; name++) {
        bool ok = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
                  (*name >= '0' && *name <= '9');
        buffer_add(b, ok ? name : "_", 1);
    }
}
