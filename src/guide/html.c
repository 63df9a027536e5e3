/* A document as a page: cmark's tree is changed - parts become sections, answers are folded,
 * commands are run - and cmark writes it, so that escaping is cmark's own. */
#include "guide/html.h"
#include "guide/question.h"

#include <stdlib.h>
#include <string.h>

/* A block that is HTML already: what stands before and after the nodes put into it. */
static cmark_node *wrapper(const char *before, const char *after)
{
    cmark_node *node = cmark_node_new_with_mem(CMARK_NODE_CUSTOM_BLOCK, markdown_memory());
    cmark_node_set_on_enter(node, before);
    cmark_node_set_on_exit(node, after);
    return node;
}

static void replace(cmark_node *old, cmark_node *with)
{
    cmark_node_replace(old, with);
    cmark_node_free(old);
}

static void escaped(FILE *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            putc(*text, out);
        }
}

/* ---- facts ---------------------------------------------------------------------------------- */

static bool is_paragraph(cmark_node_type type)
{
    return type == CMARK_NODE_PARAGRAPH;
}

static bool is_live(cmark_node_type type)
{
    return type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK ||
           type == CMARK_NODE_HTML_BLOCK;
}

/* The nodes of a kind in their order, before any of them is changed: the iterator does not like its
 * tree to move. */
static cmark_node **collect(cmark_node *root, bool (*wanted)(cmark_node_type), size_t *count)
{
    cmark_iter *iter = cmark_iter_new(root);
    cmark_node **nodes = NULL;
    cmark_event_type event;
    size_t room = 0;
    *count = 0;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event != CMARK_EVENT_ENTER || !wanted(cmark_node_get_type(node)))
            continue;
        if (*count == room)
            nodes = memory_resize(nodes, room = 2 * room + 16, sizeof *nodes);
        nodes[(*count)++] = node;
    }
    cmark_iter_free(iter);
    return nodes;
}

static void put_fact(cmark_node *node, const struct live *live)
{
    char *words = markdown_fact(node), *text;
    cmark_node *strong, *plain;
    if (!words)
        return;
    text = live->fact ? live->fact(live->state, words) : text_copy("...");
    strong = cmark_node_new_with_mem(CMARK_NODE_STRONG, markdown_memory());
    plain = cmark_node_new_with_mem(CMARK_NODE_TEXT, markdown_memory());
    cmark_node_set_literal(plain, text);
    cmark_node_append_child(strong, plain);
    replace(node, strong);
    free(words);
    free(text);
}

/* ---- commands ------------------------------------------------------------------------------- */

struct running {
    FILE *html;
    const struct live *live;
    size_t paragraphs;
};

static void picture(FILE *html, const struct drawn *d)
{
    fputs("<figure><picture>", html);
    if (d->dark) {
        fputs("<source media=\"(prefers-color-scheme: dark)\" srcset=\"", html);
        escaped(html, d->dark);
        fputs("\">", html);
    }
    fputs("<img src=\"", html);
    escaped(html, d->light);
    fputs("\" alt=\"", html);
    escaped(html, d->words);
    fputs("\"></picture></figure>\n", html);
}

static void output(const struct running *r, const char *line)
{
    char *text = markdown_output(r->live, line, r->paragraphs);
    if (text && *text) {
        fputs("<pre class=\"output\" tabindex=\"0\">", r->html);
        escaped(r->html, text);
        fputs("</pre>\n", r->html);
    }
    free(text);
}

static void run_line(void *state, const char *line)
{
    struct running *r = state;
    struct drawn drawn = { 0 };
    if (strncmp(line, "$ ", 2) != 0)
        return;
    fputs("<pre class=\"command\"><code>", r->html);
    escaped(r->html, line + 2);
    fputs("</code></pre>\n", r->html);
    if (r->live->draw && r->live->draw(r->live->state, line + 2, &drawn)) {
        if (drawn.light)
            picture(r->html, &drawn);
        free(drawn.light);
        free(drawn.dark);
        free(drawn.words);
    } else
        output(r, line + 2);
}

static void put_run(cmark_node *node, const struct live *live)
{
    char *html = NULL;
    size_t length = 0;
    struct running r = { .live = live };
    if (!markdown_is_console(node, &r.paragraphs))
        return;
    r.html = memory_stream(&html, &length);
    fputs("<div class=\"run\">\n", r.html);
    lines_each(cmark_node_get_literal(node), run_line, &r);
    fputs("</div>", r.html);
    memory_stream_close(r.html, &html);
    replace(node, wrapper(html, ""));
    free(html);
}

/* ---- parts and answers ---------------------------------------------------------------------- */

/* Moves the nodes from `first` up to the one that stops() into `into`, which takes the place of the
 * first. */
static void gather(cmark_node *first, cmark_node *into, bool (*stops)(cmark_node *))
{
    cmark_node *node = cmark_node_next(first);
    cmark_node_insert_before(first, into);
    cmark_node_append_child(into, first);
    while (node && !stops(node)) {
        cmark_node *next = cmark_node_next(node);
        cmark_node_append_child(into, node);
        node = next;
    }
}

