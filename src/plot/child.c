/* gnuplot as a child: `gnuplot -d /dev/stdin` by fork and exec, started in / since gnuplot runs
 * Lua that it finds where it starts (gnuplot-tikz.lua); whatever a user named is ours to open, and
 * reaches it as /dev/fd/N. The script goes in by a pipe and the complaints come back by one. It
 * has all the time it needs while it works, and is ended when it gives no sign of life. The
 * picture goes to a file without a name that gnuplot opens as /dev/fd/N: to its standard output it
 * writes line by line, and through a pipe every line would wake us.
 *
 * The script is the file /dev/stdin, not bare standard input, which gnuplot reads a byte at a time
 * and goes on reading after an error. Success is a normal exit with our own status: gnuplot's 0
 * also means a script cut short or a full disk. */
#include "plot/child.h"
#include "plot/fence.h"
#include "plot/fonts.h"
#include "plot/pipe.h"
#include "plot/quote.h"
#include "plot/status.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { COMPLAINT = 8192, PICTURE_LIMIT = 1 << 28, COMPLAINTS_MOST = 1 << 24 };

/* How often we look for a sign of life, and how much processor time is one: a program that only
 * waits, waking up now and then, uses less. Honest work has no bound but this many deadlines of
 * processor time, so that an endless loop ends where nobody watches. */
static const double LOOK_EVERY = 0.05, SIGN = 0.01, DEADLINES_OF_WORK = 30;

/* As messages call it: "gnuplot", or "gnuplot (/opt/gnuplot)" when GNUPLOT names another. */
static struct error called(void)
{
    const char *name = program_named();
    struct error m;
    if (strcmp(name, "gnuplot") == 0)
        error_set(&m, "gnuplot");
    else
        error_set(&m, "gnuplot (%s)", quote(name).text);
    return m;
}

static double deadline_seconds(void)
{
    const char *typed = getenv("ACTFN_DEADLINE");
    double seconds = 20;
    struct error ignored;
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

static double processor_time(pid_t child, double before)
{
#ifdef __linux__
    clockid_t its;
    struct timespec t;
    if (clock_getcpuclockid(child, &its) == 0 && clock_gettime(its, &t) == 0)
        return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
#else
    (void)child;
#endif
    return before;
}

/* Would it work if it were let? On a machine with more to do than processors it may wait for one
 * for longer than any deadline, and that is no silence of its own. */
static bool waits_for_processor(pid_t child)
{
    bool ready = false;
#ifdef __linux__
    char path[48], stat[256];
    (void)snprintf(path, sizeof path, "/proc/%ld/stat", (long)child);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, stat, sizeof stat - 1);
    if (fd >= 0)
        close(fd);
    stat[n > 0 ? n : 0] = 0;
    const char *end = strrchr(stat, ')'); /* of its name; then its state */
    ready = end && end[1] == ' ' && end[2] == 'R';
#else
    (void)child;
#endif
    return ready;
}

/* Looks now and then whether gnuplot still gives signs of life; false, and c->end says why, when
 * it is time to end it. */
static bool alive(struct child *c)
{
    struct pulse *p = &c->pulse;
    struct stat file;
    double since = now() - p->looked;
    if (c->patient || since < LOOK_EVERY)
        return true;
    double used = processor_time(c->pid, p->used);
    off_t drawn = fstat(c->drawn, &file) == 0 ? file.st_size : 0;
    p->looked += since;
    p->silent += fmin(since, 1); /* we may have been stopped ourselves, and gnuplot with us */
    if (used - p->used >= SIGN || drawn != p->drawn || c->passed != p->passed ||
        waits_for_processor(c->pid))
        *p = (struct pulse){
            .looked = p->looked,
            .used = used,
            .drawn = drawn,
            .passed = c->passed,
        };
    progress_step((double)drawn, "%.0f KB so far", (double)drawn / 1000);
    if (p->silent > deadline_seconds())
        c->end = SILENT;
    if (used > DEADLINES_OF_WORK * deadline_seconds())
        c->end = ENDLESS;
    return c->end == ENDED;
}

/* Until the next look, in milliseconds, for poll. */
enum { SLICE = 100 };

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

/* Standard input, output and error of gnuplot's own; data and picture stay open across exec. A
 * picture without its data would look whole, so every step counts. */
static bool wired(const struct child *c)
{
    int nowhere = open("/dev/null", O_WRONLY);
    return dup2(c->pipes.in[0], 0) == 0 && nowhere >= 0 && dup2(nowhere, 1) == 1 &&
           dup2(c->pipes.complaint[1], 2) == 2 && fcntl(c->data, F_SETFD, 0) == 0 &&
           fcntl(c->drawn, F_SETFD, 0) == 0 && (c->fonts < 0 || fcntl(c->fonts, F_SETFD, 0) == 0);
}

/* The child's side, up to exec. Only calls that are safe after fork. What fails before exec is
 * told as a negative number. */
