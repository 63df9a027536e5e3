/* A document on a screen, block by block, so that a lesson can stop for its reader between them.
 * Walks cmark's tree with its iterator: no recursion, whatever is nested in whatever. */
#include "guide/markdown.h"
#include "guide/page.h"
#include "guide/question.h"

#include <stdlib.h>
#include <string.h>

struct terminal_walk {
    struct page page;
    const struct screen *screen;
    const struct live *live;
    cmark_iter *iter;
    enum part part;
    unsigned style;
    const char *colour; /* of the heading being written */
    bool begun;         /* something stands on the page: a gap before the next block */
    size_t paragraphs;  /* how much of the output is wanted */
    bool between;       /* in a console block, behind its first command */
    bool left;          /* the reader wants no more */
    struct question *asked;
    size_t nasked, judged, right;
};

/* SGR numbers of the parts' headings; the terminal's own sixteen colours, so that they suit its
 * background. */
static const char *const part_colours[PARTS] = { "34", "35", "36", "32", "34", "33", "90" };

static bool in_tight_list(cmark_node *node)
{
    cmark_node *parent = cmark_node_parent(node);
    if (cmark_node_get_type(node) == CMARK_NODE_ITEM)
        return cmark_node_get_list_tight(parent);
    return cmark_node_get_type(parent) == CMARK_NODE_ITEM &&
           cmark_node_get_list_tight(cmark_node_parent(parent));
}

/* Between a block and what stands before it. */
static void gap(struct terminal_walk *w, cmark_node *node)
{
    if (w->begun && in_tight_list(node))
        page_break(&w->page);
    else if (w->begun)
        page_gap(&w->page);
    w->begun = true;
}

static void wait_for(struct terminal_walk *w, const char *prompt)
{
    page_break(&w->page);
    if (w->live->wait && !w->live->wait(w->live->state, prompt))
        w->left = true;
}

/* Nothing of this node is shown: the iterator goes on behind it. */
static void skip(struct terminal_walk *w, cmark_node *node)
{
    cmark_iter_reset(w->iter, node, CMARK_EVENT_EXIT);
}

/* ---- questions ------------------------------------------------------------------------------ */

static void say(struct terminal_walk *w, const char *text, unsigned style, const char *colour)
{
    page_text(&w->page, text, style, colour);
    page_break(&w->page);
}

static void ask(struct terminal_walk *w, const char *comment)
{
    struct question q;
    if (!w->live->answer || !question_read(&q, comment))
        return;
    char *prompt = text_format("Your guess (%s): ", question_wants(&q));
    page_break(&w->page);
    for (bool again = true; again && !w->left;) {
        free(q.given);
        q.given = w->live->answer(w->live->state, prompt);
        w->left = !q.given;
        again = q.given && !question_accepts(&q, q.given);
        if (again) {
            char *remark =
                text_format("That is not %s; Enter alone makes no guess.", question_wants(&q));
            say(w, remark, 0, NULL);
            free(remark);
        }
    }
    free(prompt);
    w->asked = memory_resize(w->asked, w->nasked + 1, sizeof *w->asked);
    w->asked[w->nasked++] = q;
}

/* What was answered and not judged yet, against what the run says. */
static void judge(struct terminal_walk *w)
{
    for (; w->judged < w->nasked; w->judged++) {
        struct question *q = &w->asked[w->judged];
        char *truth = question_truth(q, w->live);
        bool right;
        char *text = question_judge(q, truth, &right);
        say(w, text, STYLE_STRONG, right ? "32" : "33");
        w->right += right;
        if (w->live->judged)
            w->live->judged(w->live->state, q->name, q->given ? q->given : "", truth, right);
        free(text);
        free(truth);
        w->begun = true;
    }
}

static void questions_end(struct terminal_walk *w)
{
    if (!w->left && w->nasked > 0) {
        judge(w);
        char *score =
            text_format("Your score: %zu of %zu predictions were right.", w->right, w->nasked);
        page_gap(&w->page);
        say(w, score, STYLE_STRONG, NULL);
        free(score);
    }
    for (size_t i = 0; i < w->nasked; i++)
        question_free(&w->asked[i]);
    free(w->asked);
}

/* ---- headings: a part ends with the pause that belongs to it -------------------------------- */

