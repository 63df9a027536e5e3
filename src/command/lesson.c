/* lesson: narrated walk-throughs. The guide room reads the Markdown; the commands in it are run here, live. */
#include "command/live.h"
#include "guide/guide.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

struct classroom {
    struct session session;
    const char *dir, *stem;        /* of the page being written: "02-collapse" */
    size_t pictures;
};

/* ---- answers for the guide -----------------------------------------------------------------------*/

static void live_run(void *state, const char *line, FILE *out)
{
    struct classroom *c = state;
    session_run(&c->session, line, out);
}

static char *live_fact(void *state, const char *words)
{
    struct classroom *c = state;
    struct message why;
    char *text;
    if (fact_find(&c->session, words, &text, &why))
        return text;
    fprintf(stderr, "actfn: lesson: {{%s}}: %s\n", words, why.text);
    c->session.failed++;
    return text_copy("?");
}

static void live_check(void *state, const char *claim)
{
    struct classroom *c = state;
    struct message why;
    if (claim_holds(&c->session, claim, &why))
        return;
    fprintf(stderr, "actfn: lesson: %s\n", why.text);
    c->session.failed++;
}

/* ---- a key from the reader -----------------------------------------------------------------------*/

/* One byte without waiting for Enter; what else came with it (an arrow key) is thrown away. -1: no more input. */
static int key_read(void)
{
    struct termios before, raw;
    unsigned char key;
    ssize_t got;
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return -1;
    raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    cleanup_terminal(STDIN_FILENO, &before);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    do
        got = read(STDIN_FILENO, &key, 1);
    while (got < 0 && errno == EINTR);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    cleanup_terminal(-1, NULL);
    return got == 1 ? key : -1;
}

static bool live_wait(void *state, const char *prompt)
{
    enum { CTRL_D = 4 };
    const struct classroom *c = state;
    int key;
    printf(c->session.colour ? "\n\033[33m  %s (q leaves) \033[0m" : "\n  %s (q leaves) ", prompt);
    fflush(stdout);
    key = key_read();
    fputs(c->session.colour ? "\r\033[K\033[A" : "\n", stdout);
    return !(key < 0 || key == CTRL_D || key == 'q' || key == 'Q');
}

/* ---- pages -------------------------------------------------------------------------------------*/

static bool file_write(const char *dir, const char *name, const char *bytes, size_t length, struct message *why)
{
    char *path = text_format("%s/%s", dir, name);
    struct save save;
    bool good = save_open(&save, path, why);
    if (good) {
        fwrite(bytes, 1, length, save.file);
        good = save_close(&save, why);
    }
    free(path);
    return good;
}

static bool picture_write(struct classroom *c, const struct asked *a, const char *theme, char **name, struct message *why)
{
    struct look look = a->options.look;
    char *bytes = NULL;
    size_t length = 0;
    bool good;
    look.theme = theme;
    *name = text_format("%s-%zu-%s.svg", c->stem, c->pictures, theme);
    good = plot_picture(&a->report, &look, picture_find("svg"), &bytes, &length, why) &&
           file_write(c->dir, *name, bytes, length, why);
    free(bytes);
    return good;
}

/* The picture's headline and sentences: what a reader who cannot see it gets. */
static char *words_of(const struct report *r)
{
    char *words = text_format("%s%s%s", r->headline ? r->headline : "", r->subtitle ? ". " : "", r->subtitle ? r->subtitle : "");
    for (size_t i = 0; i < r->nsentences; i++) {
        char *more = text_format("%s. %s %s", words, r->sentences[i].term, r->sentences[i].text);
        free(words);
        words = more;
    }
    return words;
}

static bool live_draw(void *state, const char *line, struct drawn *drawn)
{
    struct classroom *c = state;
    struct message why;
    struct asked *a;
    if (!session_draws(&c->session, line))
        return false;
    a = session_ask(&c->session, line);
    c->pictures++;
    drawn->words = words_of(&a->report);
    if (picture_write(c, a, "light", &drawn->light, &why) && picture_write(c, a, "dark", &drawn->dark, &why))
        return true;
    fprintf(stderr, "%s: %s\n", line, why.text);
    c->session.failed++;
    free(drawn->light);
    free(drawn->dark);
    drawn->light = drawn->dark = NULL;
    return true;
}

static bool page_write(struct classroom *c, const struct lesson *l, bool alone, struct message *why)
{
    const struct live live = { .state = c, .run = live_run, .fact = live_fact, .check = live_check, .draw = live_draw };
    char *file = site_file(l), *stem = text_part(file, strlen(file) - strlen(".html")), *body, *page = NULL;
    size_t length = 0, failed = c->session.failed;
    FILE *out = memory_stream(&page, &length);
    bool good = true;
    c->stem = stem;
    c->pictures = 0;
    body = guide_html(l->text, &live);
    site_lesson(out, l, body, alone);
    memory_stream_close(out, &page);
    if (c->session.failed == failed)       /* a page with a hole in it is none */
        good = file_write(c->dir, file, page, length, why);
    free(page);
    free(body);
    free(file);
    free(stem);
    return good;
}