static _Noreturn void become_gnuplot(const struct child *c, char *const *environment)
{
    char *const words[] = {
        (char *)(uintptr_t)program_named(),
        (char[]){ "-d" },
        (char[]){ "/dev/stdin" },
        NULL,
    };
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
    setrlimit(RLIMIT_FSIZE,
              &(struct rlimit){ PICTURE_LIMIT,
                                PICTURE_LIMIT }); /* refused where the user's own is lower */
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (fault == 0 && chdir("/") != 0)
        fault = -errno;
    if (fault == 0 && !c->program.path)
        fault = c->program.fault;
    if (fault == 0) {
        const struct gnuplot_program *p = &c->program;
        const struct confinement inside = {
            .path = p->path,
            .script = p->script,
            .foreign = p->foreign,
            .scratch = c->scratch,
            .data = c->data,
            .drawn = c->drawn,
        };
        const char *path = c->window ? p->path : fence(&inside);
        execve(path, words, environment);
        fault = errno;
    }
    (void)!write(c->pipes.fault[1], &fault, sizeof fault);
    _exit(127);
}

/* Of a long complaint the beginning is kept, where a theme tells its colours, and the end, where
 * the reason stands. */
static void complain(struct buffer *complaint, const char *piece, size_t length)
{
    if (complaint->length + length > 2 * COMPLAINT) {
        char *end = complaint->bytes + COMPLAINT;
        complaint->length -= length;
        memmove(end, end + length, complaint->length - COMPLAINT);
    }
    buffer_add(complaint, piece, length);
}

/* Waits for what one of these is ready for, till the next look. */
static bool wait_for(struct child *c, struct pollfd *fds, nfds_t n)
{
    int ready = poll(fds, n, SLICE);
    if (ready < 0 && errno != EINTR) {
        c->end = BROKEN;
        c->fault = errno;
    }
    for (nfds_t i = 0; ready <= 0 && i < n; i++)
        fds[i].revents = 0;
    return c->end == ENDED && alive(c);
}

static void feed(struct child *c, const struct buffer *script, size_t *sent)
{
    ssize_t put = write(c->pipes.in[1], script->bytes + *sent, script->length - *sent);
    if (put > 0) {
        *sent += (size_t)put;
        c->passed += (uint64_t)put;
    }
    /* gnuplot gone or not reading: its exit status tells the rest */
    if ((put < 0 && errno != EAGAIN && errno != EINTR) || *sent == script->length)
        close_one(&c->pipes.in[1]);
}

static void hear(struct child *c)
{
    char piece[4096];
    ssize_t got = read(c->pipes.complaint[0], piece, sizeof piece);
    if (got < 0 && errno != EINTR && errno != EAGAIN) {
        c->end = BROKEN; /* a theme's colours come this way too */
        c->fault = errno;
    }
    if (got == 0)
        close_one(&c->pipes.complaint[0]);
    if (got > 0) {
        complain(&c->said, piece, (size_t)got);
        c->passed += (uint64_t)got;
        c->heard += (uint64_t)got;
    }
    if (c->heard > COMPLAINTS_MOST)
        c->end = FLOODING;
}

/* Feeds the script and gathers the complaints until gnuplot closes its standard error. */
static void talk(struct child *c, const struct buffer *script)
{
    size_t sent = 0;
    while (c->end == ENDED && c->pipes.complaint[0] >= 0) {
        struct pollfd wait[2] = {
            { .fd = c->pipes.in[1], .events = POLLOUT },
            { .fd = c->pipes.complaint[0], .events = POLLIN },
        };
        if (!wait_for(c, wait, 2))
            return;
        if (wait[0].revents)
            feed(c, script, &sent);
        if (wait[1].revents)
            hear(c);
    }
}

