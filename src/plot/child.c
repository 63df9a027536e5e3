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
#include "plot/verdict.h"

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

/* Until the next look, in milliseconds, for poll. */
enum { SLICE = 100 };

static bool alive(struct child *c)
{
    if (!c->patient && c->end == ENDED)
        c->end = pulse_feel(&c->pulse, c->pid, c->drawn, c->passed);
    return c->end == ENDED;
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
    c->pulse.looked = pulse_now(); /* the time that we took to make the script is not its own */
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
    const struct gnuplot_end ended = { .end = c->end, .fault = c->fault, .status = status };
    bool ok = runs ? verdict_tell(&ended, &c->said, err) : verdict_no_start(fault, err);
    ok = ok && read_drawn(c->drawn, out, err);
    close_files(c);
    return ok;
}
