/* What the three renderings share: parsing, and the habits of our documents (guide.h). Part of
 * guide. */
#ifndef ACTFN_MARKDOWN_H
#define ACTFN_MARKDOWN_H

#include "guide/guide.h"

#include <cmark.h>

enum part { PART_NONE, PART_PREDICT, PART_RUN, PART_RESULT, PART_WHY, PART_TRY, PART_NOTES, PARTS };
extern const char
    *const part_names[PARTS]; /* "predict": class names, and the first word of headings */

cmark_mem *markdown_memory(void);             /* for cmark_node_new_with_mem */
cmark_node *markdown_parse(const char *text); /* cmark_node_free */
/* The part that a heading of level 2 opens; PART_NONE for any other node. */
enum part markdown_part(cmark_node *node);
bool markdown_is_heading(cmark_node *node, int level);
bool markdown_is_answer(cmark_node *node); /* a paragraph that begins with **Answer.** */
/* Is it a console block, and how many paragraphs of the output does it want? 0: all. */
bool markdown_is_console(cmark_node *node, size_t *paragraphs);
char *markdown_fact(cmark_node *node);    /* the words within `{{...}}`, or NULL */
char *markdown_comment(cmark_node *node); /* the words within <!-- ... -->, or NULL */
/* Hands what follows "holds" in a comment to live->check. */
void markdown_check(cmark_node *node, const struct live *live);
char *markdown_plain(cmark_node *node); /* the text of a heading or paragraph without its marks */

/* What a command prints, its first paragraphs only (0: all); NULL where nothing runs it. The caller
 * frees. */
char *markdown_output(const struct live *live, const char *line, size_t paragraphs);

/* Calls each(line) for the lines of a literal, without their line ends. */
void lines_each(const char *literal, void (*each)(void *state, const char *line), void *state);

/* Bytes of the control character that stands here (C0 but for tab and end of line, DEL, C1), 0
 * where there is none. */
size_t control_length(const char *text);

#endif
