/* gnuplot as a child: `gnuplot -d /dev/stdin` by fork and exec. The script goes in by a pipe and the complaints
 * come back by one, both under one deadline. The picture goes to a file without a name that gnuplot opens as
 * /dev/fd/N: to its standard output it writes line by line, and through a pipe every line would wake us.
 *
 * The script is the file /dev/stdin, not bare standard input, which gnuplot reads a byte at a time and goes
 * on reading after an error. Success is a normal exit with our own status: gnuplot's 0 also means a script
 * cut short or a full disk. */
#include "plot/drawing.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

enum { COMPLAINT = 8192, PICTURE_LIMIT = 1 << 28 };

extern char **environ;

/* gnuplot has no sandbox, so the kernel refuses what its seven ways to run a command need: fork, vfork,
 * clone without CLONE_THREAD; clone3 is unknown here, so that libc falls back to clone. Threads still work. */
#if defined __linux__ && (defined __x86_64__ || defined __aarch64__)
static void fence(void)
{
#ifdef __x86_64__
    const uint32_t machine = AUDIT_ARCH_X86_64;
#else
    const uint32_t machine = AUDIT_ARCH_AARCH64;
#endif
    const uint32_t refuse = SECCOMP_RET_ERRNO | EPERM, unknown = SECCOMP_RET_ERRNO | ENOSYS;
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, machine, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, refuse),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef __x86_64__
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 6, 0),       /* x32 numbers */
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fork, 5, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_vfork, 4, 0),
#else
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#endif
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 2, 0),
        BPF_STMT(BPF_RET | BPF_K, refuse),
        BPF_STMT(BPF_RET | BPF_K, unknown),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { .len = sizeof filter / sizeof *filter, .filter = filter };
    /* SPEC_ALLOW: without it kernels before 5.16 slow the whole process down against Spectre, which is no danger
     * here. A kernel that knows no filters leaves gnuplot as free as it is elsewhere. */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        (void)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program);
}
#else
static void fence(void)
{
}
#endif

/* Our environment without what would change gnuplot: GNUTERM alone makes every plot fail, and the zone is in a PDF's note of the hour. Last,
 * where our fonts are. */
static char **clean_environment(const char *fonts)
{
    size_t n = 0, kept = 0;
    while (environ[n])
        n++;
    char **clean = memory_new(n + 3, sizeof *clean);
    clean[kept++] = (char *)(uintptr_t)"TZ=UTC0";
    for (size_t i = 0; i < n; i++)
        if (strncmp(environ[i], "GNU", 3) != 0 && strncmp(environ[i], "FIT_SCRIPT=", 11) != 0
            && strncmp(environ[i], "PAGER=", 6) != 0 && strncmp(environ[i], "TZ=", 3) != 0)
            clean[kept++] = environ[i];
    if (*fonts)
        clean[kept] = (char *)(uintptr_t)fonts;
    return clean;
}

static const char *program(void)
{
    const char *named = getenv("GNUPLOT");
    return named && *named ? named : "gnuplot";
}

/* As messages call it: "gnuplot", or "gnuplot (/opt/gnuplot)" when GNUPLOT names another. */
static struct message called(void)
{
    const char *name = program();
    struct message m;
    if (strcmp(name, "gnuplot") == 0)
        message_set(&m, "gnuplot");
    else
        message_set(&m, "gnuplot (%s)", quote(name).text);
    return m;
}