static void part_ends(struct terminal_walk *w, enum part next)
{
    if (w->part == PART_PREDICT)
        wait_for(w, "Any key runs it");
    else if (w->part == PART_RUN && next == PART_RESULT)
        wait_for(w, "Any key reveals the result");
    else if (w->part == PART_RESULT || w->part == PART_RUN)
        wait_for(w, "Any key goes on");
}

static void rule(struct terminal_walk *w)
{
    char line[3 * 80 + 1] = "";
    for (size_t i = 0; i < w->page.width && i < 80; i++)
        memcpy(line + 3 * i, "\xe2\x94\x80", 4); /* U+2500 */
    page_verbatim(&w->page, line, "90");
}

static void heading_begins(struct terminal_walk *w, cmark_node *node)
{
    enum part part = markdown_part(node);
    if (cmark_node_get_heading_level(node) <= 2) {
        part_ends(w, part);
        w->part = part;
        if (w->left || (part == PART_NOTES && !w->screen->notes))
            return;
        page_dedent(&w->page, 0);
    }
    gap(w, node);
    w->style = STYLE_STRONG;
    w->colour = cmark_node_get_heading_level(node) == 2 ? part_colours[part] : NULL;
}

static void heading_ends(struct terminal_walk *w, cmark_node *node)
{
    page_break(&w->page);
    if (cmark_node_get_heading_level(node) == 1)
        rule(w);
    if (cmark_node_get_heading_level(node) <= 2)
        page_indent(&w->page, "  ");
    w->style = 0;
    w->colour = NULL;
    if (w->part > PART_RUN && w->judged < w->nasked) {
        page_gap(&w->page);
        judge(w);
    }
}

/* ---- blocks --------------------------------------------------------------------------------- */

static void *keep(size_t number)
{
    return (void *)(uintptr_t)number;
}

static size_t kept(cmark_node *node)
{
    return (size_t)(uintptr_t)cmark_node_get_user_data(node);
}

static void item_begins(struct terminal_walk *w, cmark_node *item)
{
    cmark_node *list = cmark_node_parent(item);
    bool ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
    size_t before = kept(list);
    char marker[32] = "-";
    if (ordered)
        snprintf(marker, sizeof marker, "%zu.", (size_t)cmark_node_get_list_start(list) + before);
    cmark_node_set_user_data(list, keep(before + 1));
    gap(w, before ? item : list);
    cmark_node_set_user_data(item, keep(page_indent(&w->page, ordered ? "   " : "  ")));
    page_marker(&w->page, marker);
    w->begun = false;
}

/* Code that has blanks in it would run into the sentence where there is no colour to set it apart.
 */
static void code(struct terminal_walk *w, const char *literal)
{
    bool quoted = !w->page.colour && strchr(literal, ' ');
    if (quoted)
        page_text(&w->page, "\xe2\x80\x98", w->style, w->colour);
    page_text(&w->page, literal, w->style | STYLE_CODE, w->colour);
    if (quoted)
        page_text(&w->page, "\xe2\x80\x99", w->style, w->colour);
}

/* Commands and what they print stand at the margin, as at a prompt. */
static void console_line(void *state, const char *line)
{
    struct terminal_walk *w = state;
    char *indent;
    if (strncmp(line, "$ ", 2) != 0)
        return;
    if (w->between)
        page_gap(&w->page);
    w->between = true;
    indent = text_copy(w->page.indent.bytes);
    page_dedent(&w->page, 0);
    page_verbatim(&w->page, line, "1");
    fflush(w->screen->out);
    if (w->paragraphs) {
        char *text = markdown_output(w->live, line + 2, w->paragraphs);
        fputs(text ? text : "", w->screen->out);
        free(text);
    } else if (w->live->run)
        w->live->run(w->live->state, line + 2, w->screen->out);
    page_indent(&w->page, indent);
    free(indent);
}

static void code_line(void *state, const char *line)
{
    struct terminal_walk *w = state;
    page_verbatim(&w->page, line, "36");
}

static void code_block(struct terminal_walk *w, cmark_node *node)
{
    size_t before;
    gap(w, node);
    w->between = false;
    if (markdown_is_console(node, &w->paragraphs)) {
        lines_each(cmark_node_get_literal(node), console_line, w);
        return;
    }
    before = page_indent(&w->page, "  ");
    lines_each(cmark_node_get_literal(node), code_line, w);
    page_dedent(&w->page, before);
}

