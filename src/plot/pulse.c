#include "plot/pulse.h"
#include "base/base.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* How often we look for a sign of life, and how much processor time is one: a program that only
 * waits, waking up now and then, uses less. */
static const double LOOK_EVERY = 0.05, SIGN = 0.01;

double pulse_deadline(void)
{
    const char *typed = getenv("ACTFN_DEADLINE");
    double seconds = 20;
    struct error ignored;
    if (typed && *typed && !(number_parse(typed, &seconds, &ignored) && seconds > 0))
        seconds = 20;
    return fmin(seconds, 1e6);
}

double pulse_now(void)
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

enum ending pulse_feel(struct pulse *p, pid_t child, int drawn, uint64_t passed)
{
    struct stat file;
    double since = pulse_now() - p->looked;
    if (since < LOOK_EVERY)
        return ENDED;
    double used = processor_time(child, p->used);
    off_t size = fstat(drawn, &file) == 0 ? file.st_size : 0;
    p->looked += since;
    p->silent += fmin(since, 1); /* we may have been stopped ourselves, and gnuplot with us */
    if (used - p->used >= SIGN || size != p->drawn || passed != p->passed ||
        waits_for_processor(child))
        *p = (struct pulse){
            .looked = p->looked,
            .used = used,
            .drawn = size,
            .passed = passed,
        };
    progress_step((double)size, "%.0f KB so far", (double)size / 1000);
    if (used > DEADLINES_OF_WORK * pulse_deadline())
        return ENDLESS;
    return p->silent > pulse_deadline() ? SILENT : ENDED;
}
