/* What the parts of a script are written with: variables of gnuplot's, and words that people see.
 */
#ifndef ACTFN_SCRIPT_WORDS_H
#define ACTFN_SCRIPT_WORDS_H

#include "plot/layout.h"

/* "name = x" on a line. */
void script_number(struct buffer *b, const char *name, double x);
void script_count(struct buffer *b, const char *name, size_t n);
void script_text(struct buffer *b, const struct plot_layout *l, const char *name, const char *text);
/* Text that people see, as an expression of gnuplot's; spelled for TeX and for old windows. */
void script_label(struct buffer *b, const struct plot_layout *l, const char *text);
/* A name of the program's that may hold a label: only letters, digits and '_' reach gnuplot. */
void script_name(struct buffer *b, const char *name);
/* The greatest size, up to this one, that the X server's own fonts were drawn in. */
int script_font_size(double pixels);

/* An array of what the loop's body gives, one element at a time. gnuplot has no empty arrays: none
 * gets one element that nobody reads. */
#define SET_ARRAY(b, name, count, ...)                                                     \
    do {                                                                                   \
        buffer_print(b, "array %s[%zu] = [", name, (count) ? (size_t)(count) : (size_t)1); \
        for (size_t i = 0; i < (count); i++) {                                             \
            buffer_text(b, i ? ", " : "");                                                 \
            __VA_ARGS__;                                                                   \
        }                                                                                  \
        buffer_text(b, (count) ? "]\n" : "0]\n");                                          \
    } while (0)

#endif
