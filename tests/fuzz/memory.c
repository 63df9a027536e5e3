/* One file in memory, and nothing of the kernel in between: a target spends its time in what it is
 * there to try. The linker puts these in the place of the C library's calls (-Wl,--wrap);
 * libFuzzer's own calls go on to the real ones. */
#include "drain.h"

#include <string.h>
#include <sys/stat.h>

enum { FIRST = 1000, OPEN_MOST = 4 }; /* descriptors of ours */

static struct {
    const unsigned char *bytes;
    size_t length;
    char path[40];
} file;
static struct {
    bool used;
    size_t at;
} opened[OPEN_MOST];

const char *memory_file(const char *suffix, const void *bytes, size_t length)
{
    for (size_t i = 0; i < OPEN_MOST; i++)
        MUST(!opened[i].used); /* what was opened has been closed */
    file.bytes = bytes;
    file.length = length;
    (void)snprintf(file.path, sizeof file.path, "memory/x%s", suffix);
    return file.path;
}

int __real_open(const char *path, int flags, ...), __wrap_open(const char *path, int flags, ...);
int __real_stat(const char *path, struct stat *about),
    __wrap_stat(const char *path, struct stat *about);
int __real_fstat(int fd, struct stat *about), __wrap_fstat(int fd, struct stat *about);
int __real_close(int fd), __wrap_close(int fd);
ssize_t __real_read(int fd, void *to, size_t count), __wrap_read(int fd, void *to, size_t count);
ssize_t __real_pread(int fd, void *to, size_t count, off_t offset),
    __wrap_pread(int fd, void *to, size_t count, off_t offset);

static bool ours(int fd)
{
    MUST(fd < FIRST || (fd < FIRST + OPEN_MOST && opened[fd - FIRST].used));
    return fd >= FIRST;
}

static bool is_file(const char *path)
{
    return file.path[0] && strcmp(path, file.path) == 0;
}

static int fill(struct stat *about)
{
    memset(about, 0, sizeof *about);
    about->st_mode = S_IFREG | 0600;
    about->st_size = (off_t)file.length;
    return 0;
}

int __wrap_open(const char *path, int flags, ...)
{
    if (!is_file(path))
        return __real_open(path, flags, 0600);
    for (int i = 0; i < OPEN_MOST; i++)
        if (!opened[i].used) {
            opened[i].used = true;
            opened[i].at = 0;
            return FIRST + i;
        }
    MUST(false); /* more than a few are open */
    return -1;
}

int __wrap_stat(const char *path, struct stat *about)
{
    return is_file(path) ? fill(about) : __real_stat(path, about);
}

int __wrap_fstat(int fd, struct stat *about)
{
    return ours(fd) ? fill(about) : __real_fstat(fd, about);
}

int __wrap_close(int fd)
{
    if (!ours(fd))
        return __real_close(fd);
    opened[fd - FIRST].used = false;
    return 0;
}

static ssize_t give(void *to, size_t count, size_t from)
{
    from = from < file.length ? from : file.length;
    count = count < file.length - from ? count : file.length - from;
    memcpy(to, file.bytes + from, count);
    return (ssize_t)count;
}

ssize_t __wrap_pread(int fd, void *to, size_t count, off_t offset)
{
    return ours(fd) ? give(to, count, (size_t)offset) : __real_pread(fd, to, count, offset);
}

ssize_t __wrap_read(int fd, void *to, size_t count)
{
    if (!ours(fd))
        return __real_read(fd, to, count);
    ssize_t n = give(to, count, opened[fd - FIRST].at);
    opened[fd - FIRST].at += (size_t)n;
    return n;
}
