/* A lesson as slides and as a handout: the same tree as its page, cut in other places. */
#include "guide/html.h"

#include <stdlib.h>
#include <string.h>

/* ---- slides --------------------------------------------------------------------------------- */

/* What fits on a slide at 28 pixels: characters of prose; a run has a slide of its own. */
enum { SLIDE_FULL = 420, RUN_WEIGHT = 400 };

struct slides {
    FILE *out;
    bool open;
    size_t weight;
    char *heading;
    enum part part;
};

static void slide_end(struct slides *s)
{
    fputs(s->open ? "</section>\n" : "", s->out);
    s->open = false;
    s->weight = 0;
}

static void slide_begin(struct slides *s)
{
    slide_end(s);
    fprintf(s->out, "<section class=\"%s\">\n%s",
            *part_names[s->part] ? part_names[s->part] : "title", s->heading ? s->heading : "");
    s->open = true;
}

static size_t weight_of(cmark_node *node)
{
    if (cmark_node_get_type(node) == CMARK_NODE_CUSTOM_BLOCK)
        return RUN_WEIGHT;
    char *text = markdown_plain(node);
    size_t weight = text_columns(text);
    free(text);
    return weight;
}

/* later: it waits for a key. */
static void put(struct slides *s, cmark_node *node, bool later)
{
    size_t weight = weight_of(node);
    if (!s->open || s->weight + weight > SLIDE_FULL)
        slide_begin(s);
    s->weight += weight;
    char *html = html_render(node);
    fprintf(s->out, later ? "<div class=\"later\">%s</div>\n" : "%s", html);
    free(html);
}

/* A task, and behind a key its answer. */
static void put_task(struct slides *s, cmark_node *item)
{
    bool answer = false;
    slide_begin(s);
    for (cmark_node *node = cmark_node_first_child(item), *next; node; node = next) {
        next = cmark_node_next(node);
        answer = answer || markdown_is_answer(node);
        char *html = html_render(node);
        fprintf(s->out, answer ? "<div class=\"later\">%s</div>\n" : "%s", html);
        free(html);
    }
    slide_end(s);
}

static void put_items(struct slides *s, cmark_node *list)
{
    for (cmark_node *item = cmark_node_first_child(list); item; item = cmark_node_next(item))
        put_task(s, item);
}

/* Fields of a page, for which there is no use here. */
static void drop_fields(cmark_node *document)
{
    cmark_iter *iter = cmark_iter_new(document);
    cmark_node **fields = NULL;
    size_t count = 0;
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event == CMARK_EVENT_ENTER && html_is_field(node)) {
            fields = memory_resize(fields, count + 1, sizeof *fields);
            fields[count++] = node;
        }
    }
    cmark_iter_free(iter);
    for (size_t i = 0; i < count; i++)
        cmark_node_free(fields[i]);
    free(fields);
}

static void new_part(struct slides *s, cmark_node *heading)
{
    slide_end(s);
    s->part = markdown_part(heading);
    free(s->heading);
    s->heading = html_render(heading);
}

/* The teaching notes, for the speaker's window. */
static void put_notes(struct slides *s, cmark_node *node)
{
    char *html = html_render(node);
    fprintf(s->out, "<aside class=\"notes\">%s</aside>\n", html);
    free(html);
}

static void put_block(struct slides *s, cmark_node *node)
{
    bool list = cmark_node_get_type(node) == CMARK_NODE_LIST;
    if (s->part == PART_NOTES)
        put_notes(s, node);
    else if (s->part == PART_TRY && list)
        put_items(s, node);
    else
        put(s, node, s->part == PART_RESULT);
}

char *guide_slides(const char *markdown, const struct live *live)
{
    cmark_node *document = html_alive(markdown, live);
    char *html = NULL;
    size_t length = 0;
    struct slides s = { .out = memory_stream(&html, &length) };
    drop_fields(document);
    fputs("<article>\n", s.out);
    for (cmark_node *node = cmark_node_first_child(document); node; node = cmark_node_next(node))
        if (markdown_is_heading(node, 1) || markdown_is_heading(node, 2))
            new_part(&s, node);
        else
            put_block(&s, node);
    slide_end(&s);
    fputs("</article>\n", s.out);
    memory_stream_close(s.out, &html);
    free(s.heading);
    cmark_node_free(document);
    return html;
}

/* ---- handouts ------------------------------------------------------------------------------- */

static const char room[] = "<div class=\"room\"></div>\n";

static void print_node(FILE *out, cmark_node *node)
{
    char *html = html_render(node);
    fputs(html, out);
    free(html);
}

/* Questions, each with room below; answers are left out. */
static void print_questions(FILE *out, cmark_node *list)
{
    bool numbered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
    fputs(numbered ? "<ol>\n" : "<ul>\n", out);
    for (cmark_node *item = cmark_node_first_child(list); item; item = cmark_node_next(item)) {
        fputs("<li>", out);
        for (cmark_node *node = cmark_node_first_child(item); node && !markdown_is_answer(node);
             node = cmark_node_next(node))
            print_node(out, node);
        fprintf(out, "%s</li>\n", room);
    }
    fputs(numbered ? "</ol>\n" : "</ul>\n", out);
}

static void print_sheet(FILE *out, cmark_node *document)
{
    enum part part = PART_NONE;
    for (cmark_node *node = cmark_node_first_child(document); node; node = cmark_node_next(node)) {
        bool list = cmark_node_get_type(node) == CMARK_NODE_LIST;
        if (markdown_is_heading(node, 2))
            part = markdown_part(node);
        if (part == PART_RESULT || part == PART_WHY || part == PART_NOTES)
            continue;
        if (list && (part == PART_PREDICT || part == PART_TRY))
            print_questions(out, node);
        else
            print_node(out, node);
        if (part == PART_RUN && !markdown_is_heading(node, 2))
            fprintf(out, "<p>What do you see?</p>\n%s", room);
    }
}

/* Everything that is folded, open. */
static void print_key(FILE *out, const char *markdown, const struct live *live)
{
    static const char fold[] = "<details ";
    char *html = guide_html(markdown, live);
    const char *at = html;
    for (const char *next; (next = strstr(at, fold)); at = next + strlen(fold))
        fprintf(out, "%.*s<details open ", (int)(next - at), at);
    fputs(at, out);
    free(html);
}

char *guide_handout(const char *markdown, const struct live *live, bool key)
{
    char *html = NULL;
    size_t length = 0;
    FILE *out = memory_stream(&html, &length);
    if (key) {
        print_key(out, markdown, live);
    } else {
        const struct live words = { .state = live->state,
                                    .fact = live->fact,
                                    .mention = live->mention };
        cmark_node *document = html_alive(markdown, &words); /* commands shown, not run */
        drop_fields(document);
        print_sheet(out, document);
        cmark_node_free(document);
    }
    memory_stream_close(out, &html);
    return html;
}
