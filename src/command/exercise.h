/* exercise: tasks that the program judges by computing. exercise.c is the command, exercise_judge.c
 * decides what is right, exercise_state.c remembers what is solved. */
#ifndef ACTFN_COMMAND_EXERCISE_H
#define ACTFN_COMMAND_EXERCISE_H

#include "guide/guide.h"

enum exercise_verdict { EXERCISE_RIGHT, EXERCISE_WRONG, EXERCISE_UNCLEAR };
struct session;
/* `why`: what is wrong with the answer, or what cannot be understood about it; without the answer
 * that would be right. What truth is measured by runs once a session. */
enum exercise_verdict exercise_judge(struct session *s, const struct exercise *e, const char *typed,
                                     struct error *why);

/* Names of what is solved, one a line, in one small file that is always whole. */
struct exercise_state {
    char *path; /* NULL: nowhere to keep it */
    char *names;
};
/* What cannot be read counts as nothing solved. */
void exercise_state_read(struct exercise_state *s);
void exercise_state_free(struct exercise_state *s);
bool exercise_state_has(const struct exercise_state *s, const char *name);
bool exercise_state_add(struct exercise_state *s, const char *name, struct error *err);
/* name NULL: all. */
bool exercise_state_remove(struct exercise_state *s, const char *name, struct error *err);

#endif