static bool is_break(cmark_node *node)
{
    return markdown_is_heading(node, 1) || markdown_is_heading(node, 2);
}

static bool ends_answer(cmark_node *node)
{
    return is_break(node) || markdown_is_answer(node);
}

/* What was predicted is revealed on a click: run, result and reasons fold together. */
static bool ends_reveal(cmark_node *node)
{
    enum part part = markdown_part(node);
    return is_break(node) && part != PART_RUN && part != PART_RESULT && part != PART_WHY;
}

static void fold_answers(cmark_node *document)
{
    size_t count;
    cmark_node **nodes = collect(document, is_paragraph, &count);
    for (size_t i = 0; i < count; i++)
        if (markdown_is_answer(nodes[i])) {
            gather(nodes[i],
                   wrapper("<details class=\"answer\"><summary>Answer</summary>", "</details>"),
                   ends_answer);
            cmark_node_free(cmark_node_first_child(nodes[i])); /* the summary says it */
        }
    free(nodes);
}

static void part_sections(cmark_node *document)
{
    cmark_node *node = cmark_node_first_child(document), *next;
    for (; node; node = next) {
        enum part part = markdown_part(node);
        cmark_node *section;
        if (part == PART_NONE) {
            next = cmark_node_next(node);
            continue;
        }
        if (part == PART_NOTES)
            section =
                wrapper("<details class=\"notes\"><summary>Teaching notes</summary>", "</details>");
        else {
            char *open = text_format("<section class=\"%s\">", part_names[part]);
            section = wrapper(open, "</section>");
            free(open);
        }
        gather(node, section, is_break);
        next = cmark_node_next(section);
        if (part == PART_NOTES)
            cmark_node_free(node); /* so does this summary */
    }
}

/* Run and reveal that follow a prediction, in one fold. Their headings are still the document's
 * children. */
static void fold_reveals(cmark_node *document)
{
    cmark_node *node = cmark_node_first_child(document), *next;
    bool predicted = false;
    for (; node; node = next) {
        enum part part = markdown_part(node);
        next = cmark_node_next(node);
        if (predicted && (part == PART_RUN || part == PART_RESULT)) {
            cmark_node *fold = wrapper(
                "<details class=\"reveal\"><summary>Run it and see</summary>", "</details>");
            gather(node, fold, ends_reveal);
            part_sections(fold);
            next = cmark_node_next(fold);
            predicted = false;
        } else if (part != PART_NONE)
            predicted = part == PART_PREDICT;
    }
}

/* A question gets a field to write in: the style sheet keeps what follows folded while one is
 * empty. Other comments are claims, and are not shown. */
static void put_to_the_test(cmark_node *node, const struct live *live)
{
    char *words = markdown_comment(node);
    struct question q;
    markdown_check(node, live);
    if (question_read(&q, words)) {
        char *field =
            text_format("<p class=\"guess\"><label>Your guess: <input type=\"text\" "
                        "size=\"12\" autocomplete=\"off\" placeholder=\"%s\"></label></p>",
                        question_wants(&q));
        replace(node, wrapper(field, ""));
        free(field);
        question_free(&q);
    } else {
        cmark_node_free(node);
    }
    free(words);
}

/* Commands and facts in the order of the page: a fact may be about the command above it. */
static void bring_to_life(cmark_node *document, const struct live *live)
{
    size_t count;
    cmark_node **nodes = collect(document, is_live, &count);
    for (size_t i = 0; i < count; i++)
        switch (cmark_node_get_type(nodes[i])) {
        case CMARK_NODE_CODE:
            put_fact(nodes[i], live);
            break;
        case CMARK_NODE_CODE_BLOCK:
            put_run(nodes[i], live);
            break;
        default:
            put_to_the_test(nodes[i], live);
            break;
        }
    free(nodes);
}

/* cmark passes them on, written as they are or as "&#17;"; the end of a line and the tab stay. */
static void leave_out_controls(char *html)
{
    char *to = html;
    for (const char *from = html; *from;) {
        size_t control = control_length(from);
        if (control)
            from += control;
        else
            *to++ = *from++;
    }
    *to = 0;
}

cmark_node *html_alive(const char *markdown, const struct live *live)
{
    cmark_node *document = markdown_parse(markdown);
    bring_to_life(document, live);
    return document;
}

bool html_is_field(cmark_node *node)
{
    static const char field[] = "<p class=\"guess\">";
    return cmark_node_get_type(node) == CMARK_NODE_CUSTOM_BLOCK &&
           strncmp(cmark_node_get_on_enter(node), field, strlen(field)) == 0;
}

char *html_render(cmark_node *node)
{
    char *html = cmark_render_html(node, CMARK_OPT_DEFAULT);
    leave_out_controls(html);
    return html;
}

char *guide_html(const char *markdown, const struct live *live)
{
    cmark_node *document = html_alive(markdown, live);
    fold_answers(document);
    fold_reveals(document);
    part_sections(document);
    char *html = html_render(document);
    cmark_node_free(document);
    return html;
}
