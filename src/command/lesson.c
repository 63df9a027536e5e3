/* lesson: narrated walk-throughs. The guide module reads the Markdown; the commands in it are run
 * here, live. */
#include "command/lesson.h"
#include "cli/names.h"

#include <stdlib.h>
#include <string.h>

/* ---- which lessons -------------------------------------------------------------------------- */

static void list_lesson(FILE *out, const struct lesson *l)
{
    fprintf(out, colour_wanted(out) ? "%3zu  \033[1m%-14s\033[0m %s\n" : "%3zu  %-14s %s\n",
            l->number, l->name, l->title);
}

static void list_lessons(FILE *out)
{
    const struct lesson *l;
    for (size_t i = 0; (l = lesson_row(i)); i++)
        list_lesson(out, l);
    fprintf(out, "\nactfn lesson 1 begins; actfn lesson --html DIR writes them all as pages.\n"
                 "For a class: actfn lesson --route 45. To practice: actfn exercise.\n");
}

static const char *next_lesson(const void *state, size_t i)
{
    (void)state;
    return lesson_row(i) ? lesson_row(i)->name : NULL;
}

static bool no_lesson(const char *typed, struct error *err)
{
    const char *near = name_nearest(typed, next_lesson, NULL);
    if (near)
        return error_usage(err, "%s: unknown lesson; did you mean '%s'?", quote(typed).text, near);
    return error_usage(err, "%s: unknown lesson; 'actfn lesson' names them", quote(typed).text);
}

static void choose(struct lesson_choice *c, const struct lesson *l)
{
    c->lesson = memory_resize(c->lesson, c->count + 1, sizeof *c->lesson);
    c->lesson[c->count++] = l;
}

static bool has_topic(const struct lesson *l, const char *typed)
{
    size_t length;
    for (const char *at = l->topics; *at; at += length + strspn(at + length, " ")) {
        length = strcspn(at, " ");
        char *one = text_part(at, length);
        bool same = name_equal(one, typed);
        free(one);
        if (same)
            return true;
    }
    return false;
}

/* By name or number; else those about a topic: `lesson relu`. */
static bool find_lessons(struct lesson_choice *c, const char *typed, struct error *err)
{
    const struct lesson *l = lesson_find(typed);
    if (l)
        choose(c, l);
    for (size_t i = 0; !l && lesson_row(i); i++)
        if (has_topic(lesson_row(i), typed))
            choose(c, lesson_row(i));
    return c->count > 0 || no_lesson(typed, err);
}

/* ---- a route -------------------------------------------------------------------------------- */

/* Minutes of a class beside its lessons. */
enum { OPENING = 2, CLOSING = 3 };

static bool chosen(const struct lesson_choice *c, const struct lesson *l)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->lesson[i] == l)
            return true;
    return false;
}

/* The lessons that fit, the most important first; in their own order. */
static bool choose_route(struct lesson_choice *c, uint64_t minutes, struct error *err)
{
    struct lesson_choice picked = { 0 };
    const struct lesson *l;
    size_t left = (size_t)minutes - OPENING - CLOSING, lessons = 0;
    while (lesson_row(lessons))
        lessons++;
    for (size_t rank = 1; rank <= lessons; rank++)
        for (size_t i = 0; (l = lesson_row(i)); i++)
            if (l->rank == rank && l->minutes <= left) {
                choose(&picked, l);
                left -= l->minutes;
            }
    for (size_t i = 0; (l = lesson_row(i)); i++)
        if (chosen(&picked, l))
            choose(c, l);
    free(picked.lesson);
    return c->count > 0 ||
           error_usage(err, "--route %llu: too short for any lesson", (unsigned long long)minutes);
}

static void plan_line(FILE *out, size_t *clock, size_t minutes, const char *what, const char *how)
{
    fprintf(out, "  %zu:%02zu  %2zu min  %s\n", *clock / 60, *clock % 60, minutes, what);
    if (*how)
        fprintf(out, "%16s%s\n", "", how);
    *clock += minutes;
}

static void print_route(const struct lesson_choice *c, uint64_t minutes, FILE *out)
{
    size_t clock = 0;
    fprintf(out, "A plan for %llu minutes\n\n", (unsigned long long)minutes);
    plan_line(out, &clock, OPENING, "Opening: what an activation is", "actfn plot relu gelu tanh");
    for (size_t i = 0; i < c->count; i++) {
        const struct lesson *l = c->lesson[i];
        size_t predict = (l->minutes + 2) / 3, run = (l->minutes - predict + 1) / 2;
        char *command = text_format("actfn lesson %s: predict %zu, run and result %zu, why %zu",
                                    l->name, predict, run, l->minutes - predict - run);
        plan_line(out, &clock, l->minutes, l->title, command);
        free(command);
    }
    size_t spare = (size_t)minutes - clock - CLOSING;
    if (spare > 0)
        plan_line(out, &clock, spare, "Questions, or a \"Try it\" of any lesson", "");
    plan_line(out, &clock, CLOSING, "Closing: homework", "actfn exercise");
    fprintf(out,
            "\nSlides for all of it:   actfn lesson --route %llu --slides slides.html\n"
            "Handouts and their key: actfn lesson --route %llu --handout handouts\n",
            (unsigned long long)minutes, (unsigned long long)minutes);
}

/* ---- the command ---------------------------------------------------------------------------- */

