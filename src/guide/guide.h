/* guide: lessons and manual. Markdown (CommonMark, read by cmark) to the terminal, to HTML and to
 * mdoc. What only a run can tell - what a command prints, a number in a sentence - is asked for
 * through struct live, so this room knows no command, no activation and no gnuplot.
 *
 * A lesson is plain Markdown with five habits:
 *   ## Predict, ## Run, ## Result, ## Why, ## Try, ## Teaching notes   name the parts by their
 * first words;
 *   <!-- ask NAME KIND TRUTH --> below a question lets the reader answer it (question.h);
 *   <!-- about topics relu dead; minutes 6; rank 3 --> below the title: what finds the lesson, how
 * long it takes in class, and its place in a route;
 *   ```console blocks hold lines "$ actfn ..." and nothing else: they are run, their output is what
 * is shown;
 *   ```console 2 shows the first two paragraphs of it, and says that there is more;
 *   `{{info gelu | minimum_x}}` in a sentence is a number from a run, `{{| minimum_x}}` from the
 * command last shown; a paragraph that begins with **Answer.** is hidden until it is asked for,
 * with all that follows it there;
 *   <!-- holds {{info gelu | minimum}} < 0 --> is not shown: it guards what the sentence above it
 * claims;
 *   <!-- name --> alone in its paragraph is a place where the caller puts text of its own (the
 * manual's tables). */
#ifndef ACTFN_GUIDE_H
#define ACTFN_GUIDE_H

#include "base/base.h"

/* A picture that a command drew for a page: files beside it, and what it shows in words. */
struct drawn {
    char *light, *dark, *words;
};

/* Answers from outside. Any function may be NULL: commands are then shown and not run, facts left
 * blank. */
struct live {
    void *state;
    /* One line of a console block without its "$ ": writes what it prints. */
    void (*run)(void *state, const char *line, FILE *out);
    /* Without run: a line is shown whose facts may be asked for below, as `{{| minimum_x}}`. */
    void (*mention)(void *state, const char *line);
    /* Pages only, asked before run: true if the line draws; its parts are then the page's to free.
     */
    bool (*draw)(void *state, const char *line, struct drawn *drawn);
    /* The text that `{{words}}` stands for; the caller frees. */
    char *(*fact)(void *state, const char *words);
    /* The words behind "holds": complains by itself where they are not true. */
    void (*check)(void *state, const char *words);
    /* Before what a reader should have thought about. false: leave. */
    bool (*wait)(void *state, const char *prompt);
    /* A question: the answer as typed, "" where the reader has none; the caller frees. NULL: leave.
     */
    char *(*answer)(void *state, const char *prompt);
    /* Each question once its truth is known. */
    void (*judged)(void *state, const char *question, const char *answer, const char *truth,
                   bool right);
    /* <!-- name -->, in mdoc. */
    void (*insert)(void *state, const char *name, FILE *out);
};

/* ---- lessons -------------------------------------------------------------------------------- */
struct lesson {
    size_t number;        /* from 1 */
    char name[40];        /* "collapse", from docs/lessons/02-collapse.md */
    char title[120];      /* its first line */
    char about[300];      /* its first paragraph */
    char topics[200];     /* blank-separated */
    size_t minutes, rank; /* in class; its place in a route: 1 is the most important, 0 none */
    const char *text;
};
const struct lesson *lesson_row(size_t i);           /* NULL after the last */
const struct lesson *lesson_find(const char *typed); /* by name or number; NULL */
const char *guide_page(const char *name); /* "manual.md", "style.css"; NULL: no such page */

/* ---- exercises --------------------------------------------------------------------------------
 * docs/exercises/NN-name.md: the task, then "## Hint" and "## Solution", which is told once it is
 * solved. Comments say how an answer is judged, and serve the tests:
 *   <!-- answer KIND ... -->     as src/command/exercise_judge.c reads it
 *   <!-- solved A -->            an answer that is right
 *   <!-- wrong A ;; B ;; C -->   answers that are not */
struct exercise {
    size_t number;   /* from 1 */
    char name[40];   /* "abs", from docs/exercises/02-abs.md */
    char title[120]; /* its first line */
    const char *text;
};
const struct exercise *exercise_row(size_t i);           /* NULL after the last */
const struct exercise *exercise_find(const char *typed); /* by name or number; NULL */
/* Markdown; hint and solution NULL where there is none. The caller frees. */
char *exercise_task(const struct exercise *e);
char *exercise_hint(const struct exercise *e);
char *exercise_solution(const struct exercise *e);
/* What stands behind the keyword of a comment, on one line; NULL: no such comment. The caller
 * frees. */
char *exercise_words(const struct exercise *e, const char *keyword);

/* ---- one document, three ways -----------------------------------------------------------------
 * Any text is a document; broken UTF-8 and control characters are replaced or left out. */
struct screen {
    FILE *out;
    int columns;
    bool colour, notes;
}; /* notes: show what is for the instructor */
bool guide_terminal(const char *markdown, const struct screen *screen,
                    const struct live *live); /* false: left */
char *guide_html(const char *markdown,
                 const struct live *live); /* what stands in <main>; the caller frees */
/* Slides, each a <section>; what waits for a key has the class "later". The caller frees. */
char *guide_slides(const char *markdown, const struct live *live);
/* What stands on a student's sheet, with room for answers; key: everything, answers open. The
 * caller frees. */
char *guide_handout(const char *markdown, const struct live *live, bool key);
void guide_mdoc(const char *markdown, FILE *out, const struct live *live);

/* Text as mdoc wants it: one sentence a line, no line beyond 78 bytes, nothing taken for a macro.
 */
void mdoc_text(FILE *out, const char *text);
void mdoc_literal(FILE *out, const char *text); /* verbatim lines, escaped */

/* ---- the site: a page a lesson, a first page ------------------------------------------------ */
void site_lesson(FILE *out, const struct lesson *lesson, const char *body,
                 bool alone); /* body: of guide_html; alone: no links */
void site_index(FILE *out, const char *how);
/* One file for the projector: begin, the slides of each lesson (guide_slides), end. */
void site_slides_begin(FILE *out, const char *title);
void site_slides_end(FILE *out);
void site_handout(FILE *out, const struct lesson *lesson, const char *body, bool key);
char *site_file(const struct lesson *lesson); /* "02-collapse.html"; the caller frees */

#endif
