/* Every system call failing once: calls SHARE PROGRAM WORD...
 *
 * A filter (seccomp_unotify(2)) lets the kernel ask us at each of the calls below, and we answer
 * with an error at the n-th of its kind: what strace's inject does, at a hundredth of its time.
 * Asked are the program, its threads, and its child up to its exec; then gnuplot, and the loader
 * before main, are left alone. main's first act is fcntl(0, F_GETFD): there the counting begins.
 * SHARE: every SHARE-th fault only. */
#include "attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What each call may fail with, as its manual page has it. brk is not here: it tells by its result,
 * not by an error. */
struct call {
    const char *name;
    int number;
    int errors[4];
};
static const struct call calls[] = {
    { "write", SYS_write, { ENOSPC, EIO, EINTR } },
    { "writev", SYS_writev, { ENOSPC } },
    { "read", SYS_read, { EIO, EINTR } },
    { "pread64", SYS_pread64, { EIO, EINTR } },
    { "pwrite64", SYS_pwrite64, { EIO, EINTR } },
    { "fallocate", SYS_fallocate, { ENOSPC } },
    { "openat", SYS_openat, { EMFILE, EACCES, EINTR } },
    { "close", SYS_close, { EIO } },
    { "fstat", SYS_fstat, { EIO } },
    { "newfstatat", SYS_newfstatat, { EIO, EACCES } },
    { "readlinkat", SYS_readlinkat, { EIO } },
    { "faccessat", SYS_faccessat, { EIO } },
    { "fchmod", SYS_fchmod, { EIO } },
    { "fsync", SYS_fsync, { EIO } },
    { "unlinkat", SYS_unlinkat, { EIO } },
    { "renameat", SYS_renameat, { EIO, ENOSPC } },
    { "pipe2", SYS_pipe2, { EMFILE } },
    { "dup3", SYS_dup3, { EMFILE } },
    { "fcntl", SYS_fcntl, { EMFILE } },
    { "memfd_create", SYS_memfd_create, { EMFILE } },
    { "clone", SYS_clone, { ENOMEM } },
    { "execve", SYS_execve, { EIO } },
    { "wait4", SYS_wait4, { EINTR } },
    { "ppoll", SYS_ppoll, { EINTR } },
    { "ioctl", SYS_ioctl, { EIO } },
    { "lseek", SYS_lseek, { EIO } },
    { "ftruncate", SYS_ftruncate, { EIO } },
    { "mmap", SYS_mmap, { ENOMEM } },
    { "munmap", SYS_munmap, { ENOMEM } },
    { "mprotect", SYS_mprotect, { ENOMEM } },
    { "prctl", SYS_prctl, { EINVAL } },
    { "prlimit64", SYS_prlimit64, { EPERM } },
    { "rt_sigaction", SYS_rt_sigaction, { EINVAL } },
    { "rt_sigprocmask", SYS_rt_sigprocmask, { EINVAL } },
    { "getrandom", SYS_getrandom, { ENOSYS } },
    { "sched_getaffinity", SYS_sched_getaffinity, { EPERM } },
    { "seccomp", SYS_seccomp, { EINVAL } },
    { "mkdirat", SYS_mkdirat, { ENOSPC } },
#ifdef SYS_clone3
    { "clone3", SYS_clone3, { ENOMEM, ENOSYS } },
#endif
#ifdef SYS_rename
    { "rename", SYS_rename, { EIO, ENOSPC } },
    { "unlink", SYS_unlink, { EIO } },
    { "pipe", SYS_pipe, { EMFILE } },
    { "dup2", SYS_dup2, { EMFILE, EINTR } },
    { "vfork", SYS_vfork, { ENOMEM } },
    { "fork", SYS_fork, { ENOMEM } },
    { "poll", SYS_poll, { EINTR, ENOMEM } },
    { "readlink", SYS_readlink, { EIO } },
    { "access", SYS_access, { EIO } },
    { "mkdir", SYS_mkdir, { ENOSPC } },
#endif
};
enum { CALLS = sizeof calls / sizeof *calls, PROCESSES = 64 };