struct lesson_options {
    struct delivery delivery;
    bool no_pause, notes, tally;
    char *html, *slides, *handout, *answers;
    uint64_t route;
};
#define S struct lesson_options
static const struct option_row rows[] = {
    OPT_FLAG("no-pause", S, no_pause, "do not stop at questions"),
    { .name = "html",
      .argument = "DIR",
      .kind = &option_text,
      .place = offsetof(S, html),
      .path = PATH_DIRECTORY,
      .help = "write the lessons there as pages to read offline" },
    OPT_FLAG("notes", S, notes, "with the teaching notes"),
    OPT_TEXT("slides", S, slides, "FILE.html", "write slides for the projector, one offline file"),
    { .name = "handout",
      .argument = "DIR",
      .kind = &option_text,
      .place = offsetof(S, handout),
      .path = PATH_DIRECTORY,
      .help = "write a sheet for students and its key, to print" },
    OPT_COUNT("route", S, route, 12, 600, "a timed plan for N minutes; also what is written"),
    OPT_TEXT("answers", S, answers, "FILE.csv", "append what was answered to FILE"),
    OPT_FLAG("tally", S, tally, "count the answers in such files"),
    { .name = "output",
      .letter = 'o',
      .argument = "FILE",
      .kind = &option_text,
      .place = offsetof(S, delivery.output),
      .path = PATH_OUTPUT,
      .names = &names_suffixes,
      .help = "with --tally: write there; the suffix says what" },
    { .name = "format",
      .letter = 'f',
      .argument = "NAME",
      .kind = &option_text,
      .place = offsetof(S, delivery.format),
      .names = &names_formats,
      .named = true,
      .help = "with --tally: text, csv, tsv, json, npy or a figure" },
    { .name = "plot",
      .letter = 'p',
      .kind = &option_flag,
      .place = offsetof(S, delivery.plot),
      .help = "with --tally: draw the bars" },
    { .name = NULL },
};

static bool lesson_write(const struct lesson_options *o, const struct lesson_choice *c, FILE *out,
                         struct error *err)
{
    if (o->slides && !lesson_slides(o->slides, c, out, err))
        return false;
    return !o->handout || lesson_handouts(o->handout, c, out, err);
}

static bool show_chosen(const struct request *q, const struct lesson_choice *c, FILE *out,
                        struct error *err)
{
    const struct lesson_options *o = q->options;
    const struct lesson_manner how = { o->no_pause, o->notes, o->answers };
    if (o->slides || o->handout)
        return lesson_write(o, c, out, err);
    if (o->route) {
        print_route(c, o->route, out);
        return true;
    }
    if (c->count == 1)
        return lesson_show(&how, c->lesson[0], out, err);
    for (size_t i = 0; i < c->count; i++)
        list_lesson(out, c->lesson[i]);
    return true;
}

static bool combination_fits(const struct request *q, struct error *err)
{
    const struct lesson_options *o = q->options;
    const struct delivery *d = &o->delivery;
    if (o->tally)
        return true;
    if (d->output || d->format || d->plot)
        return error_usage(err,
                           "--%s: only with --tally; --html, --slides and --handout write "
                           "lessons",
                           d->output   ? "output"
                           : d->format ? "format"
                                       : "plot");
    if (q->noperands > 1)
        return error_usage(err, "%s: one lesson at a time", quote(q->operands[1]).text);
    if (o->route && q->noperands)
        return error_usage(err, "%s: --route chooses the lessons", quote(q->operands[0]).text);
    if (o->html && (o->slides || o->handout || o->route))
        return error_usage(err, "--html: not together with --slides, --handout or --route");
    return true;
}

static bool lesson_print(const struct request *q, FILE *out, struct error *err)
{
    const struct lesson_options *o = q->options;
    struct lesson_choice c = { 0 };
    const struct lesson *l;
    bool named = q->noperands > 0, ok = combination_fits(q, err);
    if (!ok || o->tally)
        return ok && lesson_tally(q, out, err);
    if (named)
        ok = find_lessons(&c, q->operands[0], err);
    else if (o->route)
        ok = choose_route(&c, o->route, err);
    for (size_t i = 0; !named && (o->slides || o->handout) && !o->route && (l = lesson_row(i)); i++)
        choose(&c, l);
    if (ok && o->html)
        ok = lesson_pages(o->html, named ? c.lesson[0] : NULL, out, err);
    else if (ok && c.count > 0)
        ok = show_chosen(q, &c, out, err);
    else if (ok)
        list_lessons(out);
    free(c.lesson);
    return ok;
}

const struct command command_lesson = {
    .name = "lesson",
    .order = 120,
    .operands = "[NAME|NUMBER|TOPIC]",
    .names = &names_lessons,
    .about = "run an interactive lesson",
    .group = GROUP_LEARN,
    .meanings = "tutorial demo course lessons teach guide",
    .options = rows,
    .size = sizeof(S),
    .details =
        "Without a name, the list. A lesson asks, takes your answer, runs its commands, and says "
        "how far off you were: every number in it comes from that run. Enter alone makes no guess; "
        "q asks whether to leave. A topic (relu, softmax, dead) finds the lessons about it. With "
        "--html lessons become pages that need no network, figures and all; with --slides one "
        "file for the projector, where arrow keys turn, space reveals, and s opens the speaker's "
        "notes in a second window.",
    .examples = "actfn lesson\n"
                "actfn lesson collapse\n"
                "actfn lesson 9 --no-pause --notes\n"
                "actfn lesson --html pages\n"
                "actfn lesson --route 45\n"
                "actfn lesson dying --slides dying.html\n"
                "actfn lesson dying --handout handouts\n"
                "actfn lesson dying --answers answers.csv\n"
                "actfn lesson --tally answers.csv --plot",
    .print = lesson_print,
};
