/* A document as mdoc, for the manual. mandoc -T lint and groff both have to be content with it. */
#include "guide/markdown.h"

#include <stdlib.h>
#include <string.h>

enum { LINE = 78 };

/* ---- text ----------------------------------------------------------------------------------- */

/* Gathers words into lines; a sentence ends its line, as mdoc wants it. */
struct filling {
    FILE *out;
    size_t column;
    char *word;
    size_t length, room;
};

static void put(struct filling *f, const char *bytes)
{
    size_t length = strlen(bytes);
    if (f->length + length + 1 > f->room) {
        f->room = 2 * f->room + length + 64;
        f->word = memory_resize(f->word, f->room, 1);
    }
    memcpy(f->word + f->length, bytes, length + 1);
    f->length += length;
}

static void end_line(struct filling *f)
{
    if (f->column)
        putc('\n', f->out);
    f->column = 0;
}

static bool ends_sentence(const char *word, size_t length)
{
    while (length && strchr(")'\"", word[length - 1]))
        length--;
    return length && strchr(".!?", word[length - 1]);
}

static void end_word(struct filling *f)
{
    bool last;
    if (f->length == 0)
        return;
    if (f->column && f->column + 1 + f->length > LINE)
        end_line(f);
    if (f->column)
        putc(' ', f->out);
    else if (f->word[0] == '.' || f->word[0] == '\'')
        fputs("\\&", f->out);
    fwrite(f->word, 1, f->length, f->out);
    f->column += f->length + 1;
    last = ends_sentence(f->word, f->length);
    f->length = 0;
    if (last)
        end_line(f);
}

/* groff turns a bare - into a hyphen and ' ^ ~ ` into typographic marks; in code they must stay
 * what they are. */
static const char *escape(unsigned char c, bool code)
{
    switch (c) {
    case '\\':
        return "\\e";
    case '-':
        return code ? "\\-" : NULL;
    case '\'':
        return code ? "\\(aq" : NULL;
    case '`':
        return code ? "\\(ga" : NULL;
    case '^':
        return code ? "\\(ha" : NULL;
    case '~':
        return code ? "\\(ti" : NULL;
    default:
        return NULL;
    }
}

static void fill(struct filling *f, const char *text, bool code)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        size_t control = control_length(text);
        const char *escaped = escape(c, code);
        char one[2] = { (char)c, 0 };
        if (control)
            text += control - 1;
        else if (strchr(" \n\t", c))
            end_word(f);
        else if (escaped)
            put(f, escaped);
        else
            put(f, one);
    }
}

static void filled(struct filling *f)
{
    end_word(f);
    end_line(f);
    free(f->word);
    *f = (struct filling){ .out = f->out };
}

void mdoc_text(FILE *out, const char *text)
{
    struct filling f = { .out = out };
    fill(&f, text, false);
    filled(&f);
}

static void literal_line(void *state, const char *line)
{
    FILE *out = state;
    while (control_length(line))
        line += control_length(line);
    if (*line == '.' || *line == '\'')
        fputs("\\&", out);
    for (; *line; line++) {
        size_t control = control_length(line);
        const char *escaped = escape((unsigned char)*line, true);
        if (control)
            line += control - 1;
        else if (escaped)
            fputs(escaped, out);
        else
            putc(*line == '\t' ? ' ' : *line, out);
    }
    putc('\n', out);
}

void mdoc_literal(FILE *out, const char *text)
{
    lines_each(text, literal_line, out);
}

/* ---- blocks --------------------------------------------------------------------------------- */

struct mdoc_walk {
    struct filling text;
    const struct live *live;
    bool fresh;
}; /* fresh: right under a heading or an item */

static void heading(struct mdoc_walk *w, cmark_node *node)
{
    char *plain = markdown_plain(node);
    fprintf(w->text.out, ".%s ", cmark_node_get_heading_level(node) <= 2 ? "Sh" : "Ss");
    for (const char *c = plain; *c; c++) {
        bool big = cmark_node_get_heading_level(node) <= 2 && *c >= 'a' &&
                   *c <= 'z'; /* sections are in capitals */
        size_t control = control_length(c);
        int byte = (unsigned char)*c;
        if (control)
            c += control - 1;
        else if (byte != '\\')
            putc(big ? byte - 'a' + 'A' : byte == '\t' || byte == '\n' ? ' ' : byte, w->text.out);
    }
    if (!*plain)
        fputs("\\&", w->text.out);
    putc('\n', w->text.out);
    free(plain);
    w->fresh = true;
}