static bool index_write(const char *dir, struct message *why)
{
    char *page = NULL;
    size_t length = 0;
    FILE *out = memory_stream(&page, &length);
    bool good;
    site_index(out, "Guess first, then run it: each lesson asks a question, lets the program answer it, and explains.");
    memory_stream_close(out, &page);
    good = file_write(dir, "index.html", page, length, why);
    free(page);
    return good;
}

static bool directory_make(const char *dir, struct message *why)
{
    if (mkdir(dir, 0777) == 0 || errno == EEXIST)
        return true;
    return message_set(why, "--html %s: %s", quote(dir).text, strerror(errno));
}

static bool site_write(struct classroom *c, const struct lesson *only, struct message *why)
{
    const char *style = guide_page("style.css");
    const struct lesson *l;
    if (!directory_make(c->dir, why) || !file_write(c->dir, "style.css", style, strlen(style), why))
        return false;
    if (only)
        return page_write(c, only, true, why);
    for (size_t i = 0; (l = lesson_row(i)); i++)
        if (!page_write(c, l, false, why))
            return false;
    return c->session.failed > 0 || index_write(c->dir, why);
}

/* ---- the command -------------------------------------------------------------------------------*/

static void list_lessons(FILE *out)
{
    const struct lesson *l;
    bool colour = colour_wanted(out);
    for (size_t i = 0; (l = lesson_row(i)); i++)
        fprintf(out, colour ? "%3zu  \033[1m%-14s\033[0m %s\n" : "%3zu  %-14s %s\n", l->number, l->name, l->title);
    fprintf(out, "\nactfn lesson 1 begins; actfn lesson --html DIR writes them all as pages.\n");
}

static const char *next_lesson(const void *state, size_t i)
{
    (void)state;
    return lesson_row(i) ? lesson_row(i)->name : NULL;
}

static bool no_lesson(const char *typed, struct message *why)
{
    const char *near = name_nearest(typed, next_lesson, NULL);
    if (near)
        return message_set(why, "%s: no such lesson; did you mean '%s'?", quote(typed).text, near);
    return message_set(why, "%s: no such lesson; 'actfn lesson' names them", quote(typed).text);
}

static int some_failed(const struct classroom *c, struct message *why)
{
    if (c->session.failed == 0)
        return STATUS_DONE;
    message_set(why, "%zu of its commands could not be run; see above", c->session.failed);
    return STATUS_FAILED;
}

static int lesson_show(const struct options *o, const struct lesson *l, FILE *out, struct message *why)
{
    bool stop = !o->no_pause && isatty(STDIN_FILENO) && fileno(out) >= 0 && isatty(fileno(out));
    struct classroom c = { .session = { .columns = screen_columns(out), .colour = colour_wanted(out) } };
    const struct screen screen = { .out = out, .columns = c.session.columns, .colour = c.session.colour, .notes = o->notes };
    const struct live live = { .state = &c, .run = live_run, .fact = live_fact, .check = live_check, .wait = stop ? live_wait : NULL };
    const struct lesson *next = lesson_row(l->number);
    int status;
    bool whole;
    /* Figures belong between the sentences, not into a window over them. */
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    whole = guide_terminal(l->text, &screen, &live);
    if (whole && next)
        fprintf(out, "\nNext: actfn lesson %s\n", next->name);
    status = some_failed(&c, why);
    session_free(&c.session);
    return status;
}

static int lesson_print(struct options *o, FILE *out, struct message *why)
{
    bool named = o->noperands > 0;
    const struct lesson *l = named ? lesson_find(o->operands[0]) : NULL;
    if (o->noperands > 1)
        return message_set(why, "%s: one lesson at a time", quote(o->operands[1]).text), STATUS_USAGE;
    if (named && !l)
        return no_lesson(o->operands[0], why), STATUS_USAGE;
    if (o->html) {
        struct classroom c = { .dir = o->html, .session = { .columns = 80 } };
        int status = site_write(&c, l, why) ? some_failed(&c, why) : STATUS_FAILED;
        session_free(&c.session);
        char *place = text_safe(o->html);
        if (status == STATUS_DONE)
            fprintf(out, "Written to %s%s\n", place, named ? "" : "; open its index.html in a browser");
        free(place);
        return status;
    }
    if (!named) {
        list_lessons(out);
        return STATUS_DONE;
    }
    return lesson_show(o, l, out, why);
}

const struct command command_lesson = {
    .name = "lesson",
    .operands = "[NAME|NUMBER]",
    .about = "narrated walk-throughs: guess first, then see it run",
    .options = "no-pause html notes",
    .details = "Without a name, the list. A lesson asks, waits for a key, and runs its commands: every number in it comes "
               "from that run. With --html it becomes a page that needs no network, figures and all.",
    .examples = "actfn lesson\n"
                "actfn lesson collapse\n"
                "actfn lesson 9 --no-pause --notes\n"
                "actfn lesson --html pages",
    .prints = true,
    .print = lesson_print,
};
