/* What must not be left behind at an early end: an unfinished file, a child process, a changed
 * terminal (terminal.c). */
#include "base/base.h"
#include "base/interrupted.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
    pid_t owner; /* a forked child that has not yet called exec must not clean up after us */
    int directory;
    const char *name; /* of the file in it; NULL: none */
    pid_t child;
} left;

/* The signals that end no program by themselves, and the two that nobody can catch. All others do.
 */
static const int harmless[] = {
    SIGKILL, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT, SIGCHLD, SIGURG, SIGWINCH,
#ifdef __APPLE__
    SIGINFO, SIGIO,
#endif
};
enum { NHARMLESS = sizeof harmless / sizeof harmless[0] };

#ifdef SIGRTMAX
#define LAST_SIGNAL SIGRTMAX
#else
#define LAST_SIGNAL (NSIG - 1)
#endif

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
        if (left.name != NULL) {
            (void)unlinkat(left.directory, left.name, 0);
            left.name = NULL;
        }
    }
    terminal_interrupted();
    errno = saved;
}

void cleanup_now(void)
{
    sigset_t before;
    cleanup_hold(&before);
    clean_held();
    cleanup_release(&before);
}

static void on_signal(int number)
{
    cleanup_now();
    progress_interrupted(number != SIGPIPE);
    (void)signal(number, SIG_DFL);
    (void)raise(number); /* blocked until this handler returns; then it ends the program */
}

/* Where a stack is used up, the handler needs another. The sanitizers bring their own. */
static void second_stack(void)
{
    static char stack[1 << 16];
    stack_t old, ours = { .ss_sp = stack, .ss_size = sizeof stack };
    if (sigaltstack(NULL, &old) == 0 && (old.ss_flags & SS_DISABLE) != 0) {
        (void)sigaltstack(&ours, NULL);
    }
}

static bool is_harmless(int number)
{
    for (int i = 0; i < NHARMLESS; i++) {
        if (harmless[i] == number) {
            return true;
        }
    }
    return false;
}

/* What the parent had ignored (nohup, a background job) stays so, and what somebody handles (a
 * sanitizer) stays theirs; none of them gets through in between. */
void cleanup_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_ONSTACK }, old;
    sigset_t before;
    (void)sigfillset(&action.sa_mask);
    second_stack();
    (void)pthread_sigmask(SIG_BLOCK, &action.sa_mask, &before);
    for (int number = 1; number <= LAST_SIGNAL; number++) {
        if (!is_harmless(number) && sigaction(number, &action, &old) == 0 &&
            old.sa_handler != SIG_DFL) {
            (void)sigaction(number, &old, NULL);
        }
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* No memory is asked for: where there is none the file would stay behind. */
void cleanup_file(int directory, const char *name)
{
    sigset_t before;
    cleanup_hold(&before);
    left.directory = directory;
    left.name = name;
    left.owner = getpid();
    cleanup_release(&before);
}

void cleanup_child(pid_t child)
{
    sigset_t before;
    cleanup_hold(&before);
    left.child = child;
    left.owner = getpid();
    cleanup_release(&before);
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
    /* Not exit(): other threads may hold stdio's locks, and what stands in its buffers is half of
     * something. */
    _exit(status);
}
