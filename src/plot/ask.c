/* Asking a terminal what it can show. Environment variables survive ssh, tmux and screen wrongly,
 * so they are hints at most; the terminal itself is asked, with care: only in the foreground, with
 * a deadline, the settings put back whatever happens. The last question, DA1, is one that every
 * terminal answers, so that its answer says that nothing more will come. */
#include "plot/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { WAIT_MS = 250 };

static const char questions[] =
    "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\" /* kitty graphics: ESC _Gi=31;OK ESC \ */
    "\x1b]11;?\x1b\\" /* colour of the paper: ESC ]11;rgb:RRRR/GGGG/BBBB */
    "\x1b[>0q"        /* name and version: ESC P>|iTerm2 3.5 ESC \ */
    "\x1b[c";         /* DA1: ESC [?63;1;2;4c; a 4 is sixel */

/* DA1's answer in what came so far, or NULL. */
static const char *last_answer(const char *s)
{
    for (; (s = strstr(s, "\x1b[?")); s += 3)
        if (s[3 + strspn(s + 3, "0123456789;")] == 'c')
            return s;
    return NULL;
}

static bool has_number(const char *list, long wanted)
{
    for (const char *s = list; *s && *s != 'c'; s += *s == ';') {
        char *end;
        if (strtol(s, &end, 10) == wanted && end > s)
            return true;
        s = end > s ? end : s + 1;
    }
    return false;
}

/* "rgb:ffff/ffff/ffff": light when nearer to white than to black. */
static enum paper paper_of(const char *answers)
{
    const char *s = strstr(answers, "]11;rgb:");
    unsigned r, g, b;
    if (!s || sscanf(s + 8, "%4x/%4x/%4x", &r, &g, &b) != 3)
        return PAPER_UNKNOWN;
    size_t digits = strcspn(s + 8, "/");
    double most = digits >= 4 ? 65535 : digits == 2 ? 255 : 15;
    return 0.3 * r + 0.59 * g + 0.11 * b > most / 2 ? PAPER_LIGHT : PAPER_DARK;
}

void answers_read(const char *answers, struct terminal *t)
{
    const char *da1 = last_answer(answers), *version = strstr(answers, "\x1bP>|");
    *t = (struct terminal){ .paper = paper_of(answers), .answered = da1 != NULL };
    t->kitty = strstr(answers, "\x1b_Gi=31;OK") != NULL;
    t->iterm = version &&
               (strncmp(version + 4, "iTerm2", 6) == 0 || strncmp(version + 4, "WezTerm", 7) == 0);
    t->sixel = da1 && has_number(da1 + 3, 4);
}

static long milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void listen(int fd, char *answers, size_t size)
{
    size_t length = 0;
    long until = milliseconds() + WAIT_MS;
    answers[0] = 0;
    while (length + 1 < size && !last_answer(answers)) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        long left = until - milliseconds();
        if (left <= 0 || (poll(&p, 1, (int)left) < 0 && errno != EINTR))
            return;
        if (!(p.revents & POLLIN))
            continue;
        ssize_t got = read(fd, answers + length, size - 1 - length);
        if (got <= 0)
            return;
        for (ssize_t i = 0; i < got; i++) /* a NUL would hide what follows */
            if (!answers[length + (size_t)i])
                answers[length + (size_t)i] = ' ';
        length += (size_t)got;
        answers[length] = 0;
    }
}

bool terminal_ask(FILE *out, struct terminal *t)
{
    const char *term = getenv("TERM");
    char answers[2048] = "";
    *t = (struct terminal){ 0 };
    if (!isatty(fileno(out)) || !term || !*term || strcmp(term, "dumb") == 0)
        return false;
    int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return false;
    fflush(out);
    if (tcgetpgrp(fd) != getpgrp() || !terminal_take(fd, 0, NULL)) {
        close(fd);
        return false;
    }
    tcflush(fd, TCIFLUSH); /* keys pressed before are no answer */
    if (write(fd, questions, sizeof questions - 1) == (ssize_t)(sizeof questions - 1)) {
        listen(fd, answers, sizeof answers);
        answers_read(answers, t);
    }
    terminal_give(); /* late answers are thrown away */
    close(fd);
    return t->answered;
}
