/* lesson: narrated walk-throughs. The guide room reads the Markdown; the commands in it are run
 * here, live. */
#include "cli/cli.h"
#include "cli/names.h"
#include "cli/session.h"
#include "guide/guide.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
};

/* ---- answers for the guide ------------------------------------------------------------------ */

static void live_run(void *state, const char *line, FILE *out)
{
    struct classroom *c = state;
    session_run(&c->session, line, out);
}

static char *live_fact(void *state, const char *words)
{
    struct classroom *c = state;
    struct error err;
    char *text;
    if (fact_find(&c->session, words, &text, &err))
        return text;
    fprintf(stderr, "actfn: lesson: {{%s}}: %s\n", words, err.text);
    c->session.failed++;
    return text_copy("?");
}

static void live_check(void *state, const char *claim)
{
    struct classroom *c = state;
    struct error err;
    if (claim_holds(&c->session, claim, &err))
        return;
    fprintf(stderr, "actfn: lesson: %s\n", err.text);
    c->session.failed++;
}

/* ---- a key from the reader ------------------------------------------------------------------ */

/* One byte without waiting for Enter; what else came with it (an arrow key) is thrown away. -1: no
 * more input. */
static int key_read(const char *prompt)
{
    unsigned char key;
    ssize_t got;
    if (!terminal_take(STDIN_FILENO, 1, prompt))
        return -1;
    do
        got = read(STDIN_FILENO, &key, 1);
    while (got < 0 && errno == EINTR);
    terminal_give();
    return got == 1 ? key : -1;
}

static bool live_wait(void *state, const char *prompt)
{
    enum { CTRL_D = 4 };
    const struct classroom *c = state;
    char *shown = text_format(
        c->session.colour ? "\n\033[33m  %s (q leaves) \033[0m" : "\n  %s (q leaves) ", prompt);
    int key;
    fputs(shown, stdout);
    fflush(stdout);
    key = key_read(shown);
    free(shown);
    fputs(c->session.colour ? "\r\033[K\033[A" : "\n", stdout);
    return !(key < 0 || key == CTRL_D || key == 'q' || key == 'Q');
}

/* ---- pages ---------------------------------------------------------------------------------- */

/* The bytes are the classroom's from here on. */
static void sheet_add(struct classroom *c, const char *name, char *bytes, size_t length)
{
    c->sheets = memory_resize(c->sheets, c->nsheets + 1, sizeof *c->sheets);
    c->sheets[c->nsheets++] = (struct sheet){ text_copy(name), bytes, length };
}

static void sheets_free(struct classroom *c)
{
    for (size_t i = 0; i < c->nsheets; i++) {
        free(c->sheets[i].name);
        free(c->sheets[i].bytes);
    }
    free(c->sheets);
}

static bool sheet_write(const char *dir, const struct sheet *sheet, struct error *err)
{
    char *path = text_format("%s/%s", dir, sheet->name);
    struct save save;
    bool ok = save_open(&save, path, err);
    if (ok) {
        fwrite(sheet->bytes, 1, sheet->length, save.file);
        ok = save_close(&save, err);
    }
    free(path);
    return ok;
}

static bool picture_write(struct classroom *c, const struct asked *a, const char *theme,
                          char **name, struct error *err)
{
    struct look look = look_of(a->request.delivery);
    char *bytes = NULL;
    size_t length = 0;
    bool ok;
    look.theme = theme;
    *name = text_format("%s-%zu-%s.svg", c->stem, c->pictures, theme);
    ok = plot_picture(&a->report, &look, picture_find("svg"), &bytes, &length, err);
    if (ok)
        sheet_add(c, *name, bytes, length);
    return ok;
}

/* The picture's headline and sentences: what a reader who cannot see it gets. */
static char *words_of(const struct report *r)
{
    char *words = text_format("%s%s%s", r->headline ? r->headline : "", r->subtitle ? ". " : "",
                              r->subtitle ? r->subtitle : "");
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
    struct error err;
    struct asked *a;
    if (!session_draws(&c->session, line))
        return false;
    a = session_ask(&c->session, line);
    c->pictures++;
    drawn->words = words_of(&a->report);
    if (picture_write(c, a, "light", &drawn->light, &err) &&
        picture_write(c, a, "dark", &drawn->dark, &err))
        return true;
    fprintf(stderr, "%s: %s\n", line, err.text);
    c->session.failed++;
    free(drawn->light);
    free(drawn->dark);
    drawn->light = drawn->dark = NULL;
    return true;
}

static void page_make(struct classroom *c, const struct lesson *l, bool alone)
{
    const struct live live = {
        .state = c, .run = live_run, .fact = live_fact, .check = live_check, .draw = live_draw
    };
    char *file = site_file(l), *stem = text_part(file, strlen(file) - strlen(".html")), *body,
         *page = NULL;
    size_t length = 0;
    FILE *out = memory_stream(&page, &length);
    c->stem = stem;
    c->pictures = 0;
    body = guide_html(l->text, &live);
    site_lesson(out, l, body, alone);
    memory_stream_close(out, &page);
    sheet_add(c, file, page, length);
    free(body);
    free(file);
    free(stem);
}

static void index_make(struct classroom *c)
{
    char *page = NULL;
    size_t length = 0;
    FILE *out = memory_stream(&page, &length);
    site_index(out, "Guess first, then run it: each lesson asks a question, lets the program "
                    "answer it, and explains.");
    memory_stream_close(out, &page);
    sheet_add(c, "index.html", page, length);
}

