/* exercise: tasks to solve, each judged by computing. */
#include "command/exercise.h"
#include "cli/cli.h"
#include "cli/names.h"
#include "cli/session.h"

#include <stdlib.h>
#include <string.h>

struct exercise_options {
    struct delivery delivery;
    char *try;
    bool hint, reset;
};
#define S struct exercise_options
static const struct option_row rows[] = {
    OPT_TEXT("try", S, try, "ANSWER", "is this right? status 0: yes, 1: no, 2: not understood"),
    OPT_FLAG("hint", S, hint, "a hint"),
    OPT_FLAG("reset", S, reset, "forget what is solved: this exercise, or all"),
    { .name = NULL },
};

/* ---- what is shown -------------------------------------------------------------------------- */

static void run_line(void *state, const char *line, FILE *out)
{
    session_run(state, line, out);
}

static char *find_fact(void *state, const char *words)
{
    struct error err;
    char *text;
    return fact_find(state, words, &text, &err) ? text : text_copy("?");
}

/* Markdown on the screen, its commands run. */
static void show(const char *markdown, FILE *out)
{
    struct session s = { .columns = screen_columns(out), .colour = colour_wanted(out) };
    const struct screen screen = { .out = out, .columns = s.columns, .colour = s.colour };
    const struct live live = { .state = &s, .run = run_line, .fact = find_fact };
    unsetenv("DISPLAY"); /* figures belong between the sentences */
    unsetenv("WAYLAND_DISPLAY");
    (void)guide_terminal(markdown, &screen, &live);
    session_free(&s);
}

static const struct exercise *first_open(const struct exercise_state *s)
{
    const struct exercise *e;
    for (size_t i = 0; (e = exercise_row(i)); i++)
        if (!exercise_state_has(s, e->name))
            return e;
    return NULL;
}

static void list_exercises(const struct exercise_state *s, FILE *out)
{
    const struct exercise *e, *next = first_open(s);
    bool colour = colour_wanted(out);
    size_t solved = 0, all = 0;
    for (; (e = exercise_row(all)); all++) {
        bool done = exercise_state_has(s, e->name);
        solved += done;
        fprintf(out, colour ? "%3zu  %-4s \033[1m%-14s\033[0m %s\n" : "%3zu  %-4s %-14s %s\n",
                e->number, done ? "done" : "", e->name, e->title);
    }
    fprintf(out, "\n%zu of %zu solved. ", solved, all);
    if (next)
        fprintf(out, "actfn exercise %zu shows the next one.\n", next->number);
    else
        fputs("actfn exercise --reset begins anew.\n", out);
}

static void show_task(const struct exercise *e, const struct exercise_state *s, FILE *out)
{
    char *task = exercise_task(e), *hint = exercise_hint(e);
    show(task, out);
    fprintf(out, "\nAnswer:  actfn exercise %s --try 'ANSWER'\n", e->name);
    if (hint)
        fprintf(out, "Hint:    actfn exercise %s --hint\n", e->name);
    if (exercise_state_has(s, e->name))
        fputs("You have solved this one.\n", out);
    free(hint);
    free(task);
}

static bool show_hint(const struct exercise *e, FILE *out, struct error *err)
{
    char *hint = exercise_hint(e);
    if (!hint)
        return error_set(err, "%s: has no hint", e->name);
    show(hint, out);
    free(hint);
    return true;
}

/* ---- an answer ------------------------------------------------------------------------------ */

static void congratulate(const struct exercise *e, struct exercise_state *s, FILE *out)
{
    struct error why;
    char *solution = exercise_solution(e);
    fputs("Right.\n", out);
    if (!exercise_state_add(s, e->name, &why))
        fprintf(stderr, "actfn: exercise: not remembered: %s\n", why.text);
    if (solution)
        show(solution, out);
    free(solution);
    const struct exercise *next = first_open(s);
    if (next)
        fprintf(out, "\nNext: actfn exercise %zu, %s\n", next->number, next->title);
    else
        fputs("\nThat was the last one: all are solved.\n", out);
}

static bool try(const struct exercise *e, const char *typed, struct exercise_state *s, FILE *out,
                struct error *err)
{
    struct error why = { 0 };
    struct session session = { .columns = 80 };
    enum exercise_verdict verdict = exercise_judge(&session, e, typed, &why);
    session_free(&session);
    switch (verdict) {
    case EXERCISE_RIGHT:
        congratulate(e, s, out);
        return true;
    case EXERCISE_WRONG:
        return error_set(err, "%s: not right yet: %s; --hint helps", quote(typed).text, why.text);
    default:
        return error_usage(err, "--try %s: %s", quote(typed).text, why.text);
    }
}

/* ---- the command ---------------------------------------------------------------------------- */

static const char *next_exercise(const void *state, size_t i)
{
    (void)state;
    return exercise_row(i) ? exercise_row(i)->name : NULL;
}

static bool no_exercise(const char *typed, struct error *err)
{
    const char *near = name_nearest(typed, next_exercise, NULL);
    if (near)
        return error_usage(err, "%s: unknown exercise; did you mean '%s'?", quote(typed).text,
                           near);
    return error_usage(err, "%s: unknown exercise; 'actfn exercise' lists them", quote(typed).text);
}

static bool exercise_do(const struct exercise_options *o, const struct exercise *e,
                        struct exercise_state *s, FILE *out, struct error *err)
{
    if (o->reset)
        return exercise_state_remove(s, e ? e->name : NULL, err);
    if (!e && (o->try || o->hint))
        return error_usage(err, "--%s: of which exercise? give its name or number",
                           o->try ? "try" : "hint");
    if (!e) {
        list_exercises(s, out);
        return true;
    }
    if (o->try)
        return try(e, o->try, s, out, err);
    if (o->hint)
        return show_hint(e, out, err);
    show_task(e, s, out);
    return true;
}

static bool exercise_print(const struct request *q, FILE *out, struct error *err)
{
    const struct exercise_options *o = q->options;
    const struct exercise *e = q->noperands ? exercise_find(q->operands[0]) : NULL;
    struct exercise_state s;
    if (q->noperands > 1)
        return error_usage(err, "%s: one exercise at a time", quote(q->operands[1]).text);
    if (q->noperands && !e)
        return no_exercise(q->operands[0], err);
    if (o->try && (o->hint || o->reset))
        return error_usage(err, "--%s: not together with --try", o->hint ? "hint" : "reset");
    exercise_state_read(&s);
    bool ok = exercise_do(o, e, &s, out, err);
    exercise_state_free(&s);
    return ok;
}

const struct command command_exercise = {
    .name = "exercise",
    .order = 125,
    .group = GROUP_LEARN,
    .operands = "[NAME|NUMBER]",
    .names = &names_exercises,
    .about = "solve an exercise; answers are judged by computation",
    .meanings = "quiz exam test homework task practice",
    .options = rows,
    .size = sizeof(S),
    .details = "Without a name, the list, and what is solved. With one, its task. --try judges an "
               "answer by computing: any expression that equals the right one is right, and a "
               "number may be written as an expression (1/sqrt(3)). What is solved is kept in "
               "$XDG_STATE_HOME/actfn (~/.local/state/actfn).",
    .examples = "actfn exercise\n"
                "actfn exercise 2\n"
                "actfn exercise 2 --hint\n"
                "actfn exercise identity --try 'relu(x)-relu(-x)'",
    .print = exercise_print,
};