struct watch {
    int channel[2]; /* the child sends the filter's file descriptor */
    bool begun;
    long count[CALLS];
    size_t call;
    long when;
    int error; /* the fault; when 0: none */
    bool lost; /* it was the close of what had been written: nobody knows what is there now */
    struct {
        pid_t id;
        bool exempt;
    } process[PROCESSES];
    size_t nprocesses;
};

/* ---- in the child --------------------------------------------------------------------------- */

static void send_fd(int channel, int fd)
{
    char byte = 0;
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = { .head = { .cmsg_len = CMSG_LEN(sizeof(int)),
                            .cmsg_level = SOL_SOCKET,
                            .cmsg_type = SCM_RIGHTS } };
    struct iovec one = { &byte, 1 };
    struct msghdr message = {
        .msg_iov = &one, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control
    };
    memcpy(CMSG_DATA(&control.head), &fd, sizeof fd);
    if (sendmsg(channel, &message, 0) != 1)
        _exit(125);
}

/* Ask about our calls, allow all others. */
static void prepare(void *state)
{
    const struct watch *w = state;
    struct sock_filter filter[CALLS + 3];
    filter[0] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < CALLS; i++)
        filter[i + 1] = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)calls[i].number, (uint8_t)(CALLS - i), 0);
    filter[CALLS + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[CALLS + 2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    struct sock_fprog program = { .len = CALLS + 3, .filter = filter };
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    int fd = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
                          &program);
    if (fd < 0)
        _exit(125);
    send_fd(w->channel[1], fd);
}

/* ---- in the parent -------------------------------------------------------------------------- */

static int receive_fd(int channel)
{
    char byte;
    int fd;
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec one = { &byte, 1 };
    struct msghdr message = {
        .msg_iov = &one, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control
    };
    if (recvmsg(channel, &message, 0) != 1 || message.msg_controllen < sizeof control.head)
        return -1;
    memcpy(&fd, CMSG_DATA(&control.head), sizeof fd);
    return fd;
}

static pid_t process_of(pid_t thread)
{
    char path[64], line[128];
    pid_t process = thread;
    snprintf(path, sizeof path, "/proc/%d/status", thread);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f) && sscanf(line, "Tgid: %d", &process) != 1) {
    }
    if (f)
        fclose(f);
    return process;
}

/* A process that has called exec on its own is gnuplot, and so is whatever comes out of it. */
static bool *exempt(struct watch *w, pid_t thread)
{
    static bool beyond;
    for (size_t i = 0; i < w->nprocesses; i++)
        if (w->process[i].id == thread)
            return &w->process[i].exempt;
    if (w->nprocesses == PROCESSES)
        return &beyond;
    pid_t process = process_of(thread);
    w->process[w->nprocesses].id = thread;
    w->process[w->nprocesses].exempt = process != thread && *exempt(w, process);
    return &w->process[w->nprocesses++].exempt;
}

/* Is this descriptor a file that is being written, or our standard output? */
static bool written(pid_t process, unsigned long long fd)
{
    char path[64], line[256];
    unsigned flags = 0;
    snprintf(path, sizeof path, "/proc/%d/fd/%llu", process, fd);
    ssize_t length = readlink(path, line, sizeof line - 1);
    if (length <= 0)
        return false;
    line[length] = 0;
    if (fd != 1 && (line[0] != '/' || strncmp(line, "/memfd:", 7) == 0 ||
                    strncmp(line, "/dev/", 5) == 0 || strstr(line, " (deleted)")))
        return false;
    snprintf(path, sizeof path, "/proc/%d/fdinfo/%llu", process, fd);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f) && sscanf(line, "flags: %o", &flags) != 1) {
    }
    if (f)
        fclose(f);
    return (flags & O_ACCMODE) != O_RDONLY;
}