static void site_make(struct classroom *c, const struct lesson *only)
{
    const char *style = guide_page("style.css");
    const struct lesson *l;
    sheet_add(c, "style.css", text_copy(style), strlen(style));
    if (only)
        page_make(c, only, true);
    for (size_t i = 0; !only && (l = lesson_row(i)); i++)
        page_make(c, l, false);
    if (!only)
        index_make(c);
}

static bool directory_fails(const char *dir, struct error *err)
{
    return error_set(err, "--html %s: %s", quote(dir).text, strerror(errno));
}

/* Found out before the work. */
static bool directory_fits(const char *dir, struct error *err)
{
    struct stat there;
    bool exists = stat(dir, &there) == 0;
    if (exists && !S_ISDIR(there.st_mode)) {
        errno = ENOTDIR;
        return directory_fails(dir, err);
    }
    if (exists ? access(dir, W_OK | X_OK) != 0 : errno != ENOENT)
        return directory_fails(dir, err);
    return true;
}

static bool site_write(const struct classroom *c, struct error *err)
{
    bool made = mkdir(c->dir, 0777) == 0, ok = made || errno == EEXIST;
    if (!ok)
        return directory_fails(c->dir, err);
    for (size_t i = 0; ok && i < c->nsheets; i++)
        ok = sheet_write(c->dir, &c->sheets[i], err);
    if (made && !ok)
        (void)rmdir(c->dir); /* where nothing could be written into it */
    return ok;
}

/* ---- the command ---------------------------------------------------------------------------- */

static void list_lessons(FILE *out)
{
    const struct lesson *l;
    bool colour = colour_wanted(out);
    for (size_t i = 0; (l = lesson_row(i)); i++)
        fprintf(out, colour ? "%3zu  \033[1m%-14s\033[0m %s\n" : "%3zu  %-14s %s\n", l->number,
                l->name, l->title);
    fprintf(out, "\nactfn lesson 1 begins; actfn lesson --html DIR writes them all as pages.\n");
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

static bool all_ran(const struct classroom *c, struct error *err)
{
    return c->session.failed == 0 ||
           error_set(err, "%zu of its commands could not be run; see above", c->session.failed);
}

struct lesson_options {
    struct delivery delivery;
    bool no_pause, notes;
    char *html;
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
    OPT_FLAG("notes", S, notes, "with what is for the instructor"),
    { .name = NULL },
};

static bool lesson_show(const struct lesson_options *o, const struct lesson *l, FILE *out,
                        struct error *err)
{
    bool stop = !o->no_pause && isatty(STDIN_FILENO) && fileno(out) >= 0 && isatty(fileno(out));
    struct classroom c = { .session = { .columns = screen_columns(out),
                                        .colour = colour_wanted(out) } };
    const struct screen screen = {
        .out = out, .columns = c.session.columns, .colour = c.session.colour, .notes = o->notes
    };
    const struct live live = { .state = &c,
                               .run = live_run,
                               .fact = live_fact,
                               .check = live_check,
                               .wait = stop ? live_wait : NULL };
    const struct lesson *next = lesson_row(l->number);
    bool whole, ok;
    /* Figures belong between the sentences, not into a window over them. */
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    whole = guide_terminal(l->text, &screen, &live);
    if (whole && next)
        fprintf(out, "\nNext: actfn lesson %s\n", next->name);
    ok = all_ran(&c, err);
    session_free(&c.session);
    return ok;
}

/* A page with a hole in it is none: nothing is written where a command failed. */
static bool lesson_pages(const struct lesson_options *o, const struct lesson *only, FILE *out,
                         struct error *err)
{
    struct classroom c = { .dir = o->html, .session = { .columns = 80 } };
    bool ok = directory_fits(o->html, err);
    if (ok) {
        site_make(&c, only);
        ok = all_ran(&c, err) && site_write(&c, err);
    }
    sheets_free(&c);
    session_free(&c.session);
    char *place = text_safe(o->html);
    if (ok)
        fprintf(out, "Written to %s%s\n", place, only ? "" : "; open its index.html in a browser");
    free(place);
    return ok;
}

static bool lesson_print(const struct request *q, FILE *out, struct error *err)
{
    const struct lesson_options *o = q->options;
    bool named = q->noperands > 0;
    const struct lesson *l = named ? lesson_find(q->operands[0]) : NULL;
    if (q->noperands > 1)
        return error_usage(err, "%s: one lesson at a time", quote(q->operands[1]).text);
    if (named && !l)
        return no_lesson(q->operands[0], err);
    if (o->html)
        return lesson_pages(o, l, out, err);
    if (!named) {
        list_lessons(out);
        return true;
    }
    return lesson_show(o, l, out, err);
}

const struct command command_lesson = {
    .name = "lesson",
    .order = 120,
    .operands = "[NAME|NUMBER]",
    .names = &names_lessons,
    .about = "run an interactive lesson",
    .group = GROUP_LEARN,
    .meanings = "tutorial demo course lessons teach guide",
    .options = rows,
    .size = sizeof(S),
    .details =
        "Without a name, the list. A lesson asks, waits for a key, and runs its commands: every "
        "number in it comes "
        "from that run. With --html it becomes a page that needs no network, figures and all.",
    .examples = "actfn lesson\n"
                "actfn lesson collapse\n"
                "actfn lesson 9 --no-pause --notes\n"
                "actfn lesson --html pages",
    .print = lesson_print,
};
