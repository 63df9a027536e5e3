/* How much memory there is: the machine's, or what a control group allows. */
#include "base/base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The number that stands in a file; "max", and no such file: infinity. */
static double number_in(const char *path)
{
    char line[64];
    double n = INFINITY;
    FILE *f = fopen(path, "r");
    if (f && fgets(line, sizeof line, f) && line[0] >= '0' && line[0] <= '9')
        n = strtod(line, NULL);
    if (f)
        (void)fclose(f);
    return n;
}

/* The least limit of a control group and those that it stands in. */
static double limit_up(const char *root, const char *room, char *group, const char *file)
{
    double least = INFINITY;
    for (;;) {
        char path[1024];
        int length = snprintf(path, sizeof path, "%s%s%s/%s", root, room, group, file);
        least =
            fmin(least, length > 0 && (size_t)length < sizeof path ? number_in(path) : INFINITY);
        char *last = strrchr(group, '/');
        if (!last)
            return least;
        *last = 0;
    }
}

/* Lines "0::/a/b" of the second kind of groups, "4:cpu,memory:/a/b" of the first. */
double memory_of_group(const char *membership, const char *root)
{
    char line[1024];
    double least = INFINITY;
    FILE *f = fopen(membership, "r");
    while (f && fgets(line, sizeof line, f)) {
        char *kinds = strchr(line, ':'), *group = kinds ? strchr(kinds + 1, ':') : NULL;
        if (!group)
            continue;
        *group++ = 0;
        group[strcspn(group, "\n")] = 0;
        if (kinds[1] == 0)
            least = fmin(least, limit_up(root, "", group, "memory.max"));
        else if (strstr(kinds, "memory"))
            least = fmin(least, limit_up(root, "/memory", group, "memory.limit_in_bytes"));
    }
    if (f)
        (void)fclose(f);
    return least;
}

/* Address space (ulimit -v) is not asked about: there the system refuses an allocation, which is
 * told when it happens. A control group ends the program without a word instead. */
static double machine_has(void)
{
    return (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
}

static double group_allows(void)
{
    static double limit; /* 0: not looked yet */
    if (limit == 0)
        limit = memory_of_group("/proc/self/cgroup", "/sys/fs/cgroup");
    return limit;
}

double memory_there(void)
{
    return fmin(machine_has(), group_allows());
}

const char *memory_whose(void)
{
    return group_allows() < machine_has() ? "its control group allows" : "this machine has";
}

bool memory_allows(const char *option, const char *what, double bytes, struct error *err)
{
    double there = memory_there();
    if (bytes <= 0.9 * there)
        return true;
    return error_usage(err, "--%s: %s would take %.3g GB and %s %.3g; choose less", option, what,
                       bytes * 1e-9, memory_whose(), there * 1e-9);
}