static bool read_drawn(int file, struct buffer *out, struct error *err)
{
    off_t length = lseek(file, 0, SEEK_END), have = 0;
    if (length < 0)
        return error_set(err, "the picture cannot be read back: %s", strerror(errno));
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

/* Waits for the end, as long as there is life; then there is no mercy. */
static int reap(struct child *c, bool kill_it)
{
    int status = 0;
    struct timespec nap = { .tv_nsec = 200000 };
    for (;;) {
        if (kill_it)
            kill(c->pid, SIGKILL);
        pid_t got = waitpid(c->pid, &status, kill_it ? 0 : WNOHANG);
        if (got == c->pid || (got < 0 && errno != EINTR))
            break;
        if (got != 0)
            continue;
        kill_it = !alive(c);
        nanosleep(&nap, NULL);
        nap.tv_nsec += nap.tv_nsec / 50; /* the end comes soon, or late */
        if (nap.tv_nsec > 20000000)
            nap.tv_nsec = 20000000;
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

/* Why we ended it. */
static bool ended_by_us(const struct child *c, const char *name, struct error *err)
{
    double deadline = deadline_seconds();
    switch (c->end) {
    case SILENT:
        return error_set(err,
                         "%s: no sign of life for %g s, so it was ended; "
                         "ACTFN_DEADLINE sets the time",
                         name, deadline);
    case ENDLESS:
        return error_set(err,
                         "%s: used the processor for %g s and did not finish, so it was ended; "
                         "ACTFN_DEADLINE sets a %gth of it",
                         name, DEADLINES_OF_WORK * deadline, DEADLINES_OF_WORK);
    case FLOODING:
        return error_set(err,
                         "%s: wrote more complaints than any gnuplot and was ended; "
                         "is it gnuplot?",
                         name);
    default:
        return error_set(err, "%s: %s", name, strerror(c->fault));
    }
}

static bool judge(struct child *c, int status, struct error *err)
{
    struct error self = called();
    const char *name = self.text;
    if (c->end != ENDED)
        return ended_by_us(c, name, err);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
        return error_set(err, "%s: wrote more than any picture and was ended; is it gnuplot?",
                         name);
    if (WIFSIGNALED(status))
        return error_set(err, "%s: was ended by signal %d (%s)", name, WTERMSIG(status),
                         strsignal(WTERMSIG(status)));
    if (WEXITSTATUS(status) == STATUS_WHOLE)
        return true;
    if (WEXITSTATUS(status) == STATUS_OLD)
        return error_set(err, "%s: older than 5.2; install gnuplot 5.2 or newer", name);
    const char *said = last_line(&c->said);
    char *shown = text_shown(said);
    if (WEXITSTATUS(status) == STATUS_TERMINAL) {
        error_set(err,
                  *said ? "this gnuplot has no such terminal; it has: %s"
                        : "this gnuplot opens no window; install gnuplot-qt or gnuplot-x11",
                  shown);
        free(shown);
        return false;
    }
    if (*said)
        error_set(err, "%s: could not draw: %.300s", name, shown);
    else
        error_set(err, "%s: ended with status %d and drew nothing", name, WEXITSTATUS(status));
    free(shown);
    return false;
}

static bool no_start(int fault, struct error *err)
{
    if (fault < 0)
        return error_set(err, "%s: cannot be started: %s", called().text, strerror(-fault));
    if (fault == ENOENT)
        return error_set(err,
                         "%s: not found; install gnuplot (5.2 or newer), or name it in GNUPLOT",
                         called().text);
    return error_set(err, "%s: cannot be run: %s", called().text, strerror(fault));
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
    free(c->program.path);
    c->program.path = NULL;
    c->pid = -1;
}

static void child_close(struct child *c)
{
    close_files(c);
    free(c->said.bytes);
    c->said = (struct buffer){ 0 };
}

bool child_start(struct child *c, const struct device *device, struct error *err)
{
    bool window = device->class == WINDOW;
    *c = (struct child){
        .pid = -1,
        .window = window,
        .scratch = strcmp(device->name, "other") == 0,
        .fonts = -1,
        .pipes = { { -1, -1 }, { -1, -1 }, { -1, -1 } },
    };
    struct pipes *p = &c->pipes;
    c->program = program_find();
    c->data = nameless_file();
    c->drawn = nameless_file();
    c->fonts = window ? -1 : fonts_open();
    char fonts[48] = "";
    if (c->fonts >= 0)
        (void)snprintf(fonts, sizeof fonts, "FONTCONFIG_FILE=/dev/fd/%d", c->fonts);
    if (c->data < 0 || c->drawn < 0 || !pipe_high(p->in) || !pipe_high(p->complaint) ||
        !pipe_high(p->fault)) {
        error_set(err, "no pipe to gnuplot: %s", strerror(errno));
        child_close(c);
        return false;
    }
    char **environment = program_environment(window, fonts);
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before); /* a signal in between would leave the child behind */
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
        return error_set(err, "gnuplot: cannot be started: %s", strerror(fault));
    }
    close_one(&p->in[0]);
    close_one(&p->complaint[1]);
    close_one(&p->fault[1]);
    close_one(&c->fonts);
    return true;
}

void child_drop(struct child *c)
{
    if (c->pid > 0)
        (void)reap(c, true);
    child_close(c);
}

/* Was it started? Waits for the news, which is the end of this pipe, closed by exec, or an error.
 */
static bool started(struct child *c, int *fault)
{
    struct pollfd wait = { .fd = c->pipes.fault[0], .events = POLLIN };
    while (wait_for(c, &wait, 1))
        if (wait.revents)
            return read(wait.fd, fault, sizeof *fault) != (ssize_t)sizeof *fault;
    return true;
}

bool child_finish(struct child *c, const struct buffer *script, struct buffer *out,
                  struct error *err)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
    int fault = 0;
    c->pulse.looked = now(); /* the time that we took to make the script is not its own */
    if (!c->window)
        progress_start("Plotting", 0);
    sigaction(SIGPIPE, &ignore, &before); /* a gnuplot that stops reading must not end us */
    bool runs = started(c, &fault);
    fcntl(c->pipes.in[1], F_SETFL, O_NONBLOCK);
    if (runs)
        talk(c, script);
    close_one(&c->pipes.in[1]);
    int status = reap(c, c->end != ENDED);
    sigaction(SIGPIPE, &before, NULL);
    if (!c->window)
        progress_end();
    bool ok = runs ? judge(c, status, err) : no_start(fault, err);
    ok = ok && read_drawn(c->drawn, out, err);
    close_files(c);
    return ok;
}
