/* question: what a lesson asks before its run, and how an answer is judged after it. Part of guide.
 *   <!-- ask NAME number TRUTH within T[%] -->   TRUTH: a number, or {{COMMAND | FACT}}
 *   <!-- ask NAME letter B -->
 *   <!-- ask NAME word A|B -->                   any of these; TRUTH may be {{...}} here too */
#ifndef ACTFN_QUESTION_H
#define ACTFN_QUESTION_H

#include "guide/guide.h"

enum question_kind { QUESTION_NUMBER, QUESTION_LETTER, QUESTION_WORD };
struct question {
    char *name, *truth; /* truth: as the comment has it */
    enum question_kind kind;
    double within;
    bool relative; /* within: percent of the truth */
    char *given;   /* "": no guess; NULL: not asked yet */
};
/* From the words of a comment; false: it is no question. */
bool question_read(struct question *q, const char *comment);
void question_free(struct question *q);
const char *question_wants(const struct question *q); /* "a number" */
/* Can it be an answer? The empty one can. */
bool question_accepts(const struct question *q, const char *typed);
/* The truth as people read it, and whether what was given is right; a sentence that says how far
 * off it was. Both texts are the caller's. */
char *question_truth(const struct question *q, const struct live *live);
char *question_judge(const struct question *q, const char *truth, bool *right);

#endif
