/* The program in a terminal: a pseudo-terminal answers as xterm, kitty, iTerm2, tmux and nobody do.
 * What must come: a picture in the right protocol or braille; the settings as they were, also after
 * Ctrl-C; no question at all when output is a pipe, the terminal is dumb or the program is in the
 * background. */
#include "plot/ask.h"
#include "plot/display.h"
#include "plot/plot.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { COLUMNS = 80, ROWS = 30 };

/* gnuplot --version: is it there?. */
static bool gnuplot_there(void)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_RDWR);
        dup2(nowhere, 0);
        dup2(nowhere, 1);
        execlp("gnuplot", "gnuplot", "--version", (char *)NULL);
        _exit(127);
    }
    int status = 127;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What the program does behind the terminal's slave side, as a session of its own: what `inside`
 * points to. */
static int draw(const char *terminal)
{
    struct report r;
    struct error err;
    struct look look = { .terminal = terminal };
    report_init(&r, "plot");
    report_headline(&r, "line");
    report_figure(&r, "curves");
    struct table *t = report_table(&r, "values", 11);
    double *x = table_numbers(t, "x"), *y = table_numbers(t, "line");
    for (int i = 0; i < 11; i++)
        y[i] = x[i] = i;
    struct table *g = report_table(&r, "regions", 2);
    double *low = table_numbers(g, "low"), *high = table_numbers(g, "high");
    char **label = table_texts(g, "label");
    low[0] = 0, high[0] = 6, label[0] = text_copy("here it is low");
    low[1] = 20, high[1] = 30, label[1] = text_copy("beyond"); /* not in the picture */
    bool ok = plot_show(&r, &look, stdout, NULL, &err);
    if (!ok)
        fprintf(stderr, "%s\n", err.text);
    report_free(&r);
    return ok ? 0 : 1;
}

static int (*inside)(const char *terminal) = draw;
static const char *extra[2]; /* a variable of the environment and its value */

struct session {
    int master, slave;
    pid_t child;
    struct buffer said;
    struct termios before;
};

static bool begin(struct session *s, const char *term, const char *terminal, bool background)
{
    *s = (struct session){ .master = posix_openpt(O_RDWR | O_NOCTTY) };
    struct winsize size = { .ws_col = COLUMNS, .ws_row = ROWS, .ws_xpixel = 640, .ws_ypixel = 480 };
    if (s->master < 0 || grantpt(s->master) != 0 || unlockpt(s->master) != 0)
        return false;
    s->slave = open(ptsname(s->master), O_RDWR | O_NOCTTY);
    assert_true(s->slave >= 0);
    ioctl(s->slave, TIOCSWINSZ, &size);
    assert_int_equal(tcgetattr(s->slave, &s->before), 0);
    fflush(NULL);
    s->child = fork();
    assert_true(s->child >= 0);
    if (s->child == 0) {
        setsid();
        ioctl(s->slave, TIOCSCTTY, 0);
        dup2(s->slave, 0);
        dup2(s->slave, 1);
        unsetenv("DISPLAY");
        unsetenv("WAYLAND_DISPLAY");
        unsetenv("NO_COLOR");
        unsetenv("COLORTERM");
        setenv("TERM", term, 1);
        if (extra[0])
            setenv(extra[0], extra[1], 1);
        cleanup_signals();
        if (background) { /* another group than the terminal's foreground one */
            signal(SIGTTOU, SIG_IGN);
            pid_t other = fork();
            if (other == 0) {
                setpgid(0, 0);
                _exit(inside(terminal));
            }
            int status = 0;
            waitpid(other, &status, 0);
            _exit(WEXITSTATUS(status));
        }
        _exit(inside(terminal));
    }
    return true;
}

/* Reads what the program writes; when DA1 is asked for, answers. Returns the exit status, -signal
 * if killed. */
