/* gnuplot's SVG made fit to be shared: well-formed whatever the text, a list of fonts instead of
 * one wish, a title that a screen reader can say. */
#include "plot/svg.h"
#include "plot/quote.h"

#include <stdlib.h>
#include <string.h>

#define FONTS "Lato, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif"

void xml_text(struct buffer *b, const char *text)
{
    char *shown = text_shown(text);
    for (const char *s = shown; *s; s++)
        switch (*s) {
        case '<':
            buffer_text(b, "&lt;");
            break;
        case '>':
            buffer_text(b, "&gt;");
            break;
        case '&':
            buffer_text(b, "&amp;");
            break;
        case '"':
            buffer_text(b, "&quot;");
            break;
        default:
            buffer_add(b, s, 1);
        }
    free(shown);
}

static bool starts(const char *s, const char *end, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(end - s) >= n && memcmp(s, word, n) == 0;
}

/* ` font-family="Lato:Bold" ` says what only gnuplot's cairo terminals understand: the family
 * stands once, at the top, and here the weight or the slant. Returns where the attribute ends. */
static const char *family(struct buffer *b, const char *s, const char *end)
{
    const char *value = s + strlen("font-family=\""),
               *close = memchr(value, '"', (size_t)(end - value));
    if (!close)
        return s;
    if (memmem(value, (size_t)(close - value), ":Bold", 5))
        buffer_text(b, "font-weight=\"bold\"");
    else if (memmem(value, (size_t)(close - value), ":Italic", 7))
        buffer_text(b, "font-style=\"italic\"");
    return close + 1;
}

void svg_finish(struct buffer *svg, const char *title, const char *described)
{
    struct buffer b = { 0 };
    const char *s = svg->bytes, *end = s + svg->length;
    bool in_text = false, named = false;
    while (s < end) {
        if (!named && starts(s, end, "<title>Gnuplot</title>")) {
            named = true;
            buffer_text(&b, "<title>");
            xml_text(&b, title);
            buffer_text(&b, "</title>");
            if (*described) {
                buffer_text(&b, "<desc>");
                xml_text(&b, described);
                buffer_text(&b, "</desc>");
            }
            s += strlen("<title>Gnuplot</title>");
        } else if (starts(s, end, "<g id=\"gnuplot_canvas\"")) {
            buffer_text(&b, "<g id=\"gnuplot_canvas\" font-family=\"" FONTS "\"");
            s += strlen("<g id=\"gnuplot_canvas\"");
        } else if (!in_text && starts(s, end, "font-family=\"")) {
            const char *after = family(&b, s, end);
            if (after == s)
                buffer_add(&b, s++, 1);
            else
                s = after;
        } else if (in_text && starts(s, end, "]]>")) {
            buffer_text(&b, "]]&gt;"); /* gnuplot leaves '>' alone, and this is not XML */
            s += 3;
        } else {
            if (starts(s, end, "<text"))
                in_text = true;
            else if (starts(s, end, "</text"))
                in_text = false;
            size_t plain = 1 + strcspn(s + 1, "<f]");
            buffer_add(&b, s, plain);
            s += plain;
        }
    }
    free(svg->bytes);
    *svg = b;
}

/* TikZ as gnuplot wrote it, without the date and the version, and with what a document needs for
 * it. */
void tex_finish(struct buffer *tex)
{
    struct buffer b = { 0 };
    buffer_text(&b,
                "% \\usepackage{gnuplot-lua-tikz}   comes with gnuplot; then \\input this file\n");
    for (const char *s = tex->bytes; *s;) {
        size_t n = strcspn(s, "\n");
        if (strncmp(s, "%%", 2) != 0)
            buffer_add(&b, s, n + (s[n] == '\n'));
        s += n + (s[n] == '\n');
    }
    free(tex->bytes);
    *tex = b;
}
