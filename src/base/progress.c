/* One line about long work, on standard error. */
#include "base/base.h"
#include "base/interrupted.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static struct {
    bool quiet, running, terminal, shown;
    char what[64];
    double total, began, next;
} work;

/* How far the work has come, for a signal handler: written into the line that nobody reads, then
 * made the one. */
static char reached[2][176];
static atomic_int current = -1;

enum { LINE_MOST = 79 };
static const double FIRST_AFTER = 0.5, EVERY = 0.1; /* seconds */

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void put(const char *text, size_t length)
{
    while (length > 0) {
        ssize_t n = write(STDERR_FILENO, text, length);
        if (n <= 0) {
            return; /* a remark that cannot be made is no failure */
        }
        text += n;
        length -= (size_t)n;
    }
}

void progress_quiet(bool quiet)
{
    work.quiet = quiet;
}

void progress_start(const char *what, double total)
{
    progress_end();
    work.running = !work.quiet;
    if (!work.running) {
        return;
    }
    const char *term = getenv("TERM");
    work.terminal = isatty(STDERR_FILENO) && (term == NULL || strcmp(term, "dumb") != 0);
    (void)snprintf(work.what, sizeof work.what, "%s", what);
    work.total = total;
    work.began = now();
    work.next = work.began + FIRST_AFTER;
}

/* A line that is wider than the terminal would wrap, and only its last row would be wiped. Asked
 * each time: windows change. */
static int columns(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2 || size.ws_col > LINE_MOST)
        return LINE_MOST;
    return size.ws_col - 1;
}

/* How many bytes of the line fit into the columns. */
static size_t fitting(const char *line, int most)
{
    size_t bytes = 0;
    for (int column = 0; line[bytes] && column < most; column++)
        do
            bytes++;
        while (((unsigned char)line[bytes] & 0xc0) == 0x80);
    return bytes;
}

static void draw(const char *line)
{
    char out[LINE_MOST * 4 + 8];
    int length = snprintf(out, sizeof out, "\r%.*s\033[K", (int)fitting(line, columns()), line);
    if (length > 0 && (size_t)length < sizeof out) {
        put(out, (size_t)length);
        work.shown = true;
    }
}

/* "12 %, 8 s left"; no guess before there is something to guess from. */
static void time_left(char *to, size_t size, double done, double elapsed)
{
    to[0] = '\0';
    if (work.total > 0 && done > 0 && done <= work.total) {
        double left = elapsed * (work.total - done) / done;
        const char *unit = left < 100 ? "s" : left < 6000 ? "min" : "h";
        double scaled = left < 100 ? left : left < 6000 ? left / 60 : left / 3600;
        (void)snprintf(to, size, "  %.0f %%, %.0f %s left", 100 * done / work.total, scaled, unit);
    }
}

void progress_step(double done, const char *format, ...)
{
    if (!work.running) {
        return;
    }
    double t = now();
    if (t < work.next) {
        return;
    }
    work.next = t + EVERY;
    int spare = atomic_load(&current) == 0 ? 1 : 0;
    char detail[96] = "", left[48];
    if (format != NULL) {
        va_list args;
        va_start(args, format);
        (void)vsnprintf(detail, sizeof detail, format, args);
        va_end(args);
    } else if (work.total > 0) {
        (void)snprintf(detail, sizeof detail, "%.4g of %.4g", done, work.total);
    }
    (void)snprintf(reached[spare], sizeof reached[spare], "%s%s%s", work.what,
                   detail[0] != '\0' ? ": " : "", detail);
    atomic_store(&current, spare);
    if (work.terminal) {
        char line[LINE_MOST + 1];
        time_left(left, sizeof left, done, t - work.began);
        (void)snprintf(line, sizeof line, "%s%s", reached[spare], left);
        draw(line);
    }
}

void progress_end(void)
{
    atomic_store(&current, -1);
    if (work.shown) {
        put("\r\033[K", 4);
    }
    work.shown = work.running = false;
}

void progress_interrupted(bool say)
{
    if (work.shown) {
        put("\r\033[K", 4);
    }
    int line = atomic_load(&current);
    if (say && line >= 0) {
        static const char begin[] = "actfn: interrupted: ";
        put(begin, sizeof begin - 1);
        put(reached[line], strlen(reached[line]));
        put("\n", 1);
    }
}