static int play(struct session *s, const char *answer, int interrupt)
{
    char piece[4096];
    bool asked = false;
    int status = 0;
    double until = now() + 20;
    for (;;) {
        struct pollfd p = { .fd = s->master, .events = POLLIN };
        bool ended = waitpid(s->child, &status, WNOHANG) == s->child;
        while (poll(&p, 1, ended ? 0 : 20) > 0 && p.revents & POLLIN) {
            ssize_t n = read(s->master, piece, sizeof piece);
            if (n <= 0)
                break;
            buffer_add(&s->said, piece, (size_t)n);
            if (!asked && strstr(s->said.bytes, "\x1b[c")) {
                asked = true;
                if (interrupt)
                    kill(s->child, interrupt);
                else if (answer)
                    assert_int_equal(write(s->master, answer, strlen(answer)),
                                     (ssize_t)strlen(answer));
            }
        }
        if (ended)
            break;
        assert_true(now() < until);
    }
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void same_settings(const struct session *s)
{
    struct termios after;
    assert_int_equal(tcgetattr(s->slave, &after), 0);
    assert_int_equal(after.c_lflag, s->before.c_lflag);
    assert_int_equal(after.c_iflag, s->before.c_iflag);
    assert_int_equal(after.c_cc[VMIN], s->before.c_cc[VMIN]);
}

static void finish(struct session *s)
{
    free(s->said.bytes);
    close(s->slave);
    close(s->master);
}

static bool holds(const struct session *s, const char *what)
{
    return s->said.bytes && memmem(s->said.bytes, s->said.length, what, strlen(what));
}

#define BRAILLE "\xe2\xa0"

static void as(const char *term, const char *answer, const char *must, const char *must_not)
{
    struct session s;
    if (!gnuplot_there() || !begin(&s, term, NULL, false)) {
        skip();
        return;
    }
    assert_int_equal(play(&s, answer, 0), 0);
    assert_true(holds(&s, "\x1b[c"));
    assert_true(holds(&s, must));
    assert_false(holds(&s, must_not));
    same_settings(&s);
    finish(&s);
}

static void test_xterm_with_sixel(void **state)
{
    (void)state;
    as("xterm-256color", "\x1b[?63;1;2;4;6;9;15;22c", "\x1bP", BRAILLE);
}

static void test_xterm_without(void **state)
{
    (void)state;
    as("xterm-256color", "\x1b[?62;1;2;6;9;15;22c", BRAILLE, "\x1bP0");
}

static void test_kitty(void **state)
{
    (void)state;
    as("xterm-kitty",
       "\x1b_Gi=31;OK\x1b\\\x1b]11;rgb:0000/0000/0000\x1b\\\x1bP>|kitty(0.26.5)\x1b\\\x1b[?62;c",
       "\x1b_Gf=100,a=T", BRAILLE);
}

static void test_iterm(void **state)
{
    (void)state;
    as("xterm-256color", "\x1bP>|iTerm2 3.5.0\x1b\\\x1b[?64;1;2;4;6;17;18;21;22c",
       "\x1b]1337;File=inline=1", BRAILLE);
}

static void test_tmux(void **state)
{
    (void)state;
    as("tmux-256color", "\x1b[?1;2c", BRAILLE, "\x1b_Gf");
}

/* The environment may lie: it says kitty, the terminal says nothing of the sort. */
static void test_only_a_hint(void **state)
{
    (void)state;
    setenv("KITTY_WINDOW_ID", "1", 1);
    as("xterm-kitty", "\x1b[?1;2c", BRAILLE, "\x1b_Gf");
    unsetenv("KITTY_WINDOW_ID");
}

static void test_nobody(void **state)
{
    (void)state;
    double start = now();
    as("xterm", NULL, BRAILLE, "\x1b_Gf");
    assert_true(now() - start < 15);
}

static void test_garbage(void **state)
{
    (void)state;
    as("xterm", "\x1b[?\x1b_Gi=31;\x1b[?999999999999999999999;;;c\xff\xfe", BRAILLE, "\x1b_Gf");
}

static void unasked(const char *term, const char *terminal, bool background)
{
    struct session s;
    if (!gnuplot_there() || !begin(&s, term, terminal, background)) {
        skip();
        return;
    }
    assert_int_equal(play(&s, NULL, 0), 0);
    assert_false(holds(&s, "\x1b[c"));
    assert_true(holds(&s, BRAILLE));
    same_settings(&s);
    finish(&s);
}

static void test_unasked(void **state)
{
    (void)state;
    unasked("dumb", NULL, false);
    unasked("xterm", "braille", false);
    unasked("xterm", NULL, true);
}

static void test_interrupted(void **state)
{
    struct session s;
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        if (!begin(&s, "xterm", NULL, false)) {
            skip();
            return;
        }
        assert_int_equal(play(&s, NULL, signals[i]), -signals[i]);
        same_settings(&s);
        finish(&s);
    }
}

/* Colour in a terminal, none with NO_COLOR, and as many colours as the terminal says that it has.
 */
static void test_colour(void **state)
{
    struct session s;
    (void)state;
    if (!gnuplot_there() || !begin(&s, "xterm-256color", "braille", false)) {
        skip();
        return;
    }
    assert_int_equal(play(&s, NULL, 0), 0);
    assert_true(holds(&s, ";38;5;"));
    assert_false(holds(&s, ";38;2;"));
    finish(&s);
}

/* The picture follows the paper, and the colours what the terminal says that it has; NO_COLOR has
 * the last word. */