static void comment(struct terminal_walk *w, cmark_node *node)
{
    char *words = markdown_comment(node);
    markdown_check(node, w->live);
    if (words)
        ask(w, words);
    free(words);
}

static void enter_block(struct terminal_walk *w, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HEADING:
        heading_begins(w, node);
        break;
    case CMARK_NODE_PARAGRAPH:
        if (markdown_is_answer(node))
            wait_for(w, "Any key shows the answer");
        if (!w->left)
            gap(w, node);
        break;
    case CMARK_NODE_ITEM:
        item_begins(w, node);
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        gap(w, node);
        w->begun = false;
        cmark_node_set_user_data(node, keep(page_indent(&w->page, "\xe2\x94\x82 "))); /* U+2502 */
        break;
    case CMARK_NODE_CODE_BLOCK:
        code_block(w, node);
        break;
    case CMARK_NODE_HTML_BLOCK:
        comment(w, node);
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        gap(w, node);
        rule(w);
        break;
    default:
        break;
    }
}

static void leave(struct terminal_walk *w, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HEADING:
        heading_ends(w, node);
        break;
    case CMARK_NODE_PARAGRAPH:
        page_break(&w->page);
        break;
    case CMARK_NODE_ITEM:
    case CMARK_NODE_BLOCK_QUOTE:
        page_break(&w->page);
        page_dedent(&w->page, kept(node));
        w->begun = true;
        break;
    case CMARK_NODE_STRONG:
        w->style &= ~(unsigned)STYLE_STRONG;
        break;
    case CMARK_NODE_EMPH:
        w->style &= ~(unsigned)STYLE_EMPH;
        break;
    case CMARK_NODE_LINK:
        w->style &= ~(unsigned)STYLE_LINK;
        break;
    default:
        break;
    }
}

/* ---- what stands in a line ------------------------------------------------------------------ */

static void fact(struct terminal_walk *w, const char *words)
{
    char *text = w->live->fact ? w->live->fact(w->live->state, words) : text_copy("...");
    page_text(&w->page, text, w->style | STYLE_STRONG, w->colour);
    free(text);
}

static void enter_inline(struct terminal_walk *w, cmark_node *node)
{
    char *words;
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        page_text(&w->page, cmark_node_get_literal(node), w->style, w->colour);
        break;
    case CMARK_NODE_CODE:
        words = markdown_fact(node);
        if (words)
            fact(w, words);
        else
            code(w, cmark_node_get_literal(node));
        free(words);
        break;
    case CMARK_NODE_SOFTBREAK:
        page_text(&w->page, " ", 0, NULL);
        break;
    case CMARK_NODE_LINEBREAK:
        page_break(&w->page);
        break;
    case CMARK_NODE_STRONG:
        w->style |= STYLE_STRONG;
        break;
    case CMARK_NODE_EMPH:
        w->style |= STYLE_EMPH;
        break;
    case CMARK_NODE_LINK:
        w->style |= STYLE_LINK;
        break;
    default:
        break;
    }
}

static bool hidden(const struct terminal_walk *w, cmark_node *node)
{
    return w->part == PART_NOTES && !w->screen->notes &&
           cmark_node_get_type(node) != CMARK_NODE_DOCUMENT &&
           cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_DOCUMENT &&
           (!markdown_is_heading(node, 2) || markdown_part(node) == PART_NOTES);
}

static void visit(struct terminal_walk *w, cmark_event_type event, cmark_node *node)
{
    if (event == CMARK_EVENT_EXIT) {
        leave(w, node);
        return;
    }
    if (hidden(w, node)) {
        skip(w, node);
        return;
    }
    enter_block(w, node);
    if (hidden(w, node))
        skip(w, node); /* the heading of the instructor's part, just found */
    else if (!w->left)
        enter_inline(w, node);
}

bool guide_terminal(const char *markdown, const struct screen *screen, const struct live *live)
{
    cmark_node *document = markdown_parse(markdown);
    struct terminal_walk w = { .screen = screen, .live = live, .iter = cmark_iter_new(document) };
    cmark_event_type event;
    page_init(&w.page, screen->out, screen->columns, screen->colour);
    while (!w.left && (event = cmark_iter_next(w.iter)) != CMARK_EVENT_DONE)
        visit(&w, event, cmark_iter_get_node(w.iter));
    page_break(&w.page);
    questions_end(&w);
    page_free(&w.page);
    cmark_iter_free(w.iter);
    cmark_node_free(document);
    return !w.left;
}
