/* lesson: what its files share. lesson.c is the command, lesson_class.c runs what a lesson runs,
 * lesson_show.c is the terminal, lesson_pages.c writes pages, slides and handouts, lesson_tally.c
 * counts answers. */
#ifndef ACTFN_COMMAND_LESSON_H
#define ACTFN_COMMAND_LESSON_H

#include "cli/cli.h"
#include "cli/session.h"
#include "guide/guide.h"

/* A file of the pages, kept until all are done: a run that ends early leaves nothing. */
struct sheet {
    char *name, *bytes;
    size_t length;
};

struct classroom {
    struct session session;
    struct sheet *sheets;
    size_t nsheets;
    const char *dir, *stem; /* of the page being written: "02-collapse" */
    size_t pictures;
    const char *option, *lesson; /* "--html", for messages; the lesson's name */
    int answers;                 /* file of the answers, below 0: none */
};

/* Lessons that are shown or written, one after the other. */
struct lesson_choice {
    const struct lesson **lesson;
    size_t count;
};

/* ---- answers for the guide (lesson_class.c) ------------------------------------------------- */
void class_run(void *state, const char *line, FILE *out);
void class_mention(void *state, const char *line);
char *class_fact(void *state, const char *words);
void class_check(void *state, const char *claim);
bool class_all_ran(const struct classroom *c, struct error *err);

/* ---- the terminal (lesson_show.c) ----------------------------------------------------------- */
struct lesson_manner {
    bool no_pause, notes;
    const char *answers; /* file, or NULL */
};
bool lesson_show(const struct lesson_manner *how, const struct lesson *l, FILE *out,
                 struct error *err);

/* ---- files (lesson_pages.c) ----------------------------------------------------------------- */
bool lesson_pages(const char *dir, const struct lesson *only, FILE *out, struct error *err);
bool lesson_slides(const char *path, const struct lesson_choice *chosen, FILE *out,
                   struct error *err);
bool lesson_handouts(const char *dir, const struct lesson_choice *chosen, FILE *out,
                     struct error *err);

/* ---- answers of a room (lesson_tally.c) ----------------------------------------------------- */
bool lesson_tally(const struct request *q, FILE *out, struct error *err);

#endif
