/* Words into lines on a screen: wrapped, indented, in colour where it is wanted. Part of guide. */
#ifndef ACTFN_PAGE_H
#define ACTFN_PAGE_H

#include "base/base.h"

/* Marks of text, as bits: strong text within a link has both. */
enum style { STYLE_STRONG = 1, STYLE_EMPH = 2, STYLE_CODE = 4, STYLE_LINK = 8 };

struct page {
    FILE *out;
    size_t width; /* columns of prose */
    bool colour;
    struct buffer indent, word;
    size_t word_columns;
    size_t column; /* 0: the line is empty, its indent not yet written */
    char *marker;  /* "1." for the next line's indent */
};
void page_init(struct page *p, FILE *out, int columns, bool colour);
void page_free(struct page *p);

/* Adds to the indent of all further lines; returns what page_dedent takes back. A page too narrow
 * for it stays as it is. */
size_t page_indent(struct page *p, const char *more);
void page_dedent(struct page *p, size_t length);
void page_marker(struct page *p,
                 const char *marker); /* stands at the end of the next line's indent */

void page_text(struct page *p, const char *text, unsigned style,
               const char *colour); /* colour: SGR number, or NULL */
void page_break(struct page *p);    /* ends the line, if there is one */
void page_verbatim(struct page *p, const char *line,
                   const char *sgr); /* a line as it is, indented */
void page_gap(struct page *p);       /* an empty line */

#endif
