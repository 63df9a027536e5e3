/* A terminal that hands over each key at once and does not echo it: borrowed from its user and
 * given back on every way out. Where Ctrl-Z stops the program the shell finds the terminal as it
 * was; where the program goes on, keys come one by one again and the prompt is written anew. */
#include "base/base.h"
#include "base/interrupted.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static struct {
    bool taken, given_back; /* given back for as long as the program is stopped */
    pid_t owner;
    int fd;
    unsigned char least;
    const char *prompt;
    const char *leave; /* undoes on the screen what the prompt began; NULL: nothing to undo */
    struct termios as_it_was;
} borrowed;
static volatile sig_atomic_t returns;

static struct termios key_by_key(const struct termios *modes, unsigned char least)
{
    struct termios ours = *modes;
    ours.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    ours.c_cc[VMIN] = least;
    ours.c_cc[VTIME] = 0;
    return ours;
}

/* From the background nothing may be set: it would change what the shell works with, or stop us. */
static bool in_front(void)
{
    return borrowed.taken && borrowed.owner == getpid() && tcgetpgrp(borrowed.fd) == getpgrp();
}

static void screen_write(const char *text)
{
    if (text != NULL)
        (void)!write(STDOUT_FILENO, text, strlen(text));
}

void terminal_interrupted(void)
{
    if (!borrowed.given_back && in_front()) {
        screen_write(borrowed.leave);
        (void)tcsetattr(borrowed.fd, TCSANOW, &borrowed.as_it_was);
        borrowed.given_back = true;
    }
}

/* What the user set while we were stopped counts. */
static void take_again(void)
{
    sigset_t before;
    cleanup_hold(&before);
    bool again = in_front();
    if (again) {
        if (borrowed.given_back)
            (void)tcgetattr(borrowed.fd, &borrowed.as_it_was);
        struct termios ours = key_by_key(&borrowed.as_it_was, borrowed.least);
        (void)tcsetattr(borrowed.fd, TCSANOW, &ours);
        borrowed.given_back = false;
    }
    const char *prompt = again ? borrowed.prompt : NULL;
    cleanup_release(&before);
    screen_write(prompt);
    returns = returns + 1;
}

size_t terminal_returns(void)
{
    return (size_t)returns;
}

/* Stops as the signal's default does, in the middle of this function. SIGCONT's own handler is away
 * meanwhile: it would write the prompt twice. */
static void on_stop(int number)
{
    int saved = errno;
    struct sigaction normal = { .sa_handler = SIG_DFL }, stop, go_on;
    sigset_t before, one;
    cleanup_hold(&before);
    terminal_interrupted();
    cleanup_release(&before);
    (void)sigemptyset(&one);
    (void)sigaddset(&one, number);
    (void)sigaction(SIGCONT, &normal, &go_on);
    (void)sigaction(number, &normal, &stop);
    (void)raise(number);
    (void)pthread_sigmask(SIG_UNBLOCK, &one, NULL);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)sigaction(number, &stop, NULL);
    (void)sigaction(SIGCONT, &go_on, NULL);
    take_again();
    errno = saved;
}

/* After a stop that nobody can catch (SIGSTOP) the shell may have set the terminal as it likes it.
 */
static void on_go_on(int number)
{
    int saved = errno;
    (void)number;
    take_again();
    errno = saved;
}

static const struct {
    int number;
    void (*handler)(int number);
} handled[] = {
    { SIGTSTP, on_stop }, { SIGTTIN, on_stop }, { SIGTTOU, on_stop }, { SIGCONT, on_go_on }
};
enum { NHANDLED = sizeof handled / sizeof handled[0] };
static struct sigaction handled_before[NHANDLED];

/* A stop that the parent had ignored stays ignored. */
static void handle(void)
{
    for (int i = 0; i < NHANDLED; i++) {
        struct sigaction ours = { .sa_handler = handled[i].handler, .sa_flags = SA_RESTART };
        (void)sigemptyset(&ours.sa_mask);
        if (sigaction(handled[i].number, NULL, &handled_before[i]) == 0 &&
            handled_before[i].sa_handler == SIG_DFL)
            (void)sigaction(handled[i].number, &ours, NULL);
    }
}

static void handle_no_more(void)
{
    for (int i = 0; i < NHANDLED; i++)
        (void)sigaction(handled[i].number, &handled_before[i], NULL);
}

static void set_modes(int fd, int when, const struct termios *modes)
{
    while (tcsetattr(fd, when, modes) != 0 && errno == EINTR) {
    }
}

bool terminal_take(int fd, unsigned char least, const char *prompt)
{
    struct termios as_it_was, ours;
    sigset_t before;
    if (tcgetattr(fd, &as_it_was) != 0)
        return false;
    cleanup_hold(&before);
    borrowed.fd = fd;
    borrowed.least = least;
    borrowed.prompt = prompt;
    borrowed.leave = NULL;
    borrowed.as_it_was = as_it_was;
    borrowed.owner = getpid();
    borrowed.given_back = false;
    borrowed.taken = true;
    cleanup_release(&before);
    handle();
    ours = key_by_key(&as_it_was, least);
    set_modes(fd, TCSANOW,
              &ours); /* signals are let through: in the background this stops us, as it should */
    return true;
}

bool terminal_take_screen(int fd, const char *enter, const char *leave)
{
    sigset_t before;
    if (!terminal_take(fd, 0, enter))
        return false;
    cleanup_hold(&before);
    borrowed.leave = leave;
    cleanup_release(&before);
    screen_write(enter);
    return true;
}

void terminal_give(void)
{
    sigset_t before;
    cleanup_hold(&before);
    struct termios as_it_was = borrowed.as_it_was;
    bool given_back = borrowed.given_back;
    const char *leave = given_back ? NULL : borrowed.leave;
    borrowed.leave = NULL;
    cleanup_release(&before);
    screen_write(leave);
    if (!given_back)
        set_modes(borrowed.fd, TCSAFLUSH, &as_it_was);
    cleanup_hold(&before);
    borrowed.taken = false;
    cleanup_release(&before);
    handle_no_more();
}
