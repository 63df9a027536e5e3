/* Linked into the build that counts its lines (make coverage), to write gcov's counters at every
 * kind of end. gcov writes them at exit() only, and there with hundreds of allocations and system
 * calls of its own, which the tests that make one of them fail would take for actfn's. So a forked
 * child writes them, and what ends by _exit, by its own signal or by becoming another program is
 * not forgotten: the linker's --wrap brings those calls here. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

extern void *__gcov_root; /* the first of its members: the list of what is counted */
void __gcov_dump(void);
void __gcov_reset(void);
_Noreturn void __real__exit(int status);
int __real_raise(int number);
int __real_execvp(const char *file, char *const words[]);
_Noreturn void __wrap__exit(int status);
int __real_sched_getaffinity(pid_t id, size_t size, cpu_set_t *set);
int __wrap_sched_getaffinity(pid_t id, size_t size, cpu_set_t *set);
int __wrap_raise(int number);
int __wrap_execvp(const char *file, char *const words[]);

static void flush(void)
{
    char *const nothing[] = { NULL };
    pid_t child = fork();
    if (child > 0) {
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
        }
    } else { /* the child, or no child to be had */
        sigset_t all;
        sigfillset(&all);
        if (child ==
            0) { /* who ends the program or its group must not leave half a file of counters */
            (void)setsid();
            (void)sigprocmask(SIG_SETMASK, &all, NULL);
            (void)execve("", nothing, nothing); /* fails, and tells who watches the system calls
                                                   that the rest is not actfn's */
        }
        __gcov_dump();
        if (child == 0)
            __real__exit(0);
    }
    __gcov_reset();
}

/* Before gcov's own, which then has nothing left to write. */
__attribute__((destructor)) static void at_exit(void)
{
    flush();
    __gcov_root = NULL;
}

void __wrap__exit(int status)
{
    flush();
    __real__exit(status);
}

/* One processor, so one thread: several that count the same lines slow each other down many times.
 */
int __wrap_sched_getaffinity(pid_t id, size_t size, cpu_set_t *set)
{
    int result = __real_sched_getaffinity(id, size, set);
    CPU_ZERO_S(size, set);
    CPU_SET_S(0, size, set);
    return result;
}

/* From a signal's handler, which may have interrupted malloc: gcov, which asks for memory, could
 * then wait for ever. */
int __wrap_raise(int number)
{
    alarm(5);
    flush();
    alarm(0);
    return __real_raise(number);
}

int __wrap_execvp(const char *file, char *const words[])
{
    flush();
    return __real_execvp(file, words);
}
