/* Words into lines. A word is gathered with its marks until a blank ends it, so that marks may
 * begin inside it. */
#include "guide/page.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum {
    MEASURE = 80,
    LEAST = 24
}; /* longer lines of prose tire the eye; narrower ones hold no words */

void page_init(struct page *p, FILE *out, int columns, bool colour)
{
    *p = (struct page){ .out = out,
                        .width = columns < MEASURE ? (size_t)columns : MEASURE,
                        .colour = colour };
    buffer_text(&p->indent, "");
    buffer_text(&p->word, "");
}

void page_free(struct page *p)
{
    free(p->indent.bytes);
    free(p->word.bytes);
    free(p->marker);
}

size_t page_indent(struct page *p, const char *more)
{
    size_t before = p->indent.length;
    if (text_columns(p->indent.bytes) + text_columns(more) + LEAST <= p->width)
        buffer_text(&p->indent, more);
    return before;
}

void page_dedent(struct page *p, size_t length)
{
    if (length < p->indent.length)
        p->indent.bytes[p->indent.length = length] = 0;
}

void page_marker(struct page *p, const char *marker)
{
    free(p->marker);
    p->marker = text_copy(marker);
}

/* The indent, its last columns taken by a marker that waits. */
static void start_line(struct page *p)
{
    size_t columns = text_columns(p->indent.bytes), length = p->indent.length;
    size_t marker = p->marker ? text_columns(p->marker) + 1 : 0;
    if (marker && marker <= columns && length >= marker &&
        strspn(p->indent.bytes + length - marker, " ") >= marker)
        fprintf(p->out, "%.*s%s ", (int)(length - marker), p->indent.bytes, p->marker);
    else
        fputs(p->indent.bytes, p->out);
    free(p->marker);
    p->marker = NULL;
    p->column = columns;
}

static void end_word(struct page *p)
{
    size_t indent = text_columns(p->indent.bytes);
    if (p->word.length == 0)
        return;
    if (p->column > indent && p->column + 1 + p->word_columns > p->width) {
        putc('\n', p->out);
        p->column = 0;
    }
    if (p->column == 0)
        start_line(p);
    else if (p->column > indent) {
        putc(' ', p->out);
        p->column++;
    }
    fputs(p->word.bytes, p->out);
    p->column += p->word_columns;
    p->word.length = p->word_columns = 0;
    p->word.bytes[0] = 0;
}

static void begin_mark(struct page *p, unsigned style, const char *colour)
{
    if (!p->colour || !(style || colour))
        return;
    buffer_text(&p->word, "\033[0");
    if (style & STYLE_STRONG)
        buffer_text(&p->word, ";1");
    if (style & STYLE_EMPH)
        buffer_text(&p->word, ";3");
    if (style & STYLE_LINK)
        buffer_text(&p->word, ";4");
    if (style & STYLE_CODE)
        buffer_text(&p->word, ";36");
    if (colour) {
        buffer_text(&p->word, ";");
        buffer_text(&p->word, colour);
    }
    buffer_text(&p->word, "m");
}

/* The character that starts here: its bytes and columns. Control characters and broken bytes are
 * not shown. */
static bool shown(const char *text, size_t *length, size_t *columns)
{
    uint32_t point;
    *length = utf8_decode(text, &point);
    if (*length == 0) {
        *length = 1;
        return false;
    }
    *columns = (size_t)utf8_columns(point);
    return point >= 0x20 && (point < 0x7f || point >= 0xa0);
}

/* The characters up to the next blank, into the word. */
static size_t take_word(struct page *p, const char *text)
{
    size_t i = 0, length, columns;
    for (; text[i] && !strchr(" \n\t", text[i]); i += length)
        if (shown(text + i, &length, &columns)) {
            buffer_add(&p->word, text + i, length);
            p->word_columns += columns;
        }
    return i;
}

void page_text(struct page *p, const char *text, unsigned style, const char *colour)
{
    while (*text) {
        size_t blanks = strspn(text, " \n\t"), taken;
        if (blanks)
            end_word(p);
        text += blanks;
        if (!*text)
            return;
        begin_mark(p, style, colour);
        taken = take_word(p, text);
        if (p->colour && (style || colour))
            buffer_text(&p->word, "\033[0m");
        text += taken;
    }
}

void page_break(struct page *p)
{
    end_word(p);
    if (p->column) {
        putc('\n', p->out);
        p->column = 0;
    }
}

void page_verbatim(struct page *p, const char *line, const char *sgr)
{
    size_t length, columns;
    page_break(p);
    start_line(p);
    if (p->colour && sgr)
        fprintf(p->out, "\033[%sm", sgr);
    for (; *line; line += length)
        if (shown(line, &length, &columns))
            fwrite(line, 1, length, p->out);
    fputs(p->colour && sgr ? "\033[0m\n" : "\n", p->out);
    p->column = 0;
}

void page_gap(struct page *p)
{
    size_t length = p->indent.length;
    page_break(p);
    while (length && p->indent.bytes[length - 1] == ' ')
        length--;
    fprintf(p->out, "%.*s\n", (int)length, p->indent.bytes);
}
