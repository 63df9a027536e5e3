/* What must not be left behind at an early end: an unfinished file, a child process, a changed terminal. */
#include "base/base.h"
#include "base/interrupted.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static struct {
    pid_t owner;                 /* a forked child that has not yet called exec must not clean up after us */
    const char *path;
    pid_t child;
    int terminal;                /* valid while has_terminal */
    bool has_terminal;
    struct termios as_it_was;
} left;

static const int fatal[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXCPU, SIGXFSZ};
enum { NFATAL = sizeof fatal / sizeof fatal[0] };

/* `left` changes only with the lock held and the signals blocked in the thread that holds it: a handler can so
 * interrupt no holder, and on another thread it waits for one that goes on running. */
static atomic_flag lock = ATOMIC_FLAG_INIT;

static void hold(sigset_t *before)
{
    sigset_t all;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, before);
    while (atomic_flag_test_and_set(&lock)) {
    }
}

static void release(const sigset_t *before)
{
    atomic_flag_clear(&lock);
    (void)pthread_sigmask(SIG_SETMASK, before, NULL);
}

/* Only functions that POSIX allows in a signal handler. */
static void clean_held(void)
{
    int saved = errno;
    if (left.owner == getpid()) {
        if (left.child > 0) {
            (void)kill(left.child, SIGKILL);
            (void)waitpid(left.child, NULL, 0);
            left.child = 0;
        }
        if (left.path != NULL) {
            (void)unlink(left.path);
            left.path = NULL;
        }
        if (left.has_terminal) {
            (void)tcsetattr(left.terminal, TCSANOW, &left.as_it_was);
            left.has_terminal = false;
        }
    }
    errno = saved;
}

void cleanup_now(void)
{
    sigset_t before;
    hold(&before);
    clean_held();
    release(&before);
}

static void on_signal(int number)
{
    cleanup_now();
    progress_interrupted(number != SIGPIPE);
    (void)signal(number, SIG_DFL);
    (void)raise(number);         /* blocked until this handler returns; then it ends the program */
}

void cleanup_signals(void)
{
    struct sigaction action, old;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    (void)sigemptyset(&action.sa_mask);
    for (int i = 0; i < NFATAL; i++) {
        (void)sigaddset(&action.sa_mask, fatal[i]);
    }
    for (int i = 0; i < NFATAL; i++) {
        /* What the parent had ignored (nohup, a background job) stays so. */
        if (sigaction(fatal[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) {
            (void)sigaction(fatal[i], &action, NULL);
        }
    }
}

/* No memory is asked for: where there is none the file would stay behind. */
void cleanup_file(const char *path)
{
    sigset_t before;
    hold(&before);
    left.path = path;
    left.owner = getpid();
    release(&before);
}

void cleanup_child(pid_t child)
{
    sigset_t before;
    hold(&before);
    left.child = child;
    left.owner = getpid();
    release(&before);
}

void cleanup_terminal(int fd, const struct termios *as_it_was)
{
    sigset_t before;
    hold(&before);
    left.has_terminal = fd >= 0 && as_it_was != NULL;
    if (left.has_terminal) {
        left.terminal = fd;
        left.as_it_was = *as_it_was;
    }
    left.owner = getpid();
    release(&before);
}

void die(int status, const char *format, ...)
{
    char line[2200] = "actfn: ";
    size_t start = strlen(line);
    va_list args;
    cleanup_now();
    progress_interrupted(false);
    va_start(args, format);
    (void)vsnprintf(line + start, sizeof line - start - 1, format, args);
    va_end(args);
    size_t length = strlen(line);
    line[length++] = '\n';
    for (size_t done = 0; done < length;) {
        ssize_t n = write(STDERR_FILENO, line + done, length - done);
        if (n < 0 && errno != EINTR) {
            break;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    /* Not exit(): other threads may hold stdio's locks, and what stands in its buffers is half of something. */
    _exit(status);
}
