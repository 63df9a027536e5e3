/* A lesson in the terminal: it stops at its questions, takes answers, and judges them when the run
 * is done. */
#include "command/lesson.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CTRL_D = 4, CTRL_U = 21, BACKSPACE = 8, DELETE = 127 };

/* ---- keys ----------------------------------------------------------------------------------- */

static int byte_read(void)
{
    unsigned char key;
    ssize_t got;
    do
        got = read(STDIN_FILENO, &key, 1);
    while (got < 0 && errno == EINTR);
    return got == 1 ? key : -1;
}

/* One byte without waiting for Enter; what else came with it (an arrow key) is thrown away. -1: no
 * more input. */
static int key_read(const char *prompt)
{
    fputs(prompt, stdout);
    fflush(stdout);
    if (!terminal_take(STDIN_FILENO, 1, prompt))
        return -1;
    int key = byte_read();
    terminal_give();
    return key;
}

static char *coloured(const struct classroom *c, const char *text)
{
    return text_format(c->session.colour ? "\n\033[33m  %s\033[0m" : "\n  %s", text);
}

static void wipe_line(const struct classroom *c)
{
    fputs(c->session.colour ? "\r\033[K\033[A" : "\n", stdout);
}

/* A q alone may have been typed by accident. */
static bool really_leaves(const struct classroom *c)
{
    char *prompt = coloured(c, "Leave the lesson? y leaves, any other key stays ");
    int key = key_read(prompt);
    free(prompt);
    wipe_line(c);
    return key < 0 || key == CTRL_D || key == 'y' || key == 'Y';
}

static bool live_wait(void *state, const char *prompt)
{
    const struct classroom *c = state;
    char *text = text_format("%s (q leaves) ", prompt), *shown = coloured(c, text);
    bool stays = true;
    for (bool again = true; again && stays;) {
        int key = key_read(shown);
        wipe_line(c);
        again = key == 'q' || key == 'Q';
        stays = key >= 0 && key != CTRL_D && !(again && really_leaves(c));
    }
    free(shown);
    free(text);
    return stays;
}

/* ---- a typed answer ------------------------------------------------------------------------- */

enum { ANSWER_MOST = 60 };

/* The prompt and what is typed so far, as it is written again after Ctrl-Z and fg. */
struct answer_line {
    char shown[400];
    size_t prompt, length; /* bytes */
};

static void line_begin(struct answer_line *l, const char *prompt)
{
    *l = (struct answer_line){ .prompt = strlen(prompt) };
    (void)snprintf(l->shown, sizeof l->shown - ANSWER_MOST - 1, "%s", prompt);
    l->prompt = l->length = strlen(l->shown);
}

/* False: Enter, or the end. *ended: no more input. */
static bool line_key(struct answer_line *l, int key, bool *ended)
{
    *ended = key < 0 || (key == CTRL_D && l->length == l->prompt);
    if (*ended || key == '\n' || key == '\r')
        return false;
    bool erases = key == BACKSPACE || key == DELETE || key == CTRL_U;
    while (erases && l->length > l->prompt) {
        l->shown[--l->length] = 0;
        fputs("\b \b", stdout);
        erases = key == CTRL_U;
    }
    if (key >= ' ' && key < DELETE && l->length < l->prompt + ANSWER_MOST) {
        l->shown[l->length++] = (char)key;
        putchar(key);
    }
    fflush(stdout);
    return true;
}

/* What is typed up to Enter, without blanks at its ends; NULL: no more input. */
static char *line_read(const char *prompt)
{
    struct answer_line l;
    bool ended = false;
    line_begin(&l, prompt);
    fputs(l.shown, stdout);
    fflush(stdout);
    if (!terminal_take(STDIN_FILENO, 1, l.shown))
        return NULL;
    while (line_key(&l, byte_read(), &ended)) {
    }
    terminal_give();
    putchar('\n');
    char *typed = l.shown + l.prompt + strspn(l.shown + l.prompt, " ");
    size_t length = strlen(typed);
    while (length > 0 && typed[length - 1] == ' ')
        length--;
    return ended ? NULL : text_part(typed, length);
}

static char *live_answer(void *state, const char *prompt)
{
    const struct classroom *c = state;
    char *shown = coloured(c, prompt), *typed;
    while ((typed = line_read(shown)) && (strcmp(typed, "q") == 0 || strcmp(typed, "Q") == 0)) {
        free(typed);
        typed = NULL;
        if (really_leaves(c))
            break;
    }
    free(shown);
    return typed;
}

/* ---- the file of answers -------------------------------------------------------------------- */

static void csv_cell(struct buffer *b, const char *text, char end)
{
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;
    buffer_text(b, quoted ? "\"" : "");
    for (; *text; text++)
        buffer_print(b, *text == '"' ? "\"%c" : "%c", *text);
    buffer_print(b, "%s%c", quoted ? "\"" : "", end);
}

/* A row in one piece, so that a whole room can write into one file. */
static void live_judged(void *state, const char *question, const char *answer, const char *truth,
                        bool right)
{
    const struct classroom *c = state;
    struct buffer row = { 0 };
    if (c->answers < 0)
        return;
    csv_cell(&row, c->lesson, ',');
    csv_cell(&row, question, ',');
    csv_cell(&row, answer, ',');
    csv_cell(&row, truth, ',');
    csv_cell(&row, right ? "1" : "0", '\n');
    if (write(c->answers, row.bytes, row.length) != (ssize_t)row.length)
        fprintf(stderr, "actfn: lesson: --answers: an answer could not be written: %s\n",
                strerror(errno));
    free(row.bytes);
}

static bool answers_open(struct classroom *c, const char *path, struct error *err)
{
    static const char header[] = "lesson,question,answer,truth,right\n";
    struct stat there;
    c->answers = -1;
    if (!path)
        return true;
    c->answers = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (c->answers < 0)
        return error_set(err, "--answers %s: %s", quote(path).text, strerror(errno));
    if (fstat(c->answers, &there) == 0 && there.st_size == 0)
        (void)!write(c->answers, header, sizeof header - 1);
    return true;
}

/* ---- all of it ------------------------------------------------------------------------------ */

bool lesson_show(const struct lesson_manner *how, const struct lesson *l, FILE *out,
                 struct error *err)
{
    bool stop = !how->no_pause && isatty(STDIN_FILENO) && fileno(out) >= 0 && isatty(fileno(out));
    struct classroom c = { .lesson = l->name,
                           .session = { .columns = screen_columns(out),
                                        .colour = colour_wanted(out) } };
    const struct screen screen = {
        .out = out, .columns = c.session.columns, .colour = c.session.colour, .notes = how->notes
    };
    const struct live live = { .state = &c,
                               .run = class_run,
                               .fact = class_fact,
                               .check = class_check,
                               .wait = stop ? live_wait : NULL,
                               .answer = stop ? live_answer : NULL,
                               .judged = live_judged };
    const struct lesson *next = lesson_row(l->number);
    if (!answers_open(&c, how->answers, err))
        return false;
    /* Figures belong between the sentences, not into a window over them. */
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    bool whole = guide_terminal(l->text, &screen, &live);
    if (whole && next)
        fprintf(out, "\nNext: actfn lesson %s\n", next->name);
    bool ok = class_all_ran(&c, err);
    if (c.answers >= 0)
        close(c.answers);
    session_free(&c.session);
    return ok;
}
