/* The machine says no: machine SHARE PROGRAM WORD...
 *
 * The command under each limit (setrlimit(2)), from roomy to absurd, and with threads or all
 * processes refused (a filter answers EAGAIN). It must end; with the result that it has without
 * limits, or with status 1 and one line of its own, or by the signal that the limit sends; no
 * crash, no half file. Where even `PROGRAM --version` cannot start, the limit is beyond us: nothing
 * is judged. What our own loops multiply has other last digits and a note that says so: it is
 * compared with what comes out where there is no BLAS. */
#include "attempt.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <grp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { STEPS = 8, NOBODY = 54321 };
enum refused { NOTHING, THREADS, PROCESSES };

/* In the unit that ulimit has; the number of processes as a user who has no other. */
struct limit {
    const char *name;
    int resource;
    rlim_t unit, steps[STEPS];
    enum refused refused;
};
static const struct limit limits[] = {
    { "address space (-v)",
      RLIMIT_AS,
      1024,
      { 4000000, 500000, 300000, 200000, 90000, 80000, 40000, 16000 },
      NOTHING },
    { "data (-d)",
      RLIMIT_DATA,
      1024,
      { 4000000, 500000, 300000, 200000, 90000, 40000, 8000, 800 },
      NOTHING },
    { "stack (-s)", RLIMIT_STACK, 1024, { 1048576, 1024, 256, 160, 128, 90, 48, 8 }, NOTHING },
    { "processes (-u)", RLIMIT_NPROC, 1, { 100, 16, 8, 4, 3, 2, 1, 1 }, NOTHING },
    { "open files (-n)", RLIMIT_NOFILE, 1, { 64, 20, 10, 8, 6, 5, 4, 3 }, NOTHING },
    { "CPU time (-t)", RLIMIT_CPU, 1, { 600, 60, 20, 2, 1, 1, 0, 0 }, NOTHING },
    { "file size (-f)", RLIMIT_FSIZE, 512, { 100000, 1000, 100, 20, 8, 2, 1, 0 }, NOTHING },
    { "locked memory (-l)", RLIMIT_MEMLOCK, 1024, { 8192, 64, 16, 8, 4, 1, 0, 0 }, NOTHING },
    { "pending signals (-i)", RLIMIT_SIGPENDING, 1, { 1000, 100, 10, 4, 2, 1, 0, 0 }, NOTHING },
    { "threads refused", -1, 0, { 0 }, THREADS },
    { "processes refused", -1, 0, { 0 }, PROCESSES },
};
enum { LIMITS = sizeof limits / sizeof *limits };
struct trial {
    const struct limit *limit;
    rlim_t value;
};

static bool refuse(const int *calls, size_t count)
{
    struct sock_filter filter[8] = { BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                              offsetof(struct seccomp_data, nr)) };
    size_t n = 1;
    for (size_t i = 0; i < count; i++)
        filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)calls[i],
                                                   (uint8_t)(count - i), 0);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAGAIN);
    struct sock_fprog program = { .len = (unsigned short)n, .filter = filter };
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void prepare(void *state)
{
    /* A thread's clone3 has no way back to clone; a child's has. */
    static const int threads[] = { SYS_clone3 }, processes[] = {
        SYS_clone3,
        SYS_clone,
#ifdef SYS_fork
        SYS_fork,
        SYS_vfork,
#endif
    };
    const struct trial *t = state;
    struct rlimit limit = { t->value, t->value };
    bool ok = true;
    if (t->limit->refused == THREADS)
        ok = refuse(threads, 1);
    else if (t->limit->refused == PROCESSES)
        ok = refuse(processes, sizeof processes / sizeof *processes);
    else
        ok = setrlimit((__rlimit_resource_t)t->limit->resource, &limit) == 0;
    if (t->limit->resource == RLIMIT_NPROC && geteuid() == 0) /* root has no such limit */
        ok = ok && setgroups(0, NULL) == 0 && setgid(NOBODY) == 0 &&
             setuid((uid_t)(NOBODY + getpid() % 1000000)) == 0;
    if (!ok)
        _exit(125);
}