/* The error that this call gets; 0: none. */
static int answer(struct watch *w, pid_t child, const struct seccomp_notif *asked)
{
    bool *theirs = exempt(w, (pid_t)asked->pid);
    size_t i = 0;
    while (i < CALLS && calls[i].number != asked->data.nr)
        i++;
    if (asked->data.nr == SYS_fcntl && asked->data.args[0] == 0 && asked->data.args[1] == F_GETFD)
        w->begun = true;
    if (!w->begun || *theirs || i == CALLS)
        return 0;
    w->count[i]++;
    if (w->when > 0 && w->call == i && w->count[i] == w->when) {
        w->lost = calls[i].number == SYS_close && (pid_t)asked->pid == child &&
                  written(child, asked->data.args[0]);
        return w->error;
    }
    if (asked->data.nr == SYS_execve && (pid_t)asked->pid != child)
        *theirs = true;
    return 0;
}

static void watch(void *state, pid_t child)
{
    struct watch *w = state;
    int fd = receive_fd(w->channel[0]);
    struct pollfd wait = { .fd = fd, .events = POLLIN };
    while (fd >= 0 && poll(&wait, 1, 60000) > 0 && !(wait.revents & POLLHUP)) {
        struct seccomp_notif asked = { 0 };
        if (ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0)
            continue; /* the one that asked is gone */
        int error = answer(w, child, &asked);
        struct seccomp_notif_resp reply = {
            .id = asked.id,
            .error = -error,
            .flags = error ? 0U : (uint32_t)SECCOMP_USER_NOTIF_FLAG_CONTINUE
        };
        ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &reply);
    }
    if (fd >= 0)
        close(fd);
}

static struct attempt watched(char **words, struct watch *w)
{
    if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, w->channel) != 0)
        exit(2);
    struct attempt a =
        attempt(&(struct how){ .words = words, .prepare = prepare, .watch = watch, .state = w });
    close(w->channel[0]);
    close(w->channel[1]);
    return a;
}

static void judge(char **words, const struct wanted *want, size_t call, long when, long total,
                  int error)
{
    struct watch w = { .call = call, .when = when, .error = error };
    struct attempt a = watched(words, &w);
    unsigned allowed = LIBRARIES_SPEAK | LOADER_SPEAKS | several(words);
    if (strncmp(calls[call].name, "write", 5) == 0)
        allowed |= SILENT; /* the message itself may be what could not be written */
    if (strncmp(calls[call].name, "unlink", 6) == 0)
        allowed |= LEAVES_FILES;
    const char *wrong = verdict(&a, want, allowed);
    if (!wrong && w.lost && a.status == 0)
        wrong = "what was written may be lost, and nobody is told";
    if (wrong)
        bad("%s %ld of %ld, %s: %s", calls[call].name, when, total, strerrorname_np(error), wrong);
    else
        ok();
    attempt_free(&a);
}

int main(int argc, char **argv)
{
    unsigned long share = argc > 2 ? strtoul(argv[1], NULL, 10) : 0, n = 0, tried = 0;
    struct watch clean = { 0 };
    if (!share) {
        fprintf(stderr, "usage: calls SHARE PROGRAM WORD...\n");
        return 2;
    }
    setenv("ACTFN_DEADLINE", "5",
           1); /* a close that is refused leaves gnuplot waiting for an end that does not come */
    struct wanted want = wanted(&(struct how){ .words = argv + 2 });
    struct attempt a = watched(argv + 2, &clean);
    const char *wrong = verdict(&a, &want, 0);
    if (wrong || !clean.begun)
        bad("watched, with nothing failing: %s", wrong ? wrong : "main did not begin as it should");
    attempt_free(&a);
    for (size_t i = 0; i < CALLS; i++)
        for (long when = 1; when <= clean.count[i]; when++)
            for (size_t k = 0; k < 4 && calls[i].errors[k]; k++, n++)
                if (n % share == share / 2) {
                    judge(argv + 2, &want, i, when, clean.count[i], calls[i].errors[k]);
                    tried++;
                }
    printf("# %lu of %lu faults tried\n", tried, n);
    attempt_free(&want.whole);
    return summary();
}