static void test_looks(void **state)
{
    static const struct {
        const char *name, *value, *must, *must_not;
    } cases[] = {
        { "COLORTERM", "truecolor", ";38;2;", ";38;5;" },
        { "COLORTERM", "24bit", ";38;2;", ";38;5;" },
        { "COLORTERM", "", ";38;5;", ";38;2;" },
        { "NO_COLOR", "1", BRAILLE, "\x1b[3" },
        { "NO_COLOR", "", ";38;5;", ";38;2;" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        extra[0] = cases[i].name;
        extra[1] = cases[i].value;
        as("xterm-256color", "\x1b]11;rgb:ff/ff/ff\x1b\\\x1b[?1;2c", cases[i].must,
           cases[i].must_not);
    }
    /* A display that is not there: the terminal will do. */
    extra[0] = "DISPLAY";
    extra[1] = ":77";
    as("xterm-256color", "\x1b[?1;2c", BRAILLE, "\x1b_Gf");
    extra[0] = NULL;
}

static void test_paper(void **state)
{
    as("xterm-256color", "\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?1;2c", "here it is low",
       "beyond"); /* shades that are seen have words */
    static const char *const answers[] = {
        "\x1b_Gi=31;OK\x1b\\\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62c",
        "\x1b_Gi=31;OK\x1b\\\x1b]11;rgb:0/0/0\x1b\\\x1b[?62c"
    };
    struct session s[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        if (!gnuplot_there() || !begin(&s[i], "xterm-kitty", NULL, false)) {
            skip();
            return;
        }
        assert_int_equal(play(&s[i], answers[i], 0), 0);
        assert_true(holds(&s[i], "\x1b_Gf=100,a=T"));
    }
    assert_true(s[0].said.length != s[1].said.length ||
                memcmp(s[0].said.bytes, s[1].said.bytes, s[0].said.length) != 0);
    finish(&s[0]);
    finish(&s[1]);
}

/* ---- progress ------------------------------------------------------------------------------- */

static void pause_for(long milliseconds)
{
    nanosleep(&(struct timespec){ .tv_sec = milliseconds / 1000,
                                  .tv_nsec = milliseconds % 1000 * 1000000 },
              NULL);
}

static int work(const char *unused)
{
    struct winsize narrow = { .ws_col = 12, .ws_row = 5 };
    (void)unused;
    dup2(1, 2);
    progress_start("training", 200);
    progress_step(10, "too early to say");
    pause_for(550);
    progress_step(50, "step %d", 50);
    progress_step(51, "too soon after");
    pause_for(110);
    progress_step(100, NULL);
    progress_end();
    progress_step(150, "after the end");
    progress_start("\xc3\xbc-work", 1e6);
    pause_for(550);
    progress_step(1, NULL);
    pause_for(110);
    progress_step(1000, NULL);
    ioctl(2, TIOCSWINSZ, &narrow);
    pause_for(110);
    progress_step(2000, "%s", "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc");
    die(3, "no more of it");
}

static void test_progress(void **state)
{
    struct session s;
    (void)state;
    inside = work;
    bool begun = begin(&s, "xterm", NULL, false);
    inside = draw;
    if (!begun) {
        skip();
        return;
    }
    assert_int_equal(play(&s, NULL, 0), 3);
    assert_true(holds(&s, "\rtraining: step 50  25 %, "));
    assert_true(holds(&s, " s left\x1b[K\rtraining: 100 of 200  50 %, "));
    assert_true(holds(&s, " s left\x1b[K\r\x1b[K\r\xc3\xbc-work: 1 of 1e+06  0 %, "));
    assert_true(holds(&s, " h left\x1b[K\r\xc3\xbc-work: 1000 of 1e+06  0 %, "));
    assert_true(holds(&s, " min left\x1b[K\r\xc3\xbc-work: "
                          "\xc3\xa4\xc3\xb6\xc3\xbc\x1b[K\r\x1b[Kactfn: no more of it"));
    assert_false(holds(&s, "early"));
    assert_false(holds(&s, "soon"));
    assert_false(holds(&s, "after the end"));
    finish(&s);
}

static int interrupted_work(const char *unused)
{
    (void)unused;
    dup2(1, 2);
    progress_start("fitting", 0);
    pause_for(550);
    progress_step(5, "half");
    raise(SIGINT);
    return 0;
}

static int quiet_work(const char *unused)
{
    (void)unused;
    progress_quiet(true);
    return interrupted_work(NULL);
}

static void test_progress_interrupted(void **state)
{
    struct session s;
    (void)state;
    for (int quiet = 0; quiet < 2; quiet++) {
        inside = quiet ? quiet_work : interrupted_work;
        bool begun = begin(&s, "xterm", NULL, false);
        inside = draw;
        if (!begun) {
            skip();
            return;
        }
        assert_int_equal(play(&s, NULL, 0), -SIGINT);
        assert_true(
            holds(&s, "\rfitting: half\x1b[K\r\x1b[Kactfn: interrupted: fitting: half\r\n") ==
            !quiet);
        assert_true(!quiet || s.said.length == 0);
        finish(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_xterm_with_sixel),
        cmocka_unit_test(test_xterm_without),
        cmocka_unit_test(test_kitty),
        cmocka_unit_test(test_iterm),
        cmocka_unit_test(test_tmux),
        cmocka_unit_test(test_only_a_hint),
        cmocka_unit_test(test_nobody),
        cmocka_unit_test(test_garbage),
        cmocka_unit_test(test_unasked),
        cmocka_unit_test(test_interrupted),
        cmocka_unit_test(test_colour),
        cmocka_unit_test(test_looks),
        cmocka_unit_test(test_paper),
        cmocka_unit_test(test_progress),
        cmocka_unit_test(test_progress_interrupted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