static double deadline_seconds(void)
{
    const char *typed = getenv("ACTFN_DEADLINE");
    double seconds = 20;
    struct message ignored;
    if (typed && *typed && !(number_parse(typed, &seconds, &ignored) && seconds > 0))
        seconds = 20;
    return fmin(seconds, 1e6);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void close_one(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void close_all(struct pipes *p)
{
    int *fds[] = { p->in, p->complaint, p->fault };
    for (size_t i = 0; i < 3; i++) {
        close_one(&fds[i][0]);
        close_one(&fds[i][1]);
    }
}

bool pipe_high(int fd[2])
{
    int low[2];
    if (pipe(low) != 0)
        return false;       /* errno says why */
    fd[0] = fcntl(low[0], F_DUPFD_CLOEXEC, 3);
    fd[1] = fcntl(low[1], F_DUPFD_CLOEXEC, 3);
    close(low[0]);
    close(low[1]);
    if (fd[0] >= 0 && fd[1] >= 0)
        return true;
    close_one(&fd[0]);
    close_one(&fd[1]);
    return false;           /* as above */
}

/* Standard input, output and error of gnuplot's own; data and picture stay open across exec. A picture without its data would look
 * whole, so every step counts. */
static bool wired(const struct child *c)
{
    int nowhere = open("/dev/null", O_WRONLY);
    return dup2(c->pipes.in[0], 0) == 0 && nowhere >= 0 && dup2(nowhere, 1) == 1 && dup2(c->pipes.complaint[1], 2) == 2 &&
           fcntl(c->data, F_SETFD, 0) == 0 && fcntl(c->drawn, F_SETFD, 0) == 0 &&
           (c->fonts < 0 || fcntl(c->fonts, F_SETFD, 0) == 0);
}

/* The child's side, up to exec. Only calls that are safe after fork. What fails before exec is told as a negative number. */
static _Noreturn void become_gnuplot(const struct child *c, char *const *environment)
{
    char *const words[] = { (char *)(uintptr_t)program(), (char[]){ "-d" }, (char[]){ "/dev/stdin" }, NULL };
    int fault = 0;
    sigset_t none;
    signal(SIGPIPE, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (!wired(c))
        fault = -errno;
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){ PICTURE_LIMIT, PICTURE_LIMIT });   /* refused where the user's own is lower */
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (!c->window)
        fence();
    environ = (char **)(uintptr_t)environment;   /* execvpe is not everywhere */
    if (fault == 0) {
        execvp(words[0], words);
        fault = errno;
    }
    (void)!write(c->pipes.fault[1], &fault, sizeof fault);
    _exit(127);
}

/* Of a long complaint the beginning is kept, where a theme tells its colours, and the end, where the reason stands. */
static void complain(struct buffer *complaint, const char *piece, size_t length)
{
    if (complaint->length + length > 2 * COMPLAINT) {
        char *end = complaint->bytes + COMPLAINT;
        complaint->length -= length;
        memmove(end, end + length, complaint->length - COMPLAINT);
    }
    buffer_add(complaint, piece, length);
}

enum talk { ENDED, TOO_LATE, BROKEN };

static enum talk broken(struct child *c)
{
    c->fault = errno;
    return BROKEN;
}

/* Feeds the script and gathers the complaints until gnuplot closes its standard error. */
static enum talk talk(struct child *c, const struct buffer *script)
{
    struct pipes *p = &c->pipes;
    struct buffer *complaint = &c->said;
    size_t sent = 0;
    char piece[4096];
    while (p->complaint[0] >= 0) {
        struct pollfd wait[2] = {
            { .fd = p->in[1], .events = POLLOUT }, { .fd = p->complaint[0], .events = POLLIN },
        };
        double left = c->until - now();
        if (left <= 0)
            return TOO_LATE;
        int n = poll(wait, 2, (int)fmin(left * 1000 + 1, 1e6));
        if (n < 0 && errno != EINTR)
            return broken(c);
        if (n <= 0)
            continue;
        if (wait[0].revents) {
            ssize_t put = write(p->in[1], script->bytes + sent, script->length - sent);
            if (put > 0)
                sent += (size_t)put;
            /* gnuplot gone or not reading: its exit status tells the rest */
            if ((put < 0 && errno != EAGAIN && errno != EINTR) || sent == script->length)
                close_one(&p->in[1]);
        }
        if (wait[1].revents) {
            ssize_t got = read(p->complaint[0], piece, sizeof piece);
            if (got < 0 && errno != EINTR && errno != EAGAIN)
                return broken(c);        /* a theme's colours come this way too */
            if (got == 0)
                close_one(&p->complaint[0]);
            if (got > 0)
                complain(complaint, piece, (size_t)got);
        }
    }
    return ENDED;
}

static bool read_drawn(int file, struct buffer *out, struct message *why)
{
    off_t length = lseek(file, 0, SEEK_END), have = 0;
    if (length < 0)
        return message_set(why, "the picture cannot be read back: %s", strerror(errno));
    out->bytes = memory_resize(out->bytes, (size_t)length + 1, 1);
    out->size = (size_t)length + 1;
    while (have < length) {
        ssize_t got = pread(file, out->bytes + have, (size_t)(length - have), have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        have += got;
    }
    out->length = (size_t)have;
    out->bytes[have] = 0;
    return true;
}

/* Waits for the end, at most until the deadline; then there is no mercy. */
static int reap(pid_t child, bool kill_it, double until, bool *late)
{
    int status = 0;
    if (kill_it)
        kill(child, SIGKILL);
    for (;;) {
        pid_t got = waitpid(child, &status, kill_it ? 0 : WNOHANG);
        if (got == child || (got < 0 && errno != EINTR))
            break;
        if (got == 0) {
            if (now() > until) {
                *late = kill_it = true;
                kill(child, SIGKILL);
            }
            struct timespec nap = { .tv_nsec = 200000 };
            nanosleep(&nap, NULL);
        }
    }
    cleanup_child(0);
    return status;
}

/* What gnuplot complained of: its last line that says something. */
static const char *last_line(struct buffer *b)
{
    const char *best = "";
    if (!b->length)
        return best;
    if (memchr(b->bytes, 0, b->length))
        return "(binary text on its standard error)";
    for (char *line = strtok(b->bytes, "\n"); line; line = strtok(NULL, "\n")) {
        while (*line == ' ' || *line == '\t')
            line++;
        if (*line && strspn(line, "^ ") != strlen(line))
            best = line;
    }
    return best;
}

static bool judge(struct child *c, enum talk end, bool late, int status, struct message *why)
{
    struct message self = called();
    const char *name = self.text;
    if (late || end == TOO_LATE)
        return message_set(why, "%s: did not finish in %g s and was ended; ACTFN_DEADLINE sets the time", name,
                           deadline_seconds());
    if (end == BROKEN)
        return message_set(why, "%s: %s", name, strerror(c->fault));
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
        return message_set(why, "%s: wrote more than any picture and was ended; is it gnuplot?", name);
    if (WIFSIGNALED(status))
        return message_set(why, "%s: was ended by signal %d (%s)", name, WTERMSIG(status), strsignal(WTERMSIG(status)));
    if (WEXITSTATUS(status) == STATUS_WHOLE)
        return true;
    if (WEXITSTATUS(status) == STATUS_OLD)
        return message_set(why, "%s: older than 5.2; install gnuplot 5.2 or newer", name);
    const char *said = last_line(&c->said);
    char *shown = text_shown(said);
    if (WEXITSTATUS(status) == STATUS_TERMINAL) {
        message_set(why, *said ? "this gnuplot has no such terminal; it has: %s" : "this gnuplot opens no window; install gnuplot-qt or gnuplot-x11", shown);
        free(shown);
        return false;
    }
    if (*said)
        message_set(why, "%s: could not draw: %.300s", name, shown);
    else
        message_set(why, "%s: ended with status %d and drew nothing", name, WEXITSTATUS(status));
    free(shown);
    return false;
}

static bool no_start(int fault, struct message *why)
{
    if (fault < 0)
        return message_set(why, "%s: cannot be started: %s", called().text, strerror(-fault));
    if (fault == ENOENT)
        return message_set(why, "%s: not found; install gnuplot (5.2 or newer), or name it in GNUPLOT", called().text);
    return message_set(why, "%s: cannot be run: %s", called().text, strerror(fault));
}

/* In memory where the system knows how, else in a file that has lost its name. */
static int nameless_file(void)
{
#ifdef __linux__
    int fd = memfd_create("actfn", MFD_CLOEXEC);
    if (fd >= 3)
        return fd;
    if (fd >= 0)
        close(fd);
#endif
    FILE *f = tmpfile();
    int kept = f ? fcntl(fileno(f), F_DUPFD_CLOEXEC, 3) : -1;
    if (f)
        fclose(f);
    return kept;
}

static void close_files(struct child *c)
{
    close_all(&c->pipes);
    close_one(&c->data);
    close_one(&c->drawn);
    close_one(&c->fonts);
    c->pid = -1;
}

static void child_close(struct child *c)
{
    close_files(c);
    free(c->said.bytes);
    c->said = (struct buffer){ 0 };
}

bool child_start(struct child *c, bool window, struct message *why)
{
    *c = (struct child){ .pid = -1, .window = window, .fonts = -1, .pipes = { { -1, -1 }, { -1, -1 }, { -1, -1 } } };
    struct pipes *p = &c->pipes;
    c->data = nameless_file();
    c->drawn = nameless_file();
    c->fonts = window ? -1 : fonts_open();
    char fonts[48] = "";
    if (c->fonts >= 0)
        (void)snprintf(fonts, sizeof fonts, "FONTCONFIG_FILE=/dev/fd/%d", c->fonts);
    if (c->data < 0 || c->drawn < 0 || !pipe_high(p->in) || !pipe_high(p->complaint) || !pipe_high(p->fault)) {
        message_set(why, "no pipe to gnuplot: %s", strerror(errno));
        child_close(c);
        return false;
    }
    char **environment = clean_environment(fonts);
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);       /* a signal in between would leave the child behind */
    c->pid = fork();
    if (c->pid == 0)
        become_gnuplot(c, environment);
    int fault = errno;
    if (c->pid > 0)
        cleanup_child(c->pid);
    sigprocmask(SIG_SETMASK, &before, NULL);
    free(environment);
    if (c->pid < 0) {
        child_close(c);
        return message_set(why, "gnuplot: cannot be started: %s", strerror(fault));
    }
    close_one(&p->in[0]);
    close_one(&p->complaint[1]);
    close_one(&p->fault[1]);
    close_one(&c->fonts);
    return true;
}

void child_drop(struct child *c)
{
    bool late = false;
    if (c->pid > 0)
        reap(c->pid, true, c->until, &late);
    child_close(c);
}

/* Is there something to read, or the end, before it is too late? */
static bool readable(int fd, double until)
{
    struct pollfd wait = { .fd = fd, .events = POLLIN };
    int n;
    do
        n = poll(&wait, 1, (int)fmax(0, fmin((until - now()) * 1000, 1e6)));
    while (n < 0 && errno == EINTR);
    return n > 0;
}

bool child_finish(struct child *c, const struct buffer *script, struct buffer *out, struct message *why)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
    int fault = 0;
    bool late = false;
    enum talk end = ENDED;
    if (!(c->until > 0))
        c->until = now() + deadline_seconds();   /* its own time: what we took to make the script does not count */
    sigaction(SIGPIPE, &ignore, &before);   /* a gnuplot that stops reading must not end us */
    bool answered = readable(c->pipes.fault[0], c->until);
    bool started = !answered || read(c->pipes.fault[0], &fault, sizeof fault) != (ssize_t)sizeof fault;
    fcntl(c->pipes.in[1], F_SETFL, O_NONBLOCK);
    if (started)
        end = answered ? talk(c, script) : TOO_LATE;
    close_one(&c->pipes.in[1]);
    int status = reap(c->pid, end != ENDED, c->until, &late);
    sigaction(SIGPIPE, &before, NULL);
    bool good = started ? judge(c, end, late, status, why) : no_start(fault, why);
    good = good && read_drawn(c->drawn, out, why);
    close_files(c);
    return good;
}
