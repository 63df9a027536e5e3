/* A file in memory with a name that the program can open. */
#include "drain.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *const suffixes[] = { ".npy", ".csv", ".safetensors", ".npz", ".pt", ".gguf" };
static char folder[] = "/tmp/actfn-drain-XXXXXX";
static int file = -1;

static const char *path_of(const char *suffix)
{
    static char path[100];
    (void)snprintf(path, sizeof path, "%s/x%s", folder, suffix);
    return path;
}

static void clean(void)
{
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        (void)unlink(path_of(suffixes[i]));
    (void)rmdir(folder);
    (void)close(file);
}

/* A name with a suffix leads to a file that has none: nothing is written to a disk. */
static int memory_open(void)
{
    char target[64];
    int fd = memfd_create("input", MFD_CLOEXEC);
    MUST(fd >= 0 && mkdtemp(folder) && atexit(clean) == 0);
    (void)snprintf(target, sizeof target, "/proc/self/fd/%d", fd);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        MUST(symlink(target, path_of(suffixes[i])) == 0);
    return fd;
}

const char *memory_file(const char *suffix, const void *bytes, size_t length)
{
    if (file < 0)
        file = memory_open();
    MUST(pwrite(file, bytes, length, 0) == (ssize_t)length && ftruncate(file, (off_t)length) == 0);
    return path_of(suffix);
}