static bool starts(char *program, const struct trial *t, const struct attempt *version)
{
    char *words[] = { program, (char[]){ "--version" }, NULL };
    struct attempt a =
        attempt(&(struct how){ .words = words, .prepare = prepare, .state = (void *)(uintptr_t)t });
    bool spoke = strncmp(a.error.bytes, "actfn:", 6) == 0;
    bool ok =
        spoke || (a.status == version->status && strcmp(a.out.bytes, version->out.bytes) == 0);
    attempt_free(&a);
    return ok;
}

/* Standard output without the note (of one or two lines) that says who multiplied. */
static void forget_note(struct attempt *a)
{
    static const char *const notes[] = { "too little memory for the BLAS",
                                         "no BLAS library found" };
    for (size_t i = 0; i < 2; i++) {
        char *note = strstr(a->out.bytes, notes[i]), *end = note ? strstr(note, "slower\n") : NULL;
        if (!end)
            continue;
        memmove(note, end + strlen("slower\n"), strlen(end) - strlen("slower\n") + 1);
        a->out.length = strlen(a->out.bytes);
    }
}

static bool by_signal_of(const struct attempt *a, int resource)
{
    if (resource == RLIMIT_CPU)
        return a->status == 128 + SIGXCPU || a->status == 128 + SIGKILL;
    return resource == RLIMIT_FSIZE && a->status == 128 + SIGXFSZ;
}

static const char *judge(struct attempt *a, const struct wanted *all, const struct wanted *own,
                         const struct trial *t, unsigned allowed)
{
    if (!a->hung && !a->orphan && a->nfiles == 0 && by_signal_of(a, t->limit->resource))
        return NULL;
    const char *wrong = verdict(a, all, allowed);
    if (!wrong || a->status != 0)
        return wrong;
    forget_note(a);
    return verdict(a, own, allowed);
}

static void try(char **words, const struct trial *t, const struct wanted *all,
                const struct wanted *own)
{
    unsigned allowed = several(words);
    struct attempt a =
        attempt(&(struct how){ .words = words, .prepare = prepare, .state = (void *)(uintptr_t)t });
    const char *wrong = judge(&a, all, own, t, allowed);
    if (wrong)
        bad("%s, %llu: %s", t->limit->name, (unsigned long long)t->value, wrong);
    else
        ok();
    attempt_free(&a);
}

/* Do they say how long something took? Two runs may agree by chance. */
static bool timed(const char *command)
{
    return strcmp(command, "ffn") == 0 || strcmp(command, "bench") == 0 ||
           strcmp(command, "lesson") == 0;
}

/* A directory whose libraries are none. */
static void no_blas(void *state)
{
    setenv("LD_LIBRARY_PATH", state, 1);
}

int main(int argc, char **argv)
{
    unsigned long share = argc > 2 ? strtoul(argv[1], NULL, 10) : 0, n = 0;
    char *empty = getenv("NO_BLAS");
    if (!share || !empty) {
        fprintf(stderr, "usage: NO_BLAS=DIR machine SHARE PROGRAM WORD...\n");
        return 2;
    }
    chmod(".", 0777);
    for (char *c = argv[argc - 1]; *c; c++)
        n = n * 31 + (unsigned char)*c; /* another share of the limits for each command */
    char *words[] = { argv[2], (char[]){ "--version" }, NULL };
    struct attempt version = attempt(&(struct how){ .words = words });
    struct wanted all = wanted(&(struct how){ .words = argv + 2 });
    struct wanted own =
        wanted(&(struct how){ .words = argv + 2, .prepare = no_blas, .state = empty });
    all.times = own.times = all.times || own.times || (argc > 3 && timed(argv[3]));
    forget_note(&own.whole);
    for (size_t i = 0; i < LIMITS; i++)
        for (size_t k = 0; k < (limits[i].refused ? 1 : STEPS); k++, n++) {
            struct trial t = { &limits[i], limits[i].steps[k] * limits[i].unit };
            if (n % share == 0 && starts(argv[2], &t, &version))
                try(argv + 2, &t, &all, &own);
        }
    attempt_free(&version);
    attempt_free(&all.whole);
    attempt_free(&own.whole);
    return summary();
}
