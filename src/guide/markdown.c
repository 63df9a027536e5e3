/* The habits of our documents, recognised in cmark's tree. */
#include "guide/markdown.h"

#include <stdlib.h>
#include <string.h>

const char *const part_names[PARTS] = { "",    "predict", "run",           "result",
                                        "why", "try",     "teaching notes" };

static void *resize(void *old, size_t size)
{
    return memory_resize(old, size, 1);
}

cmark_mem *markdown_memory(void)
{
    /* Without it cmark would abort() where there is no memory; ours ends with a message. */
    static cmark_mem memory = { memory_new, resize, free };
    return &memory;
}

cmark_node *markdown_parse(const char *text)
{
    cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_VALIDATE_UTF8, markdown_memory());
    cmark_parser_feed(parser, text, strlen(text));
    cmark_node *document = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    return document;
}

bool markdown_is_heading(cmark_node *node, int level)
{
    return cmark_node_get_type(node) == CMARK_NODE_HEADING &&
           cmark_node_get_heading_level(node) == level;
}

static bool begins(const char *text, const char *word)
{
    for (; *word; word++, text++)
        if ((*text >= 'A' && *text <= 'Z' ? *text - 'A' + 'a' : *text) != *word)
            return false;
    return *text == 0 || *text == ' ' || *text == ':' || *text == '?';
}

enum part markdown_part(cmark_node *node)
{
    enum part part = PART_NONE;
    char *text;
    if (!markdown_is_heading(node, 2))
        return PART_NONE;
    text = markdown_plain(node);
    for (enum part p = PART_PREDICT; p < PARTS; p++)
        if (begins(text, part_names[p]))
            part = p;
    free(text);
    return part;
}

bool markdown_is_answer(cmark_node *node)
{
    cmark_node *first = cmark_node_first_child(node), *word;
    const char *text;
    if (cmark_node_get_type(node) != CMARK_NODE_PARAGRAPH || !first ||
        cmark_node_get_type(first) != CMARK_NODE_STRONG)
        return false;
    word = cmark_node_first_child(first);
    text = word ? cmark_node_get_literal(word) : NULL;
    return text && strncmp(text, "Answer", strlen("Answer")) == 0;
}

bool markdown_is_console(cmark_node *node, size_t *paragraphs)
{
    const char *info;
    *paragraphs = 0;
    if (cmark_node_get_type(node) != CMARK_NODE_CODE_BLOCK)
        return false;
    info = cmark_node_get_fence_info(node);
    if (strncmp(info, "console ", 8) == 0 && info[8] >= '1' && info[8] <= '9' && !info[9])
        *paragraphs = (size_t)(info[8] - '0');
    return *paragraphs || strcmp(info, "console") == 0;
}

/* Cuts behind the n-th paragraph and says so. */
static void cut(char **text, size_t n)
{
    char *end = *text, *whole;
    while (n-- && end) {
        end += strspn(end, "\n");
        end = strstr(end, "\n\n");
    }
    if (!end || strspn(end, "\n") == strlen(end))
        return;
    end[1] = 0;
    whole = text_format("%s\n...\n", *text);
    free(*text);
    *text = whole;
}

char *markdown_output(const struct live *live, const char *line, size_t paragraphs)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out;
    if (!live->run) {
        if (live->mention)
            live->mention(live->state, line);
        return NULL;
    }
    out = memory_stream(&text, &length);
    live->run(live->state, line, out);
    memory_stream_close(out, &text);
    if (paragraphs)
        cut(&text, paragraphs);
    return text;
}

/* What stands between two marks, without blanks at its ends; NULL where the marks are not there. */
static char *between(const char *text, const char *open, const char *close)
{
    size_t length = text ? strlen(text) : 0, a = strlen(open), b = strlen(close);
    while (length && (text[length - 1] == '\n' || text[length - 1] == ' '))
        length--;
    if (length < a + b || strncmp(text, open, a) != 0 || strncmp(text + length - b, close, b) != 0)
        return NULL;
    text += a;
    length -= a + b;
    while (length && *text == ' ')
        text++, length--;
    while (length && text[length - 1] == ' ')
        length--;
    return text_part(text, length);
}

char *markdown_fact(cmark_node *node)
{
    return cmark_node_get_type(node) == CMARK_NODE_CODE
               ? between(cmark_node_get_literal(node), "{{", "}}")
               : NULL;
}

char *markdown_comment(cmark_node *node)
{
    return cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK
               ? between(cmark_node_get_literal(node), "<!--", "-->")
               : NULL;
}

void markdown_check(cmark_node *node, const struct live *live)
{
    char *comment = markdown_comment(node);
    if (comment && live->check && strncmp(comment, "holds ", 6) == 0)
        live->check(live->state, comment + 6);
    free(comment);
}

char *markdown_plain(cmark_node *node)
{
    cmark_iter *iter = cmark_iter_new(node);
    char *all = NULL;
    size_t length = 0;
    FILE *out = memory_stream(&all, &length);
    while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
        cmark_node *n = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(n);
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
            fputs(cmark_node_get_literal(n), out);
        else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
            putc(' ', out);
    }
    cmark_iter_free(iter);
    memory_stream_close(out, &all);
    return all;
}

void lines_each(const char *literal, void (*each)(void *state, const char *line), void *state)
{
    while (*literal) {
        size_t length = strcspn(literal, "\n");
        char *line = text_part(literal, length);
        each(state, line);
        free(line);
        literal += length + (literal[length] == '\n');
    }
}

size_t control_length(const char *text)
{
    unsigned char c = (unsigned char)text[0];
    if (c == 0xc2)
        return (unsigned char)text[1] >= 0x80 && (unsigned char)text[1] < 0xa0 ? 2 : 0;
    return (c && c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
}