/* Between two blocks of one section or item. */
static void space(struct mdoc_walk *w)
{
    if (!w->fresh)
        fputs(".Pp\n", w->text.out);
    w->fresh = false;
}

static void code_block(struct mdoc_walk *w, cmark_node *node)
{
    if (!*cmark_node_get_literal(node))
        return;
    fputs(".Bd -literal -offset indent\n", w->text.out);
    mdoc_literal(w->text.out, cmark_node_get_literal(node));
    fputs(".Ed\n", w->text.out);
    w->fresh = false;
}

static void insertion(struct mdoc_walk *w, cmark_node *node)
{
    char *name = markdown_comment(node);
    if (name && w->live->insert) {
        w->live->insert(w->live->state, name, w->text.out);
        w->fresh = false;
    }
    free(name);
}

static void begin_list(struct mdoc_walk *w, cmark_node *node)
{
    fprintf(w->text.out, ".Bl -%s%s\n",
            cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? "enum" : "bullet",
            cmark_node_get_list_tight(node) ? " -compact" : "");
}

/* ---- inlines: font escapes, so that punctuation may follow at once -------------------------- */

static void code(struct mdoc_walk *w, cmark_node *node)
{
    char *words = markdown_fact(node),
         *text = words && w->live->fact ? w->live->fact(w->live->state, words) : NULL;
    if (!words)
        put(&w->text, "\\fB");
    fill(&w->text, text ? text : cmark_node_get_literal(node), !words);
    if (!words)
        put(&w->text, "\\fR");
    free(words);
    free(text);
}

static void enter(struct mdoc_walk *w, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HEADING:
        heading(w, node);
        break;
    case CMARK_NODE_PARAGRAPH:
        space(w);
        break;
    case CMARK_NODE_CODE_BLOCK:
        code_block(w, node);
        break;
    case CMARK_NODE_HTML_BLOCK:
        insertion(w, node);
        break;
    case CMARK_NODE_LIST:
        begin_list(w, node);
        break;
    case CMARK_NODE_ITEM:
        fputs(".It\n", w->text.out);
        w->fresh = true;
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        fputs(".Bd -ragged -offset indent\n", w->text.out);
        w->fresh = true;
        break;
    case CMARK_NODE_TEXT:
        fill(&w->text, cmark_node_get_literal(node), false);
        break;
    case CMARK_NODE_CODE:
        code(w, node);
        break;
    case CMARK_NODE_SOFTBREAK:
        fill(&w->text, " ", false);
        break;
    case CMARK_NODE_LINEBREAK:
        end_word(&w->text);
        end_line(&w->text);
        fputs(".br\n", w->text.out);
        break;
    case CMARK_NODE_STRONG:
        put(&w->text, "\\fB");
        break;
    case CMARK_NODE_EMPH:
        put(&w->text, "\\fI");
        break;
    default:
        break;
    }
}

static void leave(struct mdoc_walk *w, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH:
        filled(&w->text);
        break;
    case CMARK_NODE_LIST:
        fputs(".El\n", w->text.out);
        w->fresh = false;
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        fputs(".Ed\n", w->text.out);
        w->fresh = false;
        break;
    case CMARK_NODE_STRONG:
    case CMARK_NODE_EMPH:
        put(&w->text, "\\fR");
        break;
    default:
        break;
    }
}

void guide_mdoc(const char *markdown, FILE *out, const struct live *live)
{
    cmark_node *document = markdown_parse(markdown);
    struct mdoc_walk w = { .text = { .out = out }, .live = live, .fresh = true };
    cmark_iter *iter = cmark_iter_new(document);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event == CMARK_EVENT_EXIT)
            leave(&w, node);
        else
            enter(&w, node);
        if (event == CMARK_EVENT_ENTER && cmark_node_get_type(node) == CMARK_NODE_HEADING)
            cmark_iter_reset(iter, node, CMARK_EVENT_EXIT); /* a heading is plain text */
    }
    filled(&w.text);
    cmark_iter_free(iter);
    cmark_node_free(document);
}
